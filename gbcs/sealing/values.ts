import { concatBytes } from '../bytes/hex.js';
import type { Span } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { CIPHERTEXT_AT, SEALED_OVERHEAD } from '../crypto/seal.js';
import type { Data } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import type { GbzComponent } from '../gbz/component.js';
import type { Payload } from '../payload.js';
import { isProtection } from './protected-data.js';

/** An encrypted value where it stands in a message (GBCS 8.4, 8.5). */
export interface EncryptedValue {
  readonly family: 'dlms' | 'gbz';
  /** Name of the place in the payload, such as `data[0]` or `components[2]`. */
  readonly path: string;
  /** Security header, ciphertext and tag: `31 00000000 || ...` in every valid message. */
  readonly octets: Uint8Array;
  /** Where the octets stood in the message that was decoded; absent in one that was built. */
  readonly span?: Span;
}

/** The encrypted values of a payload, in the order in which they stand. */
export function encryptedValuesOf(payload: Payload): readonly EncryptedValue[] {
  const values: EncryptedValue[] = [];
  mapEncryptedValues(payload, (value) => {
    values.push(value);
    return value.octets;
  });
  return values;
}

/** Other octets for an encrypted value. */
export type ReplaceValue = (value: EncryptedValue) => Uint8Array;

/**
 * The payload with other octets in the places of its encrypted values; everything else is the same.
 * @throws CodecError `GBCS_E_LENGTH` where octets for a GBZ component have no room for security header and tag
 */
export function mapEncryptedValues(payload: Payload, replace: ReplaceValue): Payload {
  switch (payload.kind) {
    case 'access-response':
      return { ...payload, data: payload.data.map((data, i) => mapData(data, `data[${i}]`, replace)) };
    case 'data-notification':
      return { ...payload, body: mapData(payload.body, 'body', replace) };
    case 'gbz':
      return {
        ...payload,
        components: payload.components.map((component, i) => mapComponent(component, `components[${i}]`, replace)),
      };
    case 'gbz-alert':
      return {
        ...payload,
        items: payload.items.map((item, i) =>
          item.kind === 'component'
            ? { ...item, component: mapComponent(item.component, `items[${i}]`, replace) }
            : item,
        ),
      };
    default:
      return payload;
  }
}

/** A protected value is an octet-string right after its protection parameters, in a Response's data or an Alert's body. */
function mapData(data: Data, path: string, replace: ReplaceValue): Data {
  if (data.type !== 'structure') return data;
  const items = data.items.map((item, i): Data => {
    if (item.type !== 'octet-string' || !isProtection(data.items[i - 1])) return item;
    const { octets, span } = item;
    const place = span === undefined ? {} : { span: { start: span.end - octets.length, end: span.end } };
    const replaced = replace({ family: 'dlms', path, octets, ...place });
    return replaced === octets ? item : { type: 'octet-string', octets: replaced };
  });
  return { ...data, items };
}

/** Octets of the length before the encrypted value of a component. */
const LENGTH_OCTETS = 2;

function mapComponent(component: GbzComponent, path: string, replace: ReplaceValue): GbzComponent {
  const { payload, payloadSpan } = component;
  if (payload.kind !== 'encrypted') return component;
  const header = new Writer(CIPHERTEXT_AT).u8(payload.securityControl).u32(payload.invocationCounter).finish();
  const octets = concatBytes(header, payload.ciphertext, payload.tag);
  const span = payloadSpan && { start: payloadSpan.start + LENGTH_OCTETS, end: payloadSpan.end };
  const replaced = replace({ family: 'gbz', path, octets, ...(span === undefined ? {} : { span }) });
  return replaced === octets ? component : { ...component, payload: { ...payload, ...sealedFields(replaced) } };
}

/** An encrypted value as the fields of a GBZ component. @throws CodecError `GBCS_E_LENGTH` on one that is too short */
export function sealedFields(octets: Uint8Array): {
  readonly securityControl: number;
  readonly invocationCounter: number;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
} {
  if (octets.length < SEALED_OVERHEAD) {
    throw new CodecError('GBCS_E_LENGTH', `an encrypted value has at least ${SEALED_OVERHEAD} octets`);
  }
  const view = new DataView(octets.buffer, octets.byteOffset);
  const tagAt = octets.length - (SEALED_OVERHEAD - CIPHERTEXT_AT);
  return {
    securityControl: view.getUint8(0),
    invocationCounter: view.getUint32(1),
    ciphertext: octets.subarray(CIPHERTEXT_AT, tagAt),
    tag: octets.subarray(tagAt),
  };
}
