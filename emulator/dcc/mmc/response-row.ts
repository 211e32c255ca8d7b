import type { NamedFields } from '../../../gbcs/index.js';
import type { WrittenElement } from '../xml/write.js';

/**
 * What the answer of one use case becomes: the elements within that of its service. Values are by the names of the
 * catalogue (docs/named-values.md); of ZCL, attributes and commands by cluster, as `values.ts` of GBZ has them.
 */
export interface ResponseRow {
  /** @throws CodecError `GBCS_E_PAYLOAD` where a value is none that the use case has */
  content(values: NamedFields): readonly (WrittenElement | undefined)[];
  /** Whether the values say that the Command failed, where no code does. */
  failed?(values: NamedFields): boolean;
}

/** Rows by the name of their use case. */
export type ResponseRows = Readonly<Record<string, ResponseRow>>;

/** Rows of use cases that say no more than whether they were carried out. @param useCases names with blanks between */
export function emptyRows(useCases: string): ResponseRows {
  return rowsOf(useCases, { content: () => [] });
}

/** One row for several use cases. @param useCases names with blanks between */
export function rowsOf(useCases: string, row: ResponseRow): ResponseRows {
  return Object.fromEntries(useCases.split(' ').map((useCase) => [useCase, row]));
}
