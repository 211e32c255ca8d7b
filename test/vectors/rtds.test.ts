import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  activateSwitch,
  buildMessage,
  type Eui64,
  encodeFrame,
  encodePayload,
  eui64,
  macFrame,
  makeTestPki,
  opensslProvider,
  sealComponents,
  signFrame,
  type TestKey,
  toHex,
  UsageError,
} from '../../gbcs/index.js';
import { accessControlBrokerOf, checkRtds, openKeyDirectory, type RtdsReport } from '../../vectors/index.js';
import { requireShared } from '../shared.js';

const BROKER = eui64('90b3d51f30000002');
const SUPPLIER = eui64('90b3d51f30010000');
const ESME = eui64('00db1234567890a0');

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hanlab-rtds-'));
});

afterEach(() => rmSync(scratch, { recursive: true }));

function pem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
}

/** `ECPrivateKey` of RFC 5915 with its curve. */
function privateKeyPem(scalar: Uint8Array): string {
  const der = Buffer.from(`30310201010420${toHex(scalar)}a00a06082a8648ce3d030107`, 'hex');
  return pem('EC PRIVATE KEY', der);
}

function writeKey(directory: string, name: string, key: TestKey | undefined, isOwn: boolean): void {
  if (key === undefined) throw new Error('no such test key');
  writeFileSync(join(directory, `${name}.pem`), pem('CERTIFICATE', key.certificate.der));
  if (isOwn) writeFileSync(join(directory, `${name}.key`), privateKeyPem(key.privateScalar));
}

/** A data set of our own: broker, supplier and ESME, and the messages given, as octets or text by file name. */
function writeDataSet(messages: Readonly<Record<string, Uint8Array | string>>): void {
  const pki = makeTestPki('rtds');
  const keystore = join(scratch, 'keystore');
  const folder = join(scratch, 'RTDS-0.0.1', 'own', 'made');
  mkdirSync(keystore);
  mkdirSync(folder, { recursive: true });
  const [broker] = pki.organisation(BROKER, 4, ['keyAgreement']);
  const [supplier] = pki.organisation(SUPPLIER, 2, ['digitalSignature']);
  writeKey(keystore, `${BROKER}-ka`, broker, true);
  writeKey(keystore, `${SUPPLIER}-ds`, supplier, false);
  writeKey(keystore, `${ESME}-ka`, pki.device(ESME)[1], false);
  for (const [name, contents] of Object.entries(messages)) {
    writeFileSync(join(folder, name), typeof contents === 'string' ? contents : toHex(contents).toUpperCase());
  }
}

/** A signed Command with its MAC, under the keys of {@link writeDataSet}. */
function command(originator: Eui64 = SUPPLIER): Uint8Array {
  const pki = makeTestPki('rtds');
  const provider = opensslProvider;
  const [broker] = pki.organisation(BROKER, 4, ['keyAgreement']);
  const [supplier] = pki.organisation(SUPPLIER, 2, ['digitalSignature']);
  if (broker === undefined || supplier === undefined) throw new Error('no such test key');
  const secret = provider.sharedSecret(
    provider.privateKey(broker.privateScalar),
    provider.publicKey(pki.device(ESME)[1].publicPoint),
  );
  const frame = buildMessage({
    cra: 1,
    originatorCounter: 1n,
    originator,
    recipient: ESME,
    otherInformation: { messageCode: 0x0055 },
    payload: activateSwitch(1, 30).payload,
  });
  const signed = signFrame(provider, frame, provider.privateKey(supplier.privateScalar));
  return encodeFrame(macFrame(provider, signed, secret));
}

/** A Response with two encrypted components, neither signed nor MAC'd, under the keys of {@link writeDataSet}. */
function sealedResponse(reader: Eui64, damage = (payload: Uint8Array) => payload): Uint8Array {
  const pki = makeTestPki('rtds');
  const keys = pki.store(opensslProvider, [pki.device(ESME)[1]], pki.organisation(reader, 4, ['keyAgreement']));
  const empty = new Uint8Array(0);
  const header = {
    cra: 2,
    originatorCounter: 1n,
    originator: ESME,
    recipient: reader,
    dateTime: empty,
    otherInformation: { messageCode: 0x0096 },
  } as const;
  const components = [false, true].map((lastComponent) => ({
    lastComponent,
    clusterId: 0x0705,
    frameControl: 0x19,
    transactionSequenceNumber: 0,
    commandId: 1,
    payload: { kind: 'plain', octets: Uint8Array.of(1, 2, 3) } as const,
  }));
  const options = { provider: opensslProvider, keys };
  const sealed = sealComponents(header, components, () => true, options);
  const payload = encodePayload({ kind: 'gbz', profileId: 0x0109, components: sealed });
  return encodeFrame({ header, payload: damage(payload), signature: empty });
}

