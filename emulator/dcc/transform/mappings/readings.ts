import { ONE_PHASE, THREE_PHASES } from '../esme-variant.js';
import type { BodyMapping } from '../mapping.js';
import { readRow } from '../rows.js';

/** Registers, profiles and billing data of an ESME (SRV 4.x). */

/** Use case, body and variant of reads that go to every ESME. */
const READS: readonly (readonly [useCase: string, body: string, variant: string])[] = [
  ['ECS17b', 'ReadInstantaneousImportRegisters', '4.1.1'],
  ['ECS17d', 'ReadInstantaneousImportTOUMatrices', '4.1.2'],
  ['ECS17e', 'ReadInstantaneousImportTOUWithBlocksMatrices', '4.1.3'],
  ['ECS17a', 'ReadInstantaneousExportRegisters', '4.2'],
  ['ECS19', 'ReadInstantaneousPrepayValues', '4.3'],
  ['ECS20b', 'RetrieveCoMOrTariffTriggeredBillingDataLog', '4.4.2'],
  ['ECS20c', 'RetrieveBillingCalendarTriggeredBillingDataLog', '4.4.3'],
  ['ECS20a', 'RetrieveBillingDataLogDebtPayments', '4.4.4'],
  ['ECS20d', 'RetrieveBillingDataLogPrepaymentCredits', '4.4.5'],
  ['ECS21a', 'RetrieveImportDailyReadLog', '4.6.1'],
  ['ECS21c', 'RetrieveExportDailyReadLog', '4.6.2'],
  ['ECS22b', 'ReadActiveImportProfileData', '4.8.1'],
  ['ECS22c', 'ReadReactiveImportProfileData', '4.8.2'],
  ['ECS22a', 'ReadExportProfileData', '4.8.3'],
  ['ECS24', 'ReadTariffPrimaryElement', '4.11.1'],
  ['ECS24b', 'ReadTariffSecondaryElement', '4.11.2'],
  ['ECS18b', 'ReadMaximumDemandImportRegisters', '4.12.1'],
  ['ECS18a', 'ReadMaximumDemandExportRegisters', '4.12.2'],
  ['ECS26a', 'ReadPrepaymentConfiguration', '4.13'],
  ['ECS21b', 'ReadPrepaymentDailyReadLog', '4.14'],
  ['ECS27', 'ReadLoadLimitData', '4.15'],
  ['ECS17c', 'ReadActivePowerImport', '4.16'],
  ['ECS66', 'RetrieveDailyConsumptionLog', '4.17'],
  ['ECS82', 'ReadMeterBalance', '4.18'],
];

export const READING_MAPPINGS: readonly BodyMapping[] = [
  ...READS.map(([useCase, body, variant]) => readRow(useCase, body, variant)),
  readRow('ECS23', 'ReadNetworkData', '4.10', ONE_PHASE),
  readRow('ECS23b', 'ReadNetworkData', '4.10', THREE_PHASES),
];
