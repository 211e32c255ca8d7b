import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  captureHeader,
  capturePacket,
  encodeRadioFrame,
  TUNNELLING_CLUSTER,
  transferDataFrame,
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
    const zcl = transferDataFrame(isUp, sequence, 1, octets);
    const frame = encodeRadioFrame({ source, destination, sequence, clusterId: TUNNELLING_CLUSTER, zcl });
    return capturePacket(frame, Date.UTC(2026, 0, 1) + i);
  });
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-tshark-'));
  try {
    const file = join(directory, 'han.pcapng');
    writeFileSync(file, concatBytes(captureHeader(), ...packets));
    const named = ['frame.number', ...fields].flatMap((field) => ['-e', field]);
    const { stdout, stderr, status } = spawnSync('tshark', ['-r', file, '-T', 'fields', ...named], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    if (status !== 0) throw new Error(`tshark: ${stderr}`);
    const rows = stdout.split('\n').filter((line) => line !== '');
    return rows.map((row) => {
      const [, ...texts] = row.split('\t');
      return Object.fromEntries(fields.map((field, i) => [field, texts[i] ?? ''])) as Record<Field, string>;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
