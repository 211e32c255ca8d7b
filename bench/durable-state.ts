import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { DEVICES, DurableHome, Installation, makeIdentities, PARTIES } from '../emulator/index.js';
import { deactivateSwitch, opensslProvider, profileById } from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** Octets that a critical Command and its Response change on disk, about. */
const RECORD_OCTETS = 1000;

/**
 * One critical Command through a durable home, whose new state is on disk before the Response is told: against the same
 * in memory, and against one synchronised transaction of LMDB alone, which is the floor.
 */
export async function measureDurableState(): Promise<Comparison[]> {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-bench-'));
  const installation = {
    profile: profileById('secmp0046-core'),
    provider: opensslProvider,
    identities: makeIdentities(opensslProvider, 'bench'),
    start: Date.UTC(2026, 0, 5),
  };
  const durable = await DurableHome.open({ directory: join(directory, 'home'), installation, identity: {} });
  const inMemory = new Installation(installation);
  const plain = open<Uint8Array, string>({
    path: join(directory, 'plain.mdb'),
    noSubdir: true,
    encoding: 'binary',
    overlappingSync: false,
  });
  let number = 0;
  const durably = (): void => {
    durable.take(++number, roundTrip);
    durable.confirm(number * 2);
  };
  const record = new Uint8Array(RECORD_OCTETS);
  try {
    return [
      compare({
        name: 'critical round trip, durable',
        unit: 'round trips',
        units: 1,
        whole: durably,
        floor: () => roundTrip(inMemory),
        against: 'the same in memory',
      }),
      compare({
        name: 'critical round trip, durable',
        unit: 'round trips',
        units: 1,
        whole: durably,
        floor: () => {
          record[0] = (record[0] as number) + 1;
          plain.transactionSync(() => plain.putSync('record', record));
        },
        against: 'one synchronised transaction of LMDB',
      }),
    ];
  } finally {
    await durable.close();
    await plain.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function roundTrip(home: Installation): void {
  const exchange = home.parties.get(PARTIES.distributor.eui)?.request('7.6', DEVICES.esme, deactivateSwitch(1, 60));
  home.clock.advanceTo(home.clock.now + 1000);
  if (exchange?.response?.code !== 'I0') throw new Error('the round trip failed');
}
