import * as asn1js from 'asn1js';
import { toNumber } from '../crypto/curve.js';
import type { CryptoProvider, PrivateKey } from '../crypto/provider.js';
import type { Eui64 } from '../identifiers.js';
import {
  bits,
  context,
  derOf,
  extension,
  hardwareName,
  identifier,
  keyUsageBits,
  sequence,
} from './certificate-maker.js';
import type { Block } from './der.js';
import { OID } from './object-identifiers.js';

const INTEGER_OF_VERSION_1 = 0;

/** DER of an ECDSA signature from `r || s`. */
function signatureDer(plain: Uint8Array): Uint8Array {
  const half = (from: number): Block => asn1js.Integer.fromBigInt(toNumber(plain.subarray(from, from + 32)));
  return derOf(sequence(half(0), half(32)));
}

/**
 * A certification request of PKCS #10 (RFC 2986) as a device makes it for a key pair of its own (GBCS 13.4, CS02c): no
 * distinguished name, the key usage, and the device's hardware module name, signed with the key that it asks about.
 * @returns its DER
 */
export function makeCertificationRequest(
  provider: Pick<CryptoProvider, 'sign'>,
  device: Eui64,
  keyUsage: 'digitalSignature' | 'keyAgreement',
  key: PrivateKey,
): Uint8Array {
  const extensions = sequence(
    extension(OID.keyUsage, true, keyUsageBits(keyUsage)),
    extension(OID.subjectAltName, true, hardwareName(device)),
  );
  const info = sequence(
    new asn1js.Integer({ value: INTEGER_OF_VERSION_1 }),
    sequence(),
    sequence(sequence(identifier(OID.ecPublicKey), identifier(OID.prime256v1)), bits(key.publicKey.point)),
    context(0, sequence(identifier(OID.extensionRequest), new asn1js.Set({ value: [extensions] }))),
  );
  const signature = provider.sign(key, derOf(info));
  return derOf(sequence(info, sequence(identifier(OID.ecdsaWithSha256)), bits(signatureDer(signature))));
}
