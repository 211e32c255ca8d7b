/**
 * Unique Transaction Reference Numbers (GBCS 14): 20 digits for a top-up, of which the last is a check digit. What the
 * meter can read of one without keys; its 32-bit MAC needs the supplier's prepayment key, which is not held here.
 */
export interface TopUp {
  /** Value in pence. */
  readonly pence: number;
  /** The low ten bits of the UTRN counter. */
  readonly truncatedCounter: number;
}

const DIGITS = /^\d{20}$/;
/** What 19 digits say beyond the number that they begin with. */
const OFFSET = 7_394_156_990_786_306_048n;

/** Dihedral group D5. */
const PRODUCT = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
] as const;
const PERMUTATION = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
  [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
  [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
  [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
  [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
  [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
  [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
] as const;
/** Digits are taken from the left, from this row of the permutation on; the digit follows from the product by a table. */
const FIRST_ROW = 4;
const ENDING = [1, 2, 6, 7, 5, 8, 3, 0, 9, 4] as const;

/** The check digit of the first 19 digits. */
export function checkDigit(digits: string): number {
  let product = 0;
  for (const [i, digit] of Array.from(digits, Number).entries()) {
    const permuted = PERMUTATION[(FIRST_ROW + i) % PERMUTATION.length]?.[digit] ?? 0;
    product = PRODUCT[product]?.[permuted] ?? 0;
  }
  return ENDING[product] ?? 0;
}

const VALUE_BITS = 13;
const CLASS_BITS = 2;
const COUNTER_BITS = 10;
const PENCE = 0;
const POUNDS = 1;

/** @returns nothing for anything but 20 digits whose check digit holds and that stand for a value */
export function readTopUp(digits: string): TopUp | undefined {
  if (!DIGITS.test(digits) || checkDigit(digits.slice(0, 19)) !== Number(digits[19])) return undefined;
  const number = BigInt(digits.slice(0, 19)) - OFFSET;
  if (number < 0n) return undefined;
  const high = Number(number >> 32n);
  const value = high & ((1 << VALUE_BITS) - 1);
  const unit = (high >>> VALUE_BITS) & ((1 << CLASS_BITS) - 1);
  const truncatedCounter = (high >>> (VALUE_BITS + CLASS_BITS)) & ((1 << COUNTER_BITS) - 1);
  if (high >>> (VALUE_BITS + CLASS_BITS + COUNTER_BITS) !== 0) return undefined;
  if (unit !== PENCE && unit !== POUNDS) return undefined;
  return { pence: unit === POUNDS ? value * 100 : value, truncatedCounter };
}
