import {
  ASSUMPTIONS,
  type AssumptionName,
  allUseCases,
  type DeviceKind,
  profileById,
  type RemotePartyRole,
  toHex,
  type UseCase,
  useCaseByName,
} from '../../gbcs/index.js';
import { alertGroups, responseGroups } from './answer-groups.js';
import { AREAS, type Area } from './areas.js';
import {
  AUTHORITIES,
  type DeviceName,
  goldenIdentity,
  goldenReceiver,
  type IdentityName,
  type ReceiverName,
  SEED,
} from './cast.js';
import { CHECKS } from './checks.js';
import { commandGroups, type Depth, forbiddenGroup, unsupportedGroup } from './command-groups.js';
import { GOLDEN_FORMAT, type GoldenFile, type GoldenGroup, type GoldenRules, stringifyGolden } from './format.js';
import { type FlagName, noteOf } from './notes.js';

/** Makes the golden vectors, the same octets on every run. */

const ABOUT =
  'Messages of the GB Companion Specification with the verdict that a receiver owes each of them. Made by hanlab out of ' +
  'the seed; do not edit. ALL KEYS ARE PUBLIC BY INTENT, private ones included: they protect nothing, and nobody must ' +
  'ever trust a certificate of this PKI. Every invalid message is right in all respects but one, so that only the named ' +
  'check can refuse it. What each flag means, and what an implementation suffers that judges such a case otherwise, ' +
  'stands in notes; where no text at hand decides, a note or group names an assumption. Independent of any edition in ' +
  'force: rules says by which a group is judged.';

const RULES: Readonly<Record<GoldenRules, string>> = {
  'gbcs-3.1': 'GBCS 3.1, in force',
  'gbcs-4.0': 'GBCS 4.0',
  'secmp0046-core': 'GBCS 3.1 with what SECMP0046 proposes for distributors: PROPOSED, NOT IN FORCE',
};

/** One file. @returns its name and its text */
export interface GoldenText {
  readonly name: string;
  readonly text: string;
}

/** Every file, by area. */
export function generateGolden(): readonly GoldenText[] {
  // A Command that a device does not support stands in the first file that has Commands for this device.
  const tried = new Set<string>();
  return AREAS.map((area) => ({ name: `${area.id}.json`, text: stringifyGolden(goldenFile(area, tried)) }));
}

function editionsOf(name: string): readonly UseCase[] {
  return allUseCases.filter((useCase) => useCase.name === name && useCase.payload.family !== 'none');
}

function rulesOf({ versions }: UseCase): GoldenRules {
  return versions.includes('3.1') ? 'gbcs-3.1' : 'gbcs-4.0';
}

function depthOf({ useCases, thorough = [] }: Area, { name, versions }: UseCase): Depth {
  const isOlder = versions.includes('3.1');
  return (name === useCases[0] || thorough.includes(name)) && isOlder ? 'full' : 'standard';
}

function goldenFile(area: Area, tried: Set<string>): GoldenFile {
  const groups = area.useCases.flatMap((name) => editionsOf(name).flatMap((useCase) => groupsOf(area, useCase)));
  const receiving = [
    ...new Set(groups.filter(({ kind }) => kind === 'command').map(({ receiver, rules }) => `${receiver} ${rules}`)),
  ];
  const unsupported = receiving.flatMap((label) => {
    const [receiver = '', rules = ''] = label.split(' ');
    if (rules === 'secmp0046-core' || tried.has(label)) return [];
    tried.add(label);
    const kind = (receiver === 'esmeWithLoadController' ? 'esme' : receiver) as DeviceKind;
    return [unsupportedGroup(kind, rules as GoldenRules)];
  });
  return fileOf(area, [...groups, ...unsupported]);
}

function groupsOf(area: Area, useCase: UseCase): readonly GoldenGroup[] {
  const depth = depthOf(area, useCase);
  const rules = rulesOf(useCase);
  if (useCase.category.startsWith('SME.A')) return alertGroups(useCase, rules, depth);
  const kinds = [...new Set(useCase.authorisations.flatMap(({ targets }) => targets))];
  if (kinds.length === 0) return [forbiddenGroup(useCase, rules, 'esme')];
  return [
    ...kinds.flatMap((kind, i) => {
      const how = i === 0 ? depth : 'short';
      return [
        ...commandGroups(useCase, rules, kind, how),
        ...(i === 0 ? responseGroups(useCase, rules, kind, how) : []),
      ];
    }),
    ...proposedGroups(useCase),
  ];
}

