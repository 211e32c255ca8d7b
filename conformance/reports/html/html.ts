import { createHash } from 'node:crypto';
import { expectationText, metExpectations } from '../../expectations/judgement.js';
import { REQUIREMENT_STATUSES } from '../../runner/coverage.js';
import type { EvidenceRecord } from '../../runner/evidence.js';
import { findingOf } from '../../runner/finding.js';
import { targetNote } from '../../runner/provenance.js';
import type { RunReport } from '../../runner/report.js';
import { type ScenarioResult, VERDICTS, type Verdict } from '../../runner/verdict.js';
import { type Exchange, exchangesOf } from './exchange.js';
import { Markup } from './markup.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { timeline } from './timeline.js';

const { element, raw } = Markup;

/** What a page may have of exchanges, in octets, whatever passed: with it, it stays below 15 megabytes. */
const MOST_PACKED = 10 * 1024 * 1024;

/** So many scenarios that did not pass are open from the beginning. */
const MOST_OPEN = 10;

/** In the order in which a reader wants them. */
const READING_ORDER: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'warn', 'skip', 'pass'];

/**
 * The report of a run as one page that needs nothing else: no script, style or picture of elsewhere, and by its
 * Content-Security-Policy none could come in. All texts are texts, whatever a device said.
 * @param evidence of the run, for what passed
 */
export function htmlReport(report: RunReport, evidence: Iterable<EvidenceRecord>): string {
  const verdicts = new Map(report.results.map(({ id, verdict }) => [id, verdict]));
  const exchanges = withinBounds(exchangesOf(evidence, verdicts), verdicts);
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy() }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('title', {}, `hanlab: ${report.target} ${report.verdict}`),
      raw('style', {}, STYLE),
    ),
    element(
      'body',
      {},
      summary(report),
      element(
        'main',
        {},
        configuration(report),
        expectations(report),
        requirements(report, verdicts),
        scenarios(report, exchanges),
      ),
      element(
        'footer',
        {},
        `Run ${report.runId}, written by hanlab ${report.versions.hanlab}. All times of exchanges are virtual.`,
      ),
      raw('script', {}, SCRIPT),
    ),
  );
  return `<!doctype html>\n${page}\n`;
}

/** Nothing but the script and the style of the page, known by what they are. */
function policy(): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return `default-src 'none'; script-src ${hash(SCRIPT)}; style-src ${hash(STYLE)}; base-uri 'none'; form-action 'none'`;
}

/** Drops exchanges until the rest has room: the largest first, and those of scenarios that passed before all others. */
function withinBounds(
  exchanges: ReadonlyMap<string, Exchange>,
  verdicts: ReadonlyMap<string, Verdict>,
): ReadonlyMap<string, Exchange> {
  const isPass = (id: string) => verdicts.get(id) === 'pass';
  let total = [...exchanges.values()].reduce((sum, { packed }) => sum + packed.length, 0);
  const dropped = new Map(exchanges);
  const order = [...exchanges].sort(
    ([a, one], [b, other]) => Number(isPass(b)) - Number(isPass(a)) || other.packed.length - one.packed.length,
  );
  for (const [id, exchange] of order) {
    if (total <= MOST_PACKED) break;
    total -= exchange.packed.length;
    dropped.set(id, { ...exchange, packed: '', kept: 0 });
  }
  return dropped;
}

function badge(kind: string, text = kind): Markup {
  return element('span', { class: `verdict ${kind}` }, text);
}

function summary(report: RunReport): Markup {
  const { verdict, counts, target, profile, notRun, results, selectedFrom, scenarios: planned, ms } = report;
  const met = metExpectations(report.expectations).size;
  const note = targetNote(target);
  return element(
    'header',
    {},
    element('h1', {}, 'Conformance of ', element('code', {}, target)),
    element('p', {}, element('span', { class: `verdict big ${verdict}` }, verdict.replace('-', ' '))),
    note === undefined ? undefined : element('p', {}, element('strong', {}, note)),
    element('p', {}, `${profile.id} (${profile.status}): ${profile.title}`),
    report.distributor === 'granted'
      ? undefined
      : element(
          'p',
          {},
          'This profile refuses the distributor: a pass of a distributor’s scenario means that it was refused.',
        ),
    element(
      'ul',
      { class: 'counts' },
      VERDICTS.filter((one) => counts[one] > 0).map((one) => element('li', {}, badge(one), ` ${counts[one]}`)),
      notRun.length === 0 ? undefined : element('li', {}, badge('incomplete', 'not run'), ` ${notRun.length}`),
      met === 0 ? undefined : element('li', {}, `${met} as expected`),
    ),
    element(
      'p',
      { class: 'faint' },
      `${results.length} of ${planned.length} scenarios run, of ${selectedFrom.length} in the suite, in ${(ms / 1000).toFixed(1)} s from ${report.startedAt}`,
    ),
    report.interrupted ? element('p', {}, element('strong', {}, 'The run was interrupted.')) : undefined,
    [...report.problems, ...report.observerErrors].map((one) => element('p', {}, badge('error', 'harness'), ` ${one}`)),
  );
}

