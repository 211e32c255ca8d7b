import { expect } from 'chai';
import type { PartyName } from '../../emulator/index.js';
import {
  ACTIVATE_NEVER,
  accessRequest,
  array,
  assumptionValue,
  booleanData,
  type Command,
  encodeDateTime,
  longUnsigned,
  octetString,
  parseObis,
  protectedDataRequest,
  structure,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { answer, codesOf, EPOCH, EVENT_LOG, instruction, logRead, SECURITY_LOG, setLoadLimit } from './cosem-steps.js';
import type { Scenario } from './scenario.js';
import { HOUR, resultCodes } from './steps.js';

/**
 * The objects behind an ESME's settings and reads: values that are to come, logs and their ranges, the clock, and what
 * the results say after a failure. Commands come past the DCC, whose requests for these the scenarios do without.
 */

/** The time that the device's clock shows, in milliseconds: read by a Command that sets nothing. */
async function clockOf(lab: Laboratory): Promise<number> {
  const { data } = await answer(lab, setClock(Date.UTC(2000, 0, 1), Date.UTC(2099, 0, 1)));
  const time = data[3];
  expect(time !== undefined && 'octets' in time && time.octets.length, 'octets of the time').to.equal(12);
  const [high = 0, low = 0, month = 0, day = 0, , hour = 0, minute = 0, second = 0] =
    time !== undefined && 'octets' in time ? Array.from(time.octets) : [];
  return Date.UTC(high * 256 + low, month - 1, day, hour, minute, second);
}

/** ECS70: sets the clock if the time of the HAN lies between these. */
function setClock(from: number, to: number): Command {
  const clock = '0-0:1.0.0.255';
  const interval = structure(
    octetString(ACTIVATE_NEVER),
    octetString(encodeDateTime(from)),
    octetString(encodeDateTime(to)),
  );
  const payload = accessRequest([
    instruction('set', 8, clock, 9, { type: 'enum', value: 5 }),
    instruction('action', 8, clock, 5, interval),
    instruction('action', 8, clock, 4, { type: 'integer', value: 0 }),
    instruction('get', 8, clock, 2),
    instruction('get', 8, clock, 4),
  ]);
  return { useCase: 'ECS70', payload };
}

/** ECS27: the load limit in force, in watts. */
async function loadLimit(lab: Laboratory): Promise<number> {
  const payload = accessRequest([
    instruction('get', 9000, '0-0:94.44.0.3', 2),
    instruction('get', 3, '0-0:94.44.42.255', 2),
    instruction('get', 3, '0-0:94.44.42.255', 3),
    instruction('get', 71, '0-0:17.0.0.255', 4),
    instruction('get', 71, '0-0:17.0.0.255', 6),
    instruction('get', 71, '0-0:17.0.0.255', 7),
  ]);
  const { codes, data } = await answer(lab, { useCase: 'ECS27', payload });
  expect(codes, 'results of ECS27').to.deep.equal([0, 0, 0, 0, 0, 0]);
  const limit = data[3];
  return limit !== undefined && 'value' in limit ? Number(limit.value) : Number.NaN;
}

const OLDEST = new Uint8Array(12);
const NEWEST = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0x00, 0xff);

/** ECS66 by the broker for a party that the ESME does not know. @returns the result of the one instruction */
async function dailyConsumption(lab: Laboratory, party: PartyName, certificate: Uint8Array): Promise<number> {
  const counter = BigInt(lab.now());
  const header = {
    cra: 1,
    originatorCounter: counter,
    originator: lab.eui('broker'),
    recipient: lab.eui('esme'),
    dateTime: new Uint8Array(0),
    otherInformation: { messageCode: 0x0060 },
  } as const;
  const log = { classId: 7, obis: '0-0:99.1.3.255', attribute: 2, range: { from: OLDEST, to: NEWEST } };
  const read = instruction('action', 30, '0-0:43.2.4.255', 1, protectedDataRequest(header, [log]));
  const message = await lab.craft(
    'esme',
    { useCase: 'ECS66', payload: accessRequest([read]) },
    { originator: 'broker', counter, onBehalfOf: { party, certificate } },
  );
  const { responses } = await lab.deliver('esme', message);
  expect(responses.length, 'Responses to ECS66').to.equal(1);
  expect(responses[0]?.authentic, 'protection of the Response to ECS66').to.equal(true);
  const [result] = resultCodes(responses[0]?.message);
  return result ?? expect.fail('a Response to ECS66 without a result');
}

const FUTURE_DATED_EXECUTED = 0x8f66;
const EVENT_LOG_CLEARED = 0x8f52;
const OTHER_REASON = 250;
const PARTS = 4;

