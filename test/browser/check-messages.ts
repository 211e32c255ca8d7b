import {
  buildMessage,
  type CryptoProvider,
  type DescribedNode,
  deactivateSwitch,
  decodeMessage,
  describeMessage,
  type Eui64,
  encodeFrame,
  encodeMessage,
  eui64,
  fromHex,
  loadKeyFiles,
  macFrame,
  makeTestPki,
  signFrame,
  toHex,
  type Verification,
  verifyFrame,
} from 'hanlab';

/**
 * What the browser test does with the library, in the page and in Node.js alike: by the package's own name, so that each
 * gets what a user of the package would get there.
 */

/** Reference messages and keys as text, since a page has no files. */
export interface DataSet {
  readonly messages: readonly { readonly file: string; readonly hex: string }[];
  readonly keys: readonly { readonly name: string; readonly text: string }[];
  readonly accessControlBroker: Eui64;
}

export interface CheckedMessage {
  readonly file: string;
  readonly description: DescribedNode;
  readonly encoded: string;
  readonly verification: Verification;
  /** The same of the message with a bit of its payload changed. */
  readonly damaged: Verification;
}

/** Decodes, describes, encodes and verifies every message. */
export function checkMessages(provider: CryptoProvider, dataSet: DataSet): CheckedMessage[] {
  const files = dataSet.keys.map(({ name, text }) => ({ name, read: () => text }));
  const { store: keys } = loadKeyFiles(provider, files);
  const options = { provider, keys, accessControlBroker: dataSet.accessControlBroker };
  return dataSet.messages.map(({ file, hex }) => {
    const message = decodeMessage(fromHex(hex));
    const payload = message.frame.payload.slice();
    payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
    return {
      file,
      description: describeMessage(message),
      encoded: toHex(encodeMessage(message)),
      verification: verifyFrame(message.frame, options),
      damaged: verifyFrame({ ...message.frame, payload }, options),
    };
  });
}

export const MAKER = eui64('90-B3-D5-1F-30-02-00-00');
export const DEVICE = eui64('00-DB-12-34-56-78-90-A0');

/** A Command made from nothing: test PKI, payload, signature and MAC. */
export function makeMessage(provider: CryptoProvider): string {
  const pki = makeTestPki('browser');
  const own = pki.organisation(MAKER, 3, ['digitalSignature', 'keyAgreement']);
  const keys = pki.store(provider, own, pki.device(DEVICE));
  const signing = keys.privateKey({ entity: MAKER, usage: 'digitalSignature' });
  const agreement = keys.privateKey({ entity: MAKER, usage: 'keyAgreement' });
  const peer = keys.publicKey({ entity: DEVICE, usage: 'keyAgreement' });
  if (!signing || !agreement || !peer) throw new Error('the test PKI lacks a key');
  const preCommand = buildMessage({
    cra: 1,
    originatorCounter: 2001n,
    originator: MAKER,
    recipient: DEVICE,
    otherInformation: { messageCode: 0x0055 },
    payload: deactivateSwitch(2, 60).payload,
  });
  const signed = signFrame(provider, preCommand, signing);
  return toHex(encodeFrame(macFrame(provider, signed, provider.sharedSecret(agreement, peer))));
}
