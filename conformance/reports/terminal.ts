import { REQUIREMENT_STATUSES } from '../runner/coverage.js';
import type { RunReport } from '../runner/report.js';
import { type RunVerdict, type ScenarioResult, VERDICTS, type Verdict } from '../runner/verdict.js';

type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';

/** Gives text a colour, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

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

/** The report of a run for a reader at a terminal, as lines. What a target says cannot control the terminal. */
export function terminalReport(report: RunReport, paint: Paint = (_colour, text) => text): string[] {
  const [colour, verdict] = RUN_VERDICTS[report.verdict];
  return [
    ...headLines(report),
    '',
    ...scenarioLines(report, paint),
    ...detailLines(report, paint),
    ...troubleLines(report, paint),
    ...assumptionLines(report, paint),
    ...requirementLines(report, paint),
    '',
    countLine(report),
    paint(colour, `Verdict: ${verdict}`),
  ];
}

function headLines({ target, profile, labels, faults }: RunReport): string[] {
  const authority =
    labels.status === 'provisional' ? 'provisional: made up by hanlab, without authority' : labels.status;
  return [
    `Target       ${target}`,
    `Profile      ${profile.id} (${profile.status}): ${profile.title}`,
    `Label list   ${labels.name} ${labels.version} (${authority})`,
    ...(faults.length === 0 ? [] : [`Faults       ${faults.join(', ')}`]),
  ];
}

function scenarioLines({ results, notRun }: RunReport, paint: Paint): string[] {
  const lines = results.map(
    ({ id, verdict, ms }) =>
      `${paint(COLOURS[verdict], verdict.padEnd(12))} ${id} ${paint('dim', `${Math.round(ms)} ms`)}`,
  );
  return [...lines, ...notRun.map((id) => `${paint('red', 'not run'.padEnd(12))} ${id}`)];
}

/** Everything that needs a look: first what failed, and what each requirement says that is not met. */
function detailLines({ results, requirements }: RunReport, paint: Paint): string[] {
  const sentences = new Map(requirements.map(({ requirement }) => [requirement.id, requirement.text]));
  const rank = (verdict: Verdict) => ['fail', 'error', 'inconclusive', 'skip', 'warn', 'pass'].indexOf(verdict);
  return results
    .filter(({ verdict, warnings }) => verdict !== 'pass' || warnings.length > 0)
    .sort((a, b) => rank(a.verdict) - rank(b.verdict))
    .flatMap((result) => ['', ...detailOf(result, sentences, paint)]);
}

function detailOf(result: ScenarioResult, sentences: ReadonlyMap<string, string>, paint: Paint): string[] {
  const { id, title, verdict, covers, clauses, message, expected, actual, warnings } = result;
  const named = (name: string, text: string) => indented(`${name.padEnd(11)} ${text}`, 14);
  const lines = [`${paint(COLOURS[verdict], verdict)} ${paint('bold', id)}`, `  ${title}`];
  if (verdict === 'fail') {
    for (const requirement of covers) lines.push(...named(requirement, sentences.get(requirement) ?? ''));
    if (clauses.length > 0) lines.push(...named('Clauses', clauses.join(', ')));
  }
  if (message !== undefined) lines.push(...named(verdict === 'fail' ? 'Found' : 'Reason', message));
  if (expected !== undefined) lines.push(...named('Expected', expected));
  if (actual !== undefined) lines.push(...named('Actual', actual));
  for (const warning of warnings) lines.push(...named('Warning', warning));
  return lines;
}

function troubleLines({ problems, observerErrors, interrupted }: RunReport, paint: Paint): string[] {
  const lines = [
    ...(interrupted ? [paint('red', 'The run was interrupted.')] : []),
    ...problems.map((problem) => `${paint('red', 'harness')} ${printable(problem)}`),
    ...observerErrors.map((error) => `${paint('yellow', 'observer')} ${printable(error)}`),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

function assumptionLines({ assumptions }: RunReport, paint: Paint): string[] {
  if (assumptions.length === 0) return [];
  const lines = assumptions.map(({ name, assumption }) =>
    assumption === undefined ? `  ${name}: not in the profile` : `  ${name} ${paint('dim', `= ${assumption.value}`)}`,
  );
  return ['', 'Assumptions that verdicts rest on (hanlab explain NAME says more):', ...lines];
}

/** Of a selection only the requirements that it bears on: what it left out says nothing about the rest. */
function requirementLines({ requirements, profile, scenarios, selectedFrom }: RunReport, paint: Paint): string[] {
  const isSelection = scenarios.length < selectedFrom;
  const shown = isSelection ? requirements.filter((one) => one.scenarios.length > 0) : requirements;
  if (shown.length === 0) return [];
  const lines = REQUIREMENT_STATUSES.flatMap((status) => {
    const ids = shown.filter((one) => one.status === status).map(({ requirement }) => requirement.id);
    if (ids.length === 0) return [];
    return [`  ${status.padEnd(12)} ${String(ids.length).padStart(2)}  ${paint('dim', runs(ids).join(' '))}`];
  });
  return ['', `Requirements of SECMP0046 (proposed, not in force), by the rules of ${profile.id}:`, ...lines];
}

/** Ids without the part that they share: `REQ-01 02 05`. */
function runs(ids: readonly string[]): string[] {
  return ids.map((id, index) => (index === 0 ? id : id.replace(/^REQ-/, '')));
}

function countLine({ counts, scenarios, selectedFrom, notRun, ms }: RunReport): string {
  const parts = VERDICTS.filter((verdict) => verdict === 'pass' || verdict === 'fail' || counts[verdict] > 0).map(
    (verdict) => `${counts[verdict]} ${verdict}`,
  );
  const left = notRun.length === 0 ? [] : [`${notRun.length} not run`];
  const of = scenarios.length < selectedFrom ? ` of ${selectedFrom}` : '';
  const what = scenarios.length === 1 && of === '' ? 'scenario' : 'scenarios';
  return `${scenarios.length}${of} ${what} in ${(ms / 1000).toFixed(1)} s: ${[...parts, ...left].join(', ')}`;
}

function indented(text: string, width: number): string[] {
  return text.split('\n').map((line, index) => `${' '.repeat(index === 0 ? 2 : width)}${printable(line)}`);
}

/**
 * What a target or an error said, without the characters that control a terminal or turn its text about. Colours are
 * given afterwards.
 */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '?');
}
