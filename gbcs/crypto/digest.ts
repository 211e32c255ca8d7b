import forge from 'node-forge';

/** Digests without a provider, for what has to come out the same everywhere and is not part of a message. */

function digest(md: forge.md.MessageDigest, bytes: Uint8Array): Uint8Array {
  md.update(forge.util.binary.raw.encode(bytes));
  return forge.util.binary.raw.decode(md.digest().getBytes());
}

export function sha256Of(bytes: Uint8Array): Uint8Array {
  return digest(forge.md.sha256.create(), bytes);
}

/** SHA-1, only for the key identifiers of certificates (RFC 5280 4.2.1.2), where nothing depends on its strength. */
export function sha1Of(bytes: Uint8Array): Uint8Array {
  return digest(forge.md.sha1.create(), bytes);
}
