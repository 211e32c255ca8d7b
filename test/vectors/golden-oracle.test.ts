import {
  createCipheriv,
  createECDH,
  createHash,
  createPublicKey,
  type KeyObject,
  verify,
  X509Certificate,
} from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/**
 * The golden vectors as somebody else reads them: nothing of hanlab is imported here. Signatures, MACs and keys are
 * computed with OpenSSL, by the formulae, from what stands in the files.
 */

const DIRECTORY = 'vectors/golden';

interface Key {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly certificate: string;
}

interface Identity {
  readonly entity: string;
  readonly digitalSignature: Key;
  readonly keyAgreement: Key;
}

interface Case {
  readonly id: string;
  readonly flags: readonly string[];
  readonly result: string;
  readonly check?: string;
  readonly message: string;
}

interface File {
  readonly authorities: Readonly<Record<'root' | 'issuingAuthority' | 'deviceIssuer', string>>;
  readonly identities: Readonly<Record<string, Identity>>;
  readonly receivers: Readonly<
    Record<string, { readonly identity: string; readonly sharedSecrets: Record<string, string> }>
  >;
  readonly groups: readonly {
    readonly kind: string;
    readonly receiver: string;
    readonly roles: readonly string[];
    readonly cases: readonly Case[];
  }[];
}

function files(): [string, File][] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.json') && !name.includes('schema'))
    .map((name) => [name, JSON.parse(readFileSync(join(DIRECTORY, name), 'utf8')) as File]);
}

/** A public key of P-256 from its uncompressed point. */
function publicKeyOf(point: string): KeyObject {
  const octets = Buffer.from(point, 'hex');
  return createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: octets.subarray(1, 33).toString('base64url'),
      y: octets.subarray(33).toString('base64url'),
    },
    format: 'jwk',
  });
}

/** The parts of a message that protection is about; lengths are read as they stand. */
interface Parts {
  readonly signing: Buffer;
  readonly toBeSigned: Buffer;
  readonly signature: Buffer;
  readonly mac: Buffer | undefined;
}

function partsOf(message: Buffer): Parts {
  let at = 0;
  const length = (): number => {
    const first = message.readUInt8(at++);
    if (first < 0x80) return first;
    let value = 0;
    for (let i = 0; i < (first & 0x7f); i++) value = value * 256 + message.readUInt8(at++);
    return value;
  };
  const skip = (): void => {
    const size = length();
    at += size;
  };
  const isMaced = message[0] === 0xdd;
  if (isMaced) {
    at = 7;
    length();
    at += 5;
  }
  const start = at;
  at++;
  for (let field = 0; field < 6; field++) skip();
  const toBeSigned = message.subarray(start + 1, at);
  const end = isMaced ? message.length - 12 : message.length;
  // An absent field and an empty one are both no signature.
  if (at < end) length();
  const signature = message.subarray(at, end);
  return {
    signing: message.subarray(start, end),
    toBeSigned,
    signature,
    mac: isMaced ? message.subarray(end) : undefined,
  };
}

/** GBCS 4.3.3.3 and 6.4: key derivation, initialisation vector, additional data, 12 octets of tag. */
function macOf({ signing, toBeSigned }: Parts, secret: Buffer): Buffer {
  const transactionId = toBeSigned.subarray(0, 10);
  const originator = toBeSigned.subarray(11, 19);
  const recipient = toBeSigned.subarray(20, 28);
  const key = createHash('sha256')
    .update(Buffer.from('00000001', 'hex'))
    .update(secret)
    .update(Buffer.from('60857406080300', 'hex'))
    .update(originator)
    .update(transactionId)
    .update(recipient)
    .digest()
    .subarray(0, 16);
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([originator, Buffer.alloc(4)]), {
    authTagLength: 16,
  });
  cipher.setAAD(Buffer.concat([Buffer.from('110000000000', 'hex'), signing]));
  cipher.final();
  return cipher.getAuthTag().subarray(0, 12);
}

/** What must hold of a case's protections, where they are there at all. */
function expected({ result, check }: Case): { mac: boolean; signature: boolean } | undefined {
  if (result === 'valid') return { mac: true, signature: true };
  if (check === 'parse') return undefined;
  return { mac: check !== 'mac', signature: check !== 'signature' };
}

