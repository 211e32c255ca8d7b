import {
  allUseCases,
  commandProtections,
  type DeviceKind,
  encodePayload,
  eui64,
  type Payload,
  type RemotePartyRole,
  type UseCase,
  useCaseByName,
} from '../../gbcs/index.js';
import { joinOfAnotherMethod } from './asn1-payloads.js';
import { actor, cellsOf, type PartyName, rolesKnownTo } from './cast.js';
import {
  commandPlan,
  commandSetting,
  factsOf,
  hasParty,
  protectedPlan,
  receiverOf,
  samplesOf,
  storedCounterOf,
  withInvokeId,
} from './commands.js';
import type { Fault, Setting } from './fault.js';
import { FORM_FAULTS } from './form-faults.js';
import type { GoldenGroup, GoldenRules } from './format.js';
import { caseList, type Draft, goldenGroup } from './group.js';
import type { Plan } from './octets.js';
import { PAYLOAD_FAULTS } from './payload-faults.js';
import { MAC_FAULTS, PRESENCE_FAULTS, SIGNATURE_FAULTS } from './protection-faults.js';

/** Groups of Commands: one for each use case, kind of device and edition of the rules. */

/** How much is tried: all faults, those that are made everywhere, or what depends on the kind of device alone. */
export type Depth = 'full' | 'standard' | 'short';

interface CommandGroup {
  readonly useCase: UseCase;
  readonly rules: GoldenRules;
  readonly kind: DeviceKind;
  readonly depth: Depth;
  /** Role that most messages come from. */
  readonly role: RemotePartyRole;
  /** Other roles that may invoke the use case here, and that this group also tries. */
  readonly others: readonly RemotePartyRole[];
  /** Whether roles without authority are tried here too. */
  readonly withStrangers: boolean;
}

function taken<T extends { readonly id: string; readonly everywhere?: true }>(
  faults: readonly T[],
  depth: Depth,
): readonly T[] {
  if (depth === 'full') return faults;
  return depth === 'short' ? [] : faults.filter(({ everywhere }) => everywhere === true);
}

/** Roles that may invoke a use case on a kind of device, and that the device knows. */
export function rolesFor(useCase: UseCase, rules: GoldenRules, kind: DeviceKind): readonly RemotePartyRole[] {
  const receiver = receiverOf(kind, rules);
  return useCase.authorisations
    .filter(({ role, targets }) => targets.includes(kind) && hasParty(role))
    .map(({ role }) => role)
    .filter((role) => {
      const needed = commandProtections(useCase, role, kind).signature ? 'digitalSignature' : 'keyAgreement';
      return cellsOf(receiver).some((cell) => cell.role === role && cell.usage === needed);
    });
}

/** All groups of the Commands of a use case on one kind of device. */
export function commandGroups(
  useCase: UseCase,
  rules: GoldenRules,
  kind: DeviceKind,
  depth: Depth,
  only?: RemotePartyRole,
): readonly GoldenGroup[] {
  const roles = rolesFor(useCase, rules, kind).filter((role) => only === undefined || role === only);
  const left = [...roles];
  const groups: GoldenGroup[] = [];
  // Roles whose messages are protected alike make one group.
  for (let role = left.shift(); role !== undefined; role = left.shift()) {
    const { signature, mac } = commandProtections(useCase, role, kind);
    const others = left.filter((other) => {
      const alike = commandProtections(useCase, other, kind);
      return alike.signature === signature && alike.mac === mac;
    });
    for (const other of others) left.splice(left.indexOf(other), 1);
    const group = { useCase, rules, kind, depth, role, others, withStrangers: groups.length === 0 };
    groups.push(commandGroup(group, roles));
    if (depth === 'full' && useCase.replayProtected) groups.push(limitsGroup(group, roles));
  }
  return groups;
}

function commandGroup(group: CommandGroup, roles: readonly RemotePartyRole[]): GoldenGroup {
  const { useCase, rules, kind, role } = group;
  const setting = commandSetting(useCase, rules, kind, role as PartyName, role);
  const drafts = [
    ...rightDrafts(group, setting),
    ...originatorDrafts(group, roles),
    ...recipientDrafts(group, setting),
    ...faultDrafts(group, setting),
    ...replayDrafts(group, setting),
    ...payloadDrafts(group, setting),
  ];
  const id = groupId(useCase, rules, kind, group.withStrangers ? undefined : role);
  return goldenGroup({
    id,
    kind: 'command',
    setting,
    roles,
    supported: true,
    storedCounters: storedCounters(setting),
    cases: caseList(id, drafts),
  });
}

