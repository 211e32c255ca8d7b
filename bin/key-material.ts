/** Characters that a DER header takes in any encoding, and then some. */
const HEAD_CHARACTERS = 64;

export type KeyKind = 'key' | 'certificate';

/**
 * Whether somebody gave a key or certificate for a message or a name: PEM, or DER as octets, hexadecimal or base64, also
 * if its end is missing. Whoever refuses one repeats nothing of it.
 */
export function keyKind(contents: Uint8Array | string): KeyKind | undefined {
  if (typeof contents !== 'string') {
    return derKind(contents) ?? keyKind(new TextDecoder('latin1').decode(contents));
  }
  const label = /-----BEGIN ([A-Z0-9 ]+)/.exec(contents)?.[1];
  if (label !== undefined) return label.includes('CERTIFICATE') ? 'certificate' : 'key';
  const head = contents.slice(0, HEAD_CHARACTERS).replaceAll(/[\s:-]/g, '');
  return derKind(Buffer.from(head.replace(/^0x/i, ''), 'hex')) ?? derKind(Buffer.from(head, 'base64'));
}

/** By how it begins: a SEQUENCE of a version (private key), or of one with an OID (public key) or other (certificate). */
function derKind(octets: Uint8Array): KeyKind | undefined {
  const first = contentsOfSequence(octets);
  if (first?.[0] === 0x02 && first[1] === 1) return 'key';
  const second = first && contentsOfSequence(first)?.[0];
  if (second === 0x06) return 'key';
  return second === 0xa0 || second === 0x02 ? 'certificate' : undefined;
}

/** What comes after the header of a SEQUENCE in the lengths that keys and certificates have. */
function contentsOfSequence(octets: Uint8Array): Uint8Array | undefined {
  const [tag, length = 0] = octets;
  if (tag !== 0x30) return undefined;
  return octets.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f));
}
