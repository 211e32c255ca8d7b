import { PROPERTIES, rowsOnlyIn } from './differences.js';
import type { Profile, TrustAnchorCell } from './profiles/profile.js';
import type { UseCase } from './use-case.js';

/** What differs between two profiles, as facts: who may send and invoke what, what there is, and what is assumed. */

/** What a difference is about. */
export type DifferenceArea =
  /** The profile itself: its version, its status, and what it demands of everybody. */
  | 'settings'
  /** The matrix: which User Roles may send a Service Reference Variant. */
  | 'serviceRequests'
  /** Use cases that one of the two does not have. */
  | 'useCases'
  /** Which remote party role may invoke a use case on which kind of device. */
  | 'authorisations'
  /** Use cases that are something else in the other, apart from who may invoke them. */
  | 'editions'
  /** Credentials that a kind of device holds. */
  | 'trustAnchorCells'
  /** Values of named assumptions. */
  | 'assumptions';

/** One fact that is not the same in both. */
export interface ProfileDifference {
  readonly area: DifferenceArea;
  /** Such as `7.6`, `ECS47`, `hcalcs`, the name of a setting or of an assumption. */
  readonly subject: string;
  /** What the subject is called, where it has a title. */
  readonly title?: string;
  /** Of an edition, what of it differs, such as `rows`. */
  readonly property?: string;
  /** What only the first profile has. A value that is another in the second is here with what it was. */
  readonly removed: readonly string[];
  /** What only the second profile has. */
  readonly added: readonly string[];
}

/** Settings that may differ, in the order in which they are told. */
const SETTINGS = ['gbcsVersion', 'status', 'labelMandate', 'hcalcsRemovalAlert'] as const satisfies (keyof Profile)[];

/**
 * All facts in which a second profile differs from a first, by area and in the first one's order.
 * @returns nothing where both are the same but for their names
 */
export function profileDifferences(one: Profile, other: Profile): readonly ProfileDifference[] {
  return [
    ...SETTINGS.map((name) => changed('settings', name, one[name], other[name])),
    ...serviceRequestDifferences(one, other),
    ...useCaseDifferences(one, other),
    ...cellDifferences(one, other),
    ...assumptionDifferences(one, other),
  ].filter(({ added, removed }) => added.length + removed.length > 0);
}

type Value = string | number | boolean | undefined;

function changed(area: DifferenceArea, subject: string, from: Value, to: Value): ProfileDifference {
  return compared({ area, subject }, textsOf(from), textsOf(to));
}

function textsOf(value: Value): readonly string[] {
  return value === undefined ? [] : [String(value)];
}

/** What each of two lists has alone. */
function compared(
  about: Pick<ProfileDifference, 'area' | 'subject' | 'title' | 'property'>,
  from: readonly string[],
  to: readonly string[],
): ProfileDifference {
  return {
    ...about,
    removed: from.filter((text) => !to.includes(text)),
    added: to.filter((text) => !from.includes(text)),
  };
}

/** Things of two lists under one key, in the order of the first, then what only the second has. */
function pairs<T>(
  one: readonly T[],
  other: readonly T[],
  key: (item: T) => string | number,
): [T | undefined, T | undefined][] {
  const found = new Map<string | number, [T | undefined, T | undefined]>(
    one.map((item) => [key(item), [item, undefined]]),
  );
  for (const item of other) found.set(key(item), [found.get(key(item))?.[0], item]);
  return [...found.values()];
}

function serviceRequestDifferences(one: Profile, other: Profile): ProfileDifference[] {
  return pairs(one.serviceRequests, other.serviceRequests, ({ variant }) => variant).map(([ours, theirs]) => {
    const { variant = '', title = '' } = ours ?? theirs ?? {};
    const about = { area: 'serviceRequests', subject: variant, title } as const;
    return compared(about, ours?.eligibleRoles ?? [], theirs?.eligibleRoles ?? []);
  });
}

function useCaseDifferences(one: Profile, other: Profile): ProfileDifference[] {
  const both = pairs(one.useCases, other.useCases, ({ messageCode }) => messageCode);
  return [
    ...both.flatMap(([ours, theirs]) => presence(ours, theirs)),
    ...both.flatMap(([ours, theirs]) => {
      if (ours === undefined || theirs === undefined) return [];
      return compared(aboutUseCase('authorisations', ours), rightsOf(ours), rightsOf(theirs));
    }),
    ...both.flatMap(([ours, theirs]) => {
      return ours === undefined || theirs === undefined || ours === theirs ? [] : editionDifferences(ours, theirs);
    }),
  ];
}

function aboutUseCase(
  area: DifferenceArea,
  { name, title }: UseCase,
): Pick<ProfileDifference, 'area' | 'subject' | 'title'> {
  return { area, subject: name, title };
}

/** A use case that is in one of the two alone, as its message code and those who may invoke it. */
function presence(ours: UseCase | undefined, theirs: UseCase | undefined): ProfileDifference[] {
  if (ours !== undefined && theirs !== undefined) return [];
  const useCase = ours ?? theirs;
  if (useCase === undefined) return [];
  const facts = [`0x${useCase.messageCode.toString(16).toUpperCase().padStart(4, '0')}`, ...rightsOf(useCase)];
  return [
    compared(aboutUseCase('useCases', useCase), ours === undefined ? [] : facts, theirs === undefined ? [] : facts),
  ];
}

function rightsOf({ authorisations }: UseCase): readonly string[] {
  return authorisations.flatMap(({ role, targets }) => targets.map((target) => `${role} at ${target}`));
}

function editionDifferences(ours: UseCase, theirs: UseCase): ProfileDifference[] {
  const about = aboutUseCase('editions', ours);
  const properties = PROPERTIES.filter((property) => property !== 'authorisations').map((property) => {
    const [from, to] = [ours[property], theirs[property]];
    return compared({ ...about, property }, [from].flat().map(String), [to].flat().map(String));
  });
  const rows = {
    ...about,
    property: 'rows',
    removed: rowsOnlyIn(ours.payload, theirs.payload),
    added: rowsOnlyIn(theirs.payload, ours.payload),
  };
  return [...properties, rows];
}

function cellDifferences(one: Profile, other: Profile): ProfileDifference[] {
  const kinds = new Set([...Object.keys(one.trustAnchorCells), ...Object.keys(other.trustAnchorCells)]);
  return [...kinds].map((kind) => {
    const cellsOf = ({ trustAnchorCells }: Profile) =>
      (trustAnchorCells[kind as keyof Profile['trustAnchorCells']] ?? []).map(cellText);
    return compared({ area: 'trustAnchorCells', subject: kind }, cellsOf(one), cellsOf(other));
  });
}

function cellText({ role, usage, prepayment }: TrustAnchorCell): string {
  return `${role} ${usage}${prepayment ? ' for top-ups' : ''}`;
}

function assumptionDifferences(one: Profile, other: Profile): ProfileDifference[] {
  return pairs(Object.values(one.assumptions), Object.values(other.assumptions), ({ name }) => name).map(
    ([ours, theirs]) => {
      const { name = '', statement = '' } = ours ?? theirs ?? {};
      return { ...changed('assumptions', name, ours?.value, theirs?.value), title: statement };
    },
  );
}
