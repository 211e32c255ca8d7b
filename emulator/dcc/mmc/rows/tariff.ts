import type { NamedFields } from '../../../../gbcs/index.js';
import { element, type WrittenElement } from '../../xml/write.js';
import { dateWithWildcards } from '../calendar.js';
import { emptyRows, type ResponseRows } from '../response-row.js';
import {
  choice,
  entriesAt,
  type FieldRow,
  fields,
  hex,
  integer,
  integerWithin,
  malformed,
  numbered,
  parent,
  text,
  timeOfDay,
  valueAt,
  wholeNumber,
} from '../values.js';

/** Tariffs and prices of an ESME (SRV 1.1.x, 1.2.x, 1.7, 4.11.x). */

const UNSIGNED = integerWithin(0, 0xffff_ffff);
const SHORT = integerWithin(-0x8000, 0x7fff);

function number(value: NamedFields[string] | undefined, name: string): number {
  return Number(wholeNumber(value, name));
}

/** A number in one octet of hexadecimal digits. */
function octet(value: NamedFields[string] | undefined, name: string): number {
  const digits = hex(value ?? null, name) as string;
  if (digits.length !== 2) throw malformed(name);
  return Number.parseInt(digits, 16);
}

function season(entry: NamedFields, name: string): WrittenElement {
  return element('Season', [
    ...fields(entry, [
      ['SeasonName', 'seasonProfileName', text(8)],
      ['SeasonStartDate', 'seasonStart', dateWithWildcards],
    ]),
    element('ReferencedWeekName', octet(entry['weekName'], name)),
  ]);
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

function week(day: string, entry: NamedFields, name: string): WrittenElement {
  return element('WeekProfile', [
    element('WeekName', octet(entry['weekProfileName'], name)),
    ...WEEKDAYS.map((weekday, i) => element(day, number(entry[weekday], name), { index: String(i + 1) })),
  ]);
}

/** Scripts that begin a block, and those of the second element; those of times of use are their numbers. */
const BLOCK_SCRIPTS = { from: 101, to: 108, start: 100 } as const;
const SECONDARY_SCRIPTS = 200;
const MAX_TIMES_OF_USE = 48;

function action(script: number, name: string): WrittenElement {
  if (script >= BLOCK_SCRIPTS.from && script <= BLOCK_SCRIPTS.to) {
    return element('BlockTariffAction', script - BLOCK_SCRIPTS.start);
  }
  const timeOfUse = script > SECONDARY_SCRIPTS ? script - SECONDARY_SCRIPTS : script;
  if (timeOfUse < 1 || timeOfUse > MAX_TIMES_OF_USE) throw malformed(name);
  return element('TOUTariffAction', timeOfUse);
}

function day(entry: NamedFields, name: string): WrittenElement {
  return element('DayProfile', [
    element('Day', number(entry['dayIdentifier'], name)),
    ...entriesAt(entry, 'daySchedule').map(({ startTime = null, scriptSelector }) =>
      element('ProfileSchedule', [
        element('StartTime', timeOfDay(startTime, name) ?? ''),
        action(number(scriptSelector, name), name),
      ]),
    ),
  ]);
}

/** The switching table and its special days. @param name that the catalogue has for it */
function switchingTable(values: NamedFields, name: string): readonly (WrittenElement | undefined)[] {
  const list = (parentName: string, row: string, convert: (entry: NamedFields, name: string) => WrittenElement) =>
    valueAt(values, row) === undefined
      ? undefined
      : element(
          parentName,
          entriesAt(values, row).map((entry) => convert(entry, row)),
        );
  return [
    parent('TariffSwitchingTable', [
      list('DayProfiles', `${name}.currentDayIdentifiers`, day),
      list('WeekProfiles', `${name}.currentWeeks`, (entry, row) => week('ReferencedElecDay', entry, row)),
      list('Seasons', `${name}.currentSeasons`, season),
    ]),
    list('TariffSwitchingTableSpecialDays', `${name}(SpecialDays).entries.current`, (entry, row) =>
      element('SpecialDay', [
        ...fields(entry, [['Date', 'specialDayDate', dateWithWildcards]]),
        element('ReferencedDay', number(entry['dayIdentifier'], row)),
      ]),
    ),
  ];
}

/** Prices of a charge table by the octet that names each. */
function prices(values: NamedFields, row: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  if (valueAt(values, row) === undefined) return found;
  for (const { index, chargePerUnit = null } of entriesAt(values, `${row} > chargeTable`)) {
    found.set(octet(index, row), SHORT(chargePerUnit, row) as string);
  }
  return found;
}

function touPrices(table: ReadonlyMap<number, string>): WrittenElement | undefined {
  return parent(
    'TariffTOUPriceMatrix',
    [...table]
      .filter(([index]) => index <= MAX_TIMES_OF_USE)
      .map(([index, price]) => element('TariffTOUPrice', price, { index: String(index) })),
  );
}

const BLOCKS = [1, 2, 3, 4] as const;
const TIMES_OF_USE_WITH_BLOCKS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** High half of the octet that names the price of a block: A for the first. */
const FIRST_BLOCK = 0xa;

function blockPrices(table: ReadonlyMap<number, string>): WrittenElement | undefined {
  return parent(
    'TariffBlockPriceMatrix',
    TIMES_OF_USE_WITH_BLOCKS.map((timeOfUse) => {
      const ofBlocks = BLOCKS.flatMap((block) => {
        const price = table.get(((FIRST_BLOCK + block - 1) << 4) | timeOfUse);
        return price === undefined ? [] : [element('BlockPrice', price, { index: String(block) })];
      });
      return ofBlocks.length === 0 ? undefined : element('TariffBlockPrices', ofBlocks, { index: String(timeOfUse) });
    }),
  );
}

function thresholds(values: NamedFields): WrittenElement | undefined {
  return parent(
    'TariffThresholdMatrix',
    TIMES_OF_USE_WITH_BLOCKS.map((timeOfUse) => {
      const row = `TariffThresholdMatrixBlocks[1to3]TOU[${timeOfUse}].thresholdCurrent`;
      return valueAt(values, row) === undefined
        ? undefined
        : element('ElecTariffThresholds', numbered(values, row, 'BlockThreshold'), { index: String(timeOfUse) });
    }),
  );
}

/** The only price of a charge that is for no unit of anything. */
export function chargeRows(path: string, row: string, scalePath: string): readonly FieldRow[] {
  return [
    [
      path,
      `${row} > chargeTable`,
      (value, name) => {
        const [first] = Array.isArray(value) ? value : [];
        return integer(valueAt({ first }, 'first > chargePerUnit') ?? null, name);
      },
    ],
    [scalePath, `${row} > chargePerUnitScaling > priceScale`, integer],
  ];
}

/** By what the currency is. */
const CURRENCY_LABEL = choice({ true: 'GBP', false: 'ECB' });
const CURRENCY_NAME = choice({ true: 'Millipence', false: 'Millicent' });

const MATRIX = 'TariffBlockPriceMatrixTOU.valueCurrent';
const SECONDARY_MATRIX = 'SecondaryTariffTOUPriceMatrix.valueCurrent';

function primaryTariff(values: NamedFields): readonly WrittenElement[] {
  const table = prices(values, MATRIX);
  return [
    element('Electricity', [
      ...fields(values, [
        ['PrimaryActiveTariffPrice', 'ActiveTariffPrice(Primary).value', UNSIGNED],
        ['CurrencyUnitsLabel', 'CurrencyUnit.valueCurrent', CURRENCY_LABEL],
        ['CurrencyUnitsName', 'CurrencyUnit.valueCurrent', CURRENCY_NAME],
        ...chargeRows('StandingCharge', 'StandingCharge.valueCurrent', 'StandingChargeScale'),
        ['PriceScale', `${MATRIX} > chargePerUnitScaling > priceScale`, integer],
      ]),
      blockPrices(table),
      touPrices(table),
      ...switchingTable(values, 'TariffSwitchingTable'),
      thresholds(values),
    ]),
  ];
}

function secondaryTariff(values: NamedFields): readonly (WrittenElement | undefined)[] {
  return [
    ...fields(values, [
      ['SecondaryActiveTariffPrice', 'SecondaryActiveTariffPrice.value', UNSIGNED],
      ['PriceScale', `${SECONDARY_MATRIX} > chargePerUnitScaling > priceScale`, integer],
    ]),
    touPrices(prices(values, SECONDARY_MATRIX)),
    ...switchingTable(values, 'TariffSwitchingTable(SecondaryElement)'),
  ];
}

export const TARIFF_ROWS: ResponseRows = {
  ...emptyRows('ECS01a ECS01b ECS01c ECS01d ECS05'),
  ECS24: { content: primaryTariff },
  ECS24b: { content: secondaryTariff },
};
