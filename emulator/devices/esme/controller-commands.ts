import {
  assumptionValue,
  decodeDateTime,
  HanlabError,
  type Instant,
  type Profile,
  SWITCH_ACTIONS,
  useCaseByName,
} from '../../../gbcs/index.js';
import { type ExecutionContext, RESULT } from '../kernel/cosem.js';
import { type Controller, channelsOf, runningAt, type WrittenPeriod } from './controllers.js';
import { CLOSED_LEVEL, type ControllerLevel, commandedLevel, OPEN_LEVEL } from './levels.js';
import type { LoadControl } from './load-control.js';

/**
 * What the Commands that set a controller mean: ECS47 with minutes (GBCS 3.1), ECS47a with a start and an end, and the
 * limits of ECS47e (4.x). All return result codes of DLMS.
 */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SWITCHES = 5;

const LEVEL_OF_ACTION: ReadonlyMap<number, number> = new Map([
  [SWITCH_ACTIONS.close, CLOSED_LEVEL],
  [SWITCH_ACTIONS.open, OPEN_LEVEL],
]);

export class ControllerCommands {
  readonly #profile: Profile;
  readonly #loadControl: LoadControl;
  readonly #defects: ReadonlySet<string>;

  constructor(profile: Profile, loadControl: LoadControl, defects: ReadonlySet<string> = new Set()) {
    this.#profile = profile;
    this.#loadControl = loadControl;
    this.#defects = defects;
  }

  /** Executes a script of the table that ECS47 and ECS47a share; only the message code tells the two apart. */
  execute(selector: number, context: ExecutionContext): number {
    const isMinutes = useCaseByName(this.#profile.useCases, 'ECS47')?.messageCode === context.messageCode;
    return isMinutes ? this.switch(selector, context.now) : this.setState(selector, context);
  }

  get #unknown(): number {
    return assumptionValue(this.#profile, 'unknown-switch-result');
  }

  #controller(number: number): Controller | undefined {
    if (number < 1 || number > SWITCHES) return undefined;
    const isOff = this.#defects.has('switch-index-off-by-one');
    const controller = this.#loadControl.controller(isOff ? (number % SWITCHES) + 1 : number);
    return controller.kind === 'none' ? undefined : controller;
  }

