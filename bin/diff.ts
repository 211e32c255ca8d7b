import {
  type DifferenceArea,
  type Profile,
  type ProfileDifference,
  profileById,
  profileDifferences,
  UsageError,
} from '../gbcs/index.js';
import { EXIT, printJson, printLines, styled, tableLines } from './output.js';

/** Options of `hanlab diff`. */
export interface DiffOptions {
  /** Ids of two profiles. */
  readonly first: string;
  readonly second: string;
  readonly markdown: boolean;
  readonly json: boolean;
  /** Whether a difference makes the exit code 1. */
  readonly exitCode: boolean;
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
 * Prints the facts that two profiles differ in.
 * @returns 0; 1 if they differ and the exit code was to tell
 * @throws UsageError `HANLAB_E_USAGE` on a profile that there is not, and where two forms are asked for
 */
export async function diff({ first, second, markdown, json, exitCode }: DiffOptions): Promise<number> {
  if (json && markdown) throw new UsageError('HANLAB_E_USAGE', '--json and --markdown cannot both be printed');
  const [one, other] = [profileById(first), profileById(second)];
  const differences = profileDifferences(one, other);
  if (json) printJson({ profiles: [one, other].map(({ id, title, status }) => ({ id, title, status })), differences });
  else printLines(markdown ? markdownLines(one, other, differences) : textLines(one, other, differences));
  return exitCode && differences.length > 0 ? EXIT.deviation : EXIT.asExpected;
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

function textLines(one: Profile, other: Profile, differences: readonly ProfileDifference[]): string[] {
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
  ];
}

/** `- was + is`. */
function changeText({ added, removed }: ProfileDifference): string {
  const parts = [['-', removed] as const, ['+', added] as const];
  return parts.flatMap(([sign, texts]) => (texts.length === 0 ? [] : [`${sign} ${texts.join(', ')}`])).join(' ');
}

function markdownLines(one: Profile, other: Profile, differences: readonly ProfileDifference[]): string[] {
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
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
