import {
  array,
  type Data,
  decodeActivationTime,
  type Eui64,
  HanlabError,
  type Instant,
  octetString,
  parseObis,
  Writer,
} from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import { type ExecutionContext, RESULT } from '../kernel/cosem.js';
import type { AlertParts } from '../kernel/gbcs-endpoint.js';
import type { LoadControl } from './load-control.js';

/**
 * The calendar that is to come: what ECS46c writes waits in "next" objects until its activation time copies it over the
 * current ones (GBCS 9.2; class 9000). A future-dated activation is reported to its originator by an Alert.
 */

/** The two activation objects, and which next value each brings into force. */
export const ACTIVATION_OBJECTS = {
  entries: '0-0:94.44.128.26',
  specialDays: '0-0:94.44.128.35',
} as const;
export type CalendarPart = keyof typeof ACTIVATION_OBJECTS;

const ACTIVATION_CLASS = 9000;
const ACTIVATION_ATTRIBUTE = 6;
const FUTURE_DATED_ALERT = { messageCode: 0x00cc, actioned: 0x8f66 } as const;

interface Planned {
  readonly part: CalendarPart;
  readonly at: Instant;
  readonly originator: Eui64;
  readonly messageCode: number;
  readonly originatorCounter: bigint;
}

export class CalendarActivation implements Part {
  readonly name = 'calendarActivation';
  readonly #loadControl: LoadControl;
  readonly #alert: (parts: AlertParts) => void;
  readonly #defects: ReadonlySet<string>;
  #next: Record<CalendarPart, Data> = { entries: array(), specialDays: array() };
  #planned: Planned[] = [];

  /** @param alert sends the Alert of a future-dated activation */
  constructor(loadControl: LoadControl, alert: (parts: AlertParts) => void, defects: ReadonlySet<string>) {
    this.#defects = defects;
    this.#alert = alert;
    this.#loadControl = loadControl;
  }

  setNextSpecialDays(value: Data): number {
    this.#next.specialDays = value;
    return RESULT.success;
  }

  /** The bits of each entry's special days must be as many as there are special days in the same Command. */
  setNextEntries(value: Data): number {
    const days = 'items' in this.#next.specialDays ? this.#next.specialDays.items.length : 0;
    const entries = 'items' in value ? value.items : [];
    const aligned = entries.every((entry) => {
      const bits = 'items' in entry ? entry.items[7] : undefined;
      return bits?.type === 'bit-string' && bits.bits.length === days;
    });
    if (!aligned) return RESULT.otherReason;
    this.#next.entries = value;
    return RESULT.success;
  }

  /** Brings a part into force now, plans it, or takes an earlier plan back. */
  setActivation(part: CalendarPart, value: Data, context: ExecutionContext): number {
    let time: ReturnType<typeof decodeActivationTime>;
    try {
      time = decodeActivationTime('octets' in value ? value.octets : new Uint8Array(0));
    } catch (error) {
      if (error instanceof HanlabError) return RESULT.otherReason;
      throw error;
    }
    const stays = time.when === 'never' && this.#defects.has('cancellation-ignored');
    if (!stays) this.#planned = this.#planned.filter((planned) => planned.part !== part);
    if (time.when === 'never') return RESULT.success;
    if (time.when === 'now' || time.instant <= context.now) {
      this.#activate(part, context.now);
      return RESULT.success;
    }
    const { originator, messageCode, originatorCounter } = context;
    this.#planned.push({ part, at: time.instant, originator, messageCode, originatorCounter });
    return RESULT.success;
  }

  #activate(part: CalendarPart, now: Instant): void {
    const { specialDays, calendarEntries } = this.#loadControl;
    const days = part === 'specialDays' ? this.#next.specialDays : specialDays;
    const entries = part === 'entries' ? this.#next.entries : calendarEntries;
    this.#loadControl.activateCalendar(days, entries, now);
  }

  /** The calendar that is to come, and when; big integers as texts. */
  snapshot(): Readonly<Record<string, unknown>> {
    const planned = this.#planned.map((one) => ({ ...one, originatorCounter: one.originatorCounter.toString() }));
    return { ...this.#next, planned };
  }

  nextDue(): Instant | undefined {
    return this.#planned.length === 0 ? undefined : Math.min(...this.#planned.map((planned) => planned.at));
  }

  save(): { next: Record<CalendarPart, Data>; planned: readonly Planned[] } {
    return { next: { ...this.#next }, planned: [...this.#planned] };
  }

  restore({ next, planned }: ReturnType<CalendarActivation['save']>): void {
    this.#next = { ...next };
    this.#planned = [...planned];
  }

  /** Brings into force what is due, with an Alert for each part, in the order in which they were planned. */
  tick(now: Instant): void {
    const due = this.#planned.filter((planned) => planned.at <= now);
    this.#planned = this.#planned.filter((planned) => planned.at > now);
    for (const planned of due) {
      this.#activate(planned.part, now);
      this.#alert(actionedAlert(planned));
    }
  }
}

function actionedAlert({ part, at, originator, messageCode, originatorCounter }: Planned): AlertParts {
  const instruction = new Writer()
    .u16(messageCode)
    .u64(originatorCounter)
    .u16(ACTIVATION_CLASS)
    .put(parseObis(ACTIVATION_OBJECTS[part]))
    .u8(ACTIVATION_ATTRIBUTE)
    .finish();
  return {
    recipient: originator,
    otherInformation: { messageCode: FUTURE_DATED_ALERT.messageCode },
    alertCode: FUTURE_DATED_ALERT.actioned,
    time: at,
    extras: [octetString(instruction)],
  };
}
