import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { open as openDatabase } from 'lmdb';
import { stateOctets } from '../../../emulator/durable/state-octets.js';
import { DurableHome, type DurableHomeConfiguration, Installation } from '../../../emulator/index.js';
import { HanlabError } from '../../../gbcs/index.js';
import { savedText } from '../saved-text.js';
import { configurationOf, doInput, IDENTITY } from './inputs.js';

const PROGRAM = fileURLToPath(new URL('./home-to-kill.js', import.meta.url));

describe('a durable home', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hanlab-durable-'));
  const opened: DurableHome[] = [];
  let made = 0;

  /** A directory for one test. */
  const place = () => join(directory, String(made++), 'state');
  const openHome = async (where: string, changes: Partial<DurableHomeConfiguration> = {}): Promise<DurableHome> => {
    const configuration = { directory: where, installation: configurationOf(), identity: IDENTITY };
    const home = await DurableHome.open({ ...configuration, ...changes });
    opened.push(home);
    return home;
  };
  const close = async (home: DurableHome) => {
    opened.splice(opened.indexOf(home), 1);
    await home.close();
  };
  const refusal = async (act: () => unknown): Promise<string> => {
    try {
      await act();
    } catch (error) {
      if (error instanceof HanlabError) return `${error.code}: ${error.message}`;
      throw error;
    }
    throw new Error('was not refused');
  };

  after(async () => {
    for (const home of opened) await home.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('goes on where it was when it is opened again', async () => {
    const where = place();
    const first = await openHome(where);
    for (let i = 1; i <= 9; i++) expect(first.take(i, (home) => doInput(home, i))).to.equal(true);
    const [state, said] = [savedText(first.installation.save()), savedText(first.outbox())];
    await close(first);
    const second = await openHome(where);
    expect(second.lastInput).to.equal(9);
    expect(savedText(second.installation.save()) === state).to.equal(true);
    expect(savedText(second.outbox())).to.equal(said);
    await close(second);
  });

  it('goes on with frames and blocks on their way when it is opened again after every input', async function () {
    this.timeout(60_000);
    const where = place();
    const uninterrupted = new Installation(configurationOf());
    let amidBlocks = 0;
    for (let i = 1; i <= 32; i++) {
      doInput(uninterrupted, i);
      const home = await openHome(where);
      home.take(i, (one) => doInput(one, i));
      const state = savedText(home.installation.save());
      expect(state === savedText(uninterrupted.save()), `after input ${i}`).to.equal(true);
      if (state.includes('"blockSender":{')) amidBlocks++;
      await close(home);
    }
    expect(amidBlocks).to.be.above(0);
  });

  it('does an input once, and none out of turn', async () => {
    const home = await openHome(place());
    expect(home.take(1, (one) => doInput(one, 1))).to.equal(true);
    const state = savedText(home.installation.save());
    expect(home.take(1, (one) => doInput(one, 1))).to.equal(false);
    expect(await refusal(() => home.take(3, (one) => doInput(one, 3)))).to.equal(
      'HANLAB_E_USAGE: input 3 does not follow 1',
    );
    expect(savedText(home.installation.save()) === state).to.equal(true);
    await close(home);
  });

  it('keeps what it has said until that is confirmed, also when it is opened again', async () => {
    const where = place();
    const home = await openHome(where);
    for (let i = 1; i <= 5; i++) home.take(i, (one) => doInput(one, i));
    const sequences = (one: DurableHome) => one.outbox().map(({ sequence }) => sequence);
    const all = sequences(home);
    for (const after of [0, 3, all.length - 1, all.length, all.length + 1]) {
      const later = home.outbox(after).map(({ sequence }) => sequence);
      expect(later, `after ${after}`).to.deep.equal(all.slice(after));
    }
    expect(all).to.deep.equal(all.map((_, i) => i + 1));
    expect(all.length).to.be.greaterThan(6);
    home.confirm(4);
    expect(sequences(home)).to.deep.equal(all.slice(4));
    await close(home);
    const again = await openHome(where);
    expect(sequences(again)).to.deep.equal(all.slice(4));
    again.confirm(all.length);
    again.take(6, (one) => doInput(one, 6));
    expect(sequences(again)[0]).to.equal(all.length + 1);
    await close(again);
  });

  it('keeps nothing of an input that fails, and takes no other until it is opened again', async () => {
    const where = place();
    const home = await openHome(where);
    home.take(1, (one) => doInput(one, 1));
    const state = savedText(home.installation.save());
    const failing = () =>
      home.take(2, (one) => {
        doInput(one, 2);
        throw new Error('half done');
      });
    expect(failing).to.throw('half done');
    expect(await refusal(() => home.take(2, () => {}))).to.match(/^HANLAB_E_STATE: the home has to be opened again/);
    await close(home);
    const again = await openHome(where);
    expect(again.lastInput).to.equal(1);
    expect(savedText(again.installation.save()) === state).to.equal(true);
    await close(again);
  });

  it('is refused to a second process while the first runs', async () => {
    const where = place();
    const home = await openHome(where);
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, where], { encoding: 'utf8', input: '' });
    expect(status).to.not.equal(0);
    expect(stderr).to.include(`process ${process.pid} has the state in ${where} open`);
    await close(home);
    const after = spawnSync(process.execPath, [PROGRAM, where], { encoding: 'utf8', input: '1\n' });
    expect(after.stdout).to.include('"done":1');
    const again = await openHome(where);
    expect(again.lastInput).to.equal(1);
    await close(again);
  });

  it('is refused as another home than the one that was begun', async () => {
    const where = place();
    await close(await openHome(where));
    const identity = { ...IDENTITY, profile: 'gbcs4-current' };
    expect(await refusal(() => openHome(where, { identity }))).to.equal(
      `HANLAB_E_STATE: the home in ${where} was begun with profile secmp0046-core, not gbcs4-current`,
    );
    await close(await openHome(where));
  });

  it('is refused if its state has another form, as that of another version', async () => {
    for (const [shape, form] of [
      [undefined, 1],
      [stateOctets(77), 77],
    ] as const) {
      const where = place();
      await close(await openHome(where));
      const database = openDatabase<Uint8Array, string>({
        path: join(where, 'home.mdb'),
        noSubdir: true,
        encoding: 'binary',
      });
      if (shape === undefined) database.removeSync('shape');
      else database.putSync('shape', shape);
      await database.close();
      expect(await refusal(() => openHome(where))).to.match(
        new RegExp(
          `^HANLAB_E_STATE: the state in .* has form ${form}, of another version of hanlab; this one has \\d+: begin`,
        ),
      );
    }
  });

  it('is for its owner only', async () => {
    const where = place();
    const home = await openHome(where);
    expect(statSync(where).mode & 0o077).to.equal(0);
    expect(statSync(join(where, 'home.mdb')).mode & 0o077).to.equal(0);
    await close(home);
  });

  it('says so when its file is no state', async () => {
    const where = place();
    await close(await openHome(where));
    const path = join(where, 'home.mdb');
    for (const octets of [readFileSync(path).fill(0x5a), Buffer.from('{}')]) {
      writeFileSync(path, octets);
      expect(await refusal(() => openHome(where))).to.equal(`HANLAB_E_STATE: ${path} is not a file of saved state`);
    }
  });

  it('says so when its directory cannot be one', async () => {
    const where = place();
    await close(await openHome(where));
    const file = join(where, 'home.mdb');
    expect(await refusal(() => openHome(file))).to.match(/^HANLAB_E_INPUT: the state in .* cannot be opened/);
  });
});
