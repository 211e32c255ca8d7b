import type { BodyMapping, Situation } from './mapping.js';

/**
 * What an ESME measures, by the first letter of its variant (DUIS ESMEVariant): A one phase with one element, B one phase
 * with two elements, C three phases. One whose variant the inventory does not know is taken for an A.
 */

/** The variants that there are (DUIS 5.4, type ESMEVariant). */
export const ESME_VARIANTS: readonly string[] = [
  ...['A', 'AD', 'ADE', 'ADEF', 'ADEG', 'ADF', 'ADG', 'AEF', 'AEG', 'AF', 'AG'],
  ...['B', 'BD', 'BDE', 'BDEF', 'BDF', 'BEF', 'BF'],
  ...['C', 'CD', 'CDE', 'CDEF', 'CDF', 'CEF', 'CF'],
];

export function hasTwoElements({ context }: Situation): boolean {
  return context.device.esmeVariant?.startsWith('B') ?? false;
}

export function hasThreePhases({ context }: Situation): boolean {
  return context.device.esmeVariant?.startsWith('C') ?? false;
}

/** For rows of one body whose use cases differ by the phases of the meter. */
export const ONE_PHASE: Pick<BodyMapping, 'when'> = { when: (_body, situation) => !hasThreePhases(situation) };
export const THREE_PHASES: Pick<BodyMapping, 'when'> = { when: (_body, situation) => hasThreePhases(situation) };
