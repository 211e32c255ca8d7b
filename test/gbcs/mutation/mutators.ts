import {
  concatBytes,
  encodeFrame,
  eui64,
  type Frame,
  type GroupingHeader,
  SIGNATURE_OCTETS,
  standardMacHeader,
} from '../../../gbcs/index.js';
import type { Random } from './random.js';

/** A message that mutants are made of. */
export interface Parent {
  readonly file: string;
  readonly octets: Uint8Array;
  readonly frame: Frame;
}

/** Makes one mutant of a message; `other` is another message, for those that take of two. */
export type Mutator = (parent: Parent, other: Parent, random: Random) => Uint8Array;

/** A few changes more often than many. */
function few(random: Random): number {
  return 1 + random.below(1 + random.below(4));
}

function spliced(octets: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return concatBytes(octets.subarray(0, at), inserted, octets.subarray(at + removed));
}

function flipped(octets: Uint8Array, random: Random): Uint8Array {
  const changed = octets.slice();
  for (let left = few(random); left > 0 && changed.length > 0; left--) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] as number) ^ (1 << random.below(8));
  }
  return changed;
}

/** Octets that decoders treat in a way of their own: ends of ranges, long lengths, tags. */
const TELLING = [0x00, 0x01, 0x02, 0x09, 0x0a, 0x11, 0x12, 0x13, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xd9, 0xda, 0xdd];

function replaced(octets: Uint8Array, random: Random): Uint8Array {
  const changed = octets.slice();
  for (let left = few(random); left > 0 && changed.length > 0; left--) {
    changed[random.below(changed.length)] = random.below(2) === 0 ? random.of(TELLING) : random.below(256);
  }
  return changed;
}

function inserted(octets: Uint8Array, random: Random): Uint8Array {
  return spliced(octets, random.below(octets.length + 1), 0, random.octets(1 + random.below(16)));
}

function deleted(octets: Uint8Array, random: Random): Uint8Array {
  if (octets.length === 0) return octets;
  return spliced(octets, random.below(octets.length), 1 + random.below(16), new Uint8Array(0));
}

function duplicated(octets: Uint8Array, random: Random): Uint8Array {
  if (octets.length === 0) return octets;
  const from = random.below(octets.length);
  const range = octets.slice(from, from + 1 + random.below(64));
  const copies = concatBytes(...Array.from({ length: few(random) }, () => range));
  return spliced(octets, random.below(2) === 0 ? from : random.below(octets.length), 0, copies);
}

/** Places of length fields in the frame: those of the sizes of parts, and the fixed ones. */
function lengthPlaces({ octets, frame }: Parent): readonly number[] {
  const spans = frame.spans as NonNullable<Frame['spans']>;
  const { start } = spans.groupingHeader;
  const inPayload = Array.from(octets.subarray(spans.payload.start, spans.payload.end), (octet, i) =>
    octet > 0 && octet < 0x84 ? spans.payload.start + i : -1,
  ).filter((at) => at >= 0);
  const dateTime = start + 28;
  const other = dateTime + 1 + frame.header.dateTime.length;
  const frameLengths = [start, start + 10, start + 19, dateTime, other, spans.payload.start - 1, spans.payload.end];
  const macLengths = frame.macHeader === undefined ? [] : [1, 2, 3, 4, 5, 6, 7, 8];
  // As many chances for the frame as for the payload, which has far more octets that may be lengths.
  const ofFrame = [...frameLengths, ...macLengths];
  return [
    ...ofFrame,
    ...inPayload.filter((_, i) => i % Math.max(1, Math.floor(inPayload.length / ofFrame.length)) === 0),
  ];
}

function otherLength(parent: Parent, random: Random): Uint8Array {
  const at = Math.min(random.of(lengthPlaces(parent)), parent.octets.length - 1);
  const length = parent.octets[at] as number;
  const forms = [
    [(length + 1) & 0xff],
    [(length - 1) & 0xff],
    [0x81, length],
    [0x82, 0x00, length],
    [0x84, 0x00, 0x00, 0x00, length],
    [0x84, 0xff, 0xff, 0xff, 0xff],
    [0x80],
    [0xff],
    [0x00],
    [random.below(256)],
  ];
  return spliced(parent.octets, at, 1, Uint8Array.from(random.of(forms)));
}

/** The same message with its lengths in forms that are longer than needed, and everything else as it was. */
function longerForms({ frame }: Parent, random: Random): Uint8Array {
  const fields = ['groupingHeader.dateTime', 'groupingHeader.otherInformation', 'payload', 'signature'];
  const ofMac = ['transactionId', 'recipientSystemTitle', 'otherInformation', 'cipheredService'];
  const all = [...fields, ...(frame.macHeader === undefined ? [] : ofMac.map((field) => `macHeader.${field}`))];
  const lengths = Object.fromEntries(Array.from({ length: few(random) }, () => [random.of(all), 2 + random.below(4)]));
  return encodeFrame({ ...frame, lengths });
}

const PAYLOAD_CHANGES = [flipped, replaced, inserted, deleted, duplicated];

