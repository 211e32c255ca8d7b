import { buildMessage, type Data, decodeMessage, encodeFrame, eui64 } from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** Rows of a log in one Response: about 1,000 and 32,000 octets. */
const FEW = 72;
const MANY = 2300;

/** Decoding a long message against decoding a short one, by octets: time in proportion to them makes this 1. */
export function measureMessageSize(): Comparison {
  const [long, short] = [responseOf(MANY), responseOf(FEW)];
  return compare({
    name: `decode only, a message of ${long.length} octets`,
    unit: 'octets',
    units: long.length,
    whole: () => decodeMessage(long),
    floor: () => decodeMessage(short),
    floorUnits: short.length,
    against: `one of ${short.length} octets`,
  });
}

/** A Response with a log of so many rows. */
function responseOf(rows: number): Uint8Array {
  const row = (i: number): Data => ({
    type: 'structure',
    items: [
      { type: 'double-long-unsigned', value: i },
      { type: 'double-long-unsigned', value: 3 * i },
      { type: 'unsigned', value: 0 },
    ],
  });
  const frame = buildMessage({
    cra: 2,
    originatorCounter: 2001n,
    originator: eui64('00-DB-12-34-56-78-90-A0'),
    recipient: eui64('90-B3-D5-1F-30-02-00-00'),
    otherInformation: { messageCode: 0x0055 },
    payload: {
      kind: 'access-response',
      longInvokeId: 0,
      dateTime: new Uint8Array(0),
      data: [{ type: 'array', items: Array.from({ length: rows }, (_, i) => row(i)) }],
      results: [{ access: 'get', code: 0 }],
    },
  });
  return encodeFrame({ ...frame, signature: new Uint8Array(0) });
}
