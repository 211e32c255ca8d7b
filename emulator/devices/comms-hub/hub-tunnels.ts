import type { Eui64, Instant, Profile } from '../../../gbcs/index.js';
import {
  encodeTunnelFrame,
  isTunnelCommand,
  readTunnelFrame,
  TUNNELLING_CLUSTER,
  type TunnelFrame,
} from '../../han/tunnel-frames.js';
import { ZCL, type ZclFrame } from '../../han/zcl/zcl-frame.js';
import type { Part } from '../kernel/ability.js';
import { readPayload } from '../kernel/device-tunnel.js';
import { type SavedTunnelEnd, type SendOptions, TunnelEnd } from '../kernel/tunnel-end.js';
import type { ZclCluster, ZclNode } from '../kernel/zcl-node.js';

/** What the tunnels of a hub ask of the hub around them. */
export interface HubTunnelsPort {
  readonly node: () => ZclNode;
  mayCommunicate(device: Eui64): boolean;
  /** A message of a device for the DCC. */
  received(device: Eui64, message: Uint8Array, now: Instant): void;
  /** A message of the DCC did not reach its device. */
  undelivered(device: Eui64, message: Uint8Array, reason: string, now: Instant): void;
  dropped(reason: string): void;
}

/** The hub's ends of the tunnels to the devices of its HAN, with the messages that wait for each. */
export class HubTunnels implements ZclCluster, Part {
  readonly name = 'tunnels';
  readonly clusterId = TUNNELLING_CLUSTER;
  readonly #profile: Profile;
  readonly #port: HubTunnelsPort;
  readonly #defects: ReadonlySet<string>;
  readonly #ends = new Map<Eui64, TunnelEnd>();

  constructor(profile: Profile, port: HubTunnelsPort, defects: ReadonlySet<string> = new Set()) {
    this.#profile = profile;
    this.#port = port;
    this.#defects = defects;
  }

  #endOf(device: Eui64): TunnelEnd {
    const known = this.#ends.get(device);
    if (known !== undefined) return known;
    const end = new TunnelEnd(
      'client',
      this.#profile,
      {
        send: (frame, options) => this.#send(device, frame, options),
        forget: () => this.#port.node().forgetPending({ destination: device, clusterId: TUNNELLING_CLUSTER }),
        received: (message, now) => this.#port.received(device, message, now),
        failed: (message, reason, now) => this.#port.undelivered(device, message, reason, now),
        dropped: (reason) => this.#port.dropped(reason),
      },
      this.#defects,
    );
    this.#ends.set(device, end);
    return end;
  }

  #send(device: Eui64, frame: TunnelFrame, { unconfirmed, until }: SendOptions = {}): void {
    this.#port
      .node()
      .send(
        device,
        TUNNELLING_CLUSTER,
        (sequence) => encodeTunnelFrame(frame, 'toServer', sequence, unconfirmed),
        until,
      );
  }

  /** Asks a device that has come onto the HAN for a tunnel. */
  open(device: Eui64, now: Instant): void {
    this.#endOf(device).open(now);
  }

  /** A device that has joined anew has no tunnel any more. */
  renew(device: Eui64, now: Instant): void {
    this.#endOf(device).powerUp(now);
  }

  /** Puts a message to a device on its way. */
  deliver(device: Eui64, message: Uint8Array, now: Instant): void {
    this.#endOf(device).deliver(message, now);
  }

  knows(header: ZclFrame['header']): boolean {
    return header.direction === 'toClient' && isTunnelCommand(header);
  }

  handle(source: Eui64, zcl: ZclFrame, now: Instant): ReturnType<ZclCluster['handle']> {
    const frame = readPayload(zcl);
    return frame === undefined ? ZCL.malformedCommand : this.#endOf(source).handle(frame, now);
  }

  outcome(device: Eui64, zcl: Uint8Array, status: number | undefined, now: Instant): void {
    const frame = readTunnelFrame(zcl)?.frame;
    if (frame?.command === 'transferData') this.#ends.get(device)?.confirmed(frame.data, status, now);
  }

  powerUp(now: Instant): void {
    for (const end of this.#ends.values()) end.powerUp(now);
  }

  /** Forgets a device that leaves the HAN; what waits for it is undelivered. */
  remove(device: Eui64, now: Instant): void {
    this.#ends.get(device)?.abandon('it is no longer on the HAN', now);
    this.#ends.delete(device);
  }

  tick(now: Instant): void {
    for (const [device, end] of this.#ends) {
      if (this.#port.mayCommunicate(device)) end.tick(now);
      else this.remove(device, now);
    }
  }

  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const end of this.#ends.values()) {
      const due = end.nextDue();
      if (due !== undefined && (first === undefined || due < first)) first = due;
    }
    return first;
  }

  /** For each device: whether its tunnel is open, and how many messages wait for it. */
  snapshot(): readonly { readonly device: Eui64; readonly isOpen: boolean; readonly queued: number }[] {
    return Array.from(this.#ends, ([device, { isOpen, queued }]) => ({ device, isOpen, queued }));
  }

  save(): ReadonlyMap<Eui64, SavedTunnelEnd> {
    return new Map(Array.from(this.#ends, ([device, end]) => [device, end.save()]));
  }

  restore(saved: unknown): void {
    this.#ends.clear();
    for (const [device, end] of saved as ReadonlyMap<Eui64, SavedTunnelEnd>) this.#endOf(device).restore(end);
  }
}
