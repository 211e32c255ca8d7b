import { expect } from 'chai';
import { type DeviceName, INSTALL_CODES, type ReceiveCheckName } from '../../emulator/index.js';
import {
  accessRequest,
  addDevice,
  type Command,
  type Data,
  type Eui64,
  encodeDateTime,
  eui64,
  type Instruction,
  joinDevice,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  longUnsigned,
  removeDevice,
  toHex,
  unjoinDevice,
  visibleString,
} from '../../gbcs/index.js';
import type { Differences, Laboratory } from '../targets/laboratory.js';
import { closing } from './intentions.js';
import type { Scenario } from './scenario.js';
import { effectOn, expectIgnored, HOUR, stateOf, whitelist } from './steps.js';

/**
 * What a device must not obey: for each check of its receive pipeline, Commands that are right in all respects but the
 * one that the check is there for (GBCS 6.2.4). The device must stay silent and as it was.
 */

interface Malformed {
  readonly what: string;
  readonly command: Command;
  readonly differences?: Differences;
}

/** A device of the home that takes Commands, and how it is tried. */
interface Subject {
  /** First word of the scenarios' ids. */
  readonly name: string;
  readonly device: DeviceName;
  /** Gets the device to where its Command would have an effect. */
  prepare(lab: Laboratory): Promise<void>;
  /** A Command that the device obeys. */
  command(lab: Laboratory): Command;
  /** Undoes it, so that a replay would be seen; replays must not pass for a new Command by the time gone by. */
  undo(lab: Laboratory): Promise<void>;
  /** A role that the device knows and that may not invoke the Command. */
  readonly wrongRole: 'transitionalCoS' | 'wanProvider';
  /** The protection that the Command cannot be without. */
  readonly protection: 'signature' | 'mac';
  /** A Command that the catalogue knows and the device does not have, from somebody who may send it elsewhere. */
  unsupported(lab: Laboratory): Command;
  /** The Command with payloads that are not of its use case, and what is wrong with each. */
  malformed(lab: Laboratory): readonly Malformed[];
}

const NOBODY: Eui64 = eui64('0a000000000000ff');
const NUMBER_WITHOUT_NAME = 9;
/** Above every counter that a party has used. */
const HIGH_COUNTER = 8_000_000n;

const SUBJECTS: readonly Subject[] = [
  {
    name: 'esme',
    device: 'esme',
    async prepare() {},
    command: (lab) => closing(lab, 1, 60)[2],
    undo: (lab) => lab.advance(2 * HOUR),
    wrongRole: 'transitionalCoS',
    protection: 'signature',
    unsupported: (lab) => joinEsmeAtHcalcs(lab.eui('esme')),
    malformed: (lab) => [
      ...(lab.profile.gbcsVersion === '3.1' ? malformedEcs47() : malformedEcs47a(lab)),
      {
        what: 'the long-invoke-id of another counter',
        command: closing(lab, 1, 60)[2],
        differences: { longInvokeId: 0x20000001 },
      },
    ],
  },
  {
    name: 'hcalcs',
    device: 'hcalcs',
    prepare: (lab) => whitelist(lab),
    command: (lab) => joinEsmeAtHcalcs(lab.eui('esme')),
    async undo(lab) {
      await lab.deliver('hcalcs', await lab.craft('hcalcs', unjoinDevice(lab.eui('esme'))));
    },
    wrongRole: 'transitionalCoS',
    protection: 'signature',
    unsupported: (lab) => joinHcalcsAtEsme(lab.eui('hcalcs')),
    malformed: (lab) => [
      { what: 'a method without a name', command: joinDevice('CS03A2', NUMBER_WITHOUT_NAME, lab.eui('esme'), 1) },
      { what: 'a type without a name', command: joinDevice('CS03A2', 1, lab.eui('esme'), NUMBER_WITHOUT_NAME) },
    ],
  },
  {
    name: 'hub',
    device: 'hub',
    async prepare() {},
    command: (lab) => addDevice(lab.eui('secondHcalcs'), 'hcalcs', INSTALL_CODES.secondHcalcs, 600),
    async undo(lab) {
      await lab.deliver('hub', await lab.craft('hub', removeDevice(lab.eui('secondHcalcs'))));
    },
    wrongRole: 'wanProvider',
    protection: 'mac',
    unsupported: (lab) => unjoinDevice(lab.eui('hcalcs')),
    malformed: (lab) => [
      { what: 'the first instruction alone', command: instructionsOf(lab, [0]) },
      { what: 'the instructions in another order', command: instructionsOf(lab, [1, 0, 2]) },
      { what: 'an instruction twice', command: instructionsOf(lab, [0, 1, 2, 2]) },
    ],
  },
];

