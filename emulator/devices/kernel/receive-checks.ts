import {
  assumptionValue,
  type CryptoProvider,
  checkCommandPayload,
  commandProtections,
  type DeviceKind,
  decodePayload,
  type Eui64,
  type Frame,
  HanlabError,
  type Payload,
  type Profile,
  profileById,
  type RemotePartyRole,
  SECURITY_CONTROL,
  UsageError,
  type UseCase,
  useCaseByCode,
  verifyFrameMac,
  verifyFrameSignature,
} from '../../../gbcs/index.js';
import type { DeviceCredentials } from './credentials/device-credentials.js';
import type { TrustAnchors } from './credentials/trust-anchors.js';

/**
 * The checks that a device makes of a Command, in order, each with a name (GBCS 6.2.4, whose text is not available;
 * the order is the assumption `receive-check-order`). A defect can leave any one of them out, so each one judges only
 * what is its own: a check whose subject is absent passes, since it is another check's business that it be there.
 */

export const RECEIVE_CHECK_NAMES = [
  'parse',
  'recipient',
  'originator',
  'protections',
  'mac',
  'signature',
  'replay',
  'supported',
  'payload',
] as const;
export type ReceiveCheckName = (typeof RECEIVE_CHECK_NAMES)[number];

/** What the checks look at: the device as it stands, and the Command as far as it is understood. */
export interface Reception {
  readonly device: {
    readonly eui: Eui64;
    readonly kind: DeviceKind;
    readonly profile: Profile;
    readonly provider: CryptoProvider;
    readonly credentials: DeviceCredentials;
    readonly trustAnchors: TrustAnchors;
    readonly supportedUseCases: ReadonlySet<string>;
    readonly defects?: ReadonlySet<string>;
    /** Highest counter accepted from a role (GBCS 4.3.1.5). */
    storedCounter(role: RemotePartyRole): bigint;
  };
  readonly frame: Frame;
  /** By the Message Code, if the catalogue of the device's profile knows it. */
  readonly useCase: UseCase | undefined;
  /** Role of the originator, if it is in a trust anchor cell. */
  readonly role: RemotePartyRole | undefined;
  /**
   * The payload as typed values, decoded when first asked for.
   * @throws CodecError if it is not well formed
   */
  payload(): Payload;
}

export interface ReceiveCheck {
  readonly name: ReceiveCheckName;
  /** What must hold, in one sentence. */
  readonly rule: string;
  readonly clause: string;
  /** Event for the security log when it fails; which code belongs to which check is not certain. */
  readonly event: number;
  /** @returns what is wrong, or nothing */
  fails(reception: Reception): string | undefined;
}

/** CRA of a Command. */
const COMMAND = 1;

const UNUSUAL_MESSAGES = 0x8f60;
const SOURCE_WITHOUT_AUTHORITY = 0x8f30;
const AUTHENTICATION_FAILURE = 0x8f53;
const TRUSTED_SOURCE_AUTHENTICATION_FAILURE = 0x8f3d;
const COMMAND_NOT_SUPPORTED = 0x8f85;
const CONTENT_CHECK_FAILED = 0x8f1e;

