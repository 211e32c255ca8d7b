import { KeyError } from '../errors.js';
import type { PrivateKey, PublicKey } from './provider.js';

/** What providers keep about the handles that they gave out. It is held by weak maps only, so that no handle shows it. */

/**
 * What a provider keeps about one of its handles.
 * @throws KeyError `GBCS_E_KEY` if the handle is not its own
 */
export function keyOf<Handle extends object, Key>(keys: WeakMap<Handle, Key>, handle: Handle): Key {
  const key = keys.get(handle);
  if (key === undefined) throw new KeyError('GBCS_E_KEY', 'the key was made by another provider');
  return key;
}

type SharedSecret = (own: PrivateKey, peer: PublicKey) => Uint8Array;

/** The same function, which computes once for each pair of handles. What it throws is not kept. */
export function oncePerPair(compute: SharedSecret): SharedSecret {
  const secrets = new WeakMap<PrivateKey, WeakMap<PublicKey, Uint8Array>>();
  return (own, peer) => {
    let ofOwn = secrets.get(own);
    if (ofOwn === undefined) {
      ofOwn = new WeakMap();
      secrets.set(own, ofOwn);
    }
    let z = ofOwn.get(peer);
    if (z === undefined) {
      z = compute(own, peer);
      ofOwn.set(peer, z);
    }
    // A copy, so that a caller who wipes or changes it does not spoil every later message.
    return z.slice();
  };
}
