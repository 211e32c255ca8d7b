import { UsageError } from '../../gbcs/index.js';
import { minuteOfDay } from './charger.js';
import { type ChargingCurrents, chargingCurrents, MAX_SWITCHES } from './charging-currents.js';

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
  readonly charger?: ChargerDescription;
  /** At most 20. */
  readonly loads?: readonly LoadDescription[];
}

/** A switch of the home: an HCALCS by its number in the home, or an ALCS by its number at the ESME. */
export type SwitchName = `hcalcs${number}` | `alcs${number}`;

export interface ChargerDescription {
  /** 1 to 5 switches, in the order of the bits of `amperes`. */
  readonly behind: readonly SwitchName[];
  /** Amperes per phase for each of the 2^n states; the first switch is bit 0, set where it is closed. */
  readonly amperes: readonly number[];
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

const MAX_LOADS = 20;
const MAX_WATTS = 50_000;
const MAX_LABEL = 80;

/**
 * Reads a description.
 * @throws UsageError `HANLAB_E_USAGE` that names what is wrong
 */
export function readHomeDescription(value: unknown): HomeDescription {
  const home = fields(value, 'a home', ['seed', 'dailyKilowattHours', 'hcalcs', 'charger', 'loads']);
  const hcalcs = number(home['hcalcs'], 'hcalcs', 0, MAX_SWITCHES, true);
  const { charger, loads = [] } = home;
  if (!Array.isArray(loads) || loads.length > MAX_LOADS) throw wrong('loads', `a list of at most ${MAX_LOADS}`);
  return {
    seed: text(home['seed'], 'seed'),
    dailyKilowattHours: number(home['dailyKilowattHours'], 'dailyKilowattHours', 0, 1000),
    hcalcs,
    ...(charger === undefined ? {} : { charger: readCharger(charger, hcalcs) }),
    loads: withOwnLabels(loads.map((load, at) => readLoad(load, `loads[${at}]`, hcalcs))),
  };
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
  const charger = fields(value, 'charger', ['behind', 'amperes', 'volts', 'phases', 'routine']);
  const { behind, amperes, volts, phases = 1, routine } = charger;
  if (!Array.isArray(behind)) throw wrong('charger.behind', 'a list of switches');
  const switches = behind.map((one, at) => switchName(one, `charger.behind[${at}]`, hcalcs));
  if (new Set(switches).size < switches.length) throw wrong('charger.behind', 'a list without a switch twice');
  if (!Array.isArray(amperes) || !amperes.every((one) => typeof one === 'number')) {
    throw wrong('charger.amperes', 'a list of currents');
  }
  if (phases !== 1 && phases !== 3) throw wrong('charger.phases', '1 or 3');
  return {
    behind: switches,
    amperes: inField('charger.amperes', () => currentsOf({ behind: switches, amperes })).amperes,
    volts: volts === undefined ? 230 : number(volts, 'charger.volts', 100, 400),
    phases,
    ...(routine === undefined ? {} : { routine: readRoutine(routine) }),
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
export function currentsOf({ behind, amperes }: Pick<ChargerDescription, 'behind' | 'amperes'>): ChargingCurrents {
  return chargingCurrents(behind.length, amperes);
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
