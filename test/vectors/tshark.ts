import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  captureHeader,
  capturePacket,
  encodeRadioFrame,
  encodeTunnelFrame,
  TUNNELLING_CLUSTER,
} from '../../emulator/index.js';
import { concatBytes, eui64 } from '../../gbcs/index.js';

/** Wireshark's dissector, which knows GBCS: an opinion on our decoder by somebody else. */

const HUB = { network: 0x0000, eui: eui64('00db1234567890a2') };
const DEVICE = { network: 0x0001, eui: eui64('00db1234567890a0') };

/** The test is skipped without tshark, visibly; `HANLAB_REQUIRE=all` makes that a failure. */
export function requireTshark(this: Mocha.Context): void {
  if (spawnSync('tshark', ['--version']).status === 0) return;
  if (process.env['HANLAB_REQUIRE'] === 'all') throw new Error('tshark is not installed');
  this.skip();
}

/**
 * What tshark reads in what tunnels carry.
 * @param contents of Transfer Data frames, in order
 * @param fields names as in `tshark -G fields`
 * @param isFromServer which way a frame goes: from the device, or to it
 * @returns a row for each frame: the text of each field, by its name; several of one field are joined by commas
 */
export function dissect<Field extends string>(
  contents: readonly Uint8Array[],
  fields: readonly Field[],
  isFromServer: (index: number) => boolean = () => false,
): readonly Readonly<Record<Field, string>>[] {
  const packets = contents.map((octets, i) => {
    const isUp = isFromServer(i);
    const [source, destination] = isUp ? [DEVICE, HUB] : [HUB, DEVICE];
    const sequence = i & 0xff;
    const transfer = { command: 'transferData', tunnelId: 1, data: octets } as const;
    const zcl = encodeTunnelFrame(transfer, isUp ? 'toClient' : 'toServer', sequence);
    const frame = encodeRadioFrame({ source, destination, sequence, clusterId: TUNNELLING_CLUSTER, zcl });
    return capturePacket(frame, Date.UTC(2026, 0, 1) + i);
  });
  const named = ['frame.number', ...fields].flatMap((field) => ['-e', field]);
  const stdout = tshark(packets, ['-T', 'fields', ...named]);
  const rows = stdout.split('\n').filter((line) => line !== '');
  return rows.map((row) => {
    const [, ...texts] = row.split('\t');
    return Object.fromEntries(fields.map((field, i) => [field, texts[i] ?? ''])) as Record<Field, string>;
  });
}

/** A ZCL frame in the cluster that it belongs to. */
export interface ZclFrame {
  readonly clusterId: number;
  readonly octets: Uint8Array;
}

/** Where a field that tshark found stands: counted from the start of the ZCL frame. */
export interface DissectedField {
  readonly start: number;
  readonly end: number;
}

/**
 * The fields that tshark finds in ZCL frames, in any order, those of one part of an octet included.
 * @returns the fields of each frame
 */
export function dissectZcl(frames: readonly ZclFrame[]): readonly (readonly DissectedField[])[] {
  const packets = frames.map(({ clusterId, octets }, i) => {
    const sequence = i & 0xff;
    const frame = encodeRadioFrame({ source: HUB, destination: DEVICE, sequence, clusterId, zcl: octets });
    return capturePacket(frame, Date.UTC(2026, 0, 1) + i);
  });
  const documents = JSON.parse(tshark(packets, ['-T', 'jsonraw', '--no-duplicate-keys'])) as readonly {
    readonly _source: { readonly layers: { readonly frame_raw: readonly number[] } };
  }[];
  return documents.map(({ _source: { layers } }, i) => {
    const start = (layers.frame_raw[2] ?? 0) - (frames[i]?.octets.length ?? 0);
    return rawFields(layers)
      .filter((field) => field.start >= start)
      .map((field) => ({ start: field.start - start, end: field.end - start }));
  });
}

/** Every `[octets, offset, length, mask, type]` in a document of `-T jsonraw`. */
function rawFields(value: unknown): DissectedField[] {
  if (typeof value !== 'object' || value === null) return [];
  const [, offset, length] = Array.isArray(value) ? value : [];
  if (Array.isArray(value) && value.length === 5 && typeof offset === 'number' && typeof length === 'number') {
    return [{ start: offset, end: offset + length }];
  }
  return Object.values(value).flatMap(rawFields);
}

/**
 * What tshark reads in a capture file.
 * @param fields names as in `tshark -G fields`
 * @param filter which frames, in the language of tshark
 * @returns a row for each frame
 */
export function dissectCapture<Field extends string>(
  capture: Uint8Array,
  fields: readonly Field[],
  filter: string,
): readonly Readonly<Record<Field, string>>[] {
  const named = fields.flatMap((field) => ['-e', field]);
  const stdout = tsharkOn(capture, ['-Y', filter, '-T', 'fields', '-e', 'frame.number', ...named]);
  return stdout.split('\n').flatMap((row) => {
    if (row === '') return [];
    const [, ...texts] = row.split('\t');
    return [Object.fromEntries(fields.map((field, i) => [field, texts[i] ?? ''])) as Record<Field, string>];
  });
}

/** What tshark prints about packets. */
function tshark(packets: readonly Uint8Array[], options: readonly string[]): string {
  return tsharkOn(concatBytes(captureHeader(), ...packets), options);
}

function tsharkOn(capture: Uint8Array, options: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-tshark-'));
  try {
    const file = join(directory, 'han.pcapng');
    writeFileSync(file, capture);
    const { stdout, stderr, status } = spawnSync('tshark', ['-r', file, ...options], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    if (status !== 0) throw new Error(`tshark: ${stderr}`);
    return stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
