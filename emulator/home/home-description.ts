import { UsageError } from '../../gbcs/index.js';
import { BUILT_IN_KINDS, type BuiltInKind } from '../devices/esme/controllers.js';
import { minuteOfDay } from './charger.js';
import {
  type ChargingCurrents,
  chargingCurrents,
  LEAST_AMPERES,
  MAX_SWITCHES,
  MOST_AMPERES,
  proportionalCurrents,
} from './charging-currents.js';

/**
 * What a home has that takes power and what switches it, as anyone can write it down: plain values, with their units in
 * their names.
 */
export interface HomeDescription {
  /** Any text: the same seed has the same consumption. */
  readonly seed: string;
  /** Mean consumption of a day besides what is switched; 0 to 1,000. */
  readonly dailyKilowattHours: number;
  /** HCALCS in the home, 0 to 5: `hcalcs1` is the first. */
  readonly hcalcs: number;
  /** What controllers 1 to 5 of the ESME are made as (GBCS 4.x); as the profile assumes where left out. */
  readonly controllers?: readonly BuiltInKind[];
  readonly charger?: ChargerDescription;
  /** At most 20. */
  readonly loads?: readonly LoadDescription[];
}

/** A switch of the home: an HCALCS by its number in the home, or an ALCS by its number at the ESME. */
export type SwitchName = `hcalcs${number}` | `alcs${number}`;

/** A proportional controller of the ESME by its number there (GBCS 4.x). */
export type ApcName = `apc${number}`;

/** A charger that reads switches as steps of current. */
interface SteppedCharger {
  /** 1 to 5 switches, in the order of the bits of `amperes`. */
  readonly behind: readonly SwitchName[];
  /** Amperes per phase for each of the 2^n states; the first switch is bit 0, set where it is closed. */
  readonly amperes: readonly number[];
}

/** A charger that reads the level of a proportional controller. */
interface ProportionalCharger {
  readonly behind: readonly [ApcName];
  /** Amperes per phase at 100 per cent, whole, 6 to 80. */
  readonly maximumAmperes: number;
}

export type ChargerDescription = (SteppedCharger | ProportionalCharger) & ChargerElectrics;

interface ChargerElectrics {
  /** 100 to 400; 230 where left out. */
  readonly volts?: number;
  /** 1 where left out. */
  readonly phases?: 1 | 3;
  readonly routine?: {
    /** UTC, such as `17:30`. */
    readonly arrives: string;
    readonly departs: string;
    readonly needKilowattHours: number;
    readonly rateWatts: number;
  };
}

interface LoadDescription {
  readonly label: string;
  readonly behind: SwitchName;
  readonly watts: number;
  readonly dailyKilowattHours?: number;
}

const CHARGER_FIELDS = ['behind', 'amperes', 'maximumAmperes', 'volts', 'phases', 'routine'];
const MAX_LOADS = 20;
const MAX_WATTS = 50_000;
const MAX_LABEL = 80;

/**
 * Reads a description.
 * @throws UsageError `HANLAB_E_USAGE` that names what is wrong
 */
export function readHomeDescription(value: unknown): HomeDescription {
  const home = fields(value, 'a home', ['seed', 'dailyKilowattHours', 'hcalcs', 'controllers', 'charger', 'loads']);
  const hcalcs = number(home['hcalcs'], 'hcalcs', 0, MAX_SWITCHES, true);
  const { controllers, charger, loads = [] } = home;
  if (!Array.isArray(loads) || loads.length > MAX_LOADS) throw wrong('loads', `a list of at most ${MAX_LOADS}`);
  return {
    seed: text(home['seed'], 'seed'),
    dailyKilowattHours: number(home['dailyKilowattHours'], 'dailyKilowattHours', 0, 1000),
    hcalcs,
    ...(controllers === undefined ? {} : { controllers: readControllers(controllers) }),
    ...(charger === undefined ? {} : { charger: readCharger(charger, hcalcs) }),
    loads: withOwnLabels(loads.map((load, at) => readLoad(load, `loads[${at}]`, hcalcs))),
  };
}

function readControllers(value: unknown): readonly BuiltInKind[] {
  const isKind = (one: unknown): one is BuiltInKind => (BUILT_IN_KINDS as readonly unknown[]).includes(one);
  if (Array.isArray(value) && value.length === MAX_SWITCHES && value.every(isKind)) return value;
  throw wrong('controllers', `a list of ${MAX_SWITCHES}, each ${BUILT_IN_KINDS.join(', ')}`);
}

/** What a home’s powers name beside its loads. */
const OTHER_LABELS: readonly string[] = ['base', 'charger'];

function withOwnLabels(loads: readonly LoadDescription[]): readonly LoadDescription[] {
  const labels = [...OTHER_LABELS, ...loads.map(({ label }) => label)];
  const twice = loads.findIndex(({ label }, at) => labels.indexOf(label) < at + OTHER_LABELS.length);
  if (twice !== -1)
    throw wrong(`loads[${twice}].label`, `a label of its own, as ${OTHER_LABELS.join(' and ')} are taken`);
  return loads;
}

