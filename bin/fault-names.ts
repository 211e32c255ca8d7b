import { FAULTS, type Fault } from '../emulator/index.js';
import { UsageError } from '../gbcs/index.js';
import { hint } from './nearest.js';
import { shownName } from './shown.js';

/**
 * Faults of the emulator that a user has named, each once.
 * @throws UsageError `HANLAB_E_USAGE` with the nearest name
 */
export function faultsByName(names: readonly string[]): Fault[] {
  return [...new Set(names)].map((name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault !== undefined) return fault;
    const known = hint(
      name,
      FAULTS.map((one) => one.name),
    );
    throw new UsageError(
      'HANLAB_E_USAGE',
      `there is no fault ${shownName(name)}${known === '' ? '; hanlab list faults shows all' : known}`,
    );
  });
}
