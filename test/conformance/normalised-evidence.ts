import type { EvidenceRecord } from '../../conformance/index.js';
import { DEVICES, makeIdentities, PARTIES } from '../../emulator/index.js';
import {
  CodecError,
  decodeMessage,
  type Eui64,
  fromHex,
  type Message,
  opensslProvider,
  toHex,
  verifyFrame,
} from '../../gbcs/index.js';

/**
 * What passed in a scenario, without what differs from run to run and from scenario to scenario for no reason: times, and
 * counters but for which of them is above which, and whether the octets are some that have passed before. Two scenarios
 * that are alike in this have tried the same.
 */

const identities = makeIdentities(opensslProvider, 'hanlab');
const EUI_OF: Readonly<Record<string, Eui64>> = {
  ...DEVICES,
  ...Object.fromEntries(Object.entries(PARTIES).map(([name, { eui }]) => [name, eui])),
};
const DATE_TIME_OCTETS = 12;

/** A text that is the same for scenarios in which the same has passed. */
export function normalisedEvidence(records: readonly EvidenceRecord[]): string {
  const messages = messagesIn(records);
  const counters = countersIn(messages);
  const seen = new Map<string, number>();
  return records.flatMap(({ entry }) => lineOf(entry, messages, counters, seen) ?? []).join('\n');
}

type Entry = EvidenceRecord['entry'];

function lineOf(
  entry: Entry,
  messages: Messages,
  counters: ReadonlyMap<string, readonly bigint[]>,
  seen: Map<string, number>,
): string | undefined {
  switch (entry.event) {
    case 'message': {
      const known = seen.get(entry.hex);
      if (known !== undefined) return `${entry.from} ${entry.to} again ${known}`;
      seen.set(entry.hex, seen.size);
      return `${entry.from} ${entry.to} ${messageText(messages.get(entry.hex), entry.hex, EUI_OF[entry.to], counters)}`;
    }
    case 'han-frame': {
      const { from, to, content, delivered, cluster, hex = '' } = entry;
      // A tunnel carries messages, which are seen where they leave and arrive.
      const octets = cluster === TUNNELLING ? '' : hex;
      return `${from} ${to} ${content} ${delivered} ${cluster} ${octets}`;
    }
    case 'service':
      return `${entry.party} ${entry.variant} ${entry.device} ${entry.acknowledgement} ${entry.result}`;
    case 'step':
      return entry.text;
    default:
      return undefined;
  }
}

const TUNNELLING = 0x0704;

/** The messages of one scenario, which pass several times each. */
type Messages = ReadonlyMap<string, Message | undefined>;

function messagesIn(records: readonly EvidenceRecord[]): Messages {
  const texts = new Set(records.flatMap(({ entry }) => (entry.event === 'message' ? [entry.hex] : [])));
  return new Map([...texts].map((hex) => [hex, decoded(hex)]));
}

function decoded(hex: string): Message | undefined {
  try {
    return decodeMessage(fromHex(hex));
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/** All counters of each originator, in their order. */
function countersIn(messages: Messages): ReadonlyMap<string, readonly bigint[]> {
  const found = new Map<string, Set<bigint>>();
  for (const message of messages.values()) {
    const header = message?.frame.header;
    if (header?.cra !== 1) continue;
    found.set(header.originator, (found.get(header.originator) ?? new Set()).add(header.originatorCounter));
  }
  const sorted = (all: Set<bigint>) => [...all].sort((a, b) => (a < b ? -1 : 1));
  return new Map([...found].map(([originator, all]) => [originator, sorted(all)]));
}

function messageText(
  message: Message | undefined,
  hex: string,
  at: Eui64 | undefined,
  counters: ReadonlyMap<string, readonly bigint[]>,
): string {
  if (message === undefined) return hex;
  const { frame, payload } = message;
  const { cra, originator, recipient, originatorCounter, dateTime, otherInformation } = frame.header;
  const rank = counters.get(originator)?.indexOf(originatorCounter) ?? -1;
  const keys = identities.keysOf(at ?? recipient);
  const accessControlBroker = PARTIES.broker.eui;
  const holds = verifyFrame(frame, { provider: opensslProvider, keys, accessControlBroker });
  const { invocationCounter, securityControl } = frame.macHeader ?? {};
  return JSON.stringify(
    [
      [cra, originator, recipient, rank, dateTime.length, otherInformation.messageCode],
      otherInformation.supplementaryRemotePartyId,
      [holds.signature, holds.mac, invocationCounter, securityControl, frame.lengths],
      payload,
    ],
    plain,
  );
}

/** Octets as hexadecimal digits, those of times and of counters as what they are alone. */
function plain(this: unknown, key: string, value: unknown): unknown {
  if (key === 'longInvokeId' || key === 'span' || /[cC]ounter$|SeqNumber$|[dD]ateTime$|^time$/.test(key))
    return undefined;
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Uint8Array) return original.length === DATE_TIME_OCTETS ? 'time' : toHex(original);
  return typeof value === 'bigint' ? value.toString() : value;
}
