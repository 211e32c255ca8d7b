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
import type { Plaintext } from '../sealing.js';
import {
  ADDRESS_FIELDS,
  addressOfNames,
  type ComponentPlace,
  componentOfName,
  nameOfAddress,
  nameOfComponent,
} from './component.js';
import type { DecodingContext, EncodingContext } from './context.js';
import { nameOfCode } from './notification.js';

/** GBZ payloads by name: a list of ZCL commands and answers, or an alert and what follows its code and time. */

/** The named values of a GBZ payload. */
export function nameOfGbz(payload: GbzPayload | GbzAlert, { plaintexts }: DecodingContext): NamedFields {
  if (payload.kind === 'gbz') {
    const { components } = payload;
    const places = placesOf(components.map(isEncrypted));
    return {
      components: components.map((component, i) =>
        nameOfComponent(component, places[i] as ComponentPlace, plaintexts.get(`components[${i}]`)),
      ),
    };
  }
  const { alertCode, time, componentCount, items } = payload;
  const places = placesOf(items.map((item) => item.kind === 'component' && isEncrypted(item.component)));
  return {
    alertCode: nameOfCode(alertCode),
    utcTime: nameOfTime(time),
    ...(componentCount === items.length ? {} : { componentCount }),
    items: items.map((item, i) => nameOfItem(item, places[i] as ComponentPlace, plaintexts.get(`items[${i}]`))),
  };
}

/** The place of each of a list. @param areEncrypted which of them are encrypted components, and count as such */
function placesOf(areEncrypted: readonly boolean[]): ComponentPlace[] {
  let encrypted = 0;
  return areEncrypted.map((isEncrypted, index) => {
    const place = { index, count: areEncrypted.length, encrypted };
    if (isEncrypted) encrypted++;
    return place;
  });
}

function isEncrypted(component: GbzComponent): boolean {
  return component.payload.kind === 'encrypted';
}

/** Whether a named component, or a named item of an alert, is encrypted. */
function isNamedEncrypted(value: NamedValue): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { encrypted, component } = value as NamedFields;
  return encrypted !== undefined || (component !== undefined && isNamedEncrypted(component));
}

function nameOfItem(item: GbzAlertItem, place: ComponentPlace, plaintext: Plaintext | undefined): NamedValue {
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
    case 'component':
      return { component: nameOfComponent(item.component, place, plaintext) };
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
    const places = placesOf(list.map(isNamedEncrypted));
    const components = list.map((value, i) =>
      componentOfName(value, places[i] as ComponentPlace, `${path}.components[${i}]`, context),
    );
    return { kind, profileId: GBZ_PROFILE_ID, components };
  }
  const { alertCode = null, utcTime = null, componentCount, items } = fieldsOfName(payload, path, ALERT_FIELDS);
  const list = listOfName(items ?? [], `${path}.items`);
  const places = placesOf(list.map(isNamedEncrypted));
  return {
    kind,
    profileId: GBZ_PROFILE_ID,
    alertCode: numberOfName(alertCode, `${path}.alertCode`, [0, 0xffff]),
    time: timeOfName(utcTime, `${path}.utcTime`),
    componentCount: numberOfName(componentCount ?? list.length, `${path}.componentCount`, [0, 255]),
    items: list.map((item, i) => itemOfName(item, places[i] as ComponentPlace, `${path}.items[${i}]`, context)),
  };
}

const ALERT_FIELDS = ['alertCode', 'utcTime', 'componentCount', 'items'];
const ITEM_FIELDS = ['futureDatedCommand', 'firmwareImageHash', 'meterIntegrityIssue', 'component', 'octets'];
const REFERENCE_FIELDS = ['messageCode', 'originatorCounter', ...ADDRESS_FIELDS];

function itemOfName(value: NamedValue, at: ComponentPlace, path: string, context: EncodingContext): GbzAlertItem {
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
        component: componentOfName(inner, at, place, context),
      };
    default:
      return { kind: 'unknown', octets: octetsOfName(inner, place) };
  }
}

const COUNTERS: readonly [bigint, bigint] = [0n, (1n << 64n) - 1n];
