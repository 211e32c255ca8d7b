import { booleanData, type Data, octetString, SWITCH_NUMBERS } from '../../../gbcs/index.js';
import type { SwitchPosition } from '../../kernel/device.js';
import type { Part } from '../kernel/ability.js';
import { CosemObjects, RESULT } from '../kernel/cosem.js';
import { ACTIVATION_OBJECTS, type CalendarActivation, type CalendarPart } from './calendar-activation.js';
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
  activation: 9000,
} as const;

function octetsOf(value: Data): Uint8Array {
  return 'octets' in value ? value.octets : new Uint8Array(0);
}

function numberOf(value: Data): number {
  return 'value' in value ? Number(value.value) : 0;
}

/**
 * The COSEM objects through which an ESME's switches, calendar and supply are set and read (GBCS 3.1 ECS42-44, ECS46a,
 * ECS46c, ECS47, ECS61a).
 */
export function esmeObjects(loadControl: LoadControl, activation: CalendarActivation, supply: Supply): CosemObjects {
  const objects = new CosemObjects();
  for (const number of SWITCH_NUMBERS) addSwitch(objects, loadControl, number);
  objects.method(CLASS.scriptTable, '0-0:10.0.103.255', 1, {
    execute: (value, { now }) => {
      return { code: loadControl.execute(numberOf(value), now) };
    },
  });
  objects.method(CLASS.scriptTable, '0-0:10.0.106.255', 1, {
    execute: (value) => {
      const state = SUPPLY_SCRIPTS[numberOf(value)];
      if (state === undefined) return { code: RESULT.otherReason };
      supply.state = state;
      return { code: RESULT.success };
    },
  });
  addCalendar(objects, loadControl, activation);
  return objects;
}

function addSwitch(objects: CosemObjects, loadControl: LoadControl, number: number): void {
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

function addCalendar(objects: CosemObjects, loadControl: LoadControl, activation: CalendarActivation): void {
  objects.attribute(CLASS.specialDays, '0-0:11.0.3.255', 2, {
    get: () => loadControl.specialDays,
    preset: (value) => loadControl.setCalendar(value, loadControl.calendarEntries),
  });
  objects.attribute(CLASS.schedule, '0-0:12.0.2.255', 2, {
    get: () => loadControl.calendarEntries,
    preset: (value) => loadControl.setCalendar(loadControl.specialDays, value),
  });
  objects.attribute(CLASS.specialDays, '0-1:11.0.3.255', 2, { set: (value) => activation.setNextSpecialDays(value) });
  objects.attribute(CLASS.schedule, '0-1:12.0.2.255', 2, { set: (value) => activation.setNextEntries(value) });
  for (const part of Object.keys(ACTIVATION_OBJECTS) as CalendarPart[]) {
    objects.attribute(CLASS.activation, ACTIVATION_OBJECTS[part], 6, {
      set: (value, context) => activation.setActivation(part, value, context),
    });
  }
}
