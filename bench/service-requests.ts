import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRequest } from '../emulator/dcc/duis/request.js';
import { readDccMessage } from '../emulator/dcc/duis/response.js';
import { DccHome } from '../emulator/dcc/gateway/dcc-home.js';
import { Gateway } from '../emulator/dcc/gateway/gateway.js';
import { parseXml } from '../emulator/dcc/xml/document.js';
import { loadSchemas, type SchemaSet } from '../emulator/dcc/xml/schema.js';
import { signXml } from '../emulator/dcc/xml/signature.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../emulator/dcc/xml/signing-keys.js';
import { element, type WrittenElement } from '../emulator/dcc/xml/write.js';
import { DEVICES, makeIdentities, PARTIES } from '../emulator/index.js';
import { DuisReceiver } from '../emulator/parties/duis-receiver.js';
import { DuisUser } from '../emulator/parties/duis-user.js';
import {
  computeMac,
  decodeFrame,
  deriveMessageKey,
  encodeFrame,
  opensslProvider,
  profileById,
  signFrame,
} from '../gbcs/index.js';
import { type Comparison, compare, compareWaiting } from './measure.js';

/** Octets of a document that are digested, about; what is signed of it is SignedInfo. */
const DOCUMENT_OCTETS = 1200;
/** Octets of a Command or Response that signature and MAC go over, about. */
const MESSAGE_OCTETS = 132;

/** The cryptography of one critical request. */
interface Operations {
  /** Of documents: the User's two requests, the DCC's two answers, and the document that the Response is in. */
  readonly documentSignatures: number;
  readonly documentVerifications: number;
  /** Of GBCS messages: the Command by the User, the Response by the ESME. */
  readonly messageSignatures: number;
  /** The Command by the broker and by the ESME. */
  readonly messageVerifications: number;
  /** Of the Command, by the broker and by the ESME. */
  readonly macs: number;
}

/** Where nobody verifies what the DCC says. */
const OF_THE_DCC: Operations = {
  documentSignatures: 5,
  documentVerifications: 2,
  messageSignatures: 2,
  messageVerifications: 2,
  macs: 2,
};
/** The User verifies two answers and the document of the Response. */
const END_TO_END: Operations = { ...OF_THE_DCC, documentVerifications: 5 };

const identities = makeIdentities(opensslProvider, 'bench');
const originator = PARTIES.distributor.eui;
const target = DEVICES.esme;
const { signer } = testXmlSigner(identities.pki, originator);
const keys = identities.keysOf(originator);
const profile = profileById('secmp0046-core');
const body = element('DeactivateAuxiliaryLoad', [
  element('DeactivateALCSHCALCS', [element('Duration', 60)], { index: '1' }),
]);

/**
 * A critical service request: transformed, signed, sent, obeyed by an emulated ESME, and answered. From document to document
 * within the process, and end to end by HTTP, with a home in memory and one on disk. Each against its signatures,
 * verifications and MACs alone: the rest is XML, schemas, checks, transform, device, and what carries and keeps it.
 * @param directory of the schemas of the DCC
 */