export const RECEIVE_CHECKS: readonly ReceiveCheck[] = [
  {
    name: 'parse',
    rule: 'The frame is a Command with an empty MAC Header, security control 11 and invocation counter 0, in shortest lengths.',
    clause: 'GBCS 7.2.5, 7.2.7',
    event: UNUSUAL_MESSAGES,
    fails: ({ frame }) => {
      if (frame.header.cra !== COMMAND) return `CRA is ${frame.header.cra}, not 1 (Command)`;
      if (frame.lengths !== undefined) return `length of ${Object.keys(frame.lengths)[0]} is not in its shortest form`;
      if (frame.header.dateTime.length > 0) return 'a Command carries a date-time';
      const header = frame.macHeader;
      if (header === undefined) return undefined;
      if (frame.signature === undefined) return 'a message with a MAC has no signature field';
      if (header.securityControl !== SECURITY_CONTROL) return `security control is ${header.securityControl}, not 17`;
      if (header.invocationCounter !== 0) return `invocation counter is ${header.invocationCounter}, not 0`;
      if (header.keyInformation !== 0) return 'the MAC Header has key information';
      const fields = [header.transactionId, header.originatorSystemTitle, header.recipientSystemTitle];
      const filled = [...fields, header.dateTime, header.otherInformation].some((field) => field.length > 0);
      return filled ? 'a field of the MAC Header is not empty' : undefined;
    },
  },
  {
    name: 'recipient',
    rule: 'The recipient is the device itself.',
    clause: 'GBCS 6.2.4',
    event: UNUSUAL_MESSAGES,
    fails: ({ frame, device }) =>
      frame.header.recipient === device.eui ? undefined : `addressed to ${frame.header.recipient}`,
  },
  {
    name: 'originator',
    rule: 'The originator is in a trust anchor cell, and its role may invoke the use case on this kind of device, if the device knows the use case.',
    clause: 'GBCS 17',
    event: SOURCE_WITHOUT_AUTHORITY,
    fails: ({ frame, useCase, role, device }) => {
      if (role === undefined) return `${frame.header.originator} is in no trust anchor cell`;
      // What the device does not know nobody can be denied: see `supported`.
      if (useCase === undefined) return undefined;
      const authorisations = device.defects?.has('keeps-former-rights')
        ? (formerEdition(useCase, device.profile)?.authorisations ?? [])
        : useCase.authorisations;
      const allowed = authorisations.some((one) => one.role === role && one.targets.includes(device.kind));
      // A use case that no role may invoke on this kind of device is not this check's matter: see `supported`.
      const forThisKind = useCase.authorisations.some((one) => one.targets.includes(device.kind));
      const anywhere = useCase.authorisations.some((one) => one.role === role);
      return allowed || (!forThisKind && anywhere) ? undefined : `${role} may not invoke ${useCase.name}`;
    },
  },
  {
    name: 'protections',
    rule: 'Signature and MAC are there exactly as the use case demands; where the device does not know it, one of them at least.',
    clause: 'GBCS 6',
    event: AUTHENTICATION_FAILURE,
    fails: ({ frame, useCase, role, device }) => {
      const signed = frame.signature !== undefined && frame.signature.length > 0;
      if (useCase === undefined) return signed || frame.mac !== undefined ? undefined : 'neither signature nor MAC';
      const needed = commandProtections(useCase, role, device.kind);
      if (signed !== needed.signature) return `${useCase.category} ${signed ? 'with' : 'without'} a signature`;
      const maced = frame.mac !== undefined;
      return maced === needed.mac ? undefined : `${useCase.category} ${maced ? 'with' : 'without'} a MAC`;
    },
  },
  {
    name: 'mac',
    rule: 'The MAC holds under the keys of the Access Control Broker and the device.',
    clause: 'GBCS 6.4',
    event: AUTHENTICATION_FAILURE,
    fails: ({ frame, device }) => {
      if (frame.mac === undefined) return undefined;
      const broker = device.trustAnchors.cell('accessControlBroker', 'keyAgreement');
      if (broker === undefined) return 'no key agreement credentials of the Access Control Broker';
      const secret = device.credentials.sharedSecret(broker.party, broker.publicKey);
      return verifyFrameMac(device.provider, frame, secret) ? undefined : 'the MAC does not hold';
    },
  },
  {
    name: 'signature',
    rule: 'The signature holds under the key of the originator.',
    clause: 'GBCS 4.3.3.1',
    event: TRUSTED_SOURCE_AUTHENTICATION_FAILURE,
    fails: ({ frame, role, device }) => {
      if (frame.signature === undefined || frame.signature.length === 0) return undefined;
      const cell = role && device.trustAnchors.cell(role, 'digitalSignature');
      if (cell === undefined) return `no digital signature credentials of ${frame.header.originator}`;
      return verifyFrameSignature(device.provider, frame, cell.publicKey) ? undefined : 'the signature does not hold';
    },
  },
  {
    name: 'replay',
    rule: 'The counter of a replay-protected use case is above the highest one accepted from that role.',
    clause: 'GBCS 4.3.1.5',
    event: UNUSUAL_MESSAGES,
    fails: ({ frame, useCase, role, device }) => {
      if (useCase === undefined || role === undefined || !isReplayProtected(useCase, device.profile)) return undefined;
      const stored = device.storedCounter(role);
      const { originatorCounter } = frame.header;
      const isAbove = originatorCounter > stored;
      const isTaken = isAbove || (originatorCounter === stored && device.defects?.has('accepts-equal-counter'));
      return isTaken ? undefined : `counter ${originatorCounter} is not above ${stored}`;
    },
  },
  {
    name: 'supported',
    rule: 'The device supports the use case; otherwise it says so with alert ECS100.',
    clause: 'GBCS 7.2.9.1',
    event: COMMAND_NOT_SUPPORTED,
    fails: ({ useCase, device }) =>
      useCase !== undefined && device.supportedUseCases.has(useCase.name)
        ? undefined
        : `${useCase?.name ?? 'a message code that is unknown'} is not supported`,
  },
  {
    name: 'payload',
    rule: 'The payload has the form that its use case demands.',
    clause: 'GBCS 19',
    event: CONTENT_CHECK_FAILED,
    fails: ({ frame, useCase, payload }) => {
      try {
        if (useCase !== undefined) checkCommandPayload(payload(), useCase, frame.header.originatorCounter);
        return undefined;
      } catch (error) {
        if (error instanceof HanlabError) return error.message;
        throw error;
      }
    },
  },
];

/**
 * The payload of a Command as typed values; whether it is a Command at all is the business of `parse`.
 * @throws CodecError if it is not well formed
 */
export function payloadOf(frame: Frame): Payload {
  return decodePayload(
    frame.payload,
    frame.spans?.payload.start ?? 0,
    frame.header.otherInformation.messageCode,
    COMMAND,
    { preset: 'strict' },
  );
}

/** The checks in the order that the profile assumes. @throws UsageError if it names one that there is not, or not all */
export function receiveChecksOf(profile: Profile): readonly ReceiveCheck[] {
  const names = assumptionValue(profile, 'receive-check-order').split(' ');
  const checks = names.flatMap((name) => RECEIVE_CHECKS.filter((check) => check.name === name));
  if (names.length !== RECEIVE_CHECKS.length || new Set(checks).size !== RECEIVE_CHECKS.length) {
    throw new UsageError('HANLAB_E_USAGE', `receive-check-order of ${profile.id} does not name each check once`);
  }
  return checks;
}

/** The use case by the rules that those of the profile were made from. */
function formerEdition({ messageCode }: UseCase, { parent }: Profile): UseCase | undefined {
  return parent === undefined ? undefined : useCaseByCode(profileById(parent).useCases, messageCode);
}

/** Whether a use case is protected against replay; for those outside the use-case table that is an assumption. */
export function isReplayProtected(useCase: UseCase, profile: Profile): boolean {
  const isAssumed = useCase.assumptions?.includes('replay-for-use-cases-outside-the-table') ?? false;
  return useCase.replayProtected && (!isAssumed || assumptionValue(profile, 'replay-for-use-cases-outside-the-table'));
}

/** The use case of a Command by its Message Code, in the device's profile. */
export function useCaseOf(frame: Frame, profile: Profile): UseCase | undefined {
  return useCaseByCode(profile.useCases, frame.header.otherInformation.messageCode);
}
