import { expect } from 'chai';
import { checkDigit, readTopUp } from '../../../emulator/devices/esme/top-up.js';

/** Of the reference message CS01a. */
const REFERENCE = '73946144332040217315';

describe('top-up numbers', () => {
  it('are read with their value and the low bits of their counter', () => {
    expect(REFERENCE.length).equal(20);
    const topUp = readTopUp(REFERENCE);
    expect(topUp).include.keys('pence', 'truncatedCounter');
    expect(topUp?.truncatedCounter).within(0, 1023);
  });

  it('are refused where any one digit is another, and where there are not 20', () => {
    const number = valid(REFERENCE);
    for (let at = 0; at < number.length; at++) {
      for (let digit = 0; digit < 10; digit++) {
        if (Number(number[at]) === digit) continue;
        expect(readTopUp(`${number.slice(0, at)}${digit}${number.slice(at + 1)}`), `digit ${at}`).equal(undefined);
      }
    }
    for (const other of ['', '1234', `${number}0`, 'x'.repeat(20)]) expect(readTopUp(other)).equal(undefined);
  });
});

/** The number with the check digit that belongs to it. */
function valid(number: string): string {
  return number.slice(0, 19) + checkDigit(number.slice(0, 19));
}