function section(id: string, title: string, ...children: readonly (Markup | readonly Markup[] | undefined)[]): Markup {
  return element('section', { id }, element('h2', {}, title), ...children);
}

function definitions(entries: readonly (readonly [name: string, value: string | undefined])[]): Markup {
  return element(
    'dl',
    {},
    entries.flatMap(([name, value]) => {
      return value === undefined || value === '' ? [] : [element('dt', {}, name), element('dd', {}, value)];
    }),
  );
}

function configuration(report: RunReport): Markup {
  const { labelList, versions, profile, shard } = report;
  return section(
    'configuration',
    'Configuration',
    definitions([
      ['Target', report.target],
      ['Says of itself', report.targetNotes.join('; ')],
      ['Profile', `${profile.id}, GBCS ${profile.gbcsVersion}, ${profile.status}`],
      ['Label list', `${labelList.name} ${labelList.version} (${labelList.statusText}), SHA-256 ${labelList.sha256}`],
      ['Faults', report.faults.join(', ')],
      ['Seed', report.seed],
      ['Selected by', report.patterns.join(', ')],
      ['Shard', shard && `${shard.index} of ${shard.count}`],
      ['Merged from', report.mergedFrom.join(', ')],
      ['Versions', `hanlab ${versions.hanlab}, Node.js ${versions.node}, OpenSSL ${versions.openssl}`],
      ['Suite', report.suite],
    ]),
    report.assumptions.length === 0
      ? undefined
      : element(
          'details',
          {},
          element('summary', {}, `${report.assumptions.length} assumptions that verdicts rest on`),
          definitions(
            report.assumptions.map(({ name, assumption, scenarios: users }) => {
              const what =
                assumption === undefined ? 'not in the profile' : `${assumption.value}: ${assumption.statement}`;
              return [name, `${what} (${users.length} scenarios)`] as const;
            }),
          ),
        ),
  );
}

function expectations({ expectations: judged = [] }: RunReport): Markup | undefined {
  if (judged.length === 0) return undefined;
  const ordered = [
    ...judged.filter(({ status }) => status !== 'met'),
    ...judged.filter(({ status }) => status === 'met'),
  ];
  return section(
    'expectations',
    'Expectations',
    element(
      'ul',
      {},
      ordered.map((one) => {
        const { reason, expires } = one.expectation;
        return element('li', {}, badge(one.status), ` ${expectationText(one)}. ${reason} (until ${expires})`);
      }),
    ),
  );
}

/** The coverage matrix: a row for each requirement, a cell for each scenario that names it. */
function requirements(report: RunReport, verdicts: ReadonlyMap<string, Verdict>): Markup {
  const rows = report.requirements.map(({ requirement, status, violated, scenarios: ids }) => {
    const { id, text, source, untried } = requirement;
    const cells = ids.map((one) => {
      const verdict = verdicts.get(one) ?? 'not-run';
      const name = `${one}: ${verdict}`;
      return element('a', { class: `cell ${verdict}`, href: `#s-${one}`, title: name, 'aria-label': name });
    });
    return element(
      'tr',
      {},
      element('td', {}, element('strong', {}, id)),
      element('td', {}, violated ? badge('violated') : undefined, ' ', badge(status)),
      element(
        'td',
        {},
        text,
        element('div', { class: 'faint' }, source, untried === undefined ? '' : `. Not tried: ${untried}`),
      ),
      element('td', {}, element('div', { class: 'cells' }, cells)),
    );
  });
  const counts = REQUIREMENT_STATUSES.map((status) => {
    return `${report.requirements.filter((one) => one.status === status).length} ${status}`;
  });
  return section(
    'requirements',
    'Requirements of SECMP0046 (proposed, not in force)',
    element('p', { class: 'faint' }, counts.join(', ')),
    element(
      'details',
      {},
      element('summary', {}, 'Coverage matrix: each requirement with the scenarios that name it'),
      element(
        'table',
        { class: 'requirements' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ['Id', 'Status', 'Requirement', 'Scenarios'].map((name) => element('th', {}, name)),
          ),
        ),
        element('tbody', {}, rows),
      ),
    ),
  );
}

