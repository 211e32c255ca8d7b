import { profileById } from '../../gbcs/index.js';
import { SCENARIOS, scenariosOf } from '../scenarios/index.js';

/** Whether the suite has a scenario of this id, under the profile or, if none is named, under any. */
export function isKnownScenario(scenario: string, profile: string | undefined): boolean {
  const suite = profile === undefined ? SCENARIOS : scenariosOf(profileById(profile));
  return suite.some(({ id }) => id === scenario);
}
