import { expectationText, metExpectations } from '../expectations/judgement.js';
import { RULES } from '../requirements/rules.js';
import { REQUIREMENT_STATUSES } from '../runner/coverage.js';
import { findingOf } from '../runner/finding.js';
import { targetNote } from '../runner/provenance.js';
import type { RunReport } from '../runner/report.js';
import { countVerdicts, type RunVerdict, type ScenarioResult, VERDICTS, type Verdict } from '../runner/verdict.js';

type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';

/** Gives text a colour, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

/** Text, or text that is to have a colour. */
type Part = string | readonly [colour: Colour, text: string];

/** What stands on one line. Only `rendered` makes text of it, so nothing gets past its filter. */
type Line = readonly Part[];

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  pass: 'green',
  warn: 'yellow',
  skip: 'yellow',
  fail: 'red',
  inconclusive: 'red',
  error: 'red',
};

const RUN_VERDICTS: Readonly<Record<RunVerdict, readonly [Colour, string]>> = {
  'as-expected': ['green', 'as expected'],
  deviates: ['red', 'deviates'],
  incomplete: ['red', 'incomplete: no verdict on the target can be given'],
};

/**
 * The report of a run for a reader at a terminal, as lines. Whatever a target, an error or a file said, it can neither
 * control the terminal nor begin a line of its own.
 */
export function terminalReport(report: RunReport, paint: Paint = (_colour, text) => text): string[] {
  const [colour, verdict] = RUN_VERDICTS[report.verdict];
  const lines: readonly Line[] = [
    ...headLines(report),
    [],
    ...scenarioLines(report),
    ...detailLines(report),
    ...expectationLines(report),
    ...troubleLines(report),
    ...assumptionLines(report),
    ...requirementLines(report),
    [],
    [countText(report)],
    [[colour, `Verdict: ${verdict}`]],
  ];
  return lines.map((line) => rendered(line, paint));
}

function rendered(line: Line, paint: Paint): string {
  return line.map((part) => (typeof part === 'string' ? printable(part) : paint(part[0], printable(part[1])))).join('');
}

function headLines({
  target,
  targetNotes,
  profile,
  labelList,
  shard,
  mergedFrom,
  faults,
  distributor,
}: RunReport): Line[] {
  const { name, version, statusText } = labelList;
  const note = targetNote(target);
  return [
    [`Target       ${target}${note === undefined ? '' : ` (${note})`}`],
    ...targetNotes.map((one): Line => [`             ${one}`]),
    [`Profile      ${profile.id} (${profile.status}): ${profile.title}`],
    [`Label list   ${name} ${version} (${statusText})`],
    ...(shard === undefined ? [] : [[`Shard        ${shard.index} of ${shard.count}`]]),
    ...(mergedFrom.length === 0 ? [] : [[`Merged       ${mergedFrom.length} runs`]]),
    ...(faults.length === 0 ? [] : [[`Faults       ${faults.join(', ')}`]]),
    ...(distributor === 'granted'
      ? []
      : [['This profile refuses the distributor: a pass of a distributor’s scenario means that it was refused.']]),
  ];
}

/** One line for each scenario, those of each pack below its name. */
function scenarioLines({ results, notRun, expectations }: RunReport): Line[] {
  const met = metExpectations(expectations);
  const lines = results.flatMap(({ id, pack, verdict, ms }, at): Line[] => {
    const expected: Line = met.has(id) ? [['dim', ' as expected']] : [];
    const line: Line = [
      [COLOURS[verdict], verdict.padEnd(12)],
      ` ${id} `,
      ['dim', `${Math.round(ms)} ms`],
      ...expected,
    ];
    return pack === undefined || pack === results[at - 1]?.pack ? [line] : [[['bold', `Pack ${pack}`]], line];
  });
  return [...lines, ...notRun.map((id): Line => [['red', 'not run'.padEnd(12)], ` ${id}`])];
}

/** Everything that needs a look: first what failed, and what each requirement says that is not met. */
function detailLines({ results, requirements, expectations }: RunReport): Line[] {
  const met = metExpectations(expectations);
  const named = [...requirements.map(({ requirement }) => requirement), ...RULES];
  const sentences = new Map(named.map(({ id, text }) => [id, text]));
  const rank = (verdict: Verdict) => ['fail', 'error', 'inconclusive', 'skip', 'warn', 'pass'].indexOf(verdict);
  return results
    .filter(({ id, verdict, warnings }) => !met.has(id) && (verdict !== 'pass' || warnings.length > 0))
    .sort((a, b) => rank(a.verdict) - rank(b.verdict))
    .flatMap((result) => [[], ...detailOf(result, sentences)]);
}

