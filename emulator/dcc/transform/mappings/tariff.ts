import type { NamedFields, NamedValue } from '../../../../gbcs/index.js';
import { childOf, childrenOf, needChild, type XmlElement } from '../../xml/element.js';
import { ANY_DATE, byNumber, dateWithWildcardsOf, inOrder, octets, timeOf } from '../cosem-values.js';
import type { BodyMapping } from '../mapping.js';
import { activationDates, plainRow, rowOf, type ValueRow, valueRow, valuesOf } from '../rows.js';
import { booleanOf, charactersOf, choiceOf, chosenChild, numberOf } from '../values.js';

/** Tariffs and prices of an ESME (SRV 1.1.x, 1.2.x, 1.7 and 6.26). */

/** Midnight, deviation not specified, no clock status: what follows the date in the start of a season. */
const MIDNIGHT = '000000008000ff';

function season(element: XmlElement): NamedFields {
  return {
    seasonProfileName: charactersOf(needChild(element, 'SeasonName')),
    seasonStart: dateWithWildcardsOf(needChild(element, 'SeasonStartDate')) + MIDNIGHT,
    weekName: octets(numberOf(needChild(element, 'ReferencedWeekName'))),
  };
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

function week(element: XmlElement): NamedFields {
  const days = inOrder(childrenOf(element, 'ReferencedDayName'), 'index').map(numberOf);
  return {
    weekProfileName: octets(numberOf(needChild(element, 'WeekName'))),
    ...Object.fromEntries(WEEKDAYS.map((name, i) => [name, days[i] ?? null])),
  };
}

/** What is added to the number of an action to get the script that starts it. */
interface Scripts {
  readonly TOUTariffAction: number;
  readonly BlockTariffAction?: number;
}

const PRIMARY_SCRIPTS: Scripts = { TOUTariffAction: 0, BlockTariffAction: 100 };
const SECONDARY_SCRIPTS: Scripts = { TOUTariffAction: 200 };

function scriptSelector(schedule: XmlElement, { TOUTariffAction, BlockTariffAction }: Scripts): number {
  const block = childOf(schedule, 'BlockTariffAction');
  if (block !== undefined && BlockTariffAction !== undefined) return BlockTariffAction + numberOf(block);
  return TOUTariffAction + numberOf(needChild(schedule, 'TOUTariffAction'));
}

function day(element: XmlElement, scripts: Scripts): NamedFields {
  return {
    dayIdentifier: numberOf(needChild(element, 'DayName')),
    daySchedule: childrenOf(element, 'ProfileSchedule').map((schedule) => ({
      startTime: timeOf(needChild(schedule, 'StartTime')),
      scriptSelector: scriptSelector(schedule, scripts),
    })),
  };
}

/** The switching table and the special days that go with it, for one element of the ESME. */
function switchingTable(name: string, tariff: XmlElement, scripts: Scripts): NamedFields {
  const table = needChild(tariff, 'SwitchingTable');
  const days = childrenOf(needChild(tariff, 'SpecialDays'), 'SpecialDay');
  return {
    [`${name}.nextSeasons`]: childrenOf(needChild(table, 'Seasons'), 'Season').map(season),
    [`${name}.nextWeeks`]: childrenOf(needChild(table, 'WeekProfiles'), 'WeekProfile').map(week),
    [`${name}.nextDayIdentifiers`]: childrenOf(needChild(table, 'DayProfiles'), 'DayProfile').map((one) =>
      day(one, scripts),
    ),
    [`${name}(SpecialDays).entries.next`]: days.map((one, i) => ({
      index: i + 1,
      specialDayDate: dateWithWildcardsOf(needChild(one, 'Date')),
      dayIdentifier: numberOf(needChild(one, 'ReferencedDayName')),
    })),
  };
}

/** Thresholds between blocks, for each register of time of use. */
function thresholds(tariff: XmlElement): NamedFields {
  const matrix = inOrder(childrenOf(needChild(tariff, 'ThresholdMatrix'), 'Thresholds'), 'index');
  return Object.fromEntries(
    matrix.map((element, i) => [
      `TariffThresholdMatrixBlocks[1to3]TOU[${i + 1}].thresholdNext`,
      inOrder(childrenOf(element, 'BlockThreshold'), 'index').map(numberOf),
    ]),
  );
}

/** A price that is for no unit of anything, such as a standing charge or a rate of debt recovery. */
export function chargeOf(price: XmlElement, scale: XmlElement): NamedFields {
  return {
    chargePerUnitScaling: { priceScale: numberOf(scale) },
    commodityReference: {},
    chargeTable: [{ index: '', chargePerUnit: numberOf(price) }],
  };
}

/** Prices for energy, by the octet that names each. */
function pricesPerUnit(
  scale: XmlElement,
  prices: ReadonlyMap<number, number>,
  indices: readonly number[],
): NamedFields {
  return {
    chargePerUnitScaling: { priceScale: numberOf(scale) },
    commodityReference: {},
    chargeTable: indices.map((index) => ({ index: octets(index), chargePerUnit: prices.get(index) ?? 0 })),
  };
}

const TOU_PRICES = 48;
const BLOCKS = 4;
const BLOCK_TOU_PRICES = 8;

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

/** The octet that names the price of a block at a time of use: A1 to A8 of the first block, D8 the last. */
function blockPriceIndex(block: number, timeOfUse: number): number {
  return ((9 + block) << 4) | timeOfUse;
}

/** Every price that an ESME has, by octet: those that no element says are nought. */
const PRIMARY_PRICES: readonly number[] = [
  ...range(TOU_PRICES),
  ...range(BLOCKS).flatMap((block) => range(BLOCK_TOU_PRICES).map((timeOfUse) => blockPriceIndex(block, timeOfUse))),
];
const SECONDARY_PRICES: readonly number[] = range(4);

/** Prices of the first element, whichever kind of tariff it is. */
function primaryPrices(elements: XmlElement): NamedFields {
  const tariff = ['TOUTariff', 'BlockTariff', 'HybridTariff'].flatMap((name) => childrenOf(elements, name));
  const prices = new Map<number, number>();
  for (const one of tariff) {
    for (const [index, price] of byNumber(childrenOf(one, 'TOUPrice'), 'index')) prices.set(index, numberOf(price));
    for (const [timeOfUse, blocks] of byNumber(childrenOf(one, 'BlockPrices'), 'index')) {
      for (const [block, price] of byNumber(childrenOf(blocks, 'BlockPrice'), 'index')) {
        prices.set(blockPriceIndex(block, timeOfUse), numberOf(price));
      }
    }
  }
  return {
    'StandingCharge.valueNext': chargeOf(
      needChild(elements, 'StandingCharge'),
      needChild(elements, 'StandingChargeScale'),
    ),
    'TariffBlockPriceMatrixTOU.valueNext': pricesPerUnit(needChild(elements, 'PriceScale'), prices, PRIMARY_PRICES),
  };
}

function secondaryPrices(body: XmlElement): NamedFields {
  const elements = needChild(body, 'PriceElements');
  const prices = byNumber(childrenOf(elements, 'ElectricityPriceElement'), 'index');
  const numbers = new Map([...prices].map(([index, price]) => [index, numberOf(price)]));
  return {
    'SecondaryTariffTOUPriceMatrix.valueNext': pricesPerUnit(
      needChild(elements, 'PriceScale'),
      numbers,
      SECONDARY_PRICES,
    ),
  };
}

const CURRENCY: ValueRow = [
  'CurrencyUnit.valueNext',
  'ElecTariffElements CurrencyUnits',
  (element) => choiceOf(element, { GBP: true, ECB: false }),
];

const EVERY_MIDNIGHT = { time: '00000000', date: ANY_DATE };
/** As `never` is said of activation dates. */
const NEVER = { time: 'ffffffff', date: ANY_DATE };

/** When the block counters start again (assumption `transform-daily-resetting-off`). */
function dailyReset(element: XmlElement): NamedValue {
  return [booleanOf(element) ? EVERY_MIDNIGHT : NEVER];
}

export const TARIFF_MAPPINGS: readonly BodyMapping[] = [
  rowOf('ECS01a', 'UpdateImportTariffPrimaryElement', '1.1.1', (body) => {
    const tariff = chosenChild(body, 'ElecTariffElements');
    return {
      ...switchingTable('TariffSwitchingTable', tariff, PRIMARY_SCRIPTS),
      ...thresholds(tariff),
      ...valuesOf(body, [CURRENCY]),
      ...primaryPrices(chosenChild(needChild(body, 'PriceElements'), 'ElectricityPriceElements')),
      ...activationDates('ECS01a', body),
    };
  }),
  rowOf('ECS01b', 'UpdatePricePrimaryElement', '1.2.1', (body) => ({
    ...primaryPrices(chosenChild(needChild(body, 'PriceElements'), 'ElectricityPriceElements')),
    ...activationDates('ECS01b', body),
  })),
  rowOf('ECS01c', 'UpdateImportTariffSecondaryElement', '1.1.2', (body) => ({
    ...switchingTable('TariffSwitchingTable(SecondaryElement)', body, SECONDARY_SCRIPTS),
    ...secondaryPrices(body),
    ...activationDates('ECS01c', body),
  })),
  rowOf('ECS01d', 'UpdatePriceSecondaryElement', '1.2.2', (body) => ({
    ...secondaryPrices(body),
    ...activationDates('ECS01d', body),
  })),
  plainRow('ECS05', 'ResetTariffBlockCounterMatrix', '1.7'),
  valueRow('ECS48', 'UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix', '6.26', [
    ['TariffBlockCounterMatrix.dailyResetting', 'DailyTariffBlockCounterMatrixReset', dailyReset],
  ]),
];