function changed(octets: Uint8Array, at: number): Uint8Array {
  const copy = octets.slice();
  copy[copy.length + at] = (copy.at(at) as number) ^ 1;
  return copy;
}

/** What a promise is rejected with; nothing where it is kept. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}

function failuresOf(report: RtdsReport): string[] {
  return report.failures.map(({ file, stage, code }) => `${file.split('/').at(-1)} ${stage} ${code}`);
}

describe('a Reference Test Data Set', () => {
  it('that is the real one decodes, encodes and verifies throughout', async function () {
    this.timeout(120_000);
    const directory = requireShared.call(this, 'rtds');
    const calls: number[] = [];
    const report = await checkRtds(directory, {}, (done, total) => calls.push(done / total));
    const { files, decoded, roundTripped, signatures, macs } = report;
    expect(files).greaterThan(1000);
    expect({ decoded, roundTripped }).eql({ decoded: files, roundTripped: files });
    expect(report.rawPayload).eql({});
    expect(signatures.present).greaterThan(300);
    expect(signatures).include({ valid: signatures.present, invalid: 0, unverifiable: 0 });
    expect(macs.present).greaterThan(600);
    // A PPMID and a GSME talk among themselves here: neither has a private key in the set.
    const unverifiable = report.unverifiable.length;
    expect(macs).include({ valid: macs.present - unverifiable, invalid: 0, unverifiable });
    expect(report.unverifiable.every((file) => /PCS0[12]_/.test(file))).equal(true);
    expect(report.failures).eql([]);
    expect(report.keyWarnings.map(({ file }) => file)).include('fffffffffffffffe-ka.pem');
    expect(calls.length).greaterThan(files + 200);
    expect(calls.at(-1)).equal(1);
    expect(calls).eql(calls.toSorted((a, b) => a - b));
    const { transforms, exchanges, encrypted, alerts } = report;
    expect(exchanges.total).equal(exchanges.matched + exchanges.notEmulated + exchanges.failed);
    expect(transforms.total).least(225);
    const { identical, explained, failed } = transforms;
    expect(identical + explained.length + failed).equal(transforms.total);
    expect(failed).equal(0);
    expect(alerts.total).equal(alerts.matched + alerts.notEmulated);
    expect(encrypted.present).least(52);
    expect(encrypted.opened).equal(encrypted.present);
    const { named } = report;
    expect(named).include({ total: report.files, identical: report.files });
    // No keys for what a PPMID and a GSME say to each other: these MACs alone are kept.
    expect(named.keptOctets.filter(({ field, file }) => field !== 'mac' || !/PCS0[12]/.test(file))).eql([]);
    expect(named.keptOctets).have.length(report.macs.unverifiable);
  });

  it('notices one changed octet in a real message', async function () {
    const directory = requireShared.call(this, 'rtds');
    const copies = join(scratch, 'RTDS-4.5.0', 'own');
    cpSync(join(directory, 'RTDS-4.5.0', '7.5_ECS47Activate'), copies, { recursive: true });
    symlinkSync(join(directory, 'keystore'), join(scratch, 'keystore'), 'dir');
    expect(await checkRtds(scratch)).deep.include({ failures: [], unverifiable: [] });
    const name = readdirSync(copies).find((file) => file.includes('_COMMAND_')) ?? '';
    const file = join(copies, name);
    chmodSync(file, 0o600);
    const text = readFileSync(file, 'latin1').trim();
    writeFileSync(file, `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`);
    const after = await checkRtds(scratch);
    // The device notices as well: it does not answer a Command whose MAC does not hold.
    expect(failuresOf(after)).eql([
      `${name} mac GBCS_E_PROTECTION`,
      `${name.replace('COMMAND', 'RESPONSE')} exchange HANLAB_E_MISMATCH`,
    ]);
  });

  it('says which request does not become its reference, and goes on', async function () {
    this.timeout(60_000);
    const directory = requireShared.call(this, 'rtds');
    const scenario = 'ECS47Activate_7.5_SUCCESS';
    const name = `${scenario}_REQUEST_DUIS.XML`;
    const copies = join(scratch, 'RTDS-4.5.0', 'own');
    cpSync(join(directory, 'RTDS-4.5.0', '7.5_ECS47Activate'), copies, { recursive: true });
    symlinkSync(join(directory, 'keystore'), join(scratch, 'keystore'), 'dir');
    mkdirSync(join(scratch, 'duis'));
    const request = readFileSync(join(directory, 'duis', name), 'utf8');
    const write = (text: string) => writeFileSync(join(scratch, 'duis', name), text);
    write(request);
    writeFileSync(join(scratch, 'duis', '8.2_READ_INVENTORY_REQUEST_DUIS.XML'), 'without a partner, never read');
    expect(await checkRtds(scratch)).deep.include({
      failures: [],
      transforms: { total: 1, identical: 1, explained: [], failed: 0 },
    });
    for (const [text, code, message] of [
      [request.replace('<sr:Duration>', '<sr:Duration>1'), 'HANLAB_E_MISMATCH', /closeTime is \d+, not \d+/],
      [request.replaceAll('7.5', '7.6'), 'DUIS_E_REQUEST', /no use case is for ActivateAuxiliaryLoad as 7.6/],
      [`<!DOCTYPE x>${request}`, 'DUIS_E_XML', /document type|well formed/],
      ['', 'DUIS_E_XML', /well formed/],
    ] as const) {
      write(text);
      const report = await checkRtds(scratch);
      expect(report.transforms).eql({ total: 1, identical: 0, explained: [], failed: 1 });
      expect(failuresOf(report)).eql([`${name} transform ${code}`]);
      expect(report.failures[0]?.message).match(message);
    }
  });

  it('of our own making passes, and each kind of damage is one failure of its own stage', async () => {
    const good = command();
    const precommand = good.slice(good.indexOf(0xdf));
    writeDataSet({
      'A_good.HEX': good,
      'B_bad_mac.HEX': changed(good, -1),
      // The signature stands before the 12 octets of the MAC, which protects it too.
      'C_bad_signature.HEX': changed(good, -13),
      'D_truncated.HEX': good.slice(0, -1),
      'E_not_text.HEX': 'no hexadecimal',
      'F_empty.HEX': '',
      'G_too_large.HEX': 'DD'.repeat(300_000),
      'H_unknown_signer.HEX': command(eui64('90b3d51f30990000')),
      'I_lower_case.hex': `${toHex(good).replaceAll(/(.{40})/g, '$1\r\n')}\n`,
      'J_without_mac.HEX': precommand.slice(0, -12),
      'readme.txt': 'not a message',
    });
    const report = await checkRtds(scratch);
    expect(report).include({ files: 10, decoded: 6, roundTripped: 6 });
    expect(report.signatures).eql({ present: 6, valid: 4, invalid: 1, unverifiable: 1 });
    expect(report.macs).eql({ present: 5, valid: 3, invalid: 2, unverifiable: 0 });
    expect(failuresOf(report)).eql([
      'B_bad_mac.HEX mac GBCS_E_PROTECTION',
      'C_bad_signature.HEX signature GBCS_E_PROTECTION',
      'C_bad_signature.HEX mac GBCS_E_PROTECTION',
      'D_truncated.HEX decode GBCS_E_TRUNCATED',
      'E_not_text.HEX read GBCS_E_TEXT',
      'F_empty.HEX read GBCS_E_EMPTY',
      'G_too_large.HEX read HANLAB_E_INPUT',
    ]);
    expect(report.unverifiable).eql(['RTDS-0.0.1/own/made/H_unknown_signer.HEX']);
    expect(report.keyWarnings).eql([]);
  });

  it('opens encrypted values, and tells those that are damaged from those that it has no key for', async () => {
    const damagedValue = (payload: Uint8Array) => changed(payload, -15);
    writeDataSet({
      'A_good.HEX': sealedResponse(BROKER),
      'B_damaged.HEX': sealedResponse(BROKER, damagedValue),
      'C_unknown_reader.HEX': sealedResponse(SUPPLIER),
    });
    const report = await checkRtds(scratch);
    expect(report).include({ files: 3, decoded: 3, roundTripped: 3 });
    expect(report.encrypted).eql({ present: 6, opened: 3 });
    expect(failuresOf(report)).eql(['B_damaged.HEX encrypted GBCS_E_PROTECTION']);
    expect(report.unverifiable).eql(['RTDS-0.0.1/own/made/C_unknown_reader.HEX']);
    // What does not open has no names, and is listed.
    expect(report.named).include({ total: 3, identical: 3 });
    expect(report.named.keptOctets.map(({ file, field }) => `${file.split('/').at(-1)} ${field}`)).eql([
      'B_damaged.HEX payload.components.1.encrypted.sealed',
      'C_unknown_reader.HEX payload.components.0.encrypted.sealed',
      'C_unknown_reader.HEX payload.components.1.encrypted.sealed',
    ]);
  });

  it('counts payloads that are kept as octets by their family, and not as decoded', async () => {
    const frame = buildMessage({
      cra: 1,
      originatorCounter: 1n,
      originator: SUPPLIER,
      recipient: ESME,
      otherInformation: { messageCode: 0xeeee },
      payload: { kind: 'raw', family: 'unknown', octets: Uint8Array.of(0xff) },
    });
    const gbz = encodeFrame({ ...frame, payload: Uint8Array.of(0x01, 0x09, 0x05) });
    writeDataSet({ 'A.HEX': encodeFrame(frame), 'B.HEX': gbz, 'C.HEX': gbz });
    const report = await checkRtds(scratch);
    expect(report).deep.include({ files: 3, decoded: 0, rawPayload: { unknown: 1, gbz: 2 }, roundTripped: 3 });
    // Of no family is no fault; of one, and malformed, is.
    const failures = report.failures.map(({ file, stage, code }) => [file.slice(-5), stage, code]);
    expect(failures).eql([
      ['B.HEX', 'decode', 'GBCS_E_TRUNCATED'],
      ['C.HEX', 'decode', 'GBCS_E_TRUNCATED'],
    ]);
  });

  it('that is not one is a usage error saying what was looked for', async () => {
    const refused = async (directory: string) => {
      const error = await rejection(checkRtds(directory));
      expect(error).instanceOf(UsageError);
      expect(String(error)).match(/looked for RTDS-\*.*keystore/);
    };
    await refused(join(scratch, 'absent'));
    await refused(scratch);
    mkdirSync(join(scratch, 'RTDS-1'));
    await refused(scratch);
    writeFileSync(join(scratch, 'RTDS-1', 'a.HEX'), 'DD');
    await refused(scratch);
  });

  it('without an Access Control Broker cannot be checked', async () => {
    writeDataSet({ 'A.HEX': command() });
    rmSync(join(scratch, 'keystore', `${BROKER}-ka.pem`));
    expect(String(await rejection(checkRtds(scratch)))).match(/remote party role 4/);
  });
});

describe('a directory of keys', () => {
  it('finds the Access Control Broker by its role', () => {
    writeDataSet({ 'A.HEX': command() });
    expect(accessControlBrokerOf(openKeyDirectory(opensslProvider, join(scratch, 'keystore')).store)).equal(BROKER);
  });

  it('reads a file when its key is needed, and warns of what it cannot use', () => {
    writeDataSet({ 'A.HEX': command() });
    const keystore = join(scratch, 'keystore');
    const opened = openKeyDirectory(opensslProvider, keystore);
    writeFileSync(join(keystore, `${ESME}-ka.pem`), Buffer.alloc(70_000));
    expect(opened.store.publicKey({ entity: ESME, usage: 'keyAgreement' })).equal(undefined);
    expect(opened.store.publicKey({ entity: BROKER, usage: 'keyAgreement' })).not.equal(undefined);
    expect(opened.warnings).lengthOf(1);
    expect(opened.warnings[0]).include({ file: `${ESME}-ka.pem` });
  });

  it('that is absent is an input error', () => {
    expect(() => openKeyDirectory(opensslProvider, join(scratch, 'absent')))
      .throw()
      .include({ code: 'HANLAB_E_INPUT' });
  });
});