function groupId(useCase: UseCase, rules: GoldenRules, kind: DeviceKind, role?: RemotePartyRole): string {
  return `${useCase.name}.${kind}.${rules}${role === undefined ? '' : `.${role}`}`;
}

function storedCounters({ receiver }: Setting): Readonly<Record<string, string>> {
  return Object.fromEntries(rolesKnownTo(receiver).map((role) => [role, storedCounterOf(role).toString()]));
}

function firstPayload(setting: Setting, counter: bigint): Payload {
  const [sample] = samplesOf(setting, counter);
  if (sample === undefined) throw new RangeError(`no payload for ${setting.useCase.name} at ${setting.kind}`);
  return withInvokeId(sample.payload, counter);
}

/** A right message with the counter given, or the next one. */
function rightPlan(setting: Setting, counter = setting.nextCounter()): { plan: Plan; payload: Payload } {
  const payload = firstPayload(setting, counter);
  return { plan: commandPlan(setting, payload, counter), payload };
}

function rightDrafts(group: CommandGroup, setting: Setting): Draft[] {
  const count = group.depth === 'short' ? 1 : Number.POSITIVE_INFINITY;
  const samples = samplesOf(setting, setting.nextCounter()).slice(0, count);
  const drafts = samples.map(({ name, comment, flag }, i): Draft => {
    const counter = setting.nextCounter();
    const payload = withInvokeId(samplesOf(setting, counter)[i]?.payload as Payload, counter);
    const plan = commandPlan(setting, payload, counter);
    return { id: name, comment, flag: flag ?? 'Right', plan, facts: factsOf(setting, plan, payload) };
  });
  for (const role of group.others) {
    const other = commandSetting(group.useCase, group.rules, group.kind, role as PartyName, role);
    const { plan, payload } = rightPlan(other);
    drafts.push({
      id: `by-${role}`,
      comment: `from the ${role}`,
      flag: 'OtherRole',
      plan,
      facts: factsOf(other, plan, payload),
    });
  }
  const counter = setting.nextCounter();
  const another = joinOfAnotherMethod(setting.useCase, {
    device: setting.taker.name,
    kind: setting.kind,
    role: setting.role,
    counter,
  });
  if (another !== undefined) {
    const plan = commandPlan(setting, another.payload, counter);
    const facts = factsOf(setting, plan, another.payload);
    drafts.push({
      id: another.name,
      comment: another.comment,
      flag: 'JoinMethod',
      plan,
      facts,
      answer: { joinResponseCode: 1 },
    });
  }
  return drafts;
}

/** Messages of parties that the receiver does not know, or whose role has no authority. */
function originatorDrafts(
  { useCase, rules, kind, depth, role, withStrangers }: CommandGroup,
  roles: readonly RemotePartyRole[],
): Draft[] {
  const drafts: Draft[] = [];
  const strangers: readonly PartyName[] =
    depth === 'full'
      ? ['otherSupplier', 'otherNetworkOperator', 'otherBroker']
      : depth === 'standard'
        ? ['otherSupplier']
        : [];
  for (const stranger of strangers) {
    const setting = commandSetting(useCase, rules, kind, stranger, role);
    drafts.push({
      id: `unknown-${stranger}`,
      comment: `from ${stranger}, whom the device does not know`,
      flag: 'UnknownOriginator',
      check: 'originator',
      plan: rightPlan(setting).plan,
    });
  }
  if (!withStrangers) return drafts;
  for (const other of rolesKnownTo(receiverOf(kind, rules))) {
    if (roles.includes(other) || useCase.authorisations.some((one) => one.role === other && one.targets.includes(kind)))
      continue;
    const setting = commandSetting(useCase, rules, kind, other, other);
    drafts.push({
      id: `by-${other}`,
      comment: `from the ${other}`,
      flag: 'RoleWithoutAuthority',
      check: 'originator',
      plan: rightPlan(setting).plan,
    });
  }
  if (depth === 'full') {
    const setting = commandSetting(useCase, rules, kind, role as PartyName, role);
    const { plan } = rightPlan({ ...setting, useCase: { ...useCase, messageCode: 0x7fff } });
    const comment = 'Message Code 7FFF';
    // Authentic, so that its originator is told: a role can lack authority only for a use case that there is.
    drafts.push({ id: 'unknown-message-code', comment, flag: 'UnknownMessageCode', check: 'supported', plan });
  }
  return drafts;
}

