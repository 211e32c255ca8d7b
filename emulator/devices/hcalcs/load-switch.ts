import { assumptionValue, type Instant, type Profile } from '../../../gbcs/index.js';
import { EVENT_STATUS, type LoadControlEvent } from '../../han/load-control-frames.js';
import type { SwitchPosition } from '../../kernel/device.js';
import type { Part } from '../kernel/ability.js';

/**
 * The switch of an HCALCS: it follows the Load Control Events of its ESME and times them itself, since it has no clock
 * (GBCS 18.1.1; SMETS2 8). When an event has run out its successor may be on its way: shortly after, it asks what holds. If
 * nobody answers it takes its default position, as long after the end of the event as if it had asked at once.
 */

/** What the switch asks of the device around it. */
export interface LoadSwitchPort {
  report(issuerEventId: number, eventStatus: number): void;
  ask(): void;
  switched(position: SwitchPosition, cause: string): void;
}

interface RunningEvent {
  readonly issuerEventId: number;
  readonly endsAt: Instant;
}

/** What the switch has to remember. */
interface SavedLoadSwitch {
  readonly position: SwitchPosition;
  readonly event: RunningEvent | undefined;
  readonly ranOutAt: Instant | undefined;
  readonly answerDue: Instant | undefined;
  readonly attemptsLeft: number;
}

const MINUTE_MS = 60_000;
const MAX_DURATION_MINUTES = 1440;

export class LoadSwitch implements Part {
  readonly name = 'loadSwitch';
  readonly #profile: Profile;
  readonly #port: LoadSwitchPort;
  readonly #defects: ReadonlySet<string>;
  #position: SwitchPosition;
  #event: RunningEvent | undefined;
  /** When the last event ran out, while its successor may still come. */
  #ranOutAt: Instant | undefined;
  #answerDue: Instant | undefined;
  #attemptsLeft = 0;

  /** @param defects that its device has */
  constructor(profile: Profile, port: LoadSwitchPort, defects: ReadonlySet<string> = new Set()) {
    this.#profile = profile;
    this.#port = port;
    this.#defects = defects;
    this.#position = this.#default;
  }

  get #default(): SwitchPosition {
    return assumptionValue(this.#profile, 'hcalcs-default-state') as SwitchPosition;
  }

  get position(): SwitchPosition {
    return this.#position;
  }