function readCharger(value: unknown, hcalcs: number): ChargerDescription {
  const { volts, phases = 1, routine, ...reading } = fields(value, 'charger', CHARGER_FIELDS);
  if (phases !== 1 && phases !== 3) throw wrong('charger.phases', '1 or 3');
  return {
    ...readCurrents(reading, hcalcs),
    volts: volts === undefined ? 230 : number(volts, 'charger.volts', 100, 400),
    phases,
    ...(routine === undefined ? {} : { routine: readRoutine(routine) }),
  };
}

/** What the charger reads, and how: a proportional controller alone by its level, or switches. */
function readCurrents(
  { behind, amperes, maximumAmperes }: Readonly<Record<string, unknown>>,
  hcalcs: number,
): SteppedCharger | ProportionalCharger {
  if (!Array.isArray(behind)) throw wrong('charger.behind', 'a list of switches, or of one proportional controller');
  const [apc] = behind;
  if (behind.length === 1 && typeof apc === 'string' && /^apc[1-5]$/.test(apc)) {
    if (amperes !== undefined) throw wrong('charger.amperes', `of a charger behind ${apc}, which has maximumAmperes`);
    const most = number(maximumAmperes, 'charger.maximumAmperes', LEAST_AMPERES, MOST_AMPERES, true);
    return { behind: [apc as ApcName], maximumAmperes: most };
  }
  const switches = behind.map((one, at) => switchName(one, `charger.behind[${at}]`, hcalcs));
  if (new Set(switches).size < switches.length) throw wrong('charger.behind', 'a list without a switch twice');
  if (maximumAmperes !== undefined)
    throw wrong('charger.maximumAmperes', 'of a charger behind switches, which has amperes');
  if (!Array.isArray(amperes) || !amperes.every((one) => typeof one === 'number')) {
    throw wrong('charger.amperes', 'a list of currents');
  }
  return {
    behind: switches,
    amperes: inField('charger.amperes', () => chargingCurrents(switches.length, amperes)).amperes,
  };
}

function readRoutine(value: unknown): NonNullable<ChargerDescription['routine']> {
  const routine = fields(value, 'charger.routine', ['arrives', 'departs', 'needKilowattHours', 'rateWatts']);
  const [arrives, departs] = (['arrives', 'departs'] as const).map((name) => {
    const time = text(routine[name], `charger.routine.${name}`);
    if (minuteOfDay(time) === undefined) throw wrong(`charger.routine.${name}`, 'a time such as 17:30');
    return time;
  }) as [string, string];
  if (arrives === departs) throw wrong('charger.routine', 'two different times');
  return {
    arrives,
    departs,
    needKilowattHours: number(routine['needKilowattHours'], 'charger.routine.needKilowattHours', 0, 500),
    rateWatts: number(routine['rateWatts'], 'charger.routine.rateWatts', 1, MAX_WATTS, true),
  };
}

function readLoad(value: unknown, where: string, hcalcs: number): LoadDescription {
  const load = fields(value, where, ['label', 'behind', 'watts', 'dailyKilowattHours']);
  const daily = load['dailyKilowattHours'];
  return {
    label: text(load['label'], `${where}.label`),
    behind: switchName(load['behind'], `${where}.behind`, hcalcs),
    watts: number(load['watts'], `${where}.watts`, 0, MAX_WATTS, true),
    ...(daily === undefined ? {} : { dailyKilowattHours: number(daily, `${where}.dailyKilowattHours`, 0, 1000) }),
  };
}

/** The currents of a charger. @throws UsageError `HANLAB_E_USAGE` where they do not fit its switches */
export function currentsOf(charger: ChargerDescription): ChargingCurrents {
  return 'maximumAmperes' in charger
    ? proportionalCurrents(charger.maximumAmperes)
    : chargingCurrents(charger.behind.length, charger.amperes);
}

function switchName(value: unknown, where: string, hcalcs: number): SwitchName {
  const match = typeof value === 'string' ? /^(hcalcs|alcs)([1-5])$/.exec(value) : null;
  const most = match?.[1] === 'hcalcs' ? hcalcs : MAX_SWITCHES;
  if (match === null || Number(match[2]) > most) {
    const ofHcalcs = hcalcs === 0 ? '' : `hcalcs1 to hcalcs${hcalcs}, or `;
    throw wrong(where, `a switch of the home: ${ofHcalcs}alcs1 to alcs${MAX_SWITCHES}`);
  }
  return match[0] as SwitchName;
}

function fields(value: unknown, where: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'an object');
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw wrong(where, `an object of ${names.join(', ')}, without ${JSON.stringify(unknown.slice(0, 40))}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_LABEL) {
    throw wrong(where, `a text of 1 to ${MAX_LABEL} characters`);
  }
  return value;
}

function number(value: unknown, where: string, least: number, most: number, isWhole = false): number {
  const isNumber =
    typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
  if (!isNumber) throw wrong(where, `a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`);
  return value;
}

/** What is wrong is said with its place. */
function inField<Value>(where: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError('HANLAB_E_USAGE', `${where}: ${error.message}`);
    throw error;
  }
}

function wrong(where: string, wanted: string): UsageError {
  return new UsageError('HANLAB_E_USAGE', `${where}: not ${wanted}`);
}
