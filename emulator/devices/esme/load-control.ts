import {
  ALCS_IDENTIFIER,
  array,
  assumptionValue,
  type Data,
  type Eui64,
  equalBytes,
  eui64,
  type Instant,
  type Profile,
  SWITCH_ACTIONS,
  SWITCH_NUMBERS,
} from '../../../gbcs/index.js';
import { EVENT_STATUS, type LoadControlEvent } from '../../han/load-control-frames.js';
import type { SwitchPosition } from '../../kernel/device.js';
import type { Part } from '../kernel/ability.js';
import { type AuxiliaryEvent, AuxiliaryEventLog } from './auxiliary-event-log.js';
import { type Calendar, calendarOf, changeInForce, nextChange } from './calendar.js';

/**
 * The five auxiliary load control switches of an ESME (GBCS 3.1): what each drives, in which position it should be and
 * why. A commanded period goes before the calendar, the calendar before the default position; of two Commands the newer
 * counts. A switch of the ESME itself moves; an HCALCS is told by a Load Control Event.
 */

/** What load control asks of the device around it. */
export interface LoadControlPort {
  /** Sends an event to an HCALCS. @returns false if the HCALCS is not joined with this ESME */
  sendEvent(hcalcs: Eui64, event: LoadControlEvent): boolean;
  /** Tells that a switch has been moved, or its HCALCS told to move. */
  switched(number: number, position: SwitchPosition, cause: SwitchCause): void;
}

export type SwitchCause = 'command' | 'reset' | 'expiry' | 'calendar' | 'binding' | 'request' | 'default';

interface Commanded {
  readonly position: SwitchPosition;
  readonly until: Instant;
}

interface SwitchState {
  readonly number: number;
  description: Uint8Array;
  /** Eight zero octets for an ALCS, or the EUI-64 of an HCALCS. */
  typeAndIdentifier: Uint8Array;
  /** For an HCALCS what it was last told: the ESME cannot know more. */
  position: SwitchPosition;
  closeTime: number;
  openTime: number;
  commanded: Commanded | undefined;
  /** When the position has to be looked at again: end of the period, change of calendar, end of an event. */
  reviewAt: Instant | undefined;
  lastEventId: number;
  /** Whether the last event has been answered already. */
  reported: boolean;
}

/** What load control has to remember. */
interface SavedLoadControl {
  readonly switches: readonly SwitchState[];
  readonly log: readonly AuxiliaryEvent[];
  readonly eventId: number;
  readonly specialDays: Data;
  readonly entries: Data;
}

const MINUTE_MS = 60_000;
const SUCCESS = 0;

/** Where the actions of ECS47 that have a period put a switch. */
const POSITION_OF_ACTION: ReadonlyMap<number, SwitchPosition> = new Map([
  [SWITCH_ACTIONS.close, 'closed'],
  [SWITCH_ACTIONS.open, 'open'],
]);

export class LoadControl implements Part {
  readonly name = 'loadControl';
  readonly #profile: Profile;
  readonly #port: LoadControlPort;
  readonly #neverExpires: boolean;
  readonly #switches: readonly SwitchState[];
  readonly log = new AuxiliaryEventLog();
  #eventId = 0;
  #specialDays: Data = array();
  #entries: Data = array();
  #calendar: Calendar = calendarOf(array(), array());

