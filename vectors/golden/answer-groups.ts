import {
  alertProtections,
  concatBytes,
  type DeviceKind,
  encodeDateTime,
  encodePayload,
  eui64Bytes,
  type Payload,
  type Protections,
  type RemotePartyRole,
  responseProtections,
  type UseCase,
  Writer,
} from '../../gbcs/index.js';
import { ALERT_ROUTES, alertCodesOf, alertPayload, withAlertCode } from './answers.js';
import { asn1Responses } from './asn1-payloads.js';
import { actor, type DeviceName, identityOf, type PartyName, secretOf } from './cast.js';
import type { Depth } from './command-groups.js';
import { rolesFor } from './command-groups.js';
import {
  commandPlan,
  commandSetting,
  counterSource,
  factsOf,
  NO_OCTETS,
  otherInformationOf,
  protectedPlan,
  receiverOf,
  requestIn,
  samplesOf,
  withInvokeId,
} from './commands.js';
import type { Fault, Setting } from './fault.js';
import { FORM_FAULTS } from './form-faults.js';
import type { GoldenGroup, GoldenRules } from './format.js';
import { caseList, type Draft, goldenGroup } from './group.js';
import type { Sample } from './load-payloads.js';
import { octetsOf, type Plan } from './octets.js';
import { MAC_FAULTS, PRESENCE_FAULTS, SIGNATURE_FAULTS } from './protection-faults.js';
import { CLOCK, responseOf, rowsOf } from './samples.js';

/** Groups of Responses and Alerts: a device sends, a remote party takes. */

interface AnswerSetting {
  readonly useCase: UseCase;
  readonly rules: GoldenRules;
  readonly kind: DeviceKind;
  readonly device: DeviceName;
  readonly party: PartyName;
  readonly role: RemotePartyRole;
  readonly protections: Protections;
  readonly start: bigint;
}

function settingOf({ useCase, rules, kind, device, party, role, protections, start }: AnswerSetting): Setting {
  return {
    useCase,
    rules,
    kind,
    receiver: party,
    sender: actor(device),
    taker: actor(party),
    role,
    protections,
    secret: secretOf(device, party),
    nextCounter: counterSource(start),
  };
}

/** What is made of answers where another group has tried the rest. */
const FEW = new Set(['mac-changed', 'signature-changed', 'mac-too', 'signature-too']);

/** Everything that can be wrong with the frame and the protections of one right message. */
function faultDrafts(right: () => { plan: Plan; payload: Payload }, setting: Setting, depth: Depth): Draft[] {
  const faults: readonly Fault[] = [...FORM_FAULTS, ...PRESENCE_FAULTS, ...MAC_FAULTS, ...SIGNATURE_FAULTS];
  const taken = depth === 'full' ? faults : faults.filter(({ id }) => FEW.has(id));
  return taken.flatMap(({ id, comment, flag, check, make }): Draft[] => {
    const { plan: good, payload } = right();
    const plan = make(good, setting);
    if (plan === undefined) return [];
    return check === undefined
      ? [{ id, comment, flag, plan, facts: factsOf(setting, plan, payload) }]
      : [{ id, comment, flag, check, plan }];
  });
}

/** Messages for others, by others, and with a payload that is none. */
function strayDrafts(right: () => { plan: Plan; payload: Payload }, setting: Setting, depth: Depth): Draft[] {
  const { plan } = right();
  const { parts } = plan;
  const stranger = actor('otherEsme');
  const secret = secretOf('otherEsme', setting.taker.name);
  const strange = protectedPlan({ ...setting, sender: stranger, secret }, { ...parts, originator: stranger.entity });
  const payload = (octets: Uint8Array) => protectedPlan(setting, { ...parts, payload: octets });
  const drafts: Draft[] = [
    {
      id: 'unknown-device',
      comment: 'from a device that the party does not know',
      flag: 'UnknownOriginator',
      check: 'originator',
      plan: strange,
    },
    {
      id: 'to-another-party',
      comment: 'addressed to another party',
      flag: 'WrongRecipient',
      check: 'recipient',
      plan: { ...plan, parts: { ...parts, recipient: actor('otherSupplier').entity } },
    },
    {
      id: 'cra-1',
      comment: 'CRA Flag 1 in what is otherwise no Command',
      flag: 'CraFlag',
      check: 'parse',
      plan: { ...plan, parts: { ...parts, cra: 1 } },
    },
    {
      id: 'payload-truncated',
      comment: 'the last octet of the payload is missing',
      flag: 'PayloadTruncated',
      check: 'payload',
      plan: payload(parts.payload.slice(0, -1)),
    },
    {
      id: 'payload-trailing',
      comment: 'one octet after the end of the payload',
      flag: 'PayloadTrailing',
      check: 'payload',
      plan: payload(concatBytes(parts.payload, Uint8Array.of(0))),
    },
  ];
  return depth === 'short' ? drafts.slice(0, 1) : drafts;
}

