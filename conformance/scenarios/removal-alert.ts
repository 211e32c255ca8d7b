import { expect } from 'chai';
import { type DeviceName, type HcalcsName, INSTALL_CODES } from '../../emulator/index.js';
import {
  addDevice,
  assumptionValue,
  type Command,
  eui64,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  removeDevice,
  unjoinDevice,
} from '../../gbcs/index.js';
import type { Laboratory, RequestIdentity, UserParty } from '../targets/laboratory.js';
import { closing, configuring } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  bind,
  distributorAsks,
  expectHcalcs,
  expectRefusal,
  install,
  join,
  QUIET_CALENDAR,
  resultCodes,
  succeed,
  whitelist,
} from './steps.js';

/**
 * The alert to the distributor when somebody else has an HCALCS taken away, and what is left of the HCALCS then (REQ-15 to
 * 17, 46, 47). SECMP0046 proposes it, and has no document for it: what is judged is whom the DCC tells what. By rules that
 * do not have the alert, nobody must be told of anything.
 */

const PROPOSAL = 'SECMP0046 REQ-15 (proposed)';
const CONTENT = 'SECMP0046 REQ-16 (proposed)';
const OTHERS: readonly UserParty[] = ['supplier', 'otherSupplier', 'otherDistributor'];
/** A device that is nowhere. */
const STRANGER = eui64('0a0000000001ffff');

/** A removal that somebody has asked for. */
interface Removal {
  readonly id: RequestIdentity;
  readonly hcalcs: HcalcsName;
}

/** The distributor has been alerted of these removals, in this order, where the rules have the alert, and else of none. */
async function expectAlerts(lab: Laboratory, removals: readonly Removal[], when: string): Promise<void> {
  const told = (await lab.dccAlerts('distributor')).map(({ hcalcs, request }) => ({ hcalcs, request }));
  const due = removals.map(({ id, hcalcs }) => ({ hcalcs: lab.eui(hcalcs), request: id }));
  const rules = `by the rules of ${lab.profile.id}`;
  expect(told, `alerts of the DCC to the distributor ${when}, ${rules}`).to.deep.equal(
    lab.profile.hcalcsRemovalAlert ? due : [],
  );
}

/** A request that the DCC accepts. @returns its identity */
async function accepted(
  lab: Laboratory,
  party: UserParty,
  variant: string,
  device: DeviceName,
  command: Command,
): Promise<RequestIdentity> {
  const { acknowledgement, id } = await lab.request(party, variant, device, command);
  expect(acknowledgement, `DCC’s answer to ${party} ${variant}`).to.equal('I99');
  return id;
}

async function decommissioned(lab: Laboratory, party: UserParty, device: DeviceName): Promise<RequestIdentity> {
  const { acknowledgement, id } = await lab.decommission(party, device);
  expect(acknowledgement, `DCC’s answer to ${party} 8.3`).to.equal('I99');
  return id;
}

/** Whoever may installs an HCALCS as switch 2: the distributor, or where the rules do not let it, the supplier. */
async function installedByDistributor(lab: Laboratory): Promise<void> {
  const hcalcs = lab.eui('hcalcs');
  const steps: readonly (readonly [variant: string, device: DeviceName, command: Command])[] = [
    ['8.11', 'hub', addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600)],
    ['8.7.1', 'hcalcs', joinEsmeAtHcalcs(lab.eui('esme'))],
    ['8.7.1', 'esme', joinHcalcsAtEsme(hcalcs)],
    configuring(lab, { switches: { 2: hcalcs }, entries: QUIET_CALENDAR }),
  ];
  for (const step of steps) {
    if (!(await distributorAsks(lab, ...step))) await succeed(lab, 'supplier', ...step);
  }
}

/** The distributor wants switch 2 closed, and the HCALCS that was behind it hears nothing and stays where it is. */
async function expectInVain(lab: Laboratory, expectedResult: number): Promise<void> {
  const known = (await lab.loadControlFrames()).length;
  const request = closing(lab, 2, 60);
  if (lab.permits('distributor', request[0])) {
    const { response } = await lab.request('distributor', ...request);
    expect(resultCodes(response).at(-1), 'result of the distributor’s Command').to.equal(expectedResult);
  } else {
    await expectRefusal(lab, 'distributor', ...request, 'E2');
  }
  const delivered = (await lab.loadControlFrames())
    .slice(known)
    .filter((frame) => frame.delivered && frame.destination === lab.eui('hcalcs'));
  expect(delivered.length, 'load control frames that reach the HCALCS').to.equal(0);
  await expectHcalcs(lab, 'open', 'after the distributor’s Command');
}

