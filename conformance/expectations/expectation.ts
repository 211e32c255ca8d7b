import { profileById, UsageError } from '../../gbcs/index.js';
import { VERDICTS, type Verdict } from '../runner/verdict.js';

/**
 * What a user knows of a target that is not as it should be. Kept outside of the scenarios, as data with a reason and an
 * end: what a known defect does is then no news, and everything else is.
 */
export interface Expectation {
  /** Id of the scenario. */
  readonly scenario: string;
  /** Id of the only profile under which it holds; absent: under all that have no entry of their own. */
  readonly profile?: string;
  readonly verdict: ExpectedVerdict;
  /** What must stand in the message of the result, or in one of its warnings: another way of failing is not this one. */
  readonly how: string;
  /** Why it is so, or whose defect it is. */
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
}

/** Every verdict but a pass, which needs no expectation. */
type ExpectedVerdict = Exclude<Verdict, 'pass'>;

const EXPECTED_VERDICTS = VERDICTS.filter((one): one is ExpectedVerdict => one !== 'pass');

/** Bounds what a bad file can cost. More than there are scenarios under all profiles. */
const MAX_ENTRIES = 10_000;
const MAX_TEXT = 500;

/** Texts of the file are printed in every report: they must not control a terminal, nor hide what follows them. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;

const MEMBERS = ['scenario', 'profile', 'verdict', 'how', 'reason', 'expires'];

/**
 * Expectations from parsed JSON.
 * @throws UsageError `HANLAB_E_INPUT`, with the `path` of the member that is wrong, such as `expectations[3].expires`
 */
export function parseExpectations(json: unknown): readonly Expectation[] {
  const { expectations } = record(json, 'the file');
  if (!Array.isArray(expectations) || expectations.length > MAX_ENTRIES) {
    throw wrong('expectations', `must be an array of at most ${MAX_ENTRIES} entries`);
  }
  const seen = new Set<string>();
  return expectations.map((one: unknown, index) => {
    const path = `expectations[${index}]`;
    const entry = parseEntry(record(one, path), path);
    const key = expectationKey(entry);
    if (seen.has(key)) throw wrong(path, `expects something of ${key} for the second time`);
    seen.add(key);
    return entry;
  });
}

/** What an entry is about: no two are about the same. */
function expectationKey({ scenario, profile }: Pick<Expectation, 'scenario' | 'profile'>): string {
  return profile === undefined ? scenario : `${scenario} under ${profile}`;
}

function parseEntry(entry: Readonly<Record<string, unknown>>, path: string): Expectation {
  for (const name of Object.keys(entry)) {
    if (!MEMBERS.includes(name)) throw wrong(path, `has a member that is none of ${MEMBERS.join(', ')}`);
  }
  const verdict = EXPECTED_VERDICTS.find((one) => one === entry['verdict']);
  if (verdict === undefined) throw wrong(`${path}.verdict`, `must be one of ${EXPECTED_VERDICTS.join(', ')}`);
  const expires = text(entry, 'expires', path);
  if (!isDate(expires)) throw wrong(`${path}.expires`, 'must be a date of the form YYYY-MM-DD');
  return {
    scenario: text(entry, 'scenario', path),
    ...(entry['profile'] === undefined ? {} : { profile: profileName(text(entry, 'profile', path), path) }),
    verdict,
    how: text(entry, 'how', path),
    reason: text(entry, 'reason', path),
    expires,
  };
}

function profileName(name: string, path: string): string {
  try {
    return profileById(name).id;
  } catch {
    throw wrong(`${path}.profile`, 'is no profile of hanlab');
  }
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'must be an object');
  return value as Readonly<Record<string, unknown>>;
}

function text(entry: Readonly<Record<string, unknown>>, name: string, path: string): string {
  const value = entry[name];
  const place = `${path}.${name}`;
  if (typeof value !== 'string' || value.trim() === '') throw wrong(place, 'must be a text that is not empty');
  if (value.length > MAX_TEXT) throw wrong(place, `has ${value.length} characters; at most ${MAX_TEXT} are allowed`);
  if (!PRINTABLE.test(value)) throw wrong(place, 'has a character that cannot be printed');
  return value;
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function wrong(path: string, what: string): UsageError {
  return new UsageError('HANLAB_E_INPUT', `expectations: ${path} ${what}`, { path });
}
