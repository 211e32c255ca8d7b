import { assumptionValue } from '../../../gbcs/index.js';
import { answered } from '../../examples/answers.js';
import type { ReadyExample } from '../../examples/example.js';
import type { Scenario } from '../../scenarios/scenario.js';
import { expectIgnored } from '../../scenarios/steps.js';
import type { Laboratory } from '../../targets/laboratory.js';
import { COUNTER, common, give } from './obedience.js';
import type { Subject } from './subject.js';

/** Counters that have been used: what a device takes only once, and what it takes again (GBCS 4.3.1.5). */

/** Which message comes after a Command with the counter `FIRST` and one that undid it with `LATEST`. */
interface OldMessage {
  readonly id: string;
  readonly what: string;
  message(lab: Laboratory, subject: Subject, ready: ReadyExample, first: Uint8Array): Promise<Uint8Array>;
}

const FIRST = COUNTER;
const BETWEEN = COUNTER + 1n;
const LATEST = COUNTER + 2n;
const NEXT = COUNTER + 3n;

const OLD_MESSAGES: readonly OldMessage[] = [
  {
    id: 'replayed',
    what: 'that it has obeyed before, octet for octet',
    message: async (_lab, _subject, _ready, first) => first,
  },
  {
    id: 'equal-counter',
    what: 'with the counter of the last Command that it has obeyed',
    message: (lab, subject, ready) => crafted(lab, subject, ready, LATEST),
  },
  {
    id: 'lower-counter',
    what: 'with a counter that was never used and is below that of the last Command that it has obeyed',
    message: (lab, subject, ready) => crafted(lab, subject, ready, BETWEEN),
  },
];

function crafted(lab: Laboratory, { example }: Subject, ready: ReadyExample, counter: bigint): Promise<Uint8Array> {
  const { device, originator } = example;
  return lab.craft(device, ready.command(counter), { originator, counter });
}

/** A Command is obeyed and, where it can be, undone. @returns the first Command */
async function obeyedAndUndone(lab: Laboratory, subject: Subject, ready: ReadyExample): Promise<Uint8Array> {
  const first = await crafted(lab, subject, ready, FIRST);
  await ready.expectDone(await lab.deliver(subject.example.device, first));
  const { undo = ready.command } = ready;
  answered(await give(lab, subject, undo(LATEST), { counter: LATEST }), ready);
  return first;
}

function isProtected({ useCase, profile }: Subject): boolean {
  const isAssumed = useCase.assumptions?.includes('replay-for-use-cases-outside-the-table') ?? false;
  return useCase.replayProtected && (!isAssumed || assumptionValue(profile, 'replay-for-use-cases-outside-the-table'));
}

/** A use case that is protected is refused with an old counter, one that is not is obeyed with it. */
export function replayScenarios(subject: Subject): readonly Scenario[] {
  if (isProtected(subject)) return OLD_MESSAGES.map((old) => refused(subject, old));
  return OLD_MESSAGES.filter(({ id }) => id === 'replayed').map((old) => taken(subject, old));
}

function refused(subject: Subject, { id, what, message }: OldMessage): Scenario {
  const { useCase, example, device } = subject;
  const { clause, assumptions, ...rest } = common(subject);
  return {
    ...rest,
    id: `${subject.id}-${id}`,
    title: `${device} does not obey ${useCase.name} ${what}: no Response, no Alert, no change.`,
    clauses: [clause, 'GBCS 4.3.1.5'],
    assumptions: [...assumptions, 'receive-check-order', 'discard-without-response', 'counters-per-role'],
    async run(lab) {
      const ready = await example.ready(lab);
      const first = await obeyedAndUndone(lab, subject, ready);
      await expectIgnored(lab, example.device, await message(lab, subject, ready, first), `${useCase.name} ${what}`);
      const { undo = ready.command } = ready;
      answered(await give(lab, subject, undo(NEXT), { counter: NEXT }), ready);
    },
  };
}

function taken(subject: Subject, { id, what, message }: OldMessage): Scenario {
  const { useCase, example, device } = subject;
  const { clause, assumptions, ...rest } = common(subject);
  return {
    ...rest,
    id: `${subject.id}-${id}-is-taken`,
    title: `${device} obeys ${useCase.name}, which is not protected against replay, ${what}.`,
    clauses: [clause, 'GBCS 4.3.1.5'],
    assumptions,
    async run(lab) {
      const ready = await example.ready(lab);
      const first = await obeyedAndUndone(lab, subject, ready);
      await ready.expectDone(await lab.deliver(example.device, await message(lab, subject, ready, first)));
    },
  };
}
