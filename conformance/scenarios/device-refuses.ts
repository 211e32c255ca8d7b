import { expect } from 'chai';
import { type DeviceName, INSTALL_CODES } from '../../emulator/index.js';
import {
  accessRequest,
  activateSwitch,
  addDevice,
  type Command,
  type Eui64,
  eui64,
  joinDevice,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  removeDevice,
  toHex,
  unjoinDevice,
  visibleString,
} from '../../gbcs/index.js';
import type { Differences, Laboratory } from '../targets/laboratory.js';
import type { Scenario } from './scenario.js';
import { expectIgnored, HOUR, stateOf, whitelist } from './steps.js';

/**
 * What a device must not obey: for each check of its receive pipeline, Commands that are right in all respects but the
 * one that the check is there for (GBCS 6.2.4). The device must stay silent and as it was.
 */

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
  /** The Command with a payload that is not of its use case. */
  malformed(lab: Laboratory): Command;
}

const NOBODY: Eui64 = eui64('0a000000000000ff');
const METHOD_WITHOUT_NAME = 9;

const SUBJECTS: readonly Subject[] = [
  {
    name: 'esme',
    device: 'esme',
    async prepare() {},
    command: () => activateSwitch(1, 60),
    undo: (lab) => lab.advance(2 * HOUR),
    wrongRole: 'transitionalCoS',
    protection: 'signature',
    unsupported: (lab) => joinEsmeAtHcalcs(lab.eui('esme')),
    malformed: () => ({
      useCase: 'ECS47',
      payload: accessRequest([
        {
          specification: { access: 'set', classId: 1, obis: '0-0:94.44.0.11', member: 2 },
          data: visibleString('not of ECS47'),
        },
      ]),
    }),
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
    malformed: (lab) => joinDevice('CS03A2', METHOD_WITHOUT_NAME, lab.eui('esme'), 1),
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
    malformed(lab) {
      const { payload } = addDevice(lab.eui('secondHcalcs'), 'hcalcs', INSTALL_CODES.secondHcalcs, 600);
      if (payload.kind !== 'access-request') throw new TypeError('CCS01 is an access request');
      return {
        useCase: 'CCS01',
        payload: { ...payload, specifications: payload.specifications.slice(0, 1), data: payload.data.slice(0, 1) },
      };
    },
  },
];

/** A way of being wrong, by the one check that must notice. */
interface Wrong {
  readonly id: string;
  readonly title: string;
  readonly covers: readonly string[];
  readonly clauses: readonly string[];
  differences(subject: Subject): Differences;
  /** Subjects that it does not apply to. */
  readonly except?: readonly string[];
}

const WRONGS: readonly Wrong[] = [
  {
    id: 'marked-as-response',
    title: 'does not obey a message that is marked as a Response',
    covers: [],
    clauses: ['GBCS 7.2.7'],
    differences: () => ({ cra: 2 }),
  },
  {
    id: 'invocation-counter',
    title: 'does not obey a Command whose MAC Header has an invocation counter other than 0',
    covers: [],
    clauses: ['GBCS 7.2.5'],
    differences: () => ({ invocationCounter: 1 }),
  },
  {
    id: 'wrong-recipient',
    title: 'does not obey a Command that is addressed to another device',
    covers: ['REQ-03'],
    clauses: ['GBCS 6.2.4'],
    differences: () => ({ recipient: NOBODY }),
    // A hub passes on what is not its own.
    except: ['hub'],
  },
  {
    id: 'wrong-role',
    title: 'does not obey a known party whose role may not invoke the use case',
    covers: ['REQ-04'],
    clauses: ['GBCS 17'],
    differences: (subject) => ({ originator: subject.wrongRole }),
  },
  {
    id: 'unknown-party',
    title: 'does not obey a party of the right role that is in none of its trust anchor cells',
    covers: ['REQ-04'],
    clauses: ['GBCS 4.3.2.4', 'GBCS 17'],
    differences: () => ({ originator: 'otherSupplier' }),
    // Of brokers there is only one.
    except: ['hub'],
  },
  {
    id: 'protection-missing',
    title: 'does not obey a Command without the protection that its category demands',
    covers: ['REQ-03'],
    clauses: ['GBCS 6'],
    differences: (subject) => ({ [subject.protection]: 'none' }),
  },
  {
    id: 'mac-missing',
    title: 'does not obey a signed Command without a MAC',
    covers: ['REQ-03'],
    clauses: ['GBCS 6'],
    differences: () => ({ mac: 'none' }),
    // There the MAC is the only protection: `protection-missing`.
    except: ['hub'],
  },
  {
    id: 'bad-mac',
    title: 'does not obey a Command whose MAC does not hold',
    covers: ['REQ-03'],
    clauses: ['GBCS 6.4'],
    differences: () => ({ mac: 'wrong' }),
  },
  {
    id: 'bad-signature',
    title: 'does not obey a Command whose signature does not hold',
    covers: ['REQ-03'],
    clauses: ['GBCS 4.3.3.1'],
    differences: () => ({ signature: 'wrong' }),
    // Nothing that a hub obeys is signed: see `hub-refuses-bad-signature`.
    except: ['hub'],
  },
];

