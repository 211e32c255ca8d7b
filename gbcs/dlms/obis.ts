import { CodecError } from '../errors.js';

const NOTATION = /^(\d{1,3})-(\d{1,3}):(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** A logical name in OBIS notation with all six groups, `A-B:C.D.E.F`, from its 6 octets (Blue Book 4.1.1). */
export function formatObis(octets: Uint8Array): string {
  return `${octets[0]}-${octets[1]}:${octets[2]}.${octets[3]}.${octets[4]}.${octets[5]}`;
}

/**
 * The 6 octets of a logical name.
 * @throws CodecError `GBCS_E_VALUE` unless it has six groups of 0 to 255
 */
export function parseObis(text: string): Uint8Array {
  const groups = NOTATION.exec(text)?.slice(1).map(Number);
  if (groups === undefined || groups.some((group) => group > 255)) {
    throw new CodecError('GBCS_E_VALUE', `'${text}' is not an OBIS name of six groups, A-B:C.D.E.F`);
  }
  return Uint8Array.from(groups);
}
