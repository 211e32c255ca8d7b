import { type Identities, PARTIES } from '../../emulator/index.js';
import {
  buildMessage,
  type Command,
  type CryptoProvider,
  commandProtections,
  type DeviceKind,
  type Eui64,
  encodeFrame,
  encodePayload,
  type Frame,
  KeyError,
  macFrame,
  type OtherInformation,
  type Payload,
  type Profile,
  signFrame,
  UsageError,
  useCaseByName,
} from '../../gbcs/index.js';
import type { Differences } from './laboratory.js';

/**
 * Commands that a device must refuse: right in all respects but those that are named, so that only the one check whose
 * business it is can refuse them.
 */

export interface CraftContext {
  readonly profile: Profile;
  readonly provider: CryptoProvider;
  readonly identities: Identities;
}

/** A length field of four octets: longer than any payload here needs. */
const LONG_LENGTH_OCTETS = 4;

/**
 * Builds, signs and MACs a Command as originator and broker would, with the differences.
 * @param device who gets it; its keys make the MAC, whoever it is addressed to
 * @param kind of that device, on which protections can depend
 */
export function craftCommand(
  { profile, provider, identities }: CraftContext,
  device: Eui64,
  kind: DeviceKind,
  command: Command,
  differences: Differences & { readonly counter: bigint; readonly originator: keyof typeof PARTIES },
): Uint8Array {
  const useCase = useCaseByName(profile.useCases, command.useCase);
  if (useCase === undefined) throw new UsageError('GBCS_E_UNKNOWN_USE_CASE', `${command.useCase} is in no catalogue`);
  const { eui: originator, role } = PARTIES[differences.originator];
  const needed = commandProtections(useCase, role, kind);
  const { dateTime, longInvokeId } = differences;
  let frame: Frame = buildMessage({
    cra: differences.cra ?? 1,
    originatorCounter: differences.counter,
    originator,
    recipient: differences.recipient ?? device,
    otherInformation: {
      messageCode: differences.messageCode ?? useCase.messageCode,
      ...supplementaryParty(differences),
    },
    payload: longInvokeId === undefined ? command.payload : withLongInvokeId(command.payload, longInvokeId),
    ...(dateTime === undefined ? {} : { dateTime }),
  });
  if (differences.longLength) frame = { ...frame, lengths: { payload: LONG_LENGTH_OCTETS } };
  const isSigned = needed.signature || differences.signature === 'extra';
  if (isSigned && differences.signature !== 'none') {
    const key = identities.keysOf(originator).privateKey({ entity: originator, usage: 'digitalSignature' });
    if (key === undefined) throw new KeyError('GBCS_E_KEY_MISSING', `${originator} has no digital signature key`);
    frame = signFrame(provider, frame, key);
    if (differences.signature === 'wrong') frame = { ...frame, signature: changed(frame.signature) };
  }
  if (differences.mac === 'none' || !needed.mac)
    return encodeFrame({ ...frame, signature: frame.signature ?? new Uint8Array(0) });
  frame = macFrame(provider, frame, sharedSecret(provider, identities, device));
  if (differences.mac === 'wrong') frame = { ...frame, mac: changed(frame.mac) };
  const { invocationCounter, securityControl } = differences;
  if (frame.macHeader !== undefined) {
    const macHeader = {
      ...frame.macHeader,
      ...(invocationCounter === undefined ? {} : { invocationCounter }),
      ...(securityControl === undefined ? {} : { securityControl }),
    };
    frame = { ...frame, macHeader };
  }
  return encodeFrame(frame);
}

function supplementaryParty({ onBehalfOf, counter }: Differences): Omit<OtherInformation, 'messageCode'> {
  if (onBehalfOf === undefined || counter === undefined) return {};
  return {
    supplementaryRemotePartyId: PARTIES[onBehalfOf.party].eui,
    supplementaryRemotePartyCounter: counter,
    supplementaryRemotePartyCertificate: onBehalfOf.certificate,
  };
}

/** A payload whose long-invoke-id is not that of its counter: as octets, which nothing sets right again. */
function withLongInvokeId(payload: Payload, longInvokeId: number): Payload {
  if (!('longInvokeId' in payload)) return payload;
  return { kind: 'raw', family: 'dlms', octets: encodePayload({ ...payload, longInvokeId }) };
}

/** The octets with one bit of the last one changed. */
function changed(octets: Uint8Array | undefined): Uint8Array {
  const copy = Uint8Array.from(octets ?? []);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

/** Z of the broker and the device. */
function sharedSecret(provider: CryptoProvider, identities: Identities, device: Eui64): Uint8Array {
  const broker = PARTIES.broker.eui;
  const keys = identities.keysOf(broker);
  const own = keys.privateKey({ entity: broker, usage: 'keyAgreement' });
  const peer = keys.publicKey({ entity: device, usage: 'keyAgreement' });
  if (own === undefined || peer === undefined) {
    throw new KeyError('GBCS_E_KEY_MISSING', `no key agreement keys of the broker and ${device}`);
  }
  return provider.sharedSecret(own, peer);
}
