import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  DEVICES,
  Fleet,
  INSTALL_CODES,
  Installation,
  makeIdentities,
  PARTIES,
  type SavedInstallation,
} from '../emulator/index.js';
import {
  addDevice,
  type Command,
  configureSwitches,
  deactivateSwitch,
  type Eui64,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  opensslProvider,
  profileById,
} from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** An evening of many homes. */
export interface Evening {
  readonly homes: number;
  /** What was due in them: frames, ticks, messages. */
  readonly events: number;
  readonly seconds: number;
  /** Packed state of a home at rest, when all have gone their own ways. */
  readonly octetsPerHome: number;
  /** What the process has grown by for each home. */
  readonly memoryPerHome: number;
}

const { esme, hcalcs, hub } = DEVICES;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Five in the afternoon, a Monday. */
const START = Date.UTC(2026, 0, 5, 17);
const INSTALLATION = {
  profile: profileById('secmp0046-core'),
  provider: opensslProvider,
  identities: makeIdentities(opensslProvider, 'bench'),
  start: START - HOUR,
};

function ask(
  home: Installation,
  party: 'supplier' | 'distributor',
  variant: string,
  target: Eui64,
  command: Command,
): void {
  const exchange = home.parties.get(PARTIES[party].eui)?.request(variant, target, command);
  home.clock.advanceTo(home.clock.now);
  if (exchange?.response?.code !== 'I0') throw new Error(`${command.useCase} failed`);
}

/** A home whose HCALCS is switch 2, with a calendar: closed from eight in the evening, open from nine. */
function begun(): SavedInstallation {
  const home = new Installation(INSTALLATION);
  ask(home, 'supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600));
  ask(home, 'supplier', '8.7.1', hcalcs, joinEsmeAtHcalcs(esme));
  ask(home, 'supplier', '8.7.1', esme, joinHcalcsAtEsme(hcalcs));
  const daily = { switch: 2, minute: 0, weekdays: '1111111', specialDays: '' } as const;
  const entries = [
    { ...daily, action: 'close', hour: 20 },
    { ...daily, action: 'open', hour: 21 },
  ] as const;
  ask(home, 'supplier', '6.14.2', esme, configureSwitches({ switches: { 2: hcalcs }, entries }));
  home.clock.advanceTo(START);
  return home.save();
}

/** The HCALCS is open when the distributor opens it at six; the calendar closes it at eight and opens it at nine. */
const SWITCHED_IN_AN_EVENING = 2;

const deactivate = (home: Installation): void => ask(home, 'distributor', '7.6', esme, deactivateSwitch(2, 60));

setFlagsFromString('--expose-gc');
/** Node offers it to those only who ask for it, and by then only to new contexts. */
const collectGarbage = runInNewContext('gc') as () => void;

function memory(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * From five to ten in the evening: the distributor opens every home's charger for an hour, all within thirty seconds, and
 * the calendar closes and opens it later.
 */
export function* measureEvenings(sizes: readonly number[] = [1000, 10_000]): Generator<Evening> {
  const state = begun();
  for (const homes of sizes) {
    const before = memory();
    const started = performance.now();
    /** How often the HCALCS of each home has moved its switch. */
    const switched = new Uint8Array(homes);
    const fleet = new Fleet({
      homes,
      installation: INSTALLATION,
      state,
      observer: (home, device, { note }) => {
        if (note === 'switched' && device === hcalcs) switched[home] = (switched[home] ?? 0) + 1;
      },
    });
    let events = fleet.advanceTo(START + HOUR).events;
    const SECONDS = 30;
    for (let second = 0; second < SECONDS; second++) {
      for (let home = second; home < homes; home += SECONDS) fleet.in(home, deactivate);
      events += fleet.advanceTo(START + HOUR + (second + 1) * 1000).events;
    }
    for (let hour = 2; hour <= 5; hour++) events += fleet.advanceTo(START + hour * HOUR).events;
    const seconds = (performance.now() - started) / 1000;
    const other = switched.findIndex((times) => times !== SWITCHED_IN_AN_EVENING);
    if (other !== -1) throw new Error(`the HCALCS of home ${other} has switched ${switched[other]} times`);
    const memoryPerHome = (memory() - before) / homes;
    yield { homes, events, seconds, octetsPerHome: fleet.octets / homes, memoryPerHome };
  }
}

export function formatEvening({ homes, events, seconds, octetsPerHome, memoryPerHome }: Evening): string {
  const rate = `${events} events in ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} events/s`;
  return `${homes} homes: ${rate}; ${Math.round(octetsPerHome)} octets a home at rest, memory ${Math.round(memoryPerHome)}`;
}

/** A distributor's Command to a home of a fleet, which wakes up for it, against the same to a home that is awake. */
export function measureFleet(): Comparison {
  const state = begun();
  const fleet = new Fleet({ homes: 1, installation: INSTALLATION, state });
  const awake = new Installation(INSTALLATION);
  awake.restore(state);
  return compare({
    name: 'critical round trip in a fleet',
    unit: 'round trips',
    units: 1,
    whole: () => fleet.in(0, deactivate),
    floor: () => deactivate(awake),
    against: 'the same in a home that is awake',
  });
}
