import { PROFILE_IDS, type Profile, profileById, UsageError } from '../../gbcs/index.js';
import type { Hint } from '../runner/selection.js';
import { HAN_SCENARIOS } from '../scenarios/han.js';
import { HAN_FRAME_SCENARIOS } from '../scenarios/han-frames.js';
import { HCALCS_EVENT_SCENARIOS } from '../scenarios/hcalcs-events.js';
import { SCENARIOS } from '../scenarios/index.js';
import type { Scenario } from '../scenarios/scenario.js';
import { gbcsScenarios } from './gbcs/gbcs-scenarios.js';

/** What a pack is asked for by. */
export const PACK_NAMES = ['secmp0046', 'gbcs', 'han'] as const;
export type PackName = (typeof PACK_NAMES)[number];

/** Scenarios that are run together since they answer one question. Each scenario is in exactly one pack. */
export interface Pack {
  readonly name: PackName;
  /** The question, as a sentence that a run of it answers. */
  readonly title: string;
  /** Its scenarios under the rules of a profile, in the order in which they run. */
  scenarios(profile: Profile): readonly Scenario[];
}

const AT_FRAMES: ReadonlySet<Scenario> = new Set([...HAN_SCENARIOS, ...HAN_FRAME_SCENARIOS, ...HCALCS_EVENT_SCENARIOS]);

/** Where a scenario that was written by hand belongs: a requirement outweighs the layer at which it is judged. */
function packOfWritten(scenario: Scenario): PackName {
  if (scenario.covers.some((id) => id.startsWith('REQ-'))) return 'secmp0046';
  return AT_FRAMES.has(scenario) ? 'han' : 'gbcs';
}

function written(name: PackName, { gbcsVersion }: Profile): readonly Scenario[] {
  return SCENARIOS.filter((one) => packOfWritten(one) === name && (one.gbcs === undefined || one.gbcs === gbcsVersion));
}

export const PACKS: readonly Pack[] = [
  {
    name: 'secmp0046',
    title: 'Every requirement of SECMP0046 that messages or states can show is met.',
    scenarios: (profile) => written('secmp0046', profile),
  },
  {
    name: 'gbcs',
    title:
      'ESME, HCALCS and hub obey each use case of load control, joins, labels, whitelist, logs, credentials and firmware, and refuse it with any one thing wrong.',
    scenarios: (profile) => [...written('gbcs', profile), ...gbcsScenarios(profile)],
  },
  {
    name: 'han',
    title: 'ESME, HCALCS and hub keep to ZigBee at the frames of the HAN, where no requirement asks for it.',
    scenarios: (profile) => written('han', profile),
  },
];

/** A scenario, and the pack that it is in. */
export interface PackedScenario extends Scenario {
  readonly pack: PackName;
}

/** The scenarios that the rules of a profile have a say in, pack by pack, in the order in which they run. */
export function scenariosOf(profile: Profile): readonly PackedScenario[] {
  return PACKS.flatMap((pack) => pack.scenarios(profile).map((scenario) => ({ ...scenario, pack: pack.name })));
}

/**
 * The scenarios of some packs, in their own order; all of them if no pack is named.
 * @throws UsageError `HANLAB_E_NOTHING_SELECTED` on a name that no pack has
 */
export function inPacks(
  scenarios: readonly PackedScenario[],
  names: readonly string[],
  hint: Hint = () => '',
): readonly PackedScenario[] {
  const unknown = names.find((name) => !(PACK_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const near = hint(unknown, PACK_NAMES);
    const shown = unknown.length > 60 ? `${unknown.slice(0, 60)}...` : unknown;
    const help = near === '' ? `; there are ${PACK_NAMES.join(', ')}` : near;
    throw new UsageError('HANLAB_E_NOTHING_SELECTED', `no pack is named '${shown}'${help}`);
  }
  return names.length === 0 ? scenarios : scenarios.filter(({ pack }) => names.includes(pack));
}

/** Of these those that were written by hand, each of which names what it is about. */
export function writtenScenariosOf(profile: Profile): readonly PackedScenario[] {
  const ids = new Set(SCENARIOS.map(({ id }) => id));
  return scenariosOf(profile).filter(({ id }) => ids.has(id));
}

/** A scenario, and the profiles under whose rules it is run. */
export interface ListedScenario extends PackedScenario {
  readonly profiles: readonly string[];
}

/** Every scenario of the suite under any profile, each id once, pack by pack. */
export function everyScenario(): readonly ListedScenario[] {
  const byId = new Map<string, PackedScenario & { readonly profiles: string[] }>();
  for (const id of PROFILE_IDS) {
    for (const scenario of scenariosOf(profileById(id))) {
      const known = byId.get(scenario.id);
      if (known === undefined) byId.set(scenario.id, { ...scenario, profiles: [id] });
      else known.profiles.push(id);
    }
  }
  return PACK_NAMES.flatMap((name) => [...byId.values()].filter(({ pack }) => pack === name));
}
