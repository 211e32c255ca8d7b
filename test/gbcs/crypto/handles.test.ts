import { expect } from 'chai';
import { keyOf, oncePerPair } from '../../../gbcs/crypto/handles.js';
import type { PrivateKey, PublicKey } from '../../../gbcs/crypto/provider.js';
import { KeyError } from '../../../gbcs/errors.js';

const publicHandle = () => ({ point: new Uint8Array(65) }) as PublicKey;
const privateHandle = () => ({ publicKey: publicHandle() }) as PrivateKey;

describe('handles of keys', () => {
  it('have a key where one was kept for the very same handle, and are refused elsewhere', () => {
    const handle = publicHandle();
    const keys = new WeakMap([[handle, 'key']]);
    expect(keyOf(keys, handle)).to.equal('key');
    expect(() => keyOf(keys, publicHandle()))
      .to.throw(KeyError)
      .with.property('code', 'GBCS_E_KEY');
  });

  it('have their shared secret computed once for each pair, in this order', () => {
    const computed: [PrivateKey, PublicKey][] = [];
    const sharedSecret = oncePerPair((own, peer) => {
      computed.push([own, peer]);
      return Uint8Array.of(computed.length);
    });
    const [a, b, x, y] = [privateHandle(), privateHandle(), publicHandle(), publicHandle()];
    const all = () => [sharedSecret(a, x), sharedSecret(a, y), sharedSecret(b, x), sharedSecret(b, y)];
    expect(all().map(([octet]) => octet)).to.deep.equal([1, 2, 3, 4]);
    for (const secret of all()) secret.fill(0);
    expect(all().map(([octet]) => octet)).to.deep.equal([1, 2, 3, 4]);
    expect(computed.length).to.equal(4);
    expect(computed[2]?.[0]).to.equal(b);
    expect(computed[2]?.[1]).to.equal(x);
  });

  it('are tried again after an error', () => {
    let calls = 0;
    const sharedSecret = oncePerPair(() => {
      calls++;
      if (calls === 1) throw new KeyError('GBCS_E_KEY', 'not now');
      return Uint8Array.of(7);
    });
    const [own, peer] = [privateHandle(), publicHandle()];
    expect(() => sharedSecret(own, peer)).to.throw(KeyError);
    expect([...sharedSecret(own, peer)]).to.deep.equal([7]);
    expect(calls).to.equal(2);
  });
});