/** Plans a load limit for an hour from now, and lets two hours pass. @returns when it came into force */
async function planLoadLimit(lab: Laboratory, watts: number): Promise<number> {
  const at = (await clockOf(lab)) + HOUR * 1000;
  const { codes } = await answer(lab, setLoadLimit(watts, encodeDateTime(at)));
  expect(codes, 'results of ECS28a').to.deep.equal(Array.from({ length: 2 * PARTS }, () => 0));
  await lab.advance(2 * HOUR);
  return at;
}

export const COSEM_OBJECT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'next-values-come-into-force-at-their-time',
    title:
      'Values that are planned do not count before their time, count from then on, and each object reports by an Alert.',
    covers: ['gbcs-future-dating'],
    clauses: ['GBCS 9.2', 'GBCS 3.1 ECS28a'],
    async run(lab) {
      const before = await loadLimit(lab);
      const at = (await clockOf(lab)) + HOUR * 1000;
      await answer(lab, setLoadLimit(before + 6900, encodeDateTime(at)));
      expect(await loadLimit(lab), 'load limit before its time').to.equal(before);
      await lab.advance(2 * HOUR);
      expect(await loadLimit(lab), 'load limit after its time').to.equal(before + 6900);
      const messageCodes = (await lab.alerts()).map(({ message }) => message.frame.header.otherInformation.messageCode);
      expect(messageCodes.filter((code) => code === 0x00cc).length, 'Alerts of future-dated Commands').to.equal(PARTS);
    },
  },
  {
    id: 'cancelled-values-never-come-into-force',
    title: 'A Command with the time "never" takes back what was planned: no value changes, and no Alert comes.',
    covers: ['gbcs-future-dating'],
    clauses: ['GBCS 9.2', 'GBCS 3.1 ECS28a'],
    async run(lab) {
      const before = await loadLimit(lab);
      const at = (await clockOf(lab)) + HOUR * 1000;
      await answer(lab, setLoadLimit(before + 6900, encodeDateTime(at)));
      await answer(lab, setLoadLimit(before + 6900, ACTIVATE_NEVER));
      await lab.advance(2 * HOUR);
      expect(await loadLimit(lab), 'load limit').to.equal(before);
      expect((await lab.alerts()).length, 'Alerts').to.equal(0);
    },
  },
  {
    id: 'log-range-includes-both-ends',
    title: 'A read of a log gives the entries from one time to another, those at either end included and no others.',
    covers: ['gbcs-log-ranges'],
    clauses: ['GBCS 9.1.5', 'GBCS 3.1 ECS35a'],
    async run(lab) {
      const at = await planLoadLimit(lab, 5000);
      const those = Array.from({ length: PARTS }, () => FUTURE_DATED_EXECUTED);
      expect(await codesOf(lab, EVENT_LOG, at, at), 'entries at that second').to.deep.equal(those);
      expect(await codesOf(lab, EVENT_LOG, at - 1000, at), 'entries up to that second').to.deep.equal(those);
      expect(await codesOf(lab, EVENT_LOG, at + 1000), 'entries after it').to.deep.equal([]);
      const earlier = await codesOf(lab, EVENT_LOG, EPOCH, at - 1000);
      expect(earlier, 'entries before it').not.to.include(FUTURE_DATED_EXECUTED);
    },
  },
  {
    id: 'log-without-entries-is-answered',
    title:
      'A read of a log by a range in which it has no entry gets the result that is assumed, and the instructions after it what follows from that.',
    covers: ['gbcs-log-ranges'],
    clauses: ['GBCS 9.1.5', 'GBCS 3.1 ECS61c'],
    assumptions: ['empty-log-result'],
    async run(lab) {
      const result = assumptionValue(lab.profile, 'empty-log-result');
      expect(await codesOf(lab, EVENT_LOG, EPOCH, EPOCH + 1000), 'entries of the year 2000').to.deep.equal([]);
      const boosts = [1, 2, 3, 4, 5].map((number) => instruction('get', 1, `0-0:94.44.6.${number}`, 2));
      const payload = accessRequest([
        instruction('get', 1, '0-0:94.44.7.255', 2),
        logRead('0-0:99.98.20.255'),
        ...boosts,
      ]);
      const { codes, data } = await answer(lab, { useCase: 'ECS61c', payload });
      const later = result === 0 ? 0 : OTHER_REASON;
      expect(codes, 'results of ECS61c').to.deep.equal([0, result, ...boosts.map(() => later)]);
      expect(data[1]?.type, 'data of the log').to.equal(result === 0 ? 'array' : 'null-data');
    },
  },
  {
    id: 'clearing-the-event-log-leaves-a-trace',
    title: 'The Event Log is empty once it is cleared, and the Security Log tells that it was.',
    covers: ['gbcs-event-logging'],
    clauses: ['GBCS 3.1 ECS15a', 'GBCS 16.2'],
    async run(lab) {
      await planLoadLimit(lab, 5000);
      expect((await codesOf(lab, EVENT_LOG)).length, 'entries before').to.be.at.least(PARTS);
      const clear = instruction('action', 7, EVENT_LOG.obis, 1, { type: 'integer', value: 0 });
      const { codes } = await answer(lab, { useCase: 'ECS15a', payload: accessRequest([clear]) });
      expect(codes, 'result of ECS15a').to.deep.equal([0]);
      expect(await codesOf(lab, EVENT_LOG), 'entries after').to.deep.equal([]);
      expect(await codesOf(lab, SECURITY_LOG), 'Security Log').to.include(EVENT_LOG_CLEARED);
    },
  },
  {
    id: 'data-is-encrypted-for-the-named-party-only',
    title:
      'Data for a party that the ESME does not know is encrypted under a certificate for key agreement of that party, and under no other.',
    covers: ['encryption-for-parties'],
    clauses: ['GBCS 4.3.3.4', 'GBCS 8.5', 'GBCS 3.1 ECS66'],
    assumptions: ['unknown-party-certificate-checks', 'empty-log-result'],
    async run(lab) {
      const party = 'otherSupplier';
      const point = lab.certificates.publicPointOf(party, 'keyAgreement');
      const right = lab.certificates.of(party, 'keyAgreement');
      // The log is empty: what its read gives is an assumption, and that it is encrypted at all is what counts.
      const result = assumptionValue(lab.profile, 'empty-log-result');
      expect(await dailyConsumption(lab, party, right), 'result with the right one').to.equal(result);
      const wrong: Readonly<Record<string, Uint8Array>> = {
        'one for signatures': lab.certificates.of(party, 'digitalSignature'),
        'one of another party': lab.certificates.of('otherDistributor', 'keyAgreement'),
        'one of a device': lab.certificates.ofDevice(lab.eui(party), 'keyAgreement', point),
      };
      for (const [what, certificate] of Object.entries(wrong)) {
        expect(await dailyConsumption(lab, party, certificate), `result with ${what}`).not.to.equal(0);
      }
    },
  },
  {
    id: 'clock-is-set-within-the-interval-only',
    title: 'The clock is set while the time of the HAN lies within the interval of the Command, and refused while not.',
    covers: ['gbcs-clock'],
    clauses: ['GBCS 9.1', 'GBCS 3.1 ECS70'],
    assumptions: ['clock-outside-interval-result'],
    async run(lab) {
      const now = await clockOf(lab);
      const { codes } = await answer(lab, setClock(now - 2 * HOUR * 1000, now - HOUR * 1000));
      expect(codes.slice(0, 2), 'results of base and interval').to.deep.equal([0, 0]);
      expect(codes[2], 'result of setting the clock').not.to.equal(0);
      const after = await answer(lab, setClock(now - HOUR * 1000, now + HOUR * 1000));
      expect(after.codes, 'results within the interval').to.deep.equal([0, 0, 0, 0, 0]);
    },
  },
  {
    id: 'instructions-after-a-failure-are-not-tried',
    gbcs: '3.1',
    title: 'Every instruction after the first that fails has the result other-reason, and has done nothing.',
    covers: ['gbcs-first-failure'],
    clauses: ['GBCS 18.2', 'GBCS 3.1 ECS46c'],
    async run(lab) {
      const entry = structure(
        longUnsigned(1),
        booleanData(true),
        octetString(parseObis('0-0:10.0.103.255')),
        longUnsigned(0x0101),
        octetString(Uint8Array.of(6, 0, 0, 0)),
        longUnsigned(0xffff),
        { type: 'bit-string', bits: '1111111' },
        // One bit for no special day.
        { type: 'bit-string', bits: '1' },
        octetString(Uint8Array.of(0x07, 0xdf, 1, 1, 0xff)),
        octetString(Uint8Array.of(0x08, 0x33, 1, 1, 0xff)),
      );
      const now = octetString(new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0xff]));
      const payload = accessRequest([
        instruction('set', 11, '0-1:11.0.3.255', 2, array()),
        instruction('set', 10, '0-1:12.0.2.255', 2, array(entry)),
        instruction('set', 9000, '0-0:94.44.128.26', 6, now),
        instruction('set', 9000, '0-0:94.44.128.35', 6, now),
      ]);
      const { codes } = await answer(lab, { useCase: 'ECS46c', payload });
      expect(codes[0], 'result of the special days').to.equal(0);
      expect(codes[1], 'result of the entries').not.to.equal(0);
      expect(codes.slice(2), 'results after it').to.deep.equal([OTHER_REASON, OTHER_REASON]);
    },
  },
];
