import { eui64, formatEui64, type NamedFields, type NamedValue } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, textOf, type XmlElement } from '../../xml/element.js';
import {
  byNumber,
  dateTimeOf,
  dateWithWildcardsOf,
  inOrder,
  specialDayBits,
  specialDayEntries,
  timeOf,
  weekdaysOf,
} from '../cosem-values.js';
import type { BodyMapping } from '../mapping.js';
import { activationDates, readRow, rowOf, valueRow } from '../rows.js';
import { booleanOf, charactersOf, indexOf, numberOf } from '../values.js';

/** Load control of an ESME and a SAPC (SRV 7.5 to 7.16, 6.14.x). */

const SCRIPT = 'AuxiliaryLoadControlSwitch[n].openCloseOrReset';

/** ECS47: a switch is closed or opened for some minutes, or given back to its calendar. */
function switching(
  body: string,
  variant: string,
  target: string,
  action: 'close' | 'open' | 'revertToCalendar',
  time?: 'closeTime' | 'openTime',
): BodyMapping {
  return rowOf('ECS47', body, variant, (element): NamedFields => {
    const one = needChild(element, target);
    const number = indexOf(one, 'index');
    const script = { [SCRIPT]: { switch: number, action } };
    if (time === undefined) return script;
    return { [`AuxiliaryLoadControlSwitch[${number}].${time}`]: numberOf(needChild(one, 'Duration')), ...script };
  });
}

/** Which way energy goes that a level is of: out of the device's supply into the load, or in from it. */
function directionOf(element: XmlElement): 'input' | 'output' {
  return childOf(element, 'InputFromControlledLoad') === undefined ? 'output' : 'input';
}

/** ECS47a and ECS47e: a controller is at a level, or not above it, from a time to another. */
function controlling(
  useCase: string,
  body: string,
  variant: string,
  controller: string,
  start: string,
  end: string,
): BodyMapping {
  return rowOf(useCase, body, variant, (element): NamedFields => {
    const number = indexOf(element, 'auxiliaryControllerN');
    return {
      [`${controller}[${number}].${start}`]: dateTimeOf(needChild(element, 'StartDateTime')),
      [`${controller}[${number}].${end}`]: dateTimeOf(needChild(element, 'EndDateTime')),
      [`${controller}[n].controllerNumberAndCommandedState`]: {
        direction: directionOf(element),
        controller: number,
        level: numberOf(needChild(element, 'CommandedStateLevel')),
      },
    };
  });
}

/** Labels of switches, or of controllers as GBCS 4.0 calls them. */
function labels(controller: string, versions: NonNullable<BodyMapping['versions']>): BodyMapping {
  return rowOf(
    'ECS46a',
    'UpdateDeviceConfigurationALCDescriptions',
    '6.14.1',
    (body): NamedFields =>
      Object.fromEntries(
        [...byNumber(childrenOf(body, 'ALCSHCALCSDescription'), 'index')].map(([number, element]) => [
          `${controller}[${number}].description`,
          charactersOf(needChild(element, 'SwitchDescription')),
        ]),
      ),
    { versions },
  );
}

/** What the elements of a calendar are called, and what its entries do. */
interface CalendarNames {
  readonly schedule: string;
  readonly dates: string;
  readonly specialDays: readonly [parent: string, child: string];
  /** The attribute that numbers special days. */
  readonly number: string;
  readonly scriptSelector: (schedule: XmlElement) => number;
  /** What the catalogue calls it. */
  readonly calendar: string;
}

function calendarOf(body: XmlElement, names: CalendarNames): NamedFields {
  const [parent, child] = names.specialDays;
  const days = inOrder(childrenOf(needChild(body, parent), child), names.number);
  return {
    [`${names.calendar}(SpecialDays).entries.next`]: specialDayEntries(days, dateWithWildcardsOf),
    [`${names.calendar}.entries.next`]: childrenOf(body, names.schedule).map((schedule, i): NamedValue => {
      const dates = needChild(schedule, names.dates);
      return {
        index: i + 1,
        scriptSelector: names.scriptSelector(schedule),
        switchTime: timeOf(needChild(dates, 'SwitchTime')),
        execWeekdays: weekdaysOf(childOf(schedule, 'DaysOfWeekApplicability')),
        execSpecialDays: specialDayBits(
          childrenOf(schedule, 'SpecialDaysApplicability'),
          (element) => indexOf(element, names.number),
          days.length,
        ),
        beginDate: dateWithWildcardsOf(needChild(dates, 'StartDate')),
        endDate: dateWithWildcardsOf(needChild(dates, 'EndDate')),
      };
    }),
  };
}

/** Scripts of a switch: its number in the high octet. */
const ACTIVATE = 1;
const DEACTIVATE = 2;

