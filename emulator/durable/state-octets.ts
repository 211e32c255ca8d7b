import { deserialize, serialize } from 'node:v8';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { HanlabError } from '../../gbcs/index.js';

/**
 * Saved state as octets, for disks and for homes at rest. What can be saved is what `structuredClone` keeps (see
 * {@link Stored}), and Node's own serialisation keeps just that: big integers, octets, maps and sets come back as they
 * were. In front stand a version and a checksum, so that damage is found before anything is read.
 *
 * Layout: version (1 octet), CRC-32 of what follows (4), deflated value.
 */

const VERSION = 1;
const HEADER_OCTETS = 5;

/** Most octets that the state in a record may unfold to: a home has some thousands. */
const MOST_STATE_OCTETS = 64 * 1024 * 1024;

/** @returns octets of which {@link stateOf} makes an equal value */
export function stateOctets(state: unknown): Uint8Array {
  return packedOctets(serialized(state));
}

/** State before it is packed: fast to make, and enough to see whether it has changed. */
export function serialized(state: unknown): Uint8Array {
  return serialize(state);
}

/** The same as {@link stateOctets}, of state that has been serialized. */
export function packedOctets(serialized: Uint8Array): Uint8Array {
  const packed = deflateRawSync(serialized, { level: 1 });
  const octets = new Uint8Array(HEADER_OCTETS + packed.length);
  octets[0] = VERSION;
  new DataView(octets.buffer).setUint32(1, crc32(packed));
  octets.set(packed, HEADER_OCTETS);
  return octets;
}

/**
 * The value in octets that {@link stateOctets} has made. They are checked for damage, not for malice: state is read from
 * where it was written, never from strangers.
 * @param name of the record, for the error
 * @throws HanlabError `HANLAB_E_STATE` on another version, and on octets that are cut short or changed
 */
export function stateOf(octets: Uint8Array, name: string): unknown {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  if (octets.length <= HEADER_OCTETS) throw damaged(name, `has ${octets.length} octets`);
  if (octets[0] !== VERSION) throw damaged(name, `is of version ${octets[0]}, not ${VERSION}`);
  const packed = octets.subarray(HEADER_OCTETS);
  if (crc32(packed) !== view.getUint32(1)) throw damaged(name, 'has another checksum than it says');
  try {
    return deserialize(inflateRawSync(packed, { maxOutputLength: MOST_STATE_OCTETS }));
  } catch (cause) {
    throw damaged(name, 'cannot be read', cause);
  }
}

function damaged(name: string, what: string, cause?: unknown): HanlabError {
  return new HanlabError('HANLAB_E_STATE', `the saved state ${name} ${what}`, cause === undefined ? {} : { cause });
}
