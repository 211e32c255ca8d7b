import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { childOf, needChild, type XmlElement } from '../../xml/element.js';
import { ANY_DATE, dateTimeAfter, dateTimeOf, octets, timeOf } from '../cosem-values.js';
import { ONE_PHASE, THREE_PHASES } from '../esme-variant.js';
import type { BodyMapping } from '../mapping.js';
import { readRow, rowOf, valueRow } from '../rows.js';
import { charactersOf, chosenChild, instantOf, numberOf, timeText, unfit } from '../values.js';

/** Configuration, identity and clock of an ESME and of what is like it, and the clock of a gas meter (SRV 6.x, 8.1.1 and 11.2). */

const OLDER = { versions: ['2.0'] } as const;
const NEWER = { versions: ['3.1', '4.0'] } as const;

/** Sets the clock where the device has a time that is near: no more than so many seconds behind that of the request. */
function clock(body: string, variant: string): BodyMapping {
  return rowOf('ECS70', body, variant, (element) => {
    const time = needChild(element, 'CurrentDateTime');
    const tolerance = numberOf(needChild(element, 'TolerancePeriod'));
    return {
      'Time.setValidTimeRange': {
        validityIntervalStart: dateTimeOf(time),
        validityIntervalEnd: dateTimeAfter(time, tolerance),
      },
    };
  });
}

/** Months from one that starts a billing period to the next such month. */
const MONTHS_OF_PERIOD = { Quarterly: 3, SixMonthly: 6, Yearly: 12 } as const;
const MONTHS_OF_YEAR = 12;
/** As a part of a date: whatever it is. */
const ANY = 0xff;

type LongPeriod = keyof typeof MONTHS_OF_PERIOD;

/** The billing calendar as dates with wildcards, one for each start of a period within a year. */
function billingDates(calendar: XmlElement): NamedValue {
  const time = timeOf(needChild(calendar, 'BillingTime'));
  return periodDates(calendar).map((date) => ({ time, date }));
}

function periodDates(calendar: XmlElement): readonly string[] {
  if (childOf(calendar, 'Daily') !== undefined) return [ANY_DATE];
  const weekly = childOf(calendar, 'Weekly');
  if (weekly !== undefined) return [octets(ANY, ANY, ANY, ANY, numberOf(weekly))];
  const monthly = childOf(calendar, 'Monthly');
  if (monthly !== undefined) return [octets(ANY, ANY, ANY, numberOf(monthly), ANY)];
  const long = longPeriod(calendar);
  if (long === undefined) throw unfit(calendar, 'has no period');
  const day = numberOf(needChild(long, 'DayOfMonth'));
  const first = numberOf(needChild(long, 'BillingPeriodStartMonth'));
  const months = MONTHS_OF_PERIOD[long.name as LongPeriod];
  return Array.from({ length: MONTHS_OF_YEAR / months }, (_, i) =>
    octets(ANY, ANY, ((first - 1 + i * months) % MONTHS_OF_YEAR) + 1, day, ANY),
  );
}

function longPeriod(calendar: XmlElement): XmlElement | undefined {
  return calendar.children.find(({ name }) => Object.hasOwn(MONTHS_OF_PERIOD, name));
}

/** The clock of a gas meter is set within a time that begins when the requester says it is. */
function gasClock(body: string, variant: string): BodyMapping {
  return rowOf('GCS28', body, variant, (element) => {
    const start = instantOf(needChild(element, 'CurrentDateTime'));
    const end = start + numberOf(needChild(element, 'TolerancePeriod')) * 1000;
    return { validityIntervalStart: timeText(start), validityIntervalEnd: timeText(end) };
  });
}

const BILLING_CALENDAR = ['UpdateDeviceConfigurationBillingCalendar', '6.8'] as const;

const BILLING_CALENDARS: readonly BodyMapping[] = [
  rowOf(
    'ECS30',
    ...BILLING_CALENDAR,
    (body): NamedFields => {
      const calendar = chosenChild(body, 'ElectricityBillingCalendar');
      const long = longPeriod(calendar);
      if (long !== undefined) throw unfit(long, 'is no billing period of a device of GBCS before 3.1');
      return { 'BillingCalendar.startDateTimeAndPeriodicity': billingDates(calendar) };
    },
    OLDER,
  ),
  valueRow(
    'ECS30a',
    ...BILLING_CALENDAR,
    [['BillingCalendar.startDateTimeAndLongerPeriodicity', 'ElectricityBillingCalendar', billingDates]],
    NEWER,
  ),
];

/** MPANs side by side: of the first element and, of a device that has two, of the second. */
function importMpans(mpans: XmlElement): string {
  const secondary = childOf(mpans, 'SecondaryImportMPAN');
  return charactersOf(needChild(mpans, 'ImportMPAN')) + (secondary === undefined ? '' : charactersOf(secondary));
}

const THRESHOLDS = ['LowMediumPowerThreshold', 'MediumHighPowerThreshold'] as const;

export const CONFIGURATION_MAPPINGS: readonly BodyMapping[] = [
  readRow('ECS26b', 'ReadDeviceConfigurationVoltage', '6.2.1', ONE_PHASE),
  readRow('ECS26k', 'ReadDeviceConfigurationVoltage', '6.2.1', THREE_PHASES),
  readRow('ECS26c', 'ReadDeviceConfigurationRandomisation', '6.2.2'),
  readRow('ECS26d', 'ReadDeviceConfigurationBillingCalendar', '6.2.3', OLDER),
  readRow('ECS26l', 'ReadDeviceConfigurationBillingCalendar', '6.2.3', NEWER),
  readRow('ECS26e', 'ReadDeviceConfigurationIdentityExcMPxN', '6.2.4', OLDER),
  readRow('ECS26m', 'ReadDeviceConfigurationIdentityExcMPxN', '6.2.4', NEWER),
  readRow('ECS26i', 'ReadDeviceConfigurationIdentityExcMPxN', '6.2.4', OLDER),
  readRow('ECS26n', 'ReadDeviceConfigurationIdentityExcMPxN', '6.2.4', NEWER),
  readRow('ECS26f', 'ReadDeviceConfigurationInstantaneousPowerThresholds', '6.2.5'),
  readRow('ECS40', 'ReadDeviceConfigurationMPxN', '6.2.7'),
  readRow('ECS26j', 'ReadDeviceConfigurationPaymentMode', '6.2.9'),
  readRow('ECS52', 'ReadFirmwareVersion', '11.2'),
  ...BILLING_CALENDARS,
  clock('SynchroniseClock', '6.11'),
  clock('CommissionDeviceSynchroniseClock', '8.1.1'),
  gasClock('SynchroniseClock', '6.11'),
  gasClock('CommissionDeviceSynchroniseClock', '8.1.1'),
  rowOf('ECS34', 'UpdateDeviceConfigurationInstantaneousPowerThreshold', '6.12', (body) => ({
    'LowMediumAndMediumHighPowerThresholds.thresholds': THRESHOLDS.map((name) => numberOf(needChild(body, name))),
  })),
  valueRow('ECS39a', 'SetDeviceConfigurationImportMPxN', '6.20.1', [
    ['MeterPointAdministrationNumber(combinedMPANS).value', 'ImportMPANs', importMpans],
  ]),
  valueRow('ECS39b', 'SetDeviceConfigurationExportMPAN', '6.20.2', [
    ['MeterPointAdministrationNumber(ExportMPAN).value', 'ExportMPAN', charactersOf],
  ]),
];