const SWITCH_CALENDAR: CalendarNames = {
  schedule: 'ALCSHCALCSConnectionSchedule',
  dates: 'ALCSScheduleDatesAndTime',
  specialDays: ['ALCSHCALCSSpecialDays', 'ALCSHCALCSSpecialDay'],
  number: 'index',
  calendar: 'AuxiliaryLoadControlSwitchesCalendar',
  scriptSelector(schedule) {
    const one = needChild(schedule, 'ActivateDeactivateSwitch');
    const action = childOf(one, 'ActivateSwitch') === undefined ? DEACTIVATE : ACTIVATE;
    return (indexOf(one, 'index') << 8) | action;
  },
};

/** Scripts of a controller: direction, number, and a level as the lowest seven bits. */
const DIRECTIONS = { output: 0x1000, input: 0x2000 } as const;
const LEVEL = 0x80;

const CONTROLLER_CALENDAR: CalendarNames = {
  schedule: 'AuxiliaryControllerSchedule',
  dates: 'AuxiliaryControllerSchedulePeriodAndTime',
  specialDays: ['AuxiliaryControllerSpecialDayDefinitions', 'AuxiliaryControllerSpecialDayDefinition'],
  number: 'identifier',
  calendar: 'AuxiliaryControllerCalendar',
  scriptSelector(schedule) {
    const action = needChild(schedule, 'AuxiliaryControllerAction');
    const level = numberOf(needChild(action, 'CommandedStateLevel'));
    return DIRECTIONS[directionOf(action)] | (indexOf(action, 'auxiliaryControllerN') << 8) | LEVEL | level;
  },
};

/** A switch of the ESME's own. */
const NO_DEVICE = '0000000000000000';

/** Which switches are the ESME's own, and which a device on the HAN has. Those that no element names stay as they are. */
function switchTypes(body: XmlElement): NamedFields {
  return Object.fromEntries(
    [...byNumber(childrenOf(body, 'SwitchTypeAndId'), 'index')].map(([number, element]) => {
      const device = childOf(element, 'HCALCS');
      return [
        `AuxiliaryLoadControlSwitch[${number}].typeAndIdentifier`,
        device === undefined ? NO_DEVICE : formatEui64(eui64(textOf(device))).replaceAll('-', ''),
      ];
    }),
  );
}

/** Which loads the boost button switches. What is not removed is there (assumption `transform-boost-removal`). */
function boost(body: string, variant: string, element: string, isThere: (named: boolean) => boolean): BodyMapping {
  return rowOf(
    'ECS62',
    body,
    variant,
    (parent): NamedFields =>
      Object.fromEntries(
        [...byNumber(childrenOf(parent, element), 'index')].map(([number, one]) => [
          `BoostFunctionControl[${number}].value`,
          isThere(booleanOf(one)),
        ]),
      ),
  );
}

export const LOAD_CONTROL_MAPPINGS: readonly BodyMapping[] = [
  labels('AuxiliaryLoadControlSwitch', ['2.0', '3.1']),
  labels('AuxiliaryController', ['4.0']),
  rowOf('ECS46c', 'UpdateDeviceConfigurationALCScheduler', '6.14.2', (body) => ({
    ...switchTypes(body),
    ...calendarOf(body, SWITCH_CALENDAR),
    ...activationDates('ECS46c', body),
  })),
  rowOf('ECS46d', 'UpdateDeviceConfigurationAuxiliaryControllerScheduler', '6.14.3', (body) => ({
    ...calendarOf(body, CONTROLLER_CALENDAR),
    ...activationDates('ECS46d', body),
  })),
  switching('ActivateAuxiliaryLoad', '7.5', 'ActivateALCSHCALCS', 'close', 'closeTime'),
  switching('DeactivateAuxiliaryLoad', '7.6', 'DeactivateALCSHCALCS', 'open', 'openTime'),
  readRow('ECS61a', 'ReadALCSData', '7.7'),
  switching('ResetAuxiliaryLoad', '7.8', 'ResetALCSHCALCS', 'revertToCalendar'),
  boost('AddAuxiliaryLoadToBoostButton', '7.9', 'AddToBoostButton', (isAdded) => isAdded),
  boost('RemoveAuxiliaryLoadFromBoostButton', '7.10', 'RemoveFromBoostButton', (isRemoved) => !isRemoved),
  readRow('ECS61c', 'ReadBoostButtonDetails', '7.11'),
  valueRow('ECS38', 'SetRandomisedOffsetLimit', '7.12', [
    ['RandomisedOffsetLimit.value', 'RandomisedOffsetLimit', numberOf],
  ]),
  controlling(
    'ECS47a',
    'SetAuxiliaryControllerState',
    '7.13',
    'AuxiliaryController',
    'settingPeriodStart',
    'settingPeriodEnd',
  ),
  readRow('ECS61d', 'ReadAuxiliaryControllerConfigurationData', '7.14'),
  readRow('ECS61e', 'ReadAuxiliaryControllerOperationalData', '7.15'),
  controlling(
    'ECS47e',
    'LimitAPCLevel',
    '7.16',
    'AuxiliaryProportionalController',
    'limitPeriodStartDateTime',
    'limitPeriodEndDateTime',
  ),
];
