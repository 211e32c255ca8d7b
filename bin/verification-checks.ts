import {
  allUseCases,
  CRA_NAMES,
  type DeviceKind,
  demandedProtections,
  type Eui64,
  type Frame,
  type KeyStore,
  type Message,
  type ProtectionStatus,
  type Protections,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  useCaseByCode,
} from '../gbcs/index.js';
import { errorDocument } from './output.js';
import { messageCodeText } from './topic-item.js';
import type { MissingKey, Verified, Verifier } from './verification.js';

/** What `hanlab verify` checks of one message, in the order in which it says so. */

export type VerificationOutcome =
  | 'valid'
  | 'invalid'
  /** Demanded, and not there. */
  | 'missing'
  /** Neither shown to hold nor not to: a key or a fact is not known. */
  | 'unverifiable'
  /** Asked for, and no matter for this message. */
  | 'not applicable';

export interface Check {
  readonly check: 'use case' | 'protections' | 'signature' | 'MAC' | 'encrypted' | 'counter';
  readonly outcome: VerificationOutcome;
  /** Why, in one line. */
  readonly detail: string;
  /** Keys that would have told. */
  readonly missingKeys?: readonly Omit<MissingKey, 'text'>[];
  /** What is wrong with encrypted values. */
  readonly findings?: readonly object[];
}

export interface GivenFacts {
  /** Highest counter accepted so far; no counter is checked where it is left out. */
  readonly lastCounter: bigint | undefined;
  readonly device: DeviceKind | undefined;
}

/** Who says what to whom. */
export interface MessageHead {
  /** Of the use case, else the Message Code. */
  readonly name: string;
  readonly kind: string;
  readonly messageCode: string;
  readonly originatorCounter: bigint;
  readonly originator: Eui64;
  readonly recipient: Eui64;
}

export function messageHead({ frame: { header } }: Message): MessageHead {
  const { cra, originatorCounter, originator, recipient, otherInformation } = header;
  const messageCode = messageCodeText(otherInformation.messageCode);
  const name = useCaseByCode(allUseCases, otherInformation.messageCode)?.name ?? `Message Code ${messageCode}`;
  return { name, kind: CRA_NAMES[cra] ?? `CRA ${cra}`, messageCode, originatorCounter, originator, recipient };
}

/** @throws KeyError `GBCS_E_KEY` where a key that is needed is none of P-256 */
export function checksOf(message: Message, verifier: Verifier, { lastCounter, device }: GivenFacts): Check[] {
  const { frame } = message;
  const { cra, originator, recipient, otherInformation } = frame.header;
  const role = roleOf(verifier.keys, cra === COMMAND ? originator : recipient);
  const demand = demandedProtections(otherInformation.messageCode, cra, { role, device });
  const verified = verifier.verify(message);
  const any = demand.kind === 'protections' ? demand.any : [];
  return [
    useCaseCheck(message, demand.kind),
    ...(demand.kind === 'protections' ? [protectionsCheck(frame, any, demand.useCase.category, role)] : []),
    ...statusCheck('signature', verified.verification.signature, any, verified),
    ...statusCheck('MAC', verified.verification.mac, any, verified),
    ...encryptedCheck(verified),
    ...(lastCounter === undefined ? [] : [counterCheck(frame, lastCounter)]),
  ];
}

const COMMAND = 1;

/** Role of a remote party by its certificate; a device has none. */
function roleOf(keys: KeyStore, entity: Eui64): RemotePartyRole | undefined {
  const certificate =
    keys.certificate({ entity, usage: 'digitalSignature' }) ?? keys.certificate({ entity, usage: 'keyAgreement' });
  if (certificate?.kind !== 'organisation') return undefined;
  const roles = Object.entries(REMOTE_PARTY_ROLES) as [RemotePartyRole, number][];
  return roles.find(([, number]) => number === certificate.remotePartyRole)?.[0];
}

function useCaseCheck(message: Message, demand: ReturnType<typeof demandedProtections>['kind']): Check {
  const { name, kind, messageCode } = messageHead(message);
  const check = 'use case';
  switch (demand) {
    case 'unknown':
      return { check, outcome: 'unverifiable', detail: `the catalogue does not know message code ${messageCode}` };
    case 'no-such-message':
      return { check, outcome: 'invalid', detail: `${name} has no message that is a ${kind}` };
    case 'protections':
      return { check, outcome: 'valid', detail: `${messageCode} ${name} has a ${kind}` };
    default:
      return demand satisfies never;
  }
}

