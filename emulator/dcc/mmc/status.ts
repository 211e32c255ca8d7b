import { type NamedValue, RESPONSE_CODES } from '../../../gbcs/index.js';
import { element, type WrittenElement } from '../xml/write.js';
import { malformed } from './values.js';

/** Codes by which devices say how something came out, as MMC names them. */

/** A field of an ASN.1 payload that is a code of one of the lists of the catalogue. */
export interface StatusField {
  /** Name of the list. */
  readonly list: string;
  readonly value: NamedValue | undefined;
}

/** What MMC calls otherwise than GBCS Annex 3, or has no word for. */
const MMC_NAMES: Readonly<Record<string, string>> = { crProductionFailed: 'cRProductionFailed' };
const UNKNOWN = 'notKnown';

/** An element with an ASN.1 status. @throws CodecError `GBCS_E_PAYLOAD` where the value is no code at all */
export function asn1Status(name: string, { list, value }: StatusField): WrittenElement {
  const names = RESPONSE_CODES.find((one) => one.name === list)?.names ?? {};
  const [number, word] =
    typeof value === 'number'
      ? [String(value), UNKNOWN]
      : (Object.entries(names).find(([, each]) => each === value) ?? []);
  if (number === undefined || word === undefined) throw malformed(list);
  return element(name, [element('ASN1Status', MMC_NAMES[word] ?? word)], { ResponseCode: number });
}
