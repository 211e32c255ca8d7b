import { basename, join } from 'node:path';
import {
  type DuisRequest,
  parseXml,
  readRequest,
  type TransformContext,
  type Transformed,
  transformRequest,
} from '../../emulator/dcc/index.js';
import {
  commandProtections,
  encodeFrame,
  encodeMessage,
  encodePayload,
  equalBytes,
  type Frame,
  HanlabError,
  KeyError,
  type Message,
  macFrame,
  macSecretOf,
  signFrame,
  toHex,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import { readWholeFile } from '../whole-file.js';
import type { RtdsContext, RtdsFailure, RtdsMessage } from './message.js';
import { failureOf, type Rtds } from './read.js';
import { type Authorities, authoritiesOf, type Cause, type Substituted, substitute } from './substitutions.js';
import { contextsOf, roleOf } from './transform-context.js';

/**
 * The service requests of a Reference Test Data Set: each is transformed, and what it becomes is the reference Pre-Command,
 * or the reference Command with its MAC, octet for octet. Beside the XML only the context that a DCC has is known; what
 * the reference tells of it, `transform-context.ts` says. Where they differ for a cause that lies in the data set, the
 * rest must be identical once the cause is put right (`substitutions.ts`).
 */

export interface TransformCounts {
  /** identical + explained + failed: requests that have a reference message. */
  total: number;
  identical: number;
  explained: Explained[];
  failed: number;
}

/** Fields of a message that differ from the reference, for causes that lie in the data set. */
export interface Explanation {
  readonly fields: readonly string[];
  /** One cause, or several with commas. */
  readonly reason: string;
}

/** A request whose message is the reference's but for such fields. */
interface Explained extends Explanation {
  readonly file: string;
}

/** A service request and the message that it becomes, by the data set's own naming. */
export interface RtdsTransform {
  /** Path of the request within the data set's directory. */
  readonly file: string;
  readonly reference: RtdsMessage;
}

/** Octets of the longest request; that of a firmware image is longer, and becomes no Command. */
const MAX_REQUEST_OCTETS = 4_194_304;

/** Requests with the Pre-Command or else the Command that has their name; those without are left out. */
export function pairTransforms({ requests, messages }: Pick<Rtds, 'requests' | 'messages'>): readonly RtdsTransform[] {
  const byName = new Map(messages.map((message) => [basename(message.file).toUpperCase(), message]));
  return requests.flatMap((file) => {
    const scenario = basename(file).toUpperCase().replace('_REQUEST_DUIS.XML', '');
    const reference = byName.get(`${scenario}_PRECOMMAND_GBCS.HEX`) ?? byName.get(`${scenario}_COMMAND_GBCS.HEX`);
    return reference === undefined ? [] : [{ file, reference }];
  });
}

/** Transforms every request that has a reference. @param onProgress called with the number of requests done */
export function checkTransforms(
  directory: string,
  rtds: Rtds,
  onProgress?: (done: number) => void,
): { counts: TransformCounts; failures: RtdsFailure[] } {
  const counts: TransformCounts = { total: 0, identical: 0, explained: [], failed: 0 };
  const failures: RtdsFailure[] = [];
  const authorities = authoritiesOf(rtds.messages);
  for (const [i, { file, reference }] of pairTransforms(rtds).entries()) {
    counts.total++;
    try {
      const request = readRequest(parseXml(readWholeFile(join(directory, file), MAX_REQUEST_OCTETS)));
      const outcome = playTransform(request, reference, { ...rtds.context, authorities });
      if (outcome === 'identical') counts.identical++;
      else counts.explained.push({ file, ...outcome });
    } catch (error) {
      counts.failed++;
      failures.push(failureOf(file, 'transform', error));
    }
    onProgress?.(i + 1);
  }
  onProgress?.(rtds.requests.length);
  return { counts, failures };
}

/**
 * Transforms one request under each context that the reference leaves open, which is the version and the variant of its
 * device, until one gives the reference.
 * @throws HanlabError `HANLAB_E_MISMATCH` saying what differs, or why there is no message at all
 */
export function playTransform(
  request: DuisRequest,
  reference: RtdsMessage,
  rtds: RtdsContext & Authorities,
): 'identical' | Explanation {
  let nearest: HanlabError | undefined;
  // Most requests become the same for every version and variant.
  const tried = new Set<string>();
  const { messageCode } = reference.message.frame.header.otherInformation;
  for (const context of contextsOf(request, reference, rtds)) {
    try {
      const transformed = transformRequest(request, context);
      if (transformed.useCase.messageCode !== messageCode) {
        nearest ??= mismatch(`it becomes ${transformed.useCase.name}, which the reference is not`);
        continue;
      }
      const octets = toHex(encodeMessage(transformed.message));
      if (tried.has(octets)) continue;
      tried.add(octets);
      return compareTransformed(transformed, context, request, reference, rtds);
    } catch (error) {
      if (!(error instanceof HanlabError)) throw error;
      // What differs of the right use case says more than that another context gives no message.
      if (nearest === undefined || (isMismatch(error) && !isMismatch(nearest))) nearest = error;
    }
  }
  throw nearest ?? mismatch('its device is none of the data set');
}

function compareTransformed(
  transformed: Transformed,
  { device }: TransformContext,
  request: DuisRequest,
  reference: RtdsMessage,
  rtds: RtdsContext & Authorities,
): 'identical' | Explanation {
  const theirs = reference.message;
  const isSame = equalBytes(encodeMessage(transformed.message), encodeMessage(bare(theirs)));
  const { message, fields, causes }: Substituted = isSame
    ? { message: transformed.message, fields: [], causes: [] }
    : substitute(transformed.message, theirs, rtds);
  const isPreCommand = theirs.frame.signature === undefined && theirs.frame.mac === undefined;
  if (isPreCommand) return outcomeOf(encodeMessage(message), reference, fields, causes);
  const { originator } = message.frame.header;
  const protections = commandProtections(transformed.useCase, roleOf(originator, rtds), device.kind);
  const isSignedByDcc = protections.signature && originator !== request.id.originator;
  if (protections.signature && !isSignedByDcc) throw mismatch('it becomes a Pre-Command, which the reference is not');
  const signed = isSignedByDcc ? signedAsReference(message, theirs.frame, rtds) : frameOf(message);
  const octets = protections.mac ? withMac(signed, theirs.frame, rtds) : encodeFrame(signed);
  if (!isSignedByDcc) return outcomeOf(octets, reference, fields, causes);
  return outcomeOf(octets, reference, [...fields, 'signature', 'mac'], ['broker-signature', ...causes]);
}

/** A message before any protection. */
function bare({ frame, payload }: Message): Message {
  const { header } = frame;
  return { frame: { header, payload: frame.payload }, payload };
}

function frameOf(message: Message): Frame {
  return { ...message.frame, payload: encodePayload(message.payload) };
}

/**
 * The frame with the reference's signature, which is random and cannot be made again. Ours must hold as well, and the
 * reference's must hold over our octets.
 */
function signedAsReference(message: Message, { signature }: Frame, rtds: RtdsContext): Frame {
  const frame = frameOf(message);
  const { provider, keys } = rtds;
  const signer = { entity: frame.header.originator, usage: 'digitalSignature' } as const;
  const [privateKey, publicKey] = [keys.privateKey(signer), keys.publicKey(signer)];
  if (privateKey === undefined || publicKey === undefined) {
    throw new KeyError('GBCS_E_KEY_MISSING', `no keys of ${signer.entity} for digital signatures`);
  }
  if (!verifyFrameSignature(provider, signFrame(provider, frame, privateKey), publicKey)) {
    throw mismatch('the signature that was made does not hold');
  }
  const signed = { ...frame, ...(signature === undefined ? {} : { signature }) };
  if (!verifyFrameSignature(provider, signed, publicKey)) {
    throw mismatch('the signature of the reference does not hold over what the request becomes');
  }
  return signed;
}

/** The message with its MAC; where the store has no keys for it, with the reference's, which is then not compared. */
function withMac(frame: Frame, { mac, macHeader }: Frame, rtds: RtdsContext): Uint8Array {
  const secret = macSecretOf(frame, rtds);
  if (secret !== undefined) return encodeFrame(macFrame(rtds.provider, frame, secret));
  const kept = { ...(macHeader === undefined ? {} : { macHeader }), ...(mac === undefined ? {} : { mac }) };
  return encodeFrame({ ...frame, signature: frame.signature ?? new Uint8Array(0), ...kept });
}

function outcomeOf(
  octets: Uint8Array,
  { octets: reference }: RtdsMessage,
  fields: readonly string[],
  causes: readonly Cause[],
): 'identical' | Explanation {
  if (!equalBytes(octets, reference)) {
    const at = reference.findIndex((octet, i) => octet !== octets[i]);
    const place = at < 0 ? reference.length : at;
    throw mismatch(`octet ${place} differs (${octets.length} octets, reference ${reference.length})`);
  }
  return causes.length === 0 ? 'identical' : { fields, reason: causes.join(', ') };
}

function mismatch(message: string): HanlabError {
  return new HanlabError('HANLAB_E_MISMATCH', message);
}

function isMismatch({ code }: HanlabError): boolean {
  return code === 'HANLAB_E_MISMATCH';
}
