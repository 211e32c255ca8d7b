import { type CryptoProvider, concatBytes, type Eui64, type KeyStore } from '../../gbcs/index.js';
import { formatRequestId, type RequestId } from './duis/request.js';
import type { TransformContext } from './transform/context.js';

/** Digits of a Customer Identification Number (DUIS CINMessage). */
const NUMBER_DIGITS = 4;

/**
 * The values that the DCC makes for a request, by the names that the rows of the transform ask for. They come of the
 * RequestID and the secret that the DCC shares with the device: nobody else can tell them, and the DCC itself tells the
 * same again when the Response comes, without having kept them.
 * @param dcc whose key agreement key is in the store
 * @returns none for a device whose certificate the store does not have
 */
export function madeValues(
  { provider, keys, dcc }: { readonly provider: CryptoProvider; readonly keys: KeyStore; readonly dcc: Eui64 },
  request: RequestId,
): TransformContext['made'] {
  const own = keys.privateKey({ entity: dcc, usage: 'keyAgreement' });
  const device = keys.publicKey({ entity: request.target, usage: 'keyAgreement' });
  if (own === undefined || device === undefined) return {};
  const secret = provider.sharedSecret(own, device);
  const digest = provider.sha256(concatBytes(secret, new TextEncoder().encode(formatRequestId(request))));
  const drawn = new DataView(digest.buffer, digest.byteOffset).getUint32(0) % 10 ** NUMBER_DIGITS;
  return { customerIdentificationNumber: String(drawn).padStart(NUMBER_DIGITS, '0') };
}