  /** @param neverExpires a defect: commanded periods do not end */
  constructor(profile: Profile, port: LoadControlPort, neverExpires = false) {
    this.#profile = profile;
    this.#port = port;
    this.#neverExpires = neverExpires;
    const position = assumptionValue(profile, 'esme-default-switch-state') as SwitchPosition;
    this.#switches = SWITCH_NUMBERS.map((number) => ({
      number,
      description: new Uint8Array(0),
      typeAndIdentifier: ALCS_IDENTIFIER,
      position,
      closeTime: 0,
      openTime: 0,
      commanded: undefined,
      reviewAt: undefined,
      lastEventId: 0,
      reported: true,
    }));
  }

  /** The state of a switch. @param number 1 to 5 */
  switch(number: number): SwitchState {
    const state = this.#switches[number - 1];
    if (state === undefined) throw new RangeError(`an ESME has switches 1 to ${this.#switches.length}, not ${number}`);
    return state;
  }

  get switches(): readonly SwitchState[] {
    return this.#switches;
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
    this.#calendar = calendarOf(specialDays, entries, assumptionValue(this.#profile, 'special-day-replaces-weekday'));
  }

  /** Puts a calendar in force, and every switch that it moves where it then belongs. */
  activateCalendar(specialDays: Data, entries: Data, now: Instant): void {
    this.setCalendar(specialDays, entries);
    for (const state of this.#switches) {
      const { position, until } = this.#effective(state, now);
      if (position !== state.position) this.#apply(state, now, 'calendar');
      else if (this.#hcalcsOf(state) === undefined) state.reviewAt = until;
      // An HCALCS follows its last event until that ends, whatever calendar the end came from.
      else if (until !== undefined && (state.reviewAt === undefined || until < state.reviewAt)) state.reviewAt = until;
    }
  }

  /** Ties a switch to what it drives, which is then told where to be. */
  bind(number: number, typeAndIdentifier: Uint8Array, now: Instant): void {
    const state = this.switch(number);
    if (equalBytes(state.typeAndIdentifier, typeAndIdentifier)) return;
    state.typeAndIdentifier = typeAndIdentifier;
    this.#apply(state, now, 'binding');
  }

  /**
   * Executes a script of ECS47.
   * @param selector high octet the switch, low octet the action
   * @returns the result code of the action: 0, or that of a switch or action that there is not
   */
  execute(selector: number, now: Instant): number {
    const state = this.#switches[(selector >> 8) - 1];
    const action = selector & 0xff;
    const position = POSITION_OF_ACTION.get(action);
    if (state === undefined || (position === undefined && action !== SWITCH_ACTIONS.revertToCalendar)) {
      return assumptionValue(this.#profile, 'unknown-switch-result');
    }
    const isCommanded = state.commanded !== undefined && now < state.commanded.until;
    if (isCommanded && !assumptionValue(this.#profile, 'newest-command-wins')) return SUCCESS;
    if (position === undefined) {
      state.commanded = undefined;
      this.#apply(state, now, 'reset');
      return SUCCESS;
    }
    const unitMs = assumptionValue(this.#profile, 'duration-in-minutes') * 1000;
    const duration = position === 'closed' ? state.closeTime : state.openTime;
    state.commanded = { position, until: now + duration * unitMs };
    this.#apply(state, now, 'command');
    return SUCCESS;
  }

  /** Where a switch belongs now, and until when that holds. */
  #effective(state: SwitchState, now: Instant): { position: SwitchPosition; until: Instant | undefined } {
    const { commanded, number } = state;
    if (commanded !== undefined && !this.#expired(commanded, now)) {
      return { position: commanded.position, until: this.#neverExpires ? undefined : commanded.until };
    }
    const standing = changeInForce(this.#calendar, number, now)?.position;
    const fallback = assumptionValue(this.#profile, 'esme-default-switch-state') as SwitchPosition;
    return { position: standing ?? fallback, until: nextChange(this.#calendar, number, now)?.at };
  }

  #expired(commanded: Commanded, now: Instant): boolean {
    return !this.#neverExpires && now >= commanded.until;
  }

  #apply(state: SwitchState, now: Instant, cause: SwitchCause): void {
    if (state.commanded !== undefined && this.#expired(state.commanded, now)) state.commanded = undefined;
    const { position, until } = this.#effective(state, now);
    const hcalcs = this.#hcalcsOf(state);
    state.position = position;
    state.reviewAt = until;
    const action = cause === 'reset' || cause === 'expiry' ? 'revert' : position === 'closed' ? 'on' : 'off';
    if (hcalcs === undefined) {
      this.log.add({ time: now, switch: state.number, action, outcome: 'success', hanCommandId: 0 });
    } else {
      const limitMs = assumptionValue(this.#profile, 'load-control-duration-limit-minutes') * MINUTE_MS;
      const endsAt = Math.min(until ?? Number.POSITIVE_INFINITY, now + limitMs);
      const durationMinutes = Math.max(1, Math.ceil((endsAt - now) / MINUTE_MS));
      const sent = this.#port.sendEvent(hcalcs, this.#event(state, position, durationMinutes));
      state.reported = !sent;
      // Only a commanded period longer than one event needs another: an HCALCS asks by itself when its event ends.
      if (until !== undefined) state.reviewAt = endsAt;
      const outcome = sent ? 'unknown' : 'failure';
      this.log.add({ time: now, switch: state.number, action, outcome, hanCommandId: state.lastEventId });
    }
    this.#port.switched(state.number, position, cause);
  }

  #event(state: SwitchState, position: SwitchPosition, durationMinutes: number): LoadControlEvent {
    this.#eventId += 1;
    state.lastEventId = this.#eventId;
    const duty = position === 'closed' ? 'drlc-duty-cycle-closed' : 'drlc-duty-cycle-open';
    return {
      command: 'loadControlEvent',
      issuerEventId: this.#eventId,
      deviceClass: assumptionValue(this.#profile, 'drlc-device-class'),
      utilityEnrolmentGroup: 0,
      startTime: 0,
      durationMinutes,
      criticality: assumptionValue(this.#profile, 'drlc-criticality'),
      dutyCycle: assumptionValue(this.#profile, duty),
      eventControl: 0,
    };
  }

  #hcalcsOf(state: SwitchState): Eui64 | undefined {
    return equalBytes(state.typeAndIdentifier, ALCS_IDENTIFIER) ? undefined : eui64(state.typeAndIdentifier);
  }

  /** An HCALCS has been unjoined: whether its switch number keeps its identifier is an assumption. */
  unjoined(hcalcs: Eui64): void {
    if (assumptionValue(this.#profile, 'stale-type-and-identifier-after-unjoin')) return;
    for (const state of this.#switches) {
      if (this.#hcalcsOf(state) === hcalcs) state.typeAndIdentifier = ALCS_IDENTIFIER;
    }
  }

  /** An HCALCS asks what holds (HECS01): every switch that drives it is answered. */
  requested(hcalcs: Eui64, now: Instant): void {
    for (const state of this.#switches) {
      if (this.#hcalcsOf(state) === hcalcs) this.#apply(state, now, 'request');
    }
  }

  /** An HCALCS reports on an event: the first report of the switching itself is logged. */
  reported(hcalcs: Eui64, issuerEventId: number, eventStatus: number, now: Instant): void {
    const state = this.#switches.find((one) => one.lastEventId === issuerEventId && this.#hcalcsOf(one) === hcalcs);
    if (state === undefined || state.reported) return;
    const success = eventStatus === assumptionValue(this.#profile, 'report-event-status-success');
    if (!success && eventStatus !== EVENT_STATUS.rejected) return;
    state.reported = true;
    this.log.add({
      time: now,
      switch: state.number,
      action: 'message',
      outcome: success ? 'success' : 'failure',
      hanCommandId: issuerEventId,
    });
  }

  /** When the next period, calendar change or event ends. */
  nextDue(): Instant | undefined {
    let due: Instant | undefined;
    for (const { reviewAt } of this.#switches) {
      if (reviewAt !== undefined && (due === undefined || reviewAt < due)) due = reviewAt;
    }
    return due;
  }

  /** Ends periods, follows the calendar and repeats events that are due. */
  tick(now: Instant): void {
    for (const state of this.#switches) {
      if (state.reviewAt === undefined || now < state.reviewAt) continue;
      const expired = state.commanded !== undefined && this.#expired(state.commanded, now);
      this.#apply(state, now, expired ? 'expiry' : state.commanded === undefined ? 'calendar' : 'command');
    }
  }

  save(): SavedLoadControl {
    return {
      switches: this.#switches.map((state) => ({ ...state })),
      log: [...this.log.entries()],
      eventId: this.#eventId,
      specialDays: this.#specialDays,
      entries: this.#entries,
    };
  }

  restore({ switches, log, eventId, specialDays, entries }: SavedLoadControl): void {
    for (const saved of switches) Object.assign(this.switch(saved.number), saved);
    this.log.restore(log);
    this.#eventId = eventId;
    this.setCalendar(specialDays, entries);
  }

  snapshot(): readonly Readonly<Record<string, unknown>>[] {
    return this.#switches.map((state) => ({
      number: state.number,
      description: new TextDecoder('latin1').decode(state.description),
      hcalcs: this.#hcalcsOf(state),
      position: state.position,
      closeTime: state.closeTime,
      openTime: state.openTime,
      commanded: state.commanded?.position,
      commandedUntil: state.commanded?.until,
    }));
  }
}
