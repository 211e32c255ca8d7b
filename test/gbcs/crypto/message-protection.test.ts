import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex } from '../../../gbcs/bytes/hex.js';
import { deriveMessageKey, type MessageKeyContext } from '../../../gbcs/crypto/key-derivation.js';
import { computeMac, equalMac } from '../../../gbcs/crypto/mac.js';
import { opensslProvider as provider } from '../../../gbcs/crypto/openssl.js';
import { CodecError, KeyError } from '../../../gbcs/errors.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { loadKeyFiles } from '../../../gbcs/keys/key-files.js';
import { requireShared } from '../../shared.js';

/** The fields of a message that protection needs, found by hand so that no decoder is trusted. */
interface Sliced {
  readonly context: MessageKeyContext;
  /** From after `DF` to the end of the payload. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** From `DF` to the end of the signature field. */
  readonly protectedOctets: Uint8Array;
  readonly mac: Uint8Array | undefined;
}

function slice(message: Uint8Array): Sliced {
  const hasMac = message[0] === 0xdd;
  const lengthAt = (at: number) => {
    const first = message[at] as number;
    if (first < 0x80) return { value: first, next: at + 1 };
    const count = first & 0x7f;
    return { value: Number(`0x${toHex(message.subarray(at + 1, at + 1 + count))}`), next: at + 1 + count };
  };
  const start = hasMac ? lengthAt(7).next + 5 : 0;
  let at = start + 1;
  const field = () => {
    const { value, next } = lengthAt(at);
    at = next + value;
    return message.subarray(next, at);
  };
  const [transaction, originator, recipient] = [field(), field(), field()];
  field();
  field();
  field();
  const signed = message.subarray(start + 1, at);
  const signature = field();
  return {
    context: {
      originator: eui64(originator),
      recipient: eui64(recipient),
      cra: transaction[0] as 1 | 2 | 3,
      counter: BigInt(`0x${toHex(transaction.subarray(1))}`),
    },
    signed,
    signature,
    protectedOctets: message.subarray(start, at),
    mac: hasMac ? message.subarray(at) : undefined,
  };
}

const macOf = (sliced: Sliced, z: Uint8Array) =>
  computeMac(
    provider,
    deriveMessageKey(provider, z, sliced.context),
    sliced.context.originator,
    sliced.protectedOctets,
  );

describe('protection of the worked example of GBCS 18.4', () => {
  it('has a valid signature and the MAC that we compute', function () {
    const vector = JSON.parse(readFileSync(requireShared.call(this, 'spec', 'gbcs-18.4-vector.json'), 'utf8'));
    const sliced = slice(fromHex(vector.command));
    const signer = provider.publicKey(fromHex(vector.originatorDigitalSignaturePublicKey));
    expect(provider.verify(signer, sliced.signed, sliced.signature)).to.equal(true);
    expect(provider.verify(signer, sliced.signed.subarray(1), sliced.signature)).to.equal(false);
    const z = provider.sharedSecret(
      provider.privateKey(fromHex(vector.accessControlBrokerKeyAgreementPrivateKey)),
      provider.publicKey(fromHex(vector.deviceKeyAgreementPublicKey)),
    );
    expect(toHex(macOf(sliced, z))).to.equal(toHex(sliced.mac ?? new Uint8Array()));
  });
});