function recipientDrafts({ depth }: CommandGroup, setting: Setting): Draft[] {
  const recipients = [
    ['other-device', 'another device of the premises', actor('otherEsme').entity],
    ['everybody', 'FFFFFFFFFFFFFFFF', eui64('ffffffffffffffff')],
    ['originator', 'its own originator', setting.sender.entity],
  ] as const;
  return recipients
    .slice(0, depth === 'full' ? 3 : depth === 'standard' ? 1 : 0)
    .map(([id, comment, recipient]): Draft => {
      const { plan } = rightPlan(setting);
      const parts = { ...plan.parts, recipient };
      return {
        id: `to-${id}`,
        comment: `addressed to ${comment}`,
        flag: 'WrongRecipient',
        check: 'recipient',
        plan: { ...plan, parts },
      };
    });
}

function faultDrafts({ depth }: CommandGroup, setting: Setting): Draft[] {
  const faults: readonly Fault[] = [...FORM_FAULTS, ...PRESENCE_FAULTS, ...MAC_FAULTS, ...SIGNATURE_FAULTS];
  return taken(faults, depth).flatMap(({ id, comment, flag, check, make }): Draft[] => {
    const { plan: right, payload } = rightPlan(setting);
    const plan = make(right, setting);
    if (plan === undefined) return [];
    return check === undefined
      ? [{ id, comment, flag, plan, facts: factsOf(setting, plan, payload) }]
      : [{ id, comment, flag, check, plan }];
  });
}

function replayDrafts({ depth, useCase }: CommandGroup, setting: Setting): Draft[] {
  const stored = storedCounterOf(setting.role);
  const at = (counter: bigint) => rightPlan(setting, counter);
  const valid = (id: string, comment: string, flag: Draft['flag'], counter: bigint): Draft => {
    const { plan, payload } = at(counter);
    return { id, comment, flag, plan, facts: factsOf(setting, plan, payload) };
  };
  if (!useCase.replayProtected) {
    return depth === 'short'
      ? []
      : [valid('counter-equal', `counter ${stored}, as stored`, 'NotReplayProtected', stored)];
  }
  const equal = {
    id: 'counter-equal',
    comment: `counter ${stored}, as stored`,
    flag: 'CounterEqual',
    check: 'replay',
    plan: at(stored).plan,
  } as const;
  if (depth === 'short') return [equal];
  const lower = setting.role === 'accessControlBroker' ? 1001n : stored - 1n;
  return [
    equal,
    {
      id: 'counter-lower',
      comment: `counter ${lower}, below the one stored`,
      flag: 'CounterLower',
      check: 'replay',
      plan: at(lower).plan,
    },
    // The broker's is the highest of all, so that the next one of any other role is below it.
    valid(
      'counter-next',
      `counter ${stored + 1n}, one above the one stored`,
      setting.role === 'accessControlBroker' ? 'Right' : 'CounterOfAnotherRole',
      stored + 1n,
    ),
    ...(depth === 'full'
      ? [
          {
            id: 'counter-zero',
            comment: 'counter 0',
            flag: 'CounterLower',
            check: 'replay',
            plan: at(0n).plan,
          } as const,
        ]
      : []),
  ];
}

function payloadDrafts({ depth }: CommandGroup, setting: Setting): Draft[] {
  return taken(PAYLOAD_FAULTS, depth).flatMap(({ id, comment, flag, valid, make }): Draft[] => {
    const { plan, payload } = rightPlan(setting);
    const octets = make(payload, setting.useCase);
    if (octets === undefined) return [];
    const wrong = protectedPlan(setting, { ...plan.parts, payload: octets });
    return valid === true
      ? [{ id, comment, flag, plan: wrong, facts: factsOf(setting, wrong, payload) }]
      : [{ id, comment, flag, check: 'payload', plan: wrong }];
  });
}

