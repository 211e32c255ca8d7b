import { toHex } from '../../gbcs/index.js';
import type { Setting } from './fault.js';
import type { GoldenCase, GoldenFacts, GoldenGroup } from './format.js';
import type { FlagName } from './notes.js';
import { octetsOf, type Plan } from './octets.js';
import { CLOCK } from './samples.js';

/** Groups of cases out of plans. */

/** A case before its octets are made. */
export interface Draft {
  readonly id: string;
  readonly comment: string;
  readonly flag: FlagName;
  /** The check that refuses it; absent where it is valid. */
  readonly check?: string;
  readonly plan: Plan;
  readonly facts?: GoldenFacts;
  readonly answer?: Readonly<Record<string, number>>;
  /** Counters before this case, where they are not those of its group. */
  readonly storedCounters?: Readonly<Record<string, string>>;
}

export function caseList(group: string, drafts: readonly Draft[]): readonly GoldenCase[] {
  return drafts.map(({ id, comment, flag, check, plan, facts, answer, storedCounters }) => ({
    id: `${group}/${id}`,
    comment,
    flags: [flag],
    result: check === undefined ? ('valid' as const) : ('invalid' as const),
    ...(check === undefined ? {} : { check }),
    ...(storedCounters === undefined ? {} : { storedCounters }),
    message: toHex(octetsOf(plan)),
    ...(facts === undefined ? {} : { facts }),
    ...(answer === undefined ? {} : { answer }),
  }));
}

interface GroupParts {
  readonly id: string;
  readonly kind: GoldenGroup['kind'];
  readonly setting: Setting;
  readonly roles: readonly string[];
  readonly supported: boolean;
  readonly storedCounters?: Readonly<Record<string, string>>;
  readonly command?: Uint8Array;
  readonly cases: readonly GoldenCase[];
}

export function goldenGroup({
  id,
  kind,
  setting,
  roles,
  supported,
  storedCounters,
  command,
  cases,
}: GroupParts): GoldenGroup {
  const { useCase, rules, receiver, taker } = setting;
  return {
    id,
    kind,
    rules,
    useCase: useCase.name,
    title: useCase.title,
    messageCode: useCase.messageCode.toString(16).padStart(4, '0'),
    category: useCase.category,
    receiver: kind === 'command' ? receiver : taker.name,
    roles,
    replayProtected: useCase.replayProtected,
    supported,
    ...(storedCounters === undefined ? {} : { storedCounters }),
    ...(command === undefined ? {} : { command: toHex(command) }),
    clock: new Date(CLOCK).toISOString().replace('.000Z', 'Z'),
    assumptions: useCase.assumptions ?? [],
    cases,
  };
}
