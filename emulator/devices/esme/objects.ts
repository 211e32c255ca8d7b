import { type Data, octetString, type Profile } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import { objectModelOf } from '../kernel/cosem/object-model.js';
import { BindingTable, CosemObjects, type ObjectsPort, RESULT } from '../kernel/cosem.js';
import { FIRMWARE_VERSION, type Firmware } from '../kernel/firmware.js';
import { bindClock, type Clock } from './clock.js';
import { bindCredit } from './credit.js';
import { bindEventBehaviours, type EventBehaviours } from './event-behaviours.js';
import { bindEventLogs, type EventLogs } from './event-logs.js';
import { addLoadControlObjects, type LoadControlParts } from './load-control-objects.js';

/** Position of the load switch of the whole supply. */
export interface Supply {
  state: 'enabled' | 'disabled' | 'armed';
}

export function supplyPart(supply: Supply): Part {
  return {
    name: 'supply',
    save: () => supply.state,
    restore: (state) => {
      supply.state = state as Supply['state'];
    },
  };
}

/** Scripts of the load switch's script table (GBCS ECS42, ECS43, ECS44). */
const SUPPLY_SCRIPTS: Readonly<Record<number, Supply['state']>> = { 51: 'enabled', 52: 'disabled', 54: 'armed' };

const CLASS = {
  data: 1,
  scriptTable: 9,
  disconnectControl: 70,
} as const;

function numberOf(value: Data): number {
  return 'value' in value ? Number(value.value) : 0;
}

/** What the objects of an ESME act on. */
export interface EsmeInside {
  readonly profile: Profile;
  readonly objects: CosemObjects;
  readonly supply: Supply;
  readonly clock: Clock;
  readonly logs: EventLogs;
  readonly behaviours: EventBehaviours;
  readonly firmware: Firmware;
}

/** What is bound to the objects of every ESME. */
const BINDINGS = new BindingTable<EsmeInside>();
bindClock(BINDINGS);
bindEventLogs(BINDINGS);
bindEventBehaviours(BINDINGS);
bindCredit(BINDINGS);
bindSupply(BINDINGS);
bindFirmware(BINDINGS);

/**
 * The COSEM objects of an ESME: those of its profile's rows, and what is bound to them: switches, calendar, supply,
 * clock, logs and credit.
 * @param activated is told of next values that have come into force, or could not
 */
export function esmeObjects(
  inside: () => EsmeInside,
  loadControl: LoadControlParts,
  profile: Profile,
  port: Pick<ObjectsPort, 'activated' | 'defects'>,
): CosemObjects {
  const objects = new CosemObjects(objectModelOf(profile, 'esme'), {
    ...port,
    attribute: (key) => BINDINGS.attributes.get(key)?.(inside()),
    method: (key) => BINDINGS.methods.get(key)?.(inside()),
    settled: (now) => loadControl.loadControl.settle(now),
    cleared: (log, now) => inside().logs.cleared(log, now),
  });
  addLoadControlObjects(objects, loadControl);
  return objects;
}

/** Control state of a load switch (Blue Book, class 70). */
const CONTROL_STATES: readonly Supply['state'][] = ['disabled', 'enabled', 'armed'];

function bindSupply(table: BindingTable<EsmeInside>): void {
  table.method(CLASS.scriptTable, '0-0:10.0.106.255', 1, ({ supply }) => ({
    execute: (value) => {
      const state = SUPPLY_SCRIPTS[numberOf(value)];
      if (state === undefined) return { code: RESULT.otherReason };
      supply.state = state;
      return { code: RESULT.success };
    },
  }));
  table.attribute(CLASS.disconnectControl, '0-0:96.3.10.255', 3, ({ supply }) => ({
    get: () => ({ type: 'enum', value: CONTROL_STATES.indexOf(supply.state) }),
    preset: (value) => {
      supply.state = CONTROL_STATES[numberOf(value)] ?? supply.state;
    },
  }));
  // The block counters are among what their collection shows.
  table.method(CLASS.scriptTable, '0-0:10.0.100.255', 1, ({ objects }) => ({
    execute: () => {
      objects.reset({ classId: CLASS.data, obis: '0-0:94.44.34.2', member: 2 });
      return { code: RESULT.success };
    },
  }));
}

/** The version that runs, which CS06 changes (ECS52). */
function bindFirmware(table: BindingTable<EsmeInside>): void {
  table.attribute(CLASS.data, FIRMWARE_VERSION.obis, FIRMWARE_VERSION.member, ({ firmware }) => ({
    get: () => octetString(firmware.version),
    preset: (value) => {
      if ('octets' in value) firmware.presetVersion(value.octets);
    },
  }));
}
