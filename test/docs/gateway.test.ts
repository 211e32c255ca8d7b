import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { readThresholds } from '../../emulator/dcc/anomaly-detection.js';
import { SERVICE_PATHS } from '../../emulator/dcc/duis/paths.js';
import { readReceivers } from '../../emulator/dcc/gateway/users.js';
import { readRegistrations } from '../../emulator/dcc/inventory/registrations.js';
import { loadXmlKeys } from '../../emulator/dcc/xml/key-directory.js';
import { DEVICES, makeIdentities, PARTIES, SUPPLY_POINT } from '../../emulator/index.js';
import { eui64, loadKeyFiles, opensslProvider } from '../../gbcs/index.js';
import { HANLAB } from '../bin/hanlab.js';
import { scratchDirectory } from '../bin/scratch.js';
import { serving } from '../bin/serving.js';
import { readSwitches } from '../emulator/dcc/gateway/bodies.js';
import { userOf } from '../emulator/dcc/gateway/gateway-world.js';
import { requireShared } from '../shared.js';

const page = readFileSync('docs/gateway.md', 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';
const example = blockOf('js');
const LIBRARIES = {
  hanlab: '../../gbcs/index.js',
  'hanlab/dcc': '../../emulator/dcc/index.js',
  'hanlab/vectors': '../../vectors/index.js',
};

/** A port of this machine at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** JSON within a sentence. */
const inline = (start: string): unknown =>
  JSON.parse((page.match(/`\{[^`]*\}`/g) ?? []).find((one) => one.startsWith(`\`${start}`))?.slice(1, -1) ?? '');

describe('docs/gateway.md', () => {
  const scratch = scratchDirectory();

  it('names the paths, and has files that are read', () => {
    for (const path of Object.values(SERVICE_PATHS)) expect(page).to.include(`| \`POST ${path}\` |`);
    const users = readReceivers(JSON.parse(blockOf('json')));
    expect([...users.keys()]).to.have.members([PARTIES.supplier.eui, PARTIES.distributor.eui]);
    const registrations = readRegistrations(inline('{"registrations'));
    const { eui } = PARTIES.distributor;
    expect(registrations.partiesOf([SUPPLY_POINT], 'electricityDistributor', Date.now())).to.deep.equal([eui]);
    expect(readThresholds(inline('{"thresholds'))).to.have.lengthOf(1);
  });

  it('has a command that serves, and an example of curl that prints what it says', async function () {
    const schemas = requireShared.call(this, 'schemas');
    this.timeout(60_000);
    if (spawnSync('curl', ['--version']).status !== 0) {
      if (process.env['HANLAB_REQUIRE'] === 'all') throw new Error('curl is not installed');
      this.skip();
    }
    scratch.file('users.json', blockOf('json'));
    const command = blockOf('sh').trim().split(' ').slice(1);
    const args = command.map((one) => (one === 'SCHEMAS' ? schemas : one));
    const child = spawn(process.execPath, [HANLAB, ...args, '--port', '0'], { cwd: scratch.path });
    const lines: string[] = [];
    const errors: string[] = [];
    child.stderr.on('data', (data) => errors.push(String(data)));
    const ended = new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    const listening = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('supply point')) resolve();
      });
      void ended.then(() => reject(new Error(errors.join(''))));
    });
    try {
      await listening;
      const address = lines[0]?.replace('listening on ', '') ?? '';
      const [prompt = '', ...printed] = blockOf('console').trim().split('\n');
      const words =
        prompt
          .replace('$ curl ', '')
          .replace('http://127.0.0.1:8079', address)
          .match(/'[^']*'|\S+/g) ?? [];
      const curl = (...more: readonly string[]) =>
        spawnSync('curl', more, { encoding: 'utf8', cwd: scratch.path }).stdout;
      expect(curl(...words.map((word) => word.replace(/^'(.*)'$/, '$1')))).to.equal(printed.join('\n'));

      // A document that is in order, signed with the key that was written.
      const xmlKeys = loadXmlKeys(`${scratch.path}/keys/xml`, PARTIES.supplier.eui);
      const user = userOf('supplier', address, 'secmp0046-full', xmlKeys);
      scratch.file('request.xml', user.document(user.nextId(DEVICES.esme), '7.7', 1, readSwitches));
      const type = ['-s', '-H', 'Content-Type: application/xml'];
      const answer = curl(...type, '--data-binary', '@request.xml', `${address}${SERVICE_PATHS.send}`);
      expect(answer).to.include('<sr:ResponseCode>I99</sr:ResponseCode>');
      expect(lines.join('\n')).to.include('http://127.0.0.1:9001/smartdcc/duis').and.include('install code');
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).to.equal(0);
    expect(errors.join('')).to.match(/ send 0A-[^ ]+ 7\.7 CV1: I99, \d+ ms\n/);
    expect(errors.join('')).to.match(/1 documents wait, and are lost\n/);
  });

  it('has an example of a User that runs as it stands, but for the ports', async function () {
    const schemas = requireShared.call(this, 'schemas');
    this.timeout(60_000);
    const port = await freePort();
    const users = scratch.file('ports.json', blockOf('json').replace('9001', String(port)));
    const keys = `${scratch.path}/user/keys`;
    const args = ['--schemas', schemas, '--users', users, '--write-keys', keys, '--profile', 'secmp0046-full'];
    const gateway = await serving(args);
    try {
      const code = Object.entries(LIBRARIES)
        .reduce((text, [name, path]) => text.replace(`'${name}'`, `'${new URL(path, import.meta.url).href}'`), example)
        .replace('http://127.0.0.1:8079', gateway.address)
        .replace('9001', String(port));
      scratch.file('user/example.mjs', code);
      const child = spawn(process.execPath, ['example.mjs'], { cwd: `${scratch.path}/user` });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += String(data)));
      await new Promise((resolve) => child.once('close', resolve));
      const printed = Array.from(example.matchAll(/\/\/ prints: (.+)$/gm), ([, text = '']) => text);
      expect(printed).to.not.deep.equal([]);
      expect(said.trimEnd().split('\n')).to.deep.equal(printed);
      expect(gateway.out.join('\n')).to.include('0A-00-00-00-00-00-00-02').and.to.include(`:${port}/smartdcc/duis`);
    } finally {
      expect(await gateway.stop()).to.equal(0);
    }
  });

  it('has keys that other commands take', () => {
    const identities = makeIdentities(opensslProvider, 'hanlab');
    const { eui } = PARTIES.distributor;
    const name = `${eui}-ds.key`;
    const read = () => readFileSync(`${scratch.path}/keys/${name}`, 'utf8');
    const certificate = {
      name: `${eui}-ds.pem`,
      read: () => readFileSync(`${scratch.path}/keys/${eui}-ds.pem`, 'utf8'),
    };
    const { store, warnings } = loadKeyFiles(opensslProvider, [{ name, read }, certificate]);
    expect(warnings).to.deep.equal([]);
    const query = { entity: eui64(eui), usage: 'digitalSignature' } as const;
    expect(store.privateKey(query)?.publicKey.point).to.deep.equal(
      identities.keysOf(eui).privateKey(query)?.publicKey.point,
    );
  });
});
