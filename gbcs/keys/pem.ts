import forge from 'node-forge';
import { concatBytes } from '../bytes/hex.js';
import { isPoint, isPrivateScalar } from '../crypto/curve.js';
import { publicPointOf } from '../crypto/deterministic.js';
import { KeyError } from '../errors.js';
import {
  contextOf,
  identifierOf,
  integerOf,
  isContext,
  malformed,
  octetsOf,
  parseDer,
  sequenceOf,
  wholeOctetsOf,
} from './der.js';
import { OID } from './object-identifiers.js';

/** One block of a PEM file: `CERTIFICATE`, `PRIVATE KEY`, `EC PRIVATE KEY`, `PUBLIC KEY` ... and its octets. */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * The blocks of a PEM text (RFC 7468), in order; text around them is skipped.
 * @throws KeyError `GBCS_E_KEY` if there is none or one is malformed
 */
export function readPem(text: string): PemBlock[] {
  let messages: forge.pem.ObjectPEM[];
  try {
    messages = forge.pem.decode(text);
  } catch {
    // Without the cause: what it says may come from the text, and the text may be a private key.
    throw malformed('the PEM text');
  }
  return messages.map(({ type, body }) => ({
    label: type,
    der: forge.util.binary.raw.decode(body),
  }));
}

/** A PEM block with lines of 64 characters ended by a line feed. */
export function writePem(label: string, der: Uint8Array): string {
  const body = forge.util.binary.raw.encode(der);
  return forge.pem.encode({ type: label, body }, { maxline: 64 }).replaceAll('\r\n', '\n');
}

/** The scalar of an `ECPrivateKey` of RFC 5915, whose version stands first. */
function scalarOfEcPrivateKey(der: Uint8Array, what: string): Uint8Array {
  const [version, scalar, ...optional] = sequenceOf(parseDer(der, what), what);
  if (integerOf(version, what) !== 1n) throw malformed(what);
  const curve = optional.find((block) => isContext(block, 0));
  if (curve !== undefined && identifierOf(contextOf(curve, 0, what)[0], what) !== OID.prime256v1) {
    throw new KeyError('GBCS_E_KEY', `${what} is not on P-256`);
  }
  return octetsOf(scalar, what);
}

function checkAlgorithm(block: Parameters<typeof sequenceOf>[0], what: string): void {
  const [type, curve] = sequenceOf(block, what);
  if (identifierOf(type, what) !== OID.ecPublicKey || identifierOf(curve, what) !== OID.prime256v1) {
    throw new KeyError('GBCS_E_KEY', `${what} is not a key of P-256`);
  }
}

/**
 * The private scalar, 32 octets, of PKCS#8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`) DER. A public key that comes
 * with it is not looked at.
 * @throws KeyError `GBCS_E_KEY` if it is neither, encrypted, of another curve or out of range
 */
export function readPrivateScalar(der: Uint8Array): Uint8Array {
  const what = 'the private key';
  const [version, algorithm, wrapped] = sequenceOf(parseDer(der, what), what);
  let scalar: Uint8Array;
  if (integerOf(version, what) === 1n) {
    scalar = scalarOfEcPrivateKey(der, what);
  } else {
    checkAlgorithm(algorithm, what);
    scalar = scalarOfEcPrivateKey(octetsOf(wrapped, what), what);
  }
  if (!isPrivateScalar(scalar)) throw new KeyError('GBCS_E_KEY', `${what} is not a scalar of P-256`);
  return scalar.slice();
}

/**
 * The public point, uncompressed, 65 octets, of SubjectPublicKeyInfo DER (`PUBLIC KEY`).
 * @throws KeyError `GBCS_E_KEY` if it is anything else or not a point of P-256
 */
export function readPublicPoint(der: Uint8Array): Uint8Array {
  const what = 'the public key';
  const [algorithm, key] = sequenceOf(parseDer(der, what), what);
  checkAlgorithm(algorithm, what);
  const point = wholeOctetsOf(key, what);
  if (!isPoint(point)) throw new KeyError('GBCS_E_KEY', `${what} is not a point of P-256`);
  return point.slice();
}

// Every length in these two structures is fixed, so all but the key itself is.
const SPKI_BEFORE = Uint8Array.from([
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00],
]);
const PKCS8_BEFORE = Uint8Array.from([
  ...[0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01, 0x04, 0x20],
]);
const PKCS8_BETWEEN = Uint8Array.of(0xa1, 0x44, 0x03, 0x42, 0x00);

/** SubjectPublicKeyInfo DER of an uncompressed point of 65 octets. */
export function encodePublicKey(point: Uint8Array): Uint8Array {
  return concatBytes(SPKI_BEFORE, point);
}

/**
 * PKCS#8 DER of a private scalar of 32 octets, with its public key.
 * @throws KeyError `GBCS_E_KEY` if the scalar is out of range
 */
export function encodePrivateKey(scalar: Uint8Array): Uint8Array {
  return concatBytes(PKCS8_BEFORE, scalar, PKCS8_BETWEEN, publicPointOf(scalar));
}
