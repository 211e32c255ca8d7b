import type { DeviceKind, MessageCategory, RemotePartyRole } from '../../gbcs/index.js';

/**
 * The form of a file of golden vectors, as `golden-vectors.schema.json` describes it to others. Numbers of 64 bits are
 * decimal texts, octets lower-case hexadecimal ones, so that every JSON parser reads them without loss.
 */

export const GOLDEN_FORMAT = 'hanlab-golden-vectors-1';

/** Editions of the rules that a group is judged by. `secmp0046-core` is proposed, not in force. */
export type GoldenRules = 'gbcs-3.1' | 'gbcs-4.0' | 'secmp0046-core';

/** What a value in `facts.values` may be: octets and 64-bit numbers are texts. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

export interface GoldenKey {
  /** Uncompressed point, 65 octets. */
  readonly publicKey: string;
  /** Private scalar, 32 octets. Of a test PKI, public by intent. */
  readonly privateKey: string;
  /** X.509, DER. */
  readonly certificate: string;
}

/** A party or device of the test PKI. */
export interface GoldenIdentity {
  /** EUI-64. */
  readonly entity: string;
  /** What it is: a remote party role, or a kind of device. */
  readonly role?: RemotePartyRole;
  readonly kind?: DeviceKind;
  readonly digitalSignature: GoldenKey;
  readonly keyAgreement: GoldenKey;
}

/** One trust anchor cell of a receiver, management usage: who fills it. */
export interface GoldenCell {
  readonly role: RemotePartyRole;
  readonly usage: 'digitalSignature' | 'keyAgreement';
  readonly identity: string;
}

/** Who takes a message: a device with its cells, or a remote party with the devices that it knows. */
export interface GoldenReceiver {
  readonly identity: string;
  readonly cells?: readonly GoldenCell[];
  readonly devices?: readonly string[];
  /** Z of the receiver's key agreement key and that of each other identity that it may need, 32 octets. */
  readonly sharedSecrets: Readonly<Record<string, string>>;
}

export interface GoldenNote {
  /** What is done to the message. */
  readonly what: string;
  /** What an implementation suffers from that judges the case otherwise. */
  readonly effect: string;
  /** Clause that the case rests on. */
  readonly clause: string;
  /** Name of the assumption that the expectation rests on, where no text at hand decides. */
  readonly assumption?: string;
}

/** What a right message says, for comparison with what a decoder makes of it. */
export interface GoldenFacts {
  readonly messageCode: string;
  readonly originatorCounter: string;
  readonly originator: string;
  readonly recipient: string;
  readonly supplementaryRemotePartyId?: string;
  readonly supplementaryRemotePartyCounter?: string;
  /** 12 octets, in the Responses that have it. */
  readonly dateTime?: string;
  readonly signed: boolean;
  readonly maced: boolean;
  /** DLMS: name and value of each row; ASN.1: the fields. Octets above 64 are given by their SHA-256. */
  readonly values: PlainValue;
}

export interface GoldenCase {
  /** Unique in its file, never used again for another case. */
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid';
  /** The check that refuses it; of an invalid case only. */
  readonly check?: string;
  /** Counters before this message, by role, where they are not those of the group. */
  readonly storedCounters?: Readonly<Record<string, string>>;
  readonly message: string;
  readonly facts?: GoldenFacts;
  /** What the device answers although the message is in order, such as `{"joinResponseCode": 1}`. */
  readonly answer?: Readonly<Record<string, number>>;
}

export interface GoldenGroup {
  readonly id: string;
  readonly kind: 'command' | 'response' | 'alert';
  readonly rules: GoldenRules;
  readonly useCase: string;
  readonly title: string;
  /** Four hexadecimal digits. */
  readonly messageCode: string;
  readonly category: MessageCategory;
  readonly receiver: string;
  /** Of Commands: roles that may invoke the use case on this kind of device. Of others: who sends it. */
  readonly roles: readonly string[];
  readonly replayProtected: boolean;
  /** Whether the receiver is a kind of device that the use case is for. */
  readonly supported: boolean;
  /** Of Commands: highest counters that the receiver has accepted, by role. */
  readonly storedCounters?: Readonly<Record<string, string>>;
  /** Of Responses: the Command that was sent. */
  readonly command?: string;
  /** The receiver's clock, UTC. */
  readonly clock: string;
  /** Names of the assumptions that the use case rests on. */
  readonly assumptions: readonly string[];
  readonly cases: readonly GoldenCase[];
}

export interface GoldenFile {
  readonly $schema: string;
  readonly format: typeof GOLDEN_FORMAT;
  readonly area: string;
  readonly title: string;
  readonly about: string;
  readonly generatedBy: string;
  readonly seed: string;
  readonly numberOfCases: number;
  readonly rules: Readonly<Record<string, string>>;
  /** The checks by name, in their order. */
  readonly checks: Readonly<Record<string, string>>;
  readonly notes: Readonly<Record<string, GoldenNote>>;
  readonly assumptions: Readonly<Record<string, { readonly statement: string; readonly source: string }>>;
  /** Certificates of the test PKI's authorities, DER. */
  readonly authorities: Readonly<Record<string, string>>;
  readonly identities: Readonly<Record<string, GoldenIdentity>>;
  readonly receivers: Readonly<Record<string, GoldenReceiver>>;
  readonly groups: readonly GoldenGroup[];
}

/** Compact enough to be kept, and yet a change of one case is a change of one line. */
export function stringifyGolden({ groups, ...head }: GoldenFile): string {
  const lines = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${headValue(value)},`);
  return `{\n${lines.join('\n')}\n"groups": [\n${groups.map(groupText).join(',\n')}\n]\n}\n`;
}

/** An entry on each line where there are several. */
function headValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, one]) => `  ${JSON.stringify(name)}: ${JSON.stringify(one)}`);
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n}`;
}

function groupText({ cases, ...head }: GoldenGroup): string {
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`);
  return `  {${JSON.stringify(head).slice(1, -1)},\n  "cases": [\n${lines.join(',\n')}\n  ]}`;
}
