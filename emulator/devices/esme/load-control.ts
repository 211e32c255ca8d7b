import { array, assumptionValue, type Data, type Eui64, type Instant, type Profile } from '../../../gbcs/index.js';
import { type CancelLoadControlEvent, EVENT_STATUS, type LoadControlEvent } from '../../han/load-control-frames.js';
import type { SwitchPosition } from '../../kernel/device.js';
import { type AuxiliaryAction, type AuxiliaryEvent, AuxiliaryEventLog } from './auxiliary-event-log.js';
import { BoostFunction, type SavedBoost } from './boost-function.js';
import { type Calendar, calendarOf } from './calendar.js';
import {
  type BuiltInKind,
  builtInKinds,
  type Channel,
  type Controller,
  channelsOf,
  forgetCommands,
  newControllers,
  runningAt,
  setTypeAndIdentifier,
  type TimedLevel,
  typeAndIdentifier,
  vacate,
  withNewest,
} from './controllers.js';
import { cancelLoadControlEvent, eventTiming, loadControlEvent } from './hcalcs-events.js';
import { CLOSED_LEVEL, type Direction } from './levels.js';
import {
  type LoadControlAlert,
  limitEnded,
  limitProcessed,
  operationalUpdate,
  switchFailure,
} from './load-control-alerts.js';
import { type Effective, effective, isBoosted, type RuleName } from './precedence.js';
import { isDelayed, type OffsetSetting, randomisedOffset } from './randomised-offset.js';

/**
 * The five auxiliary controllers of an ESME (GBCS 3.1 and 4.x): in which state each should be and why. The rules of
 * precedence.ts decide; here they are asked again whenever one of them may say otherwise, and what they say is done: an
 * ALCS or APC of the ESME itself is set, an HCALCS is told by a Load Control Event.
 */

/** What load control asks of the device around it. */
export interface LoadControlPort {
  /** Sends an HCALCS an event, or takes one back. @returns false if the HCALCS is not joined with this ESME */
  sendEvent(hcalcs: Eui64, event: LoadControlEvent | CancelLoadControlEvent): boolean;
  /** Tells that an ALCS has been set, or an HCALCS told. */
  switched(number: number, position: SwitchPosition, cause: Cause): void;
  /** Tells that a channel of an APC has been set. */
  levelSet(number: number, direction: Direction, level: number, cause: Cause): void;
  /** Sends an Alert to the supplier. */
  alert(alert: LoadControlAlert, now: Instant): void;
}

export type Cause =
  | 'command'
  | 'reset'
  | 'expiry'
  | 'calendar'
  | 'limit'
  | 'boost'
  | 'boost-end'
  | 'binding'
  | 'request'
  | 'default';

export interface LoadControlOptions {
  readonly defects?: ReadonlySet<string>;
  /** Randomised Offset Number, 1 to 10,000, fixed in manufacture. */
  readonly randomisedOffsetNumber?: number;
  /** What the five controllers were made as (GBCS 4.x); as the profile assumes where left out. */
  readonly controllers?: readonly BuiltInKind[];
}

export interface SavedLoadControl extends CalendarData {
  readonly controllers: readonly Controller[];
  readonly log: readonly AuxiliaryEvent[];
  readonly boost: SavedBoost;
  readonly offset: OffsetSetting;
  readonly eventId: number;
}

/** A calendar as the DLMS values that it was set by. */
interface CalendarData {
  readonly specialDays: Data;
  readonly entries: Data;
}

const NO_DEFECTS: ReadonlySet<string> = new Set();
/** How many events of a controller may wait for their report: an HCALCS that is silent must not fill a memory. */
const UNREPORTED_EVENTS = 8;
const REVERTING: ReadonlySet<Cause> = new Set(['reset', 'expiry', 'boost-end']);

/** Closed is what gives full output; anything else is open to a switch that knows no levels. */
function positionOf(level: number): SwitchPosition {
  return level === CLOSED_LEVEL ? 'closed' : 'open';
}

