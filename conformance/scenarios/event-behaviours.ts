import { expect } from 'chai';
import { accessRequest, type Data, encodeDateTime } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { answer, codesOf, EVENT_LOG, instruction, setLoadLimit } from './cosem-steps.js';
import type { Scenario } from './scenario.js';
import { HOUR, join, whitelist } from './steps.js';

/** What the parties set to be done about events that are not critical: which are alerted, and which are logged. */

/** Codes from here on are critical: no setting is about them. */
const CRITICAL = 0x8f00;
const JOINED = 0x8183;
const JOINED_BIT = JOINED & 0xff;
const BITS = 256;
const EVERY_BIT = '1'.repeat(BITS);
const NO_BIT = '0'.repeat(BITS);
/** ECS25a, ECS25a3 and ECS25b, with the object that each sets. */
const SETTING = {
  alerts: { useCase: 'ECS25a', obis: '0-30:97.98.11.255', party: 'supplier' },
  logging: { useCase: 'ECS25a3', obis: '0-30:97.98.14.255', party: 'supplier' },
  distributorAlerts: { useCase: 'ECS25b', obis: '0-33:97.98.11.255', party: 'distributor' },
} as const;
/** What ECS25r1 and ECS25r2 read. */
const READ: Readonly<Record<'supplier' | 'distributor', { useCase: string; group: string; shown: readonly number[] }>> =
  {
    supplier: { useCase: 'ECS25r1', group: '0-30', shown: [15, 16, 17, 18] },
    distributor: { useCase: 'ECS25r2', group: '0-33', shown: [15, 18] },
  };

/** A bit string with one bit, of the event whose code ends in this octet: the last bit is that of 00. */
function bitOf(event: number): string {
  return `${'0'.repeat(BITS - 1 - event)}1${'0'.repeat(event)}`;
}

async function set(lab: Laboratory, { useCase, obis, party }: (typeof SETTING)[keyof typeof SETTING], bits: string) {
  const payload = accessRequest([instruction('set', 1, obis, 2, { type: 'bit-string', bits })]);
  const { codes } = await answer(lab, { useCase, payload }, party);
  expect(codes, `result of ${useCase}`).to.deep.equal([0]);
}

/** The settings of a party as they are read back, in the order of the use case. */
async function settings(lab: Laboratory, party: 'supplier' | 'distributor'): Promise<readonly string[]> {
  const { useCase, group, shown } = READ[party];
  const payload = accessRequest(shown.map((one) => instruction('get', 1, `${group}:97.98.${one}.255`, 2)));
  const { codes, data } = await answer(lab, { useCase, payload }, party);
  expect(codes, `results of ${useCase}`).to.deep.equal(shown.map(() => 0));
  return data.map((value: Data) => (value.type === 'bit-string' ? value.bits : value.type));
}

/** Joins an HCALCS with the ESME. @returns codes of the Alerts about it, and the parties that they went to */
async function alertsOfJoin(lab: Laboratory, device: 'hcalcs' | 'secondHcalcs' = 'hcalcs') {
  await whitelist(lab, device);
  const before = (await lab.alerts()).length;
  await join(lab, device);
  return (await lab.alerts()).slice(before).flatMap(({ message }) => {
    const { payload, frame } = message;
    const code = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items[0] : undefined;
    const isOfEsme = frame.header.originator === lab.eui('esme');
    return isOfEsme && code !== undefined && 'value' in code ? [Number(code.value)] : [];
  });
}

const CLAUSES = ['GBCS 3.1 ECS25a', 'GBCS 3.1 ECS25r1'];