function malformedEcs47(): Malformed[] {
  return [
    { what: 'a label', command: ecs47({ label: 'not of ECS47' }) },
    { what: 'the opening time with the script that closes', command: ecs47({ openTime: 60, script: 0x0111 }) },
    { what: 'the time of another switch', command: ecs47({ closeTime: 60, script: 0x0211 }) },
    { what: 'no time with the script that closes', command: ecs47({ script: 0x0111 }) },
    { what: 'a time with the script that resets', command: ecs47({ closeTime: 60, script: 0x0120 }) },
  ];
}

/** ECS47a without its script, with its instructions in another order, and with the script twice. */
function malformedEcs47a(lab: Laboratory): Malformed[] {
  const { payload, useCase } = closing(lab, 1, 60)[2];
  if (payload.kind !== 'access-request') throw new TypeError('ECS47a is an access request');
  const picked = (places: readonly number[]): Command => {
    const pick = <T>(list: readonly T[]): T[] => places.flatMap((at) => list[at] ?? []);
    return { useCase, payload: { ...payload, specifications: pick(payload.specifications), data: pick(payload.data) } };
  };
  return [
    { what: 'a period alone', command: picked([0, 1]) },
    { what: 'the end before the start', command: picked([1, 0, 2]) },
    { what: 'the script twice', command: picked([0, 1, 2, 2]) },
  ];
}

/** ECS47 with these instructions, in their order and whether they go together or not. */
function ecs47(parts: { label?: string; closeTime?: number; openTime?: number; script?: number }): Command {
  const row = (access: 'set' | 'action', classId: number, obis: string, member: number, data: Data): Instruction => ({
    specification: { access, classId, obis, member },
    data,
  });
  const { label, closeTime, openTime, script } = parts;
  return {
    useCase: 'ECS47',
    payload: accessRequest([
      ...(label === undefined ? [] : [row('set', 1, '0-0:94.44.0.11', 2, visibleString(label))]),
      ...(closeTime === undefined ? [] : [row('set', 1, '0-0:94.44.117.1', 2, longUnsigned(closeTime))]),
      ...(openTime === undefined ? [] : [row('set', 1, '0-0:94.44.117.2', 2, longUnsigned(openTime))]),
      ...(script === undefined ? [] : [row('action', 9, '0-0:10.0.103.255', 1, longUnsigned(script))]),
    ]),
  };
}

/** CCS01 with some of its instructions. */
function instructionsOf(lab: Laboratory, picked: readonly number[]): Command {
  const { payload } = addDevice(lab.eui('secondHcalcs'), 'hcalcs', INSTALL_CODES.secondHcalcs, 600);
  if (payload.kind !== 'access-request') throw new TypeError('CCS01 is an access request');
  const pick = <T>(list: readonly T[]): T[] => picked.flatMap((at) => list[at] ?? []);
  return {
    useCase: 'CCS01',
    payload: { ...payload, specifications: pick(payload.specifications), data: pick(payload.data) },
  };
}

/** A way of being wrong, by the one check that must notice. */
interface Wrong {
  readonly id: string;
  readonly check: ReceiveCheckName;
  readonly title: string;
  /** Requirements of SECMP0046. */
  readonly requirements: readonly string[];
  readonly clauses: readonly string[];
  differences(subject: Subject): Differences;
  /** Subjects that it does not apply to. */
  readonly except?: readonly string[];
  /** Why no defect of the check makes a device obey it. */
  readonly idle?: string;
  /** The only subject that it applies to. */
  readonly only?: string;
}

