import { type Eui64, HanlabError, type Instant } from '../../gbcs/index.js';
import type { CommunicationsHub } from '../devices/comms-hub/communications-hub.js';
import type { Clock } from '../kernel/clock.js';
import type { Device, DeviceNote, Effect } from '../kernel/device.js';
import type { Stored } from '../kernel/stored.js';
import type { HanFrame } from './frames.js';
import { Links, type SavedLinks } from './link.js';

/** More ticks of one device at one instant are a device that makes no progress. */
const MAX_TICKS_AT_ONE_INSTANT = 1000;

/** Sees everything that happens on a HAN. */
export interface HanObserver {
  /**
   * @param at when it arrived, or was sent if it never did
   * @param delivered false if the frame got lost: recipient off, unknown or not allowed on the HAN
   * @param sent when it was sent
   */
  frame(frame: HanFrame, at: Instant, delivered: boolean, sent: Instant): void;
  note(device: Eui64, note: DeviceNote, at: Instant): void;
}

/** What is on its way in a HAN. */
export type NetworkEvent =
  /** A message of the DCC comes to the hub. */
  | { readonly kind: 'fromWan'; readonly message: Uint8Array }
  /** The hub tunnels a message to a device, whomever it is addressed to. */
  | { readonly kind: 'tunnelTo'; readonly device: Eui64; readonly message: Uint8Array }
  | { readonly kind: 'arrive'; readonly destination: Eui64; readonly frame: HanFrame; readonly sent: Instant }
  /** A frame that does not arrive: only to be seen. */
  | { readonly kind: 'lost'; readonly destination: Eui64; readonly frame: HanFrame }
  | { readonly kind: 'tick'; readonly device: Eui64 };

/** State of a HAN and its devices; what is on its way stands in the clock. */
export interface SavedNetwork {
  readonly devices: ReadonlyMap<Eui64, unknown>;
  readonly off: readonly Eui64[];
  readonly ticks: ReadonlyMap<Eui64, number>;
  readonly standstill: ReadonlyMap<Eui64, Standstill>;
  readonly links: SavedLinks;
}

interface Standstill {
  readonly at: Instant;
  readonly times: number;
}

/**
 * The HAN of one home: a hub and its devices in virtual time. It carries frames between devices that are powered and
 * that the hub's whitelist lets communicate, and gives each device its time.
 */
export class HomeAreaNetwork implements Stored<SavedNetwork> {
  readonly hub: CommunicationsHub;
  readonly links: Links;
  readonly #clock: Clock<NetworkEvent>;
  readonly #toWan: (message: Uint8Array) => void;
  readonly #observer: HanObserver | undefined;
  readonly #devices = new Map<Eui64, Device>();
  readonly #off = new Set<Eui64>();
  readonly #standstill = new Map<Eui64, Standstill>();
  /** The tick that is planned for a device. */
  readonly #ticks = new Map<Eui64, number>();

  /**
   * @param toWan takes what the hub sends to the DCC
   * @param links what happens to frames between devices; ideal where left out
   */
  constructor(
    clock: Clock<NetworkEvent>,
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
    this.#clock.plan(this.#clock.now, { kind: 'fromWan', message });
  }

  /** Has the hub tunnel a message to a device, whomever it is addressed to. */
  inject(device: Eui64, message: Uint8Array): void {
    this.#clock.plan(this.#clock.now, { kind: 'tunnelTo', device, message });
  }

  /** Puts a frame on the HAN, whoever it says to be from. */
  send(frame: HanFrame): void {
    this.#carry(frame);
  }

  /** Turns a device off, or on again. */
  power(eui: Eui64, on: boolean): void {
    const device = this.#devices.get(eui);
    if (!on) {
      if (!this.#off.has(eui)) device?.powerDown?.(this.#clock.now);
      this.#off.add(eui);
      return;
    }
    if (device !== undefined && this.#off.delete(eui)) this.#carryOut(device, device.powerUp(this.#clock.now));
  }

  /** Somebody does something at a device, such as press a button; nothing happens while it has no power. */
  locally(device: Device, act: (now: Instant) => readonly Effect[]): void {
    if (!this.#off.has(device.eui)) this.#carryOut(device, act(this.#clock.now));
  }

  /** Carries out what is due now. */
  happen(event: NetworkEvent): void {
    const { now } = this.#clock;
    switch (event.kind) {
      case 'fromWan':
        this.locally(this.hub, () => this.hub.fromWan(event.message, now));
        break;
      case 'tunnelTo':
        this.locally(this.hub, () => this.hub.tunnelTo(event.device, event.message, now));
        break;
      case 'arrive':
        this.#arrive(event);
        break;
      case 'lost':
        this.#observer?.frame({ ...event.frame, destination: event.destination }, now, false, now);
        break;
      case 'tick': {
        const device = this.#devices.get(event.device);
        this.#ticks.delete(event.device);
        if (device !== undefined) this.locally(device, () => device.tick(now));
        break;
      }
    }
  }

  save(): SavedNetwork {
    return {
      devices: new Map([...this.#devices].map(([eui, device]) => [eui, device.save()])),
      off: [...this.#off],
      ticks: new Map(this.#ticks),
      standstill: new Map(this.#standstill),
      links: this.links.save(),
    };
  }

  /** Takes up a state of a HAN with the same devices; the clock is restored on its own. */
  restore({ devices, off, ticks, standstill, links }: SavedNetwork): void {
    for (const [eui, saved] of devices) this.#devices.get(eui)?.restore(saved);
    replace(this.#ticks, ticks);
    replace(this.#standstill, standstill);
    this.#off.clear();
    for (const eui of off) this.#off.add(eui);
    this.links.restore(links);
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
    const planned = this.#ticks.get(device.eui);
    if (planned !== undefined) this.#clock.takeBack(planned);
    this.#ticks.delete(device.eui);
    const due = device.nextDue();
    if (due === undefined) return;
    this.#watchStandstill(device, due);
    this.#ticks.set(device.eui, this.#clock.plan(due, { kind: 'tick', device: device.eui }));
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
    const arrivals = this.links.arrivals(frame.source, destination, now, frame.content.kind !== 'aps');
    if (arrivals.length === 0) this.#clock.plan(now, { kind: 'lost', destination, frame });
    for (const arrival of arrivals) this.#clock.plan(arrival, { kind: 'arrive', destination, frame, sent: now });
  }

  #arrive({ destination, frame, sent }: NetworkEvent & { readonly kind: 'arrive' }): void {
    const device = this.#devices.get(destination);
    const delivered =
      device !== undefined &&
      !this.#off.has(destination) &&
      !this.#off.has(frame.source) &&
      (this.#mayCommunicate(frame.source, destination) || isJoining(frame));
    this.#observer?.frame({ ...frame, destination }, this.#clock.now, delivered, sent);
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

function replace<Key, Value>(map: Map<Key, Value>, by: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [key, value] of by) map.set(key, value);
}
