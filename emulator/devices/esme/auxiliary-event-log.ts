import type { Instant } from '../../../gbcs/index.js';

/** The ALCS Event Log of an ESME: what it did to its switches, and what an HCALCS answered (GBCS 3.1 ECS35f). */
export interface AuxiliaryEvent {
  readonly time: Instant;
  readonly switch: number;
  /** `message`: the entry records a message from the HCALCS. */
  readonly action: 'on' | 'off' | 'revert' | 'message';
  /** `unknown` only where an HCALCS was told: the ESME cannot know what it did. */
  readonly outcome: 'unknown' | 'success' | 'failure';
  /** Issuer Event ID of the message on the HAN; 0 for a switch of the ESME itself. */
  readonly hanCommandId: number;
}

const CAPACITY = 100;

/** Holds the newest 100 entries. */
export class AuxiliaryEventLog {
  #entries: AuxiliaryEvent[] = [];

  add(entry: AuxiliaryEvent): void {
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY) this.#entries.shift();
  }

  /** Takes up entries that were read by {@link entries}. */
  restore(entries: readonly AuxiliaryEvent[]): void {
    this.#entries = [...entries];
  }

  entries(): readonly AuxiliaryEvent[] {
    return this.#entries;
  }
}
