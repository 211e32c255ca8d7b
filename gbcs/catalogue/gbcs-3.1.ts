import { COMMON_USE_CASES } from './common.js';
import { entryUseCases } from './entries.js';
import {
  closeAndOpenTimeRows,
  descriptionRows,
  stateRows,
  typeAndIdentifierRows,
} from './rows/auxiliary-controllers.js';
import { currentCalendarRows, nextCalendarRows, SWITCHES_CALENDAR } from './rows/calendar.js';
import type { UseCase } from './use-case.js';

/**
 * Use cases of GBCS 3.1 on auxiliary load, which the emulator plays. Source: GBCS 3.1, use-case section (19 and 20),
 * checked row by row against it by a test. All but ECS46a are gone from 4.0, which has other use cases in their place.
 */
const WRITTEN_OUT: readonly UseCase[] = [
  {
    // Critical, and yet not protected against replay: the section says so in both versions.
    name: 'ECS46a',
    title: 'Set HC ALCS or ALCS Labels in ESME',
    messageCode: 0x0053,
    versions: ['3.1'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['6.14.1'],
    authorisations: [{ role: 'supplier', targets: ['esme'] }],
    futureDatable: false,
    replayProtected: false,
    responseDateTime: false,
    payload: { family: 'dlms', rows: descriptionRows('AuxiliaryLoadControlSwitch', 'set', 127) },
  },
  {
    // The only use case of either version that ties an HCALCS to a switch number.
    name: 'ECS46c',
    title: 'Set HC ALCS and ALCS configuration in ESME (excluding labels)',
    messageCode: 0x0054,
    versions: ['3.1'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['6.14.2'],
    authorisations: [{ role: 'supplier', targets: ['esme'] }],
    futureDatable: true,
    replayProtected: true,
    responseDateTime: true,
    payload: {
      family: 'dlms',
      rows: [...typeAndIdentifierRows('AuxiliaryLoadControlSwitch', 'set'), ...nextCalendarRows(SWITCHES_CALENDAR)],
    },
    assumptions: ['future-dated-checks-at-receipt', 'special-day-replaces-weekday'],
  },
  {
    // One use case, three service requests: close for a time, open for a time, back to the calendar.
    name: 'ECS47',
    title: 'Set or Reset HC ALCS or ALCS State',
    messageCode: 0x0055,
    versions: ['3.1'],
    category: 'SME.C.C',
    serviceReferenceVariants: ['7.5', '7.6', '7.8'],
    authorisations: [{ role: 'supplier', targets: ['esme'] }],
    futureDatable: false,
    replayProtected: true,
    responseDateTime: false,
    payload: { family: 'dlms', rows: closeAndOpenTimeRows() },
    assumptions: ['duration-in-minutes', 'newest-command-wins', 'unknown-switch-result'],
  },
  {
    name: 'ECS61a',
    title: 'Read HC ALCS and ALCS Data from ESME',
    messageCode: 0x00bb,
    versions: ['3.1'],
    category: 'SME.C.NC',
    serviceReferenceVariants: ['7.7'],
    authorisations: [
      { role: 'supplier', targets: ['esme'] },
      { role: 'accessControlBroker', targets: ['esme'] },
    ],
    futureDatable: false,
    replayProtected: false,
    responseDateTime: false,
    payload: {
      family: 'dlms',
      rows: [
        ...descriptionRows('AuxiliaryLoadControlSwitch', 'get', 127),
        ...typeAndIdentifierRows('AuxiliaryLoadControlSwitch', 'get'),
        ...currentCalendarRows(SWITCHES_CALENDAR),
        ...stateRows(),
      ],
    },
    assumptions: ['switch-type-rows-optional-in-read'],
  },
];

/** Every use case of GBCS 3.1, and those of older editions that its devices may still be sent. */
export const GBCS_3_1_USE_CASES: readonly UseCase[] = [...COMMON_USE_CASES, ...WRITTEN_OUT, ...entryUseCases('3.1')];
