import { concatBytes, encodeDateTime } from '../../gbcs/index.js';
import type { Fault, Setting } from './fault.js';
import { type MacHeaderFaults, octetsOf, type Parts, type Plan } from './octets.js';
import { CLOCK } from './samples.js';

/** Messages whose frame is wrong, and nothing else: signature and MAC are made over the octets as they stand. */

const SECURITY_CONTROLS = [0x31, 0x10, 0x01, 0x21, 0x91] as const;

function changed(plan: Plan, parts: Partial<Parts>): Plan {
  return { ...plan, parts: { ...plan.parts, ...parts } };
}

function cut(count: number): Fault['make'] {
  return (plan) => ({ ...plan, after: (message) => message.slice(0, message.length - count) });
}

/** A longer length than needed, in one field. */
function longer(field: keyof NonNullable<Plan['lengths']>): Fault['make'] {
  return (plan) => {
    if (field === 'service' && plan.mac === undefined) return undefined;
    const size = field === 'service' ? octetsOf(plan).length : field === 'payload' ? plan.parts.payload.length : 0;
    return { ...plan, lengths: { [field]: size < 0x80 ? 2 : size < 0x100 ? 3 : 4 } };
  };
}

function header(macHeader: MacHeaderFaults, mac: NonNullable<Parameters<typeof withHeader>[2]> = {}): Fault['make'] {
  return (plan) => withHeader(plan, macHeader, mac);
}

function withHeader(plan: Plan, macHeader: MacHeaderFaults, mac: Partial<Plan['mac']> = {}): Plan | undefined {
  return plan.mac === undefined ? undefined : { ...plan, macHeader, mac: { ...plan.mac, ...mac } };
}

/** Changes an octet of what is signed. @param at from its beginning: 0 is the length of the transaction identifier */
function octetOfHeader(at: number, value: number): Fault['make'] {
  return (plan) => ({
    ...plan,
    alter: (octets) => octets.map((octet, i) => (i === at ? value : octet)),
  });
}

/** Octets of Other Information in a size that it cannot have. */
function otherInformation(size: number): Fault['make'] {
  return (plan) =>
    changed(plan, {
      otherInformation: concatBytes(plan.parts.otherInformation, new Uint8Array(32)).slice(0, size),
    });
}

function signatureOf(size: number): Fault['make'] {
  return (plan, { protections }: Setting) =>
    protections.signature ? { ...plan, signature: () => new Uint8Array(size).fill(0x5a) } : undefined;
}