/** A payload that was changed, in a frame whose lengths fit it: what reaches the decoders of payloads. */
function otherPayload({ frame }: Parent, other: Parent, random: Random): Uint8Array {
  if (random.below(8) === 0) return encodeFrame({ ...frame, payload: other.frame.payload });
  return encodeFrame({ ...frame, payload: random.of(PAYLOAD_CHANGES)(frame.payload, random) });
}

/** One field of the Grouping Header with another value, or that of another message. */
function otherHeader({ frame }: Parent, { frame: other }: Parent, random: Random): Uint8Array {
  const { header } = frame;
  const changes: readonly Partial<GroupingHeader>[] = [
    { cra: random.below(5) },
    { originatorCounter: (header.originatorCounter + 1n + BigInt(random.below(3))) & 0xffff_ffff_ffff_ffffn },
    { originatorCounter: other.header.originatorCounter },
    { originator: other.header.originator },
    { originator: eui64(random.octets(8)) },
    { recipient: other.header.recipient },
    { originator: header.recipient, recipient: header.originator },
    { dateTime: random.below(2) === 0 ? new Uint8Array(0) : random.octets(12) },
    { otherInformation: other.header.otherInformation },
    { otherInformation: { ...header.otherInformation, messageCode: other.header.otherInformation.messageCode } },
    other.header,
  ];
  return encodeFrame({ ...frame, header: { ...header, ...random.of(changes) } });
}

/** MAC Header, signature or MAC with another value, or that of another message. */
function otherProtection({ frame }: Parent, { frame: other }: Parent, random: Random): Uint8Array {
  const macHeader = frame.macHeader ?? standardMacHeader();
  const mac = frame.mac ?? other.mac ?? random.octets(12);
  const changes: readonly Partial<Frame>[] = [
    { macHeader: { ...macHeader, transactionId: random.octets(few(random)) }, mac },
    { macHeader: { ...macHeader, otherInformation: random.octets(few(random)) }, mac },
    { macHeader: { ...macHeader, keyInformation: 1 + random.below(255) }, mac },
    { macHeader: { ...macHeader, securityControl: random.below(256) }, mac },
    { macHeader: { ...macHeader, invocationCounter: random.below(3) }, mac },
    { macHeader, mac: other.mac ?? random.octets(12) },
    { macHeader, mac: random.octets(12) },
    { macHeader, mac: new Uint8Array(12) },
    { signature: other.signature ?? random.octets(SIGNATURE_OCTETS) },
    { signature: random.octets(SIGNATURE_OCTETS) },
    { signature: new Uint8Array(SIGNATURE_OCTETS) },
  ];
  return encodeFrame({ ...frame, ...random.of(changes) });
}

/** Without MAC, signature or both; whatever is left is as it was, and half the time something else is changed too. */
function withoutProtection(parent: Parent, other: Parent, random: Random): Uint8Array {
  const { macHeader, mac, signature, ...bare } = parent.frame;
  const withMac = macHeader === undefined || mac === undefined ? {} : { macHeader, mac };
  const signed = signature === undefined ? {} : { signature };
  const frame: Frame = random.of<Frame>([
    bare,
    { ...bare, ...signed },
    { ...bare, signature: new Uint8Array(0) },
    { ...bare, ...withMac, signature: new Uint8Array(0) },
    { ...bare, ...withMac },
  ]);
  if (random.below(2) === 0) return encodeFrame(frame);
  return random.of([otherPayload, otherHeader])({ ...parent, frame }, other, random);
}

/** The beginning of one message and the end of another, often where parts of theirs meet. */
function ofTwo(parent: Parent, other: Parent, random: Random): Uint8Array {
  const cut = ({ octets, frame }: Parent): number => {
    const spans = Object.values(frame.spans ?? {}).flatMap((span) => [span.start, span.end]);
    return random.below(2) === 0 ? random.of(spans) : random.below(octets.length + 1);
  };
  if (random.below(4) > 0)
    return concatBytes(parent.octets.subarray(0, cut(parent)), other.octets.subarray(cut(other)));
  const at = random.below(parent.octets.length);
  return spliced(parent.octets, at, random.below(32), other.octets.subarray(cut(other)).subarray(0, 64));
}

/** What is done to a message, by the name under which a failure reports it. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  'bits flipped': ({ octets }, _, random) => flipped(octets, random),
  'octets replaced': ({ octets }, _, random) => replaced(octets, random),
  'octets inserted': ({ octets }, _, random) => inserted(octets, random),
  'octets deleted': ({ octets }, _, random) => deleted(octets, random),
  'a range duplicated': ({ octets }, _, random) => duplicated(octets, random),
  'the end cut off': ({ octets }, _, random) => octets.subarray(0, random.below(octets.length)),
  'a length field changed': (parent, _, random) => otherLength(parent, random),
  'lengths longer than needed': (parent, _, random) => longerForms(parent, random),
  'another payload in a sound frame': otherPayload,
  'another Grouping Header': otherHeader,
  'another MAC Header, signature or MAC': otherProtection,
  'protection taken off': withoutProtection,
  'two messages spliced': ofTwo,
};
