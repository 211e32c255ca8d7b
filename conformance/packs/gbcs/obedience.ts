import type { RemotePartyRole } from '../../../gbcs/index.js';
import { answered } from '../../examples/answers.js';
import type { ReadyExample } from '../../examples/example.js';
import type { Scenario } from '../../scenarios/scenario.js';
import type { Differences, Laboratory, Reaction } from '../../targets/laboratory.js';
import { spoken, wordsOf } from './names.js';
import { HOLDER_OF, type Subject } from './subject.js';

/** Commands that a device obeys, from everybody who may give them. */

/** Above every counter that getting a home ready takes. */
export const COUNTER = 5_000_000n;

/** Hands the device of a subject the example's Command, or another, with a counter. */
export async function give(
  lab: Laboratory,
  { example }: Subject,
  command: ReturnType<ReadyExample['command']>,
  differences: Differences,
): Promise<Reaction> {
  const { device, originator } = example;
  return lab.deliver(device, await lab.craft(device, command, { originator, ...differences }));
}

/** The device obeys the example's Command. */
export async function obeys(lab: Laboratory, subject: Subject, ready: ReadyExample, counter: bigint): Promise<void> {
  await ready.expectDone(await give(lab, subject, ready.command(counter), { counter }));
}

/** The use case from each role that may invoke it. */
export function rightScenarios(subject: Subject): readonly Scenario[] {
  return [nominal(subject), ...otherRoles(subject)];
}

/** What the scenarios of a subject share. */
export function common({ id, useCase, example, profile }: Subject): Pick<Scenario, 'covers'> & {
  readonly family: string;
  readonly clause: string;
  readonly assumptions: readonly string[];
} {
  const known = [...(useCase.assumptions ?? []), ...(example.assumptions ?? [])];
  return {
    family: id,
    // The requirements of SECMP0046 are the business of another pack.
    covers: [],
    clause: `GBCS ${profile.gbcsVersion} ${useCase.name}`,
    assumptions: [...new Set(known)],
  };
}

function nominal(subject: Subject): Scenario {
  const { id, useCase, example, device } = subject;
  const { clause, ...rest } = common(subject);
  return {
    ...rest,
    id: `${id}-nominal`,
    title: `${device} obeys ${useCase.name} from the ${spoken(subject.right[0] ?? '')}: ${example.effect}.`,
    clauses: [clause],
    async run(lab) {
      await obeys(lab, subject, await example.ready(lab), COUNTER);
    },
  };
}

/** Use cases whose payload names the cell that authorises, so that another role cannot have the same done. */
const NAMES_ITS_CELL: ReadonlySet<string> = new Set([
  'UpdateSecurityCredentialsCommand',
  'ProvideSecurityCredentialDetailsCommand',
]);

function otherRoles(subject: Subject): readonly Scenario[] {
  const { id, useCase, example, device } = subject;
  const { clause, ...rest } = common(subject);
  const namesCell = useCase.payload.family === 'asn1' && NAMES_ITS_CELL.has(useCase.payload.command);
  return subject.right.slice(1).map((role: RemotePartyRole): Scenario => {
    const originator = HOLDER_OF[role] as NonNullable<Differences['originator']>;
    return {
      ...rest,
      id: `${id}-right-role-${wordsOf(role)}`,
      title: namesCell
        ? `${device} answers ${useCase.name} from the ${spoken(role)}, whatever it makes of an authorising cell that is not that party’s.`
        : `${device} obeys ${useCase.name} from the ${spoken(role)} as well: ${example.effect}.`,
      clauses: [clause, 'GBCS 17'],
      async run(lab) {
        const ready = await example.ready(lab);
        const reaction = await give(lab, subject, ready.command(COUNTER), { originator, counter: COUNTER });
        if (namesCell) answered(reaction);
        else await ready.expectDone(reaction);
      },
    };
  });
}
