import {
  type AccessRequest,
  concatBytes,
  type Data,
  type DataShape,
  type DerNode,
  type DlmsRow,
  encodePayload,
  longUnsigned,
  type Payload,
  Reader,
  readDer,
  type UseCase,
  Writer,
  writeDer,
} from '../../gbcs/index.js';
import type { FlagName } from './notes.js';
import { instructionOf, rowsOf } from './samples.js';

/** Payloads that do not have the form of their use case, in one respect each. */

export interface PayloadFault {
  readonly id: string;
  readonly flag: FlagName;
  readonly comment: string;
  readonly everywhere?: true;
  /** Valid although it looks odd. */
  readonly valid?: true;
  /** @returns the octets of the payload, or nothing where it cannot have the fault */
  readonly make: (payload: Payload, useCase: UseCase) => Uint8Array | undefined;
}

type DlmsFault = (request: AccessRequest, rows: readonly DlmsRow[]) => AccessRequest | undefined;

function dlms(id: string, flag: FlagName, comment: string, change: DlmsFault, everywhere = false): PayloadFault {
  return {
    id,
    flag,
    comment,
    ...(everywhere ? { everywhere } : {}),
    make: (payload, useCase) => {
      if (payload.kind !== 'access-request') return undefined;
      const changed = change(payload, rowsOf(useCase));
      return changed && encodePayload(changed);
    },
  };
}

function reordered(request: AccessRequest, order: readonly number[]): AccessRequest {
  const pick = <T>(items: readonly T[]): T[] => order.map((i) => items[i] as T);
  return { ...request, specifications: pick(request.specifications), data: pick(request.data) };
}

/** Index of the first instruction that carries a value, and its row. */
function firstValue(request: AccessRequest, rows: readonly DlmsRow[]): readonly [number, DlmsRow] | undefined {
  const at = request.specifications.findIndex(({ access }) => access !== 'get');
  const specification = request.specifications[at];
  const row = rows.find(
    ({ obis, member, access }) =>
      obis === specification?.obis && member === specification.member && access === specification.access,
  );
  return row === undefined ? undefined : [at, row];
}

function withData(request: AccessRequest, at: number, data: Data): AccessRequest {
  return { ...request, data: request.data.map((one, i) => (i === at ? data : one)) };
}

/** The first value that its shape bounds, made to lie just outside. */
function outOfRange(request: AccessRequest, rows: readonly DlmsRow[]): AccessRequest | undefined {
  for (const [at, specification] of request.specifications.entries()) {
    const row = rows.find(
      ({ obis, member, access }) =>
        obis === specification.obis && member === specification.member && access === specification.access,
    );
    const data = request.data[at];
    if (row === undefined || data === undefined || row.access === 'get') continue;
    const outside = row.constant === undefined ? beyond(data, row.shape) : otherConstant(data, row.constant);
    if (outside !== undefined) return withData(request, at, outside);
  }
  return undefined;
}

function otherConstant(data: Data, constant: number | boolean): Data {
  return { ...data, value: typeof constant === 'boolean' ? !constant : constant + 1 } as Data;
}

/** A value of the same type that its shape does not let in. */
function beyond(data: Data, shape: DataShape): Data | undefined {
  if (shape.type === 'structure' && data.type === 'structure') {
    for (const [i, field] of shape.fields.entries()) {
      const item = data.items[i] as Data;
      const other = field.constant === undefined ? beyond(item, field.shape) : otherConstant(item, field.constant);
      if (other !== undefined) return { ...data, items: data.items.map((one, j) => (i === j ? other : one)) };
    }
    return undefined;
  }
  if (shape.type === 'array' && data.type === 'array') {
    const [first] = data.items;
    return first === undefined ? undefined : { ...data, items: new Array<Data>(shape.max + 1).fill(first) };
  }
  if ('octets' in data && 'max' in shape) {
    return { ...data, octets: new Uint8Array((shape.max ?? 0) + 1).fill(0x41) } as Data;
  }
  if ('value' in data && 'max' in shape && shape.max !== undefined) return { ...data, value: shape.max + 1 } as Data;
  return undefined;
}

