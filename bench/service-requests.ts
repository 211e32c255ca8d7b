import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { writeRequest } from '../emulator/dcc/duis/request.js';
import { readDccMessage } from '../emulator/dcc/duis/response.js';
import { DccHome } from '../emulator/dcc/gateway/dcc-home.js';
import { parseXml } from '../emulator/dcc/xml/document.js';
import { loadSchemas } from '../emulator/dcc/xml/schema.js';
import { signXml } from '../emulator/dcc/xml/signature.js';
import { testXmlSigner } from '../emulator/dcc/xml/signing-keys.js';
import { element, type WrittenElement } from '../emulator/dcc/xml/write.js';
import { DEVICES, makeIdentities, PARTIES } from '../emulator/index.js';
import { decodeFrame, encodeFrame, opensslProvider, profileById, signFrame } from '../gbcs/index.js';
import { type Comparison, compare } from './measure.js';

/** Octets of a request and of an answer that are digested and signed, about. */
const DOCUMENT_OCTETS = 1200;
/** Octets of a Command or Response that signature and MAC go over, about. */
const MESSAGE_OCTETS = 132;
/** Signatures of a critical request: three of the DCC's and two of the User's documents, one of a Command, one of a Response. */
const SIGNATURES = 7;
/** Verifications: two documents, the Signed Pre-Command at the broker, the Command at the ESME. */
const VERIFICATIONS = 4;

/**
 * A critical service request from document to document: transformed, signed, sent, obeyed by an emulated ESME, and answered
 * by a document that waits for the User. Against its signatures and verifications alone: the rest is XML, schemas, checks,
 * transform and device.
 * @param schemas directory of the schemas of the DCC
 */
export async function measureServiceRequests(schemas: string): Promise<Comparison> {
  const identities = makeIdentities(opensslProvider, 'bench');
  const home = await DccHome.open({
    installation: {
      profile: profileById('secmp0046-core'),
      provider: opensslProvider,
      identities,
      start: Date.UTC(2026, 0, 5),
    },
    schemas: loadSchemas(schemas),
    time: 'virtual',
  });
  const originator = PARTIES.distributor.eui;
  const target = DEVICES.esme;
  const { signer } = testXmlSigner(identities.pki, originator);
  const key = identities.keysOf(originator).privateKey({ entity: originator, usage: 'digitalSignature' });
  if (key === undefined) throw new Error('the distributor lacks its key');
  const body = element('DeactivateAuxiliaryLoad', [
    element('DeactivateALCSHCALCS', [element('Duration', 60)], { index: '1' }),
  ]);
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
  const comparison = compare({
    name: 'critical service request, document to document',
    unit: 'requests',
    units: 1,
    against: 'its signatures and verifications alone',
    whole,
    floor: signatureFloor(signer.privateKey),
  });
  await home.close();
  return comparison;
}

function signatureFloor(privateKey: KeyObject): () => void {
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const publicKey = createPublicKey(key);
  const octets = new Uint8Array(DOCUMENT_OCTETS);
  const message = new Uint8Array(MESSAGE_OCTETS);
  return () => {
    let signature = sign('sha256', octets, key);
    for (let i = 1; i < SIGNATURES; i++) signature = sign('sha256', i < 5 ? octets : message, key);
    for (let i = 0; i < VERIFICATIONS; i++) verify('sha256', message, publicKey, signature);
  };
}
