import { expect } from 'chai';
import { checkAccessRequest } from '../../../gbcs/catalogue/conformance.js';
import { parseDlmsRows } from '../../../gbcs/catalogue/rows-text.js';
import { type AccessSpecification, longInvokeIdOf } from '../../../gbcs/dlms/access.js';
import { array, type Data, longUnsigned, NULL_DATA, octetString, structure } from '../../../gbcs/dlms/data.js';

const LOG = 'get 7 0-0:99.98.1.255 2 L.logEntries compact-array[1..9] {timestamp double-long-unsigned}';
const CLOCK = structure(
  longUnsigned(1),
  octetString(Uint8Array.of(0, 0, 94, 44, 100, 255)),
  { type: 'integer', value: 2 },
  longUnsigned(0),
);

function range(from: Data = { type: 'double-long-unsigned', value: 0 }): Data {
  return structure(CLOCK, from, { type: 'double-long-unsigned', value: 0xffffffff }, array());
}

function check(row: string, selection?: AccessSpecification['selection']): void {
  const specification = { access: 'get', classId: 7, obis: '0-0:99.98.1.255', member: 2 } as const;
  const request = {
    kind: 'access-request',
    longInvokeId: longInvokeIdOf(1n),
    dateTime: new Uint8Array(0),
    specifications: [selection === undefined ? specification : { ...specification, selection }],
    data: [NULL_DATA],
  } as const;
  checkAccessRequest(request, parseDlmsRows(row), 1n);
}

describe('selective access in a Command', () => {
  it('is there where the row reads a range of a log, and nowhere else', () => {
    check(`${LOG} range`, { selector: 1, parameters: range() });
    check(LOG);
    expect(() => check(`${LOG} range`)).throw('L.logEntries: no selective access');
    expect(() => check(LOG, { selector: 1, parameters: range() })).throw('L.logEntries: selective access');
  });

  it('is by the clock from one time to another', () => {
    expect(() => check(`${LOG} range`, { selector: 2, parameters: range() })).throw('selector 2, not 1');
    expect(() => check(`${LOG} range`, { selector: 1, parameters: range(longUnsigned(0)) })).throw(
      'long-unsigned, not',
    );
    expect(() => check(`${LOG} range`, { selector: 1, parameters: NULL_DATA })).throw('null-data, not structure');
  });
});