const DLMS_FAULTS: readonly PayloadFault[] = [
  dlms(
    'rows-swapped',
    'RowsInWrongOrder',
    'the first two instructions in the other order',
    (request) =>
      request.specifications.length < 2
        ? undefined
        : reordered(
            request,
            [1, 0, ...request.specifications.keys()].filter((i, at) => at < 2 || i > 1),
          ),
    true,
  ),
  dlms(
    'row-missing',
    'RowMissing',
    'the last instruction is missing',
    (request, rows) => {
      const last = rows.at(-1);
      return request.specifications.length < 2 || last?.optional === true
        ? undefined
        : reordered(request, [...request.specifications.keys()].slice(0, -1));
    },
    true,
  ),
  dlms('no-rows', 'RowMissing', 'no instructions at all', (request, rows) =>
    rows.every(({ optional }) => optional === true) ? undefined : reordered(request, []),
  ),
  dlms(
    'row-extra',
    'RowExtra',
    'one more instruction: get the logical name of the clock',
    (request) => ({
      ...request,
      specifications: [...request.specifications, { access: 'get', classId: 8, obis: '0-0:1.0.0.255', member: 1 }],
      data: [...request.data, { type: 'null-data' }],
    }),
    true,
  ),
  dlms('row-twice', 'RowExtra', 'the last instruction twice', (request) => {
    const last = request.specifications.length - 1;
    return reordered(request, [...request.specifications.keys(), last]);
  }),
  dlms('row-of-another-object', 'RowExtra', 'the first instruction names the next object', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, classId: first.classId + 1 }, ...rest] };
  }),
  dlms(
    'wrong-type',
    'WrongType',
    'the first value has another type',
    (request, rows) => {
      const found = firstValue(request, rows);
      return found && withData(request, found[0], wrongType(found[1].shape));
    },
    true,
  ),
  dlms('out-of-range', 'ValueOutOfRange', 'a value that its row does not let in', outOfRange, true),
  dlms('value-in-read', 'WrongType', 'an instruction to get carries a value', (request) => {
    const at = request.specifications.findIndex(({ access }) => access === 'get');
    return at < 0 ? undefined : withData(request, at, longUnsigned(1));
  }),
  dlms(
    'selective-access',
    'SelectiveAccess',
    'an instruction reads a part where all is to be read, or all where a part',
    (request, rows) => {
      const [first, ...rest] = request.specifications;
      if (first === undefined || first.access !== 'get') return undefined;
      const { selection, ...whole } = first;
      const other =
        selection === undefined
          ? { ...whole, selection: { selector: 1, parameters: longUnsigned(1) } }
          : instructionOf({ ...(rows[0] as DlmsRow), selection: undefined } as unknown as DlmsRow).specification;
      return { ...request, specifications: [other, ...rest] };
    },
  ),
  dlms(
    'dates-differ',
    'DatesNotEqual',
    'the activation dates of the Command are not the same',
    (request, rows) => {
      const row = rows.find(({ sameAs }) => sameAs !== undefined);
      const at = request.specifications.findIndex(({ obis, member }) => obis === row?.obis && member === row.member);
      const data = request.data[at];
      if (row === undefined || data === undefined || !('octets' in data)) return undefined;
      return withData(request, at, {
        ...data,
        octets: data.octets.map((octet, i) => (i === 3 ? octet ^ 3 : octet)),
      } as Data);
    },
    true,
  ),
  ...(
    [
      ['invoke-id-of-next', 'the long-invoke-id is that of the next counter', 1],
      ['invoke-id-priority', 'the long-invoke-id begins with A0, high priority', 0x80000000],
      ['invoke-id-continue', 'the long-invoke-id begins with 00: go on after an error', 0x20000000],
    ] as const
  ).map(([id, comment, bits]) =>
    dlms(
      id,
      'LongInvokeId',
      comment,
      (request) => ({ ...request, longInvokeId: (request.longInvokeId ^ bits) >>> 0 }),
      id === 'invoke-id-of-next',
    ),
  ),
  dlms('access-date-time', 'AccessRequestDateTime', 'a date-time in the access request', (request) => ({
    ...request,
    dateTime: Uint8Array.of(0x07, 0xea, 1, 15, 0xff, 12, 0, 0, 0, 0x80, 0, 0xff),
  })),
  {
    id: 'counts-differ',
    flag: 'RowMissing',
    comment: 'one value fewer than instructions',
    make: (payload) =>
      payload.kind === 'access-request' && payload.data.length > 0
        ? encodePayload({ ...payload, data: payload.data.slice(0, -1) })
        : undefined,
  },
];

function wrongType(shape: DataShape): Data {
  return shape.type === 'long-unsigned'
    ? { type: 'double-long-unsigned', value: 1 }
    : { type: 'long-unsigned', value: 1 };
}

type DerFault = (root: DerNode) => DerNode | Uint8Array | undefined;

function der(id: string, flag: FlagName, comment: string, change: DerFault, everywhere = false): PayloadFault {
  return {
    id,
    flag,
    comment,
    ...(everywhere ? { everywhere } : {}),
    make: (payload) => {
      if (payload.kind !== 'asn1') return undefined;
      const changed = change(readDer(new Reader(encodePayload(payload))));
      return changed instanceof Uint8Array ? changed : changed && octets(changed);
    },
  };
}