/** The groups of the Responses to a use case's Commands on one kind of device. */
export function responseGroups(
  useCase: UseCase,
  rules: GoldenRules,
  kind: DeviceKind,
  depth: Depth,
  only?: RemotePartyRole,
): readonly GoldenGroup[] {
  const roles = rolesFor(useCase, rules, kind).filter((role) => only === undefined || role === only);
  const [first] = roles;
  if (first === undefined) return [];
  const group = (role: RemotePartyRole, how: Depth) => responseGroup(useCase, rules, kind, role, how);
  // Roles other than the first are tried where their Responses are protected in another way, or for another party.
  return [group(first, depth), ...(depth === 'short' ? [] : roles.slice(1).map((role) => group(role, 'short')))];
}

function responseGroup(
  useCase: UseCase,
  rules: GoldenRules,
  kind: DeviceKind,
  role: RemotePartyRole,
  depth: Depth,
): GoldenGroup {
  const party = role as PartyName;
  const device = identityOf(receiverOf(kind, rules)) as DeviceName;
  const asked = commandSetting(useCase, rules, kind, party, role);
  const counter = asked.nextCounter();
  const command = commandPlan(asked, samplesOf(asked, counter)[0]?.payload as Payload, counter);
  const protections = responseProtections(useCase, role, kind);
  const setting = settingOf({ useCase, rules, kind, device, party, role, protections, start: 0n });
  const make = (payload: Payload, change: Partial<Plan['parts']> = {}): Plan =>
    protectedPlan(setting, {
      cra: 2,
      counter,
      originator: setting.sender.entity,
      recipient: setting.taker.entity,
      dateTime: useCase.responseDateTime ? encodeDateTime(CLOCK) : NO_OCTETS,
      otherInformation: otherInformationOf(asked),
      payload: encodePayload(withInvokeId(payload, change.counter ?? counter)),
      ...change,
    });
  const samples = responseSamples(asked, counter);
  const first = withInvokeId(samples[0]?.payload as Payload, counter);
  const right = () => ({ plan: make(first), payload: first });
  const shown = depth === 'short' ? samples.slice(0, 1) : samples;
  const drafts: Draft[] = [
    ...shown.map(({ name, comment, payload: sample }): Draft => {
      const payload = withInvokeId(sample, counter);
      const plan = make(payload);
      const flag = name.startsWith('fails') ? 'InstructionFailed' : 'Right';
      return { id: name, comment, flag, plan, facts: factsOf(setting, plan, payload) };
    }),
    ...faultDrafts(right, setting, depth),
    ...strayDrafts(right, setting, depth),
    ...correlationDrafts(make, first, asked, counter, depth),
  ];
  const id = `${useCase.name}.response.${kind}.${rules}.${role}`;
  return goldenGroup({
    id,
    kind: 'response',
    setting,
    roles: [device],
    supported: true,
    command: octetsOf(command),
    cases: caseList(id, drafts),
  });
}

