import { type Data, type Instant, octetString, Writer } from '../../../gbcs/index.js';
import { logTime } from './cosem/log-range.js';
import type { Address } from './cosem/object-model.js';
import type { Attribute, CosemObjects } from './cosem.js';
import type { SecurityLogEntry } from './gbcs-endpoint.js';

/** The Event Log and the Security Log of an ESME (ECS35a, ECS35b) or a hub (ECS35c, ECS35d), as objects. */

const LOG_CLASS = 7;
const BUFFER = 2;
export const EVENT_LOG: Address = { classId: LOG_CLASS, obis: '0-0:99.98.0.255', member: BUFFER };
export const SECURITY_LOG: Address = { classId: LOG_CLASS, obis: '0-0:99.98.1.255', member: BUFFER };
/** Entries that an Event Log holds. */
const CAPACITY = 100;

/** What the object of a Security Log needs of the endpoint, which keeps its entries. */
export interface SecurityLogPort {
  entries(): readonly SecurityLogEntry[];
  replace(entries: readonly SecurityLogEntry[]): void;
}

/**
 * Enters an event in the Event Log.
 * @param about number of 16 bits: the message code of a Command, or which command of the user interface it was
 */
export function enterEvent(objects: CosemObjects, code: number, now: Instant, about?: number): void {
  const information = about === undefined ? new Uint8Array(0) : new Writer().u16(about).finish();
  objects.append(EVENT_LOG, entry(code, now, octetString(information)), CAPACITY);
}

/** The buffer of the Security Log. */
export function securityLogBuffer(log: SecurityLogPort): Attribute {
  return {
    get: () => ({ type: 'array', items: log.entries().map(({ time, event }) => entry(event, time)) }),
    preset: (value) => log.replace(('items' in value ? value.items : []).map(securityEntry)),
  };
}

function entry(code: number, now: Instant, ...more: readonly Data[]): Data {
  return {
    type: 'structure',
    items: [{ type: 'double-long-unsigned', value: logTime(now) }, { type: 'long-unsigned', value: code }, ...more],
  };
}

const EPOCH = Date.UTC(2000, 0, 1);

function securityEntry(data: Data): SecurityLogEntry {
  const [time, event] = 'items' in data ? data.items : [];
  const number = (item: Data | undefined) => (item !== undefined && 'value' in item ? Number(item.value) : 0);
  return { time: EPOCH + number(time) * 1000, event: number(event), check: '' };
}
