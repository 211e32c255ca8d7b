import type { BodyMapping } from '../mapping.js';
import { activationDates, plainRow, readRow, rowOf, type ValueRow, valueRow, valuesOf } from '../rows.js';
import { choiceOf, numberOf } from '../values.js';

/** Supply switch and load limiting of an ESME (SRV 6.4.x, 6.25 and 7.1 to 7.4). */

const LOAD_LIMITING: readonly ValueRow[] = [
  ['LoadLimitSupplyState.valueNext', 'LoadLimitSupplyState', (it) => choiceOf(it, { Disable: true, Unchanged: false })],
  ['LoadLimitPowerThreshold.thresholdNext', 'LoadLimitPowerThreshold', numberOf],
  ['LoadLimitPeriod(Timer).valueNext', 'LoadLimitPeriod', numberOf],
  ['LoadLimitRestorationPeriod(Timer).valueNext', 'LoadLimitRestorationPeriod', numberOf],
];

export const SUPPLY_MAPPINGS: readonly BodyMapping[] = [
  rowOf('ECS28a', 'UpdateDeviceConfigurationLoadLimitingGeneralSettings', '6.4.1', (body) => ({
    ...valuesOf(body, LOAD_LIMITING),
    ...activationDates('ECS28a', body),
  })),
  plainRow('ECS28b', 'UpdateDeviceConfigurationLoadLimitingCounterReset', '6.4.2'),
  valueRow('ECS81', 'SetElectricitySupplyTamperState', '6.25', [
    ['SupplyTamperState.value', 'SupplyTamperState', (it) => choiceOf(it, { Locked: true, Unchanged: false })],
  ]),
  plainRow('ECS42', 'EnableSupply', '7.1'),
  plainRow('ECS43', 'DisableSupply', '7.2'),
  plainRow('ECS44', 'ArmSupply', '7.3'),
  readRow('ECS45', 'ReadSupplyStatus', '7.4'),
];
