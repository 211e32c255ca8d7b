import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { type GasCalendarNames, gasDays, gasSeasons, gasSpecialDays, gasWeeks } from '../gas-calendar.js';
import { emptyRows, type ResponseRows } from '../response-row.js';
import { asn1Status } from '../status.js';
import {
  type Convert,
  choice,
  dateTime,
  decimalText,
  entriesAt,
  type FieldRow,
  fields,
  fieldsOf,
  integer,
  integerWithin,
  malformed,
  parent,
  text,
  valueAt,
  wholeNumber,
} from '../values.js';
import { gas, scaled } from './gas-readings.js';

/** Tariffs, configuration, clock and prepayment of a GSME. */

const UNSIGNED = integerWithin(0, 0xffff_ffff);

/** How many digits stand behind the point, by an attribute of a trailing digit. */
function trailingDigits(values: NamedFields, name: string): number | undefined {
  const digits = valueAt(values, `${name} > trailingDigit`);
  return digits === undefined ? undefined : Number(wholeNumber(digits, name));
}

/** A number of which an attribute says how many digits stand behind the point. */
function withTrailingDigits(values: NamedFields, name: string): Convert {
  return (value, valueName) => decimalText(wholeNumber(value, valueName), trailingDigits(values, name) ?? 0);
}

const TARIFF: GasCalendarNames = { day: 'ReferencedDay', specialDay: 'ReferencedDay' };
const NUMBERS = [1, 2, 3, 4] as const;

/** Attributes by number, as elements of one name. */
function byNumber(
  values: NamedFields,
  numbers: readonly number[],
  attribute: (number: number) => string,
  name: string,
  convert: Convert,
): readonly WrittenElement[] {
  return numbers.flatMap((number) => {
    const value = valueAt(values, attribute(number));
    const content = value === undefined ? undefined : convert(value, attribute(number));
    return content === undefined ? [] : [element(name, content, { index: String(number) })];
  });
}

/** A day has a tier of its own; none means that gas is charged by blocks. */
function tariffDay(dayId: number, entries: readonly NamedFields[]): WrittenElement {
  const tier = Number(wholeNumber(entries[0]?.['priceTier'], 'priceTier'));
  return element('DayProfile', [
    element('DayName', dayId),
    tier === 0 ? element('BlockTariff', '') : element('TOUTariffAction', tier),
  ]);
}

/** ISO 4217 numbers. */
const CURRENCY = choice({ 826: 'GBP', 978: 'ECB' });

function tariff(values: NamedFields): readonly WrittenElement[] {
  const digits = trailingDigits(values, 'Price.Price Trailing Digit');
  const [price] = entriesAt(values, 'Price.Publish Price');
  const threshold = scaled(values, 'Price.Threshold Multiplier', 'Price.Threshold Divisor');
  return gas([
    ...(price === undefined ? [] : fields(price, [['PrimaryActiveTariffPrice', 'price', UNSIGNED]])),
    digits === undefined ? undefined : element('PrimaryActiveTariffPriceScale', -digits),
    ...fields(values, [
      ['CurrencyUnitsLabel', 'Price.Currency', CURRENCY],
      ['StandingCharge', 'Price.Standing Charge', UNSIGNED],
    ]),
    parent('TariffSwitchingTable', [
      parent('DayProfiles', gasDays(values, tariffDay)),
      parent('WeekProfiles', gasWeeks(values, TARIFF)),
      parent('Seasons', gasSeasons(values)),
    ]),
    parent('TariffSwitchingTableSpecialDays', gasSpecialDays(values, TARIFF)),
    parent(
      'TariffThresholds',
      byNumber(values, [1, 2, 3], (block) => `Price.Block ${block} Threshold`, 'BlockThreshold', threshold),
    ),
    parent(
      'TOUTariff',
      byNumber(values, NUMBERS, (tier) => `Price.Tier ${tier} Block 1 Price`, 'TariffTOUPrice', UNSIGNED),
    ),
    parent(
      'BlockTariff',
      byNumber(values, NUMBERS, (block) => `Price.No Tier Block ${block} Price`, 'BlockPrice', UNSIGNED),
    ),
  ]);
}

const NON_DISABLEMENT: GasCalendarNames = { day: 'ReferencedDayName', specialDay: 'ReferencedDayName' };
const ACTIONS = choice({ Enabled: 'START', Disabled: 'STOP' });
const MINUTES_OF_A_DAY = 1440;

/** A time of day in minutes after midnight. */
const minutes: Convert = (value, name) => {
  const number = Number(wholeNumber(value, name));
  if (number < 0 || number >= MINUTES_OF_A_DAY) throw malformed(name);
  const [hour, minute] = [Math.floor(number / 60), number % 60].map((part) => String(part).padStart(2, '0'));
  return `${hour}:${minute}:00.00Z`;
};

