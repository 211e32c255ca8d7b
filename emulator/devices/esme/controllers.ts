import {
  ALCS_IDENTIFIER,
  assumptionValue,
  type Eui64,
  equalBytes,
  eui64,
  eui64Bytes,
  type Instant,
  type Profile,
  SWITCH_NUMBERS,
} from '../../../gbcs/index.js';
import { CLOSED_LEVEL, type Direction, OPEN_LEVEL } from './levels.js';
import type { RuleName } from './precedence.js';

/** The five auxiliary controllers of an ESME: what each is and what it has been told (GBCS 3.1 ECS46c, 4.x ECS61e). */

/** An ALCS is a switch of the ESME, an HCALCS a device on the HAN, an APC proportional; `none`: there is none. */
export type ControllerKind = BuiltInKind | 'hcalcs';

/** What a controller can be as an ESME is made. */
export type BuiltInKind = (typeof BUILT_IN_KINDS)[number];
export const BUILT_IN_KINDS = ['alcs', 'apc', 'none'] as const;

/** A level for a time: from an instant up to, not including, another. */
export interface TimedLevel {
  readonly level: number;
  readonly from: Instant;
  readonly until: Instant;
}

/** The period that an instant lies in. */
export function runningAt(periods: readonly TimedLevel[], now: Instant): TimedLevel | undefined {
  return periods.find(({ from, until }) => now >= from && now < until);
}

/** When one of the periods begins or ends next. */
export function nextBoundary(periods: readonly TimedLevel[], now: Instant): Instant | undefined {
  const coming = periods.flatMap(({ from, until }) => [from, until]).filter((instant) => instant > now);
  return coming.length === 0 ? undefined : Math.min(...coming);
}

/** Periods with the newest: one that runs goes on until that begins, and others that have not begun give way to it. */
export function withNewest(periods: readonly TimedLevel[], newest: TimedLevel, now: Instant): readonly TimedLevel[] {
  const begun = periods.filter(({ from }) => now >= from);
  const cut = begun.map((period) => ({ ...period, until: Math.min(period.until, newest.from) }));
  return [...cut.filter(({ until }) => now < until), newest];
}

/** A start and an end as Commands write them before the script that uses both. */
export interface WrittenPeriod {
  start: Instant | undefined;
  end: Instant | undefined;
  /** Counter of the Command that wrote the end: the script has to come in the same Command. */
  writtenBy: bigint | undefined;
}

/** One direction of a controller. */
export interface Channel {
  /** For an HCALCS what it was last told: the ESME cannot know more. */
  level: number;
  /** The rule that put it there, if any has. */
  rule: RuleName | undefined;
  /** Commanded states: the one that runs, and the one that is to come after it. */
  commands: readonly TimedLevel[];
  /** Limits of ECS47e, likewise. */
  limits: readonly TimedLevel[];
  /** When the level has to be looked at again: end of a period, change of calendar, end of an event. */
  reviewAt: Instant | undefined;
}

export interface Controller {
  readonly number: number;
  description: Uint8Array;
  kind: ControllerKind;
  /** Of an HCALCS; also one that has been unjoined and not replaced. */
  hcalcs: Eui64 | undefined;
  /** Minutes of ECS47. */
  closeTime: number;
  openTime: number;
  settingPeriod: WrittenPeriod;
  limitPeriod: WrittenPeriod;
  /** Whether the Boost Function drives it (ECS62). */
  boosted: boolean;
  /** What its maker tells beside its state (ECS61e). */
  information: Readonly<Record<string, unknown>>;
  output: Channel;
  input: Channel;
  /** Issuer Event ID of the last event that an HCALCS was sent. */
  lastEventId: number;
  /** Whether that event has been taken back since. */
  cancelled: boolean;
  /** Issuer Event IDs of the newest events that an HCALCS was sent, or that were taken back, without a report yet, oldest first. */
  unreported: readonly number[];
}

function channel(level: number): Channel {
  return {
    level,
    rule: undefined,
    commands: [],
    limits: [],
    reviewAt: undefined,
  };
}