describe('golden vectors, by OpenSSL alone', () => {
  for (const [name, file] of files()) {
    const byEntity = new Map(Object.values(file.identities).map((identity) => [identity.entity, identity]));
    const keys = new Map<string, KeyObject>();
    const signer = (entity: string): KeyObject => {
      const key = keys.get(entity) ?? publicKeyOf(byEntity.get(entity)?.digitalSignature.publicKey ?? '');
      keys.set(entity, key);
      return key;
    };

    describe(name, () => {
      it('has signatures and MACs that hold, but for those that its cases name', () => {
        const wrong: string[] = [];
        const seen = { signatures: 0, macs: 0 };
        for (const { kind, receiver, roles, cases } of file.groups) {
          const sharedSecrets: Record<string, string> = file.receivers[receiver]?.sharedSecrets ?? {};
          const secretWith = kind === 'command' ? 'accessControlBroker' : (roles[0] ?? '');
          const known = Buffer.from(sharedSecrets[secretWith] ?? '', 'hex');
          for (const one of cases) {
            const should = expected(one);
            if (should === undefined) continue;
            const parts = partsOf(Buffer.from(one.message, 'hex'));
            const originator = parts.toBeSigned.subarray(11, 19).toString('hex');
            if (parts.mac !== undefined) {
              seen.macs++;
              // A device that the party does not know makes the MAC with its own key.
              const stranger = kind !== 'command' && one.check === 'originator';
              const secret = stranger ? secretOf(file, originator, receiver) : known;
              if (macOf(parts, secret).equals(parts.mac) !== should.mac) wrong.push(`${one.id}: MAC`);
            }
            if (parts.signature.length > 0) {
              seen.signatures++;
              const key = { key: signer(originator), dsaEncoding: 'ieee-p1363' } as const;
              if (verify('sha256', parts.toBeSigned, key, parts.signature) !== should.signature) {
                wrong.push(`${one.id}: signature`);
              }
            }
          }
        }
        expect(wrong).eql([]);
        expect(seen.macs + seen.signatures).greaterThan(100);
      });

      it('has shared secrets that follow from its keys', () => {
        for (const { identity, sharedSecrets } of Object.values(file.receivers)) {
          const own = createECDH('prime256v1');
          own.setPrivateKey(file.identities[identity]?.keyAgreement.privateKey ?? '', 'hex');
          for (const [other, secret] of Object.entries(sharedSecrets)) {
            const peer = file.identities[other]?.keyAgreement.publicKey ?? '';
            expect(own.computeSecret(peer, 'hex', 'hex'), `${identity} ${other}`).equal(secret);
          }
        }
      });

      it('has certificates of its keys, with a sound path to the root', () => {
        const certificate = (der: string) => new X509Certificate(Buffer.from(der, 'hex'));
        const { root, issuingAuthority, deviceIssuer } = file.authorities;
        const isSound = (der: string, issuer: string) => certificate(der).verify(certificate(issuer).publicKey);
        for (const authority of [root, issuingAuthority, deviceIssuer]) expect(isSound(authority, root)).equal(true);
        for (const identity of Object.values(file.identities)) {
          const issuer = 'kind' in identity ? deviceIssuer : issuingAuthority;
          for (const key of [identity.digitalSignature, identity.keyAgreement]) {
            expect(isSound(key.certificate, issuer), identity.entity).equal(true);
            expect(certificate(key.certificate).publicKey.equals(publicKeyOf(key.publicKey))).equal(true);
            const own = createECDH('prime256v1');
            own.setPrivateKey(key.privateKey, 'hex');
            expect(own.getPublicKey('hex')).equal(key.publicKey);
          }
        }
      });
    });
  }
});

function secretOf(file: File, entity: string, receiver: string): Buffer {
  const sender = Object.values(file.identities).find((identity) => identity.entity === entity);
  const own = createECDH('prime256v1');
  own.setPrivateKey(file.identities[receiver]?.keyAgreement.privateKey ?? '', 'hex');
  return own.computeSecret(Buffer.from(sender?.keyAgreement.publicKey ?? '', 'hex'));
}
