import { fromHex, toHex } from '../bytes/hex.js';

/**
 * The little arithmetic of P-256 (secp256r1, FIPS 186-4 D.1.2.3) that is needed to refuse bad keys when they are read,
 * long before a provider computes with them. Nothing here handles a secret in a way that its timing could tell.
 */

const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Order n of the base point: private scalars and both halves of a signature lie in 1..n-1. */
export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The unsigned big-endian number in `bytes`; 0 for none. */
export function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** The unsigned `value` as `length` octets, big-endian; it must fit. */
export function toOctets(value: bigint, length: number): Uint8Array {
  return fromHex(value.toString(16).padStart(2 * length, '0'));
}

/** Whether `point` is an uncompressed point of P-256, `04 || x || y` of 65 octets. */
export function isPoint(point: Uint8Array): boolean {
  if (point.length !== 65 || point[0] !== 4) return false;
  const x = toNumber(point.subarray(1, 33));
  const y = toNumber(point.subarray(33));
  return x < PRIME && y < PRIME && (y * y - (x * x * x - 3n * x + B)) % PRIME === 0n;
}

/** Whether `scalar` is a private key of P-256: 32 octets, big-endian, in 1..n-1. */
export function isPrivateScalar(scalar: Uint8Array): boolean {
  if (scalar.length !== 32) return false;
  const value = toNumber(scalar);
  return value > 0n && value < ORDER;
}
