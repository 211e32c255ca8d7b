import type { NamedFields } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { indexOf, numberOf, unfit } from '../values.js';
import { activationOf, distinct, issuedAt, oneOf } from '../zcl-values.js';
import { type GasCommand, gasPart, gasRow } from './gas.js';
import { calendarCommands } from './gas-calendar.js';

/** Tariffs and prices of a GSME (SRV 1.1.1, 1.2.1). */

/** Prices are in units of the fifth decimal place of a currency unit, thresholds in watt-hours. */
const PRICE_TRAILING_DIGIT = { trailingDigit: 5 };
const THRESHOLD_SCALE = { blockThresholdMultiplier: 1, blockThresholdDivisor: 1000 };
/** ISO 4217 numbers. */
const CURRENCIES = { GBP: 826, ECB: 978 };
/** The one tariff that a GSME has. */
const TARIFF_ID = 1;

const ids = { providerId: 0, issuerEventId: issuedAt };
const startTime = activationOf('cancel');
const whole = { issuerTariffId: TARIFF_ID, commandIndex: 0, totalNumberOfCommands: 1 };

/** How gas is charged: by the block of consumption that it falls into, or by the time of use. */
interface Charging {
  readonly scheme: 'Block Tariff' | 'TOU Tariff';
  readonly tiers: number;
  readonly entries: readonly NamedFields[];
}

function price(command: string, fields: GasCommand['fields']): GasCommand {
  return { cluster: 'Price', command, fields };
}

function chargingOf(prices: XmlElement): Charging {
  const tou = childOf(prices, 'TOUTariff');
  const list = childrenOf(tou ?? needChild(prices, 'BlockTariff'), tou === undefined ? 'BlockPrice' : 'TOUPrice');
  const numbers = distinct(list, (one) => indexOf(one, 'index'));
  const entries = list.map((one, i): NamedFields => {
    const number = numbers[i] ?? 0;
    const place = tou === undefined ? { tierBlockId: { block: number - 1, tier: 0 } } : { tierId: number };
    return { ...place, price: numberOf(one) };
  });
  return tou === undefined
    ? { scheme: 'Block Tariff', tiers: 0, entries }
    : { scheme: 'TOU Tariff', tiers: entries.length, entries };
}

function tariffInformation(prices: XmlElement, { scheme, tiers }: Charging, thresholds: number): GasCommand {
  return price('Publish Tariff Information', {
    ...ids,
    issuerTariffId: TARIFF_ID,
    startTime: activationOf('never'),
    tariffTypeChargingScheme: { tariffType: 'Delivered Tariff', chargingScheme: scheme },
    tariffLabel: '',
    numberOfPriceTiersInUse: tiers,
    numberOfBlockThresholdsInUse: thresholds,
    unitOfMeasure: 'kWh and kW',
    currency: oneOf(CURRENCIES)(needChild(prices, 'CurrencyUnits')),
    priceTrailingDigit: PRICE_TRAILING_DIGIT,
    standingCharge: numberOf(needChild(prices, 'StandingCharge')),
    tierBlockMode: 'Not Used',
    ...THRESHOLD_SCALE,
  });
}

function priceMatrix({ scheme, entries }: Charging): GasCommand {
  return price('Publish Price Matrix', {
    ...ids,
    startTime,
    ...whole,
    subPayloadControl: scheme === 'TOU Tariff' ? ['TOU Based'] : [],
    priceMatrixSubPayload: entries,
  });
}

/**
 * GCS01b. In use are as many thresholds as part the blocks that have a price. NumberOfThresholds does not decide: the data
 * set has 3 in a message whose request says 2 (GCS01a), and wherever it says 3.
 */
function priceCommands(body: XmlElement): readonly GasCommand[] {
  const prices = gasPart(needChild(body, 'PriceElements'), 'GasPriceElements');
  const charging = chargingOf(prices);
  const thresholds = charging.scheme === 'Block Tariff' ? charging.entries.length - 1 : 0;
  return [tariffInformation(prices, charging, thresholds), priceMatrix(charging)];
}

/** GCS01a: the calendar, and thresholds where gas is charged by blocks. */
function tariffCommands(body: XmlElement): readonly GasCommand[] {
  const tariff = gasPart(body, 'GasTariffElements');
  const prices = gasPart(needChild(body, 'PriceElements'), 'GasPriceElements');
  const charging = chargingOf(prices);
  const table = needChild(tariff, 'SwitchingTable');
  const thresholds = charging.scheme === 'Block Tariff' ? thresholdsOf(tariff, charging) : [];
  return [
    ...calendarCommands({
      calendarType: 'Delivered Calendar',
      days: childrenOf(needChild(table, 'DayProfiles'), 'DayProfile').map((day) => ({
        name: needChild(day, 'DayName'),
        entries: [{ startTime: 0, priceTier: tierOf(day, charging) }],
      })),
      weeks: needChild(table, 'WeekProfiles'),
      seasons: needChild(table, 'Seasons'),
      specialDays: needChild(tariff, 'SpecialDays'),
    }),
    tariffInformation(prices, charging, thresholds.length),
    ...(thresholds.length === 0 ? [] : [blockThresholds(thresholds)]),
    priceMatrix(charging),
  ];
}

/** The tier that a day has; none where gas is charged by blocks. */
function tierOf(day: XmlElement, { scheme }: Charging): number {
  const action = childOf(day, 'TOUTariffAction');
  if ((action === undefined) === (scheme === 'TOU Tariff')) throw unfit(day, `is of another kind than the ${scheme}`);
  return action === undefined ? 0 : numberOf(action);
}

/** Thresholds from the lowest block up: each is the end of a block that has a price, and so has what is above the last. */
function thresholdsOf(tariff: XmlElement, { entries }: Charging): readonly string[] {
  const matrix = needChild(tariff, 'ThresholdMatrix');
  const list = childrenOf(matrix, 'BlockThreshold');
  const numbers = distinct(list, (one) => indexOf(one, 'index'));
  if (Math.max(...numbers) !== numbers.length) throw unfit(matrix, 'leaves out a threshold below another');
  if (entries.length <= numbers.length) throw unfit(matrix, 'has a threshold of a block without a price');
  return numbers.map((_, i) => String(numberOf(list[numbers.indexOf(i + 1)] ?? matrix)));
}

function blockThresholds(thresholds: readonly string[]): GasCommand {
  return price('Publish Block Thresholds', {
    ...ids,
    startTime,
    ...whole,
    subPayloadControl: ['Apply to all TOU tiers, or block charging only'],
    blockThresholdSubPayload: [
      {
        tierNumberOfBlockThresholds: { numberOfBlockThresholds: thresholds.length, tier: 0 },
        blockThresholds: thresholds,
      },
    ],
  });
}

export const GAS_TARIFF_MAPPINGS: readonly BodyMapping[] = [
  gasRow('GCS01a', ['UpdateImportTariffPrimaryElement', '1.1.1'], tariffCommands),
  gasRow('GCS01b', ['UpdatePricePrimaryElement', '1.2.1'], priceCommands),
];
