import {
  activateSwitch,
  buildMessage,
  encodeFrame,
  eui64,
  type Frame,
  makeTestPki,
  opensslProvider,
  signFrame,
  toHex,
} from '../../gbcs/index.js';

/** A message for the command line: a supplier closes switch 1 for 30 minutes. */

const SUPPLIER = eui64('90b3d51f30010000');
export const FRAME = buildMessage({
  cra: 1,
  originatorCounter: 1000n,
  originator: SUPPLIER,
  recipient: eui64('00db1234567890a0'),
  otherInformation: { messageCode: 0x0055 },
  payload: activateSwitch(1, 30).payload,
});
export const MESSAGE = encodeFrame(FRAME);
export const HEX = toHex(MESSAGE).toUpperCase();

export function signedFrame(): Frame {
  const pki = makeTestPki('cli');
  const keys = pki.store(opensslProvider, pki.organisation(SUPPLIER, 2, ['digitalSignature']));
  const key = keys.privateKey({ entity: SUPPLIER, usage: 'digitalSignature' });
  if (key === undefined) throw new Error('the supplier has no key');
  return signFrame(opensslProvider, FRAME, key);
}
