import { ALERT_ENTRIES } from './alerts.js';
import { CREDENTIAL_ENTRIES } from './credentials.js';
import { useCaseOfEntry } from './entry.js';
import { PUBLISHED_ENTRIES } from './published.js';
import { UNLISTED_ENTRIES } from './unlisted.js';
import type { GbcsVersion, UseCase } from './use-case.js';

/** Every use case that the catalogue has as text, once. Both versions share the objects of what they have alike. */
const ENTRY_USE_CASES: readonly UseCase[] = [
  ...PUBLISHED_ENTRIES,
  ...UNLISTED_ENTRIES,
  ...CREDENTIAL_ENTRIES,
  ...ALERT_ENTRIES,
].map(useCaseOfEntry);

/** Those of one version. */
export function entryUseCases(version: GbcsVersion): readonly UseCase[] {
  return ENTRY_USE_CASES.filter(({ versions }) => versions.includes(version));
}
