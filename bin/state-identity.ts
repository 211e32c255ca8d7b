import { createHash } from 'node:crypto';
import type { Fault, HomeDescription } from '../emulator/index.js';
import type { Profile } from '../gbcs/index.js';

/** What a home on disk is of, by name: it goes on only as the same. */
export function homeIdentity(
  profile: Profile,
  faults: readonly Fault[],
  electricity: HomeDescription | undefined,
): Readonly<Record<string, string>> {
  const names = faults.map(({ name }) => name).sort();
  return {
    profile: profile.id,
    faults: names.join(' '),
    ...(electricity && { 'home description': digestOf(JSON.stringify(electricity)) }),
  };
}

/** Tells one text from another in a few characters, and does not give it away. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
