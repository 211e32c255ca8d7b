import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { keyFilesOf } from '../../../../emulator/dcc/gateway/key-files.js';
import { loadXmlKeys } from '../../../../emulator/dcc/xml/key-directory.js';
import { signXml, verifyXml } from '../../../../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner } from '../../../../emulator/dcc/xml/signing-keys.js';
import { PARTIES } from '../../../../emulator/index.js';
import { formatEui64, HanlabError } from '../../../../gbcs/index.js';
import { scratchDirectory } from '../../../bin/scratch.js';
import { identities } from '../gateway/gateway-world.js';

const { eui } = PARTIES.supplier;
const files = keyFilesOf(identities)
  .filter(({ name }) => name.startsWith('xml/'))
  .map(({ name, text }) => ({ name: name.slice('xml/'.length), text }));
const textOf = (name: string): string => files.find((file) => file.name === name)?.text ?? '';

describe('keys for documents in a directory', () => {
  const scratch = scratchDirectory();
  let made = 0;

  /** A directory of what a gateway writes, but for these; `null` for a file that is not there. */
  function directoryWith(others: Readonly<Record<string, string | null>> = {}): string {
    const directory = join(scratch.path, String(++made));
    for (const { name, text } of [...files, ...Object.entries(others).map(([name, text]) => ({ name, text }))]) {
      const own = name in others ? others[name] : text;
      if (own === null || own === undefined) continue;
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), own);
    }
    return directory;
  }

  it('are those of the User, whichever way it is written, and certificates of the DCC alone', () => {
    const document = Buffer.from('<A xmlns="urn:a"/>');
    for (const user of [eui, formatEui64(eui)]) {
      const { signer, certificates } = loadXmlKeys(directoryWith(), user);
      const own = testXmlSigner(identities.pki, eui);
      const dcc = testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE).signer;
      const { issuer, serialNumber } = own.signer;
      expect(signer).to.include({ issuer, serialNumber });
      expect(signer.privateKey.equals(own.signer.privateKey)).to.equal(true);
      expect(() => verifyXml(signXml(document, dcc), certificates.find)).to.not.throw();
      expect(() => verifyXml(signXml(document, signer), certificates.find)).to.throw(HanlabError);
    }
  });

  it('are refused where they are not there or something else, without anything of them', () => {
    const dccFile = `${PARTIES.broker.eui}-ds.pem`;
    const [key, pem] = [`${eui}-ds.key`, `${eui}-ds.pem`];
    const broken = textOf(key).replace(/\n.{20}/, '\nAAAA');
    const wrong: readonly (readonly [Readonly<Record<string, string | null>>, string])[] = [
      [{ [dccFile]: null }, 'no certificate that the DCC signs'],
      [{ [pem]: null }, `no certificate of ${eui}`],
      [{ [pem]: textOf(`${PARTIES.distributor.eui}-ds.pem`) }, `no certificate of ${eui}`],
      [{ [pem]: 'none' }, `${pem} has no certificate`],
      [{ [pem]: textOf(key) }, `${pem} has no certificate`],
      [{ [key]: null }, `${key} cannot be read (ENOENT)`],
      [{ [key]: broken }, `${key} has no private key`],
      [{ [key]: textOf(`${PARTIES.distributor.eui}-ds.key`) }, `${key} is not the key of its certificate`],
      [{ [key]: 'A'.repeat(65_537) }, `${key} is no file of at most`],
    ];
    for (const [others, what] of wrong) {
      const load = () => loadXmlKeys(directoryWith(others), eui);
      expect(load, what).to.throw(HanlabError, what).with.property('code', 'HANLAB_E_INPUT');
      expect(load).to.throw().and.not.have.property('cause');
    }
    expect(() => loadXmlKeys(join(scratch.path, 'none'), eui)).to.throw('cannot be listed (ENOENT)');
    expect(() => loadXmlKeys(directoryWith(), 'supplier'))
      .to.throw(HanlabError)
      .with.property('code', 'GBCS_E_VALUE');
  });
});
