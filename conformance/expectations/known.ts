import { profileById } from '../../gbcs/index.js';
import { everyScenario, scenariosOf } from '../packs/packs.js';

/** Whether the suite has a scenario of this id, under the profile or, if none is named, under any. */
export function isKnownScenario(scenario: string, profile: string | undefined): boolean {
  const suite = profile === undefined ? everyScenario() : scenariosOf(profileById(profile));
  return suite.some(({ id }) => id === scenario);
}