export async function measureServiceRequests(directory: string): Promise<readonly Comparison[]> {
  const schemas = loadSchemas(directory);
  const scratch = mkdtempSync(join(tmpdir(), 'hanlab-bench-'));
  try {
    return [
      await documentToDocument(schemas),
      await byHttp(schemas, 'critical service request, by HTTP, in memory'),
      await byHttp(schemas, 'critical service request, by HTTP, on disk', join(scratch, 'home')),
    ];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function openHome(schemas: SchemaSet, state?: string): Promise<DccHome> {
  return DccHome.open({
    installation: { profile, provider: opensslProvider, identities, start: Date.UTC(2026, 0, 5) },
    schemas,
    time: 'virtual',
    ...(state === undefined ? {} : { state: { directory: state, identity: {} } }),
  });
}

async function documentToDocument(schemas: SchemaSet): Promise<Comparison> {
  const home = await openHome(schemas);
  const key = keys.privateKey({ entity: originator, usage: 'digitalSignature' });
  if (key === undefined) throw new Error('the distributor lacks its key');
  let counter = 1000n;
  let heard = 0;
  const ask = (service: 'transform' | 'send', commandVariant: number, content: WrittenElement): Uint8Array => {
    const id = { originator, target, counter };
    const document = signXml(writeRequest({ id, variant: '7.6', commandVariant, body: content }), signer);
    return home.take(service, home.read(document));
  };
  const whole = (): void => {
    counter += 1n;
    const { payload } = readDccMessage(parseXml(ask('transform', 4, body)));
    if (payload === undefined) throw new Error('there is no Pre-Command');
    const signed = encodeFrame(signFrame(opensslProvider, decodeFrame(payload), key));
    const text = Buffer.from(signed).toString('base64');
    ask('send', 5, element('SignedPreCommand', [element('GBCSPayload', text)]));
    const [response, ...others] = home.waitingAfter(heard);
    if (response === undefined || others.length > 0) throw new Error('there is not one Response');
    const { code } = readDccMessage(parseXml(response.message));
    if (code !== 'I0') throw new Error(`the request ended with ${code}`);
    heard = response.sequence;
    home.arrived(heard);
  };
  const name = 'critical service request, document to document';
  const comparison = compare({ ...describedAs(name), whole, floor: cryptographyOf(OF_THE_DCC) });
  await home.close();
  return comparison;
}

/** Asked by a User, and delivered to it, both in this process: client, gateway and home share one core. */
async function byHttp(schemas: SchemaSet, name: string, state?: string): Promise<Comparison> {
  const certificates = new XmlCertificates();
  certificates.add(testXmlSigner(identities.pki, PARTIES.broker.eui, DCC_XML_SIGN_ROLE).certificate);
  let user: DuisUser | undefined;
  const receiver = new DuisReceiver(certificates, (message) => user?.hear(message));
  const receivers = new Map([[originator, new URL(await receiver.listen())]]);
  const home = await openHome(schemas, state);
  const gateway = new Gateway({ home, time: 'virtual', receivers });
  user = new DuisUser({
    eui: originator,
    endpoint: await gateway.listen('127.0.0.1', 0),
    provider: opensslProvider,
    profile,
    keys,
    signer,
    certificates,
    deviceOf: (eui) => ({ eui, kind: 'esme', gbcsVersion: profile.gbcsVersion }),
    counter: 1000n,
  });
  const asking = user;
  const whole = async (): Promise<void> => {
    const { kind, attempts } = await asking.request('7.6', target, body);
    if (kind !== 'done' || attempts > 1) throw new Error(`the request ended as ${kind} after ${attempts}`);
  };
  const comparison = await compareWaiting({ ...describedAs(name), whole, floor: cryptographyOf(END_TO_END) });
  await gateway.stop();
  await home.close();
  await receiver.close();
  return comparison;
}

function describedAs(name: string): { name: string; unit: string; units: number; against: string } {
  return { name, unit: 'requests', units: 1, against: 'its signatures, verifications and MACs alone' };
}

function cryptographyOf(operations: Operations): () => void {
  const key: KeyObject = createPrivateKey(signer.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const publicKey = createPublicKey(key);
  const document = new Uint8Array(DOCUMENT_OCTETS);
  const message = new Uint8Array(MESSAGE_OCTETS);
  const [ofDocument, ofMessage] = [sign('sha256', document, key), sign('sha256', message, key)];
  const own = keys.privateKey({ entity: originator, usage: 'keyAgreement' });
  const peer = keys.publicKey({ entity: target, usage: 'keyAgreement' });
  if (own === undefined || peer === undefined) throw new Error('the distributor lacks a key');
  const secret = opensslProvider.sharedSecret(own, peer);
  const mac = (): void => {
    const derived = deriveMessageKey(opensslProvider, secret, { originator, recipient: target, cra: 1, counter: 1n });
    computeMac(opensslProvider, derived, originator, message);
  };
  const steps: readonly (readonly [number, () => void])[] = [
    [operations.documentSignatures, () => sign('sha256', document, key)],
    [operations.documentVerifications, () => verify('sha256', document, publicKey, ofDocument)],
    [operations.messageSignatures, () => sign('sha256', message, key)],
    [operations.messageVerifications, () => verify('sha256', message, publicKey, ofMessage)],
    [operations.macs, mac],
  ];
  return () => {
    for (const [count, step] of steps) for (let i = 0; i < count; i++) step();
  };
}