export const FORM_FAULTS: readonly Fault[] = [
  {
    id: 'truncated-by-1',
    flag: 'Truncated',
    comment: 'the last octet is missing',
    check: 'parse',
    everywhere: true,
    make: cut(1),
  },
  ...[2, 12, 13, 14, 40].map(
    (count): Fault => ({
      id: `truncated-by-${count}`,
      flag: 'Truncated',
      comment: `the last ${count} octets are missing`,
      check: 'parse',
      make: cut(count),
    }),
  ),
  ...[1, 8, 30].map(
    (size): Fault => ({
      id: `only-${size}`,
      flag: 'Truncated',
      comment: `the first ${size} octets alone`,
      check: 'parse',
      make: (plan) => ({ ...plan, after: (message) => message.slice(0, size) }),
    }),
  ),
  {
    id: 'no-octets',
    flag: 'Truncated',
    comment: 'no octets at all',
    check: 'parse',
    make: (plan) => ({ ...plan, after: () => new Uint8Array(0) }),
  },
  {
    id: 'trailing-octet',
    flag: 'TrailingOctets',
    comment: 'one octet after the end',
    check: 'parse',
    make: (plan) => ({ ...plan, after: (message) => concatBytes(message, Uint8Array.of(0)) }),
  },
  {
    id: 'twice',
    flag: 'TrailingOctets',
    comment: 'the message twice in a row',
    check: 'parse',
    make: (plan) => ({ ...plan, after: (message) => concatBytes(message, message) }),
  },
  {
    id: 'first-octet',
    flag: 'UnknownTag',
    comment: 'the first octet is DE',
    check: 'parse',
    make: (plan) => ({ ...plan, after: (message) => concatBytes(Uint8Array.of(0xde), message.slice(1)) }),
  },
  ...(['service', 'dateTime', 'otherInformation', 'payload', 'signature'] as const).map(
    (field): Fault => ({
      id: `long-length-${field}`,
      flag: 'LengthNotShortest',
      comment: `the length of ${field} takes more octets than it needs`,
      check: 'parse',
      make: longer(field),
    }),
  ),
  ...[0, 2, 3, 4, 0x81].map(
    (cra): Fault => ({
      id: `cra-${cra}`,
      flag: 'CraFlag',
      comment: `CRA Flag ${cra} in what is otherwise a Command`,
      check: 'parse',
      make: (plan) => (plan.parts.cra === 1 ? changed(plan, { cra }) : undefined),
    }),
  ),
  {
    id: 'date-time',
    flag: 'DateTimeInCommand',
    comment: 'a date-time of 12 octets in the Grouping Header of a Command',
    check: 'parse',
    make: (plan) => (plan.parts.cra === 1 ? changed(plan, { dateTime: encodeDateTime(CLOCK) }) : undefined),
  },
  {
    id: 'date-time-5',
    flag: 'FieldLength',
    comment: 'a date-time of 5 octets in the Grouping Header',
    check: 'parse',
    make: (plan) => changed(plan, { dateTime: Uint8Array.of(0x07, 0xea, 1, 15, 0xff) }),
  },
  {
    id: 'transaction-id-8',
    flag: 'FieldLength',
    comment: 'the transaction identifier says it has 8 octets',
    check: 'parse',
    make: octetOfHeader(0, 8),
  },
  {
    id: 'originator-7',
    flag: 'FieldLength',
    comment: 'the originator says it has 7 octets',
    check: 'parse',
    make: octetOfHeader(10, 7),
  },
  {
    id: 'recipient-0',
    flag: 'FieldLength',
    comment: 'the recipient says it has no octets',
    check: 'parse',
    make: octetOfHeader(19, 0),
  },
  ...[0, 1, 3, 9, 17].map(
    (size): Fault => ({
      id: `other-information-${size}`,
      flag: 'FieldLength',
      comment: `Other Information of ${size} octets`,
      check: 'parse',
      make: otherInformation(size),
    }),
  ),
  ...[1, 32, 63, 65, 70].map(
    (size): Fault => ({
      id: `signature-of-${size}`,
      flag: 'SignatureLength',
      comment: `a signature field of ${size} octets`,
      check: 'parse',
      make: signatureOf(size),
    }),
  ),
  {
    id: 'no-signature-field',
    flag: 'SignatureFieldMissing',
    comment: 'not even the length of the signature, 00, stands between payload and MAC',
    check: 'parse',
    make: ({ signature: _, ...plan }, { protections }) =>
      plan.mac === undefined || protections.signature ? undefined : plan,
  },
  ...SECURITY_CONTROLS.flatMap((securityControl): Fault[] => {
    const digits = securityControl.toString(16).padStart(2, '0');
    return [
      {
        id: `security-control-${digits}`,
        flag: 'SecurityControl',
        comment: `security control ${digits}; the MAC is made as if it were 11`,
        check: 'parse',
        make: header({ securityControl }),
      },
      {
        id: `security-control-${digits}-maced`,
        flag: 'SecurityControl',
        comment: `security control ${digits}, in the MAC as well`,
        check: 'parse',
        make: header({ securityControl }, { before: Uint8Array.of(securityControl, 0, 0, 0, 0, 0) }),
      },
    ];
  }),
  {
    id: 'invocation-counter-1',
    flag: 'InvocationCounter',
    comment: 'invocation counter 1; the MAC is made as if it were 0',
    check: 'parse',
    make: header({ invocationCounter: 1 }),
  },
  {
    id: 'invocation-counter-1-maced',
    flag: 'InvocationCounter',
    comment: 'invocation counter 1, in the initialisation vector of the MAC as well',
    check: 'parse',
    make: header({ invocationCounter: 1 }, { ivCounter: 1 }),
  },
  {
    id: 'key-information',
    flag: 'MacHeaderField',
    comment: 'the MAC Header says that key information follows, and none does',
    check: 'parse',
    make: header({ keyInformation: 1 }),
  },
  {
    id: 'mac-header-transaction-id',
    flag: 'MacHeaderField',
    comment: 'a transaction identifier in the MAC Header; the MAC is made as if it were empty',
    check: 'parse',
    make: header({ transactionId: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1) }),
  },
  ...[11, 8, 4, 0].map(
    (size): Fault => ({
      id: `mac-of-${size}`,
      flag: 'MacLength',
      comment: `a MAC of ${size} octets, with lengths to match`,
      check: 'parse',
      make: (plan) =>
        plan.mac === undefined ? undefined : { ...plan, mac: { ...plan.mac, tag: (t) => t.slice(0, size) } },
    }),
  ),
  {
    id: 'mac-of-16',
    flag: 'MacLength',
    comment: 'a MAC of 16 octets, with lengths to match',
    check: 'parse',
    make: (plan) =>
      plan.mac === undefined
        ? undefined
        : { ...plan, mac: { ...plan.mac, tag: (tag) => concatBytes(tag, Uint8Array.of(1, 2, 3, 4)) } },
  },
];