function octets(node: DerNode): Uint8Array {
  const writer = new Writer();
  writeDer(writer, node);
  return writer.finish();
}

function withChildren(
  node: DerNode,
  change: (children: readonly DerNode[]) => readonly DerNode[],
): DerNode | undefined {
  // What was longer than needed need not be so in another size.
  const { lengthOctets: _, ...rest } = node;
  return node.children === undefined ? undefined : { ...rest, children: change(node.children) };
}

const NOWHERE = { start: 0, end: 0 };

function primitive(tag: number, content: Uint8Array): DerNode {
  return { tag, constructed: false, content, span: NOWHERE };
}

/** The tree with its first element of this tag changed, outside certificates. */
function changeFirst(node: DerNode, tag: number, change: (found: DerNode) => DerNode): DerNode | undefined {
  if (node.tag === tag && node.children === undefined) return change(node);
  if (isCertificate(node)) return undefined;
  for (const [i, child] of (node.children ?? []).entries()) {
    const changed = changeFirst(child, tag, change);
    if (changed !== undefined) return withChildren(node, (all) => all.map((one, j) => (i === j ? changed : one)));
  }
  return undefined;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const SEQUENCE = 0x30;

/** A certificate alone is no structure of GBCS: what is wrong inside it, the device answers with a code. */
function isCertificate(root: DerNode): boolean {
  return root.children?.[0]?.children?.[0]?.tag === 0xa0;
}

function structureOfGbcs(change: DerFault): DerFault {
  return (root) => (isCertificate(root) ? undefined : change(root));
}

const DER_FAULTS: readonly PayloadFault[] = [
  der(
    'element-extra',
    'ElementExtra',
    'one element more at the end, NULL',
    structureOfGbcs((root) => withChildren(root, (children) => [...children, primitive(NULL, new Uint8Array(0))])),
    true,
  ),
  der(
    'element-missing',
    'ElementMissing',
    'the first element is missing',
    structureOfGbcs((root) => (root.children?.length ? withChildren(root, (all) => all.slice(1)) : undefined)),
    true,
  ),
  der('wrong-root', 'WrongType', 'the payload is an INTEGER', () => Uint8Array.of(INTEGER, 1, 0)),
  der(
    'integer-as-octets',
    'WrongType',
    'the first INTEGER has the tag of an OCTET STRING',
    structureOfGbcs((root) => changeFirst(root, INTEGER, (node) => ({ ...node, tag: OCTET_STRING }))),
  ),
  der('identifier-of-7', 'ValueOutOfRange', 'an identifier of 7 octets', (root) =>
    changeFirst(root, OCTET_STRING, (node) => primitive(OCTET_STRING, node.content.slice(0, 7))),
  ),
  der('identifier-of-9', 'ValueOutOfRange', 'the first OCTET STRING is one octet longer', (root) =>
    changeFirst(root, OCTET_STRING, (node) => primitive(OCTET_STRING, concatBytes(node.content, Uint8Array.of(0)))),
  ),
  der(
    'integer-padded',
    'NonCanonicalDer',
    'the first INTEGER begins with an octet 00 too many',
    structureOfGbcs((root) =>
      changeFirst(root, INTEGER, (node) => primitive(INTEGER, concatBytes(Uint8Array.of(0), node.content))),
    ),
    true,
  ),
  der(
    'integer-empty',
    'NonCanonicalDer',
    'the first INTEGER has no octets',
    structureOfGbcs((root) => changeFirst(root, INTEGER, () => primitive(INTEGER, new Uint8Array(0)))),
  ),
  der(
    'bits-padded',
    'NonCanonicalDer',
    'the key usage has a bit 0 at its end',
    structureOfGbcs((root) =>
      changeFirst(root, BIT_STRING, (node) =>
        primitive(BIT_STRING, Uint8Array.of((node.content[0] as number) - 1, ...node.content.slice(1))),
      ),
    ),
  ),
  der('default-encoded', 'NonCanonicalDer', 'the default of cellUsage is written out', (root) => {
    const first = root.children?.[0];
    if (first?.tag !== SEQUENCE || first.children?.[1]?.tag !== BIT_STRING) return undefined;
    const cell = withChildren(first, (all) => [...all, primitive(INTEGER, Uint8Array.of(0))]);
    return cell && withChildren(root, (all) => [cell, ...all.slice(1)]);
  }),
  der('length-indefinite', 'NonCanonicalDer', 'the outermost length is indefinite', (root) => {
    if (root.children === undefined) return undefined;
    const content = concatBytes(...root.children.map(octets));
    return concatBytes(Uint8Array.of(root.tag, 0x80), content, Uint8Array.of(0, 0));
  }),
  der('length-long', 'NonCanonicalDer', 'the outermost length takes more octets than it needs', (root) => {
    const whole = octets(root);
    const content = whole.slice(whole.length - contentLength(root, whole));
    const size = content.length;
    const field = size < 0x80 ? [0x81, size] : [0x83, 0, size >> 8, size & 0xff];
    return concatBytes(Uint8Array.of(root.tag, ...field), content);
  }),
  der(
    'null-with-content',
    'NonCanonicalDer',
    'a NULL with an octet in it',
    (root) => (root.tag === NULL ? Uint8Array.of(NULL, 1, 0) : undefined),
    true,
  ),
  {
    id: 'length-of-der',
    flag: 'LengthFormOfDer',
    comment: 'a length of 128 to 255 as 81 xx, as DER has it, where GBCS messages have 82 00 xx',
    valid: true,
    make: (payload) => {
      if (payload.kind !== 'asn1') return undefined;
      const root = readDer(new Reader(encodePayload(payload)));
      if (root.lengthOctets === undefined) return undefined;
      const { lengthOctets: _, ...short } = root;
      return octets(short);
    },
  },
];

function contentLength({ span }: DerNode, whole: Uint8Array): number {
  const first = whole[1] as number;
  return span.end - span.start - (first < 0x80 ? 2 : 2 + (first & 0x7f));
}

/** Of one use case or type alone. */
const SPECIAL_FAULTS: readonly PayloadFault[] = [
  dlmsOf('ECS47', 'time-of-other-action', 'closeTime of switch 2 with the action to open it', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, obis: '0-0:94.44.118.1' }, ...rest] };
  }),
  dlmsOf('ECS47', 'time-of-other-switch', 'openTime of switch 3 with the action on switch 2', (request) => {
    const [first, ...rest] = request.specifications;
    return first && { ...request, specifications: [{ ...first, obis: '0-0:94.44.119.2' }, ...rest] };
  }),
  dlmsOf('ECS47', 'time-missing', 'the action to open without openTime', (request) => reordered(request, [1])),
  dlmsOf('ECS47', 'time-with-reset', 'openTime with the action to go back to the calendar', (request) =>
    withData(request, 1, longUnsigned(0x0220)),
  ),
  ...(
    [
      ['joinMethodAndRole', 4],
      ['joinMethodAndRole', -1],
      ['otherDeviceType', 7],
    ] as const
  ).map(
    ([field, number]): PayloadFault => ({
      id: `${field}-${number}`,
      flag: 'NumberWithoutName',
      comment: `${field} is ${number}`,
      make: (payload) =>
        payload.kind === 'asn1' && payload.type === 'JoinDeviceCommand'
          ? encodePayload({ ...payload, value: { ...payload.value, [field]: number } })
          : undefined,
    }),
  ),
];