function nonDisablementDay(dayId: number, entries: readonly NamedFields[]): WrittenElement {
  return element('GasNonDisablementDayProfile', [
    ...entries.map((entry, i) =>
      element(
        'TimeStartAction',
        fields(entry, [
          ['StartTime', 'startTime', minutes],
          ['NonDisablementAction', 'friendlyCreditEnable', ACTIONS],
        ]),
        { index: String(i + 1) },
      ),
    ),
    element('GasDayName', dayId),
  ]);
}

const PREPAYMENT_SETTINGS: readonly FieldRow[] = [
  ['DebtRecoveryPerPayment', 'Prepayment.Debt Recovery Top Up Percentage #3', integer],
  ['DebtRecoveryRateCap', 'Prepayment.Overall Debt Cap', integer],
  ['DisablementThreshold', 'Prepayment.Cut Off Value', integer],
  ['EmergencyCreditLimit', 'Prepayment.Emergency Credit Limit / Allowance', integer],
  ['EmergencyCreditThreshold', 'Prepayment.Emergency Credit Threshold', integer],
  ['LowCreditThreshold', 'Prepayment.Low Credit Warning', integer],
  ['CreditMaxCreditThreshold', 'Prepayment.Max Credit Per Top Up', integer],
  ['MaxCreditMaxMeterBalance', 'Prepayment.Max Credit Limit', integer],
];

const FREQUENCY = choice({ 'Per Hour': 'HOURLY', 'Per Day': 'DAILY' });

function debtRecovery(register: 1 | 2): readonly FieldRow[] {
  return [
    [`DebtRecovery${register} DebtRecoveryRate`, `Prepayment.Debt Recovery Amount #${register}`, integer],
    [`DebtRecovery${register} DebtRecoveryRatePeriod`, `Prepayment.Debt Recovery Frequency #${register}`, FREQUENCY],
  ];
}

function prepaymentConfiguration(values: NamedFields): readonly WrittenElement[] {
  return [
    ...fields(values, PREPAYMENT_SETTINGS),
    ...gas([
      parent('NonDisablementCalendar', [
        parent('DayProfiles', gasDays(values, nonDisablementDay)),
        parent('WeekProfiles', gasWeeks(values, NON_DISABLEMENT)),
        parent('SeasonProfiles', gasSeasons(values)),
        parent('SpecialDays', gasSpecialDays(values, NON_DISABLEMENT)),
      ]),
      ...fields(values, [...debtRecovery(1), ...debtRecovery(2)]),
    ]),
  ];
}

/** Periods of billing by their names in GCS25a. */
const PERIODICITIES = choice({
  '1 Days': 'Daily',
  '1 Weeks': 'Weekly',
  '1 Months': 'Monthly',
  '3 Months': 'Quarterly',
  '6 Months': 'SixMonthly',
  '12 Months': 'Yearly',
});

function billingCalendar(values: NamedFields): readonly WrittenElement[] {
  const name = 'Price.Publish Billing Period';
  const [period] = entriesAt(values, name);
  if (period === undefined) return [];
  const { durationTimebase } = fieldsOf(period['billingPeriodDurationType'], name);
  return [
    element('BillingCalendar', [
      element('GasBillingCalendar', [
        ...fields(period, [['BillingPeriodStart', 'billingPeriodStartTime', dateTime]]),
        element('Periodicity', PERIODICITIES(`${period['billingPeriodDuration']} ${durationTimebase}`, name) ?? ''),
      ]),
    ]),
  ];
}

/** Text of ZCL: characters, or where it has others than those octets as `0x...`. */
function zclText(value: NamedValue, name: string): Buffer {
  if (typeof value !== 'string') throw malformed(name);
  return /^0x([0-9a-f]{2})*$/i.test(value) ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value);
}

const MODEL_CHARACTERS = 8;
const ID_OCTETS = 8;
const MODEL = 'Basic.Model Identifier';

/** The type of a model in text, and in older editions behind it the identifier of the device in octets. */
const model: Convert = (value, name) => {
  const octets = zclText(value, name);
  const characters = octets.subarray(0, MODEL_CHARACTERS).toString('latin1').replace(/\0.*$/s, '');
  return characters === '' ? undefined : characters;
};

const deviceOfModel: Convert = (value, name) => {
  const id = zclText(value, name).subarray(MODEL_CHARACTERS);
  return id.length === ID_OCTETS ? (id.toString('hex').toUpperCase().match(/../g) ?? []).join('-') : undefined;
};

const LOCKED = choice({ 'Supply UNCHANGED': 'Unchanged', 'Supply OFF': 'Locked' });

const IDENTITY: readonly FieldRow[] = [
  ['DeviceIdentifier', MODEL, deviceOfModel],
  ['ModelType', MODEL, model],
  ['ManufacturerIdentifier', 'Basic.Manufacturer Name', text(32)],
  ['Gas SupplyTamperState', 'Metering.Supply Tamper State', LOCKED],
  ['Gas SupplyDepletionState', 'Metering.Supply Depletion State', LOCKED],
];

