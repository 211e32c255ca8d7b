import { expect } from 'chai';
import { EVENT_STATUS, encodeLoadControlFrame, INSTALL_CODES } from '../../emulator/index.js';
import {
  accessRequest,
  addDevice,
  allUseCases,
  assumptionValue,
  type Command,
  configureSwitches,
  longUnsigned,
  removeDevice,
  setControllerState,
  unjoinDevice,
  useCaseByName,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { instruction } from './cosem-steps.js';
import { closing, opening, wholeSeconds } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectIgnored, expectSwitch, install, join, resultCodes, stateOf, succeed, whitelist } from './steps.js';

/** What ESME and hub do not do by a Command that is authentic and allowed: rules that no row of the catalogue says. */

const HOUR_MS = 3_600_000;
const ECS100 = 0x0120;
const CCS01 = 'GBCS 3.1 CCS01';
const CCS02 = 'GBCS 3.1 CCS02';

/** CCS01 for a device of a type that has no name here. */
function addOfType(lab: Laboratory, type: number): Command {
  const { payload, useCase } = addDevice(lab.eui('hcalcs'), 'hcalcs', INSTALL_CODES.hcalcs, 600);
  const [entry] = payload.kind === 'access-request' ? payload.data : [];
  if (payload.kind !== 'access-request' || entry?.type !== 'structure') throw new TypeError('CCS01 adds an entry');
  const items = [...entry.items.slice(0, -1), { type: 'enum', value: type } as const];
  return { useCase, payload: { ...payload, data: [{ ...entry, items }, ...payload.data.slice(1)] } };
}

/** The Command with the message code of a use case that only the other version has. */
async function expectCodeOfOtherVersion(lab: Laboratory, other: string): Promise<void> {
  const messageCode = useCaseByName(allUseCases, other)?.messageCode;
  if (messageCode === undefined) throw new RangeError(`${other} is in neither version`);
  const before = await stateOf(lab, 'esme');
  const message = await lab.craft('esme', closing(lab, 1, 60)[2], { messageCode });
  const { responses, alerts } = await lab.deliver('esme', message);
  expect(responses.length, 'Responses').to.equal(0);
  const codes = alerts.map((alert) => alert.message.frame.header.otherInformation.messageCode);
  expect(codes, 'Alerts').to.deep.equal([ECS100]);
  expect(await stateOf(lab, 'esme'), 'state').to.deep.equal(before);
}

const NOT_SUPPORTED = ['receive-check-order', 'ecs100-from-3.1-device'];

