import { type Data, type Payload, textOf, toHex, type UseCase } from '../../gbcs/index.js';
import { PROVIDER } from './cast.js';
import type { PlainValue } from './format.js';

/** What a payload says, as values of JSON that a decoder of any other make can be compared with. */

/** Octets above this number, such as certificates, are given by their SHA-256. */
const MAX_SHOWN_OCTETS = 64;

function octetsText(octets: Uint8Array): string {
  return octets.length > MAX_SHOWN_OCTETS ? `sha256:${toHex(PROVIDER.sha256(octets))}` : toHex(octets);
}

/** One DLMS value: numbers as numbers, octets and bits as digits, texts as texts, arrays and structures as lists. */
function plainData(data: Data): PlainValue {
  switch (data.type) {
    case 'null-data':
      return null;
    case 'array':
    case 'structure':
    case 'compact-array':
      return data.items.map(plainData);
    case 'bit-string':
      return data.bits;
    case 'visible-string':
    case 'utf8-string':
      return textOf(data);
    case 'long64':
    case 'long64-unsigned':
      return data.value.toString();
    default:
      return 'octets' in data ? octetsText(data.octets) : data.value;
  }
}

/** Any value of an ASN.1 payload. */
function plainField(value: unknown): PlainValue {
  if (value instanceof Uint8Array) return octetsText(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(plainField);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainField(field)]));
  }
  return value as PlainValue;
}

/**
 * What a payload says. Of an access request or response: instruction by instruction the name of its row, and the value.
 * Of an alert in DLMS: the elements of its body. Of ASN.1: the fields by name.
 */
export function plainPayload(payload: Payload, useCase: UseCase): PlainValue {
  switch (payload.kind) {
    case 'access-request':
      return payload.specifications.map(({ classId, obis, access, member }, i) => {
        const rows = useCase.payload.family === 'dlms' ? useCase.payload.rows : [];
        const row = rows.find(
          (one) => one.obis === obis && one.classId === classId && one.access === access && one.member === member,
        );
        const data = payload.data[i];
        return [row?.name ?? `${access} ${classId} ${obis} ${member}`, data === undefined ? null : plainData(data)];
      });
    case 'access-response':
      return payload.results.map(({ code }, i) => [code, plainData(payload.data[i] ?? { type: 'null-data' })]);
    case 'data-notification':
      return plainData(payload.body);
    case 'asn1': {
      // How lengths were written is no value.
      const { derLengths: _, ...fields } = payload.value as { readonly derLengths?: unknown };
      return plainField(fields);
    }
    case 'gbz-alert':
      return {
        alertCode: payload.alertCode,
        time: payload.time,
        items: payload.items.map(({ span: _, ...item }) => plainField(item)),
      };
    default:
      return payload.kind;
  }
}