const WRONGS: readonly Wrong[] = [
  {
    id: 'marked-as-response',
    check: 'parse',
    title: 'does not obey a message that is marked as a Response',
    requirements: [],
    clauses: ['GBCS 7.2.7'],
    differences: () => ({ cra: 2 }),
  },
  {
    id: 'invocation-counter',
    check: 'parse',
    title: 'does not obey a Command whose MAC Header has an invocation counter other than 0',
    requirements: [],
    clauses: ['GBCS 7.2.5'],
    differences: () => ({ invocationCounter: 1 }),
  },
  {
    id: 'security-control',
    check: 'parse',
    title: 'does not obey a Command whose MAC Header says that it is encrypted',
    requirements: [],
    clauses: ['GBCS 7.2.5'],
    differences: () => ({ securityControl: 0x31 }),
  },
  {
    id: 'date-time-in-command',
    check: 'parse',
    title: 'does not obey a Command that carries a date-time',
    requirements: [],
    clauses: ['GBCS 7.2.7'],
    differences: () => ({ dateTime: encodeDateTime(Date.UTC(2026, 0, 5)) }),
  },
  {
    id: 'long-length',
    check: 'parse',
    title: 'does not obey a Command with a length in more octets than it needs',
    requirements: [],
    clauses: ['GBCS 7.2'],
    differences: () => ({ longLength: true }),
  },
  {
    id: 'wrong-recipient',
    check: 'recipient',
    title: 'does not obey a Command that is addressed to another device',
    requirements: ['REQ-03'],
    clauses: ['GBCS 6.2.4'],
    differences: () => ({ recipient: NOBODY }),
    // A hub passes on what is not its own.
    except: ['hub'],
  },
  {
    id: 'wrong-role',
    check: 'originator',
    title: 'does not obey a known party whose role may not invoke the use case',
    requirements: ['REQ-04'],
    clauses: ['GBCS 17'],
    differences: (subject) => ({ originator: subject.wrongRole }),
  },
  {
    id: 'role-of-other-devices',
    check: 'originator',
    title: 'does not obey a role that may invoke the use case on other kinds of device only',
    requirements: ['REQ-04'],
    clauses: ['GBCS 17', 'GBCS 13.7.4'],
    differences: () => ({ originator: 'broker' }),
    // CS03A2 is the broker's on a PPMID and the supplier's on an HCALCS.
    only: 'hcalcs',
  },
  {
    id: 'superfluous-signature',
    check: 'protections',
    title: 'does not obey a Command with a signature that its category does not have',
    requirements: [],
    clauses: ['GBCS 6'],
    differences: () => ({ signature: 'extra' }),
    only: 'hub',
  },
  {
    id: 'unknown-party',
    check: 'originator',
    title: 'does not obey a party of the right role that is in none of its trust anchor cells',
    requirements: ['REQ-04'],
    clauses: ['GBCS 4.3.2.4', 'GBCS 17'],
    differences: () => ({ originator: 'otherSupplier' }),
    idle: 'the one case that two checks refuse: without a cell there is no key either',
    // Of brokers there is only one.
    except: ['hub'],
  },
  {
    id: 'protection-missing',
    check: 'protections',
    title: 'does not obey a Command without the protection that its category demands',
    requirements: ['REQ-03'],
    clauses: ['GBCS 6'],
    differences: (subject) => ({ [subject.protection]: 'none' }),
  },
  {
    id: 'mac-missing',
    check: 'protections',
    title: 'does not obey a signed Command without a MAC',
    requirements: ['REQ-03'],
    clauses: ['GBCS 6'],
    differences: () => ({ mac: 'none' }),
    // There the MAC is the only protection: `protection-missing`.
    except: ['hub'],
  },
  {
    id: 'bad-mac',
    check: 'mac',
    title: 'does not obey a Command whose MAC does not hold',
    requirements: ['REQ-03'],
    clauses: ['GBCS 6.4'],
    differences: () => ({ mac: 'wrong' }),
  },
  {
    id: 'bad-signature',
    check: 'signature',
    title: 'does not obey a Command whose signature does not hold',
    requirements: ['REQ-03'],
    clauses: ['GBCS 4.3.3.1'],
    differences: () => ({ signature: 'wrong' }),
    // Nothing that a hub obeys is signed: see `hub-refuses-bad-signature`.
    except: ['hub'],
  },
];

