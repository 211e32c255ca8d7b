import { assumptionValue, type Instant, type Profile } from '../../../gbcs/index.js';
import { EVENT_STATUS, type LoadControlEvent } from '../../han/load-control-frames.js';
import type { SwitchPosition } from '../../kernel/device.js';
import type { Part } from '../kernel/ability.js';

/**
 * The switch of an HCALCS: it follows the Load Control Events of its ESME and times them itself, since it has no clock
 * (GBCS 18.1.1; SMETS2 8). When an event ends with no successor it asks what holds; if nobody answers, it takes its
 * default position.
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
  readonly answerDue: Instant | undefined;
}

const MINUTE_MS = 60_000;
const MAX_DURATION_MINUTES = 1440;

export class LoadSwitch implements Part {
  readonly name = 'loadSwitch';
  readonly #profile: Profile;
  readonly #port: LoadSwitchPort;
  readonly #neverExpires: boolean;
  #position: SwitchPosition;
  #event: RunningEvent | undefined;
  #answerDue: Instant | undefined;

  /** @param neverExpires a defect: events do not end */
  constructor(profile: Profile, port: LoadSwitchPort, neverExpires = false) {
    this.#profile = profile;
    this.#port = port;
    this.#neverExpires = neverExpires;
    this.#position = assumptionValue(profile, 'hcalcs-default-state') as SwitchPosition;
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
    if (this.#event !== undefined) this.#port.report(this.#event.issuerEventId, EVENT_STATUS.superseded);
    this.#event = { issuerEventId, endsAt: now + durationMinutes * MINUTE_MS };
    this.#answerDue = undefined;
    this.#move(closed ? 'closed' : 'open', 'event');
    this.#port.report(issuerEventId, EVENT_STATUS.started);
  }

  /** An event that came again, or was overtaken on its way by the one that runs: it changes nothing. */
  #isLate(issuerEventId: number, running: RunningEvent): boolean {
    if (!assumptionValue(this.#profile, 'drlc-event-ids-ascend')) return issuerEventId === running.issuerEventId;
    return issuerEventId <= running.issuerEventId;
  }

  /** The ESME takes back an event, or all: it ends now. @param issuerEventId the event; left out it is all of them */
  cancel(now: Instant, issuerEventId?: number): void {
    const running = this.#event;
    if (running === undefined || (issuerEventId !== undefined && issuerEventId !== running.issuerEventId)) {
      if (issuerEventId !== undefined) this.#port.report(issuerEventId, EVENT_STATUS.undefinedEvent);
      return;
    }
    this.#port.report(running.issuerEventId, EVENT_STATUS.cancelled);
    this.#end(now);
  }

  /** An event is over: whoever has no successor for it asks. */
  #end(now: Instant): void {
    this.#event = undefined;
    if (assumptionValue(this.#profile, 'hcalcs-asks-when-event-ends')) this.ask(now);
    else this.release('event ended');
  }

  #move(position: SwitchPosition, cause: string): void {
    if (this.#position === position) return;
    this.#position = position;
    this.#port.switched(position, cause);
  }

  /** Asks the ESME what holds, and waits for an answer. */
  ask(now: Instant): void {
    this.#answerDue = now + assumptionValue(this.#profile, 'hcalcs-answer-timeout-seconds') * 1000;
    this.#port.ask();
  }

  /** Forgets a running event, as after a loss of power or an unjoin, and takes the default position. */
  release(cause: string): void {
    this.#event = undefined;
    this.#answerDue = undefined;
    this.#move(assumptionValue(this.#profile, 'hcalcs-default-state') as SwitchPosition, cause);
  }

  nextDue(): Instant | undefined {
    const end = this.#neverExpires ? undefined : this.#event?.endsAt;
    if (end === undefined || this.#answerDue === undefined) return end ?? this.#answerDue;
    return Math.min(end, this.#answerDue);
  }

  tick(now: Instant): void {
    if (this.#event !== undefined && !this.#neverExpires && now >= this.#event.endsAt) {
      this.#port.report(this.#event.issuerEventId, EVENT_STATUS.completed);
      this.#end(now);
    }
    if (this.#answerDue !== undefined && now >= this.#answerDue) this.release('no answer of the ESME');
  }

  save(): SavedLoadSwitch {
    return { position: this.#position, event: this.#event, answerDue: this.#answerDue };
  }

  restore({ position, event, answerDue }: SavedLoadSwitch): void {
    this.#position = position;
    this.#event = event;
    this.#answerDue = answerDue;
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return { position: this.#position, event: this.#event };
  }
}
