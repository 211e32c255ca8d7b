import type { Profile } from '../../gbcs/index.js';
import type { LabelList } from '../labels/label-list.js';
import { scenariosOf } from '../packs/packs.js';
import type { Target } from '../targets/target.js';
import { runScenarios } from './engine.js';
import type { EvidenceEvent } from './evidence.js';
import type { EvidenceLog } from './evidence-log.js';
import type { Verdict } from './verdict.js';

/**
 * What a change of specification moves. A scenario passes under rules that grant a request and under rules that refuse it,
 * since it asks the profile what has to happen; so verdicts alone do not show a change. What does is its outcome: the
 * verdict, and what DCC and devices did about it, in order. `hanlab diff` compares the outcomes under two profiles.
 */

/** What came of one scenario under the rules of one profile. */
interface ScenarioOutcome {
  readonly verdict: Verdict;
  /** What DCC and devices did, in words without times, counters and keys, in the order in which they did it. */
  readonly done: readonly string[];
}

/** Outcomes by id of scenario, in the order of the suite; nothing of one that has no verdict. */
export type Outcomes = ReadonlyMap<string, ScenarioOutcome>;

/** What is another outcome under a second profile. */
export interface OutcomeChange {
  readonly scenario: string;
  /** Absent where the profile's rules have no such scenario, or it came to no verdict. */
  readonly from?: Verdict;
  readonly to?: Verdict;
  /** What was done only under the first, and only under the second. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface OutcomeSetup {
  readonly target: Target;
  readonly labels: LabelList;
  readonly signal?: AbortSignal;
  /** Told after each scenario. */
  readonly onProgress?: (done: number, planned: number) => void;
}

/**
 * Runs all scenarios that the rules of a profile have a say in.
 * @returns their outcomes; `isComplete` is false where some have none, and nothing can then be said of a change
 * @throws HanlabError as {@link runScenarios}
 */
export async function outcomesUnder(
  profile: Profile,
  { target, labels, signal, onProgress }: OutcomeSetup,
): Promise<{ readonly outcomes: Outcomes; readonly isComplete: boolean }> {
  const log = new DoneLog();
  const scenarios = scenariosOf(profile);
  const { results, verdict } = await runScenarios({
    target,
    profile,
    labels,
    scenarios,
    evidence: log,
    ...(signal === undefined ? {} : { signal }),
    observers: onProgress === undefined ? [] : [{ ended: (_result, done, planned) => onProgress(done, planned) }],
  });
  const outcomes = new Map(results.map(({ id, verdict }) => [id, { verdict, done: log.of(id) }]));
  return { outcomes, isComplete: verdict !== 'incomplete' };
}

/** The scenarios whose outcomes differ, in the order of the first profile, then those that only the second has. */
export function outcomeChanges(from: Outcomes, to: Outcomes): readonly OutcomeChange[] {
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((scenario) => {
    const [one, other] = [from.get(scenario), to.get(scenario)];
    const isSame = one?.verdict === other?.verdict && one?.done.join('\n') === other?.done.join('\n');
    if (isSame) return [];
    return {
      scenario,
      ...(one === undefined ? {} : { from: one.verdict }),
      ...(other === undefined ? {} : { to: other.verdict }),
      removed: only(one, other),
      added: only(other, one),
    };
  });
}

/** What one outcome has oftener than another. Where only the order differs, all that is out of its place. */
function only(one: ScenarioOutcome | undefined, other: ScenarioOutcome | undefined): readonly string[] {
  // Of a scenario that one of the two does not have, its name says enough.
  if (one === undefined || other === undefined) return [];
  const left = new Map<string, number>();
  for (const text of other.done) left.set(text, (left.get(text) ?? 0) + 1);
  const more = one.done.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
  const isReordered = one.done.length === other.done.length && more.length === 0;
  return isReordered ? one.done.filter((text, i) => text !== other.done[i]) : more;
}

/** Keeps of the evidence only what was done. */
class DoneLog implements EvidenceLog {
  readonly #done = new Map<string, string[]>();
  count = 0;

  writer(scenario = ''): ReturnType<EvidenceLog['writer']> {
    const done = this.#done.get(scenario) ?? [];
    this.#done.set(scenario, done);
    return {
      write: (_time, event) => {
        this.count += 1;
        const text = doneText(event);
        if (text !== undefined) done.push(text);
      },
    };
  }

  of(scenario: string): readonly string[] {
    return this.#done.get(scenario) ?? [];
  }

  flush(): void {}

  close(): void {}
}

/** What DCC or a device did, in words; nothing for what is only on its way, and for what the scenario itself does. */
function doneText(event: EvidenceEvent): string | undefined {
  switch (event.event) {
    case 'service': {
      const { party, variant, device, acknowledgement, refusedBy, result } = event;
      const check = refusedBy === undefined ? '' : ` (${refusedBy})`;
      return `${party} ${variant} at ${device}: ${[acknowledgement + check, result].filter(Boolean).join(', ')}`;
    }
    case 'dcc-alert':
      return `the DCC tells ${event.to} of the removal of an HCALCS`;
    case 'device':
      return `${event.device} ${noteText(event.note as Readonly<Record<string, unknown>>)}`;
    default:
      return undefined;
  }
}

function noteText({ note, useCase, check, position, level, controller }: Readonly<Record<string, unknown>>): string {
  const about =
    useCase ?? check ?? position ?? (level === undefined ? undefined : `controller ${controller} ${level} %`);
  return about === undefined ? String(note) : `${note} ${about}`;
}
