import type { OutcomeChange } from '../conformance/index.js';
import { UsageError } from '../gbcs/index.js';
import { readJson } from './json-file.js';
import { shownPath } from './shown.js';

/** The scenarios that a change of specification is meant to move, named before it is made, and whether it moved just these. */

/** No list of all scenarios is as long. */
const MAX_OCTETS = 1024 * 1024;

/** What a change moved against what it was to move; ids of scenarios. */
export interface ExpectationResult {
  /** Came out otherwise, and was not named. */
  readonly unexpected: readonly string[];
  /** Was named, and came out as before. */
  readonly unmoved: readonly string[];
}

/**
 * The ids in a file `{"changes": ["id", ...]}`.
 * @param known ids of all scenarios that either profile has
 * @throws UsageError `HANLAB_E_INPUT` for another form, an id twice, or one of no scenario
 */
export function readExpectedChanges(path: string, known: ReadonlySet<string>): readonly string[] {
  const name = shownPath(path, 'the list of expected changes');
  const wrong = (what: string) => new UsageError('HANLAB_E_INPUT', `${name}: ${what}`);
  const json = readJson(path, 'the list of expected changes', MAX_OCTETS);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong('an object is wanted');
  const odd = Object.keys(json).find((key) => key !== 'changes');
  if (odd !== undefined) throw wrong(`there is no member '${odd.slice(0, 60)}', only 'changes'`);
  const changes: unknown = 'changes' in json ? json.changes : undefined;
  if (!Array.isArray(changes)) throw wrong("'changes' is to be a list of ids of scenarios");
  for (const [i, id] of changes.entries()) {
    if (typeof id !== 'string' || !known.has(id)) throw wrong(`changes[${i}] is no scenario of either profile`);
    if (changes.indexOf(id) !== i) throw wrong(`changes[${i}] is there twice`);
  }
  return changes;
}

export function judgeChanges(expected: readonly string[], changes: readonly OutcomeChange[]): ExpectationResult {
  const moved = changes.map(({ scenario }) => scenario);
  return {
    unexpected: moved.filter((id) => !expected.includes(id)),
    unmoved: expected.filter((id) => !moved.includes(id)),
  };
}
