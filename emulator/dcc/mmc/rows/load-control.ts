import type { NamedFields } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { type CalendarNames, calendar } from '../calendar.js';
import { emptyRows, type ResponseRows } from '../response-row.js';
import { stateOf } from '../state-information.js';
import { boolean, entriesAt, eui, type FieldRow, fields, hex, logTime, malformed, text } from '../values.js';

/** Load control of an ESME and a SAPC (SRV 7.5 to 7.16, 6.14.x). */

const NUMBERS = [1, 2, 3, 4, 5] as const;
const DESCRIPTION = text(22);
/** A switch of the ESME's own. */
const NO_DEVICE = '0000000000000000';

/** Direction, number and action or level in the selector of a script. */
const ACTIONS: Readonly<Record<number, string>> = { 1: 'ActivateSwitch', 2: 'DeactivateSwitch' };

function switchAction(script: number, name: string): WrittenElement {
  const [number, action] = [script >> 8, ACTIONS[script & 0xff]];
  if (action === undefined || number < 1 || number > 5) throw malformed(name);
  return element('ActivateDeactivateSwitch', [element(action, '')], { index: String(number) });
}

const SWITCH_CALENDAR: CalendarNames = {
  calendar: 'AuxiliaryLoadControlSwitchesCalendar',
  specialDays: ['ALCSHCALCSSpecialDays', 'ALCSHCALCSSpecialDay'],
  number: 'index',
  schedule: 'ALCSHCALCSConnectionSchedule',
  dates: 'ALCSScheduleDatesAndTime',
  action: switchAction,
};

const OUTPUT = 1;
const INPUT = 2;
/** Says that the lowest seven bits of a script's selector are a level. */
const LEVEL = 0x80;

/** Says that a level is of what comes in from the load. */
function input(isInput: boolean): WrittenElement | undefined {
  return isInput ? element('InputFromControlledLoad', '') : undefined;
}

function controllerAction(script: number, name: string): WrittenElement {
  const [direction, number, level] = [script >> 12, (script >> 8) & 0xf, (script & 0xff) - LEVEL];
  const isKnown = direction === OUTPUT || direction === INPUT;
  if (!isKnown || number < 1 || number > 5 || level < 0 || level > 100) throw malformed(name);
  return element('AuxiliaryControllerAction', [element('CommandedStateLevel', level), input(direction === INPUT)], {
    auxiliaryControllerN: String(number),
  });
}

const CONTROLLER_CALENDAR: CalendarNames = {
  calendar: 'AuxiliaryControllerCalendar',
  specialDays: ['AuxiliaryControllerSpecialDayDefinitions', 'AuxiliaryControllerSpecialDayDefinition'],
  number: 'identifier',
  schedule: 'AuxiliaryControllerSchedule',
  dates: 'AuxiliaryControllerSchedulePeriodAndTime',
  action: controllerAction,
};

/** What a switch is: one of the ESME's own, or a device on the HAN. */
const SWITCH_TYPE: FieldRow[2] = (value, name) => {
  if (value === '') return undefined;
  return [value === NO_DEVICE ? element('ALCS', '') : element('HCALCS', eui(value, name) ?? '')];
};

function switchData(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [
    ...NUMBERS.map((number) => {
      const object = `AuxiliaryLoadControlSwitch[${number}]`;
      const rows = fields(values, [
        ['Description', `${object}.description`, DESCRIPTION],
        ['TypeAndIdentifier', `${object}.typeAndIdentifier`, SWITCH_TYPE],
        ['State', `${object}.state`, boolean],
      ]);
      return rows.length === 0 ? undefined : element('AuxiliaryLoadControlSwitch', rows, { Index: String(number) });
    }),
    ...calendar(values, SWITCH_CALENDAR).map((one) =>
      // Here alone the schema calls it so.
      one?.name === SWITCH_CALENDAR.schedule ? { ...one, name: 'ALCSScheduler' } : one,
    ),
  ];
}

function configurationData(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [
    ...NUMBERS.map((number) => {
      const rows = fields(values, [
        ['AuxiliaryControlDescription', `AuxiliaryController[${number}].description`, DESCRIPTION],
      ]);
      return rows.length === 0
        ? undefined
        : element('AuxiliaryControllerDescription', rows, { auxiliaryControllerN: String(number) });
    }),
    ...calendar(values, CONTROLLER_CALENDAR),
  ];
}

/** What a controller is (GBCS ECS61e). */
const CONTROLLER_TYPE: FieldRow[2] = (value, name) => {
  const type = (word: string): WrittenElement => element('AuxiliaryControllerType', word);
  switch (hex(value, name)) {
    case '':
      return [type('None')];
    case 'FF':
      return [type('APC')];
    case NO_DEVICE:
      return [type('ALCS')];
    default:
      return [type('HCALCS'), element('HCALCSID', eui(value, name) ?? '')];
  }
};

const MAX_OPERATIONAL_INFORMATION = 72_000;

function operationalData(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return NUMBERS.map((number) => {
    const object = `AuxiliaryController[${number}]`;
    const rows = fields(values, [
      ['TypeAndIdentifier', `${object}.typeAndIdentifier`, CONTROLLER_TYPE],
      [
        'AuxiliaryControllerStateAndAssociatedInformation',
        `${object}.stateAndAssociatedInformation`,
        stateOf(MAX_OPERATIONAL_INFORMATION),
      ],
    ]);
    return rows.length === 0
      ? undefined
      : element('AuxiliaryControllerOperationalData', rows, { auxiliaryControllerN: String(number) });
  });
}

const BOOST_LOG = 'BoostFunctionEventLog.logEntries';

function boostDetails(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [
    ...entriesAt(values, BOOST_LOG).map((entry) =>
      element(
        'EventLogEntry',
        fields(entry, [
          ['BoostEnd', 'boostEnd', logTime],
          ['BoostStart', 'boostStart', logTime],
        ]),
      ),
    ),
    ...fields(values, [
      ['BoostFunctionAvailability', 'BoostFunctionAvailability.value', boolean],
      ...NUMBERS.map(
        (number): FieldRow => [`BoostFunctionControl${number}Value`, `BoostFunctionControl[${number}].value`, boolean],
      ),
    ]),
  ];
}

export const LOAD_CONTROL_ROWS: ResponseRows = {
  ...emptyRows('ECS38 ECS46a ECS46c ECS46d ECS47 ECS47a ECS47e ECS62'),
  ECS61a: { content: switchData },
  ECS61c: { content: boostDetails },
  ECS61d: { content: configurationData },
  ECS61e: { content: operationalData },
};
