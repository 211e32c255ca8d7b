import { Reader } from './bytes/reader.js';
import { Writer } from './bytes/writer.js';
import type { CryptoProvider } from './crypto/provider.js';
import { CIPHERTEXT_AT, openOctets, sealOctets } from './crypto/seal.js';
import { type Data, octetString, structure } from './dlms/data.js';
import { readData, writeData } from './dlms/data-codec.js';
import { CodecError, type HanlabError, KeyError } from './errors.js';
import type { GroupingHeader } from './frame/frame.js';
import type { GbzComponent } from './gbz/component.js';
import type { Message } from './message.js';
import { encodePayload } from './payload.js';
import { keyOfSecret, type SealingOptions, sealingContextOf, sealingKeyOf } from './sealing/context.js';
import { protectionData, protectionParametersOf } from './sealing/protected-data.js';
import { type EncryptedValue, encryptedValuesOf, mapEncryptedValues, sealedFields } from './sealing/values.js';

/**
 * Opening and making the encrypted values of Responses and Alerts, for Known and Unknown Remote Parties (GBCS 4.3.3.4,
 * 8.4, 8.5). Encryption lies inside the payload: seal first, then sign or MAC.
 */

/** What an encrypted value holds: one value of DLMS, or the payload of one ZCL command. */
export type Plaintext =
  | { readonly kind: 'dlms'; readonly data: Data }
  | { readonly kind: 'zcl'; readonly octets: Uint8Array };

/** An encrypted value and what came of opening it. */
export type OpenedValue = { readonly value: EncryptedValue } & (
  | { readonly status: 'opened'; readonly plaintext: Plaintext }
  /** The key store lacks a key that is needed. */
  | { readonly status: 'unopenable' }
  /** `GBCS_E_PROTECTION`: it does not authenticate. Any other code: it is not as GBCS has encrypted values. */
  | { readonly status: 'invalid'; readonly finding: HanlabError }
);

/**
 * Opens every encrypted value of a message with either side's private key. One that does not open never stops the rest.
 * Spans of the plaintext are those of the ciphertext that it was made from, octet for octet.
 * @throws KeyError `GBCS_E_KEY` where a key in the store is not one of P-256
 */
export function openValues({ frame, payload }: Message, options: SealingOptions): readonly OpenedValue[] {
  const values = encryptedValuesOf(payload);
  if (values.length === 0) return [];
  try {
    const context = sealingContextOf(frame.header);
    const key = sealingKeyOf(context, options);
    if (key === undefined) return values.map((value) => ({ value, status: 'unopenable' }));
    return values.map((value) =>
      openValue(value, (octets) => openOctets(options.provider, key, context.device, octets)),
    );
  } catch (finding) {
    if (!(finding instanceof CodecError)) throw finding;
    return values.map((value) => ({ value, status: 'invalid', finding }));
  }
}

function openValue(value: EncryptedValue, open: (octets: Uint8Array) => Uint8Array | undefined): OpenedValue {
  const { path, span } = value;
  const place = { path, ...(span === undefined ? {} : { offset: span.start }) };
  try {
    const octets = open(value.octets);
    if (octets === undefined) {
      const message = `the encrypted value at ${path} does not authenticate`;
      const finding = new KeyError('GBCS_E_PROTECTION', message, { ...place, clause: 'GBCS 8.4' });
      return { value, status: 'invalid', finding };
    }
    return { value, status: 'opened', plaintext: typedPlaintext(value, octets) };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { code, message, clause } = error;
    const finding = new CodecError(code, message, {
      ...place,
      ...(clause === undefined ? {} : { clause }),
      cause: error,
    });
    return { value, status: 'invalid', finding };
  }
}

function typedPlaintext({ family, span }: EncryptedValue, octets: Uint8Array): Plaintext {
  if (family === 'gbz') return { kind: 'zcl', octets };
  const reader = new Reader(octets, span === undefined ? 0 : span.start + CIPHERTEXT_AT);
  const data = readData(reader);
  reader.end('the protected value');
  return { kind: 'dlms', data };
}

/** Seals plaintexts of one message with this header. @throws KeyError `GBCS_E_KEY_MISSING`; CodecError as {@link sealingContextOf} */
export function sealerOf(header: GroupingHeader, options: SealingOptions): (plaintext: Plaintext) => Uint8Array {
  const context = sealingContextOf(header);
  const key = sealingKeyOf(context, options);
  if (key === undefined) {
    const message = `no key agreement keys of ${context.device} and ${context.reader}, one of them private`;
    throw new KeyError('GBCS_E_KEY_MISSING', message);
  }
  return (plaintext) => sealOctets(options.provider, key, context.device, plaintextOctets(plaintext));
}