function gasConfiguration(values: NamedFields): readonly WrittenElement[] {
  return fields(values, [
    ['CalorificValue', 'Price.Calorific Value', withTrailingDigits(values, 'Price.Calorific Value Trailing Digit')],
    [
      'ConversionFactor',
      'Price.Conversion Factor',
      withTrailingDigits(values, 'Price.Conversion Factor Trailing Digit'),
    ],
    [
      'UncontrolledGasFlowRate',
      'Metering.Uncontrolled Flow Threshold',
      scaled(values, 'Metering.Uncontrolled Flow Multiplier', 'Metering.Uncontrolled Flow Divisor'),
    ],
    ['FlowStabilisationPeriod', 'Metering.Flow Stabilisation Period', integer],
    ['FlowMeasurementPeriod', 'Metering.Flow Measurement Period', integer],
  ]);
}

/** A bit of the configuration of payment; the last two as GCS03 sets them. */
function paymentBit(bit: string, words: readonly [is: string, isNot: string]): Convert {
  return (value, name) => {
    if (!Array.isArray(value)) throw malformed(name);
    return words[value.includes(bit) ? 0 : 1];
  };
}

const PAYMENT = 'Prepayment.Payment Control Configuration';
const PAYMENT_MODE: readonly FieldRow[] = [
  ['PaymentMode', PAYMENT, paymentBit('Prepayment Enabled', ['Prepayment', 'Credit'])],
  ['SuspendDebtEmergency', PAYMENT, paymentBit('Emergency Debt Configuration', ['false', 'true'])],
  ['SuspendDebtDisabled', PAYMENT, paymentBit('Debt Configuration', ['true', 'false'])],
];

/** Events that the schema has, in its order; the code of each is 81nn. */
const EVENTS =
  '0D 0E 19 45 54 55 61 62 68 83 84 A0 A1 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF B0 B1 B2 B3 B4 B5 B6 B9 BA BC BD BE BF C0 C2 C3 C4 C5 C6'.split(
    ' ',
  );
const FIRST_EVENT = 0x8100;
const REPORT = 'Device Management.Report Event Configuration';

function enabled(isEnabled: boolean): string {
  return isEnabled ? 'Enable' : 'Disable';
}

function eventSettings(values: NamedFields): readonly WrittenElement[] {
  const reported = new Map(
    entriesAt(values, REPORT)
      .flatMap((command) => entriesAt(command, 'eventConfigurationPayload'))
      .map((entry) => [entry['eventId'], fieldsOf(entry['eventConfiguration'], REPORT)] as const),
  );
  return [
    element(
      'GasSupplierAlertEventSettings',
      EVENTS.flatMap((digits) => {
        const settings = reported.get(FIRST_EVENT + Number.parseInt(digits, 16));
        if (settings === undefined) return [];
        return [
          element(`x81${digits}`, [
            element('WANAlert', enabled(settings['pushEventToWan'] === true)),
            element('HANAlert', enabled(settings['pushEventToHan'] === true)),
            element('EventLog', enabled(settings['logging'] !== 'Do not Log')),
            element('Alarm', enabled(settings['raiseAlarmPhysical'] === true)),
          ]),
        ];
      }),
    ),
  ];
}

export const GAS_ROWS: ResponseRows = {
  ...emptyRows('GCS01a GCS01b GCS02 GCS03 GCS04 GCS05 GCS06 GCS07 GCS09 GCS11 GCS20 GCS23 GCS24 GCS24a GCS25 GCS25a'),
  ...emptyRows('GCS32 GCS36 GCS39 GCS40a GCS40b GCS40c GCS40d GCS41 GCS44'),
  CS01b: {
    content: () => [],
    failed: (values) =>
      entriesAt(values, 'Prepayment.Consumer Top Up Response').some(({ resultType }) => resultType !== 'Accepted'),
  },
  GCS20r: { content: eventSettings },
  GCS21a: { content: gasConfiguration },
  GCS21b: { content: prepaymentConfiguration },
  GCS21d: { content: billingCalendar },
  GCS21e: { content: (values) => fields(values, IDENTITY) },
  GCS21f: { content: tariff },
  GCS21j: { content: (values) => fields(values, PAYMENT_MODE) },
  GCS21k: { content: billingCalendar },
  GCS21m: { content: (values) => fields(values, IDENTITY) },
  GCS28: {
    content: (values) => [
      ...fields(values, [['DeviceTime', 'deviceTime', dateTime]]),
      ...gas([asn1Status('GasClockTimeStatus', { list: 'deviceTimeStatus', value: values['deviceTimeStatus'] })]),
    ],
  },
  GCS46: { content: (values) => gas(fields(values, [['MPRN', 'Metering.Site ID', text(10)]])) },
};