/** Whether signature and MAC are there exactly as the use case demands; whether they hold is said beside it. */
function protectionsCheck(
  frame: Frame,
  any: readonly Protections[],
  category: string,
  role: RemotePartyRole | undefined,
): Check {
  const check = 'protections';
  const found = { signature: hasSignature(frame), mac: frame.mac !== undefined };
  const fits = (one: Protections) => one.signature === found.signature && one.mac === found.mac;
  const demanded = `${category} demands ${[...new Set(any.map(protectionsText))].join(', or ')}`;
  if (any.every(fits)) return { check, outcome: 'valid', detail: demanded };
  if (any.some(fits)) {
    const unknown = role === undefined ? 'role of the remote party or kind of device' : 'kind of device (--device)';
    return { check, outcome: 'unverifiable', detail: `${demanded}, by ${unknown}; it has ${protectionsText(found)}` };
  }
  const isMissing = any.every((one) => (one.signature && !found.signature) || (one.mac && !found.mac));
  const outcome = isMissing ? 'missing' : 'invalid';
  return { check, outcome, detail: `${demanded}; it has ${protectionsText(found)}` };
}

function hasSignature({ signature }: Frame): boolean {
  return signature !== undefined && signature.length > 0;
}

function protectionsText({ signature, mac }: Protections): string {
  if (signature && mac) return 'signature and MAC';
  if (!signature && !mac) return 'neither signature nor MAC';
  return signature ? 'a signature alone' : 'a MAC alone';
}

/** Of what is there, or must be. */
function statusCheck(
  check: 'signature' | 'MAC',
  status: ProtectionStatus,
  any: readonly Protections[],
  { missing }: Verified,
): Check[] {
  const keys = check === 'signature' ? missing.signature : missing.mac;
  switch (status) {
    case 'absent': {
      const isDemanded = any.length > 0 && any.every((one) => (check === 'signature' ? one.signature : one.mac));
      return isDemanded ? [{ check, outcome: 'missing', detail: 'demanded, and not there' }] : [];
    }
    case 'unverifiable':
      return [unverifiable(check, keys)];
    case 'invalid':
      return [{ check, outcome: 'invalid', detail: 'does not hold' }];
    case 'valid':
      return [{ check, outcome: 'valid', detail: 'holds' }];
    default:
      return status satisfies never;
  }
}

/** A MAC and an encrypted value need one of two private keys, so not all that are missing are needed. */
function unverifiable(check: Check['check'], keys: readonly MissingKey[]): Check {
  const missingKeys = keys.map(({ entity, usage, key }) => ({ entity, usage, key }));
  const hint = check === 'signature' ? '' : '; one private key with the public key of the other party is enough';
  return {
    check,
    outcome: 'unverifiable',
    detail: `missing: ${keys.map(({ text }) => text).join(', ')}${hint}`,
    missingKeys,
  };
}

function encryptedCheck({ opened, missing }: Verified): Check[] {
  if (opened.length === 0) return [];
  const check = 'encrypted';
  const findings = opened.flatMap((one) => (one.status === 'invalid' ? [one.finding] : []));
  if (findings.length > 0) {
    const detail = `${findings.length} of ${opened.length} encrypted values: ${findings.map(({ message }) => message).join('; ')}`;
    return [{ check, outcome: 'invalid', detail, findings: findings.map(errorDocument) }];
  }
  if (opened.some(({ status }) => status === 'unopenable')) return [unverifiable(check, missing.encrypted)];
  return [{ check, outcome: 'valid', detail: `${opened.length} of ${opened.length} encrypted values open` }];
}

/** GBCS 4.3.1.5: a Command of a replay-protected use case needs a counter above the highest one accepted. */
function counterCheck({ header }: Frame, lastCounter: bigint): Check {
  const check = 'counter';
  const { cra, originatorCounter, otherInformation } = header;
  if (cra !== COMMAND) {
    return { check, outcome: 'not applicable', detail: 'only Commands are protected against replay' };
  }
  const useCase = useCaseByCode(allUseCases, otherInformation.messageCode);
  if (useCase === undefined) {
    return { check, outcome: 'unverifiable', detail: 'whether its use case is protected against replay is not known' };
  }
  if (!useCase.replayProtected) {
    return { check, outcome: 'not applicable', detail: `${useCase.name} is not protected against replay` };
  }
  const assumption = 'replay-for-use-cases-outside-the-table';
  const basis = useCase.assumptions?.includes(assumption) === true ? ` (by the assumption ${assumption})` : '';
  const isNew = originatorCounter > lastCounter;
  return {
    check,
    outcome: isNew ? 'valid' : 'invalid',
    detail: `${originatorCounter} is ${isNew ? '' : 'not '}above ${lastCounter}${basis}`,
  };
}
