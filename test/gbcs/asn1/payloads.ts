import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { fromHex } from '../../../gbcs/bytes/hex.js';
import { CodecError, type ErrorCode } from '../../../gbcs/errors.js';
import { decodeFrame } from '../../../gbcs/frame/frame.js';

export interface ReferencePayload {
  readonly name: string;
  readonly cra: number;
  readonly messageCode: number;
  readonly payload: Uint8Array;
  /** Offset of the payload in its message. */
  readonly base: number;
}

/** The payloads of all messages of the Reference Test Data Set below `directory`, in the order of their paths. */
export function referencePayloads(directory: string): ReferencePayload[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.HEX'))
    .sort()
    .map((path) => {
      const frame = decodeFrame(fromHex(readFileSync(join(directory, path), 'latin1').replaceAll(/\s/g, '')));
      return {
        name: basename(path, '_GBCS.HEX'),
        cra: frame.header.cra,
        messageCode: frame.header.otherInformation.messageCode,
        payload: frame.payload,
        base: frame.spans?.payload.start ?? 0,
      };
    });
}

/** Whether a payload is of the GBZ family. */
export function isGbz(payload: Uint8Array): boolean {
  return payload[0] === 0x01 && payload[1] === 0x09;
}

/** Whether a payload is of the ASN.1 family: SEQUENCE, NULL, INTEGER or OCTET STRING first. */
export function isAsn1(payload: Uint8Array): boolean {
  return [0x30, 0x05, 0x02, 0x04].includes(payload[0] ?? -1);
}

/** The CodecError that `action` throws; fails on any other outcome. */
export function codecError(action: () => unknown): CodecError {
  try {
    action();
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Expects a CodecError with this code and offset. */
export function expectCodecError(action: () => unknown, code: ErrorCode, offset: number | undefined): void {
  const error = codecError(action);
  expect([error.code, error.offset], error.message).to.deep.equal([code, offset]);
}

/**
 * Runs `read` on hostile input: it may give a value or a CodecError that names a place in the input, nothing else.
 * @returns the value, if there is one
 */
export function valueOrCodecError<T>(read: () => T, base: number, octets: number): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    expect(error.offset, error.message).to.be.within(base, base + octets);
    expect(error.code).to.match(/^GBCS_E_/);
    return undefined;
  }
}

/** `octets` with one octet replaced, inserted or taken away, or cut short: near misses of something well formed. */
export function nearMiss(octets: Uint8Array, how: number, at: number, octet: number): Uint8Array {
  const place = octets.length === 0 ? 0 : at % octets.length;
  const list = [...octets];
  if (how === 0) list[place] = octet;
  else if (how === 1) list.splice(place, 0, octet);
  else if (how === 2) list.splice(place, 1);
  else list.length = place;
  return Uint8Array.from(list);
}
