import type { NamedFields } from '../../../../gbcs/index.js';
import { needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { numberOf, scaledNumberOf, unfit } from '../values.js';
import { issuedAt, oneOf, zclTextOf, zclTimeOf } from '../zcl-values.js';
import { type FieldSource, from, type GasCommand, gasPart, gasRow, made } from './gas.js';

/** Settings and texts of a GSME, and the change of tenancy of a Gas Proxy Function (SRV 3.x, 6.6 to 6.8, 6.20.1, 6.22, 9.1). */

type Versions = NonNullable<BodyMapping['versions']>;

const ids = { providerId: 0, issuerEventId: issuedAt };
const DELIVERED = 'Delivered Tariff';

function management(command: string, fields: GasCommand['fields']): GasCommand {
  return { cluster: 'Device Management', command, fields };
}

function price(command: string, fields: GasCommand['fields']): GasCommand {
  return { cluster: 'Price', command, fields };
}

/** What a change of supplier or tenancy leaves as it is: everything. */
const NO_CHANGE: NamedFields = {
  preSnapshots: false,
  postSnapshots: false,
  resetCreditRegister: false,
  resetDebitRegister: false,
  resetBillingPeriod: false,
  clearTariffPlan: false,
  clearStandingCharge: false,
  blockHistoricalLoadProfileInformation: false,
  clearHistoricalLoadProfileInformation: false,
  clearIhdDataConsumer: false,
  clearIhdDataSupplier: false,
  meterContactorState: 'Supply UNCHANGED',
  clearTransactionLog: false,
  clearPrepaymentData: false,
};

/** The DCC holds a request that is for later until then: the message itself is always for now. */
const displayMessage: GasCommand = {
  cluster: 'Messaging',
  command: 'Display Message',
  fields: {
    messageId: issuedAt,
    messageControl: {
      transmission: 'Normal Transmission Only',
      importance: 'Low',
      enhancedConfirmationRequired: false,
      confirmationRequired: false,
    },
    startTime: 'now',
    duration: 'until changed',
    message: from(['SupplierMessage'], zclTextOf),
  },
};

const FLOW_STATES = { Unchanged: 'Supply UNCHANGED', Locked: 'Supply OFF' };
const flowState = (name: string): FieldSource => from([name], oneOf(FLOW_STATES));

/**
 * GCS24 has whole cubic metres an hour, GCS24a of newer devices a fraction.
 * @throws DuisError `DUIS_E_REQUEST` where the rate is there as the other one has it
 */
function gasFlow(useCase: string, versions: Versions, rate: string, digits: number): BodyMapping {
  return gasRow(
    useCase,
    ['UpdateDeviceConfigurationGasFlow', '6.7'],
    [
      {
        cluster: 'Metering',
        command: 'Set Uncontrolled Flow Threshold',
        fields: {
          ...ids,
          uncontrolledFlowThreshold: (body) => scaledNumberOf(gasPart(body, rate), digits),
          unitOfMeasure: 'm3 and m3/h',
          multiplier: 1,
          divisor: 10 ** digits,
          stabilisationPeriod: from(['StabilisationPeriod'], numberOf),
          measurementPeriod: from(['MeasurementPeriod'], numberOf),
        },
      },
      {
        cluster: 'Metering',
        command: 'Set Supply Status',
        fields: {
          issuerEventId: issuedAt,
          supplyTamperState: flowState('SupplyTamperState'),
          supplyDepletionState: flowState('SupplyDepletionState'),
          supplyUncontrolledFlowState: 'Supply OFF',
          loadLimitSupplyState: 'Supply UNCHANGED',
        },
      },
    ],
    { versions },
  );
}

type Period = readonly [duration: number, timebase: 'Days' | 'Weeks' | 'Months'];

const PERIODS: Readonly<Record<string, Period>> = { Daily: [1, 'Days'], Weekly: [1, 'Weeks'], Monthly: [1, 'Months'] };
const LONGER_PERIODS = {
  ...PERIODS,
  Quarterly: [3, 'Months'],
  SixMonthly: [6, 'Months'],
  Yearly: [12, 'Months'],
} as const;

/** Billing and blocks go by the same periods. */
function billingCalendar(useCase: string, versions: Versions, periods: Readonly<Record<string, Period>>): BodyMapping {
  return gasRow(
    useCase,
    ['UpdateDeviceConfigurationBillingCalendar', '6.8'],
    (body) => {
      const calendar = gasPart(body, 'GasBillingCalendar');
      const start = zclTimeOf(needChild(calendar, 'BillingPeriodStart'));
      const [duration, durationTimebase] = oneOf(periods)(needChild(calendar, 'Periodicity'));
      const type = { durationTimebase, durationControl: 'Not Specified' };
      return [
        price('Publish Billing Period', {
          ...ids,
          billingPeriodStartTime: start,
          billingPeriodDuration: duration,
          billingPeriodDurationType: type,
          tariffType: DELIVERED,
        }),
        price('Publish Block Period', {
          ...ids,
          blockPeriodStartTime: start,
          blockPeriodDuration: duration,
          blockPeriodControl: ['Repeating Block'],
          blockPeriodDurationType: type,
          tariffType: DELIVERED,
          tariffResolutionPeriod: 'Block Period',
        }),
      ];
    },
    // In no version of the catalogue has a GSME the older one: it is there for hubs that see its messages pass.
    { versions, targets: ['gsme'] },
  );
}

const SWITCH = { Enable: true, Disable: false };

/** What happens on an event. */
interface EventBehaviour {
  readonly wan: boolean;
  readonly han: boolean;
  readonly log: boolean;
  readonly alarm: boolean;
}

function behaviourOf(event: XmlElement): EventBehaviour {
  const isOn = (name: string) => oneOf(SWITCH)(needChild(event, name));
  return { wan: isOn('WANAlert'), han: isOn('HANAlert'), log: isOn('EventLog'), alarm: isOn('Alarm') };
}

/**
 * Where the behaviour stands among the commands of a message: first those that are pushed, and of them first those that are
 * not logged, as GCS20 in the data set.
 */
function rankOf({ wan, han, log, alarm }: EventBehaviour): number {
  return (wan ? 0 : 8) + (han ? 0 : 4) + (log ? 2 : 0) + (alarm ? 1 : 0);
}

/** GCS20: events that behave alike go into one command. */
function alertBehaviours(body: XmlElement): readonly GasCommand[] {
  const settings = gasPart(body, 'GasSupplierAlertEventSettings');
  if (settings.children.length === 0) throw unfit(settings, 'names no event');
  const alike = new Map<number, { readonly behaviour: EventBehaviour; readonly eventIds: number[] }>();
  for (const event of settings.children) {
    const behaviour = behaviourOf(event);
    const rank = rankOf(behaviour);
    const group = alike.get(rank) ?? { behaviour, eventIds: [] };
    group.eventIds.push(Number.parseInt(event.name.slice(1), 16));
    alike.set(rank, group);
  }
  return [...alike.entries()].sort(([a], [b]) => a - b).map(([, group]) => eventConfiguration(group));
}

function eventConfiguration({
  behaviour: { wan, han, log, alarm },
  eventIds,
}: {
  readonly behaviour: EventBehaviour;
  readonly eventIds: readonly number[];
}): GasCommand {
  return management('Set Event Configuration', {
    issuerEventId: issuedAt,
    startDateTime: 'now',
    eventConfiguration: {
      logging: log ? 'Log as General Event' : 'Do not Log',
      pushEventToWan: wan,
      pushEventToHan: han,
      raiseAlarmZigBee: false,
      raiseAlarmPhysical: alarm,
    },
    configurationControl: 'Apply by List',
    numberOfEvents: eventIds.length,
    eventIds,
  });
}

export const GAS_SETTING_MAPPINGS: readonly BodyMapping[] = [
  gasRow('GCS07', ['DisplayMessage', '3.1'], [displayMessage]),
  gasRow(
    'GCS09',
    ['RestrictAccessForChangeOfTenancy', '3.2'],
    [
      management('Publish Change of Tenancy', {
        ...ids,
        tariffType: DELIVERED,
        implementationDateTime: from(['RestrictionDateTime'], zclTimeOf),
        proposedTenancyChangeControl: { ...NO_CHANGE, clearIhdDataConsumer: true, meterContactorState: 'Supply OFF' },
      }),
    ],
  ),
  gasRow(
    'GCS44',
    ['UpdateSupplierName', '3.4'],
    [
      management('Publish Change of Supplier', {
        currentProviderId: 0,
        issuerEventId: issuedAt,
        tariffType: DELIVERED,
        proposedProviderId: 0,
        providerChangeImplementationTime: 'now',
        providerChangeControl: NO_CHANGE,
        proposedProviderName: from(['SupplierName'], zclTextOf),
        proposedProviderContactDetails: from(['SupplierTelephoneNumber'], zclTextOf),
      }),
    ],
  ),
  gasRow(
    'GCS11',
    ['DisablePrivacyPIN', '3.5'],
    [
      management('Request New Password Response', {
        issuerEventId: issuedAt,
        implementationDateTime: 'now',
        durationInMinutes: 0,
        passwordType: 'Password 2',
        // Without a password there is no protection.
        password: '',
      }),
    ],
  ),
  gasRow(
    'GCS23',
    ['UpdateDeviceConfigurationGasConversion', '6.6'],
    [
      price('Publish Conversion Factor', {
        issuerEventId: issuedAt,
        startTime: 'now',
        conversionFactor: from(['ConversionFactor'], (factor) => scaledNumberOf(factor, 5)),
        conversionFactorTrailingDigit: { trailingDigit: 5 },
      }),
      price('Publish Calorific Value', {
        issuerEventId: issuedAt,
        startTime: 'now',
        calorificValue: from(['CalorificValue'], (value) => scaledNumberOf(value, 1)),
        calorificValueUnit: 'MJ/m3',
        calorificValueTrailingDigit: { trailingDigit: 1 },
      }),
    ],
  ),
  gasFlow('GCS24', ['2.0', '3.1'], 'UncontrolledGasFlowRate', 0),
  gasFlow('GCS24a', ['4.0'], 'UncontrolledGasFlowRateDecimal', 4),
  billingCalendar('GCS25', ['2.0'], PERIODS),
  billingCalendar('GCS25a', ['3.1', '4.0'], LONGER_PERIODS),
  gasRow(
    'GCS41',
    ['SetDeviceConfigurationImportMPxN', '6.20.1'],
    [
      management('Update SiteID', {
        ...ids,
        siteIdTime: 'now',
        siteId: (body) => zclTextOf(gasPart(body, 'ImportMPRN')),
      }),
    ],
  ),
  gasRow('GCS20', ['ConfigureAlertBehaviour', '6.22'], alertBehaviours),
  gasRow(
    'GCS36',
    ['RequestCustomerIdentificationNumber', '9.1'],
    [
      management('Update CIN', {
        ...ids,
        cinImplementationTime: 'now',
        customerIdNumber: made('customerIdentificationNumber'),
      }),
    ],
  ),
];
