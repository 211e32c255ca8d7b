import type { Expectation } from '../expectations/expectation.js';
import { expectationText, metExpectations } from '../expectations/judgement.js';
import type { RequirementCoverage } from '../runner/coverage.js';
import { findingOf } from '../runner/finding.js';
import { targetNote } from '../runner/provenance.js';
import type { RunReport } from '../runner/report.js';
import type { ScenarioResult } from '../runner/verdict.js';

/**
 * The report of a run as JUnit XML, with no more than all the schemas about agree on: properties belong to the suite.
 *
 * `<failure>` speaks of the device, `<error>` of the harness. Whoever reads nothing but this file must not take an
 * incomplete run for a clean one, so scenarios without a verdict, and a run without one, are errors too. What was expected
 * of the device is skipped, with the reason, and an expectation that does not hold is a failure of its own.
 */
export function junitReport(report: RunReport): string {
  const met = metExpectations(report.expectations);
  const cases = [
    ...report.results.map((result) => expectedOr(caseOfResult(result), result, met.get(result.id))),
    ...expectationCases(report),
    ...casesWithoutResult(report),
  ];
  const count = (kind: Ending) => cases.filter(({ ending }) => ending === kind).length;
  const { errors, failures, skipped } = {
    errors: count('error'),
    failures: count('failure'),
    skipped: count('skipped'),
  };
  const totals = { tests: cases.length, failures, errors };
  const time = seconds(report.ms);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'hanlab', ...totals, time })}>`,
    `  <testsuite${attributes({
      name: `hanlab ${report.profile.id}`,
      ...totals,
      skipped,
      time,
      // Of the schemas, some take a time zone and some do not; none takes fractions.
      timestamp: report.startedAt.slice(0, 19),
    })}>`,
    '    <properties>',
    ...propertiesOf(report).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...cases.flatMap((one) => caseLines(one, ['hanlab', report.profile.id, ...(one.pack ?? [])].join('.'))),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

type Ending = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  readonly name: string;
  /** Stands in the class name, by which readers of JUnit group; absent for what is in no pack. */
  readonly pack?: readonly [string];
  readonly ms: number;
  readonly ending: Ending;
  /** What is said of the ending in one line, and in full. */
  readonly message: string;
  readonly type: string;
  readonly text: string;
  readonly output: string;
}

function caseOfResult(result: ScenarioResult): Case {
  const { id, pack, title, covers, clauses, verdict, ms, expected, actual, warnings } = result;
  const message = findingOf(result) ?? '';
  const text = [
    title,
    ...(covers.length === 0 ? [] : [`Requirements: ${covers.join(', ')}`]),
    ...(clauses.length === 0 ? [] : [`Clauses: ${clauses.join(', ')}`]),
    ...(message === '' ? [] : [message]),
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    ...(actual === undefined ? [] : [`Actual: ${actual}`]),
  ].join('\n');
  const output = warnings.map((warning) => `warning: ${warning}`).join('\n');
  const inPack = pack === undefined ? {} : { pack: [pack] as const };
  const shared = { name: id, ...inPack, ms, message, text, output };
  switch (verdict) {
    case 'pass':
    case 'warn':
      return { ...shared, ending: 'passed', type: verdict };
    case 'fail':
      return { ...shared, ending: 'failure', type: 'deviation' };
    case 'skip':
      return { ...shared, ending: 'skipped', type: verdict };
    case 'inconclusive':
    case 'error':
      return { ...shared, ending: 'error', type: verdict };
    default:
      return verdict satisfies never;
  }
}

/** What was expected is neither a failure nor a pass, with which a reader of nothing else may live. */
function expectedOr(one: Case, { verdict }: ScenarioResult, met: Expectation | undefined): Case {
  if (met === undefined) return one;
  return { ...one, ending: 'skipped', message: `expected ${verdict} (${met.reason}): ${one.message}` };
}

function expectationCases({ expectations = [] }: RunReport): Case[] {
  return expectations
    .filter(({ status }) => status !== 'met')
    .map((judged) => {
      const message = expectationText(judged);
      const { scenario, reason } = judged.expectation;
      const name = `expectation of ${scenario}`;
      return {
        name,
        ms: 0,
        ending: 'failure',
        message,
        type: judged.status,
        text: `${message}\n${reason}`,
        output: '',
      };
    });
}

function casesWithoutResult({ notRun, problems, interrupted, verdict, results }: RunReport): Case[] {
  const error = (name: string, type: string, message: string): Case => ({
    name,
    ms: 0,
    ending: 'error',
    message,
    type,
    text: message,
    output: '',
  });
  const why = interrupted ? 'the run was interrupted' : 'the run came to no end';
  const cases = [
    ...notRun.map((id) => error(id, 'not-run', `no verdict: ${why}`)),
    ...problems.map((problem, index) => error(`harness-${index + 1}`, 'harness', problem)),
  ];
  const isTold = cases.length > 0 || results.some((one) => one.verdict === 'error' || one.verdict === 'inconclusive');
  if (verdict === 'incomplete' && !isTold)
    cases.push(error('run', 'incomplete', 'no scenario passed, so nothing is shown'));
  return cases;
}

type Property = readonly [name: string, value: string];

function propertiesOf(report: RunReport): Property[] {
  const { profile, versions } = report;
  const labels = report.labelList;
  const note = targetNote(report.target);
  return [
    ['runId', report.runId],
    ['hanlab.version', versions.hanlab],
    ['node.version', versions.node],
    ['openssl.version', versions.openssl],
    ['target', report.target],
    ...(note === undefined ? [] : [['targetNote', note] as const]),
    ['profile', profile.id],
    ['profile.title', profile.title],
    ['profile.status', profile.status],
    ['profile.gbcsVersion', profile.gbcsVersion],
    ['distributor', report.distributor],
    ['labelList', `${labels.name} ${labels.version}`],
    ['labelList.status', labels.statusText],
    ['labelList.sha256', labels.sha256],
    ['verdict', report.verdict],
    ['suite', report.suite],
    ...(report.shard === undefined ? [] : [['shard', `${report.shard.index}/${report.shard.count}`] as const]),
    ...report.mergedFrom.map((runId) => ['mergedFrom', runId] as const),
    ['selected', `${report.scenarios.length}`],
    ['available', `${report.selectedFrom.length}`],
    ...report.patterns.map((pattern) => ['pattern', pattern] as const),
    ...report.packs.map((pack) => ['pack', pack] as const),
    ...report.faults.map((fault) => ['fault', fault] as const),
    ...(report.seed === undefined ? [] : [['seed', report.seed] as const]),
    ...report.requirements.flatMap(requirementProperties),
    ...report.assumptions.map(({ name }) => ['assumption', name] as const),
    ...report.results.flatMap(scenarioProperties),
  ];
}

function requirementProperties({ requirement, status, violated, scenarios }: RequirementCoverage): Property[] {
  const { id, text, source, untried } = requirement;
  const name = `requirement.${id}`;
  return [
    [name, [status, ...(violated ? ['violated'] : []), ...scenarios].join(' ')],
    [`${name}.text`, text],
    [`${name}.source`, source],
    ...(untried === undefined ? [] : [[`${name}.untried`, untried] as const]),
  ];
}

function scenarioProperties({ id, title, clauses, assumptions }: ScenarioResult): Property[] {
  const name = `scenario.${id}`;
  return [
    [`${name}.title`, title],
    ...clauses.map((clause) => [`${name}.clause`, clause] as const),
    ...assumptions.map((assumption) => [`${name}.assumption`, assumption] as const),
  ];
}

function caseLines(one: Case, classname: string): string[] {
  const start = `    <testcase${attributes({ name: one.name, classname, time: seconds(one.ms) })}`;
  const inner: string[] = [];
  if (one.ending === 'skipped') inner.push(`      <skipped${attributes({ message: one.message })}/>`);
  else if (one.ending !== 'passed') {
    const about = attributes({ message: one.message, type: one.type });
    inner.push(`      <${one.ending}${about}>${escaped(one.text)}</${one.ending}>`);
  }
  if (one.output !== '') inner.push(`      <system-out>${escaped(one.output)}</system-out>`);
  return inner.length === 0 ? [`${start}/>`] : [`${start}>`, ...inner, '    </testcase>'];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(oneLine(String(value)))}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** An attribute has no lines: a parser would make blanks of them. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text for XML 1.0: what stands for markup is escaped, what XML cannot hold at all is dropped. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|[\u{7F}-\u{9F}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replaceAll('\r', '&#13;');
}
