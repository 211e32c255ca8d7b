import { toHex } from '../bytes/hex.js';
import type { GbzAlertItem } from '../gbz/alert.js';
import type { GbzComponent } from '../gbz/component.js';
import { GBZ_PROFILE_ID, type GbzAlert, type GbzPayload } from '../gbz/components.js';
import { nameOfTime, timeOfName } from '../gbz/zcl/time.js';
import {
  bigintOfName,
  fieldsOfName,
  listOfName,
  misplaced,
  type NamedFields,
  type NamedValue,
  numberOfName,
  octetsOfName,
} from '../named-value.js';
import { ADDRESS_FIELDS, addressOfNames, componentOfName, nameOfAddress, nameOfComponent } from './component.js';
import type { DecodingContext, EncodingContext } from './context.js';
import { nameOfCode } from './notification.js';

/** GBZ payloads by name: a list of ZCL commands and answers, or an alert and what follows its code and time. */

/** The named values of a GBZ payload. */
export function nameOfGbz(payload: GbzPayload | GbzAlert, context: DecodingContext): NamedFields {
  if (payload.kind === 'gbz') {
    const numbered = encryptedCounter();
    return {
      components: payload.components.map((component, i) =>
        nameOfComponent(component, i, numbered(component), context.plaintexts.get(`components[${i}]`)),
      ),
    };
  }
  const { alertCode, time, componentCount, items } = payload;
  const numbered = encryptedCounter();
  return {
    alertCode: nameOfCode(alertCode),
    utcTime: nameOfTime(time),
    ...(componentCount === items.length ? {} : { componentCount }),
    items: items.map((item, i) => nameOfItem(item, i, numbered, context)),
  };
}

/** Counts encrypted components from 0: the Additional Header Frame Counter that each of them has in every valid message. */
function encryptedCounter(): (component: Pick<GbzComponent, 'payload'>) => number {
  let next = 0;
  return ({ payload }) => (payload.kind === 'encrypted' ? next++ : next);
}

function nameOfItem(
  item: GbzAlertItem,
  i: number,
  numbered: (component: GbzComponent) => number,
  context: DecodingContext,
): NamedValue {
  switch (item.kind) {
    case 'future-dated-command': {
      const { messageCode, originatorCounter } = item;
      const message = { messageCode: nameOfCode(messageCode), originatorCounter: String(originatorCounter) };
      return { futureDatedCommand: { ...message, ...nameOfAddress(item) } };
    }
    case 'firmware-image-hash':
      return { firmwareImageHash: toHex(item.hash) };
    case 'meter-integrity-issue':
      return { meterIntegrityIssue: nameOfCode(item.issueCode) };
    case 'component': {
      const { component } = item;
      return { component: nameOfComponent(component, i, numbered(component), context.plaintexts.get(`items[${i}]`)) };
    }
    case 'unknown':
      return { octets: toHex(item.octets) };
    default:
      return item satisfies never;
  }
}

/** The GBZ payload of named values. @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong */
export function gbzOfNames(
  kind: 'gbz' | 'gbz-alert',
  payload: NamedFields,
  path: string,
  context: EncodingContext,
): GbzPayload | GbzAlert {
  if (kind === 'gbz') {
    const list = listOfName(fieldsOfName(payload, path, ['components'])['components'], `${path}.components`);
    let encrypted = 0;
    const components = list.map((value, i) => {
      const place = `${path}.components[${i}]`;
      const component = componentOfName(value, { index: i, count: list.length, encrypted }, place, context);
      if (component.payload.kind === 'encrypted') encrypted++;
      return component;
    });
    return { kind, profileId: GBZ_PROFILE_ID, components };
  }
  const { alertCode = null, utcTime = null, componentCount, items } = fieldsOfName(payload, path, ALERT_FIELDS);
  const list = listOfName(items ?? [], `${path}.items`);
  return {
    kind,
    profileId: GBZ_PROFILE_ID,
    alertCode: numberOfName(alertCode, `${path}.alertCode`, [0, 0xffff]),
    time: timeOfName(utcTime, `${path}.utcTime`),
    componentCount: numberOfName(componentCount ?? list.length, `${path}.componentCount`, [0, 255]),
    items: list.map((item, i) => itemOfName(item, i, list.length, `${path}.items[${i}]`, context)),
  };
}

const ALERT_FIELDS = ['alertCode', 'utcTime', 'componentCount', 'items'];
const ITEM_FIELDS = ['futureDatedCommand', 'firmwareImageHash', 'meterIntegrityIssue', 'component', 'octets'];
const REFERENCE_FIELDS = ['messageCode', 'originatorCounter', ...ADDRESS_FIELDS];

function itemOfName(value: NamedValue, i: number, count: number, path: string, context: EncodingContext): GbzAlertItem {
  const [[name, inner] = ['', null], ...more] = Object.entries(fieldsOfName(value, path, ITEM_FIELDS));
  if (name === '' || more.length > 0) throw misplaced(path, `is not one of ${ITEM_FIELDS.join(', ')}`);
  const place = `${path}.${name}`;
  switch (name) {
    case 'futureDatedCommand': {
      const fields = fieldsOfName(inner, place, REFERENCE_FIELDS);
      return {
        kind: 'future-dated-command',
        messageCode: numberOfName(fields['messageCode'] ?? null, `${place}.messageCode`, [0, 0xffff]),
        originatorCounter: bigintOfName(fields['originatorCounter'] ?? null, `${place}.originatorCounter`, COUNTERS),
        ...addressOfNames(fields, place),
      };
    }
    case 'firmwareImageHash':
      return { kind: 'firmware-image-hash', hash: octetsOfName(inner, place, 32) };
    case 'meterIntegrityIssue':
      return { kind: 'meter-integrity-issue', issueCode: numberOfName(inner, place, [0, 0xffff]) };
    case 'component':
      return {
        kind: 'component',
        component: componentOfName(inner, { index: i, count, encrypted: i }, place, context),
      };
    default:
      return { kind: 'unknown', octets: octetsOfName(inner, place) };
  }
}

const COUNTERS: readonly [bigint, bigint] = [0n, (1n << 64n) - 1n];
