import {
  emulatorTarget,
  type OutcomeChange,
  type Outcomes,
  outcomeChanges,
  outcomesUnder,
  provisionalLabelList,
  scenariosOf,
} from '../conformance/index.js';
import {
  type DifferenceArea,
  type Profile,
  type ProfileDifference,
  profileById,
  profileDifferences,
  UsageError,
} from '../gbcs/index.js';
import { type ExpectationResult, judgeChanges, readExpectedChanges } from './diff-expectation.js';
import { listenForInterrupt } from './interruption.js';
import { EXIT, printJson, printLines, printNote, progressLine, styled, tableLines } from './output.js';

/** Options of `hanlab diff`. */
export interface DiffOptions {
  /** Ids of two profiles. */
  readonly first: string;
  readonly second: string;
  readonly markdown: boolean;
  readonly json: boolean;
  /** Whether a difference makes the exit code 1. */
  readonly exitCode: boolean;
  /** Compares facts and runs no scenarios. */
  readonly facts: boolean;
  /** File that names the scenarios that are to come out otherwise. */
  readonly expect?: string | undefined;
}

/** Both runs have the same keys. */
const SEED = 'hanlab';

/** What was done under one profile alone is told up to so many lines a scenario; JSON has all of it. */
const MOST_LINES = 4;

/** What came out otherwise, and whether it is what was expected. */
interface OutcomeComparison {
  readonly changes: readonly OutcomeChange[];
  /** Scenarios that either profile has. */
  readonly scenarios: number;
  readonly expectation?: ExpectationResult;
}

/** Areas in the order in which they are told, and their headings. */
const HEADINGS: Readonly<Record<DifferenceArea, string>> = {
  settings: 'Profile',
  serviceRequests: 'Eligible User Roles of Service Reference Variants',
  useCases: 'Use cases of one profile alone',
  authorisations: 'Who may invoke a use case, on which device',
  editions: 'Use cases that are others',
  trustAnchorCells: 'Credentials that devices hold',
  assumptions: 'Assumptions',
};

/**
 * Prints the facts that two profiles differ in, and the scenarios that come out otherwise under the second.
 * @returns the exit code: 0; 1 if they differ and the exit code was to tell, or if other outcomes than expected changed; 3
 *   if a run was incomplete, so that nothing can be said; 130 if it was interrupted
 * @throws UsageError `HANLAB_E_USAGE` on a profile that there is not, and on options that do not go together;
 *   `HANLAB_E_INPUT` on a file of expected changes that is wrong
 */
export async function diff(options: DiffOptions): Promise<number> {
  const { first, second, markdown, json, exitCode, facts, expect } = options;
  if (json && markdown) throw new UsageError('HANLAB_E_USAGE', '--json and --markdown cannot both be printed');
  if (facts && expect !== undefined) throw new UsageError('HANLAB_E_USAGE', '--expect needs scenarios to be run');
  const [one, other] = [profileById(first), profileById(second)];
  const differences = profileDifferences(one, other);
  const compared = facts ? undefined : await compareOutcomes(one, other, expect);
  if (typeof compared === 'number') return compared;
  if (json) {
    const profiles = [one, other].map(({ id, title, status }) => ({ id, title, status }));
    printJson({ profiles, differences, ...(compared === undefined ? {} : { outcomes: compared }) });
  } else printLines((markdown ? markdownLines : textLines)(one, other, differences, compared));
  const { changes = [], expectation } = compared ?? {};
  if (expectation !== undefined) return isMet(expectation) ? EXIT.asExpected : EXIT.deviation;
  return exitCode && differences.length + changes.length > 0 ? EXIT.deviation : EXIT.asExpected;
}

function isMet({ unexpected, unmoved }: ExpectationResult): boolean {
  return unexpected.length + unmoved.length === 0;
}

/** @returns an exit code where there is nothing to compare */
async function compareOutcomes(
  one: Profile,
  other: Profile,
  expectFile: string | undefined,
): Promise<OutcomeComparison | number> {
  const known = new Set([one, other].flatMap((profile) => scenariosOf(profile).map(({ id }) => id)));
  const expected = expectFile === undefined ? undefined : readExpectedChanges(expectFile, known);
  const interruption = listenForInterrupt();
  try {
    const found: Outcomes[] = [];
    for (const profile of [one, other]) {
      const progress = progressLine(`running scenarios under ${profile.id}`);
      const { outcomes, isComplete } = await outcomesUnder(profile, {
        target: emulatorTarget({ faults: [], seed: SEED }),
        labels: provisionalLabelList,
        signal: interruption.signal,
        onProgress: progress.update,
      });
      progress.end();
      if (interruption.signal.aborted) return EXIT.interrupted;
      if (!isComplete) {
        printNote(`the run under ${profile.id} is incomplete: hanlab run --profile ${profile.id} shows why`);
        return EXIT.harness;
      }
      found.push(outcomes);
    }
    const [from = new Map(), to = new Map()] = found;
    const changes = outcomeChanges(from, to);
    const expectation = expected && judgeChanges(expected, changes);
    return { changes, scenarios: known.size, ...(expectation === undefined ? {} : { expectation }) };
  } finally {
    interruption.stop();
  }
}

