import { booleanData, type Data, octetString, type Profile, SWITCH_NUMBERS } from '../../../gbcs/index.js';
import type { SwitchPosition } from '../../kernel/device.js';
import type { Part } from '../kernel/ability.js';
import { objectModelOf } from '../kernel/cosem/object-model.js';
import { BindingTable, CosemObjects, type ObjectsPort, RESULT } from '../kernel/cosem.js';
import { bindClock, type Clock } from './clock.js';
import { bindCredit } from './credit.js';
import { bindEventLogs, type EventLogs } from './event-logs.js';
import type { LoadControl } from './load-control.js';

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
  schedule: 10,
  specialDays: 11,
  disconnectControl: 70,
} as const;

function octetsOf(value: Data): Uint8Array {
  return 'octets' in value ? value.octets : new Uint8Array(0);
}

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
}

/** What is bound to the objects of every ESME. */
const BINDINGS = new BindingTable<EsmeInside>();
bindClock(BINDINGS);
bindEventLogs(BINDINGS);
bindCredit(BINDINGS);
bindSupply(BINDINGS);

/**
 * The COSEM objects of an ESME: those of its profile's rows, and what is bound to them: switches, calendar, supply,
 * clock, logs and credit.
 * @param activated is told of next values that have come into force, or could not
 */
export function esmeObjects(
  inside: () => EsmeInside,
  loadControl: LoadControl,
  profile: Profile,
  port: Pick<ObjectsPort, 'activated' | 'defects'>,
): CosemObjects {
  const objects = new CosemObjects(objectModelOf(profile, 'esme'), {
    ...port,
    attribute: (key) => BINDINGS.attributes.get(key)?.(inside()),
    method: (key) => BINDINGS.methods.get(key)?.(inside()),
    cleared: (log, now) => inside().logs.cleared(log, now),
  });
  for (const number of SWITCH_NUMBERS) addSwitch(objects, loadControl, number, profile);
  if (profile.gbcsVersion === '3.1') {
    objects.method(CLASS.scriptTable, '0-0:10.0.103.255', 1, {
      execute: (value, { now }) => ({ code: loadControl.execute(numberOf(value), now) }),
    });
  }
  addCalendar(objects, loadControl);
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

function addSwitch(objects: CosemObjects, loadControl: LoadControl, number: number, profile: Profile): void {
  const state = loadControl.switch(number);
  objects.attribute(CLASS.data, `0-0:94.44.0.${10 + number}`, 2, {
    get: () => ({ type: 'visible-string', octets: state.description }),
    set: (value) => {
      state.description = octetsOf(value);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS.data, `0-0:94.44.0.${20 + number}`, 2, {
    get: () => octetString(state.typeAndIdentifier),
    set: (value, { now }) => {
      loadControl.bind(number, octetsOf(value), now);
      return RESULT.success;
    },
    preset: (value) => {
      state.typeAndIdentifier = octetsOf(value);
    },
  });
  objects.attribute(CLASS.disconnectControl, `0-${number}:96.3.10.255`, 2, {
    get: () => booleanData(state.position === 'closed'),
    preset: (value) => {
      state.position = ('value' in value && value.value === true ? 'closed' : 'open') satisfies SwitchPosition;
    },
  });
  // GBCS 4 has periods with a start and an end at these addresses.
  if (profile.gbcsVersion !== '3.1') return;
  objects.attribute(CLASS.data, `0-0:94.44.${116 + number}.1`, 2, {
    set: (value) => {
      state.closeTime = numberOf(value);
      return RESULT.success;
    },
  });
  objects.attribute(CLASS.data, `0-0:94.44.${116 + number}.2`, 2, {
    set: (value) => {
      state.openTime = numberOf(value);
      return RESULT.success;
    },
  });
}

const NEXT_SPECIAL_DAYS = { classId: CLASS.specialDays, obis: '0-1:11.0.3.255', member: 2 } as const;
const NEXT_ENTRIES = { classId: CLASS.schedule, obis: '0-1:12.0.2.255', member: 2 } as const;

function addCalendar(objects: CosemObjects, loadControl: LoadControl): void {
  objects.attribute(CLASS.specialDays, '0-0:11.0.3.255', 2, {
    get: () => loadControl.specialDays,
    preset: (value) => loadControl.setCalendar(value, loadControl.calendarEntries),
    activate: (value, now) => loadControl.activateCalendar(value, loadControl.calendarEntries, now),
  });
  objects.attribute(CLASS.schedule, '0-0:12.0.2.255', 2, {
    get: () => loadControl.calendarEntries,
    preset: (value) => loadControl.setCalendar(loadControl.specialDays, value),
    activate: (value, now) => loadControl.activateCalendar(loadControl.specialDays, value, now),
  });
  objects.attribute(NEXT_ENTRIES.classId, NEXT_ENTRIES.obis, NEXT_ENTRIES.member, {
    set: (value) => {
      if (!areAligned(value, objects.value(NEXT_SPECIAL_DAYS))) return RESULT.otherReason;
      objects.store(NEXT_ENTRIES, value);
      return RESULT.success;
    },
  });
}

/** Of which special days an entry is, in its fields. */
const SPECIAL_DAYS_OF_ENTRY = 7;

/** The bits of each entry's special days must be as many as there are special days in the same Command. */
function areAligned(entries: Data, specialDays: Data): boolean {
  const days = 'items' in specialDays ? specialDays.items.length : 0;
  return ('items' in entries ? entries.items : []).every((entry) => {
    const bits = 'items' in entry ? entry.items[SPECIAL_DAYS_OF_ENTRY] : undefined;
    return bits?.type === 'bit-string' && bits.bits.length === days;
  });
}