export const EVENT_BEHAVIOUR_SCENARIOS: readonly Scenario[] = [
  {
    id: 'alert-that-is-off-is-not-sent',
    title:
      'An alert that the supplier has turned off is not sent, its event is logged all the same, and it is sent once it is on again.',
    covers: ['gbcs-alert-settings'],
    clauses: CLAUSES,
    assumptions: ['esme-reports-join', 'events-are-on-at-first'],
    async run(lab) {
      const before = await settings(lab, 'supplier');
      await set(lab, SETTING.alerts, bitOf(JOINED_BIT) + NO_BIT);
      expect(await alertsOfJoin(lab), 'alerts of the join').to.deep.equal([]);
      expect(await codesOf(lab, EVENT_LOG), 'Event Log').to.include(JOINED);
      await set(lab, SETTING.alerts, bitOf(JOINED_BIT) + bitOf(JOINED_BIT));
      expect(await alertsOfJoin(lab, 'secondHcalcs'), 'alerts of the next join').to.deep.equal([JOINED]);
      expect(await settings(lab, 'supplier'), 'settings after all').to.deep.equal(before);
    },
  },
  {
    id: 'settings-change-by-mask-and-read-back',
    title:
      'ECS25a changes what its mask names to what its actions say, and nothing else: ECS25r1 shows it bit for bit, and alerts follow it.',
    covers: ['gbcs-alert-settings'],
    clauses: CLAUSES,
    assumptions: ['esme-reports-join'],
    async run(lab) {
      const [, ...others] = await settings(lab, 'supplier');
      await set(lab, SETTING.alerts, EVERY_BIT + bitOf(JOINED_BIT));
      expect(await settings(lab, 'supplier'), 'with one alert on').to.deep.equal([bitOf(JOINED_BIT), ...others]);
      expect(await alertsOfJoin(lab), 'alerts of a join').to.deep.equal([JOINED]);
      // Actions that the mask does not name mean nothing.
      await set(lab, SETTING.alerts, bitOf(0) + EVERY_BIT);
      const both = bitOf(JOINED_BIT).replace(/0$/, '1');
      expect(await settings(lab, 'supplier'), 'with the first one on as well').to.deep.equal([both, ...others]);
    },
  },
  {
    id: 'event-that-is-not-to-be-logged-is-not',
    title: 'An event that the supplier has set not to be logged leaves no entry in the Event Log; its alert is sent.',
    covers: ['gbcs-event-logging'],
    clauses: ['GBCS 3.1 ECS25a3'],
    assumptions: ['esme-reports-join', 'events-are-on-at-first'],
    async run(lab) {
      await set(lab, SETTING.logging, bitOf(JOINED_BIT) + NO_BIT);
      expect(await alertsOfJoin(lab), 'alerts of the join').to.deep.equal([JOINED]);
      expect(await codesOf(lab, EVENT_LOG), 'Event Log').not.to.include(JOINED);
    },
  },
  {
    id: 'critical-alerts-cannot-be-turned-off',
    title: 'With every alert and every entry of the log turned off, a critical alert is sent and logged all the same.',
    covers: ['gbcs-alert-settings'],
    clauses: ['GBCS 3.1 ECS25a', 'GBCS 9.2'],
    idle: 'no defect turns off a critical Alert',
    async run(lab) {
      await set(lab, SETTING.alerts, EVERY_BIT + NO_BIT);
      await set(lab, SETTING.logging, EVERY_BIT + NO_BIT);
      const { codes } = await answer(lab, setLoadLimit(5000, encodeDateTime(lab.now() + HOUR * 1000)));
      expect(
        codes.every((code) => code === 0),
        'results of ECS28a',
      ).to.equal(true);
      await lab.advance(2 * HOUR);
      expect((await lab.alerts()).length, 'Alerts of what was planned').to.equal(4);
      const critical = (await codesOf(lab, EVENT_LOG)).filter((code) => code >= CRITICAL);
      expect(critical, 'Event Log').to.deep.equal([0x8f66, 0x8f66, 0x8f66, 0x8f66]);
    },
  },
  {
    id: 'distributor-settings-are-its-own',
    title:
      'What a distributor turns off is read back by it, and changes neither the settings nor the alerts of a supplier.',
    covers: ['gbcs-alert-settings'],
    clauses: ['GBCS 3.1 ECS25b', 'GBCS 3.1 ECS25r2'],
    assumptions: ['esme-reports-join', 'generic-alerts-to-supplier', 'events-are-on-at-first'],
    idle: 'no defect takes the settings of one party for those of another',
    async run(lab) {
      const supplier = await settings(lab, 'supplier');
      const [, logging] = await settings(lab, 'distributor');
      await set(lab, SETTING.distributorAlerts, EVERY_BIT + NO_BIT);
      expect(await settings(lab, 'distributor'), 'settings of the distributor').to.deep.equal([NO_BIT, logging]);
      expect(await settings(lab, 'supplier'), 'settings of the supplier').to.deep.equal(supplier);
      expect(await alertsOfJoin(lab), 'alerts of a join').to.deep.equal([JOINED]);
    },
  },
];