/** The rule of a check, as faults name it that leave the check out. */
function ruleOf(check: ReceiveCheckName): string {
  return `gbcs-${check}`;
}

function appliesTo(wrong: Wrong, subject: Subject): boolean {
  return !wrong.except?.includes(subject.name) && (wrong.only === undefined || wrong.only === subject.name);
}

function wrongScenario(subject: Subject, wrong: Wrong): Scenario {
  return {
    id: `${subject.name}-refuses-${wrong.id}`,
    title: `${subject.name.toUpperCase()} ${wrong.title}: no Response, no Alert, no change.`,
    covers: [...wrong.requirements, ruleOf(wrong.check)],
    clauses: wrong.clauses,
    assumptions: ['receive-check-order', 'discard-without-response'],
    ...(wrong.idle === undefined ? {} : { idle: wrong.idle }),
    async run(lab) {
      await subject.prepare(lab);
      const differences = { counter: HIGH_COUNTER, ...wrong.differences(subject) };
      await expectIgnored(lab, subject.device, await lab.craft(subject.device, subject.command(lab), differences));
      // A refused Command must not shut out the next one: its counter is lower.
      const { responses } = await lab.deliver(subject.device, await lab.craft(subject.device, subject.command(lab)));
      expect(responses.length, 'Responses to a right Command with a lower counter').to.equal(1);
      expect(responses[0]?.authentic, 'protection of that Response').to.equal(true);
    },
  };
}

function replayScenario(subject: Subject): Scenario {
  return {
    id: `${subject.name}-refuses-replay`,
    title: `${subject.name.toUpperCase()} obeys a Command once: the same octets, an equal and a lower counter are ignored.`,
    covers: ['REQ-03', ruleOf('replay')],
    clauses: ['GBCS 4.3.1.5'],
    assumptions: ['receive-check-order', 'discard-without-response', 'replay-for-use-cases-outside-the-table'],
    async run(lab) {
      await subject.prepare(lab);
      const counter = 5_000_000n;
      const idle = await effectOn(lab, subject.device);
      const message = await lab.craft(subject.device, subject.command(lab), { counter });
      const reaction = await lab.deliver(subject.device, message);
      expect(reaction.responses.length, 'Responses to the first').to.equal(1);
      expect(await effectOn(lab, subject.device), 'state after the first').not.to.deep.equal(idle);
      await subject.undo(lab);
      await expectIgnored(lab, subject.device, message);
      for (const old of [counter, counter - 1n]) {
        await expectIgnored(
          lab,
          subject.device,
          await lab.craft(subject.device, subject.command(lab), { counter: old }),
        );
      }
    },
  };
}

function unsupportedScenario(subject: Subject): Scenario {
  return {
    id: `${subject.name}-reports-unsupported-command`,
    title: `${subject.name.toUpperCase()} answers an authentic Command that it does not support with Alert ECS100 and no Response.`,
    covers: [ruleOf('supported')],
    clauses: ['GBCS 7.2.9.1'],
    assumptions: ['receive-check-order', 'ecs100-from-3.1-device'],
    async run(lab) {
      await subject.prepare(lab);
      const before = await stateOf(lab, subject.device);
      const message = await lab.craft(subject.device, subject.unsupported(lab), { counter: 77n });
      const { responses, alerts } = await lab.deliver(subject.device, message);
      expect(responses.length, 'Responses').to.equal(0);
      expect(alerts.map(({ message }) => message.frame.header.otherInformation.messageCode)).to.deep.equal([0x0120]);
      expect(alerts[0]?.authentic, 'signature of the Alert').to.equal(true);
      const payload = alerts[0]?.message.payload;
      const body = payload?.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
      const refused = body[2];
      expect(
        refused && 'octets' in refused && toHex(refused.octets).slice(4),
        'counter of the refused Command',
      ).to.equal('000000000000004d');
      expect(await stateOf(lab, subject.device), 'state').to.deep.equal(before);
    },
  };
}

