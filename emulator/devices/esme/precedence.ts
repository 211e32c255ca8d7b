import { assumptionValue, type Instant, type Profile, UsageError } from '../../../gbcs/index.js';
import { type Calendar, changeInForce, nextChange } from './calendar.js';
import { type Controller, defaultLevel, nextBoundary, runningAt } from './controllers.js';
import { CLOSED_LEVEL, type Direction } from './levels.js';

/**
 * Where a controller belongs at an instant: an ordered list of named rules, of which the first that has a level decides
 * (the order is the assumption `load-control-precedence`; docs/load-control.md). `limit` has no level of its own: it caps
 * what the rules after it say.
 */
export type RuleName = 'boost' | 'limit' | 'command' | 'calendar' | 'default';

/** All that the rules look at. */
export interface Situation {
  readonly profile: Profile;
  readonly controller: Controller;
  readonly direction: Direction;
  readonly now: Instant;
  readonly calendar: Calendar;
  /** Milliseconds by which the calendar is late. */
  readonly calendarDelay: number;
  /** Until when a boost runs, if one does. */
  readonly boostUntil: Instant | undefined;
  readonly defects: ReadonlySet<string>;
}

interface Ruling {
  readonly level?: number;
  readonly cap?: number;
  /** When the rule may say otherwise; absent if never. */
  readonly until?: Instant | undefined;
}

interface Rule {
  /** What it says, in one sentence. */
  readonly statement: string;
  rules(situation: Situation): Ruling;
}

const NOTHING: Ruling = {};

/** Whether a boost that runs drives a controller. */
export function isBoosted({ kind, boosted }: Controller, profile: Profile, defects: ReadonlySet<string>): boolean {
  const may = kind !== 'none' && (kind !== 'hcalcs' || assumptionValue(profile, 'boost-drives-hcalcs'));
  return may && (boosted || defects.has('boost-drives-every-switch'));
}

const PRECEDENCE_RULES: Readonly<Record<RuleName, Rule>> = {
  boost: {
    statement: 'While a boost runs, the controllers that are associated with it have full output.',
    rules: ({ controller, direction, boostUntil, defects, profile }) => {
      const isDriven = direction === 'output' && isBoosted(controller, profile, defects);
      return boostUntil === undefined || !isDriven ? NOTHING : { level: CLOSED_LEVEL, until: boostUntil };
    },
  },
  limit: {
    statement: 'Inside a limit period an APC has at most the limit.',
    rules: ({ controller, direction, now }) => {
      const limit = runningAt(controller[direction].limits, now);
      return limit === undefined ? NOTHING : { cap: limit.level };
    },
  },
  command: {
    statement: 'Inside its period the newest commanded state holds.',
    rules: ({ controller, direction, now, defects }) => {
      const { commands } = controller[direction];
      const endless = defects.has('skip-expiry') ? commands.findLast(({ from }) => now >= from) : undefined;
      if (endless !== undefined) return { level: endless.level };
      const running = runningAt(commands, now);
      const until = nextBoundary(commands, now);
      return running === undefined ? { until } : { level: running.level, until };
    },
  },
  calendar: {
    statement: 'The last calendar entry that applies holds, late by the Randomised Offset.',
    rules: ({ controller: { number }, direction, calendar, calendarDelay, now }) => {
      const time = now - calendarDelay;
      const next = nextChange(calendar, number, time, direction)?.at;
      const level = changeInForce(calendar, number, time, direction)?.level;
      const until = next === undefined ? undefined : next + calendarDelay;
      return level === undefined ? { until } : { level, until };
    },
  },
  default: {
    statement: 'Otherwise the default holds.',
    rules: ({ profile }) => ({ level: defaultLevel(profile) }),
  },
};

const orders = new WeakMap<Profile, readonly RuleName[]>();

/**
 * The rules in the order that the profile assumes.
 * @throws UsageError if it does not name each rule once, `default` last
 */
function precedenceOf(profile: Profile): readonly RuleName[] {
  const known = orders.get(profile);
  if (known !== undefined) return known;
  const names = assumptionValue(profile, 'load-control-precedence').split(' ');
  const rules = Object.keys(PRECEDENCE_RULES);
  if (names.length !== rules.length || names.at(-1) !== 'default' || rules.some((rule) => !names.includes(rule))) {
    const message = `load-control-precedence of ${profile.id} does not name each rule once, default last`;
    throw new UsageError('HANLAB_E_USAGE', message);
  }
  orders.set(profile, names as RuleName[]);
  return names as RuleName[];
}

/** Where a controller belongs, by which rule, and until when that holds; absent if nothing will change it. */
export interface Effective {
  readonly level: number;
  readonly rule: RuleName;
  readonly until: Instant | undefined;
}

/** Asks the rules in order. */
export function effective(situation: Situation): Effective {
  let cap = CLOSED_LEVEL;
  // Limits begin and end at their times also while a rule before theirs decides: the end is told.
  let until = nextBoundary(situation.controller[situation.direction].limits, situation.now);
  const wrong = situation.defects.has('calendar-wins-over-command');
  for (const rule of wrong ? CALENDAR_FIRST : precedenceOf(situation.profile)) {
    const ruling = PRECEDENCE_RULES[rule].rules(situation);
    if (ruling.until !== undefined && (until === undefined || ruling.until < until)) until = ruling.until;
    if (ruling.cap !== undefined) cap = Math.min(cap, ruling.cap);
    if (ruling.level !== undefined) return { level: Math.min(ruling.level, cap), rule, until };
  }
  throw new RangeError('the rule "default" always has a level');
}

const CALENDAR_FIRST: readonly RuleName[] = ['boost', 'limit', 'calendar', 'command', 'default'];
