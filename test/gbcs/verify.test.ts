import { expect } from 'chai';
import { opensslProvider as provider } from '../../gbcs/crypto/openssl.js';
import {
  decodeFrame,
  encodeFrame,
  encodeGeneralSigning,
  encodeProtected,
  encodeToBeSigned,
  type Frame,
  MAC_OCTETS,
} from '../../gbcs/frame/frame.js';
import { eui64 } from '../../gbcs/identifiers.js';
import { makeTestPki } from '../../gbcs/keys/test-pki.js';
import { buildMessage, macFrame, signFrame } from '../../gbcs/message.js';
import { deactivateSwitch } from '../../gbcs/use-cases/load-control.js';
import { verifyFrame } from '../../gbcs/verify.js';

const DISTRIBUTOR = eui64('90b3d51f30020000');
const BROKER = eui64('90b3d51f30000002');
const ESME = eui64('00db1234567890a0');

const pki = makeTestPki('verify');
const keys = pki.store(provider, [
  ...pki.organisation(DISTRIBUTOR, 3, ['digitalSignature', 'keyAgreement']),
  ...pki.organisation(BROKER, 1, ['keyAgreement']),
  ...pki.device(ESME),
]);
const options = { provider, keys, accessControlBroker: BROKER };

/** A Command with signature and MAC, as octets. */
function protectedCommand(): Uint8Array {
  const frame = buildMessage({
    cra: 1,
    originatorCounter: 2001n,
    originator: DISTRIBUTOR,
    recipient: ESME,
    otherInformation: { messageCode: 0x0055 },
    payload: deactivateSwitch(2, 60).payload,
  });
  const signing = keys.privateKey({ entity: DISTRIBUTOR, usage: 'digitalSignature' });
  const own = keys.privateKey({ entity: BROKER, usage: 'keyAgreement' });
  const device = keys.publicKey({ entity: ESME, usage: 'keyAgreement' });
  if (!signing || !own || !device) throw new Error('a key is missing');
  return encodeFrame(macFrame(provider, signFrame(provider, frame, signing), provider.sharedSecret(own, device)));
}

describe('verification of a frame', () => {
  it('finds both protections valid, and again', () => {
    const frame = decodeFrame(protectedCommand());
    for (let i = 0; i < 2; i++) expect(verifyFrame(frame, options)).eql({ signature: 'valid', mac: 'valid' });
  });

  const { header } = decodeFrame(protectedCommand());
  const changes: Readonly<Record<string, (frame: Frame) => Frame>> = {
    payload: (frame) => ({
      ...frame,
      payload: Uint8Array.from(frame.payload, (octet, i) => (i === 10 ? octet ^ 1 : octet)),
    }),
    counter: (frame) => ({ ...frame, header: { ...header, originatorCounter: 2002n } }),
    CRA: (frame) => ({ ...frame, header: { ...header, cra: 2 } }),
    'message code': (frame) => ({ ...frame, header: { ...header, otherInformation: { messageCode: 0x0056 } } }),
    'date-time': (frame) => ({ ...frame, header: { ...header, dateTime: new Uint8Array(12) } }),
    'form of a length': (frame) => ({ ...frame, lengths: { payload: 3 } }),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`judges a frame whose ${what} was changed after decoding by what it says now, and leaves the other valid`, () => {
      const frame = decodeFrame(protectedCommand());
      expect(verifyFrame(frame, options).signature).equal('valid');
      const { signature, mac } = verifyFrame(change(frame), options);
      expect([signature, mac]).not.include('valid');
      expect(verifyFrame(frame, options)).eql({ signature: 'valid', mac: 'valid' });
    });
  }

  it('judges octets that were changed under the frame by what they are now', () => {
    const octets = protectedCommand();
    const frame = decodeFrame(octets);
    expect(verifyFrame(frame, options)).eql({ signature: 'valid', mac: 'valid' });
    const inPayload = (frame.spans?.payload.start ?? 0) + 10;
    octets[inPayload] = (octets[inPayload] as number) ^ 1;
    expect(verifyFrame(frame, options)).eql({ signature: 'invalid', mac: 'invalid' });
  });

  it('refuses every octet of the message changed, but those of the MAC Header, which nothing protects', () => {
    const octets = protectedCommand();
    const { spans } = decodeFrame(octets);
    for (let i = spans?.macHeader?.end ?? 0; i < octets.length; i++) {
      const changed = Uint8Array.from(octets, (octet, at) => (at === i ? octet ^ 0x01 : octet));
      let frame: Frame;
      try {
        frame = decodeFrame(changed);
      } catch {
        continue;
      }
      const { signature, mac } = verifyFrame(frame, options);
      expect(mac, `octet ${i}`).not.equal('valid');
      if (i < octets.length - MAC_OCTETS) expect(signature, `octet ${i}`).not.equal('valid');
    }
  });

  it('encodes what both protect as each would alone, in a buffer of just that size', () => {
    const frame = decodeFrame(protectedCommand());
    const longer = { ...frame, lengths: { payload: 3, signature: 4, 'groupingHeader.otherInformation': 2 } };
    const certified = {
      ...frame,
      header: {
        ...header,
        otherInformation: {
          messageCode: 0x0055,
          supplementaryRemotePartyId: BROKER,
          supplementaryRemotePartyCounter: 1n,
          supplementaryRemotePartyCertificate: new Uint8Array(300),
        },
      },
    };
    const { signature: _, ...unsigned } = frame;
    for (const one of [frame, longer, certified, unsigned]) {
      const { generalSigning, toBeSigned } = encodeProtected(one);
      expect(generalSigning).eql(encodeGeneralSigning(one));
      expect(toBeSigned).eql(encodeToBeSigned(one));
      expect(generalSigning.buffer.byteLength).equal(generalSigning.length);
    }
  });
});