/** What the proposal lets a distributor do, and nobody may do today. */
function proposedGroups(useCase: UseCase): readonly GoldenGroup[] {
  const role: RemotePartyRole = 'networkOperator';
  const proposed = useCaseByName(profileById('secmp0046-core').useCases, useCase.name);
  if (proposed === undefined || !useCase.versions.includes('3.1')) return [];
  const held = kindsOf(useCase, role);
  return kindsOf(proposed, role)
    .filter((kind) => !held.includes(kind))
    .flatMap((kind) => [
      ...commandGroups(proposed, 'secmp0046-core', kind, 'standard', role),
      ...responseGroups(proposed, 'secmp0046-core', kind, 'short', role),
    ]);
}

function kindsOf({ authorisations }: UseCase, role: RemotePartyRole): readonly DeviceKind[] {
  return authorisations.filter((one) => one.role === role).flatMap(({ targets }) => targets);
}

function fileOf(area: Area, groups: readonly GoldenGroup[]): GoldenFile {
  const cases = groups.flatMap((group) => group.cases);
  const flags = sorted(cases.flatMap((one) => one.flags)) as FlagName[];
  const notes = Object.fromEntries(flags.map((flag) => [flag, noteOf(flag)]));
  const assumptions = sorted([
    ...groups.flatMap((group) => group.assumptions),
    ...Object.values(notes).flatMap(({ assumption }) => assumption ?? []),
  ]) as AssumptionName[];
  const receivers = sorted(groups.map(({ receiver }) => receiver)) as ReceiverName[];
  const checks = new Set(cases.map(({ check }) => check));
  return {
    $schema: 'golden-vectors.schema.json',
    format: GOLDEN_FORMAT,
    area: area.id,
    title: area.title,
    about: ABOUT,
    generatedBy: 'hanlab vectors generate',
    seed: SEED,
    numberOfCases: cases.length,
    rules: Object.fromEntries(
      sorted(groups.map(({ rules }) => rules)).map((rules) => [rules, RULES[rules as GoldenRules]]),
    ),
    checks: Object.fromEntries(CHECKS.filter(({ name }) => checks.has(name)).map(({ name, rule }) => [name, rule])),
    notes,
    assumptions: Object.fromEntries(
      assumptions.map((name) => [name, { statement: ASSUMPTIONS[name].statement, source: ASSUMPTIONS[name].source }]),
    ),
    authorities: Object.fromEntries(
      Object.entries(AUTHORITIES).map(([name, { certificate }]) => [name, toHex(certificate.der)]),
    ),
    identities: Object.fromEntries(identitiesIn(groups).map((name) => [name, goldenIdentity(name)])),
    receivers: Object.fromEntries(receivers.map((name) => [name, goldenReceiver(name, devicesFor(name, groups))])),
    groups,
  };
}

/** The devices whose messages a party gets, all of them in a file for all groups. */
function devicesFor(receiver: string, groups: readonly GoldenGroup[]): readonly DeviceName[] {
  return sorted(groups.filter((group) => group.receiver === receiver).flatMap(({ roles }) => roles)) as DeviceName[];
}

/** Everybody whose identifier stands in a message, and whose keys a receiver needs. */
function identitiesIn(groups: readonly GoldenGroup[]): readonly IdentityName[] {
  const names = new Set<string>();
  for (const { receiver, roles, kind, storedCounters } of groups) {
    names.add(receiver.replace(/With.*/, ''));
    if (kind === 'command') for (const role of Object.keys(storedCounters ?? {})) names.add(role);
    else for (const role of roles) names.add(role);
  }
  return sorted([
    ...names,
    ...['supplier', 'accessControlBroker', 'otherSupplier', 'otherNetworkOperator', 'otherBroker', 'otherEsme'],
  ]) as IdentityName[];
}

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}
