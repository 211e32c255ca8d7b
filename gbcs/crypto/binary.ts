import forge from 'node-forge';

/** Octets as node-forge takes and gives them: text with one character for each octet. */

/** Octets turned into text at a time: a call takes its arguments from the stack, which no message may exhaust. */
const CHUNK = 8192;

export function toBinary(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += forge.util.binary.raw.encode(bytes.subarray(at, at + CHUNK));
  return text;
}

export function fromBinary(text: string): Uint8Array {
  return forge.util.binary.raw.decode(text);
}
