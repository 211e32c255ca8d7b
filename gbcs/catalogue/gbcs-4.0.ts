import { COMMON_USE_CASES } from './common.js';
import { entryUseCases } from './entries.js';
import {
  descriptionRows,
  settingPeriodRows,
  stateAndAssociatedInformationRows,
  typeAndIdentifierRows,
} from './rows/auxiliary-controllers.js';
import { CONTROLLERS_CALENDAR, currentCalendarRows, nextCalendarRows } from './rows/calendar.js';
import type { UseCase } from './use-case.js';

/**
 * Use cases of GBCS 4.0 on auxiliary load. Source: GBCS 4.0, use-case section (19 and 20), checked row by row against
 * it by a test. "Auxiliary controllers" are the ALCS and HCALCS of 3.1 and, new, the APC; a stand-alone controller
 * (SAPC) takes the same Commands although the section's target column names the ESME only.
 */
const WRITTEN_OUT: readonly UseCase[] = [
  {
    // Same message code as in 3.1, shorter labels. Still not protected against replay.
    name: 'ECS46a',
    title: 'Set Auxiliary Controller Descriptions',
    messageCode: 0x0053,
    versions: ['4.0'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['6.14.1'],
    authorisations: [{ role: 'supplier', targets: ['esme', 'sapc'] }],
    futureDatable: false,
    replayProtected: false,
    responseDateTime: false,
    payload: { family: 'dlms', rows: descriptionRows('AuxiliaryController', 'set', 22) },
  },
  {
    name: 'ECS46d',
    title: 'Set Auxiliary Controller Calendar',
    messageCode: 0x011a,
    versions: ['4.0'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['6.14.3'],
    authorisations: [{ role: 'supplier', targets: ['esme', 'sapc'] }],
    futureDatable: true,
    replayProtected: true,
    responseDateTime: true,
    payload: { family: 'dlms', rows: nextCalendarRows(CONTROLLERS_CALENDAR) },
    assumptions: ['future-dated-checks-at-receipt', 'special-day-replaces-weekday'],
  },
  {
    name: 'ECS47a',
    title: 'Set Auxiliary Controller [n] State',
    messageCode: 0x011e,
    versions: ['4.0'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['7.13'],
    authorisations: [{ role: 'supplier', targets: ['esme', 'sapc'] }],
    futureDatable: false,
    replayProtected: true,
    responseDateTime: false,
    payload: { family: 'dlms', rows: settingPeriodRows() },
    assumptions: ['newest-command-wins', 'unknown-switch-result'],
  },
  {
    name: 'ECS61d',
    title: 'Read Auxiliary Controller Configuration Data',
    messageCode: 0x011c,
    versions: ['4.0'],
    category: 'SME.C.NC',
    serviceReferenceVariants: ['7.14'],
    authorisations: [
      { role: 'supplier', targets: ['esme', 'sapc'] },
      { role: 'networkOperator', targets: ['esme', 'sapc'] },
      { role: 'accessControlBroker', targets: ['esme', 'sapc'] },
      { role: 'loadController', targets: ['esme', 'sapc'] },
    ],
    futureDatable: false,
    replayProtected: false,
    responseDateTime: false,
    payload: {
      family: 'dlms',
      rows: [...descriptionRows('AuxiliaryController', 'get', 22), ...currentCalendarRows(CONTROLLERS_CALENDAR)],
    },
  },
  {
    name: 'ECS61e',
    title: 'Read Auxiliary Controller Operational Data',
    messageCode: 0x011d,
    versions: ['4.0'],
    category: 'SME.C.NC',
    serviceReferenceVariants: ['7.15'],
    authorisations: [
      { role: 'supplier', targets: ['esme', 'sapc'] },
      { role: 'networkOperator', targets: ['esme', 'sapc'] },
      { role: 'accessControlBroker', targets: ['esme', 'sapc'] },
      { role: 'loadController', targets: ['esme', 'sapc'] },
    ],
    futureDatable: false,
    replayProtected: false,
    responseDateTime: false,
    payload: {
      family: 'dlms',
      rows: [...typeAndIdentifierRows('AuxiliaryController', 'get'), ...stateAndAssociatedInformationRows()],
    },
  },
];

/** Every use case of GBCS 4.0, and those of older editions that its devices may still be sent. */
export const GBCS_4_0_USE_CASES: readonly UseCase[] = [...COMMON_USE_CASES, ...WRITTEN_OUT, ...entryUseCases('4.0')];
