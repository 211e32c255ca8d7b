import { Null } from 'asn1js';
import { type Eui64, eui64, eui64Bytes } from '../identifiers.js';
import type { DerNode } from './der.js';
import { TAG } from './der-rules.js';
import {
  elementBytes,
  elementsOf,
  encodeBlock,
  expectNull,
  expectTag,
  integer,
  integerOf,
  type LengthForms,
  lengthFormsOf,
  octetString,
  octetsOf,
  sequence,
  sequenceOf,
  type Walked,
  walk,
} from './elements.js';

/**
 * Payloads that join two devices, separate them, and read a device's log of its partners (GBCS 13.7.4: CS03A1, CS03A2,
 * CS03B, CS03C, CS04AC, CS04B, CS07). Integers outside the named numbers decode: a device answers them with a response
 * code, it does not call them malformed.
 */

/** Names of `joinMethodAndRole` by number. */
export const JOIN_METHOD_AND_ROLE = ['methodAInitiator', 'methodAResponder', 'methodB', 'methodC'] as const;

/** Names of `otherDeviceType` and `deviceType` by number. */
export const JOIN_DEVICE_TYPE = [
  'gSME',
  'eSME',
  'communicationsHubCHF',
  'communicationsHubGPF',
  'hCALCS',
  'pPMID',
  'type2',
] as const;

/** Names of `joinResponseCode` by number. */
export const JOIN_RESPONSE_CODE = [
  'success',
  'invalidMessageCodeForJoinMethodAndRole',
  'invalidJoinMethodAndRole',
  'incompatibleWithExistingEntry',
  'deviceLogFull',
  'writeFailure',
  'keyAgreementNoResources',
  'keyAgreementUnknownIssuer',
  'keyAgreementUnsupportedSuite',
  'keyAgreementBadMessage',
  'keyAgreementBadKeyConfirm',
  'invalidOrMissingCertificate',
  'noPartnerLinkKeyReceived',
  'noCBKEResponse',
] as const;

/** Names of `unjoinResponseCode` by number. */
export const UNJOIN_RESPONSE_CODE = ['success', 'otherDeviceNotInDeviceLog', 'otherFailure'] as const;

/** Names of `readResponseCode` by number. */
export const READ_RESPONSE_CODE = ['success', 'readFailure'] as const;

/**
 * ```asn1
 * JoinDeviceCommand ::= SEQUENCE {
 *   joinMethodAndRole            INTEGER,                  -- JOIN_METHOD_AND_ROLE
 *   otherDeviceEntityIdentifier  OCTET STRING (SIZE(8)),
 *   otherDeviceType              INTEGER,                  -- JOIN_DEVICE_TYPE
 *   otherDeviceCertificate       Certificate OPTIONAL }
 * ```
 */
export interface JoinDeviceCommand extends LengthForms {
  readonly joinMethodAndRole: number;
  readonly otherDeviceEntityIdentifier: Eui64;
  readonly otherDeviceType: number;
  /** Key agreement certificate in DER, unchecked; belongs only where a GSME and a PPMID are joined. */
  readonly otherDeviceCertificate?: Uint8Array;
}

/** `JoinDeviceResponse ::= INTEGER`, one of `JOIN_RESPONSE_CODE`. */
export interface JoinDeviceResponse {
  readonly joinResponseCode: number;
}

/** `UnjoinDeviceCommand ::= OCTET STRING (SIZE(8))`. */
export interface UnjoinDeviceCommand {
  readonly otherDeviceEntityIdentifier: Eui64;
}

/** `UnjoinDeviceResponse ::= INTEGER`, one of `UNJOIN_RESPONSE_CODE`. */
export interface UnjoinDeviceResponse {
  readonly unjoinResponseCode: number;
}

/** `ReadDeviceJoinDetailsCommand ::= NULL`. */
export type ReadDeviceJoinDetailsCommand = Readonly<Record<string, never>>;

/** `DeviceLogEntry ::= SEQUENCE { entityIdentifier OCTET STRING (SIZE(8)), deviceType INTEGER }`. */
export interface DeviceLogEntry {
  readonly entityIdentifier: Eui64;
  readonly deviceType: number;
}

/**
 * ```asn1
 * ReadDeviceJoinDetailsResponse ::= SEQUENCE {
 *   readResponseCode  INTEGER,                             -- READ_RESPONSE_CODE
 *   deviceLogEntries  SEQUENCE OF DeviceLogEntry OPTIONAL }
 * ```
 */
export interface ReadDeviceJoinDetailsResponse extends LengthForms {
  readonly readResponseCode: number;
  readonly deviceLogEntries?: readonly DeviceLogEntry[];
}

/** The value that each ASN.1 type decodes to. */
export interface Asn1Values {
  readonly JoinDeviceCommand: JoinDeviceCommand;
  readonly JoinDeviceResponse: JoinDeviceResponse;
  readonly UnjoinDeviceCommand: UnjoinDeviceCommand;
  readonly UnjoinDeviceResponse: UnjoinDeviceResponse;
  readonly ReadDeviceJoinDetailsCommand: ReadDeviceJoinDetailsCommand;
  readonly ReadDeviceJoinDetailsResponse: ReadDeviceJoinDetailsResponse;
}

export type Asn1Type = keyof Asn1Values;