/** Responses to other Commands than the one that was sent. */
function correlationDrafts(
  make: (payload: Payload, change?: Partial<Plan['parts']>) => Plan,
  payload: Payload,
  asked: Setting,
  counter: bigint,
  depth: Depth,
): Draft[] {
  const other = otherInformationOf(asked);
  const withCode = concatBytes(new Writer().u16(0x0013).finish(), other.slice(2));
  const supplementary = concatBytes(
    other.slice(0, 2),
    eui64Bytes(actor('otherSupplier').entity),
    new Writer().u64(1n).finish(),
  );
  const drafts: Draft[] = (
    [
      ['other-counter', 'to the Command before it', { counter: counter - 1n }],
      ['other-message-code', 'Message Code of CS07', { otherInformation: withCode }],
      ['other-supplementary-party', 'for another supplementary party', { otherInformation: supplementary }],
    ] as const
  ).map(([id, comment, change]) => ({
    id,
    comment,
    flag: 'AnotherCommand',
    check: 'correlation',
    plan: make(payload, change),
  }));
  const fitting =
    asked.useCase.messageCode === 0x0013 ? drafts.filter(({ id }) => id !== 'other-message-code') : drafts;
  return depth === 'short' ? fitting.slice(0, 1) : fitting;
}

function responseSamples(asked: Setting, counter: bigint): readonly Sample[] {
  const { useCase, kind, role, taker } = asked;
  if (useCase.payload.family !== 'dlms') return asn1Responses(useCase, { device: taker.name, kind, role, counter });
  const request = requestIn(samplesOf(asked, counter)[0]?.payload as Payload);
  if (request === undefined) return [];
  const rows = rowsOf(useCase);
  return [
    { name: 'success', comment: 'every instruction succeeds', payload: responseOf(request, rows) },
    {
      name: 'fails-at-0',
      comment: 'the first instruction fails with hardware-fault, the later ones are not tried',
      payload: responseOf(request, rows, 0),
    },
    ...(request.specifications.length > 1
      ? [{ name: 'fails-at-1', comment: 'the second instruction fails', payload: responseOf(request, rows, 1) }]
      : []),
  ];
}

/** The groups of an alert: one for each party that it may go to. */
export function alertGroups(useCase: UseCase, rules: GoldenRules, depth: Depth): readonly GoldenGroup[] {
  const route = ALERT_ROUTES[useCase.name];
  if (route === undefined) throw new RangeError(`no route for ${useCase.name}`);
  return route.to.map((party, i) =>
    alertGroup(useCase, rules, route.from, route.kind, party, i === 0 ? depth : 'short'),
  );
}

function alertGroup(
  useCase: UseCase,
  rules: GoldenRules,
  device: DeviceName,
  kind: DeviceKind,
  party: PartyName,
  depth: Depth,
): GoldenGroup {
  const role = actor(party).role as RemotePartyRole;
  const protections = alertProtections(useCase);
  const setting = settingOf({ useCase, rules, kind, device, party, role, protections, start: 3000n });
  const make = (payload: Payload): Plan => {
    const counter = setting.nextCounter();
    return protectedPlan(setting, {
      cra: 3,
      counter,
      originator: setting.sender.entity,
      recipient: setting.taker.entity,
      dateTime: NO_OCTETS,
      otherInformation: alertInformation(useCase),
      payload: encodePayload(withInvokeId(payload, counter)),
    });
  };
  const codes = alertCodesOf(useCase);
  const first = alertPayload(useCase, codes[0] as number);
  const right = () => ({ plan: make(first), payload: first });
  const drafts: Draft[] = [
    ...codes.map((code): Draft => {
      const payload = alertPayload(useCase, code);
      const plan = make(payload);
      const name = code.toString(16).toUpperCase();
      return {
        id: `alert-${name}`,
        comment: `alert ${name}`,
        flag: 'Right',
        plan,
        facts: factsOf(setting, plan, payload),
      };
    }),
    ...faultDrafts(right, setting, depth),
    ...strayDrafts(right, setting, depth),
    {
      id: 'alert-code',
      comment: 'alert code 8F99',
      flag: 'AlertCode',
      check: 'payload',
      plan: make(withAlertCode(first, 0x8f99)),
    },
  ];
  const id = `${useCase.name}.alert.${device}.${party}`;
  return goldenGroup({ id, kind: 'alert', setting, roles: [device], supported: true, cases: caseList(id, drafts) });
}

/** Of ECS200 the load controller is the supplementary party, to whom the broker forwards it. */
function alertInformation(useCase: UseCase): Uint8Array {
  const code = new Writer().u16(useCase.messageCode).finish();
  return useCase.name === 'ECS200' ? concatBytes(code, eui64Bytes(actor('loadController').entity)) : code;
}
