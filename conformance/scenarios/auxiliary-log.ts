import { expect } from 'chai';
import { clearControllerLog, type Data } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, opening, readingLog } from './intentions.js';
import type { Scenario } from './scenario.js';
import { bind, HOUR, install, responseData, resultCodes, succeed, whitelist } from './steps.js';

/** The event log of the switches, as a supplier reads and clears it, and the alert of a failure (ECS35f, ECS35g, ECS15c). */

const LOG = 'GBCS 3.1 ECS35f, 4.0 ECS35g';
const CODING = 'auxiliary-event-log-coding';
const SWITCH_FAILURE = 0x811a;

/** Timestamp, switchNumberAndAction, outcome and hANCommandID of each entry. */
async function entries(lab: Laboratory): Promise<readonly (readonly number[])[]> {
  const [log] = responseData(await succeed(lab, 'supplier', ...readingLog(lab)));
  const numbersOf = (entry: Data): number[] =>
    'items' in entry ? entry.items.map((one) => ('value' in one ? Number(one.value) : Number.NaN)) : [];
  return log !== undefined && 'items' in log ? log.items.map(numbersOf) : [];
}

/** The alert codes that the ESME has sent since, and to whom. */
async function alertCodes(lab: Laboratory, known = 0): Promise<(readonly [number, string])[]> {
  return (await lab.alerts()).slice(known).flatMap(({ message: { payload, frame } }) => {
    const items = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
    const [code] = items;
    return code !== undefined && 'value' in code ? [[Number(code.value), frame.header.recipient] as const] : [];
  });
}

export const AUXILIARY_LOG_SCENARIOS: readonly Scenario[] = [
  {
    id: 'switch-log-is-read',
    title: 'The log of the switches has an entry for each action with its time, switch, action, outcome and HAN id.',
    covers: ['REQ-31', 'esme-switch-log'],
    clauses: [LOG],
    assumptions: [CODING],
    async run(lab) {
      await install(lab);
      const known = (await entries(lab)).length;
      await succeed(lab, 'supplier', ...closing(lab, 1, 60));
      await succeed(lab, 'supplier', ...opening(lab, 2, 60));
      const now = Math.floor((lab.now() - Date.UTC(2000, 0, 1)) / 1000);
      const added = (await entries(lab)).slice(known);
      expect(added.map(([, action, outcome]) => [action, outcome])).to.deep.equal([
        [0x0111, 1],
        [0x0212, 0],
        [0x0200, 1],
      ]);
      const [own = 0, told = 0, answer = -1] = added.map(([, , , id]) => id);
      expect(own, 'HAN id of a switch of the ESME itself').to.equal(0);
      expect(told, 'HAN id of an event').to.be.greaterThan(0);
      expect(answer, 'HAN id of the report').to.equal(told);
      for (const [time] of added) expect(time, 'timestamp').to.be.within(now - 30, now);
    },
  },
  {
    id: 'switch-log-has-the-end-of-a-period',
    title: 'The end of a commanded period is logged as going back to the calendar.',
    covers: ['REQ-31', 'esme-switch-log', 'esme-period-expires'],
    clauses: [LOG],
    assumptions: [CODING],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 4, 30));
      await lab.advance(HOUR);
      const numbers = (await entries(lab)).map(([, action, outcome, id]) => [action, outcome, id]);
      expect(numbers).to.deep.equal([
        [0x0411, 1, 0],
        [0x0420, 1, 0],
      ]);
    },
  },
  {
    id: 'switch-log-is-cleared',
    title: 'ECS15c empties the log of the switches, and what follows is logged again.',
    covers: ['REQ-31', 'esme-switch-log'],
    clauses: ['GBCS ECS15c'],
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 1, 60));
      await succeed(lab, 'supplier', '3.3', 'esme', clearControllerLog(lab.profile.gbcsVersion));
      expect((await lab.esme()).auxiliaryEventLog.length, 'entries after the clearing').to.equal(0);
      await succeed(lab, 'supplier', ...opening(lab, 1, 60));
      expect((await lab.esme()).auxiliaryEventLog.length, 'entries after a further Command').to.equal(1);
    },
  },
  {
    id: 'distributor-reads-switch-log-by-version',
    title: 'The log of the switches is closed to a distributor in GBCS 3.1 and open in 4.x.',
    covers: ['REQ-31', 'dcc-eligibility'],
    clauses: [LOG],
    idle: 'what a DCC that keeps to the former rights, or to none, does here as well',
    async run(lab) {
      await succeed(lab, 'supplier', ...closing(lab, 1, 60));
      const [, device, command] = readingLog(lab);
      const message = await lab.craft(device, command, { originator: 'distributor' });
      const { responses } = await lab.deliver(device, message);
      expect(responses.length, 'Responses').to.equal(lab.profile.gbcsVersion === '3.1' ? 0 : 1);
      if (responses.length === 0) return;
      expect(resultCodes(responses[0]?.message)).to.deep.equal([0]);
    },
  },
  {
    id: 'failure-is-told-to-the-supplier',
    title: 'A Command for an HCALCS that cannot be told makes an entry with a failure and an alert to the supplier.',
    covers: ['REQ-26', 'esme-switch-log'],
    clauses: [LOG],
    gbcs: '3.1',
    assumptions: ['switch-failure-alert', 'command-for-unjoined-hcalcs', CODING],
    idle: 'no defect keeps the Alert back',
    async run(lab) {
      await whitelist(lab);
      await bind(lab, 2);
      const known = (await lab.alerts()).length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      const [, action, outcome] = (await entries(lab)).at(-1) ?? [];
      expect([action, outcome], 'entry of the Command').to.deep.equal([0x0211, 2]);
      expect(await alertCodes(lab, known), 'alerts').to.deep.equal([[SWITCH_FAILURE, lab.eui('supplier')]]);
    },
  },
];
