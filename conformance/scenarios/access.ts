import { expect } from 'chai';
import {
  ACTIVATE_NOW,
  type AccessRequest,
  assumptionValue,
  booleanData,
  type Command,
  decodeMessage,
  equalBytes,
  joinEsmeAtHcalcs,
  octetString,
  requestFromRows,
  setRandomisedOffsetLimit,
  setSupply,
  useCaseByName,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, opening, resetting } from './intentions.js';
import type { Scenario } from './scenario.js';
import { distributorAsks, expectIgnored, expectRefusal, expectSwitch, succeed } from './steps.js';

/** Who may do what: the DCC's eligibility, and the device's own view of roles (DUIS 3; GBCS 17). */

const SUPPLY = { enable: '7.1', disable: '7.2', arm: '7.3' } as const;
const SUPPLY_ACTIONS = Object.keys(SUPPLY) as (keyof typeof SUPPLY)[];
/** A load limit of 5 kW for 30 minutes, in force at once. */
const LOAD_LIMIT_WATTS = 5000;
const LOAD_LIMIT_SECONDS = 1800;

/** ECS28a: limits the load of the whole home (SRV 6.4.1). */
function limitLoad(lab: Laboratory): Command {
  const useCase = useCaseByName(lab.profile.useCases, 'ECS28a');
  if (useCase === undefined) throw new RangeError('ECS28a is not in the profile');
  const seconds = { type: 'double-long-unsigned', value: LOAD_LIMIT_SECONDS } as const;
  const payload: AccessRequest = requestFromRows(useCase, {
    'LoadLimitSupplyState.valueNext': booleanData(true),
    'LoadLimitPowerThreshold.thresholdNext': { type: 'double-long-unsigned', value: LOAD_LIMIT_WATTS },
    'LoadLimitPeriod(Timer).valueNext': seconds,
    'LoadLimitRestorationPeriod(Timer).valueNext': seconds,
    'LoadLimitSupplyState.activateNextDateTime': octetString(ACTIVATE_NOW),
    'LoadLimitPowerThreshold.activateNextDateTime': octetString(ACTIVATE_NOW),
    'LoadLimitPeriod(Timer).activateNextDateTime': octetString(ACTIVATE_NOW),
    'LoadLimitRestorationPeriod(Timer).activateNextDateTime': octetString(ACTIVATE_NOW),
  });
  return { useCase: 'ECS28a', payload };
}