function scenarios(report: RunReport, exchanges: ReadonlyMap<string, Exchange>): Markup {
  const packs = new Map(report.scenarios.map(({ id, pack = '' }) => [id, pack]));
  const met = metExpectations(report.expectations);
  const sentences = new Map(report.requirements.map(({ requirement }) => [requirement.id, requirement.text]));
  const ordered = [...report.results].sort(
    (a, b) => READING_ORDER.indexOf(a.verdict) - READING_ORDER.indexOf(b.verdict),
  );
  const names = [...new Set(packs.values())].filter((name) => name !== '').sort();
  let open = MOST_OPEN;
  const list = ordered.map((result) => {
    const isOpen = result.verdict !== 'pass' && result.verdict !== 'skip' && !met.has(result.id) && open > 0;
    if (isOpen) open -= 1;
    const more = {
      isOpen,
      pack: packs.get(result.id) ?? '',
      expectedFor: met.get(result.id)?.reason,
      exchange: exchanges.get(result.id),
    };
    return scenario(result, sentences, more);
  });
  return section(
    'scenarios',
    'Scenarios',
    controls(report.results, names),
    list,
    report.notRun.length === 0
      ? undefined
      : element(
          'details',
          {},
          element('summary', {}, `${report.notRun.length} scenarios without a verdict`),
          element(
            'ul',
            {},
            report.notRun.map((id) => element('li', {}, id)),
          ),
        ),
  );
}

function controls(results: readonly ScenarioResult[], packs: readonly string[]): Markup {
  const verdicts = READING_ORDER.filter((one) => results.some(({ verdict }) => verdict === one));
  return element(
    'div',
    { class: 'controls' },
    element('input', {
      type: 'search',
      id: 'text',
      placeholder: 'Id, sentence, requirement, clause',
      'aria-label': 'Text',
    }),
    element(
      'select',
      { id: 'pack', 'aria-label': 'Pack', hidden: packs.length < 2 },
      element('option', { value: '' }, 'All packs'),
      packs.map((name) => element('option', { value: name }, name)),
    ),
    verdicts.map((one) => {
      return element('label', {}, element('input', { type: 'checkbox', value: one, checked: true }), ` ${one}`);
    }),
    element('output', { id: 'shown', class: 'faint' }),
  );
}

interface ScenarioExtras {
  readonly isOpen: boolean;
  readonly pack: string;
  readonly expectedFor: string | undefined;
  readonly exchange: Exchange | undefined;
}

function scenario(
  result: ScenarioResult,
  sentences: ReadonlyMap<string, string>,
  { isOpen, pack, expectedFor, exchange }: ScenarioExtras,
): Markup {
  const { id, title, verdict, ms, covers, clauses, expected, actual, warnings, assumptions } = result;
  const text = [id, title, ...covers, ...clauses, ...assumptions, pack, findingOf(result) ?? '']
    .join(' ')
    .toLowerCase();
  return element(
    'details',
    { class: 'scenario', id: `s-${id}`, open: isOpen, 'data-verdict': verdict, 'data-pack': pack, 'data-text': text },
    element(
      'summary',
      {},
      badge(verdict),
      element('span', { class: 'name' }, id),
      expectedFor === undefined ? undefined : element('span', { class: 'faint' }, 'as expected '),
      element('span', { class: 'faint' }, `${Math.round(ms)} ms`),
    ),
    element(
      'div',
      {},
      element('p', {}, title),
      definitions([
        ...covers.map((requirement) => [requirement, sentences.get(requirement) ?? ''] as const),
        ['Clauses', clauses.join(', ')],
        ['Pack', pack],
        [verdict === 'fail' ? 'Found' : 'Reason', findingOf(result)],
        ['Expected', expected],
        ['Actual', actual],
        ...warnings.map((warning) => ['Warning', warning] as const),
        ['Expected failure', expectedFor],
        ['Assumptions', assumptions.join(', ')],
      ]),
      exchange === undefined ? undefined : timeline(exchange),
      exchange === undefined ? undefined : exchangePart(exchange),
    ),
  );
}

function exchangePart({ packed, kept, total }: Exchange): Markup {
  const cut =
    kept === total
      ? undefined
      : element('p', { class: 'faint' }, `${kept} of ${total} records are shown; evidence.jsonl has all.`);
  if (packed === '') return element('div', {}, cut);
  return element(
    'div',
    { class: 'exchange' },
    element('noscript', {}, 'Scripts are off: evidence.jsonl has what passed.'),
    raw('script', { type: 'application/octet-stream' }, packed),
    cut,
  );
}
