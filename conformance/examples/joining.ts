import { expect } from 'chai';
import { type HcalcsName, INSTALL_CODES } from '../../emulator/index.js';
import {
  addDevice,
  assumptionValue,
  eui64,
  fromHex,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  readDeviceLogs,
  readJoinDetails,
  removeDevice,
  restoreDeviceLog,
  UNJOIN_RESPONSE_CODE,
  unjoinDevice,
} from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { allDone, asn1Answer, reading, readingLog, send } from './answers.js';
import type { Example, ExampleDevice, ReadyExample } from './example.js';

/** Letting devices onto the HAN, joining and separating them, and what hub, ESME and HCALCS say of it. */

const JOIN_SECONDS = 600;
/** A device that is nowhere. */
const NOWHERE = eui64('0a00000000030001');
const ALSO_NOWHERE = eui64('0a00000000030002');
const LINK_KEY_HASH = fromHex('77'.repeat(16));
const NETWORK = fromHex('0123456789abcdef');
const OTHER_NETWORK = fromHex('fedcba9876543210');

/** The hub lets an HCALCS onto the HAN. */
async function letOn(lab: Laboratory, device: HcalcsName = 'hcalcs'): Promise<void> {
  allDone(await send(lab, 'hub', adding(lab, device), 'broker'));
}

/** Gets a device to where its messages get out: the ESME and the hub are on the HAN from the beginning. */
export async function reachable(lab: Laboratory, device: ExampleDevice): Promise<void> {
  if (device !== 'hcalcs') return;
  const { whitelist } = await lab.hub();
  if (!whitelist.some((one) => one.device === lab.eui('hcalcs'))) await letOn(lab);
}

const adding = (lab: Laboratory, device: HcalcsName) =>
  addDevice(lab.eui(device), 'hcalcs', INSTALL_CODES[device], JOIN_SECONDS);

/** Joins an HCALCS with the ESME: its side alone, or both. */
async function joinedAt(lab: Laboratory, ...sides: readonly ('hcalcs' | 'esme')[]): Promise<void> {
  await letOn(lab);
  for (const side of sides) {
    const command = side === 'hcalcs' ? joinEsmeAtHcalcs(lab.eui('esme')) : joinHcalcsAtEsme(lab.eui('hcalcs'));
    expect(asn1Answer(await send(lab, side, command, 'supplier'), 'JoinDeviceResponse')).to.include({
      joinResponseCode: 0,
    });
  }
}

async function expectPartner(lab: Laboratory, device: 'esme' | 'hcalcs', isJoined: boolean): Promise<void> {
  const partner = lab.eui(device === 'esme' ? 'hcalcs' : 'esme');
  const { deviceLog } = device === 'esme' ? await lab.esme() : await lab.hcalcs('hcalcs');
  const found = deviceLog.some(({ entityIdentifier }) => entityIdentifier === partner);
  expect(found, `partner in the device log of the ${device}`).to.equal(isJoined);
}

function joins(useCase: 'CS03A1' | 'CS03A2', device: 'esme' | 'hcalcs'): Example {
  const partner = device === 'esme' ? 'hcalcs' : 'esme';
  return {
    useCase,
    device,
    originator: 'supplier',
    effect: `the ${partner.toUpperCase()} is in its device log`,
    assumptions: ['method-a-partners'],
    async ready(lab): Promise<ReadyExample> {
      // The responder comes first.
      await joinedAt(lab, ...(device === 'esme' ? (['hcalcs'] as const) : []));
      const eui = lab.eui(partner);
      return {
        command: () => (device === 'esme' ? joinHcalcsAtEsme(eui) : joinEsmeAtHcalcs(eui)),
        undo: () => unjoinDevice(eui),
        async expectDone(reaction) {
          expect(asn1Answer(reaction, 'JoinDeviceResponse')).to.include({ joinResponseCode: 0 });
          await expectPartner(lab, device, true);
        },
      };
    },
  };
}

function unjoins(device: 'esme' | 'hcalcs'): Example {
  const partner = device === 'esme' ? 'hcalcs' : 'esme';
  return {
    useCase: 'CS04AC',
    device,
    originator: 'supplier',
    effect: `the ${partner.toUpperCase()} is in its device log no more`,
    async ready(lab): Promise<ReadyExample> {
      await joinedAt(lab, 'hcalcs', 'esme');
      const eui = lab.eui(partner);
      return {
        command: () => unjoinDevice(eui),
        undo: () => (device === 'esme' ? joinHcalcsAtEsme(eui) : joinEsmeAtHcalcs(eui)),
        async expectDone(reaction) {
          expect(asn1Answer(reaction, 'UnjoinDeviceResponse')).to.include({ unjoinResponseCode: 0 });
          await expectPartner(lab, device, false);
        },
      };
    },
  };
}