export const ACCESS_SCENARIOS: readonly Scenario[] = [
  {
    id: 'dcc-refuses-distributor-supply-control',
    title: 'The DCC refuses a distributor that wants to enable, disable or arm the supply, in every profile.',
    covers: ['REQ-32', 'dcc-eligibility'],
    clauses: ['DUIS 7.1', 'DUIS 7.2', 'DUIS 7.3'],
    async run(lab) {
      for (const action of SUPPLY_ACTIONS) {
        await expectRefusal(lab, 'distributor', SUPPLY[action], 'esme', setSupply(action), 'E2');
      }
    },
  },
  {
    id: 'esme-refuses-distributor-supply-control',
    title: 'An ESME does not obey a distributor’s Command on the supply, even if one gets past the DCC.',
    covers: ['REQ-04', 'REQ-32', 'gbcs-originator'],
    clauses: ['GBCS 17'],
    assumptions: ['receive-check-order', 'discard-without-response'],
    async run(lab) {
      for (const action of SUPPLY_ACTIONS) {
        await expectIgnored(lab, 'esme', await lab.craft('esme', setSupply(action), { originator: 'distributor' }));
      }
      expect((await lab.esme()).supply).to.equal('enabled');
    },
  },
  {
    id: 'supplier-controls-supply',
    title: 'The supplier disables, arms and enables the supply in every profile.',
    covers: ['REQ-05', 'REQ-32'],
    clauses: ['GBCS 3.1 ECS42', 'GBCS 3.1 ECS43', 'GBCS 3.1 ECS44'],
    idle: 'what is nominal: no defect touches the supply itself',
    async run(lab) {
      for (const [action, state] of [
        ['disable', 'disabled'],
        ['arm', 'armed'],
        ['enable', 'enabled'],
      ] as const) {
        await succeed(lab, 'supplier', SUPPLY[action], 'esme', setSupply(action));
        expect((await lab.esme()).supply, `after ${action}`).to.equal(state);
      }
    },
  },
  {
    id: 'distributor-sets-no-randomised-offset',
    title: 'The limit of the randomised offset stays closed to a distributor, at the DCC and at the ESME.',
    covers: ['REQ-04', 'dcc-eligibility', 'gbcs-originator'],
    clauses: ['DUIS 7.12', 'GBCS 17'],
    assumptions: ['receive-check-order', 'discard-without-response'],
    async run(lab) {
      const command = setRandomisedOffsetLimit(0);
      await expectRefusal(lab, 'distributor', '7.12', 'esme', command, 'E2');
      await expectIgnored(lab, 'esme', await lab.craft('esme', command, { originator: 'distributor' }));
    },
  },
  {
    id: 'distributor-limits-no-whole-home',
    title: 'Limiting the load of a whole home stays closed to a distributor, at the DCC and at the ESME.',
    covers: ['REQ-04', 'REQ-41', 'dcc-eligibility', 'gbcs-originator'],
    clauses: ['DUIS 6.4.1', 'GBCS 17'],
    assumptions: ['receive-check-order', 'discard-without-response'],
    async run(lab) {
      await expectRefusal(lab, 'distributor', '6.4.1', 'esme', limitLoad(lab), 'E2');
      await expectIgnored(lab, 'esme', await lab.craft('esme', limitLoad(lab), { originator: 'distributor' }));
    },
  },
  {
    id: 'other-distributor-is-refused',
    title: 'A distributor that is not registered for the premises gets E4 where its role is let in, E2 where not.',
    covers: ['REQ-02', 'dcc-registration'],
    clauses: ['DUIS 3'],
    async run(lab) {
      const code = lab.permits('otherDistributor', opening(lab, 1, 60)[0]) ? 'E4' : 'E2';
      await expectRefusal(lab, 'otherDistributor', ...opening(lab, 1, 60), code);
    },
  },
  {
    id: 'other-supplier-is-refused',
    title: 'A supplier that is not registered for the premises gets E4.',
    covers: ['REQ-02', 'REQ-05', 'dcc-registration'],
    clauses: ['DUIS 3'],
    async run(lab) {
      await expectRefusal(lab, 'otherSupplier', ...closing(lab, 1, 60), 'E4');
    },
  },
  {
    id: 'content-of-other-service-is-refused',
    title: 'A Command that does not belong to the Service Reference Variant it is asked for by is refused.',
    covers: ['REQ-03', 'dcc-content'],
    clauses: ['DUIS 3'],
    assumptions: ['broker-content-mismatch-code'],
    async run(lab) {
      await expectRefusal(lab, 'supplier', closing(lab, 1, 60)[0], 'esme', setSupply('disable'), 'E12');
      expect((await lab.esme()).supply).to.equal('enabled');
    },
  },
  {
    id: 'service-of-other-action-is-refused',
    title: 'A Command that closes a switch cannot be had by the service that opens or resets one, nor the other way.',
    covers: ['REQ-03', 'dcc-content'],
    clauses: ['DUIS 7.5', 'DUIS 7.6', 'DUIS 7.8'],
    gbcs: '3.1',
    assumptions: ['broker-content-mismatch-code'],
    async run(lab) {
      const code = assumptionValue(lab.profile, 'broker-content-mismatch-code');
      for (const [variant, command] of [
        ['7.6', closing(lab, 1, 60)[2]],
        ['7.5', resetting(lab, 1)[2]],
        ['7.8', opening(lab, 1, 60)[2]],
      ] as const) {
        await expectRefusal(lab, 'supplier', variant, 'esme', command, code);
      }
    },
  },
  {
    id: 'command-for-other-device-is-refused',
    title: 'A Command that a kind of device does not have is refused with E11 before it reaches one.',
    covers: ['REQ-03', 'dcc-device-type'],
    clauses: ['DUIS 3'],
    async run(lab) {
      const [variant, , command] = closing(lab, 1, 60);
      await expectRefusal(lab, 'supplier', variant, 'hub', command, 'E11');
      await expectRefusal(lab, 'supplier', '8.7.1', 'esme', joinEsmeAtHcalcs(lab.eui('esme')), 'E11');
    },
  },
  {
    id: 'signed-pre-command-is-checked-again',
    title: 'A Signed Pre-Command is sent on only if it is signed, and says what its request says.',
    covers: ['REQ-03', 'dcc-content', 'dcc-counter'],
    clauses: ['DUIS 3', 'GBCS 6'],
    assumptions: ['broker-content-mismatch-code', 'broker-verifies-signature', 'dcc-stale-counter-code'],
    async run(lab) {
      const [variant] = closing(lab, 1, 1);
      // One that such a Command does not belong to.
      const other = lab.profile.gbcsVersion === '3.1' ? '7.6' : '6.14.1';
      const code = assumptionValue(lab.profile, 'broker-content-mismatch-code');
      const before = await lab.esme();
      // A Pre-Command for each: the counter of one that comes back is used up.
      const preCommand = async (): Promise<Uint8Array> => {
        const made = await lab.transform('supplier', ...closing(lab, 1, 1));
        if (made === undefined) throw new RangeError('the DCC made no Pre-Command');
        return made;
      };
      const ofOther = { counter: 7_000_000n };
      expect(await lab.submitSigned('supplier', other, 'esme', await preCommand()), 'other service').to.equal(code);
      const unsigned = await lab.submitSigned('supplier', variant, 'esme', await preCommand(), { signature: 'none' });
      expect(unsigned, 'unsigned').to.equal(code);
      const others = lab.permits('distributor', variant) ? code : 'E2';
      const taken = await lab.submitSigned('distributor', variant, 'esme', await preCommand());
      expect(taken, 'somebody else’s').to.equal(others);
      const last = await preCommand();
      expect(await lab.esme(), 'state of the ESME').to.deep.equal(before);
      expect(await lab.submitSigned('supplier', variant, 'esme', last), 'as it was').to.equal('I99');
      const stale = assumptionValue(lab.profile, 'dcc-stale-counter-code');
      expect(await lab.submitSigned('supplier', variant, 'esme', last), 'a second time').to.equal(stale);
      const renamed = await lab.submitSigned('supplier', variant, 'esme', last, ofOther);
      expect(renamed, 'other counter').to.equal(code);
    },
  },
  {
    id: 'esme-knows-the-distributor-by-profile',
    title:
      'A distributor’s ECS47 (4.x: ECS47a) is obeyed by an ESME where the profile gives its role the use case, else ignored.',
    covers: ['REQ-04', 'REQ-33', 'gbcs-originator'],
    clauses: ['GBCS 17'],
    async run(lab) {
      const [, , command] = closing(lab, 1, 60);
      const useCase = useCaseByName(lab.profile.useCases, command.useCase);
      const allowed = useCase?.authorisations.some((one) => one.role === 'networkOperator') ?? false;
      const message = await lab.craft('esme', command, { originator: 'distributor' });
      if (!allowed) {
        await expectIgnored(lab, 'esme', message);
        return;
      }
      expect((await lab.deliver('esme', message)).responses.length, 'Responses').to.equal(1);
      await expectSwitch(lab, 1, 'closed', 'after the distributor’s Command');
    },
  },
  {
    id: 'distributor-differs-in-originator-only',
    title: 'A distributor’s Pre-Command is the supplier’s, octet for octet, but for originator and counter.',
    covers: ['REQ-36'],
    clauses: ['GBCS 3.1 ECS47'],
    async run(lab) {
      const request = opening(lab, 1, 60);
      const supplier = await lab.request('supplier', ...request);
      if (!(await distributorAsks(lab, ...request))) return;
      const distributor = await lab.request('distributor', ...request);
      if (supplier.preCommand === undefined || distributor.preCommand === undefined) {
        throw new RangeError('the DCC made no Pre-Command');
      }
      const one = decodeMessage(supplier.preCommand);
      const other = decodeMessage(distributor.preCommand);
      expect(other.frame.header.originator).to.equal(lab.eui('distributor'));
      expect(other.frame.header.otherInformation).to.deep.equal(one.frame.header.otherInformation);
      // The long-invoke-id repeats the counter: after it the payloads must be equal.
      expect(equalBytes(other.frame.payload.subarray(5), one.frame.payload.subarray(5)), 'payloads').to.equal(true);
    },
  },
  {
    id: 'eligibility-is-the-profile',
    title:
      'The DCC gives a distributor E2 at each Service Reference Variant that the profile closes to it, and only there.',
    covers: ['REQ-01', 'REQ-35', 'dcc-eligibility'],
    clauses: ['DUIS 3', 'SEC Appendix E'],
    async run(lab) {
      for (const { variant, nonDevice } of lab.profile.serviceRequests) {
        if (nonDevice) continue;
        const { acknowledgement } = await lab.request('distributor', variant, 'esme', setSupply('arm'));
        const expected = lab.permits('distributor', variant) ? 'E12' : 'E2';
        expect(acknowledgement, `answer to ${variant} with a Command that is not its own`).to.equal(expected);
      }
    },
  },
];
