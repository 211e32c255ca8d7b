import type { ScenarioResult } from './verdict.js';

/** How chai goes on after the words that a scenario gave to its assertion. */
const CHAI = /^(?:(.*?): )??expected /s;

/** Longest value that is worth a place in a line with others. */
const MAX_SHORT = 40;

/**
 * What a scenario found, in words, where its expected and actual values are shown as well: `number of Responses: 1,
 * should be 0`. chai's own `expected 1 to equal +0` calls "expected" what was found. Undefined if nothing is left to say.
 */
export function findingOf({ message, expected, actual }: ScenarioResult): string | undefined {
  if (message === undefined || expected === undefined || actual === undefined) return message;
  const [all, subject] = CHAI.exec(message) ?? [];
  if (all === undefined) return message;
  if (!isShort(expected) || !isShort(actual)) return subject;
  const values = `${actual}, should be ${expected}`;
  return subject === undefined ? values : `${subject}: ${values}`;
}

function isShort(value: string): boolean {
  return value !== '' && value.length <= MAX_SHORT && !/^(not )?[[{]|\n/.test(value);
}
