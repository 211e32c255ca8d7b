import { appendFileSync, closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { UsageError } from '../gbcs/index.js';
import { shownPath } from './shown.js';

/** What a file of pcapng begins with, in either order of octets. */
const SECTION_HEADER = Buffer.from('0a0d0d0a', 'hex');

/**
 * A file for a capture; it is only looked at until the first octets are written.
 * @param goesOn adds a section to the capture that is there, instead of writing it anew
 * @returns what takes the pieces of the capture
 * @throws UsageError `HANLAB_E_INPUT` where it cannot be written, or holds something else that it would go on
 */
export function captureFile(path: string, goesOn: boolean): (octets: Uint8Array) => void {
  const name = shownPath(path, 'the capture');
  let begins: Buffer;
  try {
    begins = beginning(path);
  } catch (cause) {
    throw new UsageError('HANLAB_E_INPUT', `${name} cannot be written (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    });
  }
  if (goesOn && begins.length > 0 && !begins.equals(SECTION_HEADER)) {
    throw new UsageError('HANLAB_E_INPUT', `${name} is there and is no capture`);
  }
  let isBegun = goesOn;
  return (octets) => {
    if (isBegun) appendFileSync(path, octets);
    else writeFileSync(path, octets);
    isBegun = true;
  };
}

/** The first octets of a file, which is made where there is none. */
function beginning(path: string): Buffer {
  const file = openSync(path, 'a+');
  try {
    const octets = Buffer.alloc(SECTION_HEADER.length);
    return octets.subarray(0, readSync(file, octets, 0, octets.length, 0));
  } finally {
    closeSync(file);
  }
}