  /** Obeys an event of the ESME: starts at once, ends after its duration, replaces the one before. */
  obey(event: LoadControlEvent, now: Instant): void {
    const { dutyCycle, durationMinutes, issuerEventId, startTime } = event;
    const open = dutyCycle === assumptionValue(this.#profile, 'drlc-duty-cycle-open');
    const closed = dutyCycle === assumptionValue(this.#profile, 'drlc-duty-cycle-closed');
    const timed = durationMinutes >= 1 && durationMinutes <= MAX_DURATION_MINUTES && startTime === 0;
    if (!timed || !(open || closed)) {
      this.#port.report(issuerEventId, EVENT_STATUS.rejected);
      return;
    }
    if (this.#event !== undefined && this.#isLate(issuerEventId, this.#event)) return;
    if (assumptionValue(this.#profile, 'hcalcs-reports-received')) {
      this.#port.report(issuerEventId, EVENT_STATUS.received);
    }
    if (this.#event !== undefined) {
      if (this.#defects.has('ignores-supersession')) return;
      this.#port.report(this.#event.issuerEventId, EVENT_STATUS.superseded);
    }
    this.#event = { issuerEventId, endsAt: now + durationMinutes * MINUTE_MS };
    this.#ranOutAt = undefined;
    this.#answerDue = undefined;
    if (!this.#defects.has('reports-completed-without-switching')) this.#move(closed ? 'closed' : 'open', 'event');
    this.#port.report(issuerEventId, EVENT_STATUS.started);
  }

  /** An event that came again, or was overtaken on its way by the one that runs: it changes nothing. */
  #isLate(issuerEventId: number, running: RunningEvent): boolean {
    if (this.#defects.has('restarts-duration-on-duplicate')) return false;
    if (!assumptionValue(this.#profile, 'drlc-event-ids-ascend')) return issuerEventId === running.issuerEventId;
    return issuerEventId <= running.issuerEventId;
  }

  /** The ESME takes back an event, or all: it ends now. @param issuerEventId the event; left out it is all of them */
  cancel(now: Instant, issuerEventId?: number): void {
    if (this.#defects.has('ignores-cancel')) return;
    const running = this.#event;
    const isAnother = issuerEventId !== undefined && issuerEventId !== running?.issuerEventId;
    if (running === undefined || (isAnother && !this.#defects.has('cancels-any-event'))) {
      if (issuerEventId !== undefined) this.#port.report(issuerEventId, EVENT_STATUS.undefinedEvent);
      return;
    }
    this.#port.report(running.issuerEventId, EVENT_STATUS.cancelled);
    this.#event = undefined;
    this.#withoutSuccessor(now);
  }

  /** An event is over, and no other has come for it. */
  #withoutSuccessor(endedAt: Instant): void {
    this.#ranOutAt = undefined;
    if (assumptionValue(this.#profile, 'hcalcs-asks-when-event-ends')) this.#ask(endedAt);
    else this.release('event ended');
  }

  get #graceMs(): number {
    if (this.#defects.has('asks-before-successor')) return 0;
    return assumptionValue(this.#profile, 'hcalcs-successor-grace-seconds') * 1000;
  }

  #move(position: SwitchPosition, cause: string): void {
    if (this.#position === position) return;
    this.#position = position;
    this.#port.switched(position, cause);
  }

  /** Asks the ESME what holds, and again if it does not answer, but not for ever. */
  #ask(since: Instant): void {
    this.#attemptsLeft = this.#defects.has('asks-once') ? 1 : assumptionValue(this.#profile, 'hcalcs-ask-attempts');
    this.#attempt(since);
  }

  /** @param since when the time for an answer begins */
  #attempt(since: Instant): void {
    if (!this.#defects.has('asks-for-ever')) this.#attemptsLeft--;
    this.#answerDue = since + assumptionValue(this.#profile, 'hcalcs-answer-timeout-seconds') * 1000;
    this.#port.ask();
  }

  /** Forgets a running event, as after a loss of power or an unjoin, and takes the default position. */
  release(cause: string): void {
    this.#event = undefined;
    this.#ranOutAt = undefined;
    this.#answerDue = undefined;
    this.#move(this.#default, cause);
  }

  /** What it knew of its event is gone with the power. @param isJoined whether there is an ESME to ask */
  powerUp(now: Instant, isJoined: boolean): void {
    const keeps = isJoined && assumptionValue(this.#profile, 'hcalcs-keeps-position-over-power-cut');
    if (this.#defects.has('closes-after-power-cut')) this.#move('closed', 'power-up');
    else if (!keeps) this.release('power-up');
    this.#event = undefined;
    this.#ranOutAt = undefined;
    this.#answerDue = undefined;
    if (isJoined && !this.#defects.has('does-not-ask-after-power-cut')) this.#ask(now);
  }

  nextDue(): Instant | undefined {
    const end = this.#defects.has('skip-expiry') ? undefined : this.#event?.endsAt;
    const graceEnd = this.#ranOutAt === undefined ? undefined : this.#ranOutAt + this.#graceMs;
    const dues = [end, graceEnd, this.#answerDue].filter((due) => due !== undefined);
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  tick(now: Instant): void {
    if (this.#event !== undefined && !this.#defects.has('skip-expiry') && now >= this.#event.endsAt) {
      this.#port.report(this.#event.issuerEventId, EVENT_STATUS.completed);
      this.#event = undefined;
      this.#ranOutAt = now;
    }
    if (this.#ranOutAt !== undefined && now >= this.#ranOutAt + this.#graceMs) this.#withoutSuccessor(this.#ranOutAt);
    if (this.#answerDue === undefined || now < this.#answerDue) return;
    this.#answerDue = undefined;
    this.#move(this.#default, 'no answer of the ESME');
    if (this.#attemptsLeft > 0) this.#attempt(now);
  }

  save(): SavedLoadSwitch {
    return {
      position: this.#position,
      event: this.#event,
      ranOutAt: this.#ranOutAt,
      answerDue: this.#answerDue,
      attemptsLeft: this.#attemptsLeft,
    };
  }

  restore({ position, event, ranOutAt, answerDue, attemptsLeft }: SavedLoadSwitch): void {
    this.#position = position;
    this.#event = event;
    this.#ranOutAt = ranOutAt;
    this.#answerDue = answerDue;
    this.#attemptsLeft = attemptsLeft;
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return { position: this.#position, event: this.#event };
  }
}
