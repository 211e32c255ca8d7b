import { eui64 } from '../../../gbcs/identifiers.js';

/** What examples of ASN.1 payloads are made of, in hexadecimal digits. */

export const SUPPLIER = eui64('90b3d51f30010000');
export const BROKER = eui64('90b3d51f30000002');
export const PPMID = eui64('00db1234567890a4');
/** Stands for a certificate. */
export const CERTIFICATE = '3003020105';
export const HASH = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
/** 2030-01-15T09:00:00Z */
export const TIME = '180f32303330303131353039303030305a';

/** `content` in a SEQUENCE or another element of less than 128 octets. */
export function element(tag: string, ...content: string[]): string {
  const hex = content.join('');
  return `${tag}${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
}
