import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type EvidenceRecord, memoryEvidenceLog, openEvidenceLog } from '../../../conformance/index.js';
import { HanlabError } from '../../../gbcs/index.js';

const NOW = Date.UTC(2026, 10, 23, 12);
const step = (text: string) => ({ event: 'step', text }) as const;

describe('evidence log', () => {
  let directory: string;
  let path: string;
  const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const records = () => lines().map((line) => JSON.parse(line) as EvidenceRecord);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hanlab-evidence-'));
    path = join(directory, 'evidence.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('numbers records over all scenarios, in the order of writing, with both times', () => {
    const log = openEvidenceLog(path, () => NOW);
    const [a, b] = [log.writer('a'), log.writer('b')];
    a.write(0, step('one'));
    b.write(1500, step('two'));
    a.write(500, step('three'));
    log.close();
    expect(records().map(({ sequence, scenario }) => [sequence, scenario])).to.deep.equal([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ]);
    expect(records()[1]).to.deep.equal({
      sequence: 2,
      scenario: 'b',
      virtualTime: '1970-01-01T00:00:01.500Z',
      realTime: '2026-11-23T12:00:00.000Z',
      entry: step('two'),
    });
    expect(log.count).to.equal(3);
  });

  it('leaves out what a record has not: a scenario, or a time of its own', () => {
    const log = openEvidenceLog(path, () => NOW);
    const verdict = { event: 'verdict', verdict: 'pass' } as const;
    log.writer().write(undefined, step('of the run'));
    const writer = log.writer('a');
    writer.write(undefined, step('before any time'));
    writer.write(1500, step('then'));
    writer.write(undefined, verdict);
    log.close();
    const realTime = '2026-11-23T12:00:00.000Z';
    const virtualTime = '1970-01-01T00:00:01.500Z';
    expect(records()).to.deep.equal([
      { sequence: 1, realTime, entry: step('of the run') },
      { sequence: 2, scenario: 'a', realTime, entry: step('before any time') },
      { sequence: 3, scenario: 'a', virtualTime, realTime, entry: step('then') },
      { sequence: 4, scenario: 'a', virtualTime, realTime, entry: verdict },
    ]);
  });

  it('has everything in the file after a flush, before it is closed', () => {
    const log = openEvidenceLog(path);
    log.writer('a').write(0, step('one'));
    log.flush();
    expect(lines()).to.have.length(1);
    log.writer('a').write(0, step('two'));
    log.flush();
    log.flush();
    expect(lines()).to.have.length(2);
    log.close();
  });

  it('keeps little in memory between flushes', () => {
    const log = openEvidenceLog(path);
    const writer = log.writer('a');
    for (let i = 0; i < 100; i++) writer.write(0, step('x'.repeat(10_000)));
    expect(statSync(path).size).to.be.above(900_000);
    log.close();
    expect(lines()).to.have.length(100);
  });

  it('writes octets in hexadecimal, big integers and text of any kind, one record a line', () => {
    const log = openEvidenceLog(path);
    const decoded = {
      octets: Uint8Array.of(0, 255),
      buffer: Buffer.from([1]),
      counter: 2n ** 64n,
      text: 'a\nb\u2028c\ud800',
      map: new Map([['k', 1n]]),
    };
    log.writer('a').write(0, { event: 'message', from: 'x', to: 'y', hex: '00', decoded });
    log.close();
    expect(lines()).to.have.length(1);
    expect(records()[0]?.entry).to.deep.include({
      decoded: {
        octets: '00ff',
        buffer: '01',
        counter: '18446744073709551616',
        text: 'a\nb\u2028c\ud800',
        map: { k: '1' },
      },
    });
  });

  it('has a record even of what JSON cannot hold', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const log = openEvidenceLog(path);
    log.writer('a').write(0, { event: 'device', device: 'esme', note: circle });
    log.close();
    expect(records()[0]?.entry).to.deep.equal({ event: 'device', note: 'not representable as JSON' });
  });

  it('begins anew, drops what comes after its end, and ends once', () => {
    for (const text of ['old', 'new']) {
      const log = openEvidenceLog(path);
      const writer = log.writer('a');
      writer.write(0, step(text));
      log.close();
      writer.write(0, step('late'));
      log.flush();
      log.close();
      expect(log.count).to.equal(1);
    }
    expect(records().map(({ entry }) => entry)).to.deep.equal([step('new')]);
  });

  it('says so if the file cannot be made', () => {
    expect(() => openEvidenceLog(join(directory, 'none', 'evidence.jsonl')))
      .to.throw(HanlabError, 'ENOENT')
      .with.property('code', 'HANLAB_E_USAGE');
  });

  it('that cannot be written throws then and ever after', function () {
    let log: ReturnType<typeof openEvidenceLog>;
    try {
      log = openEvidenceLog('/dev/full');
    } catch {
      return this.skip();
    }
    log.writer('a').write(0, step('one'));
    expect(() => log.flush()).to.throw(HanlabError, 'ENOSPC');
    expect(() => log.flush()).to.throw(HanlabError, 'ENOSPC');
    expect(() => log.close()).to.throw(HanlabError, 'ENOSPC');
    log.close();
  });
});

describe('evidence log in memory', () => {
  it('keeps the latest records with their numbers', () => {
    const log = memoryEvidenceLog(3, () => NOW);
    const writer = log.writer('a');
    for (let i = 1; i <= 20; i++) {
      writer.write(0, step(`${i}`));
      expect(log.records.at(-1)?.sequence).to.equal(i);
      expect(log.records.length).to.equal(Math.min(i, 3));
    }
    expect(log.count).to.equal(20);
    log.close();
    writer.write(0, step('late'));
    expect(log.records.map(({ sequence }) => sequence)).to.deep.equal([18, 19, 20]);
  });
});
