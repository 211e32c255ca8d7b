import { expect } from 'chai';
import {
  CodecError,
  decodeMessage,
  describeMessage,
  encodeGeneralSigning,
  encodeMessage,
  encodeToBeSigned,
  findingsOf,
  type Message,
  openValues,
  type Preset,
  verifyFrame,
} from '../../../gbcs/index.js';
import type { RtdsContext } from '../../../vectors/index.js';
import { isAccepted } from './acceptance.js';
import type { Parent } from './mutators.js';

/** What became of mutants. */
export interface Tally {
  /** Whose frame and payload could be read, with findings or without. */
  decoded: number;
  strict: number;
  /** Whose signature or MAC holds: those that changed what it does not cover. */
  stillProtected: number;
}

/** Octets as a key of a set. */
function keyOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('latin1');
}

/** Judges mutants of the messages of a data set, knowing which octets its parties did sign and MAC. */
export class Judge {
  readonly tally: Tally = { decoded: 0, strict: 0, stillProtected: 0 };
  /** Codes of the errors and findings met. */
  readonly codes = new Set<string>();
  readonly #context: RtdsContext;
  readonly #messages = new Set<string>();
  readonly #signed = new Set<string>();
  readonly #maced = new Set<string>();
  #judged = 0;

  constructor(parents: readonly Parent[], context: RtdsContext) {
    this.#context = context;
    for (const { octets, frame } of parents) {
      this.#messages.add(keyOf(octets));
      const { signature, mac } = verifyFrame(frame, context);
      if (signature === 'valid') this.#signed.add(keyOf(encodeToBeSigned(frame)));
      if (mac === 'valid') this.#maced.add(keyOf(encodeGeneralSigning(frame)));
    }
  }

  /** Whether these octets are one of the messages that the mutants are made of. */
  isOriginal(octets: Uint8Array): boolean {
    return this.#messages.has(keyOf(octets));
  }

  /** Whether a message would be acted on. */
  accepts(octets: Uint8Array): boolean {
    const message = this.#decoded(octets, 'strict');
    if (message === undefined) return false;
    return isAccepted(message.frame, verifyFrame(message.frame, this.#context), this.#context.keys);
  }

  /** Expects of octets, whatever they are, what must hold of all that are no original. */
  judge(octets: Uint8Array): void {
    const inspected = this.#decoded(octets, 'inspect');
    const strict = this.#decoded(octets, 'strict');
    this.#judged++;
    if (inspected === undefined) {
      expect(strict, 'strict takes what inspect cannot read').equal(undefined);
      return;
    }
    this.tally.decoded++;
    const findings = findingsOf(inspected);
    for (const finding of findings) this.#expectPlace(finding, octets.length);
    expect(strict === undefined, 'strict refuses what has findings').equal(findings.length > 0);
    if (!sameOctets(encodeMessage(inspected), octets)) throw new Error('it is encoded to other octets');
    const { frame } = inspected;
    const verification = verifyFrame(frame, this.#context);
    const { signature, mac } = verification;
    if (signature === 'valid' && !this.#signed.has(keyOf(encodeToBeSigned(frame)))) {
      throw new Error('its signature holds and nobody signed this');
    }
    if (mac === 'valid' && !this.#maced.has(keyOf(encodeGeneralSigning(frame)))) {
      throw new Error('its MAC holds and nobody made one of this');
    }
    if (signature === 'valid' || mac === 'valid') this.tally.stillProtected++;
    if (strict !== undefined) {
      this.tally.strict++;
      if (isAccepted(strict.frame, verification, this.#context.keys)) throw new Error('it is accepted');
    }
    // Dear, and mostly the same for mutants of the same message.
    if (this.#judged % 8 === 0) {
      describeMessage(inspected, openValues(inspected, this.#context));
    }
  }

  /** The message, or nothing where it is refused as it should be. */
  #decoded(octets: Uint8Array, preset: Preset): Message | undefined {
    try {
      return decodeMessage(octets, { preset });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#expectPlace(error, octets.length);
      return undefined;
    }
  }

  /** Expects an error to say where in the message it is, and by what clause. */
  #expectPlace({ code, message, offset, path, clause }: CodecError, octets: number): void {
    this.codes.add(code);
    if (!code.startsWith('GBCS_E_')) throw new Error(`code ${code}: ${message}`);
    if (offset === undefined || offset < 0 || offset > octets) {
      throw new Error(`offset ${offset} of ${octets}: ${message}`);
    }
    if (path === undefined || path === '') throw new Error(`no path: ${message}`);
    if (clause === undefined || !/^(GBCS|IEC) [\d.-]+/.test(clause)) throw new Error(`clause ${clause}: ${message}`);
  }
}

function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
