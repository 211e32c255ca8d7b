import { findingOf } from '../runner/finding.js';
import type { ScenarioResult, Verdict } from '../runner/verdict.js';
import type { Expectation } from './expectation.js';
import { isAsExpected, judgeExpectations, type Seen } from './judgement.js';

/** What an entry says until somebody has looked into it. */
const UNEXPLAINED = 'to be explained';

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_OF_NEW_ENTRY = 90;

/** Verdicts that keep a run from being as expected; a skip or a warning alone does not. */
const NEWS: ReadonlySet<Verdict> = new Set(['fail', 'inconclusive', 'error']);

/** What an entry may have of a message: the first of it that can be printed on one line. */
const HOW = /[^\p{C}\p{Zl}\p{Zp}]{1,200}/u;

/**
 * The expectations that a run meets, from those that there were. Entries whose scenario passed or is gone are taken away;
 * others keep their reason and, while it is to come, their last day; each result that is news gets an entry of 90 days
 * for its profile. What the run has no say in stays as it is. In order of scenario and profile.
 */
export function updateExpectations(before: readonly Expectation[], seen: Seen): readonly Expectation[] {
  const results = new Map(seen.results.map((result) => [result.id, result]));
  const judged = new Map(judgeExpectations(before, seen).map(({ expectation, status }) => [expectation, status]));
  const kept = before.flatMap((entry) => {
    const status = judged.get(entry);
    if (status === undefined || status === 'met') return [entry];
    const now = nowOf(results.get(entry.scenario));
    if (status === 'unmatched' || now === undefined) return [];
    const isSame = isAsExpected(entry, now.result);
    return [
      {
        ...entry,
        verdict: now.verdict,
        how: isSame ? entry.how : now.how,
        expires: status === 'stale' ? lastDay(seen) : entry.expires,
      },
    ];
  });
  const have = new Set(
    kept.flatMap(({ scenario, profile }) => (profile === undefined || profile === seen.profile ? [scenario] : [])),
  );
  const added = seen.results.flatMap((result): Expectation[] => {
    const now = nowOf(result);
    if (now === undefined || have.has(result.id) || !NEWS.has(result.verdict)) return [];
    const { verdict, how } = now;
    return [{ scenario: result.id, profile: seen.profile, verdict, how, reason: UNEXPLAINED, expires: lastDay(seen) }];
  });
  return [...kept, ...added].sort(
    (a, b) => compare(a.scenario, b.scenario) || compare(a.profile ?? '', b.profile ?? ''),
  );
}

/** The contents of the file, which are the same for the same entries. */
export function expectationsText(expectations: readonly Expectation[]): string {
  const entries = expectations.map(({ scenario, profile, verdict, how, reason, expires }) => {
    return { scenario, profile, verdict, how, reason, expires };
  });
  return `${JSON.stringify({ expectations: entries }, undefined, 2)}\n`;
}

/** What an entry would have to say of a result; undefined for a pass, and for one that says nothing that can be printed. */
function nowOf(result: ScenarioResult | undefined) {
  if (result === undefined || result.verdict === 'pass') return undefined;
  const how = HOW.exec(findingOf(result) ?? result.warnings.join(', '))?.[0].trim();
  return how === undefined || how === '' ? undefined : { result, verdict: result.verdict, how };
}

function lastDay({ startedAt }: Seen): string {
  return new Date(Date.parse(startedAt) + DAYS_OF_NEW_ENTRY * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
