import type { CryptoProvider } from '../crypto/provider.js';
import { KeyError } from '../errors.js';
import type { Eui64 } from '../identifiers.js';
import {
  extensionsIn,
  hardwareNameIn,
  type KeyUsage,
  keyUsageIn,
  plainSignature,
  publicPointIn,
} from './certificate.js';
import {
  type Block,
  contextOf,
  identifierOf,
  integerOf,
  malformed,
  parseDer,
  rawOf,
  sequenceOf,
  setOf,
  wholeOctetsOf,
} from './der.js';
import { nameOf } from './distinguished-name.js';
import { OID } from './object-identifiers.js';

/**
 * A certification request of PKCS #10 (RFC 2986) as a device makes it (GBCS 13.4, CS02c). It keeps its octets; nothing has
 * been checked but its form.
 */
export interface CertificationRequest {
  readonly der: Uint8Array;
  /** Uncompressed point of P-256 that a certificate is asked for, 65 octets. */
  readonly publicPoint: Uint8Array;
  /** `undefined` for a usage that GBCS gives no key, or none. */
  readonly keyUsage: KeyUsage | undefined;
  /** hwSerialNum in the requested alternative name: the device's Entity Identifier. */
  readonly hardwareSerialNumber: Eui64;
  /** hwType, a dotted object identifier. */
  readonly hardwareType: string;
  /** The octets that are signed, CertificationRequestInfo. */
  readonly info: Uint8Array;
  /** DER of the ECDSA signature, whatever it is worth. */
  readonly signature: Uint8Array;
}

const WHAT = 'the certification request';

/** The extensions that are asked for, from the one attribute that says so. */
function requestedExtensions(attributes: readonly Block[]): ReadonlyMap<string, Uint8Array> {
  const lists = attributes.flatMap((attribute) => {
    const [type, values, ...rest] = sequenceOf(attribute, WHAT);
    if (rest.length > 0) throw malformed(WHAT);
    return identifierOf(type, WHAT) === OID.extensionRequest ? setOf(values, WHAT) : [];
  });
  if (lists.length !== 1) throw malformed(WHAT);
  return extensionsIn(lists[0], WHAT);
}

/**
 * A certification request from its DER.
 * @throws KeyError `GBCS_E_KEY` if it is not strict DER, has not the structure of PKCS #10, is not signed with ECDSA over
 *   SHA-256, its key is not on P-256, or it names no device
 */
export function parseCertificationRequest(der: Uint8Array): CertificationRequest {
  const own = Uint8Array.from(der);
  const [info, algorithm, signature, ...afterSignature] = sequenceOf(parseDer(own, WHAT), WHAT);
  const [version, subject, publicKey, attributes, ...rest] = sequenceOf(info, WHAT);
  if (info === undefined || afterSignature.length > 0 || rest.length > 0) throw malformed(WHAT);
  if (integerOf(version, WHAT) !== 0n) throw malformed(WHAT);
  if (identifierOf(sequenceOf(algorithm, WHAT)[0], WHAT) !== OID.ecdsaWithSha256) {
    throw new KeyError('GBCS_E_KEY', `${WHAT} is not signed with ECDSA over SHA-256`);
  }
  // A device has no distinguished name: whatever stands here only has to be one.
  nameOf(subject, WHAT);
  const extensions = requestedExtensions(contextOf(attributes, 0, WHAT));
  const alternativeName = extensions.get(OID.subjectAltName);
  const hardware = alternativeName && hardwareNameIn(alternativeName);
  if (hardware === undefined) throw new KeyError('GBCS_E_KEY', `${WHAT} names no device`);
  return Object.freeze({
    der: own,
    publicPoint: publicPointIn(publicKey, `the key of ${WHAT.slice(4)}`),
    keyUsage: keyUsageIn(extensions.get(OID.keyUsage)),
    hardwareSerialNumber: hardware.serial,
    hardwareType: hardware.type,
    info: rawOf(info),
    signature: wholeOctetsOf(signature, WHAT),
  });
}

/**
 * Whether the request is signed with the private key of the public key in it, which proves that the device has it.
 * False, never an error, for a signature of any other form.
 */
export function verifyCertificationRequest(
  provider: Pick<CryptoProvider, 'publicKey' | 'verify'>,
  request: CertificationRequest,
): boolean {
  const signature = plainSignature(request.signature);
  return signature !== undefined && provider.verify(provider.publicKey(request.publicPoint), request.info, signature);
}
