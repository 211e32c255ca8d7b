import { Writer } from '../bytes/writer.js';
import { array, type Data, longUnsigned, NULL_DATA, octetString, structure } from '../dlms/data.js';
import { formatObis, parseObis } from '../dlms/obis.js';
import type { GroupingHeader } from '../frame/frame.js';
import { type Eui64, eui64, eui64Bytes } from '../identifiers.js';

/**
 * Protected data of DLMS (class 30, Data Protection): a Command names the attributes that it wants encrypted, a Response
 * or Alert carries them as one octet-string. Both state the protection parameters of GBCS 8.5.
 */

/** Protection type "authentication and encryption", and key information "agreed key, C(0e,2s)". */
const AUTHENTICATED_AND_ENCRYPTED: Data = { type: 'enum', value: 2 };
const AGREED_KEY: Data = structure(
  { type: 'enum', value: 2 },
  structure(octetString(Uint8Array.of(0x02)), octetString(new Uint8Array(0))),
);
/** First octet of the transaction identifier: the CRA flag that stands for encryption. */
const ENCRYPTION = 0x04;

/**
 * What the protection parameters of a message say. They do not decide how it is encrypted: for an Unknown Remote Party
 * they name the broker and the Command's counter all the same, and the key has the party and the device's own counter.
 */
export interface ProtectionParameters {
  readonly counter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
}

/** An attribute to be read under protection. */
export interface ProtectedAttribute {
  readonly classId: number;
  /** `A-B:C.D.E.F`. */
  readonly obis: string;
  readonly attribute: number;
  /** Entries of a log, from and to: date-times of 12 octets, ends included. Absent means the whole attribute. */
  readonly range?: { readonly from: Uint8Array; readonly to: Uint8Array };
}

/** The parameters that belong in a message with this header; a Command names the party that the value is for. */
export function protectionParametersOf(header: GroupingHeader): ProtectionParameters {
  const { cra, originatorCounter: counter, originator, recipient, otherInformation } = header;
  const requester = otherInformation.supplementaryRemotePartyId ?? originator;
  return { counter, originator: cra === 1 ? requester : originator, recipient };
}

/** Protection parameters as data: the list that stands before every protected value, with its one element. */
export function protectionData({ counter, originator, recipient }: ProtectionParameters): Data {
  const transactionId = octetString(new Writer(9).u8(ENCRYPTION).u64(counter).finish());
  const titles = [octetString(eui64Bytes(originator)), octetString(eui64Bytes(recipient))];
  const parameters = structure(transactionId, ...titles, octetString(new Uint8Array(0)), AGREED_KEY);
  return array(structure(AUTHENTICATED_AND_ENCRYPTED, parameters));
}

/** Whether data is a list of protection parameters, by its form alone. */
export function isProtection(data: Data | undefined): boolean {
  if (data?.type !== 'array' || data.items.length === 0) return false;
  return data.items.every((item) => {
    if (item.type !== 'structure' || item.items.length !== 2) return false;
    const [type, parameters] = item.items;
    return type?.type === 'enum' && parameters?.type === 'structure' && parameters.items.length === 5;
  });
}

/** What a list of protection parameters says; `undefined` for one that is not as GBCS 8.5 has it. */
export function readProtection(data: Data): ProtectionParameters | undefined {
  if (!isProtection(data) || data.type !== 'array' || data.items.length !== 1) return undefined;
  const [item] = data.items;
  const parameters = item?.type === 'structure' ? item.items[1] : undefined;
  if (parameters?.type !== 'structure') return undefined;
  const [transactionId, originator, recipient] = parameters.items.map((each) =>
    each.type === 'octet-string' ? each.octets : undefined,
  );
  if (transactionId?.length !== 9 || originator?.length !== 8 || recipient?.length !== 8) return undefined;
  if (transactionId[0] !== ENCRYPTION) return undefined;
  const counter = new DataView(transactionId.buffer, transactionId.byteOffset).getBigUint64(1);
  return { counter, originator: eui64(originator), recipient: eui64(recipient) };
}

/**
 * Parameters of the action that asks for protected data: class 30, method 1 (GBCS 8.5).
 * @param header of the Command
 * @throws CodecError `GBCS_E_VALUE` on an OBIS name that is none
 */
export function protectedDataRequest(header: GroupingHeader, attributes: readonly ProtectedAttribute[]): Data {
  return structure(array(...attributes.map(attributeData)), protectionData(protectionParametersOf(header)));
}

function attributeData({ classId, obis, attribute, range }: ProtectedAttribute): Data {
  const restriction =
    range === undefined
      ? structure({ type: 'enum', value: 0 }, NULL_DATA)
      : structure({ type: 'enum', value: 1 }, structure(octetString(range.from), octetString(range.to)));
  const member: Data = { type: 'integer', value: attribute };
  return structure(longUnsigned(classId), octetString(parseObis(obis)), member, longUnsigned(0), restriction);
}

/**
 * The attributes that the parameters of such an action ask for.
 * @returns `undefined` for data of another form
 */
export function readProtectedDataRequest(data: Data): readonly ProtectedAttribute[] | undefined {
  const [list, protection] = data.type === 'structure' && data.items.length === 2 ? data.items : [];
  if (list?.type !== 'array' || !isProtection(protection)) return undefined;
  const attributes = list.items.map(readAttribute);
  return attributes.every((each) => each !== undefined) ? attributes : undefined;
}

function readAttribute(data: Data): ProtectedAttribute | undefined {
  const items = data.type === 'structure' && data.items.length === 5 ? data.items : [];
  const [classId, obis, member, index, restriction] = items;
  if (classId?.type !== 'long-unsigned' || obis?.type !== 'octet-string' || obis.octets.length !== 6) return undefined;
  if (member?.type !== 'integer' || index?.type !== 'long-unsigned' || index.value !== 0) return undefined;
  const attribute = { classId: classId.value, obis: formatObis(obis.octets), attribute: member.value };
  const [kind, values] = restriction?.type === 'structure' && restriction.items.length === 2 ? restriction.items : [];
  if (kind?.type !== 'enum' || values === undefined) return undefined;
  if (kind.value === 0 && values.type === 'null-data') return attribute;
  const [from, to] = kind.value === 1 && values.type === 'structure' && values.items.length === 2 ? values.items : [];
  if (from?.type !== 'octet-string' || to?.type !== 'octet-string') return undefined;
  return { ...attribute, range: { from: from.octets, to: to.octets } };
}
