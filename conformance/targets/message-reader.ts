import { CodecError, decodeMessage, describeMessage, type Message, payloadFinding, toHex } from '../../gbcs/index.js';

/** Octets of a message, as evidence has them. */
export interface ReadMessage {
  readonly hex: string;
  /** The message; of octets that are none, what is wrong with them. */
  readonly message: Message | CodecError;
  /** What it says, in the specification's words. */
  readonly description: unknown;
  /** What it is, such as `ECS47 Command`; of octets that are none, what is wrong with them. */
  readonly summary: unknown;
}

/** A message is seen at each of its stations one after the other: on the WAN, in its tunnel, where it is handed over. */
const REMEMBERED = 16;

/** Reads messages for the evidence, each once though it is seen often. */
export class MessageReader {
  readonly #known = new Map<string, ReadMessage>();

  read(octets: Uint8Array): ReadMessage {
    const hex = toHex(octets);
    const known = this.#known.get(hex);
    if (known !== undefined) return known;
    const read = { hex, ...readAnew(octets) };
    this.#known.set(hex, read);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return read;
  }
}

function readAnew(octets: Uint8Array): Omit<ReadMessage, 'hex'> {
  const message = decoded(octets);
  if (message instanceof CodecError) {
    const wrong = { error: message.code, message: message.message };
    return { message, description: wrong, summary: wrong };
  }
  const description = describeMessage(message);
  return { message, description, summary: description.value };
}

function decoded(octets: Uint8Array): Message | CodecError {
  try {
    const message = decodeMessage(octets);
    return payloadFinding(message.payload) ?? message;
  } catch (error) {
    if (error instanceof CodecError) return error;
    throw error;
  }
}