function plaintextOctets(plaintext: Plaintext): Uint8Array {
  if (plaintext.kind === 'zcl') return plaintext.octets;
  const writer = new Writer();
  writeData(writer, plaintext.data);
  return writer.finish();
}

/**
 * The protected data of an Alert, which stand side by side in its body: protection parameters and encrypted value.
 * @param header of the message that they are for
 * @param data what is to be encrypted: exactly one value
 * @throws KeyError `GBCS_E_KEY_MISSING`; CodecError `GBCS_E_PAYLOAD` for a Command, `GBCS_E_VALUE`
 */
export function sealedAlertItems(header: GroupingHeader, data: Data, options: SealingOptions): readonly [Data, Data] {
  const sealed = sealerOf(header, options)({ kind: 'dlms', data });
  return [protectionData(protectionParametersOf(header)), octetString(sealed)];
}

/** The data that answers a request for protected data; parameters and errors as {@link sealedAlertItems}. */
export function sealedResponseData(header: GroupingHeader, data: Data, options: SealingOptions): Data {
  return structure(...sealedAlertItems(header, data, options));
}

/**
 * The data that answers a request for protected data, made by a device: it has no store of keys, but Z.
 * @param header of the Response
 * @param secret Z of the device's key agreement key and the reader's, 32 octets
 * @throws CodecError `GBCS_E_PAYLOAD` for a Command, `GBCS_E_VALUE`; KeyError `GBCS_E_CRYPTO` if Z has another size
 */
export function sealedResponseDataOf(
  provider: Pick<CryptoProvider, 'sha256' | 'seal'>,
  header: GroupingHeader,
  secret: Uint8Array,
  data: Data,
): Data {
  const context = sealingContextOf(header);
  const key = keyOfSecret(provider, context, secret);
  const sealed = sealOctets(provider, key, context.device, plaintextOctets({ kind: 'dlms', data }));
  return structure(protectionData(protectionParametersOf(header)), octetString(sealed));
}

/**
 * GBZ components with the payloads of some of them encrypted. The Additional Header Frame Counter numbers these from 0
 * and takes no part in the encryption: all of them have the same key and IV, as GBCS 8.4 has it.
 * @param isSecret which components; those that are encrypted already stay as they are, and count
 * @throws KeyError `GBCS_E_KEY_MISSING`; CodecError `GBCS_E_PAYLOAD` for a Command
 */
export function sealComponents(
  header: GroupingHeader,
  components: readonly GbzComponent[],
  isSecret: (component: GbzComponent, index: number) => boolean,
  options: SealingOptions,
): readonly GbzComponent[] {
  const seal = sealerOf(header, options);
  let frameCounter = 0;
  return components.map((component, i) => {
    const { payload } = component;
    if (payload.kind === 'encrypted') frameCounter++;
    if (payload.kind === 'encrypted' || !isSecret(component, i)) return component;
    const sealed = sealedFields(seal({ kind: 'zcl', octets: payload.octets }));
    const additionalHeader = { additionalHeaderControl: 0, additionalHeaderFrameCounter: frameCounter++ };
    return { ...component, payload: { kind: 'encrypted', ...additionalHeader, ...sealed } };
  });
}

/**
 * The message with its encrypted values made anew from plaintexts, such as changed ones. Signature and MAC stay as they
 * were, and hold only if nothing changed.
 * @param plaintexts one for each of {@link encryptedValuesOf}, in that order
 * @throws CodecError `GBCS_E_COUNT` where their number differs, `GBCS_E_VALUE` where one is of the other family;
 *   KeyError `GBCS_E_KEY_MISSING`
 */
export function resealValues(message: Message, plaintexts: readonly Plaintext[], options: SealingOptions): Message {
  const { frame, payload } = message;
  const { length } = encryptedValuesOf(payload);
  if (length !== plaintexts.length) {
    throw new CodecError('GBCS_E_COUNT', `${plaintexts.length} plaintexts for ${length} encrypted values`);
  }
  if (length === 0) return message;
  const seal = sealerOf(frame.header, options);
  const rest = plaintexts.values();
  const sealed = mapEncryptedValues(payload, ({ family, path }) => {
    const plaintext = rest.next().value;
    if (plaintext === undefined || (plaintext.kind === 'dlms') !== (family === 'dlms')) {
      throw new CodecError('GBCS_E_VALUE', `the plaintext for ${path} is not of ${family}`, { path });
    }
    return seal(plaintext);
  });
  return { frame: { ...frame, payload: encodePayload(sealed) }, payload: sealed };
}