function detailOf(result: ScenarioResult, sentences: ReadonlyMap<string, string>): Line[] {
  const { id, title, verdict, covers, clauses, expected, actual, warnings } = result;
  const named = (name: string, text: string): Line => [`  ${name.padEnd(11)} ${text}`];
  const lines: Line[] = [[[COLOURS[verdict], verdict], ' ', ['bold', id]], [`  ${title}`]];
  if (verdict === 'fail') {
    for (const requirement of covers) lines.push(named(requirement, sentences.get(requirement) ?? ''));
    if (clauses.length > 0) lines.push(named('Clauses', clauses.join(', ')));
  }
  const finding = findingOf(result);
  if (finding !== undefined) lines.push(named(verdict === 'fail' ? 'Found' : 'Reason', finding));
  if (expected !== undefined) lines.push(named('Expected', expected));
  if (actual !== undefined) lines.push(named('Actual', actual));
  for (const warning of warnings) lines.push(named('Warning', warning));
  return lines;
}

/** What was expected in one line each, after what is news. */
function expectationLines({ expectations = [] }: RunReport): Line[] {
  const news = expectations.filter(({ status }) => status !== 'met');
  const met = expectations.filter(({ status }) => status === 'met');
  return [
    ...(news.length === 0 ? [] : [[], ['Expectations that do not hold:']]),
    ...news.map((one): Line => [['red', `  ${one.status.padEnd(16)}`], expectationText(one)]),
    ...(met.length === 0 ? [] : [[], ['As expected:']]),
    ...met.map(({ expectation: { scenario, verdict, reason, expires } }): Line => {
      return [[COLOURS[verdict], `  ${verdict.padEnd(12)}`], ` ${scenario}: ${reason} `, ['dim', `until ${expires}`]];
    }),
  ];
}

function troubleLines({ problems, observerErrors, interrupted }: RunReport): Line[] {
  const lines: Line[] = [
    ...(interrupted ? [[['red', 'The run was interrupted.']] satisfies Line] : []),
    ...problems.map((problem): Line => [['red', 'harness'], ` ${problem}`]),
    ...observerErrors.map((error): Line => [['yellow', 'observer'], ` ${error}`]),
  ];
  return lines.length === 0 ? [] : [[], ...lines];
}

function assumptionLines({ assumptions }: RunReport): Line[] {
  if (assumptions.length === 0) return [];
  const lines = assumptions.map(({ name, assumption }): Line => {
    return assumption === undefined
      ? [`  ${name}: not in the profile`]
      : [`  ${name} `, ['dim', `= ${assumption.value}`]];
  });
  return [[], ['Assumptions that verdicts rest on (hanlab explain NAME says more):'], ...lines];
}

/** Of a selection only the requirements that it bears on: what it left out says nothing about the rest. */
function requirementLines({ requirements, profile, scenarios, selectedFrom }: RunReport): Line[] {
  const isSelection = scenarios.length < selectedFrom.length;
  const shown = isSelection ? requirements.filter((one) => one.scenarios.length > 0) : requirements;
  if (shown.length === 0) return [];
  const violated = shown.filter((one) => one.violated);
  const lines = REQUIREMENT_STATUSES.flatMap((status) => {
    const having = shown.filter((one) => one.status === status);
    return having.length === 0 ? [] : [[countOf(status, having), ['dim', idsOf(having)]] satisfies Line];
  });
  const untried = shown.flatMap(({ status, requirement: { id, untried } }) =>
    status === 'partial' && untried !== undefined ? [[`  ${id.padEnd(11)} ${untried}`]] : [],
  );
  return [
    [],
    [`Requirements of SECMP0046 (proposed, not in force), by the rules of ${profile.id}:`],
    ...(violated.length === 0 ? [] : [[['red', `${countOf('violated', violated)}${idsOf(violated)}`]] satisfies Line]),
    ...lines,
    ...(untried.length === 0
      ? []
      : [[], ['What no scenario of this version tries of those that are partial:'], ...untried]),
  ];
}

function countOf(name: string, requirements: readonly unknown[]): string {
  return `  ${name.padEnd(12)} ${String(requirements.length).padStart(2)}  `;
}

/** Ids without the part that they share: `REQ-01 02 05`. */
function idsOf(requirements: RunReport['requirements']): string {
  return requirements.map(({ requirement: { id } }, index) => (index === 0 ? id : id.replace(/^REQ-/, ''))).join(' ');
}

function countText({ counts, results, expectations, scenarios, selectedFrom, notRun, ms }: RunReport): string {
  const met = metExpectations(expectations);
  const expected = countVerdicts(results.filter(({ id }) => met.has(id)));
  const parts = VERDICTS.filter((verdict) => verdict === 'pass' || verdict === 'fail' || counts[verdict] > 0).map(
    (verdict) => `${counts[verdict]} ${verdict}${expected[verdict] === 0 ? '' : ` (${expected[verdict]} expected)`}`,
  );
  const left = notRun.length === 0 ? [] : [`${notRun.length} not run`];
  const of = scenarios.length < selectedFrom.length ? ` of ${selectedFrom.length}` : '';
  const what = scenarios.length === 1 && of === '' ? 'scenario' : 'scenarios';
  return `${scenarios.length}${of} ${what} in ${(ms / 1000).toFixed(1)} s: ${[...parts, ...left].join(', ')}`;
}

/** Text without the characters that end a line, control a terminal, or turn text about or hide it. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
}
