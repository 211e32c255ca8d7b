import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  decodeLoadControlFrame,
  encodeLoadControlFrame,
  MOST_LINE_OCTETS,
  readTunnelFrame,
  TARGET_METHODS,
  TUNNELLING_CLUSTER,
} from '../../emulator/index.js';
import { fromHex, toHex } from '../../gbcs/index.js';
import { hanlab } from '../bin/hanlab.js';

const page = readFileSync('docs/target-protocol.md', 'utf8');

describe('docs/target-protocol.md', () => {
  it('lists every method, and no other', () => {
    const [table = ''] = page.split('| notification');
    const listed = Array.from(table.matchAll(/^\| `([a-z]+)` \|/gm), ([, name]) => name);
    expect(listed).to.deep.equal(TARGET_METHODS);
    expect(page).to.include(MOST_LINE_OCTETS.toLocaleString('en'));
  });

  it('has in its examples only ZCL frames that are as they should be', () => {
    const frames = Array.from(page.matchAll(/"clusterId":(\d+)[^\n]*?"zcl":"([0-9a-f]*)"/g));
    expect(frames.length).to.equal(page.split('"zcl":"').length - 1).and.to.be.above(0);
    for (const [, cluster, digits = ''] of frames) {
      const zcl = fromHex(digits);
      if (Number(cluster) === TUNNELLING_CLUSTER) expect(readTunnelFrame(zcl), digits).not.to.equal(undefined);
      else {
        const { frame, sequence } = decodeLoadControlFrame(zcl);
        // With fields that are not used as they should be, nothing else would come out again.
        expect(toHex(encodeLoadControlFrame(frame, sequence)), digits).to.equal(digits);
      }
    }
  });

  it('shows what a target says, line by line', () => {
    const [, command = '', lines = ''] = /^```console\n\$ hanlab ([^\n]*)\n(.*?)^```$/ms.exec(page) ?? [];
    const said = lines.split('\n').filter((line) => line !== '');
    const input = said.filter((line) => line.startsWith('→ ')).map((line) => `${line.slice(2)}\n`);
    const output = said.filter((line) => line.startsWith('← ')).map((line) => `${line.slice(2)}\n`);
    expect(said.length).to.equal(input.length + output.length);
    expect(input.length).to.be.above(5);
    const { code, out } = hanlab(command.split(' '), { input: input.join('') });
    expect({ code, out }).to.deep.equal({ code: 0, out: output.join('') });
  });
});
