import { type DecodeOptions, decode } from './decode.js';
import { openVerifier } from './verification.js';

/**
 * `hanlab decode --keys`: the same as `decode`, given what checks and opens with keys. It is a file of its own so that
 * a plain decode loads no cryptography.
 */
export function decodeWithKeys(options: DecodeOptions): Promise<number> {
  return decode(options, openVerifier);
}