function byArea(
  differences: readonly ProfileDifference[],
): readonly (readonly [string, readonly ProfileDifference[]])[] {
  return (Object.keys(HEADINGS) as DifferenceArea[]).flatMap((area) => {
    const ofArea = differences.filter((one) => one.area === area);
    return ofArea.length === 0 ? [] : [[HEADINGS[area], ofArea] as const];
  });
}

/** What a second profile has in place of, or beside, what a first has. */
function countText(differences: readonly ProfileDifference[]): string {
  return differences.length === 1 ? '1 difference' : `${differences.length} differences`;
}

function subjectOf({ subject, property }: ProfileDifference): string {
  return property === undefined ? subject : `${subject} ${property}`;
}

function textLines(
  one: Profile,
  other: Profile,
  differences: readonly ProfileDifference[],
  outcomes: OutcomeComparison | undefined,
): string[] {
  const sections = byArea(differences).flatMap(([heading, ofArea]) => {
    const rows = ofArea.map((difference) => [
      `  ${subjectOf(difference)}`,
      // What an assumption says is too long for a table; `explain` has it.
      ...(difference.title === undefined || difference.area === 'assumptions' ? [] : [difference.title]),
      changeText(difference),
    ]);
    return ['', styled('bold', heading), ...tableLines(rows)];
  });
  return [
    ...tableLines([one, other].map(({ id, status, title }, i) => [i === 0 ? '-' : '+', id, `(${status})`, title])),
    ...sections,
    '',
    countText(differences),
    ...(outcomes === undefined ? [] : outcomeLines(outcomes)),
  ];
}

/** What comes out otherwise: a line a scenario, and what was done under one of the two alone. */
function outcomeLines({ changes, scenarios, expectation }: OutcomeComparison): string[] {
  const lines = changes.flatMap(({ scenario, from, to, removed, added }) => [
    `  ${scenario}  ${verdictChange(from, to)}`,
    ...doneLines('-', removed),
    ...doneLines('+', added),
  ]);
  const heading = changes.length === 0 ? [] : ['', styled('bold', 'Scenarios that come out otherwise'), ...lines];
  return [...heading, '', outcomeCount(changes, scenarios), ...expectationLines(expectation)];
}

function doneLines(sign: string, done: readonly string[]): string[] {
  const more = done.length - MOST_LINES;
  return [
    ...done.slice(0, MOST_LINES).map((text) => `    ${sign} ${text}`),
    ...(more > 0 ? [`    ${sign} and ${more} more`] : []),
  ];
}

function verdictChange(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return 'only by the second';
  if (to === undefined) return 'only by the first';
  return from === to ? `${to}, by other means` : `${from}, then ${to}`;
}

function outcomeCount(changes: readonly OutcomeChange[], scenarios: number): string {
  return `${changes.length} of ${scenarios} scenarios come out otherwise`;
}

function expectationLines(expectation: ExpectationResult | undefined): string[] {
  if (expectation === undefined) return [];
  const { unexpected, unmoved } = expectation;
  if (isMet(expectation)) return ['They are the expected ones.'];
  return [
    ...unexpected.map((id) => `not expected to: ${id}`),
    ...unmoved.map((id) => `expected to, and does not: ${id}`),
  ];
}

/** `- was + is`. */
function changeText({ added, removed }: ProfileDifference): string {
  const parts = [['-', removed] as const, ['+', added] as const];
  return parts.flatMap(([sign, texts]) => (texts.length === 0 ? [] : [`${sign} ${texts.join(', ')}`])).join(' ');
}

function markdownLines(
  one: Profile,
  other: Profile,
  differences: readonly ProfileDifference[],
  outcomes: OutcomeComparison | undefined,
): string[] {
  const sections = byArea(differences).flatMap(([heading, ofArea]) => [
    '',
    `## ${heading}`,
    '',
    `| | only \`${one.id}\` | only \`${other.id}\` | |`,
    '|---|---|---|---|',
    ...ofArea.map((difference) => {
      const { removed, added, title = '' } = difference;
      return `| ${[subjectOf(difference), removed.join(', '), added.join(', '), title].map(cell).join(' | ')} |`;
    }),
  ]);
  return [
    `# ${one.id} and ${other.id}`,
    '',
    ...[one, other].map(({ id, status, title }) => `- \`${id}\` (${status}): ${title}`),
    ...sections,
    '',
    countText(differences),
    ...(outcomes === undefined ? [] : outcomeMarkdown(one, other, outcomes)),
  ];
}

function outcomeMarkdown(
  one: Profile,
  other: Profile,
  { changes, scenarios, expectation }: OutcomeComparison,
): string[] {
  const rows = changes.map(({ scenario, from, to, removed, added }) => {
    const cells = [scenario, verdictChange(from, to), removed.join('; '), added.join('; ')];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const table = [
    '',
    `| scenario | outcome | only \`${one.id}\` | only \`${other.id}\` |`,
    '|---|---|---|---|',
    ...rows,
  ];
  return [
    '',
    '## Scenarios that come out otherwise',
    ...(changes.length === 0 ? [] : table),
    '',
    outcomeCount(changes, scenarios),
    ...expectationLines(expectation).map((line) => `\n${line}`),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
