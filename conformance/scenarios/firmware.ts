import { expect } from 'chai';
import {
  activateFirmware,
  fromHex,
  joinHcalcsAtEsme,
  type Payload,
  readJoinDetails,
  unjoinDevice,
} from '../../gbcs/index.js';
import type { DeviceMessage, Laboratory } from '../targets/laboratory.js';
import type { Scenario } from './scenario.js';
import { join, whitelist } from './steps.js';

/** Activation of firmware (GBCS 11.3 CS06), and with whom a device is joined: what it reports, CS07 (GBCS 13.7). */

const HASH = fromHex('5a'.repeat(32));
const OTHER_HASH = fromHex('a5'.repeat(32));
const VERSION = fromHex('02000001');
const COUNTER = 2_000_000n;
const CANCEL = '9999-12-31T23:59:59Z';
const HOUR_MS = 3_600_000;
const HOUR_SECONDS = 3_600;
/** When laboratories start. */
const START = Date.UTC(2026, 0, 5, 18);
const EXECUTING_VERSION_CHANGED = 0x8f43;
const RESPONSE = { success: 0, noImageHeld: 1, hashMismatch: 2 } as const;
const CS06_ALERT = 0x00ca;
const TYPE_ESME = 1;
const TYPE_HCALCS = 4;

/** The payload of the one authentic Response. */
function payloadOf([response, ...others]: readonly DeviceMessage[], who: string): Payload {
  if (response === undefined) expect.fail(`no Response of ${who}`);
  expect(others, `further Responses of ${who}`).to.deep.equal([]);
  expect(response.authentic, `an authentic Response of ${who}`).to.equal(true);
  return response.message.payload;
}

/** The supplier has the ESME activate firmware. @returns the payload of the Response */
async function activate(lab: Laboratory, hash: Uint8Array, counter: bigint, at?: string): Promise<Payload> {
  const message = await lab.craft('esme', activateFirmware(hash, counter, at), { counter });
  const { responses } = await lab.deliver('esme', message);
  return payloadOf(responses, 'the ESME');
}

function outcome(responseCode: number, firmwareVersion: Uint8Array): object {
  return { value: { outcome: { responseCode, firmwareVersion } } };
}

async function versionOf(lab: Laboratory): Promise<Uint8Array> {
  return fromHex((await lab.esme()).firmware.version);
}

const IN_AN_HOUR = new Date(START + HOUR_MS).toISOString().replace('.000Z', 'Z');

async function joinedWith(lab: Laboratory, device: 'esme' | 'hcalcs'): Promise<Payload> {
  const { responses } = await lab.deliver(device, await lab.craft(device, readJoinDetails()));
  return payloadOf(responses, `the ${device}`);
}

const GENERIC_NON_CRITICAL_ALERT = 0x1001;

