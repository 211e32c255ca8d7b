import { expect } from 'chai';
import { toHex } from '../../../gbcs/bytes/hex.js';
import { publicPointOf, scalarFromSeed } from '../../../gbcs/crypto/deterministic.js';
import { opensslProvider as provider } from '../../../gbcs/crypto/openssl.js';
import { KeyError } from '../../../gbcs/errors.js';
import { eui64 } from '../../../gbcs/identifiers.js';
import { createKeyStore, type KeyEntry } from '../../../gbcs/keys/memory-key-store.js';

const ENTITY = eui64('00db1234567890a0');
const query = { entity: ENTITY, usage: 'keyAgreement' } as const;
const privateScalar = scalarFromSeed(Uint8Array.of(1));

describe('key store in memory', () => {
  it('is empty at first', () => {
    const store = createKeyStore(provider);
    expect(store.entities()).to.deep.equal([]);
    expect(store.certificate(query)).to.equal(undefined);
    expect(store.publicKey(query)).to.equal(undefined);
    expect(store.privateKey(query)).to.equal(undefined);
  });

  it('finds a key by entity, usage and prepayment only', () => {
    const store = createKeyStore(provider);
    store.add({ ...query, privateScalar });
    expect(store.privateKey(query)).not.to.equal(undefined);
    expect(store.privateKey({ ...query, prepayment: false })).to.equal(store.privateKey(query));
    expect(store.privateKey({ ...query, prepayment: true })).to.equal(undefined);
    expect(store.privateKey({ ...query, usage: 'digitalSignature' })).to.equal(undefined);
    expect(store.privateKey({ ...query, entity: eui64('00db1234567890a1') })).to.equal(undefined);
  });

  it('has the public key of a private key', () => {
    const store = createKeyStore(provider);
    store.add({ ...query, privateScalar });
    expect(toHex(store.publicKey(query)?.point ?? new Uint8Array())).to.equal(toHex(publicPointOf(privateScalar)));
  });

  it('reads each part of an entry when it is asked for, and once', () => {
    const read: string[] = [];
    const entry: KeyEntry = {
      ...query,
      get certificate() {
        read.push('certificate');
        return undefined;
      },
      get publicPoint() {
        read.push('publicPoint');
        return publicPointOf(privateScalar);
      },
      get privateScalar() {
        read.push('privateScalar');
        return privateScalar;
      },
    };
    const store = createKeyStore(provider);
    store.add(entry);
    expect(store.entities()).to.deep.equal([ENTITY]);
    expect(read).to.deep.equal([]);
    expect(store.publicKey(query)).to.equal(store.publicKey(query));
    expect(store.privateKey(query)).to.equal(store.privateKey(query));
    store.certificate(query);
    store.certificate(query);
    expect(read).to.deep.equal(['publicPoint', 'privateScalar', 'certificate']);
  });

  it('replaces an entry by a later one', () => {
    const store = createKeyStore(provider);
    store.add({ ...query, privateScalar });
    store.add({ ...query, publicPoint: publicPointOf(privateScalar) });
    expect(store.privateKey(query)).to.equal(undefined);
    expect(store.publicKey(query)).not.to.equal(undefined);
  });

  it('refuses bad keys with a KeyError, each time they are asked for', () => {
    const store = createKeyStore(provider);
    store.add({ ...query, privateScalar: new Uint8Array(32), publicPoint: new Uint8Array(65) });
    for (let i = 0; i < 2; i++) {
      expect(() => store.privateKey(query)).to.throw(KeyError);
      expect(() => store.publicKey(query)).to.throw(KeyError);
    }
  });

  it('lists entities in ascending order, each once', () => {
    const store = createKeyStore(provider);
    for (const id of ['90b3d51f30010000', '00db1234567890a0', '90b3d51f30010000', '123456789abcdef0']) {
      store.add({ entity: eui64(id), usage: 'digitalSignature', privateScalar });
      store.add({ entity: eui64(id), usage: 'keyAgreement', privateScalar });
    }
    expect(store.entities()).to.deep.equal(['00db1234567890a0', '123456789abcdef0', '90b3d51f30010000']);
  });
});
