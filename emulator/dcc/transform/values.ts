import { DuisError } from '../../../gbcs/index.js';
import { textOf, type XmlElement } from '../xml/element.js';

/** Values of DUIS elements as named values of GBCS. */

/** A whole number. @throws DuisError `DUIS_E_REQUEST` */
export function numberOf(element: XmlElement): number {
  return wholeNumber(textOf(element), element);
}

/** The number in an attribute, such as `index`. @throws DuisError `DUIS_E_REQUEST` */
export function indexOf(element: XmlElement, attribute: string): number {
  return wholeNumber(element.attributes[attribute] ?? '', element);
}

function wholeNumber(text: string, { name, line }: XmlElement): number {
  if (/^[-+]?\d{1,15}$/.test(text)) return Number(text);
  throw new DuisError('DUIS_E_REQUEST', `${name} in line ${line} has no whole number`, { path: name });
}