export class LoadControl {
  readonly name = 'loadControl';
  readonly #profile: Profile;
  readonly #port: LoadControlPort;
  readonly #defects: ReadonlySet<string>;
  readonly #builtIn: readonly BuiltInKind[];
  readonly #controllers: readonly Controller[];
  readonly log = new AuxiliaryEventLog();
  readonly boost: BoostFunction;
  readonly offset: OffsetSetting;
  /** Numbers of ALCS and APC that do not move any more. */
  readonly #stuck = new Set<number>();
  #eventId = 0;
  #specialDays: Data = array();
  #entries: Data = array();
  #calendar: Calendar = calendarOf(array(), array());
  /** What a Command has changed and {@link settle} will act on. */
  #calendarIsNew = false;
  readonly #tied = new Set<number>();

  constructor(profile: Profile, port: LoadControlPort, options: LoadControlOptions = {}) {
    this.#profile = profile;
    this.#port = port;
    this.#defects = options.defects ?? NO_DEFECTS;
    this.#builtIn = builtInKinds(profile, options.controllers);
    this.#controllers = newControllers(profile, this.#builtIn);
    this.boost = new BoostFunction(profile, this.#defects.has('boost-has-no-cap'));
    this.offset = { number: options.randomisedOffsetNumber ?? 1, limit: 0, seconds: 0 };
  }

  /** A controller, whether there is anything at its number or not. @param number 1 to 5 */
  controller(number: number): Controller {
    const controller = this.#controllers[number - 1];
    if (controller === undefined) throw new RangeError(`an ESME has controllers 1 to 5, not ${number}`);
    return controller;
  }

  get controllers(): readonly Controller[] {
    return this.#controllers;
  }

  get specialDays(): Data {
    return this.#specialDays;
  }

  get calendarEntries(): Data {
    return this.#entries;
  }

  /** Puts a calendar in force without acting on it. */
  setCalendar(specialDays: Data, entries: Data): void {
    this.#specialDays = specialDays;
    this.#entries = entries;
    const replaces = assumptionValue(this.#profile, 'special-day-replaces-weekday');
    this.#calendar = calendarOf(specialDays, entries, replaces, this.#defects);
  }

  /**
   * Puts a part of a calendar in force; {@link settle} acts on it. Special days and entries have activations of their own,
   * and new entries mean nothing under old special days.
   */
  activateCalendar({ specialDays = this.#specialDays, entries = this.#entries }: Partial<CalendarData>): void {
    this.setCalendar(specialDays, entries);
    this.#calendarIsNew = true;
  }

  /**
   * Acts on what a Command, or what was planned for now, has changed as a whole: controllers that were tied are told, and
   * all that a new calendar moves are put where they then belong.
   */
  settle(now: Instant): void {
    for (const number of this.#tied) this.#apply(this.controller(number), 'output', now, 'binding');
    this.#tied.clear();
    if (this.#calendarIsNew) this.#reconsider(now, 'calendar');
    this.#calendarIsNew = false;
  }

  /** Sets the limit of the Randomised Offset. @param limit seconds, 0 to 1,799 */
  setOffsetLimit(limit: number, now: Instant): void {
    this.offset.limit = limit;
    this.offset.seconds = randomisedOffset(this.offset);
    this.#reconsider(now, 'calendar');
  }

  /** Milliseconds of the Randomised Offset, if it delays this. */
  delay(what: 'calendar' | 'commandStart' | 'commandEnd'): number {
    if (this.#defects.has('forgets-offset') && what === 'calendar') return 0;
    const isWrong = this.#defects.has('offset-delays-commands') && what === 'commandStart';
    return isWrong || isDelayed(this.#profile, what) ? this.offset.seconds * 1000 : 0;
  }

  /** Ties a controller to what it drives, which {@link settle} then tells where to be (ECS46c). */
  bind(number: number, identifier: Uint8Array): void {
    const controller = this.controller(number);
    const before = typeAndIdentifier(controller).toString();
    setTypeAndIdentifier(controller, identifier);
    if (before === typeAndIdentifier(controller).toString()) return;
    if (this.#defects.has('binding-not-told')) return;
    this.#tied.add(number);
  }

  /**
   * An HCALCS has been joined. Controllers that it is already are told where to be, in GBCS 3.1 those that ECS46c has tied
   * before; from GBCS 4.0 on it otherwise becomes the lowest controller that there is not yet.
   */
  joined(hcalcs: Eui64, now: Instant): void {
    const tied = this.#controllers.filter((one) => one.hcalcs === hcalcs);
    if (!this.#defects.has('binding-not-told')) {
      for (const controller of tied) this.#apply(controller, 'output', now, 'binding');
    }
    if (this.#profile.gbcsVersion === '3.1' || tied.length > 0) return;
    const controller = this.#controllers.find((one) => one.kind === 'none');
    if (controller === undefined) return;
    controller.kind = 'hcalcs';
    controller.hcalcs = hcalcs;
    this.#apply(controller, 'output', now, 'binding');
  }

  /** An HCALCS has been unjoined: in GBCS 3.1 it is an assumption whether its controller keeps its identifier. */
  unjoined(hcalcs: Eui64): void {
    const stays = assumptionValue(this.#profile, 'stale-type-and-identifier-after-unjoin');
    if (this.#profile.gbcsVersion === '3.1' ? stays : this.#defects.has('keeps-identifier-of-unjoined')) return;
    for (const controller of this.#controllers.filter((one) => one.hcalcs === hcalcs)) {
      controller.hcalcs = undefined;
      controller.kind = this.#builtIn[controller.number - 1] ?? 'none';
      if (controller.kind === 'none') vacate(controller, this.#profile);
    }
  }

  /**
   * Gives a channel a commanded state in place of the one before, from when it begins on.
   * @param commanded absent: the state before ends now
   */
  command(controller: Controller, direction: Direction, commanded: TimedLevel | undefined, now: Instant): void {
    const channel = controller[direction];
    channel.commands = commanded === undefined ? [] : withNewest(channel.commands, commanded, now);
    if (commanded === undefined) this.#apply(controller, direction, now, 'reset');
    else if (now < commanded.from) this.#look(controller, direction, now, 'command');
    else this.#apply(controller, direction, now, 'command');
  }

  /** Whether a Command may set a channel: the newest wins, unless the profile assumes otherwise. */
  isFree(controller: Controller, direction: Direction, now: Instant): boolean {
    const areOver = controller[direction].commands.every(({ until }) => now >= until);
    return areOver || assumptionValue(this.#profile, 'newest-command-wins');
  }

  /**
   * Limits a channel of an APC for a time, in place of the limit before, from when it begins on. One that is over is
   * taken, and has ended.
   */
  limit(controller: Controller, direction: Direction, limit: TimedLevel, now: Instant): void {
    const channel = controller[direction];
    const { number } = controller;
    const hasBegun = channel.limits.some(({ from }) => now >= from);
    const isOver = now >= limit.until;
    channel.limits = isOver ? [] : withNewest(channel.limits, limit, now);
    const goesOn = channel.limits.length > 1;
    if (now < limit.from) this.#look(controller, direction, now, 'limit');
    else this.#apply(controller, direction, now, 'limit');
    if (hasBegun && !goesOn) this.#tellLimitEnded(controller, direction, now);
    if (!this.#defects.has('no-limit-alert')) {
      this.#port.alert(limitProcessed(this.#profile, number, direction, limit, channel.level), now);
    }
    if (isOver) this.#tellLimitEnded(controller, direction, now);
  }

  /** Ends limits that are over, once the channel is where it then belongs. */
  #endLimits(controller: Controller, direction: Direction, now: Instant): void {
    const channel = controller[direction];
    const left = channel.limits.filter(({ until }) => now < until);
    if (left.length === channel.limits.length) return;
    channel.limits = left;
    this.#tellLimitEnded(controller, direction, now);
  }

  #tellLimitEnded(controller: Controller, direction: Direction, now: Instant): void {
    if (this.#defects.has('no-limit-alert')) return;
    const { level } = controller[direction];
    this.#port.alert(limitEnded(this.#profile, controller.number, direction, level), now);
  }

  /** Associates a controller with the Boost Function, or no longer (ECS62). */
  setBoosted(number: number, boosted: boolean, now: Instant): void {
    this.controller(number).boosted = boosted;
    if (this.boost.until !== undefined) this.#reconsider(now, 'boost');
  }

  /** A consumer presses the boost button. @returns whether there was anything to boost */
  pressBoost(now: Instant): boolean {
    const driven = this.#controllers.filter((one) => isBoosted(one, this.#profile, this.#defects));
    const idle = driven.filter((one) => one.output.level !== CLOSED_LEVEL || one.output.rule === 'boost');
    const needed = assumptionValue(this.#profile, 'boost-needs-an-open-switch') ? idle : driven;
    if (!this.boost.isAvailable || needed.length === 0) return false;
    this.boost.press(now);
    this.#reconsider(now, 'boost');
    return true;
  }

  /** A consumer takes a boost back. @returns whether there was one */
  cancelBoost(now: Instant): boolean {
    const isRunning = this.boost.until !== undefined;
    this.boost.cancel(now);
    this.#reconsider(now, 'boost-end');
    return isRunning;
  }

  /** Makes an ALCS or APC one that does not move any more. */
  stick(number: number): void {
    this.#stuck.add(number);
  }

  /** Every channel that is elsewhere than the rules want is moved; the others are looked at again when they say. */
  #reconsider(now: Instant, cause: Cause): void {
    for (const controller of this.#controllers) {
      if (controller.kind === 'none') continue;
      for (const direction of channelsOf(controller)) this.#look(controller, direction, now, cause);
    }
  }

  /** A channel that is elsewhere than the rules want is moved, and otherwise looked at again when they say. */
  #look(controller: Controller, direction: Direction, now: Instant, cause: Cause): void {
    const channel = controller[direction];
    const { level, rule, until } = this.#effective(controller, direction, now);
    if (level !== channel.level) this.#apply(controller, direction, now, cause);
    else if (controller.kind !== 'hcalcs') {
      channel.reviewAt = until;
      channel.rule = rule;
    }
    // An HCALCS follows its last event until that ends, whatever calendar the end came from.
    else if (until !== undefined && (channel.reviewAt === undefined || until < channel.reviewAt)) {
      channel.reviewAt = until;
    }
    this.#endLimits(controller, direction, now);
  }

  #effective(controller: Controller, direction: Direction, now: Instant): Effective {
    return effective({
      profile: this.#profile,
      controller,
      direction,
      now,
      calendar: this.#calendar,
      calendarDelay: this.delay('calendar'),
      boostUntil: this.boost.until,
      defects: this.#defects,
    });
  }

  /** Puts a channel where it belongs, and writes that down. */
  #apply(controller: Controller, direction: Direction, now: Instant, cause: Cause): void {
    const channel = controller[direction];
    this.#forgetExpired(channel, now);
    const { level, rule, until } = this.#effective(controller, direction, now);
    channel.rule = rule;
    channel.reviewAt = until;
    const before = channel.level;
    const isStuck = this.#stuck.has(controller.number) && controller.kind !== 'hcalcs' && level !== before;
    if (!isStuck) channel.level = level;
    const action = REVERTING.has(cause) ? 'revert' : positionOf(level) === 'closed' ? 'on' : 'off';
    if (controller.kind === 'hcalcs' && this.#cancels(controller, cause)) this.#cancel(controller, level, now);
    else if (controller.kind === 'hcalcs') this.#tell(controller, level, until, action, now, cause);
    else this.#log(controller, { action, direction, level, outcome: isStuck ? 'failure' : 'success' }, 0, now);
    if (controller.kind === 'apc') this.#port.levelSet(controller.number, direction, channel.level, cause);
    else this.#port.switched(controller.number, positionOf(channel.level), cause);
    if (channel.level !== before && assumptionValue(this.#profile, 'operational-update-alert')) {
      this.#port.alert(operationalUpdate(this.#profile, controller), now);
    }
    this.#endLimits(controller, direction, now);
  }

  #cancels({ lastEventId }: Controller, cause: Cause): boolean {
    const isReset = cause === 'reset' && this.#profile.gbcsVersion === '3.1' && lastEventId !== 0;
    return isReset && assumptionValue(this.#profile, 'esme-reset-sends-cancel');
  }

  /** Takes back the event of an HCALCS, which then asks what holds. */
  #cancel(controller: Controller, level: number, now: Instant): void {
    const { hcalcs, lastEventId } = controller;
    const cancel = cancelLoadControlEvent(this.#profile, lastEventId);
    const sent = hcalcs !== undefined && this.#send(hcalcs, cancel, 'reset');
    controller.cancelled = true;
    if (sent) awaitReport(controller, lastEventId);
    const outcome = sent ? 'unknown' : 'failure';
    this.#log(controller, { action: 'revert', direction: 'output', level, outcome }, lastEventId, now);
  }

  #send(hcalcs: Eui64, event: LoadControlEvent | CancelLoadControlEvent, cause: Cause): boolean {
    return (cause === 'reset' && this.#defects.has('reset-not-sent')) || this.#port.sendEvent(hcalcs, event);
  }

  /** Sends an HCALCS what holds now. */
  #tell(
    controller: Controller,
    level: number,
    until: Instant | undefined,
    action: AuxiliaryAction,
    now: Instant,
    cause: Cause,
  ): void {
    const { hcalcs, output } = controller;
    const commanded = runningAt(output.commands, now);
    const isWhole = cause === 'request' && commanded !== undefined && this.#defects.has('answers-with-whole-period');
    const { durationMinutes, endsAt } = eventTiming(
      this.#profile,
      now,
      isWhole ? now + commanded.until - commanded.from : until,
    );
    this.#eventId += 1;
    const event = loadControlEvent(this.#profile, this.#eventId, level, durationMinutes);
    const sent = hcalcs !== undefined && this.#send(hcalcs, event, cause);
    controller.lastEventId = this.#eventId;
    controller.cancelled = false;
    if (sent) awaitReport(controller, this.#eventId);
    // Only a commanded period longer than one event needs another: an HCALCS asks by itself when its event ends.
    if (until !== undefined) output.reviewAt = endsAt;
    const outcome = sent ? 'unknown' : 'failure';
    this.#log(controller, { action, direction: 'output', level, outcome }, this.#eventId, now, cause !== 'binding');
  }

  #log(
    { number }: Controller,
    entry: Pick<AuxiliaryEvent, 'action' | 'outcome' | 'direction' | 'level'>,
    hanCommandId: number,
    now: Instant,
    isAlerted = true,
  ): void {
    const outcome = this.#defects.has('logs-wrong-outcome') && entry.outcome === 'unknown' ? 'success' : entry.outcome;
    this.log.add({ time: now, switch: number, ...entry, outcome, hanCommandId });
    const isFailure = entry.outcome === 'failure' && assumptionValue(this.#profile, 'switch-failure-alert');
    if (isFailure && isAlerted) this.#port.alert(switchFailure(), now);
  }

  #forgetExpired(channel: Channel, now: Instant): void {
    if (this.#defects.has('skip-expiry')) return;
    channel.commands = channel.commands.filter(({ until }) => now < until);
  }

  /** An HCALCS asks what holds (HECS01): every controller that it is is answered. @returns whether there is one */
  requested(hcalcs: Eui64, now: Instant): boolean {
    const asking = this.#controllers.filter((controller) => controller.hcalcs === hcalcs);
    for (const controller of asking) this.#apply(controller, 'output', now, 'request');
    return asking.length > 0;
  }

  /**
   * An HCALCS reports on an event: the first report of the switching itself is logged, also if a newer event has been
   * sent meanwhile.
   */
  reported(hcalcs: Eui64, issuerEventId: number, eventStatus: number, now: Instant): void {
    const controller = this.#controllers.find((one) => one.hcalcs === hcalcs && one.unreported.includes(issuerEventId));
    if (controller === undefined || this.#defects.has('ignores-reports')) return;
    const cancelled = controller.cancelled && issuerEventId === controller.lastEventId;
    const whole = cancelled ? EVENT_STATUS.cancelled : assumptionValue(this.#profile, 'report-event-status-success');
    const refusal = cancelled ? EVENT_STATUS.undefinedEvent : EVENT_STATUS.rejected;
    if (eventStatus !== whole && eventStatus !== refusal) return;
    controller.unreported = controller.unreported.filter((one) => one !== issuerEventId);
    const outcome = eventStatus === whole ? 'success' : 'failure';
    this.#log(controller, { action: 'message', outcome }, issuerEventId, now);
    // An HCALCS that goes by another event than the one that was taken back needs one to replace it.
    if (cancelled && outcome === 'failure') this.#apply(controller, 'output', now, 'request');
  }

  /** When the next period, calendar change, boost or event ends. */
  nextDue(): Instant | undefined {
    let due = this.boost.until;
    for (const controller of this.#controllers) {
      for (const direction of channelsOf(controller)) {
        const { reviewAt } = controller[direction];
        if (reviewAt !== undefined && (due === undefined || reviewAt < due)) due = reviewAt;
      }
    }
    return due;
  }

  /** Ends periods, follows the calendar and repeats events that are due. */
  tick(now: Instant): void {
    this.boost.tick(now);
    for (const controller of this.#controllers) {
      for (const direction of channelsOf(controller)) this.#review(controller, direction, now);
    }
  }

  #review(controller: Controller, direction: Direction, now: Instant): void {
    const channel = controller[direction];
    if (channel.reviewAt === undefined || now < channel.reviewAt) return;
    const { rule, limits, reviewAt } = channel;
    const limitEnds = limits.some(({ until }) => now >= until);
    const limitBegins = limits.some(({ from }) => now >= from && reviewAt <= from);
    const next = this.#effective(controller, direction, now);
    const isLimit = limitEnds || limitBegins;
    if (!isLimit || next.level !== channel.level || next.rule !== rule) {
      this.#apply(controller, direction, now, isLimit ? 'limit' : causeOf(rule, next.rule));
      return;
    }
    // A limit that begins or ends without any effect is no action to be logged.
    channel.reviewAt = next.until;
    this.#endLimits(controller, direction, now);
  }

  /** Power comes back: all is still known, and what fell due is done by the next tick. */
  powerUp(): void {
    if (!this.#defects.has('forgets-command-without-power')) return;
    for (const controller of this.#controllers) forgetCommands(controller);
  }

  save(): SavedLoadControl {
    return structuredClone({
      controllers: this.#controllers,
      log: this.log.entries(),
      boost: this.boost.save(),
      offset: { ...this.offset },
      eventId: this.#eventId,
      specialDays: this.#specialDays,
      entries: this.#entries,
    });
  }

  restore(saved: SavedLoadControl): void {
    const { controllers, log, boost, offset, eventId, specialDays, entries } = structuredClone(saved);
    for (const controller of this.#controllers) Object.assign(controller, controllers[controller.number - 1]);
    this.log.restore(log);
    this.boost.restore(boost);
    Object.assign(this.offset, offset);
    this.#eventId = eventId;
    this.setCalendar(specialDays, entries);
  }

  snapshot(): readonly Readonly<Record<string, unknown>>[] {
    return this.#controllers.map((one) => ({
      number: one.number,
      description: new TextDecoder('latin1').decode(one.description),
      kind: one.kind,
      hcalcs: one.hcalcs,
      position: positionOf(one.output.level),
      state: { outputState: one.output.level, inputState: one.input.level },
      boosted: one.boosted,
      closeTime: one.closeTime,
      openTime: one.openTime,
      commanded: one.output.commands[0] && positionOf(one.output.commands[0].level),
      commandedLevel: one.output.commands[0]?.level,
      commandedUntil: one.output.commands[0]?.until,
    }));
  }
}

/** An HCALCS is to report on an event, or on its being taken back. */
function awaitReport(controller: Controller, eventId: number): void {
  const others = controller.unreported.filter((one) => one !== eventId);
  controller.unreported = [...others, eventId].slice(-UNREPORTED_EVENTS);
}

/** Why a channel is moved when a time has come, by the rule before and the rule after. */
function causeOf(before: RuleName | undefined, after: RuleName): Cause {
  if (before === 'command' && after !== 'command') return 'expiry';
  if (before === 'boost' && after !== 'boost') return 'boost-end';
  if (after === 'boost' || after === 'command') return after;
  return 'calendar';
}
