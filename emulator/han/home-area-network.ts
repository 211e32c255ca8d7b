import { type Eui64, HanlabError, type Instant } from '../../gbcs/index.js';
import type { CommunicationsHub } from '../devices/comms-hub/communications-hub.js';
import type { VirtualClock } from '../kernel/clock.js';
import type { Device, DeviceNote, Effect } from '../kernel/device.js';
import type { HanFrame } from './frames.js';
import { Links } from './link.js';

/** More ticks of one device at one instant are a device that makes no progress. */
const MAX_TICKS_AT_ONE_INSTANT = 1000;

/** Sees everything that happens on a HAN. */
export interface HanObserver {
  /** @param delivered false if the frame got lost: recipient off, unknown or not allowed on the HAN */
  frame(frame: HanFrame, at: Instant, delivered: boolean): void;
  note(device: Eui64, note: DeviceNote, at: Instant): void;
}

/**
 * The HAN of one home: a hub and its devices in virtual time. It carries frames between devices that are powered and
 * that the hub's whitelist lets communicate, and gives each device its time.
 */
export class HomeAreaNetwork {
  readonly hub: CommunicationsHub;
  readonly links: Links;
  readonly #clock: VirtualClock;
  readonly #toWan: (message: Uint8Array) => void;
  readonly #observer: HanObserver | undefined;
  readonly #devices = new Map<Eui64, Device>();
  readonly #off = new Set<Eui64>();
  readonly #standstill = new Map<Eui64, { readonly at: Instant; readonly times: number }>();
  /** Takes back the tick that is planned for a device. */
  readonly #ticks = new Map<Eui64, () => void>();

  /**
   * @param toWan takes what the hub sends to the DCC
   * @param links what happens to frames between devices; ideal where left out
   */
  constructor(
    clock: VirtualClock,
    hub: CommunicationsHub,
    toWan: (message: Uint8Array) => void,
    observer?: HanObserver,
    links: Links = new Links(),
  ) {
    this.links = links;
    this.#clock = clock;
    this.hub = hub;
    this.#toWan = toWan;
    this.#observer = observer;
    this.add(hub);
  }

  add(device: Device): void {
    this.#devices.set(device.eui, device);
    this.#planTick(device);
  }

  device(eui: Eui64): Device | undefined {
    return this.#devices.get(eui);
  }

  /** A message of the DCC arrives at the hub. */
  fromWan(message: Uint8Array): void {
    this.#clock.at(this.#clock.now, () => {
      if (this.#off.has(this.hub.eui)) return;
      this.#carryOut(this.hub, this.hub.fromWan(message, this.#clock.now));
    });
  }

  /** Has the hub tunnel a message to a device, whomever it is addressed to. */
  inject(device: Eui64, message: Uint8Array): void {
    this.#clock.at(this.#clock.now, () => {
      if (this.#off.has(this.hub.eui)) return;
      this.#carryOut(this.hub, this.hub.tunnelTo(device, message, this.#clock.now));
    });
  }

  /** Puts a frame on the HAN, whoever it says to be from. */
  send(frame: HanFrame): void {
    this.#carry(frame);
  }

  /** Turns a device off, or on again. */
  power(eui: Eui64, on: boolean): void {
    if (!on) {
      this.#off.add(eui);
      return;
    }
    const device = this.#devices.get(eui);
    if (device !== undefined && this.#off.delete(eui)) this.#carryOut(device, device.powerUp(this.#clock.now));
  }

  /** Somebody does something at a device, such as press a button; nothing happens while it has no power. */
  locally(device: Device, act: (now: Instant) => readonly Effect[]): void {
    if (!this.#off.has(device.eui)) this.#carryOut(device, act(this.#clock.now));
  }

  #carryOut(device: Device, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'send') this.#carry(effect.frame);
      else if (effect.kind === 'sendToWan') this.#toWan(effect.message);
      else this.#observer?.note(device.eui, effect.note, this.#clock.now);
    }
    this.#planTick(device);
  }

  #planTick(device: Device): void {
    this.#ticks.get(device.eui)?.();
    this.#ticks.delete(device.eui);
    const due = device.nextDue();
    if (due === undefined) return;
    this.#watchStandstill(device, due);
    const takeBack = this.#clock.at(due, () => {
      this.#ticks.delete(device.eui);
      if (!this.#off.has(device.eui)) this.#carryOut(device, device.tick(this.#clock.now));
    });
    this.#ticks.set(device.eui, takeBack);
  }

  /** A device that is always due now would keep time from going on for ever. */
  #watchStandstill(device: Device, due: Instant): void {
    const { now } = this.#clock;
    const last = this.#standstill.get(device.eui);
    const times = due <= now && last?.at === now ? last.times + 1 : 0;
    this.#standstill.set(device.eui, { at: now, times });
    if (times > MAX_TICKS_AT_ONE_INSTANT) {
      throw new HanlabError('HANLAB_E_HARNESS', `device ${device.eui} is due again and again at the same instant`);
    }
  }

  #carry(frame: HanFrame): void {
    if (frame.destination === 'broadcast') {
      for (const eui of this.#devices.keys()) if (eui !== frame.source) this.#carryTo(eui, frame);
    } else {
      this.#carryTo(frame.destination, frame);
    }
  }

  #carryTo(destination: Eui64, frame: HanFrame): void {
    const { now } = this.#clock;
    const arrivals = this.links.arrivals(frame.source, destination, now);
    if (arrivals.length === 0) this.#clock.at(now, () => this.#observer?.frame({ ...frame, destination }, now, false));
    for (const arrival of arrivals) this.#clock.at(arrival, () => this.#arrive(destination, frame));
  }

  #arrive(destination: Eui64, frame: HanFrame): void {
    const device = this.#devices.get(destination);
    const delivered =
      device !== undefined &&
      !this.#off.has(destination) &&
      !this.#off.has(frame.source) &&
      (this.#mayCommunicate(frame.source, destination) || isJoining(frame));
    this.#observer?.frame({ ...frame, destination }, this.#clock.now, delivered);
    if (frame.source === this.hub.eui && frame.destination !== 'broadcast') {
      this.hub.acknowledged(destination, delivered, this.#clock.now);
    }
    if (delivered) this.#carryOut(device, device.handle(frame, this.#clock.now));
  }

  #mayCommunicate(source: Eui64, destination: Eui64): boolean {
    return [source, destination].every((eui) => eui === this.hub.eui || this.hub.whitelist.mayCommunicate(eui));
  }
}

/** Frames by which a device gets onto the HAN, before it may send any other. */
function isJoining({ content }: HanFrame): boolean {
  return content.kind === 'permitJoining' || content.kind === 'joinRequest' || content.kind === 'joinOutcome';
}
