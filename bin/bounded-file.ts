import { closeSync, openSync, readSync } from 'node:fs';

/** How much is asked for at a time. */
const CHUNK_OCTETS = 64 * 1024;

/**
 * Octets of a file, device or pipe that may have no end: at most one more than `maxOctets`, so that the caller can tell.
 * @throws what the system throws, whose own message may quote the path
 */
export function readBounded(path: string, maxOctets: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (length <= maxOctets) {
      const chunk = new Uint8Array(Math.min(CHUNK_OCTETS, maxOctets + 1 - length));
      const count = readSync(descriptor, chunk, 0, chunk.length, null);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}
