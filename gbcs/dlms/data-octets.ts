import { Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { array, type Data, type TypeDescription } from './data.js';
import { readData, writeData } from './data-codec.js';

/** One value of DLMS on its own: as octets, without its places in a message, and lists in the form of logs. */

/** The octets of one value. @throws CodecError as `writeData` */
export function encodeData(data: Data): Uint8Array {
  const writer = new Writer();
  writeData(writer, data);
  return writer.finish();
}

/** The one value that these octets are. @throws CodecError as `readData`, and `GBCS_E_TRAILING` where octets are left */
export function decodeData(octets: Uint8Array): Data {
  const reader = new Reader(octets);
  const data = readData(reader);
  reader.end('the value');
  return data;
}

/** The value by itself: without its places, forms of length and unused bits; a list of a log is an array. */
export function bareData(data: Data): Data {
  switch (data.type) {
    case 'null-data':
      return { type: data.type };
    case 'array':
    case 'structure':
      return { type: data.type, items: data.items.map(bareData) };
    case 'compact-array':
      return array(...data.items.map(bareData));
    case 'boolean':
      return { type: data.type, value: data.value };
    case 'bit-string':
      return { type: data.type, bits: data.bits };
    case 'long64':
    case 'long64-unsigned':
      return { type: data.type, value: data.value };
    default:
      return 'octets' in data
        ? { type: data.type, octets: data.octets.slice() }
        : { type: data.type, value: data.value };
  }
}

/**
 * A list as logs are read: a compact array where its elements are all of one form, else, or without any, an array
 * (Blue Book 4.1.5; an empty list has nothing that its form could be taken from).
 */
export function compactArray(items: readonly Data[]): Data {
  const [first] = items;
  if (first === undefined) return array();
  const description = descriptionOf(first);
  const form = JSON.stringify(description);
  const isUniform = items.every((item) => JSON.stringify(descriptionOf(item)) === form);
  return isUniform ? { type: 'compact-array', description, items } : array(...items);
}

function descriptionOf(data: Data): TypeDescription {
  switch (data.type) {
    case 'array': {
      const [first] = data.items;
      return { type: 'array', count: data.items.length, of: first ? descriptionOf(first) : { type: 'null-data' } };
    }
    case 'structure':
      return { type: 'structure', fields: data.items.map(descriptionOf) };
    case 'compact-array':
      return descriptionOf(array(...data.items));
    default:
      return { type: data.type };
  }
}
