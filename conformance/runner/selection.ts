import { HanlabError, UsageError } from '../../gbcs/index.js';
import type { Scenario } from '../scenarios/scenario.js';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Checks what can be wrong with a set of scenarios before any is run.
 * @throws HanlabError `HANLAB_E_HARNESS` if an id is used twice or has a wrong form
 */
export function checkScenarioIds(scenarios: readonly Pick<Scenario, 'id'>[]): void {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of scenarios) {
    if (!ID.test(id)) {
      throw new HanlabError('HANLAB_E_HARNESS', `'${id}' is no id of a scenario: lower-case words joined by hyphens`);
    }
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  if (twice.size > 0) {
    throw new HanlabError('HANLAB_E_HARNESS', `more than one scenario has the id ${[...twice].join(', ')}`);
  }
}

/** Words on names that may have been meant instead, such as `; did you mean replay-is-refused?`; empty if none is near. */
export type Hint = (wanted: string, names: readonly string[]) => string;

/**
 * The scenarios that any of the patterns names, in their own order; all of them if there is no pattern.
 * @param patterns ids, in which `*` stands for any characters
 * @throws UsageError `HANLAB_E_NOTHING_SELECTED` if a pattern names none: a mistyped name must not pass for a clean run
 * @throws HanlabError `HANLAB_E_HARNESS` as `checkScenarioIds`
 */
export function selectScenarios(
  scenarios: readonly Scenario[],
  patterns: readonly string[],
  hint: Hint = () => '',
): readonly Scenario[] {
  checkScenarioIds(scenarios);
  if (scenarios.length === 0) throw new UsageError('HANLAB_E_NOTHING_SELECTED', 'there are no scenarios');
  if (patterns.length === 0) return scenarios;
  const chosen = new Set<Scenario>();
  for (const pattern of new Set(patterns)) {
    const matching = scenarios.filter(({ id }) => matches(pattern, id));
    if (matching.length === 0) throw nothingSelected(pattern, scenarios, hint);
    for (const scenario of matching) chosen.add(scenario);
  }
  return scenarios.filter((scenario) => chosen.has(scenario));
}

/** Whether an id is what a pattern names. In time linear in both: no expression is made of what a user typed. */
function matches(pattern: string, id: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === id;
  if (!id.startsWith(head)) return false;
  let position = head.length;
  for (const part of rest) {
    const found = id.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  return id.length - tail.length >= position && id.endsWith(tail);
}

function nothingSelected(pattern: string, scenarios: readonly Scenario[], hint: Hint): UsageError {
  const ids = scenarios.map(({ id }) => id);
  const near = hint(pattern.replaceAll('*', ''), ids);
  const name = pattern.length > 60 ? `${pattern.slice(0, 60)}...` : pattern;
  return new UsageError(
    'HANLAB_E_NOTHING_SELECTED',
    `no scenario is named '${name}'${near === '' ? '; hanlab list scenarios shows all' : near}`,
  );
}
