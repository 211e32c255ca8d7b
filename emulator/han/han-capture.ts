import { concatBytes, type Eui64, type Instant } from '../../gbcs/index.js';
import { captureHeader, capturePacket, encodeRadioFrame, type RadioAddress } from './capture.js';
import type { HanFrame } from './frames.js';
import type { HanObserver } from './home-area-network.js';

/**
 * Records the APS frames of a HAN as a capture file. The steps of joining are not in it: they stand for cryptography of
 * the radio that is not emulated. A frame that did not arrive is there with a comment that says so. Frames have the times
 * at which they were sent, and stand in the order in which they arrived.
 */
export class HanCapture implements HanObserver {
  readonly #hub: Eui64;
  readonly #networkAddresses = new Map<Eui64, number>();
  readonly #take: (octets: Uint8Array) => void;
  #sequence = 0;

  /**
   * @param hub is the coordinator, at network address 0; the others get theirs in the order in which they show up
   * @param take gets the file in pieces, the header of the file at once
   */
  constructor(hub: Eui64, take: (octets: Uint8Array) => void) {
    this.#hub = hub;
    this.#take = take;
    take(captureHeader());
  }

  /** @param sent the time that it has in the capture; `at` where it is not known */
  frame({ source, destination, content }: HanFrame, at: Instant, delivered: boolean, sent: Instant = at): void {
    if (content.kind !== 'aps' || destination === 'broadcast') return;
    const { zcl, kind: _, ...aps } = content;
    const octets = encodeRadioFrame({
      source: this.#addressOf(source),
      destination: this.#addressOf(destination),
      sequence: this.#sequence,
      ...aps,
      zcl,
    });
    this.#sequence = (this.#sequence + 1) & 0xff;
    this.#take(capturePacket(octets, sent, delivered ? undefined : NOT_DELIVERED));
  }

  /** What devices say of themselves is not on the air. */
  note(): void {}

  #addressOf(eui: Eui64): RadioAddress {
    if (eui === this.#hub) return { network: 0, eui };
    const known = this.#networkAddresses.get(eui);
    const network = known ?? this.#networkAddresses.size + 1;
    if (known === undefined) this.#networkAddresses.set(eui, network);
    return { network, eui };
  }
}

/** The comment beside a frame that did not arrive. */
export const NOT_DELIVERED = 'not delivered';

/** A capture that is kept in memory. @returns what observes, and the file so far */
export function captureInMemory(hub: Eui64): { readonly capture: HanCapture; readonly octets: () => Uint8Array } {
  const pieces: Uint8Array[] = [];
  const capture = new HanCapture(hub, (octets) => pieces.push(octets));
  return { capture, octets: () => concatBytes(...pieces) };
}
