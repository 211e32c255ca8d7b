import { expectationText, metExpectations } from '../expectations/judgement.js';
import { findingOf } from '../runner/finding.js';
import type { RunReport } from '../runner/report.js';
import { VERDICTS } from '../runner/verdict.js';

/** GitHub shows ten annotations of a step: these, and one that says how many are left. */
const MOST_ANNOTATIONS = 9;

/** GitHub takes a megabyte for the summary of a step, from all who write it. */
const MOST_SUMMARY = 900_000;

const LONGEST_CELL = 300;

/** What keeps a run from being as expected, as annotations: commands of GitHub's workflows, one a line. */
export function githubAnnotations(report: RunReport): string[] {
  const news = newsOf(report);
  const shown = news.slice(0, MOST_ANNOTATIONS).map(({ title, text }) => annotation(title, text));
  const left = news.length - shown.length;
  return left === 0 ? shown : [...shown, annotation('hanlab', `and ${left} more`)];
}

interface News {
  readonly title: string;
  readonly text: string;
}

function newsOf(report: RunReport): News[] {
  const met = metExpectations(report.expectations);
  const results = report.results.filter(({ id, verdict }) => {
    return !met.has(id) && (verdict === 'fail' || verdict === 'error' || verdict === 'inconclusive');
  });
  const news = [
    ...results.map((result) => ({
      title: `${result.verdict} ${result.id}`,
      text: `${result.title} ${findingOf(result) ?? ''} ${result.covers.join(' ')}`.trim(),
    })),
    ...(report.expectations ?? [])
      .filter(({ status }) => status !== 'met')
      .map((one) => ({ title: `${one.status} ${one.expectation.scenario}`, text: expectationText(one) })),
    ...report.problems.map((text) => ({ title: 'harness', text })),
  ];
  if (report.notRun.length > 0)
    news.push({ title: 'incomplete', text: `${report.notRun.length} scenarios have no verdict` });
  if (news.length === 0 && report.verdict === 'incomplete')
    news.push({ title: 'incomplete', text: 'nothing was shown' });
  return news;
}

function annotation(title: string, text: string): string {
  return `::error title=${escapedProperty(title)}::${escapedData(text)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** The report of a run in Markdown, for the summary of a step: every scenario, those first that need a look. */
export function githubSummary(report: RunReport): string {
  const { target, profile, verdict, counts, results, notRun } = report;
  const met = metExpectations(report.expectations);
  const rank = ['fail', 'error', 'inconclusive', 'warn', 'skip', 'pass'];
  const rows = [
    ...[...results]
      .sort((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict))
      .map((result) => {
        const { id, title, covers } = result;
        const isExpected = met.has(id) ? `${result.verdict}, expected` : result.verdict;
        return [isExpected, id, covers.join(' '), findingOf(result) ?? title];
      }),
    ...notRun.map((id) => ['not run', id, '', '']),
  ];
  const head = [
    `## hanlab: ${cell(verdict)}`,
    '',
    `Target ${cell(target)}, profile ${cell(profile.id)} (${cell(profile.status)}): ${VERDICTS.filter(
      (one) => counts[one] > 0,
    )
      .map((one) => `${counts[one]} ${one}`)
      .join(', ')}`,
    '',
    ...(report.expectations ?? [])
      .filter(({ status }) => status !== 'met')
      .map((one) => `- ${one.status}: ${cell(expectationText(one))}`),
    '',
    '| verdict | scenario | requirements | found, or what must hold |',
    '|---|---|---|---|',
  ];
  let room = MOST_SUMMARY - head.join('\n').length;
  const lines: string[] = [];
  for (const row of rows) {
    const line = `| ${row.map(cell).join(' | ')} |`;
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    lines.push(line);
  }
  const left = rows.length - lines.length;
  return `${[...head, ...lines, ...(left === 0 ? [] : ['', `and ${left} more`])].join('\n')}\n`;
}

/** Text that Markdown takes for nothing but text. */
function cell(text: string): string {
  const short = text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL)}...`;
  return short
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[^\p{L}\p{N} .,;()'=/+-]/gu, (character) => `&#${character.codePointAt(0)};`);
}
