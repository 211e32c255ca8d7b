import {
  DEVICES,
  INSTALL_CODES,
  type Installation,
  type InstallationConfiguration,
  makeIdentities,
  PARTIES,
} from '../../../emulator/index.js';
import {
  activateSwitch,
  addDevice,
  type Command,
  configureSwitches,
  deactivateSwitch,
  type Eui64,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  portableProvider,
  profileById,
  readSwitchData,
  setDescriptions,
} from '../../../gbcs/index.js';

/**
 * A home and what happens to it, by number, for the tests of durable state: the same in the process that is killed and in
 * the one that knows how it must end. The portable provider signs the same octets the same way each time.
 */

export const IDENTITY = { profile: 'secmp0046-core', keys: 'devices' };

export function configurationOf(): InstallationConfiguration {
  return {
    profile: profileById('secmp0046-core'),
    provider: portableProvider,
    identities: makeIdentities(portableProvider, 'devices'),
    start: Date.UTC(2026, 0, 5, 18),
    links: { seed: 'durable', quality: { latencyMs: 40, jitterMs: 300, loss: 0.05, duplication: 0.1 } },
  };
}

type Input = (home: Installation) => void;

const { esme, hcalcs, hub } = DEVICES;

function ask(party: 'supplier' | 'distributor', variant: string, target: Eui64, command: Command): Input {
  return ({ parties }) => {
    parties.get(PARTIES[party].eui)?.request(variant, target, command);
  };
}

const FIRST: readonly Input[] = [
  ask('supplier', '8.11', hub, addDevice(hcalcs, 'hcalcs', INSTALL_CODES.hcalcs, 600)),
  ask('supplier', '8.7.1', hcalcs, joinEsmeAtHcalcs(esme)),
  ask('supplier', '8.7.1', esme, joinHcalcsAtEsme(hcalcs)),
  ask(
    'supplier',
    '6.14.2',
    esme,
    configureSwitches({
      switches: { 2: hcalcs },
      // So many that this Command goes in blocks, and so does the Response to readSwitchData.
      entries: ([3, 5] as const).flatMap((number) =>
        Array.from({ length: 24 }, (_, hour) => ({
          switch: number,
          action: 'open' as const,
          hour,
          minute: number,
          weekdays: '1111111',
          specialDays: '',
        })),
      ),
    }),
  ),
];

const AGAIN: readonly Input[] = [
  ask('distributor', '7.5', esme, activateSwitch(2, 3)),
  ask('distributor', '7.6', esme, deactivateSwitch(1, 60)),
  ({ network }) => network.power(hcalcs, false),
  ask('distributor', '6.14.1', esme, setDescriptions({ 2: 'EV charger', 3: 'heat pump' })),
  ask('distributor', '7.6', esme, deactivateSwitch(2, 2)),
  ({ network }) => network.power(hcalcs, true),
  ask('supplier', '7.7', esme, readSwitchData()),
  ask('distributor', '7.5', esme, activateSwitch(3, 1)),
];

/** Does an input, and lets time go by. @param number from 1 */
export function doInput(home: Installation, number: number): void {
  const first = FIRST[number - 1];
  (first ?? AGAIN[number % AGAIN.length])?.(home);
  // Every third leaves frames on their way, and so blocks of long messages.
  const isShort = first === undefined && number % 3 === 0;
  home.clock.advanceTo(home.clock.now + (isShort ? 400 : 25_000));
}
