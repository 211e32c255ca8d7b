import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import {
  ACTIVATE_NEVER,
  ACTIVATE_NOW,
  decodeActivationTime,
  decodeDateTime,
  encodeDateTime,
} from '../../../gbcs/dlms/date-time.js';
import { codecError } from '../asn1/payloads.js';

describe('COSEM date-times', () => {
  it('have the form of the reference messages', () => {
    expect(toHex(encodeDateTime(Date.UTC(2015, 0, 1)))).to.equal('07df0101ff000000008000ff');
    expect(toHex(encodeDateTime(Date.UTC(2030, 0, 15, 9)))).to.equal('07ee010fff090000008000ff');
    expect(toHex(encodeDateTime(Date.UTC(2024, 1, 29, 23, 59, 59, 999)))).to.equal('07e8021dff173b3b008000ff');
  });

  it('are the whole second that they were made from', () => {
    const first = Date.UTC(1900, 0, 1);
    const last = Date.UTC(9999, 11, 31, 23, 59, 59);
    fc.assert(
      fc.property(fc.integer({ min: first / 1000, max: last / 1000 }), fc.nat(999), (second, milliseconds) => {
        expect(decodeDateTime(encodeDateTime(second * 1000 + milliseconds))).to.equal(second * 1000);
      }),
    );
  });

  it('cannot hold what is no time', () => {
    for (const instant of [Number.NaN, Date.UTC(65535, 0, 1), Date.UTC(-1, 0, 1), Number.POSITIVE_INFINITY]) {
      expect(codecError(() => encodeDateTime(instant)).code, String(instant)).to.equal('GBCS_E_VALUE');
    }
    expect(toHex(encodeDateTime(Date.UTC(65534, 11, 31)))).to.match(/^fffe0c1f/);
  });

  it('may have any day of week, hundredths and status, and deviation 8000 or 0', () => {
    const instant = Date.UTC(2026, 0, 5, 18, 30, 15);
    for (const hex of ['07ea010501121e0f638000ff', '07ea0105ff121e0fff000000', '07ea010500121e0f00800004']) {
      expect(decodeDateTime(fromHex(hex)), hex).to.equal(instant);
    }
  });

  const wrong: [string, string][] = [
    ['a wildcard year', 'ffff0105ff121e0f008000ff'],
    ['a wildcard month', '07eaff05ff121e0f008000ff'],
    ['a wildcard day', '07ea01ffff121e0f008000ff'],
    ['the last day of a month', '07ea01feff121e0f008000ff'],
    ['a wildcard hour', '07ea0105ffff1e0f008000ff'],
    ['a wildcard minute', '07ea0105ff12ff0f008000ff'],
    ['a wildcard second', '07ea0105ff121eff008000ff'],
    ['29 February of 2026', '07ea021dff000000008000ff'],
    ['29 February of 2100', '0834021dff000000008000ff'],
    ['31 April', '07ea041fff000000008000ff'],
    ['month 0', '07ea0005ff000000008000ff'],
    ['month 13', '07ea0d05ff000000008000ff'],
    ['day 0', '07ea0100ff000000008000ff'],
    ['hour 24', '07ea0105ff180000008000ff'],
    ['minute 60', '07ea0105ff003c00008000ff'],
    ['second 60', '07ea0105ff00003c008000ff'],
    ['a deviation of an hour', '07ea0105ff12000000003cff'],
    ['eleven octets', '07ea0105ff1200000080ff'],
    ['thirteen octets', '07ea0105ff12000000800000ff'],
  ];
  for (const [what, hex] of wrong) {
    it(`are not read with ${what}`, () => {
      expect(codecError(() => decodeDateTime(fromHex(hex))).code).to.equal('GBCS_E_VALUE');
      expect(codecError(() => decodeActivationTime(fromHex(hex))).code).to.equal('GBCS_E_VALUE');
    });
  }

  it('know 29 February of leap years', () => {
    for (const [hex, year] of [
      ['07d0021dff000000008000ff', 2000],
      ['07ec021dff000000008000ff', 2028],
    ] as const) {
      expect(decodeDateTime(fromHex(hex))).to.equal(Date.UTC(year, 1, 29));
    }
  });
});

describe('activation date-times', () => {
  it('are at once, never, or an instant, as in the reference messages', () => {
    expect(toHex(ACTIVATE_NOW)).to.equal('0000000000000000008000ff');
    expect(toHex(ACTIVATE_NEVER)).to.equal('ffffffffffffffffff8000ff');
    expect(decodeActivationTime(ACTIVATE_NOW)).to.deep.equal({ when: 'now' });
    expect(decodeActivationTime(ACTIVATE_NEVER)).to.deep.equal({ when: 'never' });
    expect(decodeActivationTime(fromHex('07ee010fff090000008000ff'))).to.deep.equal({
      when: 'at',
      instant: Date.UTC(2030, 0, 15, 9),
    });
  });

  it('are not nearly so', () => {
    for (const hex of ['0000000000000000000000ff', 'ffffffffffffffffff800000', 'ffffffffff000000008000ff', '']) {
      expect(codecError(() => decodeActivationTime(fromHex(hex))).code, hex).to.equal('GBCS_E_VALUE');
    }
  });
});
