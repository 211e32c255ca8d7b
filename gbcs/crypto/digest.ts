import forge from 'node-forge';
import { fromBinary, toBinary } from './binary.js';

/** Digests in plain JavaScript: of the portable provider, and for what is not part of a message. */

function digest(md: forge.md.MessageDigest, bytes: Uint8Array): Uint8Array {
  md.update(toBinary(bytes));
  return fromBinary(md.digest().getBytes());
}

export function sha256Of(bytes: Uint8Array): Uint8Array {
  return digest(forge.md.sha256.create(), bytes);
}

/** SHA-1, only for the key identifiers of certificates (RFC 5280 4.2.1.2), where nothing depends on its strength. */
export function sha1Of(bytes: Uint8Array): Uint8Array {
  return digest(forge.md.sha1.create(), bytes);
}
