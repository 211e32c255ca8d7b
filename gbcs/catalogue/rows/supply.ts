import type { DataShape, DlmsRow } from '../use-case.js';
import { activationRow } from './calendar.js';

/** Rows on the supply as a whole, not on auxiliary load: load switch, load limit, randomised offset. */

/** One script of the load switch's script table. @param script 51 enable, 52 disable, 54 arm. */
export function supplyScriptRows(action: 'enable' | 'disable' | 'arm', script: number): DlmsRow[] {
  return [
    {
      name: `SupplyState.${action}`,
      access: 'action',
      classId: 9,
      obis: '0-0:10.0.106.255',
      member: 1,
      shape: { type: 'long-unsigned' },
      constant: script,
    },
  ];
}

function nextValueRow(name: string, obis: string, shape: DataShape): DlmsRow {
  return { name, access: 'set', classId: 9000, obis, member: 4, shape };
}

/** ECS28a: four "next" values, then their activation times in the same order. */
export const LOAD_LIMIT_ROWS: readonly DlmsRow[] = [
  nextValueRow('LoadLimitSupplyState.next', '0-0:94.44.0.3', { type: 'boolean' }),
  nextValueRow('LoadLimitPowerThreshold.next', '0-0:94.44.128.7', { type: 'double-long-unsigned' }),
  nextValueRow('LoadLimitPeriod.next', '0-0:94.44.128.6', { type: 'double-long-unsigned' }),
  nextValueRow('LoadLimitRestorationPeriod.next', '0-0:94.44.128.8', { type: 'double-long-unsigned' }),
  activationRow('LoadLimitSupplyState.activateNextDateTime', '0-0:94.44.0.3'),
  activationRow('LoadLimitPowerThreshold.activateNextDateTime', '0-0:94.44.128.7'),
  activationRow('LoadLimitPeriod.activateNextDateTime', '0-0:94.44.128.6'),
  activationRow('LoadLimitRestorationPeriod.activateNextDateTime', '0-0:94.44.128.8'),
];

/** ECS38, in seconds. The upper bound is that of the service request (DUIS, `SetRandomisedOffsetLimit`). */
export const RANDOMISED_OFFSET_LIMIT_ROWS: readonly DlmsRow[] = [
  {
    name: 'RandomisedOffsetLimit.value',
    access: 'set',
    classId: 1,
    obis: '0-0:94.44.0.1',
    member: 2,
    shape: { type: 'long-unsigned', min: 0, max: 1799 },
  },
];
