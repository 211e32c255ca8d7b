import {
  allUseCases,
  type DlmsRow,
  type NamedFields,
  type NamedValue,
  parseObis,
  toHex,
  useCaseByName,
} from '../../../gbcs/index.js';
import { needChild, type XmlElement } from '../xml/element.js';
import { activationOf, dateTimeOf, logPeriodOf } from './cosem-values.js';
import type { BodyMapping, Situation } from './mapping.js';
import { chosenChild } from './values.js';

/** Rows of the transform for use cases whose payloads follow from tables: elements and rows, or the catalogue alone. */

/** Which element below the body, by a path of names with blanks between, becomes the value of which row, and how. */
export type ValueRow = readonly [row: string, path: string, convert: (element: XmlElement) => NamedValue];

/** What rows of the transform may say beside body, variant and use case. */
type Options = Partial<Pick<BodyMapping, 'versions' | 'when'>>;

/** A row whose payload a function makes. */
export function rowOf(
  useCase: string,
  body: string,
  variant: string,
  payload: (body: XmlElement, situation: Situation) => NamedFields,
  options: Options = {},
): BodyMapping {
  return { body, variants: [variant], useCase, ...options, payload };
}

/** A row of a Command that says no more than its name. */
export function plainRow(useCase: string, body: string, variant: string, options?: Options): BodyMapping {
  return rowOf(useCase, body, variant, () => ({}), options);
}

/** A row whose payload is values of elements, and nothing else. */
export function valueRow(
  useCase: string,
  body: string,
  variant: string,
  rows: readonly ValueRow[],
  options?: Options,
): BodyMapping {
  return rowOf(useCase, body, variant, (element) => valuesOf(element, rows), options);
}

/** Values of the elements below one. @throws DuisError `DUIS_E_REQUEST` */
export function valuesOf(element: XmlElement, rows: readonly ValueRow[]): NamedFields {
  return Object.fromEntries(
    rows.map(([row, path, convert]) => [row, convert(path.split(' ').reduce(chosenChild, element))]),
  );
}

/** The date from which what a body sets is in force, for all rows of a use case that have one (GBCS 9.2). */
export function activationDates(useCase: string, body: XmlElement): NamedFields {
  const dates = dlmsRows(useCase).filter(({ name }) => /\.activate\w*NextDateTime$/.test(name));
  const activation = activationOf(body);
  return Object.fromEntries(dates.map(({ name }) => [name, activation]));
}

/**
 * A row that reads: which registers and logs, the catalogue says. Logs are read for the period that the body names, also
 * those that a protected read reads (GBCS 8.5).
 */
export function readRow(useCase: string, body: string, variant: string, options?: Options): BodyMapping {
  return rowOf(useCase, body, variant, (element) => readPayload(useCase, element), options);
}

function readPayload(useCase: string, body: XmlElement): NamedFields {
  const fields: Record<string, NamedValue> = {};
  for (const row of dlmsRows(useCase)) {
    if (row.selection === 'range') fields[row.name] = logPeriodOf(body);
    else if (row.protects !== undefined) fields[row.name] = protectedRead(row, body);
    // Otherwise a row that may be left out would be.
    else if (row.access === 'get') fields[row.name] = null;
  }
  return fields;
}

/** Class of COSEM objects that are logs: profiles. */
const PROFILE_CLASS = 7;

function protectedRead({ protects = [] }: DlmsRow, body: XmlElement): NamedFields {
  const objectList = protects.map(({ classId, obis, member }) => ({
    classId,
    logicalName: toHex(parseObis(obis)),
    attributeIndex: member,
    restriction: classId === PROFILE_CLASS ? { restrictionByDate: readPeriodOf(body) } : {},
  }));
  return { objectList };
}

/** The period of a protected read, which is not in seconds of a log. */
function readPeriodOf(body: XmlElement): NamedFields {
  const period = needChild(body, 'ReadLogPeriod');
  return {
    fromDate: dateTimeOf(needChild(period, 'StartDateTime')),
    toDate: dateTimeOf(needChild(period, 'EndDateTime')),
  };
}

function dlmsRows(name: string): readonly DlmsRow[] {
  const payload = useCaseByName(allUseCases, name)?.payload;
  return payload?.family === 'dlms' ? payload.rows : [];
}