describe('protection of reference messages', () => {
  /** The access control broker of the data set. */
  const BROKER = eui64('90b3d51f30000002');

  it('is valid in every message whose keys are known', function () {
    const keystore = requireShared.call(this, 'rtds', 'keystore');
    const names = readdirSync(keystore);
    const { store } = loadKeyFiles(
      provider,
      names.map((name) => ({ name, read: () => readFileSync(join(keystore, name), 'utf8') })),
    );
    const messages = dirname(keystore);
    const counts = { signatures: 0, macs: 0 };
    for (const file of readdirSync(messages, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('_GBCS.HEX') || file.includes('PRECOMMAND')) continue;
      const sliced = slice(fromHex(readFileSync(join(messages, file), 'utf8').trim()));
      const { originator, recipient, cra } = sliced.context;
      if (sliced.signature.length > 0) {
        const signer = store.publicKey({ entity: originator, usage: 'digitalSignature' });
        if (signer === undefined) throw new Error(`no key of ${originator} for ${file}`);
        expect(provider.verify(signer, sliced.signed, sliced.signature), file).to.equal(true);
        counts.signatures++;
      }
      if (sliced.mac !== undefined && !/PCS0[12]_/.test(file)) {
        // Whoever of the two is no device has its private key in the data set.
        const [party, device] = cra === 1 ? [BROKER, recipient] : [recipient, originator];
        const own = store.privateKey({ entity: party, usage: 'keyAgreement' });
        const peer = store.publicKey({ entity: device, usage: 'keyAgreement' });
        if (own === undefined || peer === undefined) throw new Error(`no keys of ${party} and ${device} for ${file}`);
        const mac = macOf(sliced, provider.sharedSecret(own, peer));
        expect(equalMac(mac, sliced.mac), file).to.equal(true);
        counts.macs++;
      }
    }
    // As many as the reduced data set has; the full one has more.
    expect(counts.signatures).to.be.at.least(376);
    expect(counts.macs).to.be.at.least(655);
  });
});

describe('message keys and MACs', () => {
  const context: MessageKeyContext = {
    originator: eui64('90b3d51f30010000'),
    recipient: eui64('00db1234567890a0'),
    cra: 1,
    counter: 1000n,
  };
  const z = new Uint8Array(32).fill(7);

  it('hash exactly the octets of GBCS 4.3.3.3', () => {
    let hashed = '';
    const key = deriveMessageKey(
      {
        sha256: (bytes) => {
          hashed = toHex(bytes);
          return Uint8Array.from({ length: 32 }, (_, i) => i);
        },
      },
      z,
      context,
    );
    const otherInfo = '60857406080300' + '90b3d51f30010000' + '090100000000000003e8' + '00db1234567890a0';
    expect(hashed).to.equal(`00000001${'07'.repeat(32)}${otherInfo}`);
    expect(toHex(key)).to.equal('000102030405060708090a0b0c0d0e0f');
  });

  it('depend on every part of the context', () => {
    const variants: MessageKeyContext[] = [
      context,
      { ...context, originator: context.recipient, recipient: context.originator },
      { ...context, cra: 2 },
      { ...context, cra: 4 },
      { ...context, counter: 1001n },
      { ...context, counter: 0xffff_ffff_ffff_ffffn },
    ];
    expect(new Set(variants.map((one) => toHex(deriveMessageKey(provider, z, one))))).to.have.property(
      'size',
      variants.length,
    );
  });

  it('refuse counters and secrets of another size, and do not show the secret', () => {
    for (const counter of [-1n, 2n ** 64n]) {
      expect(() => deriveMessageKey(provider, z, { ...context, counter }))
        .to.throw(CodecError)
        .with.property('code', 'GBCS_E_VALUE');
    }
    for (const size of [0, 31, 33]) {
      expect(() => deriveMessageKey(provider, new Uint8Array(size).fill(7), context))
        .to.throw(KeyError)
        .with.property('code', 'GBCS_E_CRYPTO');
    }
  });

  it('give the MAC 11 and five zero octets before what they protect', () => {
    let seen: readonly string[] = [];
    const gmac = (...parts: readonly Uint8Array[]) => {
      seen = parts.map(toHex);
      return new Uint8Array(12);
    };
    computeMac({ gmac }, new Uint8Array(16), context.originator, fromHex('df0102'));
    expect(seen).to.deep.equal(['00'.repeat(16), `90b3d51f30010000${'00'.repeat(4)}`, '110000000000df0102']);
  });

  it('compare equal exactly when all octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 14 }), fc.uint8Array({ maxLength: 14 }), (a, b) => {
        expect(equalMac(a, a.slice())).to.equal(true);
        expect(equalMac(a, b)).to.equal(toHex(a) === toHex(b));
      }),
    );
  });
});
