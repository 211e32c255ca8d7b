import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from './tables.js';
import type { DlmsRow, PayloadDefinition, UseCase } from './use-case.js';

/** What differs between the use cases of GBCS 3.1 and of 4.0. */

/** A property in which the two editions of one use case differ. */
type DifferingProperty =
  | 'name'
  | 'title'
  | 'category'
  | 'authorisations'
  | 'serviceReferenceVariants'
  | 'futureDatable'
  | 'replayProtected'
  | 'responseDateTime'
  | 'rows';

/** A message code with an edition in each version. */
export interface EditionDifference {
  readonly messageCode: number;
  readonly name: string;
  readonly differs: readonly DifferingProperty[];
  /** Names of rows that only one edition has, or that differ in object, shape, constant or optionality. */
  readonly rows: readonly string[];
}

export interface CatalogueDifferences {
  /** Names of the use cases that 4.0 no longer has. */
  readonly onlyIn31: readonly string[];
  /** Names of the use cases that are new in 4.0. */
  readonly onlyIn40: readonly string[];
  /** Message codes that mean something else in each version, by code. */
  readonly editions: readonly EditionDifference[];
  /** How many use cases are the same in both. */
  readonly same: number;
}

/** Properties of a use case that editions of it may differ in, beside its rows. */
export const PROPERTIES = [
  'name',
  'title',
  'category',
  'authorisations',
  'serviceReferenceVariants',
  'futureDatable',
  'replayProtected',
  'responseDateTime',
] as const satisfies readonly (keyof UseCase)[];

/** Compares the two tables of the catalogue. Parses the rows of what has two editions, so it is not free. */
export function catalogueDifferences(): CatalogueDifferences {
  const newer = new Map(GBCS_4_0_USE_CASES.map((useCase) => [useCase.messageCode, useCase]));
  const older = new Set(GBCS_3_1_USE_CASES.map(({ messageCode }) => messageCode));
  const pairs = GBCS_3_1_USE_CASES.map((one) => [one, newer.get(one.messageCode)] as const);
  const editions = pairs.flatMap(([one, other]) => (other === undefined || other === one ? [] : [compare(one, other)]));
  return {
    onlyIn31: pairs.filter(([, other]) => other === undefined).map(([{ name }]) => name),
    onlyIn40: GBCS_4_0_USE_CASES.filter(({ messageCode }) => !older.has(messageCode)).map(({ name }) => name),
    editions: editions.sort((a, b) => a.messageCode - b.messageCode),
    same: pairs.filter(([one, other]) => other === one).length,
  };
}

function compare(one: UseCase, other: UseCase): EditionDifference {
  const rows = differingRows(one.payload, other.payload);
  const differs: DifferingProperty[] = PROPERTIES.filter(
    (property) => JSON.stringify(one[property]) !== JSON.stringify(other[property]),
  );
  return {
    messageCode: one.messageCode,
    name: one.name,
    differs: rows.length > 0 ? [...differs, 'rows'] : differs,
    rows,
  };
}

function differingRows(one: PayloadDefinition, other: PayloadDefinition): string[] {
  return [...new Set([...rowsOnlyIn(one, other), ...rowsOnlyIn(other, one)])];
}

/** Names of the rows of a payload that another does not have, or has otherwise. */
export function rowsOnlyIn(one: PayloadDefinition, other: PayloadDefinition): string[] {
  const texts = new Set(dlmsRowsOf(other).map((row) => JSON.stringify(row)));
  return dlmsRowsOf(one)
    .filter((row) => !texts.has(JSON.stringify(row)))
    .map(({ name }) => name);
}

/** All use cases with two editions are DLMS or have no payload at all. */
function dlmsRowsOf(payload: PayloadDefinition): readonly DlmsRow[] {
  return payload.family === 'dlms' ? payload.rows : [];
}
