import type { NamedFields } from '../../../../gbcs/index.js';
import type { XmlElement } from '../../xml/element.js';
import { executionTimeOf } from '../values.js';

/** What cancels a Command whose time is a GeneralizedTime (GBCS 9.2). */
const NEVER = '9999-12-31T23:59:59Z';

/** `executionDateTime` of a payload of ASN.1, which is left out where the Command is to be executed at once. */
export function asn1Time(body: XmlElement): NamedFields {
  const time = executionTimeOf(body);
  return time === 'now' ? {} : { executionDateTime: time === 'never' ? NEVER : time };
}