function wrongScenario(subject: Subject, wrong: Wrong): Scenario {
  return {
    id: `${subject.name}-refuses-${wrong.id}`,
    title: `${subject.name.toUpperCase()} ${wrong.title}: no Response, no Alert, no change.`,
    covers: wrong.covers,
    clauses: wrong.clauses,
    assumptions: ['receive-check-order', 'discard-without-response'],
    async run(lab) {
      await subject.prepare(lab);
      const message = await lab.craft(subject.device, subject.command(lab), wrong.differences(subject));
      await expectIgnored(lab, subject.device, message);
    },
  };
}

function replayScenario(subject: Subject): Scenario {
  return {
    id: `${subject.name}-refuses-replay`,
    title: `${subject.name.toUpperCase()} obeys a Command once: the same octets, an equal and a lower counter are ignored.`,
    covers: ['REQ-03'],
    clauses: ['GBCS 4.3.1.5'],
    assumptions: ['receive-check-order', 'discard-without-response', 'replay-for-use-cases-outside-the-table'],
    async run(lab) {
      await subject.prepare(lab);
      const counter = 5_000_000n;
      const idle = await stateOf(lab, subject.device);
      const message = await lab.craft(subject.device, subject.command(lab), { counter });
      const reaction = await lab.deliver(subject.device, message);
      expect(reaction.responses.length, 'Responses to the first').to.equal(1);
      expect(await stateOf(lab, subject.device), 'state after the first').not.to.deep.equal(idle);
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
    covers: [],
    clauses: ['GBCS 7.2.9.1'],
    assumptions: ['receive-check-order', 'ecs100-from-3.1-device'],
    async run(lab) {
      await subject.prepare(lab);
      const before = await stateOf(lab, subject.device);
      const message = await lab.craft(subject.device, subject.unsupported(lab), { counter: 77n });
      const { responses, alerts } = await lab.deliver(subject.device, message);
      expect(responses.length, 'Responses').to.equal(0);
      expect(alerts.map((alert) => alert.frame.header.otherInformation.messageCode)).to.deep.equal([0x0120]);
      const payload = alerts[0]?.payload;
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
    covers: [],
    clauses: ['GBCS 19'],
    assumptions: ['receive-check-order', 'critical-payload-mismatch-discarded'],
    async run(lab) {
      await subject.prepare(lab);
      await expectIgnored(lab, subject.device, await lab.craft(subject.device, subject.malformed(lab)));
    },
  };
}

const HUB_BAD_SIGNATURE: Scenario = {
  id: 'hub-refuses-bad-signature',
  title: 'HUB says nothing to a signed Command whose signature does not hold, not even that it does not support it.',
  covers: [],
  clauses: ['GBCS 4.3.3.1'],
  assumptions: ['receive-check-order', 'discard-without-response'],
  async run(lab) {
    await expectIgnored(lab, 'hub', await lab.craft('hub', unjoinDevice(lab.eui('hcalcs')), { signature: 'wrong' }));
  },
};

const COUNTERS_ARE_PER_ROLE: Scenario = {
  id: 'esme-counts-each-role-on-its-own',
  title: 'A high counter of the supplier does not shut out a distributor with a lower one.',
  covers: ['REQ-04'],
  clauses: ['GBCS 4.3.1.5'],
  async run(lab) {
    const first = await lab.craft('esme', activateSwitch(1, 60), { counter: 9_000_000n });
    expect((await lab.deliver('esme', first)).responses.length, 'Responses to the supplier').to.equal(1);
    const second = await lab.craft('esme', activateSwitch(2, 60), { originator: 'distributor', counter: 10n });
    if (lab.permits('distributor', '7.5')) {
      expect((await lab.deliver('esme', second)).responses.length, 'Responses to the distributor').to.equal(1);
    } else {
      await expectIgnored(lab, 'esme', second);
    }
  },
};

export const DEVICE_REFUSES_SCENARIOS: readonly Scenario[] = [
  ...SUBJECTS.flatMap((subject) => [
    ...WRONGS.filter((wrong) => !wrong.except?.includes(subject.name)).map((wrong) => wrongScenario(subject, wrong)),
    replayScenario(subject),
    unsupportedScenario(subject),
    malformedScenario(subject),
  ]),
  HUB_BAD_SIGNATURE,
  COUNTERS_ARE_PER_ROLE,
];
