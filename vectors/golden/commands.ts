import {
  type AccessRequest,
  commandProtections,
  concatBytes,
  type DeviceKind,
  encodePayload,
  eui64Bytes,
  longInvokeIdOf,
  type Payload,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type UseCase,
  Writer,
} from '../../gbcs/index.js';
import { type Asn1Context, asn1Commands } from './asn1-payloads.js';
import { actor, identityOf, type PartyName, type ReceiverName, secretOf, signBy } from './cast.js';
import type { Setting } from './fault.js';
import type { GoldenFacts, GoldenRules } from './format.js';
import { dlmsSamples, type Sample } from './load-payloads.js';
import type { Plan } from './octets.js';
import { plainPayload } from './plain.js';

/** Commands that are right in all respects, from which those are made that are not. */

export const NO_OCTETS = new Uint8Array(0);

/** Receivers of the kinds of device, by the edition of the rules. */
export function receiverOf(kind: DeviceKind, rules: GoldenRules): ReceiverName {
  if (kind === 'esme' && rules === 'gbcs-4.0') return 'esmeWithLoadController';
  return kind === 'hcalcs' && rules === 'secmp0046-core' ? 'hcalcsWithNetworkOperator' : kind;
}

/** Highest counters that receivers have accepted: the broker's above those of all others. */
export function storedCounterOf(role: RemotePartyRole): bigint {
  return role === 'accessControlBroker' ? 9000n : 1000n;
}

/** Counters one above the other, so that no two messages of a setting have the same key. */
export function counterSource(start: bigint): () => bigint {
  let last = start;
  return () => {
    last += 1n;
    return last;
  };
}

/** The setting of Commands of a role to a kind of device. */
export function commandSetting(
  useCase: UseCase,
  rules: GoldenRules,
  kind: DeviceKind,
  sender: PartyName,
  role: RemotePartyRole,
): Setting {
  const receiver = receiverOf(kind, rules);
  const taker = actor(identityOf(receiver));
  return {
    useCase,
    rules,
    receiver,
    kind,
    sender: actor(sender),
    taker,
    role,
    protections: commandProtections(useCase, role, kind),
    secret: secretOf('accessControlBroker', taker.name),
    nextCounter: counterSource(storedCounterOf(role) + 1000n),
  };
}

/** Right payloads of a use case's Command. */
export function samplesOf(setting: Setting, counter: bigint): readonly Sample[] {
  const { useCase, kind, role, taker } = setting;
  const context: Asn1Context = { device: taker.name, kind, role, counter };
  return useCase.payload.family === 'dlms' ? dlmsSamples(useCase) : asn1Commands(useCase, context);
}

/** The payload with the long-invoke-id of its message. */
export function withInvokeId(payload: Payload, counter: bigint): Payload {
  return 'longInvokeId' in payload ? { ...payload, longInvokeId: longInvokeIdOf(counter) } : payload;
}

/**
 * Other Information of a message: what the broker sends names the supplier as supplementary party (GBCS 7.2.7), but for
 * use cases that are the broker's own.
 */
export function otherInformationOf({ useCase, sender, role }: Setting): Uint8Array {
  const code = new Writer().u16(useCase.messageCode).finish();
  const isOwn = useCase.withoutSupplementaryParty || useCase.serviceReferenceVariants.length === 0;
  if (role !== 'accessControlBroker' || isOwn || sender.kind !== undefined) return code;
  return concatBytes(code, eui64Bytes(actor('supplier').entity), new Writer().u64(SUPPLEMENTARY_COUNTER).finish());
}

const SUPPLEMENTARY_COUNTER = 7001n;

/** A right Command. */
export function commandPlan(setting: Setting, payload: Payload, counter: bigint): Plan {
  return protectedPlan(setting, {
    cra: 1,
    counter,
    originator: setting.sender.entity,
    recipient: setting.taker.entity,
    dateTime: NO_OCTETS,
    otherInformation: otherInformationOf(setting),
    payload: encodePayload(withInvokeId(payload, counter)),
  });
}

/** A message with the protections of its setting. */
export function protectedPlan({ sender, protections, secret }: Setting, parts: Plan['parts']): Plan {
  return {
    parts,
    signature: (octets) => (protections.signature ? signBy(sender.digitalSignature, octets) : NO_OCTETS),
    ...(protections.mac ? { mac: { secret } } : {}),
  };
}

/** What a right message says. */
export function factsOf({ useCase, sender, taker, protections }: Setting, plan: Plan, payload: Payload): GoldenFacts {
  const { counter, otherInformation, dateTime } = plan.parts;
  const hex = (octets: Uint8Array) => Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
  return {
    messageCode: hex(otherInformation.slice(0, 2)),
    originatorCounter: counter.toString(),
    originator: sender.entity,
    recipient: taker.entity,
    ...(otherInformation.length === 18
      ? {
          supplementaryRemotePartyId: hex(otherInformation.slice(2, 10)),
          supplementaryRemotePartyCounter: SUPPLEMENTARY_COUNTER.toString(),
        }
      : {}),
    ...(dateTime.length === 0 ? {} : { dateTime: hex(dateTime) }),
    signed: protections.signature,
    maced: protections.mac,
    values: plainPayload(payload, useCase),
  };
}

/** Whether a role can stand as originator at all: there is a test identity of it. */
export function hasParty(role: RemotePartyRole): boolean {
  return role in REMOTE_PARTY_ROLES && role !== 'root' && role !== 'issuingAuthority' && role !== 'other';
}

/** The request in a Command's payload, for its Response. */
export function requestIn(payload: Payload): AccessRequest | undefined {
  return payload.kind === 'access-request' ? payload : undefined;
}
