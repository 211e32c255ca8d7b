import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, needChild, type XmlElement } from '../../xml/element.js';
import { hasThreePhases } from '../esme-variant.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { readRow, rowOf } from '../rows.js';
import { choiceOf } from '../values.js';

/** Which events an ESME alerts, logs or sounds an alarm on (SRV 6.22 and 6.2.10). */

/** Use case, element of the body with the settings, and the row that they become. */
const BEHAVIOURS = [
  ['ECS25a', 'ElectricitySupplierAlerts', 'AlertsConfigurationSettings(Supplier).Bitstring'],
  [
    'ECS25a1',
    'ElectricitySupplierHANAlertSettings',
    'AlertsConfigurationSettings(Supplier).maskAndActionsForHANDeviceSharing',
  ],
  ['ECS25a2', 'ElectricitySupplierAlarmSettings', 'EventsConfigurationSettings(Supplier).maskAndActionsForAlarms'],
  ['ECS25a3', 'ElectricitySupplierLoggingSettings', 'EventsConfigurationSettings(Supplier).maskAndActionsForLogging'],
  ['ECS25b', 'ElectricityNetworkOperatorAlerts', 'AlertsConfigurationSettings(DNO).Bitstring'],
  [
    'ECS25b3',
    'ElectricityNetworkOperatorLoggingSettings',
    'EventsConfigurationSettings(NetworkOperator).maskAndActionsForLogging',
  ],
] as const;

/**
 * Settings that only a meter of one or of three phases has; all others are for every meter. Those for another meter than
 * the device do not go to it (assumption `transform-settings-of-other-phases`).
 */
const OF_THREE_PHASES: Readonly<Record<string, boolean>> = {
  SupplierESMEPolyPhase: true,
  NetworkOperatorESMEPolyPhase: true,
  NetworkOperatorESMESinglePhase: false,
};

/** Bits of a mask of events. The first mask says which settings change, the second what they change to. */
const MASK_BITS = 256;

/** The bit of an event: its code is 80nn or 81nn, and bit nn of a mask is counted from the last (GBCS ECS25a). */
function bitOf({ name }: XmlElement): number {
  return MASK_BITS - 1 - Number.parseInt(name.slice(-2), 16);
}

function behaviours(settings: XmlElement, situation: Situation): NamedFields {
  const events = settings.children
    .filter(({ name }) => (OF_THREE_PHASES[name] ?? hasThreePhases(situation)) === hasThreePhases(situation))
    .flatMap(({ children }) => children);
  const changed = events.map(bitOf);
  const enabled = events
    .filter((event) => choiceOf(event, { Enable: true, Disable: false }))
    .map((event) => MASK_BITS + bitOf(event));
  return { size: 2 * MASK_BITS, set: [...changed, ...enabled] };
}

const BEHAVIOUR_READ = ['ReadDeviceConfigurationEventAndAlertBehaviours', '6.2.10'] as const;

export const ALERT_MAPPINGS: readonly BodyMapping[] = [
  ...BEHAVIOURS.map(([useCase, element, row]) =>
    rowOf(
      useCase,
      'ConfigureAlertBehaviour',
      '6.22',
      (body, situation) => ({ [row]: behaviours(needChild(body, element), situation) }),
      { when: (body) => childOf(body, element) !== undefined },
    ),
  ),
  // A device answers each with the settings of its own alerts.
  readRow('ECS25r1', ...BEHAVIOUR_READ, { when: (_body, { context }) => context.role !== 'networkOperator' }),
  readRow('ECS25r2', ...BEHAVIOUR_READ, { when: (_body, { context }) => context.role === 'networkOperator' }),
];
