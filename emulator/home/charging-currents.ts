import { UsageError } from '../../gbcs/index.js';

/**
 * How a charger reads what is before it: which current it may draw for each state. One switch is on and off; several in
 * parallel are steps of current, and no state is left out; a proportional controller has a level. Currents are amperes
 * per phase: none, or what IEC 61851-1 lets a charger offer, 6 to 80.
 */
export interface ChargingCurrents {
  /**
   * Amperes by state. Of n switches there are 2^n, and bit 0 of the index is the first switch, set where it is closed. Of
   * a proportional controller there are 101, and the index is its level in per cent.
   */
  readonly amperes: readonly number[];
}

export const MAX_SWITCHES = 5;
export const LEAST_AMPERES = 6;
export const MOST_AMPERES = 80;

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

/**
 * A proportional controller: the share of the most that its level says, and nothing where that is less than a charger can
 * offer (`nothing-below-6-amperes` in docs/home.md).
 * @param most amperes at 100 per cent, a whole number from 6 to 80
 */
export function proportionalCurrents(most: number): ChargingCurrents {
  const shares = Array.from({ length: 101 }, (_, level) => (most * level) / 100);
  return { amperes: shares.map((share) => (share < LEAST_AMPERES ? 0 : share)) };
}

/** Whether the switch at this place is closed in a state. */
function isClosed(state: number, at: number): boolean {
  return (state & (1 << at)) !== 0;
}

/** The state with one switch moved. */
export function withSwitch(state: number, at: number, closed: boolean): number {
  return closed ? state | (1 << at) : state & ~(1 << at);
}
