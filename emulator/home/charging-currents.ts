import { UsageError } from '../../gbcs/index.js';

/**
 * How a charger reads the switches before it: which current it may draw for each state of all of them. One switch is on
 * and off; several in parallel are steps of current, and no state is left out. Currents are amperes per phase: none, or
 * what IEC 61851-1 lets a charger offer, 6 to 80.
 */
export interface ChargingCurrents {
  /** Amperes by state. Bit 0 of the index is the first switch, set where it is closed: 2^n entries for n switches. */
  readonly amperes: readonly number[];
}

export const MAX_SWITCHES = 5;
const LEAST_AMPERES = 6;
const MOST_AMPERES = 80;

/**
 * @param switches how many there are, 1 to 5
 * @throws UsageError `HANLAB_E_USAGE` on a table that is not one current for each of the 2^n states
 */
export function chargingCurrents(switches: number, amperes: readonly number[]): ChargingCurrents {
  if (!Number.isInteger(switches) || switches < 1 || switches > MAX_SWITCHES) {
    throw new UsageError('HANLAB_E_USAGE', `a charger has 1 to ${MAX_SWITCHES} switches before it, not ${switches}`);
  }
  if (amperes.length !== 2 ** switches) {
    const states = 2 ** switches;
    throw new UsageError(
      'HANLAB_E_USAGE',
      `${switches} switches have ${states} states: ${states} currents, not ${amperes.length}`,
    );
  }
  const wrong = amperes.find((one) => !isCurrent(one));
  if (wrong !== undefined) {
    throw new UsageError(
      'HANLAB_E_USAGE',
      `a charging current is 0 or ${LEAST_AMPERES} to ${MOST_AMPERES} A in whole amperes, not ${wrong}`,
    );
  }
  return { amperes };
}

function isCurrent(amperes: number): boolean {
  return amperes === 0 || (Number.isInteger(amperes) && amperes >= LEAST_AMPERES && amperes <= MOST_AMPERES);
}

/** One switch: all or nothing. */
export function onOffCurrents(amperes: number): ChargingCurrents {
  return chargingCurrents(1, [0, amperes]);
}

/** Switches in parallel that each add a current of their own, cut at what the cable bears. */
export function steppedCurrents(steps: readonly number[], most: number): ChargingCurrents {
  const states = Array.from({ length: 2 ** steps.length }, (_, state) =>
    Math.min(
      most,
      steps.reduce((sum, step, at) => sum + (isClosed(state, at) ? step : 0), 0),
    ),
  );
  return chargingCurrents(steps.length, states);
}

/** Whether the switch at this place is closed in a state. */
function isClosed(state: number, at: number): boolean {
  return (state & (1 << at)) !== 0;
}

/** The state with one switch moved. */
export function withSwitch(state: number, at: number, closed: boolean): number {
  return closed ? state | (1 << at) : state & ~(1 << at);
}