export const FIRMWARE_SCENARIOS: readonly Scenario[] = [
  {
    id: 'esme-reports-join',
    title: 'Each time that a device has been joined with it, and only then, the ESME tells the supplier by alert 8183.',
    covers: ['join-alert'],
    clauses: ['GBCS 13.7', 'GBCS 16.2'],
    assumptions: ['esme-reports-join'],
    async run(lab) {
      // Nobody has let it onto the HAN.
      const atFirst = (await lab.alerts()).length;
      await lab.request('supplier', '8.7.1', 'esme', joinHcalcsAtEsme(lab.eui('thirdHcalcs')));
      expect((await lab.alerts()).length - atFirst, 'Alerts after a join that failed').to.equal(0);
      const isGeneric = ({ message }: DeviceMessage) =>
        message.frame.header.otherInformation.messageCode === GENERIC_NON_CRITICAL_ALERT;
      for (const device of ['hcalcs', 'secondHcalcs'] as const) {
        await whitelist(lab, device);
        const before = (await lab.alerts()).length;
        await join(lab, device);
        const alert = (await lab.alerts()).slice(before).find(isGeneric);
        expect(alert?.authentic, `an authentic Alert about ${device}`).to.equal(true);
        expect(alert?.message.frame.header.recipient, 'its recipient').to.equal(lab.eui('supplier'));
        expect(alert?.message.payload, 'the Alert').to.deep.nested.include({ 'body.items[0].value': 0x8183 });
      }
    },
  },
  {
    id: 'firmware-activation',
    title: 'CS06 runs the image whose hash it names, and says which version runs then; the Security Log shows it.',
    covers: ['firmware-image', 'firmware-version'],
    clauses: ['GBCS 11.3'],
    async run(lab) {
      const before = await versionOf(lab);
      expect(await activate(lab, HASH, COUNTER), 'without an image').to.deep.include(
        outcome(RESPONSE.noImageHeld, before),
      );
      await lab.receiveFirmware(HASH, VERSION);
      expect(await activate(lab, OTHER_HASH, COUNTER + 1n), 'another hash').to.deep.include(
        outcome(RESPONSE.hashMismatch, before),
      );
      expect(await versionOf(lab), 'the version that runs').to.deep.equal(before);
      expect(await activate(lab, HASH, COUNTER + 2n)).to.deep.include(outcome(RESPONSE.success, VERSION));
      expect(await versionOf(lab), 'the version that runs').to.deep.equal(VERSION);
      const events = (await lab.esme()).securityLog as readonly { readonly event: number }[];
      expect(events.map(({ event }) => event)).to.include(EXECUTING_VERSION_CHANGED);
    },
  },
  {
    id: 'dated-firmware-activation',
    title: 'A future-dated CS06 runs the image at its time, and an Alert says so.',
    covers: ['firmware-future-dating'],
    clauses: ['GBCS 11.3', 'GBCS 9.2'],
    assumptions: ['dated-replacement-judged-when-due'],
    async run(lab) {
      const before = await versionOf(lab);
      await lab.receiveFirmware(HASH, VERSION);
      expect(await activate(lab, HASH, COUNTER, IN_AN_HOUR)).to.deep.include({ value: { commandAccepted: null } });
      expect(await versionOf(lab), 'the version before its time').to.deep.equal(before);
      await lab.advance(HOUR_SECONDS);
      expect(await versionOf(lab), 'the version at its time').to.deep.equal(VERSION);
      const alerts = await lab.alerts();
      const alert = alerts.find(({ message }) => message.frame.header.otherInformation.messageCode === CS06_ALERT);
      expect(alert?.authentic, 'an authentic Alert').to.equal(true);
      expect(alert?.message.payload).to.deep.include({
        value: {
          alertCode: 0x8f66,
          executionDateTime: IN_AN_HOUR,
          originatorCounter: COUNTER,
          outcome: { responseCode: RESPONSE.success, firmwareVersion: VERSION },
        },
      });
    },
  },
  {
    id: 'cancelled-firmware-activation',
    title: 'A future-dated CS06 that is cancelled runs nothing.',
    covers: ['firmware-future-dating'],
    clauses: ['GBCS 11.3', 'GBCS 9.2'],
    async run(lab) {
      const before = await versionOf(lab);
      await lab.receiveFirmware(HASH, VERSION);
      await activate(lab, HASH, COUNTER, IN_AN_HOUR);
      const cancelled = await activate(lab, HASH, COUNTER + 1n, CANCEL);
      expect(cancelled).to.deep.include({ value: { commandAccepted: null } });
      await lab.advance(2 * HOUR_SECONDS);
      expect(await versionOf(lab), 'the version').to.deep.equal(before);
    },
  },
  {
    id: 'join-details',
    title: 'CS07 says with whom ESME and HCALCS are joined, and no more once they are separated.',
    covers: ['join-details'],
    clauses: ['GBCS 13.7'],
    assumptions: ['read-join-details-targets'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      const partners = { esme: { of: 'hcalcs', type: TYPE_HCALCS }, hcalcs: { of: 'esme', type: TYPE_ESME } } as const;
      for (const device of ['esme', 'hcalcs'] as const) {
        const { of, type } = partners[device];
        expect(await joinedWith(lab, device), `answer of the ${device}`).to.deep.include({
          value: {
            readResponseCode: 0,
            deviceLogEntries: [{ entityIdentifier: lab.eui(of), deviceType: type }],
          },
        });
        await lab.deliver(device, await lab.craft(device, unjoinDevice(lab.eui(of))));
        expect(await joinedWith(lab, device), `answer of the ${device} that was separated`).to.deep.include({
          value: { readResponseCode: 0, deviceLogEntries: [] },
        });
      }
    },
  },
];
