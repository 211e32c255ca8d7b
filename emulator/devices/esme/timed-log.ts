import type { AccessSpecification, Data, Instant, NumberType } from '../../../gbcs/index.js';
import type { Attribute } from '../kernel/cosem.js';

/** The buffer of a log whose entries begin with a time (class 7, attribute 2; GBCS 9.1.5). */

/** Where DLMS times of logs count from: 2000-01-01T00:00:00Z. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** Seconds since 2000-01-01. */
export function secondsOf(instant: Instant): number {
  return Math.floor((instant - EPOCH_MS) / 1000);
}

export function instantOf(seconds: number): Instant {
  return EPOCH_MS + seconds * 1000;
}

interface TimedEntry {
  readonly time: Instant;
  /** The fields after the time. */
  readonly values: readonly number[];
}

interface TimedLog {
  /** Types of all fields, the time first. */
  readonly fields: readonly NumberType[];
  readonly entries: () => readonly TimedEntry[];
  readonly preset: (entries: readonly TimedEntry[]) => void;
}

/** A log as an attribute: a compact array, of a range of times if one is asked for, both ends included. */
export function timedLog({ fields, entries, preset }: TimedLog): Attribute {
  return {
    get: (selection) => {
      const { from, to } = rangeOf(selection);
      const items = entries().flatMap(({ time, values }): Data[] => {
        const seconds = secondsOf(time);
        if (seconds < from || seconds > to) return [];
        const numbers = [seconds, ...values];
        return [{ type: 'structure', items: fields.map((type, i) => ({ type, value: numbers[i] ?? 0 })) }];
      });
      const description = { type: 'structure', fields: fields.map((type) => ({ type })) } as const;
      return { type: 'compact-array', description, items };
    },
    preset: (value) => {
      if (!('items' in value)) return;
      preset(
        value.items.map((entry) => {
          const [seconds = 0, ...values] = numbersOf(entry);
          return { time: instantOf(seconds), values };
        }),
      );
    },
  };
}

function numbersOf(data: Data): number[] {
  return 'items' in data ? data.items.map((item) => ('value' in item ? Number(item.value) : 0)) : [];
}

function rangeOf(selection: AccessSpecification['selection']): { from: number; to: number } {
  const items = selection !== undefined && 'items' in selection.parameters ? selection.parameters.items : [];
  const [from, to] = items.slice(1, 3).map((item) => ('value' in item ? Number(item.value) : 0));
  return { from: from ?? 0, to: to ?? Number.POSITIVE_INFINITY };
}
