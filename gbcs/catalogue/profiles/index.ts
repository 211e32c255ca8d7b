import { UsageError } from '../../errors.js';
import { GBCS3_BASELINE } from './gbcs3-baseline.js';
import { GBCS4_CURRENT } from './gbcs4-current.js';
import { GBCS4_ED_WHATIF } from './gbcs4-ed-whatif.js';
import type { Profile } from './profile.js';
import { SECMP0046_CORE } from './secmp0046-core.js';
import { SECMP0046_FULL } from './secmp0046-full.js';

const PROFILES: readonly Profile[] = [GBCS3_BASELINE, SECMP0046_CORE, SECMP0046_FULL, GBCS4_CURRENT, GBCS4_ED_WHATIF];

/** Every profile's id; a profile comes after its parent. */
export const PROFILE_IDS: readonly string[] = PROFILES.map((profile) => profile.id);

/**
 * The profile with this id, such as `gbcs3-baseline`.
 * @throws UsageError `HANLAB_E_USAGE`, with the known ids, if there is none.
 */
export function profileById(id: string): Profile {
  const profile = PROFILES.find((profile) => profile.id === id);
  if (profile === undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      `there is no profile '${id.slice(0, 40)}'; known: ${PROFILE_IDS.join(', ')}`,
    );
  }
  return profile;
}
