import { toHex } from '../../gbcs/index.js';

/** Everything in a value, octets in hex. */
export function savedText(value: unknown): string {
  return JSON.stringify(value, (_, one) => {
    if (typeof one === 'bigint') return `${one}n`;
    if (one instanceof Uint8Array) return toHex(one);
    if (one instanceof Map) return [...one];
    return one instanceof Set ? [...one] : one;
  });
}