function dlmsOf(
  name: string,
  id: string,
  comment: string,
  change: (request: AccessRequest) => AccessRequest | undefined,
): PayloadFault {
  return {
    id,
    flag: 'TimeOfAnotherAction',
    comment,
    make: (payload, useCase) => {
      const changed = payload.kind === 'access-request' && useCase.name === name ? change(payload) : undefined;
      return changed && encodePayload(changed);
    },
  };
}

/** Of either family. */
const OCTET_FAULTS: readonly PayloadFault[] = [
  {
    id: 'payload-truncated',
    flag: 'PayloadTruncated',
    comment: 'the last octet of the payload is missing',
    make: (payload) => encodePayload(payload).slice(0, -1),
  },
  {
    id: 'payload-trailing',
    flag: 'PayloadTrailing',
    comment: 'one octet after the end of the payload',
    everywhere: true,
    make: (payload) => concatBytes(encodePayload(payload), Uint8Array.of(0)),
  },
  { id: 'payload-empty', flag: 'PayloadTruncated', comment: 'a payload without octets', make: () => new Uint8Array(0) },
  {
    id: 'payload-of-another',
    flag: 'PayloadOfAnotherUseCase',
    comment: 'the payload of another use case: of ECS44 where this one is in ASN.1, of CS07 where it is in DLMS',
    everywhere: true,
    make: (payload) =>
      payload.kind === 'asn1'
        ? encodePayload({
            kind: 'access-request',
            longInvokeId: 0x20000000,
            dateTime: new Uint8Array(0),
            specifications: [{ access: 'action', classId: 9, obis: '0-0:10.0.106.255', member: 1 }],
            data: [longUnsigned(0x36)],
          })
        : Uint8Array.of(NULL, 0),
  },
];

export const PAYLOAD_FAULTS: readonly PayloadFault[] = [
  ...DLMS_FAULTS,
  ...DER_FAULTS,
  ...SPECIAL_FAULTS,
  ...OCTET_FAULTS,
];