const period = (): WrittenPeriod => ({ start: undefined, end: undefined, writtenBy: undefined });

/** The level of what neither Commands nor the calendar govern. */
export function defaultLevel(profile: Profile): number {
  return assumptionValue(profile, 'esme-default-switch-state') === 'closed' ? CLOSED_LEVEL : OPEN_LEVEL;
}

/**
 * What the five controllers are before anything is joined: in GBCS 3.1 always ALCS, later as the device was made.
 * @param made as it was; as the profile assumes where left out
 */
export function builtInKinds(profile: Profile, made?: readonly BuiltInKind[]): readonly BuiltInKind[] {
  if (profile.gbcsVersion === '3.1') return SWITCH_NUMBERS.map(() => 'alcs');
  const kinds = made ?? assumptionValue(profile, 'esme-built-in-controllers').split(' ');
  return SWITCH_NUMBERS.map((number) => (kinds[number - 1] as BuiltInKind | undefined) ?? 'none');
}

/** @param kinds of all five, as they were made */
export function newControllers(profile: Profile, kinds: readonly BuiltInKind[]): Controller[] {
  const level = defaultLevel(profile);
  return SWITCH_NUMBERS.map((number) => ({
    number,
    description: new Uint8Array(0),
    kind: kinds[number - 1] ?? 'none',
    hcalcs: undefined,
    closeTime: 0,
    openTime: 0,
    settingPeriod: period(),
    limitPeriod: period(),
    boosted: false,
    information: {},
    output: channel(level),
    input: channel(OPEN_LEVEL),
    lastEventId: 0,
    cancelled: false,
    unreported: [],
  }));
}

const APC_IDENTIFIER = Uint8Array.of(0xff);

/** typeAndIdentifier: empty for none, FF for an APC, eight zero octets for an ALCS, else the HCALCS. */
export function typeAndIdentifier({ kind, hcalcs }: Controller): Uint8Array {
  switch (kind) {
    case 'none':
      return new Uint8Array(0);
    case 'apc':
      return APC_IDENTIFIER;
    case 'alcs':
      return ALCS_IDENTIFIER;
    case 'hcalcs':
      return hcalcs === undefined ? ALCS_IDENTIFIER : eui64Bytes(hcalcs);
    default:
      return kind satisfies never;
  }
}

const IDENTIFIER_OCTETS = 8;

/** Makes a controller what a typeAndIdentifier says; one that says nothing of the four leaves it as it is. */
export function setTypeAndIdentifier(controller: Controller, octets: Uint8Array): void {
  const isKnown = octets.length === 0 || octets.length === IDENTIFIER_OCTETS || equalBytes(octets, APC_IDENTIFIER);
  if (!isKnown) return;
  controller.hcalcs = undefined;
  if (octets.length === 0) controller.kind = 'none';
  else if (equalBytes(octets, APC_IDENTIFIER)) controller.kind = 'apc';
  else if (equalBytes(octets, ALCS_IDENTIFIER)) controller.kind = 'alcs';
  else {
    controller.kind = 'hcalcs';
    controller.hcalcs = eui64(octets);
  }
}

/** The channels that a controller has. */
export function channelsOf(controller: Controller): readonly Direction[] {
  return controller.kind === 'apc' ? ['output', 'input'] : ['output'];
}

/** Makes a controller one that there is not any more: whatever comes to be it next inherits nothing but its label. */
export function vacate(controller: Controller, profile: Profile): void {
  controller.kind = 'none';
  controller.settingPeriod = period();
  controller.limitPeriod = period();
  controller.boosted = false;
  controller.information = {};
  controller.output = channel(defaultLevel(profile));
  controller.input = channel(OPEN_LEVEL);
  controller.unreported = [];
}

/** Forgets commands and limits. */
export function forgetCommands(controller: Controller): void {
  for (const direction of ['output', 'input'] as const) {
    controller[direction].commands = [];
    controller[direction].limits = [];
    controller[direction].reviewAt = undefined;
  }
}