  /**
   * ECS47: close or open for the minutes that were set, or back to the calendar.
   * @param selector high octet the switch, low octet the action
   */
  switch(selector: number, now: Instant): number {
    const controller = this.#controller(selector >> 8);
    const action = selector & 0xff;
    const level = LEVEL_OF_ACTION.get(action);
    if (controller === undefined || (level === undefined && action !== SWITCH_ACTIONS.revertToCalendar)) {
      return this.#unknown;
    }
    if (!this.#loadControl.isFree(controller, 'output', now)) return RESULT.success;
    if (level === undefined) {
      const kept = this.#defects.has('reset-keeps-command') ? runningAt(controller.output.commands, now) : undefined;
      this.#loadControl.command(controller, 'output', kept, now);
      return RESULT.success;
    }
    const minutes = level === CLOSED_LEVEL ? controller.closeTime : controller.openTime;
    const from = now + this.#loadControl.delay('commandStart');
    const unitMs = assumptionValue(this.#profile, 'duration-in-minutes') * 1000;
    const until = this.#endOf(now, now + minutes * unitMs) + this.#loadControl.delay('commandEnd');
    this.#loadControl.command(controller, 'output', { level, from, until }, now);
    return RESULT.success;
  }

  /** Writes the start of a period; what it starts comes with the script. */
  writeStart(period: WrittenPeriod, octets: Uint8Array): number {
    const start = instantOf(octets);
    if (start === undefined) return RESULT.otherReason;
    period.start = start;
    period.writtenBy = undefined;
    return RESULT.success;
  }

  /** Writes the end of a period, if it is after the start and at most 24 hours later (GBCS 4.0 ECS47a, ECS47e). */
  writeEnd(period: WrittenPeriod, octets: Uint8Array, { originatorCounter }: ExecutionContext): number {
    const end = instantOf(octets);
    if (end === undefined || period.start === undefined || end <= period.start) return RESULT.otherReason;
    const isTooLong = end > period.start + DAY_MS && !this.#defects.has('accepts-period-over-24-hours');
    if (isTooLong) return RESULT.otherReason;
    period.end = end;
    period.writtenBy = originatorCounter;
    return RESULT.success;
  }

  /** ECS47a: a level from a start to an end. @param selector 0xDNLL */
  setState(selector: number, context: ExecutionContext): number {
    const target = this.#target(selector);
    if (target === undefined) return this.#unknown;
    const { controller, direction } = target;
    const period = written(controller.settingPeriod, context);
    if (period === undefined) return assumptionValue(this.#profile, 'period-of-other-controller-result');
    const { now } = context;
    if (now < period.start && !assumptionValue(this.#profile, 'setting-period-may-start-later')) {
      return RESULT.otherReason;
    }
    if (now >= period.end && !assumptionValue(this.#profile, 'setting-period-may-be-over')) return RESULT.otherReason;
    if (!this.#loadControl.isFree(controller, direction, now)) return RESULT.success;
    const from = period.start + this.#loadControl.delay('commandStart');
    const until = this.#endOf(period.start, period.end) + this.#loadControl.delay('commandEnd');
    const commanded = now < until ? { level: this.#levelFor(controller, target.level), from, until } : undefined;
    this.#loadControl.command(controller, direction, commanded, now);
    return RESULT.success;
  }

  /** The end of a commanded period, which two defects get wrong. */
  #endOf(start: Instant, end: Instant): Instant {
    if (this.#defects.has('period-lasts-one-minute')) return start + MINUTE_MS;
    return this.#defects.has('period-one-minute-too-long') ? end + MINUTE_MS : end;
  }

  /** An ALCS or HCALCS knows two levels: 100 closes it, any other opens it. */
  #levelFor({ kind }: Controller, level: number): number {
    if (kind === 'apc') return level;
    const closes = this.#defects.has('any-level-closes') ? level > OPEN_LEVEL : level === CLOSED_LEVEL;
    return closes ? CLOSED_LEVEL : OPEN_LEVEL;
  }

  /** ECS47e: an APC has at most a level from a start to an end. @param selector 0xDNLL */
  limit(selector: number, context: ExecutionContext): number {
    const target = this.#target(selector);
    if (target?.controller.kind !== 'apc') return assumptionValue(this.#profile, 'limit-without-apc-result');
    const { controller, direction, level } = target;
    const period = written(controller.limitPeriod, context);
    if (period === undefined) return assumptionValue(this.#profile, 'period-of-other-controller-result');
    const limit = { level, from: period.start, until: period.end };
    this.#loadControl.limit(controller, direction, limit, context.now);
    return RESULT.success;
  }

  /** Makes the controller that a selector of GBCS 4.x names one that has that direction. */
  presetKind(selector: number): void {
    const asked = commandedLevel(selector);
    if (asked?.direction === 'input') this.#loadControl.controller(asked.number).kind = 'apc';
  }

  /** The controller that a selector of GBCS 4.x names, if it has that direction. */
  #target(selector: number): (ControllerLevel & { readonly controller: Controller }) | undefined {
    const asked = commandedLevel(selector);
    const controller = asked && this.#controller(asked.number);
    if (controller === undefined || !channelsOf(controller).includes(asked?.direction ?? 'input')) return undefined;
    return asked && { ...asked, controller };
  }
}

/** A date-time without wildcards. */
function instantOf(octets: Uint8Array): Instant | undefined {
  try {
    return decodeDateTime(octets);
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

/** The period that the same Command has written, if it has. */
function written(
  period: WrittenPeriod,
  { originatorCounter }: ExecutionContext,
): { start: number; end: number } | undefined {
  const { start, end, writtenBy } = period;
  return start === undefined || end === undefined || writtenBy !== originatorCounter ? undefined : { start, end };
}
