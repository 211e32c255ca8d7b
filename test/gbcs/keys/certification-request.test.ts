import { expect } from 'chai';
import fc from 'fast-check';
import { concatBytes, fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider } from '../../../gbcs/crypto/openssl.js';
import { KeyError } from '../../../gbcs/errors.js';
import {
  type CertificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from '../../../gbcs/keys/certification-request.js';

const key = opensslProvider.privateKey(scalarFromSeed(Uint8Array.of(1)));
const otherKey = opensslProvider.privateKey(scalarFromSeed(Uint8Array.of(2)));

function element(tag: number, ...contents: Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  const { length } = content;
  const field = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concatBytes(Uint8Array.from([tag, ...field]), content);
}

const sequence = (...contents: Uint8Array[]) => element(0x30, ...contents);
const octets = (...contents: Uint8Array[]) => element(0x04, ...contents);

/** Object identifiers, encoded. */
const EXTENSION_REQUEST = fromHex('06092a864886f70d01090e');
const CHALLENGE_PASSWORD = fromHex('06092a864886f70d010907');
const KEY_USAGE = fromHex('0603551d0f');
const ALTERNATIVE_NAME = fromHex('0603551d11');
const BASIC_CONSTRAINTS = fromHex('0603551d13');
const EC_PUBLIC_KEY = fromHex('06072a8648ce3d0201');
const P256 = fromHex('06082a8648ce3d030107');
const P384 = fromHex('06052b81040022');
const ECDSA_WITH_SHA256 = fromHex('06082a8648ce3d040302');
const ECDSA_WITH_SHA384 = fromHex('06082a8648ce3d040303');
const HARDWARE_NAME = fromHex('06082b06010505070804');
const HARDWARE_TYPE = fromHex('060d2a863a0001848fb90f01020201');
const TRUE = fromHex('0101ff');

function extension(type: Uint8Array, value: Uint8Array): Uint8Array {
  return sequence(type, TRUE, octets(value));
}

function alternativeName(serial: string): Uint8Array {
  const name = sequence(HARDWARE_TYPE, octets(fromHex(serial)));
  return extension(ALTERNATIVE_NAME, sequence(element(0xa0, HARDWARE_NAME, element(0xa0, name))));
}

const usage = (bits: string) => extension(KEY_USAGE, fromHex(bits));
const extensions = (...list: Uint8Array[]) => sequence(EXTENSION_REQUEST, element(0x31, sequence(...list)));

interface Parts {
  readonly version: string;
  readonly subject: Uint8Array;
  readonly curve: Uint8Array;
  readonly point: Uint8Array;
  readonly attributes: readonly Uint8Array[];
  readonly algorithm: Uint8Array;
  readonly surplus: readonly Uint8Array[];
  readonly signedBy: typeof key;
}

/** INTEGER of an unsigned number of 32 octets. */
function half(plain: Uint8Array): Uint8Array {
  const start = plain.findIndex((octet) => octet !== 0);
  const short = plain.subarray(start);
  return element(0x02, (short[0] as number) < 0x80 ? short : concatBytes(Uint8Array.of(0), short));
}

function request(changes: Partial<Parts> = {}): Uint8Array {
  const parts: Parts = {
    version: '020100',
    subject: sequence(),
    curve: P256,
    point: key.publicKey.point,
    attributes: [extensions(usage('03020780'), alternativeName('00db1234567890a0'))],
    algorithm: ECDSA_WITH_SHA256,
    surplus: [],
    signedBy: key,
    ...changes,
  };
  const publicKey = sequence(sequence(EC_PUBLIC_KEY, parts.curve), element(0x03, Uint8Array.of(0), parts.point));
  const attributes = element(0xa0, ...parts.attributes);
  const info = sequence(fromHex(parts.version), parts.subject, publicKey, attributes, ...parts.surplus);
  const plain = opensslProvider.sign(parts.signedBy, info);
  const signature = sequence(half(plain.subarray(0, 32)), half(plain.subarray(32)));
  return sequence(info, sequence(parts.algorithm), element(0x03, Uint8Array.of(0), signature));
}

function verified(parsed: CertificationRequest): boolean {
  return verifyCertificationRequest(opensslProvider, parsed);
}

describe('certification requests', () => {
  it('say which device asks for what key, and are signed with it', () => {
    const der = request();
    const parsed = parseCertificationRequest(der);
    expect(parsed.hardwareSerialNumber).to.equal('00db1234567890a0');
    expect(parsed.hardwareType).to.equal('1.2.826.0.1.8641679.1.2.2.1');
    expect(parsed.keyUsage).to.equal('digitalSignature');
    expect(toHex(parsed.publicPoint)).to.equal(toHex(key.publicKey.point));
    expect(toHex(parsed.der)).to.equal(toHex(der));
    expect(verified(parsed)).to.equal(true);
    der.fill(0);
    expect(verified(parsed)).to.equal(true);
  });

  it('may have other attributes and extensions', () => {
    const constraints = extension(BASIC_CONSTRAINTS, sequence());
    const password = sequence(CHALLENGE_PASSWORD, element(0x31, element(0x0c, fromHex('61'))));
    const attributes = [password, extensions(constraints, usage('03020308'), alternativeName('00db1234567890a1'))];
    const parsed = parseCertificationRequest(request({ attributes }));
    expect([parsed.keyUsage, parsed.hardwareSerialNumber]).to.deep.equal(['keyAgreement', '00db1234567890a1']);
  });

  it('have no key usage where they ask for none that GBCS uses', () => {
    for (const list of [[usage('03020640')], [usage('03020388')], []]) {
      const attributes = [extensions(...list, alternativeName('00db1234567890a0'))];
      expect(parseCertificationRequest(request({ attributes })).keyUsage).to.equal(undefined);
    }
  });

  it('do not verify under another key, or with a signature of another form', () => {
    expect(verified(parseCertificationRequest(request({ signedBy: otherKey })))).to.equal(false);
    const parsed = parseCertificationRequest(request());
    for (const signature of ['', '3000', '3006020101020101', '30060201ff020101']) {
      expect(verified({ ...parsed, signature: fromHex(signature) }), signature).to.equal(false);
    }
    expect(verified({ ...parsed, publicPoint: otherKey.publicKey.point })).to.equal(false);
  });

  const noPoint = key.publicKey.point.slice();
  noPoint[64] = (noPoint[64] as number) ^ 1;
  const own = alternativeName('00db1234567890a0');
  const bad: [what: string, changes: Partial<Parts>][] = [
    ['another version', { version: '020101' }],
    ['a subject that is no name', { subject: fromHex('0500') }],
    ['another curve', { curve: P384 }],
    ['a point off the curve', { point: noPoint }],
    ['another algorithm', { algorithm: ECDSA_WITH_SHA384 }],
    ['no attributes', { attributes: [] }],
    [
      'no extensions that are asked for',
      { attributes: [sequence(CHALLENGE_PASSWORD, element(0x31, fromHex('0500')))] },
    ],
    ['two lists of extensions', { attributes: [extensions(own), extensions(own)] }],
    [
      'an attribute of three elements',
      { attributes: [sequence(EXTENSION_REQUEST, element(0x31, sequence(own)), own)] },
    ],
    ['no device', { attributes: [extensions(usage('03020780'))] }],
    ['an identifier of 7 octets', { attributes: [extensions(alternativeName('00db1234567890'))] }],
    ['an extension twice', { attributes: [extensions(own, own)] }],
    ['an element too many', { surplus: [fromHex('0500')] }],
  ];
  for (const [what, changes] of bad) {
    it(`are refused with ${what}`, () => {
      expect(() => parseCertificationRequest(request(changes)))
        .to.throw(KeyError)
        .with.property('code', 'GBCS_E_KEY');
    });
  }

  it('that are not strict DER are refused', () => {
    const der = request();
    expect(() => parseCertificationRequest(concatBytes(der, Uint8Array.of(0)))).to.throw(KeyError);
    expect(() => parseCertificationRequest(der.subarray(0, -1))).to.throw(KeyError);
    expect(() => parseCertificationRequest(new Uint8Array(0))).to.throw(KeyError);
  });

  it('changed anywhere are refused or do not verify (property)', () => {
    const der = request();
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = der.slice();
        changed[at] = (changed[at] as number) ^ difference;
        let parsed: CertificationRequest;
        try {
          parsed = parseCertificationRequest(changed);
        } catch (error) {
          expect(error).to.be.instanceOf(KeyError);
          return;
        }
        expect(verified(parsed)).to.equal(false);
      }),
      { numRuns: 500 },
    );
  });
});
