import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import { timeOf } from '../cosem-values.js';
import { ONE_PHASE, THREE_PHASES } from '../esme-variant.js';
import type { BodyMapping } from '../mapping.js';
import { plainRow, rowOf, type ValueRow, valuesOf } from '../rows.js';
import { numberOf, unfit } from '../values.js';

/** What a distributor has an ESME measure: voltage and maximum demand (SRV 6.5, 6.18.x and 6.27). */

/** What is measured on all phases together. */
const RMS_MEASURES = ['RMSExtremeOverVoltage', 'RMSExtremeUnderVoltage', 'RMSVoltageSag', 'RMSVoltageSwell'] as const;

/** The rows of a use case for voltage: what it calls its thresholds, periods and the period of an average. */
interface VoltageRows {
  readonly threshold: string;
  readonly period: string;
  readonly averagePeriod: (phase: number) => string;
}

const WITH_COUNTER_RESET: VoltageRows = {
  threshold: 'threshold',
  period: 'period',
  averagePeriod: (phase) => `AverageRMSVoltageProfileDataLog(Phase[${phase}]).measurementPeriod`,
};

const WITHOUT_COUNTER_RESET: VoltageRows = {
  threshold: 'value',
  period: 'value',
  averagePeriod: (phase) => `AverageRMSVoltageMeasurementPeriod(Phase[${phase}]).value`,
};

function measureRows(rows: VoltageRows): readonly ValueRow[] {
  return RMS_MEASURES.flatMap((measure): ValueRow[] => [
    [`${measure}Threshold.${rows.threshold}`, `${measure}Threshold`, numberOf],
    [`${measure}MeasurementPeriod.${rows.period}`, `${measure}MeasurementPeriod`, numberOf],
  ]);
}

function phaseRows(rows: VoltageRows, phase: number): readonly ValueRow[] {
  return [
    [`AverageRMSOverVoltageThreshold(Phase[${phase}]).value`, 'AverageRMSOverVoltageThreshold', numberOf],
    [`AverageRMSUnderVoltageThreshold(Phase[${phase}]).value`, 'AverageRMSUnderVoltageThreshold', numberOf],
    [rows.averagePeriod(phase), 'AverageRMSVoltageMeasurementPeriod', numberOf],
  ];
}

const SINGLE_PHASE = 'SinglePhaseVoltageSettings';
const POLY_PHASE = 'PolyPhaseVoltageSettings';

/** Settings by phase. @throws DuisError `DUIS_E_REQUEST` where a phase is there twice */
function settingsByPhase(body: XmlElement): ReadonlyMap<number, XmlElement> {
  const single = childOf(body, SINGLE_PHASE);
  if (single !== undefined) return new Map([[1, single]]);
  const phases = new Map<number, XmlElement>();
  for (const element of childrenOf(body, POLY_PHASE)) {
    const phase = numberOf(needChild(element, 'Phase'));
    if (phases.has(phase)) throw unfit(element, `is there twice for phase ${phase}`);
    phases.set(phase, needChild(element, 'PhaseVoltageSettings'));
  }
  return phases;
}

function voltage(useCase: string, settings: string, rows: VoltageRows): BodyMapping {
  const isWithReset = rows === WITH_COUNTER_RESET;
  return rowOf(
    useCase,
    'UpdateDeviceConfigurationVoltage',
    '6.5',
    (body): NamedFields => ({
      ...valuesOf(needChild(body, 'RMSVoltageSettings'), measureRows(rows)),
      ...Object.fromEntries(
        [...settingsByPhase(body)].flatMap(([phase, element]) =>
          Object.entries(valuesOf(element, phaseRows(rows, phase))),
        ),
      ),
    }),
    {
      when: (body) =>
        childOf(body, settings) !== undefined &&
        (childOf(body, 'RMSVoltageCountersNotReset') === undefined) === isWithReset,
    },
  );
}

/** From when to when each day the demand counts, as the two scripts that begin and end it. */
function maximumDemandPeriod(body: XmlElement): NamedFields {
  const switchTimes = ['StartTime', 'EndTime'].map((name) =>
    timeOf(needChild(body, 'MaximumDemandTimePeriodSchedule', name)),
  );
  return {
    'MaximumDemandConfigurableTimePeriod.entries.current': switchTimes.map((switchTime, index) => ({
      index,
      scriptSelector: index + 1,
      switchTime,
      execSpecialDays: '',
    })),
  };
}

/** Elements that each have a register reset, and the rows that do. */
const MAXIMUM_DEMAND_RESETS = {
  MaxDemandActivePowerImportValue: 'MaximumDemandActiveEnergyImportValue.reset',
  MaxDemandConfigTimeActivePowerImportValue: 'MaximumDemand(ConfigurableTime)ActiveEnergyImportValue.reset',
  MaxDemandActivePowerExportValue: 'MaximumDemandActiveEnergyExportValue.reset',
} as const;

/** @throws DuisError `DUIS_E_REQUEST` where the body asks for no reset */
function maximumDemandResets(body: XmlElement): NamedFields {
  const asked = Object.entries(MAXIMUM_DEMAND_RESETS).filter(([name]) => childOf(body, name) !== undefined);
  if (asked.length === 0) throw unfit(body, 'names no register to reset');
  return Object.fromEntries(asked.map(([, row]) => [row, 0]));
}

export const NETWORK_MAPPINGS: readonly BodyMapping[] = [
  voltage('ECS29a', SINGLE_PHASE, WITH_COUNTER_RESET),
  voltage('ECS29b', POLY_PHASE, WITH_COUNTER_RESET),
  voltage('ECS29c', SINGLE_PHASE, WITHOUT_COUNTER_RESET),
  voltage('ECS29d', POLY_PHASE, WITHOUT_COUNTER_RESET),
  plainRow('ECS29e', 'UpdateDeviceConfigurationRMSVoltageCounterReset', '6.27', ONE_PHASE),
  plainRow('ECS29f', 'UpdateDeviceConfigurationRMSVoltageCounterReset', '6.27', THREE_PHASES),
  rowOf('ECS37', 'SetMaximumDemandConfigurableTimePeriod', '6.18.1', maximumDemandPeriod),
  rowOf('ECS57', 'ResetMaximumDemandRegisters', '6.18.2', maximumDemandResets),
];