export const FURTHER_REFUSAL_SCENARIOS: readonly Scenario[] = [
  {
    id: 'hub-takes-no-device-from-a-supplier',
    title: 'A hub does not let a device onto the HAN for a supplier, who signs what the broker has to MAC.',
    covers: ['gbcs-originator'],
    idle: 'two checks refuse it, and each defect leaves out one',
    clauses: [CCS01, 'GBCS 17'],
    assumptions: ['hub-trust-anchor-cells', 'receive-check-order', 'discard-without-response'],
    async run(lab) {
      const add = addDevice(lab.eui('hcalcs'), 'hcalcs', INSTALL_CODES.hcalcs, 600);
      const signed = { originator: 'supplier', signature: 'extra', mac: 'none' } as const;
      await expectIgnored(lab, 'hub', await lab.craft('hub', add, signed));
    },
  },
  {
    id: 'removal-of-unlisted-device-fails',
    title: 'CCS02 for a device that is not in the log fails, and nothing is removed and reported.',
    covers: ['hub-removal'],
    idle: 'no defect reports a removal that did not happen',
    clauses: [CCS02],
    assumptions: ['hub-unregister-unlisted-result'],
    async run(lab) {
      const before = await lab.hub();
      const expected = assumptionValue(lab.profile, 'hub-unregister-unlisted-result');
      const { response } = await lab.request('supplier', '8.11', 'hub', removeDevice(lab.eui('secondHcalcs')));
      expect(resultCodes(response), 'result').to.deep.equal([expected]);
      const { whitelist: listed, historicLog } = await lab.hub();
      expect({ listed, historicLog }).to.deep.equal({ listed: before.whitelist, historicLog: before.historicLog });
      expect((await lab.alerts()).length, 'CS14').to.equal(0);
    },
  },
  {
    id: 'hand-held-terminal-is-not-remembered',
    title: 'A hand-held terminal that was on the HAN and is removed is not put into the historic log.',
    covers: ['hub-historic-log'],
    idle: 'no defect remembers a device that is not to be',
    clauses: [CCS02],
    assumptions: ['hub-hht-device-type'],
    async run(lab) {
      const add = addOfType(lab, assumptionValue(lab.profile, 'hub-hht-device-type'));
      await succeed(lab, 'supplier', '8.11', 'hub', add);
      const entry = (await lab.hub()).whitelist.find(({ device }) => device === lab.eui('hcalcs'));
      expect(entry, 'entry of the terminal').to.include({ joined: true });
      await succeed(lab, 'supplier', '8.11', 'hub', removeDevice(lab.eui('hcalcs')));
      const { whitelist: listed, historicLog } = await lab.hub();
      expect(listed.map(({ device }) => device)).to.deep.equal([lab.eui('esme')]);
      expect(historicLog, 'historic log').to.deep.equal([]);
    },
  },
  {
    id: 'unjoin-by-another-method-leaves-the-entry',
    title: 'CS04B for a device that is joined by method A says that it is not in the log, and leaves it joined.',
    covers: ['join-form'],
    idle: 'no defect takes one method for another',
    clauses: ['GBCS 13.7'],
    assumptions: ['unjoin-by-other-method', 'method-b-unjoin-roles'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const { deviceLog } = await lab.esme();
      const command = { ...unjoinDevice(lab.eui('hcalcs')), useCase: 'CS04B' };
      const { responses } = await lab.deliver('esme', await lab.craft('esme', command));
      expect(responses.length, 'Responses').to.equal(1);
      const unjoinResponseCode = assumptionValue(lab.profile, 'unjoin-by-other-method');
      expect(responses[0]?.message.payload).to.deep.include({ value: { unjoinResponseCode } });
      expect((await lab.esme()).deviceLog, 'device log').to.deep.equal(deviceLog);
    },
  },
  {
    id: 'esme-of-4-does-not-have-ecs47',
    title: 'An ESME of GBCS 4.x answers ECS47, which only 3.1 has, with Alert ECS100, and switches nothing.',
    covers: ['gbcs-supported'],
    idle: 'the defect that it could notice is tried under the rules of GBCS 3.1',
    clauses: ['GBCS 7.2.9.1', 'GBCS 3.1 ECS47'],
    gbcs: '4.0',
    assumptions: NOT_SUPPORTED,
    run: (lab) => expectCodeOfOtherVersion(lab, 'ECS47'),
  },
  {
    id: 'esme-of-3-1-does-not-have-ecs47a',
    title: 'An ESME of GBCS 3.1 answers ECS47a, which only 4.x has, with Alert ECS100, and switches nothing.',
    covers: ['gbcs-supported'],
    clauses: ['GBCS 7.2.9.1', 'GBCS 4.0 ECS47a'],
    gbcs: '3.1',
    assumptions: NOT_SUPPORTED,
    run: (lab) => expectCodeOfOtherVersion(lab, 'ECS47a'),
  },
  {
    id: 'failure-of-hcalcs-is-logged-as-such',
    title:
      'The report of an HCALCS that it did not obey is logged with the number of its switch, failure and the id of the event.',
    covers: ['esme-switch-log'],
    clauses: ['GBCS 3.1 ECS35f, 4.0 ECS35g', 'GBCS 18.1.1'],
    assumptions: ['report-event-status-success'],
    async run(lab) {
      await install(lab);
      await lab.links({ loss: 1 }, ['esme', 'hcalcs']);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      const told = (await lab.esme()).auxiliaryEventLog.at(-1);
      expect(told, 'entry of the Command').to.include({ switch: 2, outcome: 'unknown' });
      await lab.links({ loss: 0 }, ['esme', 'hcalcs']);
      const issuerEventId = told?.hanCommandId ?? 0;
      const report = {
        command: 'reportEventStatus',
        issuerEventId,
        eventStatus: EVENT_STATUS.rejected,
        eventStatusTime: 1,
        criticality: 1,
      } as const;
      await lab.sendLoadControl('hcalcs', 'esme', encodeLoadControlFrame(report, 1));
      const answers = (await lab.esme()).auxiliaryEventLog.filter(({ hanCommandId }) => hanCommandId === issuerEventId);
      expect(answers[1], 'entry of the report').to.include({ switch: 2, action: 'message', outcome: 'failure' });
    },
  },
  {
    id: 'period-of-another-controller-moves-nothing',
    title: 'ECS47a with the period of one controller and the state of another fails at the state, and moves neither.',
    covers: ['gbcs-first-failure'],
    idle: 'the defect that it could notice is tried under the rules of GBCS 3.1',
    clauses: ['GBCS 4.0 ECS47a'],
    gbcs: '4.0',
    assumptions: ['period-of-other-controller-result', 'esme-built-in-controllers'],
    async run(lab) {
      const now = wholeSeconds(lab.now());
      const { payload, useCase } = setControllerState({ controller: 4, level: 100 }, now, now + HOUR_MS);
      if (payload.kind !== 'access-request') throw new TypeError('ECS47a is an access request');
      // Controller 1, output, 100 per cent.
      const data = payload.data.with(2, longUnsigned(0x1164));
      const message = await lab.craft('esme', { useCase, payload: { ...payload, data } });
      const { responses } = await lab.deliver('esme', message);
      const result = assumptionValue(lab.profile, 'period-of-other-controller-result');
      expect(resultCodes(responses[0]?.message), 'results').to.deep.equal([0, 0, result]);
      await expectSwitch(lab, 1, 'open', 'whose state it is');
      await expectSwitch(lab, 4, 'open', 'whose period it is');
    },
  },
  {
    id: 'calendar-of-3-1-has-an-entry',
    title: 'ECS46c without any entry is not of the use case: the ESME ignores it, and the calendar of before goes on.',
    covers: ['gbcs-payload'],
    clauses: ['GBCS 3.1 ECS46c'],
    gbcs: '3.1',
    assumptions: ['critical-payload-mismatch-discarded'],
    async run(lab) {
      const entry = { switch: 1, action: 'close', hour: 12, minute: 0, weekdays: '1111111', specialDays: '' } as const;
      await succeed(lab, 'supplier', '6.14.2', 'esme', configureSwitches({ entries: [entry] }));
      await expectIgnored(lab, 'esme', await lab.craft('esme', configureSwitches({ entries: [] })));
      await succeed(lab, 'supplier', ...opening(lab, 1, 10));
      await lab.advance(11 * 60);
      await expectSwitch(lab, 1, 'closed', 'by the calendar of before');
    },
  },
  {
    id: 'security-log-cannot-be-cleared',
    title:
      'No Command clears the Security Log: ECS15a with the name of that log is ignored, and the log has its entries.',
    covers: ['gbcs-payload'],
    clauses: ['GBCS 3.1 ECS15a', 'GBCS 3.1 CS11'],
    assumptions: ['discard-without-response'],
    async run(lab) {
      await expectIgnored(lab, 'esme', await lab.craft('esme', closing(lab, 1, 60)[2], { mac: 'wrong' }));
      const { securityLog } = await lab.esme();
      expect(securityLog.length, 'entries').to.be.greaterThan(0);
      const clear = instruction('action', 7, '0-0:99.98.1.255', 1, { type: 'integer', value: 0 });
      const message = await lab.craft('esme', { useCase: 'ECS15a', payload: accessRequest([clear]) });
      await expectIgnored(lab, 'esme', message);
      expect((await lab.esme()).securityLog.slice(0, securityLog.length)).to.deep.equal(securityLog);
    },
  },
];
