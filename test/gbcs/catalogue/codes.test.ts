import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ALERT_CODES } from '../../../gbcs/catalogue/alert-codes.js';
import { allUseCases } from '../../../gbcs/catalogue/lookup.js';
import { RESPONSE_CODES } from '../../../gbcs/catalogue/response-codes.js';
import { decodeMessage, octetsOfText, type Payload } from '../../../gbcs/index.js';
import { requireShared } from '../../shared.js';
import { requireTshark } from '../../vectors/tshark.js';

describe('alert codes', () => {
  it('are each there once, in order, with a name', () => {
    const codes = ALERT_CODES.map(({ code }) => code);
    expect(codes).eql([...new Set(codes)].sort((a, b) => a - b));
    for (const { code, name } of ALERT_CODES) expect(name, code.toString(16)).match(/^\S.{5,}$/);
  });

  it('include every code that a use case of the catalogue has', () => {
    const known = new Set(ALERT_CODES.map(({ code }) => code));
    for (const { name, payload } of allUseCases) {
      if ('alertCodes' in payload) for (const code of payload.alertCodes) expect(known.has(code), name).equal(true);
    }
  });

  it('include every code of the reference messages, which have those that are said to be seen there', function () {
    const folder = requireShared.call(this, 'rtds', 'RTDS-4.5.0');
    const seen = new Set<number>();
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.HEX')) continue;
      const text = readFileSync(join(folder, path), 'latin1').trim();
      const { frame, payload } = decodeMessage(octetsOfText(text));
      const code = frame.header.cra === 3 ? alertCodeOf(payload) : undefined;
      if (code !== undefined) seen.add(code);
    }
    expect([...seen].filter((code) => !ALERT_CODES.some((one) => one.code === code))).eql([]);
    const said = ALERT_CODES.filter(({ source }) => source === 'rtds').map(({ code }) => code);
    expect(said.filter((code) => !seen.has(code))).eql([]);
    expect(said.length).greaterThan(15);
  });
});

function alertCodeOf(payload: Payload): number | undefined {
  if (payload.kind === 'gbz-alert') return payload.alertCode;
  if (payload.kind === 'asn1' && 'alertCode' in payload.value) return payload.value.alertCode;
  if (payload.kind !== 'data-notification' || payload.body.type !== 'structure') return undefined;
  const [code] = payload.body.items;
  return code?.type === 'long-unsigned' ? code.value : undefined;
}

describe('response codes', () => {
  it('are lists with names of their own, and no number or name twice in one', () => {
    const names = RESPONSE_CODES.map(({ name }) => name);
    expect(new Set(names).size).equal(names.length);
    for (const { name, names: codes } of RESPONSE_CODES) {
      const values = Object.values(codes);
      expect(values.length, name).greaterThan(1);
      expect(new Set(values).size, name).equal(values.length);
    }
  });

  it('name results of get and set and those of an action apart', () => {
    const namesOf = (list: string) => RESPONSE_CODES.find(({ name }) => name === list)?.names ?? {};
    expect([namesOf('data-access-result')[15], namesOf('action-result')[15]]).eql([
      'long-get-aborted',
      'long-action-aborted',
    ]);
    expect(namesOf('zcl-status')[0x8b]).equal('NOT_FOUND');
  });

  it('name every ZCL status as tshark does', function () {
    requireTshark.call(this);
    const { stdout } = spawnSync('tshark', ['-G', 'values'], { encoding: 'utf8', maxBuffer: 1 << 27 });
    const theirs = new Map<number, string>();
    for (const line of stdout.split('\n')) {
      const [kind, field, number, name = ''] = line.split('\t');
      if (kind === 'V' && field === 'zbee_zcl.attr.status') theirs.set(Number(number), name);
    }
    expect(theirs.size).greaterThan(30);
    const ours = RESPONSE_CODES.find(({ name }) => name === 'zcl-status')?.names ?? {};
    // It writes abbreviations out, and says what a status is about.
    const written = (name: string) =>
      name.toLowerCase().replaceAll('_', ' ').replace('unsup ', 'unsupported ').replace('manuf ', 'manufacturer ');
    for (const [number, name] of Object.entries(ours)) {
      const their = theirs
        .get(Number(number))
        ?.toLowerCase()
        .replace(/^ota /, '')
        .replace(/^inconsistent value$/, 'inconsistent');
      expect(written(name), number).equal(their);
    }
  });
});
