import type { Profile } from '../../../gbcs/index.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { expectIgnored } from '../../scenarios/steps.js';
import { COUNTER, common, obeys, rightScenarios } from './obedience.js';
import { replayScenarios } from './replays.js';
import { type Subject, subjectsOf } from './subject.js';
import { unsupportedScenarios } from './unsupported.js';
import { type WrongCase, wrongCasesOf } from './wrong-case.js';

/** The scenarios that follow from the catalogue of a profile, use case by use case. */
export function gbcsScenarios(profile: Profile): readonly Scenario[] {
  const known = MADE.get(profile);
  if (known !== undefined) return known;
  const made = subjectsOf(profile).flatMap((subject) => [
    ...rightScenarios(subject),
    ...wrongCasesOf(subject).map((wrong) => wrongScenario(subject, wrong)),
    ...replayScenarios(subject),
    ...unsupportedScenarios(subject),
  ]);
  MADE.set(profile, made);
  return made;
}

const MADE = new WeakMap<Profile, readonly Scenario[]>();

/** Above the counters of all right Commands: a refused one must not shut these out. */
const HIGH = COUNTER + 1_000_000n;

function wrongScenario(subject: Subject, { id, what, clauses, assumptions = [], ...wrong }: WrongCase): Scenario {
  const { useCase, example, device } = subject;
  const { clause, ...rest } = common(subject);
  const { commands = (command) => [{ what, command }] } = wrong;
  return {
    ...rest,
    id: `${subject.id}-${id}`,
    title: `${device} does not obey ${useCase.name} ${what}: no Response, no Alert, no change.`,
    clauses: [clause, ...clauses],
    assumptions: [...rest.assumptions, 'receive-check-order', 'discard-without-response', ...assumptions],
    async run(lab) {
      const ready = await example.ready(lab);
      const differences = { originator: example.originator, counter: HIGH, ...wrong.differences };
      for (const { what, command } of commands(ready.command(HIGH))) {
        const message = await lab.craft(example.device, command, differences);
        await expectIgnored(lab, example.device, message, `${useCase.name} ${what}`);
      }
      await obeys(lab, subject, ready, COUNTER);
    },
  };
}
