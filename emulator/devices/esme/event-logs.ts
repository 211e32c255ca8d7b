import { type Data, type Instant, octetString, type Payload, Writer } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import { logTime } from '../kernel/cosem/log-range.js';
import type { Address } from '../kernel/cosem/object-model.js';
import type { BindingTable, CosemObjects } from '../kernel/cosem.js';
import type { SecurityLogEntry } from '../kernel/gbcs-endpoint.js';
import { joinEventOf } from '../kernel/join-events.js';
import type { EventBehaviours } from './event-behaviours.js';

/** The Event Log and the Security Log of an ESME (ECS35a, ECS35b, ECS15a). */

const LOG_CLASS = 7;
const BUFFER = 2;
export const EVENT_LOG: Address = { classId: LOG_CLASS, obis: '0-0:99.98.0.255', member: BUFFER };
const SECURITY_LOG: Address = { classId: LOG_CLASS, obis: '0-0:99.98.1.255', member: BUFFER };
/** Entries that each log holds. */
const CAPACITY = 100;

export const EVENTS = {
  hanCommandExecuted: 0x8154,
  futureDatedExecuted: 0x8f66,
  futureDatedFailed: 0x8f67,
  eventLogCleared: 0x8f52,
} as const;

/** What the logs need of the endpoint, which keeps the Security Log. */
export interface SecurityLogPort {
  entries(): readonly SecurityLogEntry[];
  replace(entries: readonly SecurityLogEntry[]): void;
  add(event: number, cause: string, now: Instant): void;
}

/** What the logs are bound to. */
export interface LoggingDevice {
  readonly logs: EventLogs;
}

export class EventLogs implements Part {
  readonly name = 'eventLogs';
  readonly #objects: () => CosemObjects;
  readonly #behaviours: EventBehaviours;
  readonly #defects: ReadonlySet<string> | undefined;
  readonly security: SecurityLogPort;

  constructor(
    objects: () => CosemObjects,
    security: SecurityLogPort,
    behaviours: EventBehaviours,
    defects: ReadonlySet<string> | undefined,
  ) {
    this.#objects = objects;
    this.security = security;
    this.#behaviours = behaviours;
    this.#defects = defects;
  }

  /**
   * Enters an event in the Event Log, unless its party has set that it is not logged.
   * @param messageCode what it is about, where it is about a Command
   */
  event(code: number, now: Instant, messageCode?: number): void {
    if (!this.#behaviours.isLogged(code)) return;
    const other = messageCode === undefined ? new Uint8Array(0) : new Writer().u16(messageCode).finish();
    this.#objects().append(EVENT_LOG, entry(code, now, octetString(other)), CAPACITY);
  }

  /** A log has been cleared by Command; that of the events leaves a trace in the other. */
  cleared(log: Address, now: Instant): void {
    if (log.obis !== EVENT_LOG.obis || this.#defects?.has('clears-log-without-trace')) return;
    this.security.add(EVENTS.eventLogCleared, 'ECS15a', now);
  }

  /** Joins and unjoins are events of the Security Log, whatever came of them (hcalcs 3.2). */
  answered(payload: Payload, now: Instant): void {
    const join = joinEventOf(payload);
    if (join !== undefined) this.security.add(join.event, join.cause, now);
  }
}

function entry(code: number, now: Instant, ...more: readonly Data[]): Data {
  return {
    type: 'structure',
    items: [{ type: 'double-long-unsigned', value: logTime(now) }, { type: 'long-unsigned', value: code }, ...more],
  };
}

export function bindEventLogs<Device extends LoggingDevice>(table: BindingTable<Device>): void {
  table.attribute(SECURITY_LOG.classId, SECURITY_LOG.obis, BUFFER, ({ logs }) => ({
    get: () => ({ type: 'array', items: logs.security.entries().map(({ time, event }) => entry(event, time)) }),
    preset: (value) => logs.security.replace(('items' in value ? value.items : []).map(securityEntry)),
  }));
}

const EPOCH = Date.UTC(2000, 0, 1);

function securityEntry(data: Data): SecurityLogEntry {
  const [time, event] = 'items' in data ? data.items : [];
  const number = (item: Data | undefined) => (item !== undefined && 'value' in item ? Number(item.value) : 0);
  return { time: EPOCH + number(time) * 1000, event: number(event), check: '' };
}