function readsJoinDetails(device: 'esme' | 'hcalcs'): Example {
  return {
    useCase: 'CS07',
    device,
    originator: 'supplier',
    effect: 'its device log is read',
    assumptions: ['read-join-details-targets'],
    async ready(lab): Promise<ReadyExample> {
      if (device === 'hcalcs') await letOn(lab);
      return {
        command: () => readJoinDetails(),
        async expectDone(reaction) {
          expect(asn1Answer(reaction, 'ReadDeviceJoinDetailsResponse')).to.include({ readResponseCode: 0 });
        },
      };
    },
  };
}

export const JOINING_EXAMPLES: readonly Example[] = [
  joins('CS03A1', 'esme'),
  joins('CS03A2', 'hcalcs'),
  unjoins('esme'),
  unjoins('hcalcs'),
  {
    useCase: 'CS04B',
    device: 'esme',
    originator: 'supplier',
    effect: 'it says that the device, which is joined by no method, is not in its log',
    assumptions: ['unjoin-by-other-method', 'method-b-unjoin-roles'],
    async ready(lab): Promise<ReadyExample> {
      const unjoining = (device: typeof NOWHERE) => ({ ...unjoinDevice(device), useCase: 'CS04B' });
      const expected = assumptionValue(lab.profile, 'unjoin-by-other-method');
      return {
        command: () => unjoining(NOWHERE),
        undo: () => unjoining(ALSO_NOWHERE),
        async expectDone(reaction) {
          const code = asn1Answer(reaction, 'UnjoinDeviceResponse');
          expect(code, UNJOIN_RESPONSE_CODE[expected]).to.include({ unjoinResponseCode: expected });
        },
      };
    },
  },
  readsJoinDetails('esme'),
  readsJoinDetails('hcalcs'),
  {
    useCase: 'CCS01',
    device: 'hub',
    originator: 'broker',
    effect: 'the device is in its log and gets onto the HAN',
    async ready(lab): Promise<ReadyExample> {
      return {
        command: () => adding(lab, 'hcalcs'),
        undo: () => removeDevice(lab.eui('hcalcs')),
        async expectDone(reaction) {
          allDone(reaction);
          const entry = (await lab.hub()).whitelist.find(({ device }) => device === lab.eui('hcalcs'));
          expect(entry, 'entry of the device').to.include({ joined: true });
        },
      };
    },
  },
  {
    useCase: 'CCS02',
    device: 'hub',
    originator: 'broker',
    effect: 'the device is in its log no more',
    async ready(lab): Promise<ReadyExample> {
      await letOn(lab, 'secondHcalcs');
      return {
        command: () => removeDevice(lab.eui('secondHcalcs')),
        undo: () => adding(lab, 'secondHcalcs'),
        async expectDone(reaction) {
          allDone(reaction);
          const found = (await lab.hub()).whitelist.some(({ device }) => device === lab.eui('secondHcalcs'));
          expect(found, 'the device in the log of the hub').to.equal(false);
        },
      };
    },
  },
  {
    useCase: 'CCS03',
    device: 'hub',
    originator: 'broker',
    effect: 'its log is the one of the Command',
    assumptions: ['hub-restore-replaces-log'],
    async ready(lab): Promise<ReadyExample> {
      const restoring = (network: Uint8Array, device: typeof NOWHERE) =>
        restoreDeviceLog(network, [{ device, linkKeyHash: LINK_KEY_HASH }]);
      return {
        command: () => restoring(NETWORK, NOWHERE),
        undo: () => restoring(OTHER_NETWORK, ALSO_NOWHERE),
        async expectDone(reaction) {
          allDone(reaction);
          expect((await lab.hub()).whitelist.map(({ device }) => device)).to.deep.equal([NOWHERE]);
        },
      };
    },
  },
  reading('CCS05CCS04', 'hub', 'broker', 'its log and how it reaches the devices are read', {
    assumptions: ['older-use-cases-known'],
  }),
  reading('CCS06', 'hub', 'broker', 'its log and how it reaches the devices are read'),
  {
    useCase: 'CCS07',
    device: 'hub',
    originator: 'broker',
    effect: 'its log and that of former devices are read',
    async ready(lab): Promise<ReadyExample> {
      return {
        command: () => readDeviceLogs(lab.profile.useCases),
        async expectDone(reaction) {
          allDone(reaction);
        },
      };
    },
  },
  readingLog('ECS35c', 'hub', '0-0:99.98.0.255', 'its Event Log is read', async () => {}),
  readingLog('ECS35d', 'hub', '0-0:99.98.1.255', 'its Security Log is read', async () => {}),
];
