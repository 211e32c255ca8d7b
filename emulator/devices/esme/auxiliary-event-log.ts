import type { Instant } from '../../../gbcs/index.js';
import { DIRECTION_NIBBLE, type Direction } from './levels.js';

/**
 * The ALCS Event Log (4.x: Auxiliary Controller Event Log) of an ESME: what it did to its controllers, and what an HCALCS
 * answered (ECS35f, ECS35g, ECS15c; class 7, 0-17:99.98.2.255).
 */
export interface AuxiliaryEvent {
  readonly time: Instant;
  readonly switch: number;
  /** `message`: the entry records a message from the HCALCS. */
  readonly action: AuxiliaryAction;
  /** `unknown` only where an HCALCS was told: the ESME cannot know what it did. */
  readonly outcome: AuxiliaryOutcome;
  /** Issuer Event ID of the message on the HAN; 0 for a switch of the ESME itself. */
  readonly hanCommandId: number;
  /** What the controller was set to; absent in the record of a message. */
  readonly direction?: Direction;
  readonly level?: number;
}

export type AuxiliaryAction = 'on' | 'off' | 'revert' | 'message';
type AuxiliaryOutcome = 'unknown' | 'success' | 'failure';

const CAPACITY = 100;

/** Low octet of switchNumberAndAction, and the number of each outcome (GBCS 3.1 ECS35f). */
const ACTION_OCTET = { on: 0x11, off: 0x12, revert: 0x20, message: 0x00 } as const;
const OUTCOME_NUMBER = { unknown: 0, success: 1, failure: 2 } as const;

/** An entry as the use case gives it. */
export interface CodedAuxiliaryEvent {
  readonly switchNumberAndAction: number;
  readonly outcome: number;
}

/**
 * The numbers of an entry.
 * @param coding `actions`: high octet the controller, low octet the action; `levels`: direction and controller, level
 */
export function codedEvent(event: AuxiliaryEvent, coding: string): CodedAuxiliaryEvent {
  const { action, direction, level, outcome } = event;
  const withLevel = coding === 'levels' && direction !== undefined && level !== undefined;
  const switchNumberAndAction = withLevel
    ? (DIRECTION_NIBBLE[direction] << 12) | (event.switch << 8) | level
    : (event.switch << 8) | ACTION_OCTET[action];
  return { switchNumberAndAction, outcome: OUTCOME_NUMBER[outcome] };
}

/** The entry of these numbers; a low octet that is no action is taken for the level that 4.x may have there. */
export function eventOfCode(time: Instant, code: CodedAuxiliaryEvent, hanCommandId: number): AuxiliaryEvent {
  const names = Object.keys(ACTION_OCTET) as AuxiliaryAction[];
  const action = names.find((name) => ACTION_OCTET[name] === (code.switchNumberAndAction & 0xff)) ?? 'on';
  const outcomes = Object.keys(OUTCOME_NUMBER) as AuxiliaryOutcome[];
  const outcome = outcomes.find((name) => OUTCOME_NUMBER[name] === code.outcome) ?? 'unknown';
  return { time, switch: (code.switchNumberAndAction >> 8) & 0x0f, action, outcome, hanCommandId };
}

/** Holds the newest 100 entries. */
export class AuxiliaryEventLog {
  #entries: AuxiliaryEvent[] = [];

  add(entry: AuxiliaryEvent): void {
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY) this.#entries.shift();
  }

  clear(): void {
    this.#entries = [];
  }

  entries(): readonly AuxiliaryEvent[] {
    return this.#entries;
  }

  /** Takes up entries that were read by {@link entries}. */
  restore(entries: readonly AuxiliaryEvent[]): void {
    this.#entries = [...entries];
  }
}
