import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  DEVICES,
  decodeLoadControlFrame,
  encodeLoadControlFrame,
  MOST_LINE_OCTETS,
  readDefaultResponse,
  readTunnelFrame,
  readZclFrame,
  TARGET_METHODS,
  TUNNELLING_CLUSTER,
} from '../../emulator/index.js';
import { decodeMessage, fromHex, toHex } from '../../gbcs/index.js';
import { hanlab } from '../bin/hanlab.js';

const page = readFileSync('docs/target-protocol.md', 'utf8');
const sessions = readFileSync('docs/target-protocol-sessions.md', 'utf8');

describe('docs/target-protocol.md', () => {
  it('lists every method, and no other', () => {
    const [table = ''] = page.split('| notification');
    const listed = Array.from(table.matchAll(/^\| `([a-z]+)` \|/gm), ([, name]) => name);
    expect(listed).to.deep.equal(TARGET_METHODS);
    expect(page).to.include(MOST_LINE_OCTETS.toLocaleString('en'));
  });

  it('has in its examples only ZCL frames that are as they should be', () => {
    const all = page + sessions;
    const frames = Array.from(all.matchAll(/"clusterId":(\d+)[^\n]*?"zcl":"([0-9a-f]*)"/g));
    expect(frames.length)
      .to.equal(all.split('"zcl":"').length - 1)
      .and.to.be.above(5);
    for (const [, cluster, digits = ''] of frames) {
      const zcl = fromHex(digits);
      const whole = readZclFrame(zcl);
      if (whole !== undefined && readDefaultResponse(whole) !== undefined) continue;
      if (Number(cluster) === TUNNELLING_CLUSTER) expect(readTunnelFrame(zcl), digits).not.to.equal(undefined);
      else {
        const { frame, sequence } = decodeLoadControlFrame(zcl);
        // With fields that are not used as they should be, nothing else would come out again.
        expect(toHex(encodeLoadControlFrame(frame, sequence)), digits).to.equal(digits);
      }
    }
  });

  const emulations = [page, sessions].flatMap((text) =>
    consoles(text).filter(([command = '']) => command.startsWith('emulate ')),
  );

  for (const [command = '', ...said] of emulations) {
    it(`shows what ${command} says, line by line`, () => {
      const input = said.filter((line) => line.startsWith('→ ')).map((line) => `${line.slice(2)}\n`);
      const output = said.filter((line) => line.startsWith('← ')).map((line) => line.slice(2));
      expect(said.length).to.equal(input.length + output.length);
      expect(input.length).to.be.above(5);
      const { code, out } = hanlab(command.split(' '), { input: input.join('') });
      expect(code).to.equal(0);
      expect(out.trimEnd().split('\n').map(unsigned)).to.deep.equal(output.map(unsigned));
    });
  }

  it('shows how a Command is made that the device of the session obeys', () => {
    const made = consoles(sessions).find(([command = '']) => command.startsWith('keys '));
    const [keys = '', told, encode = '', command = ''] = made ?? [];
    const cwd = mkdtempSync(join(tmpdir(), 'hanlab-session-'));
    try {
      expect(hanlab(keys.split(' '), { cwd })).to.include({ code: 0, out: `${told}\n`, err: '' });
      expect(encode).to.match(/^\$ hanlab encode /);
      const { code, out, err } = hanlab(encode.replace('$ hanlab ', '').split(' '), { cwd });
      expect({ code, err }).to.deep.equal({ code: 0, err: '' });
      const withoutProtection = (digits: string) => {
        const { header, payload } = decodeMessage(fromHex(digits)).frame;
        return { header, payload };
      };
      expect(withoutProtection(out.trim())).to.deep.equal(withoutProtection(command));
      expect(sessions).to.include(`"message":"${command}"`);
      // It is the new one that is obeyed here; the session has the one of the page.
      const input = JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'frame',
        params: { level: 'gbcs', device: DEVICES.hcalcs, message: out.trim() },
      });
      expect(hanlab(['emulate', '--device', 'hcalcs', '--stdio'], { cwd, input }).out).to.include('"note":"executed"');
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});

/** Transcripts of a page: the command without its prompt, then the lines that follow it. */
function consoles(text: string): string[][] {
  return Array.from(text.matchAll(/^```console\n\$ hanlab (.*?)\n```$/gms), ([, block = '']) => block.split('\n'));
}

/** A line without the signature of the GBCS message that it tells: each is another. */
function unsigned(line: string): string {
  return line.replace(/("level":"gbcs".*"message":"[0-9a-f]*)[0-9a-f]{128}"/, '$1"');
}
