import type { Eui64, Instant, Profile } from '../../../gbcs/index.js';
import type { HanFrame } from '../../han/frames.js';
import { encodeTunnelFrame, readTunnelFrame, TUNNELLING_CLUSTER } from '../../han/tunnel-frames.js';
import { ZCL } from '../../han/zcl/zcl-frame.js';
import type { Device, Effect } from '../../kernel/device.js';
import { readPayload } from './device-tunnel.js';
import { TunnelEnd } from './tunnel-end.js';
import { ZclNode } from './zcl-node.js';

/** What a device did about something, and the GBCS messages that came through its tunnel. */
export interface TunnelledReaction {
  /** Everything, in order; among it the frames of the tunnel. */
  readonly effects: readonly Effect[];
  readonly messages: readonly Uint8Array[];
}

/**
 * Talks GBCS to a single device without a HAN around it: the other end of its tunnel, as a hub would be, on an ideal link.
 */
export class DirectTunnel {
  readonly #device: Device;
  readonly #hub: Eui64;
  readonly #node: ZclNode;
  readonly #end: TunnelEnd;
  readonly #carried: (frame: HanFrame) => void;
  #frames: HanFrame[] = [];
  #messages: Uint8Array[] = [];

  /**
   * @param hub the address in whose name it talks: the device's hub, unless one wants to see it refused
   * @param carried sees every frame of the tunnel, of either end, as it goes
   */
  constructor(device: Device, hub: Eui64, profile: Profile, carried: (frame: HanFrame) => void = () => {}) {
    this.#carried = carried;
    this.#device = device;
    this.#hub = hub;
    this.#end = new TunnelEnd('client', profile, {
      forget: () => this.#node.forgetPending(),
      send: (frame, { unconfirmed } = {}) =>
        this.#node.send(device.eui, TUNNELLING_CLUSTER, (sequence) =>
          encodeTunnelFrame(frame, 'toServer', sequence, unconfirmed),
        ),
      received: (message) => this.#messages.push(message),
      failed: () => {},
      dropped: () => {},
    });
    this.#node = new ZclNode(
      profile,
      {
        send: (destination, content) => this.#frames.push({ source: hub, destination, content }),
        isPartner: (eui) => eui === device.eui,
        dropped: () => {},
      },
      [
        {
          clusterId: TUNNELLING_CLUSTER,
          knows: ({ direction }) => direction === 'toClient',
          handle: (_source, zcl, now) => {
            const frame = readPayload(zcl);
            return frame === undefined ? ZCL.malformedCommand : this.#end.handle(frame, now);
          },
          outcome: (_destination, zcl, status, now) => {
            const frame = readTunnelFrame(zcl)?.frame;
            if (frame?.command === 'transferData') this.#end.confirmed(frame.data, status, now);
          },
        },
      ],
    );
  }

  /** Sends a GBCS message to the device. */
  send(message: Uint8Array, now: Instant): TunnelledReaction {
    this.#node.at(now);
    this.#end.deliver(message, now);
    return this.carryOut([], now);
  }

  /** Carries out what the device did by itself, such as in a tick. */
  carryOut(effects: readonly Effect[], now: Instant): TunnelledReaction {
    const all: Effect[] = [];
    let news = effects;
    this.#node.at(now);
    for (;;) {
      all.push(...news);
      for (const effect of news) {
        if (effect.kind !== 'send' || effect.frame.destination !== this.#hub) continue;
        const { content } = effect.frame;
        if (isOfTunnel(effect.frame)) this.#carried(effect.frame);
        if (content.kind === 'aps') this.#node.receive(this.#device.eui, content, now);
      }
      const frames = this.#frames;
      this.#frames = [];
      if (frames.length === 0) break;
      news = frames.flatMap((frame) => {
        this.#carried(frame);
        return this.#device.handle(frame, now);
      });
    }
    const messages = this.#messages;
    this.#messages = [];
    return { effects: all, messages };
  }
}

/** Whether a frame belongs to the tunnel of its two devices. */
export function isOfTunnel({ content }: HanFrame): boolean {
  return content.kind === 'aps' && content.clusterId === TUNNELLING_CLUSTER;
}
