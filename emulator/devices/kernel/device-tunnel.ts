import { CodecError, type Eui64, type Instant, type Profile } from '../../../gbcs/index.js';
import {
  decodeTunnelPayload,
  encodeTunnelFrame,
  isTunnelCommand,
  readTunnelFrame,
  TRANSFER_DATA_STATUS,
  TUNNELLING_CLUSTER,
  type TunnelFrame,
} from '../../han/tunnel-frames.js';
import { ZCL, type ZclFrame } from '../../han/zcl/zcl-frame.js';
import type { Part } from './ability.js';
import { type SavedTunnelEnd, type SendOptions, TunnelEnd, type TunnelPort } from './tunnel-end.js';
import type { ZclCluster, ZclNode } from './zcl-node.js';

/** What the tunnel of a device asks of the device around it. */
export interface DeviceTunnelPort extends Pick<TunnelPort, 'received' | 'dropped'> {
  readonly node: () => ZclNode;
}

/** The Tunnelling cluster of a device that its hub tunnels messages to: it serves one tunnel, to its hub alone. */
export class DeviceTunnel implements ZclCluster, Part {
  readonly name = 'tunnel';
  readonly clusterId = TUNNELLING_CLUSTER;
  readonly #hub: Eui64;
  readonly #port: DeviceTunnelPort;
  readonly #end: TunnelEnd;
  readonly #defects: ReadonlySet<string>;

  constructor(profile: Profile, hub: Eui64, port: DeviceTunnelPort, defects: ReadonlySet<string> = new Set()) {
    this.#hub = hub;
    this.#port = port;
    this.#defects = defects;
    this.#end = new TunnelEnd(
      'server',
      profile,
      {
        send: (frame, options) => this.#send(hub, frame, options),
        forget: () => port.node().forgetPending({ destination: hub, clusterId: TUNNELLING_CLUSTER }),
        received: (message, now) => port.received(message, now),
        failed: (_message, reason) => port.dropped(`a message to the hub: ${reason}`),
        dropped: (reason) => port.dropped(reason),
      },
      defects,
    );
  }

  #send(to: Eui64, frame: TunnelFrame, { unconfirmed, until }: SendOptions = {}): void {
    this.#port
      .node()
      .send(to, TUNNELLING_CLUSTER, (sequence) => encodeTunnelFrame(frame, 'toClient', sequence, unconfirmed), until);
  }

  /** Sends a message to the DCC, as soon as there is a tunnel. */
  deliver(message: Uint8Array, now: Instant): void {
    this.#end.deliver(message, now);
  }

  knows(header: ZclFrame['header']): boolean {
    return header.direction === 'toServer' && isTunnelCommand(header);
  }

  handle(source: Eui64, zcl: ZclFrame, now: Instant): ReturnType<ZclCluster['handle']> {
    const frame = readPayload(zcl);
    if (frame === undefined) return ZCL.malformedCommand;
    if (source === this.#hub || this.#defects.has('tunnel-of-any-device')) return this.#end.handle(frame, now);
    if (frame.command !== 'transferData') return ZCL.notAuthorized;
    this.#port.dropped(`${source} is not the hub`);
    const status = this.#end.isOpen ? TRANSFER_DATA_STATUS.wrongDevice : TRANSFER_DATA_STATUS.noSuchTunnel;
    this.#send(source, { command: 'transferDataError', tunnelId: frame.tunnelId, status });
    return 'answered';
  }

  outcome(_destination: Eui64, zcl: Uint8Array, status: number | undefined, now: Instant): void {
    const frame = readTunnelFrame(zcl)?.frame;
    if (frame?.command === 'transferData') this.#end.confirmed(frame.data, status, now);
  }

  powerUp(now: Instant): void {
    this.#end.powerUp(now);
  }

  tick(now: Instant): void {
    this.#end.tick(now);
  }

  nextDue(): Instant | undefined {
    return this.#end.nextDue();
  }

  save(): SavedTunnelEnd {
    return this.#end.save();
  }

  restore(saved: unknown): void {
    this.#end.restore(saved as SavedTunnelEnd);
  }
}

/** The command of the cluster, or nothing if its fields are not whole. */
export function readPayload({ header, payload }: ZclFrame): TunnelFrame | undefined {
  try {
    return decodeTunnelPayload(header, payload);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