export const REMOVAL_ALERT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'removal-alert-on-unjoin-at-esme',
    title:
      'A Supplier’s request that an ESME forget an HCALCS alerts the distributor once, where the rules have the alert.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL, 'DUIS 8.8.1'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const id = await accepted(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      await expectAlerts(lab, [{ id, hcalcs: 'hcalcs' }], 'after the unjoin');
    },
  },
  {
    id: 'removal-alert-on-unjoin-at-hcalcs',
    title:
      'A Supplier’s request that an HCALCS forget its ESME alerts the distributor as well: it names the ESME alone.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL, 'DUIS 8.8.1'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const id = await accepted(lab, 'supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      await expectAlerts(lab, [{ id, hcalcs: 'hcalcs' }], 'after the unjoin');
    },
  },
  {
    id: 'removal-alert-on-removal-from-han',
    title: 'A Supplier’s request that the hub take an HCALCS off its HAN alerts the distributor once.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL, 'DUIS 8.11'],
    async run(lab) {
      await whitelist(lab);
      const id = await accepted(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await expectAlerts(lab, [{ id, hcalcs: 'hcalcs' }], 'after the removal');
    },
  },
  {
    id: 'removal-alert-on-decommissioning',
    title: 'A Supplier that has an HCALCS decommissioned, which no device hears of, alerts the distributor once.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL, 'DUIS 8.3'],
    async run(lab) {
      const id = await decommissioned(lab, 'supplier', 'hcalcs');
      await expectAlerts(lab, [{ id, hcalcs: 'hcalcs' }], 'after 8.3');
    },
  },
  {
    id: 'removal-alert-says-where',
    title: 'The alert names the HCALCS of several that is meant, the meter and the hub of its home, and the request.',
    covers: ['REQ-16'],
    clauses: [CONTENT],
    async run(lab) {
      await whitelist(lab);
      await whitelist(lab, 'secondHcalcs');
      const request = await accepted(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('secondHcalcs')));
      const said = (await lab.dccAlerts('distributor')).map(({ at: _, ...alert }) => alert);
      const due = { hcalcs: lab.eui('secondHcalcs'), esme: lab.eui('esme'), hub: lab.eui('hub'), request };
      expect(said, 'alerts of the DCC to the distributor').to.deep.equal(lab.profile.hcalcsRemovalAlert ? [due] : []);
    },
  },
  {
    id: 'removal-alert-goes-to-nobody-else',
    title: 'Neither a distributor of other premises nor a Supplier is alerted of a removal.',
    covers: ['REQ-15'],
    clauses: [PROPOSAL],
    async run(lab) {
      await accepted(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      await accepted(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await decommissioned(lab, 'supplier', 'hcalcs');
      for (const party of OTHERS) {
        expect(await lab.dccAlerts(party), `alerts of the DCC to ${party}`).to.deep.equal([]);
      }
    },
  },
  {
    id: 'removal-alert-comes-at-once',
    title:
      'The distributor is alerted as the request is accepted, also if the device is silent and it comes to nothing.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL],
    assumptions: ['response-timeout-seconds'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await lab.power('hcalcs', false);
      const asked = lab.now();
      const { id, result } = await lab.request('supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      expect(result, 'result of the request').to.equal('E21');
      await expectAlerts(lab, [{ id, hcalcs: 'hcalcs' }], 'after the request');
      for (const { at } of await lab.dccAlerts('distributor')) {
        expect(at - asked, 'milliseconds from request to alert').to.equal(0);
      }
    },
  },
  {
    id: 'removal-alert-not-on-own-request',
    title: 'A distributor that unjoins and removes an HCALCS itself, where the rules let it, is not alerted of that.',
    covers: ['REQ-15'],
    clauses: [PROPOSAL, 'DUIS 8.8.1', 'DUIS 8.11'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await distributorAsks(lab, '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      await distributorAsks(lab, '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      await distributorAsks(lab, '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await expectAlerts(lab, [], 'after its own requests');
    },
  },
  {
    id: 'removal-alert-not-about-other-devices',
    title: 'Nobody is alerted when a Supplier unjoins, removes or decommissions what is no HCALCS.',
    covers: ['REQ-15'],
    clauses: [PROPOSAL],
    async run(lab) {
      await accepted(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(STRANGER));
      await expectAlerts(lab, [], 'after the unjoin of a device that is none');
      await accepted(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('esme')));
      await expectAlerts(lab, [], 'after the removal of an ESME');
      await decommissioned(lab, 'supplier', 'esme');
      await expectAlerts(lab, [], 'after 8.3 for an ESME');
    },
  },
  {
    id: 'removal-alert-not-on-other-requests',
    title:
      'Nobody is alerted when a Supplier lets an HCALCS onto the HAN, joins it, ties it to a switch or switches it.',
    covers: ['REQ-15'],
    clauses: [PROPOSAL],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await expectAlerts(lab, [], 'after an installation');
    },
  },
  {
    id: 'removal-alert-not-on-pre-command',
    title:
      'A Pre-Command alerts nobody: the distributor hears of the unjoin when the Supplier has signed it, and once.',
    covers: ['REQ-15', 'REQ-17'],
    clauses: [PROPOSAL, 'DUIS 8.8.1'],
    async run(lab) {
      const preCommand = await lab.transform('supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      if (preCommand === undefined) throw new RangeError('the DCC makes no Pre-Command of 8.8.1');
      await expectAlerts(lab, [], 'after the Pre-Command');
      expect(await lab.submitSigned('supplier', '8.8.1', 'hcalcs', preCommand)).to.equal('I99');
      const told = (await lab.dccAlerts('distributor')).length;
      expect(told, 'alerts after the signed one').to.equal(lab.profile.hcalcsRemovalAlert ? 1 : 0);
    },
  },
  {
    id: 'removal-alert-on-refused-request',
    title:
      'A removal that the DCC refuses to whoever is not of the premises, or that is done, alerts nobody, by assumption.',
    covers: ['REQ-15'],
    clauses: [PROPOSAL, 'DUIS E4'],
    assumptions: ['hcalcs-removal-alert-when-refused', 'dcc-decommission-code'],
    async run(lab) {
      const refused: Removal[] = [];
      const ask = async (party: UserParty, variant: string, device: DeviceName, command: Command): Promise<void> => {
        const code = lab.permits(party, variant) ? 'E4' : 'E2';
        const { acknowledgement, id } = await lab.request(party, variant, device, command);
        expect(acknowledgement, `DCC’s answer to ${party} ${variant}`).to.equal(code);
        refused.push({ id, hcalcs: 'hcalcs' });
      };
      for (const party of ['otherSupplier', 'otherDistributor'] as const) {
        await ask(party, '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
        await ask(party, '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      }
      const own = await lab.decommission('distributor', 'hcalcs');
      expect(own.acknowledgement, 'DCC’s answer to distributor 8.3').to.equal('E2');
      const done: Removal = { id: await decommissioned(lab, 'supplier', 'hcalcs'), hcalcs: 'hcalcs' };
      const { acknowledgement, id } = await lab.decommission('supplier', 'hcalcs');
      const again = assumptionValue(lab.profile, 'dcc-decommission-code');
      expect(acknowledgement, 'DCC’s answer to 8.3 for what is decommissioned').to.equal(again);
      const isTold = assumptionValue(lab.profile, 'hcalcs-removal-alert-when-refused');
      await expectAlerts(lab, isTold ? [...refused, done, { id, hcalcs: 'hcalcs' }] : [done], 'in all');
    },
  },
  {
    id: 'supplier-removes-what-distributor-installed',
    title:
      'A Supplier unjoins, removes and decommissions an HCALCS that a distributor has installed; nothing holds it up.',
    covers: ['REQ-46'],
    clauses: ['GBCS 13.7', 'GBCS 3.1 CCS02', 'DUIS 8.3'],
    async run(lab) {
      await installedByDistributor(lab);
      const asked = lab.now();
      await succeed(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      await succeed(lab, 'supplier', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')));
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await decommissioned(lab, 'supplier', 'hcalcs');
      expect((lab.now() - asked) / 1000, 'seconds that it took').to.be.lessThan(60);
      expect((await lab.esme()).deviceLog, 'device log of the ESME').to.deep.equal([]);
      expect((await lab.hcalcs('hcalcs')).deviceLog, 'device log of the HCALCS').to.deep.equal([]);
      const listed = (await lab.hub()).whitelist.map(({ device }) => device);
      expect(listed, 'devices on the whitelist').to.not.include(lab.eui('hcalcs'));
    },
  },
  {
    id: 'distributor-commands-unjoined-hcalcs-in-vain',
    title: 'After a Supplier’s unjoin no Command of the distributor for its switch reaches the HCALCS.',
    covers: ['REQ-47', 'esme-tells-hcalcs'],
    clauses: ['GBCS 13.7'],
    assumptions: ['stale-type-and-identifier-after-unjoin', 'unjoined-controller-is-none', 'unknown-switch-result'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await bind(lab, 2);
      await succeed(lab, 'supplier', '8.8.1', 'esme', unjoinDevice(lab.eui('hcalcs')));
      // In 3.1 the switch keeps its identifier and takes the Command; in 4.x there is no such controller any more.
      const result = lab.profile.gbcsVersion === '3.1' ? 0 : assumptionValue(lab.profile, 'unknown-switch-result');
      await expectInVain(lab, result);
    },
  },
  {
    id: 'distributor-commands-removed-hcalcs-in-vain',
    title:
      'After a Supplier’s removal of an HCALCS from the HAN the ESME still takes a Command, and nothing gets there.',
    covers: ['REQ-47'],
    clauses: ['GBCS 3.1 CCS02'],
    idle: 'the defect that goes on sending means an HCALCS that is unjoined',
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      await expectInVain(lab, 0);
    },
  },
  {
    id: 'decommissioned-hcalcs-takes-no-request',
    title: 'The DCC refuses a distributor’s request to an HCALCS that a Supplier has had decommissioned.',
    covers: ['REQ-47', 'dcc-device-status'],
    clauses: ['DUIS 8.3', 'DUIS E5'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      await decommissioned(lab, 'supplier', 'hcalcs');
      const code = lab.permits('distributor', '8.8.1') ? 'E5' : 'E2';
      await expectRefusal(lab, 'distributor', '8.8.1', 'hcalcs', unjoinDevice(lab.eui('esme')), code);
    },
  },
];