/** The group of a use case that no role of a trust anchor cell may invoke. */
export function forbiddenGroup(useCase: UseCase, rules: GoldenRules, kind: DeviceKind): GoldenGroup {
  const setting = commandSetting(useCase, rules, kind, 'recovery', 'recovery');
  const group = { useCase, rules, kind, depth: 'standard', role: 'recovery', others: [], withStrangers: true } as const;
  const id = groupId(useCase, rules, kind);
  const cases = caseList(id, originatorDrafts(group, []));
  const counters = storedCounters(setting);
  return goldenGroup({ id, kind: 'command', setting, roles: [], supported: true, storedCounters: counters, cases });
}

/** Stored counters and those of messages at the limits of arithmetic. */
const LIMITS: readonly (readonly [stored: bigint, counter: bigint])[] = [
  [0n, 0n],
  [0n, 1n],
  [0xff_ffffn, 0x100_0000n],
  [0x100_0000n, 0xff_ffffn],
  [0xffff_ffffn, 0x1_0000_0000n],
  [0x1_0000_0000n, 0xffff_ffffn],
  [2n ** 53n, 2n ** 53n + 1n],
  [2n ** 53n + 1n, 2n ** 53n],
  [2n ** 63n - 1n, 2n ** 63n],
  [2n ** 63n, 2n ** 63n - 1n],
  [2n ** 64n - 2n, 2n ** 64n - 1n],
  [2n ** 64n - 1n, 2n ** 64n - 1n],
  [2n ** 64n - 1n, 0n],
];

function limitsGroup({ useCase, rules, kind, role }: CommandGroup, roles: readonly RemotePartyRole[]): GoldenGroup {
  const setting = commandSetting(useCase, rules, kind, role as PartyName, role);
  const id = `${groupId(useCase, rules, kind, role)}.limits`;
  const drafts = LIMITS.map(([stored, counter]): Draft => {
    const { plan, payload } = rightPlan(setting, counter);
    const isValid = counter > stored;
    return {
      id: `stored-${stored}-counter-${counter}`,
      comment: `stored ${stored}, counter ${counter}`,
      flag: 'CounterLimits',
      plan,
      storedCounters: { [role]: stored.toString() },
      ...(isValid ? { facts: factsOf(setting, plan, payload) } : { check: 'replay' }),
    };
  });
  const cases = caseList(id, drafts);
  return goldenGroup({ id, kind: 'command', setting, roles, supported: true, storedCounters: {}, cases });
}

/** What is sent to kinds of device that it is not for: an authentic Command of another use case. */
const FOREIGN: Readonly<
  Record<DeviceKind, readonly [useCase: string, kind: DeviceKind, role: PartyName & RemotePartyRole]>
> = {
  esme: ['CS03C', 'gsme', 'supplier'],
  sapc: ['CS03C', 'gsme', 'supplier'],
  gsme: ['CS03A1', 'esme', 'supplier'],
  gasProxyFunction: ['CS03A1', 'esme', 'supplier'],
  hcalcs: ['CS03A1', 'esme', 'supplier'],
  ppmid: ['CS03A1', 'esme', 'supplier'],
  communicationsHub: ['GCS59', 'gasProxyFunction', 'accessControlBroker'],
};

/** The group of a Command that a kind of device does not support. */
export function unsupportedGroup(kind: DeviceKind, rules: GoldenRules): GoldenGroup {
  const [name, intended, role] = FOREIGN[kind];
  const useCase = useCaseByName(allUseCases, name) as UseCase;
  const setting = commandSetting(useCase, rules, kind, role, role);
  const counter = setting.nextCounter();
  const [sample] = samplesOf({ ...setting, kind: intended }, counter);
  const payload = sample?.payload as Payload;
  const plan = commandPlan(setting, payload, counter);
  const id = `${name}.${kind}.${rules}.unsupported`;
  const cases = caseList(id, [
    {
      id: 'not-supported',
      comment: `${name} is not for this kind of device`,
      flag: 'NotSupported',
      check: 'supported',
      plan: { ...plan, parts: { ...plan.parts, payload: encodePayload(payload) } },
    },
  ]);
  return goldenGroup({
    id,
    kind: 'command',
    setting,
    roles: [role],
    supported: false,
    storedCounters: storedCounters(setting),
    cases,
  });
}