export interface Asn1Codec<T> {
  /**
   * @param bytes the whole payload
   * @param base offset of the payload in the message, 0 if left out
   * @throws CodecError `GBCS_E_PAYLOAD` where an element is missing, surplus or of another type or size, or an integer
   *   is beyond 2^53 - 1; `GBCS_E_EMPTY`, `GBCS_E_TRAILING` and what `readDer` throws on octets that are not DER
   */
  decode(bytes: Uint8Array, base?: number): T;
  /**
   * The payload in the length forms that GBCS messages use; certificates go out as they are.
   * @throws CodecError `GBCS_E_VALUE` on a number that is not a whole number up to 2^53 - 1
   */
  encode(value: T): Uint8Array;
}

function eui64Of(walked: Walked, node: DerNode, field: string): Eui64 {
  return eui64(octetsOf(walked, node, field, 8));
}

const joinDeviceCommand: Asn1Codec<JoinDeviceCommand> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'JoinDeviceCommand');
    const [method, identifier, deviceType, certificate] = elementsOf(walked, walked.root, 'joinDevice', 3, 4);
    const command = {
      joinMethodAndRole: integerOf(walked, method, 'joinMethodAndRole'),
      otherDeviceEntityIdentifier: eui64Of(walked, identifier, 'otherDeviceEntityIdentifier'),
      otherDeviceType: integerOf(walked, deviceType, 'otherDeviceType'),
      ...lengthFormsOf(walked.root),
    };
    if (certificate === undefined) return command;
    expectTag(walked, certificate, 'otherDeviceCertificate', TAG.sequence);
    return { ...command, otherDeviceCertificate: elementBytes(walked, certificate) };
  },
  encode(value) {
    const command = sequence(
      integer(value.joinMethodAndRole, 'joinMethodAndRole'),
      octetString(eui64Bytes(value.otherDeviceEntityIdentifier)),
      integer(value.otherDeviceType, 'otherDeviceType'),
    );
    return encodeBlock(command, value, value.otherDeviceCertificate);
  },
};

const joinDeviceResponse: Asn1Codec<JoinDeviceResponse> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'JoinDeviceResponse');
    return { joinResponseCode: integerOf(walked, walked.root, 'joinResponseCode') };
  },
  encode: (value) => encodeBlock(integer(value.joinResponseCode, 'joinResponseCode')),
};

const unjoinDeviceCommand: Asn1Codec<UnjoinDeviceCommand> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'UnjoinDeviceCommand');
    return { otherDeviceEntityIdentifier: eui64Of(walked, walked.root, 'otherDeviceEntityIdentifier') };
  },
  encode: (value) => encodeBlock(octetString(eui64Bytes(value.otherDeviceEntityIdentifier))),
};

const unjoinDeviceResponse: Asn1Codec<UnjoinDeviceResponse> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'UnjoinDeviceResponse');
    return { unjoinResponseCode: integerOf(walked, walked.root, 'unjoinResponseCode') };
  },
  encode: (value) => encodeBlock(integer(value.unjoinResponseCode, 'unjoinResponseCode')),
};

const readDeviceJoinDetailsCommand: Asn1Codec<ReadDeviceJoinDetailsCommand> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'ReadDeviceJoinDetailsCommand');
    expectNull(walked, walked.root, 'readDeviceJoinDetails');
    return {};
  },
  encode: () => encodeBlock(new Null()),
};

const readDeviceJoinDetailsResponse: Asn1Codec<ReadDeviceJoinDetailsResponse> = {
  decode(bytes, base = 0) {
    const walked = walk(bytes, base, 'ReadDeviceJoinDetailsResponse');
    const [code, entries] = elementsOf(walked, walked.root, 'readDeviceJoinDetails', 1, 2);
    const readResponseCode = integerOf(walked, code, 'readResponseCode');
    if (entries === undefined) return { readResponseCode };
    const deviceLogEntries = sequenceOf(walked, entries, 'deviceLogEntries').map((entry): DeviceLogEntry => {
      const [identifier, deviceType] = elementsOf(walked, entry, 'deviceLogEntry', 2, 2);
      return {
        entityIdentifier: eui64Of(walked, identifier, 'entityIdentifier'),
        deviceType: integerOf(walked, deviceType, 'deviceType'),
      };
    });
    return { readResponseCode, deviceLogEntries, ...lengthFormsOf(walked.root, entries) };
  },
  encode(value) {
    const code = integer(value.readResponseCode, 'readResponseCode');
    const entries = value.deviceLogEntries?.map((entry) =>
      sequence(octetString(eui64Bytes(entry.entityIdentifier)), integer(entry.deviceType, 'deviceType')),
    );
    return encodeBlock(entries === undefined ? sequence(code) : sequence(code, sequence(...entries)), value);
  },
};

/** How to read and write each ASN.1 type that hanlab knows field by field. */
export const ASN1_CODECS: { readonly [T in Asn1Type]: Asn1Codec<Asn1Values[T]> } = {
  JoinDeviceCommand: joinDeviceCommand,
  JoinDeviceResponse: joinDeviceResponse,
  UnjoinDeviceCommand: unjoinDeviceCommand,
  UnjoinDeviceResponse: unjoinDeviceResponse,
  ReadDeviceJoinDetailsCommand: readDeviceJoinDetailsCommand,
  ReadDeviceJoinDetailsResponse: readDeviceJoinDetailsResponse,
};
