import { decodeFrame, encodeFrame, type Frame } from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';
import type { RequestHeader } from './access-control.js';

/** A request that anomaly detection holds, with its Command before the broker's MAC. */
interface HeldRequest {
  readonly header: RequestHeader;
  readonly command: Uint8Array;
}

/** What is held, by what its Response will repeat. */
export type SavedQuarantine = ReadonlyMap<string, HeldRequest>;

/** The requests that anomaly detection holds (SEC Appendix AA), until an operator releases or drops them. */
export class Quarantine implements Stored<SavedQuarantine> {
  readonly #held = new Map<string, HeldRequest>();
  readonly #sendOn: (header: RequestHeader, command: Frame) => void;

  /** @param sendOn sends a Command that is released, or tells its User why not */
  constructor(sendOn: (header: RequestHeader, command: Frame) => void) {
    this.#sendOn = sendOn;
  }

  /** The requests that are held, oldest first. */
  get held(): readonly RequestHeader[] {
    return [...this.#held.values()].map(({ header }) => header);
  }

  /** Whether a request is held whose Response will repeat this. */
  has(exchange: string): boolean {
    return this.#held.has(exchange);
  }

  /**
   * Holds a request.
   * @param exchange what its Response will repeat
   * @param command before the broker's MAC
   */
  hold(exchange: string, header: RequestHeader, command: Frame): void {
    this.#held.set(exchange, { header, command: encodeFrame(command) });
  }

  /** Ends the quarantine of what is held, by sending it on or by dropping it. @returns how many requests it was */
  end(how: 'release' | 'drop'): number {
    const held = [...this.#held];
    for (const [exchange, { header, command }] of held) {
      if (how === 'release') this.#sendOn(header, decodeFrame(command));
      this.#held.delete(exchange);
    }
    return held.length;
  }

  save(): SavedQuarantine {
    return structuredClone(this.#held);
  }

  restore(held: SavedQuarantine): void {
    this.#held.clear();
    for (const [exchange, one] of structuredClone(held)) this.#held.set(exchange, one);
  }
}