function malformedScenario(subject: Subject): Scenario {
  return {
    id: `${subject.name}-refuses-other-payload`,
    title: `${subject.name.toUpperCase()} does not obey an authentic Command whose payload is not of its use case.`,
    covers: [ruleOf('payload')],
    clauses: ['GBCS 19'],
    assumptions: ['receive-check-order', 'critical-payload-mismatch-discarded'],
    async run(lab) {
      await subject.prepare(lab);
      for (const { what, command, differences } of subject.malformed(lab)) {
        const message = await lab.craft(subject.device, command, { counter: HIGH_COUNTER, ...differences });
        await expectIgnored(lab, subject.device, message, what);
      }
      const { responses } = await lab.deliver(subject.device, await lab.craft(subject.device, subject.command(lab)));
      expect(responses.length, 'Responses to a right Command with a lower counter').to.equal(1);
    },
  };
}

const HUB_BAD_SIGNATURE: Scenario = {
  id: 'hub-refuses-bad-signature',
  title: 'HUB says nothing to a signed Command whose signature does not hold, not even that it does not support it.',
  covers: [ruleOf('signature')],
  clauses: ['GBCS 4.3.3.1'],
  assumptions: ['receive-check-order', 'discard-without-response'],
  async run(lab) {
    await expectIgnored(lab, 'hub', await lab.craft('hub', unjoinDevice(lab.eui('hcalcs')), { signature: 'wrong' }));
  },
};

const ESME_BAD_MAC: Scenario = {
  id: 'esme-answers-no-signature-without-its-mac',
  title:
    'ESME says nothing to a signed Command whose MAC does not hold, whether it supports the Command or not and whoever signed.',
  covers: ['REQ-03', ruleOf('mac')],
  clauses: ['GBCS 6.2.4', 'GBCS 6.4'],
  assumptions: ['receive-check-order', 'discard-without-response'],
  async run(lab) {
    for (const command of [closing(lab, 1, 60)[2], joinEsmeAtHcalcs(lab.eui('esme'))]) {
      for (const signature of ['valid', 'wrong'] as const) {
        const differences: Differences = { mac: 'wrong', ...(signature === 'wrong' ? { signature } : {}) };
        const message = await lab.craft('esme', command, differences);
        await expectIgnored(lab, 'esme', message, `${command.useCase} with a ${signature} signature`);
      }
    }
  },
};

const COUNTERS_ARE_PER_ROLE: Scenario = {
  id: 'esme-counts-each-role-on-its-own',
  title: 'A high counter of the supplier does not shut out a distributor with a lower one.',
  covers: ['REQ-04', ruleOf('replay')],
  clauses: ['GBCS 4.3.1.5'],
  async run(lab) {
    const first = await lab.craft('esme', closing(lab, 1, 60)[2], { counter: 9_000_000n });
    expect((await lab.deliver('esme', first)).responses.length, 'Responses to the supplier').to.equal(1);
    const second = await lab.craft('esme', closing(lab, 4, 60)[2], { originator: 'distributor', counter: 10n });
    if (lab.permits('distributor', closing(lab, 1, 60)[0])) {
      expect((await lab.deliver('esme', second)).responses.length, 'Responses to the distributor').to.equal(1);
    } else {
      await expectIgnored(lab, 'esme', second);
    }
  },
};

export const DEVICE_REFUSES_SCENARIOS: readonly Scenario[] = [
  ...SUBJECTS.flatMap((subject) => [
    ...WRONGS.filter((wrong) => appliesTo(wrong, subject)).map((wrong) => wrongScenario(subject, wrong)),
    replayScenario(subject),
    unsupportedScenario(subject),
    malformedScenario(subject),
  ]),
  HUB_BAD_SIGNATURE,
  ESME_BAD_MAC,
  COUNTERS_ARE_PER_ROLE,
];
