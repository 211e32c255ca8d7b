import { GBCS_3_1_USE_CASES, GBCS_4_0_USE_CASES } from './tables.js';
import type { PayloadDefinition, UseCase } from './use-case.js';

/** Typed look-ups in a table of use cases: that of a profile, that of a GBCS version, or `allUseCases`. */

interface Index {
  /** All editions of each message code. The payloads of most are parsed when asked for, so none is asked for here. */
  readonly byCode: ReadonlyMap<number, readonly UseCase[]>;
  readonly byName: ReadonlyMap<string, UseCase>;
}

/** A table's index is built when it is first asked, once. */
const indexes = new WeakMap<readonly UseCase[], Index>();

/**
 * Every edition of every use case, of both versions, each once. Message code and name do not identify an edition:
 * ECS46a is here twice, and six others (see `catalogueDifferences`). The look-ups below return the edition that comes
 * first, that of 3.1, whose bounds are the wider ones and so fit the messages of both.
 */
export const allUseCases: readonly UseCase[] = [...new Set([...GBCS_3_1_USE_CASES, ...GBCS_4_0_USE_CASES])];

/** The use case with this message code (16 bits, GBCS 15), or undefined if the table has none. */
export function useCaseByCode(table: readonly UseCase[], code: number): UseCase | undefined {
  return indexOf(table).byCode.get(code)?.[0];
}

/** The use case with this GBCS name, such as `ECS47` (case matters), or undefined if the table has none. */
export function useCaseByName(table: readonly UseCase[], name: string): UseCase | undefined {
  return indexOf(table).byName.get(name);
}

/** Every edition with this message code, the first of them first. */
export function useCasesByCode(table: readonly UseCase[], code: number): readonly UseCase[] {
  return indexOf(table).byCode.get(code) ?? [];
}

/** Every form that the payload of a message with this code may have, in any edition; none if no edition knows it. */
export function payloadDefinitionsOf(code: number): readonly PayloadDefinition[] {
  return useCasesByCode(allUseCases, code).map((useCase) => useCase.payload);
}

function indexOf(table: readonly UseCase[]): Index {
  const known = indexes.get(table);
  if (known !== undefined) {
    return known;
  }
  const byCode = new Map<number, UseCase[]>();
  const byName = new Map<string, UseCase>();
  for (const useCase of table) {
    const editions = byCode.get(useCase.messageCode);
    if (editions === undefined) byCode.set(useCase.messageCode, [useCase]);
    else editions.push(useCase);
    if (!byName.has(useCase.name)) {
      byName.set(useCase.name, useCase);
    }
  }
  const built = { byCode, byName };
  indexes.set(table, built);
  return built;
}
