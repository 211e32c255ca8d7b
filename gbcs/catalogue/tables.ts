import { ALERT_ENTRIES } from './alerts.js';
import { CREDENTIAL_ENTRIES } from './credentials.js';
import { useCaseOfEntry } from './entry.js';
import { JOIN_ENTRIES } from './joins.js';
import { PUBLISHED_ENTRIES } from './published.js';
import { UNLISTED_ENTRIES } from './unlisted.js';
import type { GbcsVersion, UseCase } from './use-case.js';

/**
 * The use cases of each version by message code. Both tables share the objects of what the versions have alike, so that
 * equal objects mean equal use cases.
 */
const USE_CASES: readonly UseCase[] = [
  ...PUBLISHED_ENTRIES,
  ...UNLISTED_ENTRIES,
  ...JOIN_ENTRIES,
  ...CREDENTIAL_ENTRIES,
  ...ALERT_ENTRIES,
]
  .map(useCaseOfEntry)
  .sort((a, b) => a.messageCode - b.messageCode);

function useCasesOf(version: GbcsVersion): readonly UseCase[] {
  return USE_CASES.filter(({ versions }) => versions.includes(version));
}

/** Every use case of GBCS 3.1, and those of older editions that its devices may still be sent. */
export const GBCS_3_1_USE_CASES: readonly UseCase[] = useCasesOf('3.1');

/**
 * Every use case of GBCS 4.0, and those of older editions that its devices may still be sent. Its "auxiliary
 * controllers" are the ALCS and HCALCS of 3.1 and, new, the APC.
 */
export const GBCS_4_0_USE_CASES: readonly UseCase[] = useCasesOf('4.0');
