import {
  assumptionValue,
  type Data,
  decodeDateTime,
  encodeDateTime,
  HanlabError,
  type Instant,
  type Profile,
} from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import type { BindingTable } from '../kernel/cosem.js';
import { RESULT } from '../kernel/cosem.js';

/**
 * The clock of an ESME (class 8, 0-0:1.0.0.255): it follows the time of its HAN once it is told to, and only where that
 * time lies within the interval that the Command gives (GBCS 9.1, ECS70). What it shows drives nothing else: the assumption
 * `esme-goes-by-true-time`.
 */
export class Clock implements Part {
  readonly name = 'clock';
  readonly #profile: Profile;
  readonly #ignoresInterval: boolean;
  /** How far the clock, and the time of the HAN, are ahead of what is so, in milliseconds. */
  #ahead = 0;
  #networkAhead = 0;
  /** Clock status (Blue Book 4.1.6.1): 0 is reliable. */
  #status = 0;
  #networkStatus = 0;
  #interval: { readonly start: Instant; readonly end: Instant } | undefined;

  constructor(profile: Profile, defects: ReadonlySet<string> | undefined) {
    this.#profile = profile;
    this.#ignoresInterval = defects?.has('sets-clock-outside-interval') ?? false;
  }

  /** What the clock shows. */
  time(now: Instant): Instant {
    return now + this.#ahead;
  }

  get status(): number {
    return this.#status;
  }

  /** Makes the HAN's time, and the clock, show this time now. */
  presetTime(shown: Instant, now: Instant): void {
    this.#networkAhead = shown - now;
    this.#ahead = shown - now;
  }

  /** Makes the HAN, and the clock, have this status. */
  presetStatus(status: number): void {
    this.#networkStatus = status;
    this.#status = status;
  }

  allowInterval(start: Instant, end: Instant): void {
    this.#interval = { start, end };
  }

  /** Sets the clock to the time of the HAN. @returns an Action-Result */
  adjust(now: Instant): number {
    const network = now + this.#networkAhead;
    const { start, end } = this.#interval ?? { start: Number.POSITIVE_INFINITY, end: Number.NEGATIVE_INFINITY };
    const isAllowed = network >= start && network <= end;
    if (!isAllowed && !this.#ignoresInterval) return assumptionValue(this.#profile, 'clock-outside-interval-result');
    this.#ahead = this.#networkAhead;
    this.#status = this.#networkStatus;
    this.#interval = undefined;
    return RESULT.success;
  }

  save(): unknown {
    return {
      ahead: this.#ahead,
      networkAhead: this.#networkAhead,
      status: this.#status,
      networkStatus: this.#networkStatus,
      interval: this.#interval,
    };
  }

  restore(saved: unknown): void {
    const { ahead, networkAhead, status, networkStatus, interval } = saved as {
      ahead: number;
      networkAhead: number;
      status: number;
      networkStatus: number;
      interval: { start: Instant; end: Instant } | undefined;
    };
    this.#ahead = ahead;
    this.#networkAhead = networkAhead;
    this.#status = status;
    this.#networkStatus = networkStatus;
    this.#interval = interval;
  }
}

const CLOCK = { classId: 8, obis: '0-0:1.0.0.255' } as const;
const TIME = 2;
const STATUS = 4;
const ADJUST = 4;
const PRESET_INTERVAL = 5;

/** The instant of a date-time; `undefined` for anything else. */
function instantOf(data: Data | undefined): Instant | undefined {
  try {
    return data !== undefined && 'octets' in data ? decodeDateTime(data.octets) : undefined;
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

export function bindClock<Device extends { readonly clock: Clock }>(table: BindingTable<Device>): void {
  const { classId, obis } = CLOCK;
  table.attribute(classId, obis, TIME, ({ clock }) => ({
    get: (_, now) => ({ type: 'octet-string', octets: encodeDateTime(clock.time(now)) }),
    preset: (value, now) => {
      const shown = instantOf(value);
      if (shown !== undefined) clock.presetTime(shown, now);
    },
  }));
  table.attribute(classId, obis, STATUS, ({ clock }) => ({
    get: () => ({ type: 'unsigned', value: clock.status }),
    preset: (value) => clock.presetStatus('value' in value ? Number(value.value) : 0),
  }));
  table.method(classId, obis, PRESET_INTERVAL, ({ clock }) => ({
    execute: (value) => {
      const [, from, to] = 'items' in value ? value.items : [];
      const start = instantOf(from);
      const end = instantOf(to);
      if (start === undefined || end === undefined) return { code: RESULT.otherReason };
      clock.allowInterval(start, end);
      return { code: RESULT.success };
    },
  }));
  table.method(classId, obis, ADJUST, ({ clock }) => ({ execute: (_, { now }) => ({ code: clock.adjust(now) }) }));
}
