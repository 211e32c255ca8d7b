import { fromHex, toHex } from '../bytes/hex.js';
import { Reader } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { type GbzAlert, type GbzPayload, readGbz, writeGbz } from '../gbz/components.js';
import type { NamedFields } from '../named-value.js';
import type { DecodingContext, EncodingContext } from './context.js';

export function nameOfGbz(payload: GbzPayload | GbzAlert, _context: DecodingContext): NamedFields {
  const w = new Writer();
  writeGbz(w, payload);
  return { todo: toHex(w.finish()) };
}
export function gbzOfNames(kind: 'gbz' | 'gbz-alert', payload: NamedFields, _path: string, _context: EncodingContext) {
  return readGbz(new Reader(fromHex(String(payload['todo']))), kind === 'gbz-alert');
}
