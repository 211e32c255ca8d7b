import { CommunicationsHub, DirectTunnel, type Effect } from '../../emulator/index.js';
import {
  checkCommandPayload,
  decodeDateTime,
  decodeFrame,
  decodeMessage,
  encodeToBeSigned,
  equalBytes,
  type Frame,
  GBCS4_CURRENT,
  HanlabError,
  type Instant,
  type Message,
  type Profile,
  profileById,
  type UseCase,
  useCaseByCode,
} from '../../gbcs/index.js';
import { compareRequests } from './compare-request.js';
import { dataSetProfile } from './data-set-profile.js';
import { type EmulatedDevice, freshDevice, RTDS_HUB } from './fresh-device.js';
import type { RtdsContext, RtdsFailure, RtdsMessage } from './message.js';
import { presetState } from './preset-state.js';
import { rootKeyFrom } from './root-key.js';

/**
 * The exchanges of a Reference Test Data Set: each Command is put to a fresh emulated device, whose Response must be the
 * reference Response. No check of the receive pipeline is switched off.
 */

export interface ExchangeCounts {
  /** matched + notEmulated + failed. */
  total: number;
  matched: number;
  /** Addressed to a device, or by a use case, that is not emulated. */
  notEmulated: number;
  failed: number;
}

/** A Command and the Response to it, by the data set's own naming. */
export interface RtdsExchange {
  readonly command: RtdsMessage;
  readonly response: RtdsMessage;
}

/** The data set's devices: of GBCS 3.1 for what that has, and of GBCS 4 for the rest. */
const BASELINE = profileById('gbcs3-baseline');
const PROFILES: readonly Profile[] = [BASELINE, GBCS4_CURRENT].map(dataSetProfile);
/** The time of devices whose Response does not tell it. */
export const DATA_SET_TIME: Instant = Date.UTC(2015, 0, 1);

/** Commands with their Responses: the files whose names differ in that word alone. */
export function pairExchanges(messages: readonly RtdsMessage[]): readonly RtdsExchange[] {
  const byFile = new Map(messages.map((message) => [message.file, message]));
  return messages.flatMap((command) => {
    const response = byFile.get(command.file.replace(/_COMMAND(?=[^/]*$)/, '_RESPONSE'));
    return response === undefined || response === command ? [] : [{ command, response }];
  });
}

/** Plays every exchange of a data set. */
export function checkExchanges(
  files: readonly RtdsMessage[],
  context: RtdsContext,
): { counts: ExchangeCounts; failures: RtdsFailure[] } {
  const counts: ExchangeCounts = { total: 0, matched: 0, notEmulated: 0, failed: 0 };
  const failures: RtdsFailure[] = [];
  for (const exchange of pairExchanges(files)) {
    counts.total++;
    const difference = playExchange(exchange, context);
    if (difference === 'notEmulated') counts.notEmulated++;
    else if (difference === undefined) counts.matched++;
    else {
      counts.failed++;
      const { file } = exchange.response;
      failures.push({ file, stage: 'exchange', code: 'HANLAB_E_MISMATCH', message: difference });
    }
  }
  return { counts, failures };
}

/**
 * Puts one Command to a fresh device.
 * @returns nothing if its Response is the reference Response, or what differs in words
 */
export function playExchange(
  { command, response }: RtdsExchange,
  context: RtdsContext,
): 'notEmulated' | string | undefined {
  const device = deviceFor(command, context);
  if (device === undefined) return 'notEmulated';
  const { dateTime } = response.message.frame.header;
  const now = dateTime.length === 0 ? DATA_SET_TIME : decodeDateTime(dateTime);
  try {
    presetState(device, command.message, response.message, now, context);
    return compare(answerOf(device, command.octets, now), response, context);
  } catch (error) {
    if (error instanceof HanlabError) return error.message;
    throw error;
  }
}

/** A fresh device that carries out this Command, of the first profile whose edition it is; nothing where none does. */
export function deviceFor({ message }: RtdsMessage, context: RtdsContext): EmulatedDevice | undefined {
  const { recipient, originator, otherInformation } = message.frame.header;
  for (const profile of PROFILES) {
    const useCase = useCaseByCode(profile.useCases, otherInformation.messageCode);
    if (useCase === undefined || !isOfEdition(message, useCase)) continue;
    const device = freshDevice(recipient, originator, profile, context, rootKeyFrom(context.provider, message.payload));
    if (device?.supportedUseCases.has(useCase.name)) return device;
  }
  return undefined;
}

/** Some use cases have one form in 3.1 and another in 4.0 (CCS07). */
function isOfEdition({ frame, payload }: Message, useCase: UseCase): boolean {
  try {
    checkCommandPayload(payload, useCase, frame.header.originatorCounter);
    return true;
  } catch (error) {
    if (error instanceof HanlabError) return false;
    throw error;
  }
}

/** What a device did, and the messages that left it for the DCC. */
interface Reaction {
  readonly effects: readonly Effect[];
  readonly messages: readonly Uint8Array[];
}

/** The way between the DCC and a device: a hub has it by itself, the others by their tunnel, alike in all profiles. */
export interface Line {
  /** Gives the device a message from the DCC. */
  send(octets: Uint8Array, now: Instant): Reaction;
  /** Lets the device do what is due by `now`. */
  tick(now: Instant): Reaction;
}

export function lineTo(device: EmulatedDevice): Line {
  if (device instanceof CommunicationsHub) {
    return {
      send: (octets, now) => reactionOf(device.fromWan(octets, now)),
      tick: (now) => reactionOf(device.tick(now)),
    };
  }
  const tunnel = new DirectTunnel(device, RTDS_HUB, BASELINE);
  return {
    send: (octets, now) => tunnel.send(octets, now),
    tick: (now) => tunnel.carryOut(device.tick(now), now),
  };
}

/** What the device sends towards the DCC, or why it did not. */
function answerOf(device: EmulatedDevice, octets: Uint8Array, now: Instant): Uint8Array | string {
  const { effects, messages } = lineTo(device).send(octets, now);
  const answer = messages.find((message) => decodeFrame(message).header.cra === 2);
  if (answer !== undefined) return answer;
  const refused = effects.find((effect) => effect.kind === 'note' && effect.note.note === 'refused');
  return refused?.kind === 'note' && refused.note.note === 'refused'
    ? `refused by check ${refused.note.check}: ${refused.note.reason}`
    : 'no Response';
}

function reactionOf(effects: readonly Effect[]): Reaction {
  return { effects, messages: effects.flatMap((effect) => (effect.kind === 'sendToWan' ? [effect.message] : [])) };
}

/**
 * A signed Response is compared from the octet after `DF` to the end of the payload, since signatures are random and the
 * data set has no keys of devices; one with a MAC is compared whole. A new key, in a certification request, is compared by
 * its structure.
 */
export function compare(
  answer: Uint8Array | string,
  reference: RtdsMessage,
  { provider }: Pick<RtdsContext, 'provider'>,
): string | undefined {
  if (typeof answer === 'string') return answer;
  const ours = decodeFrame(answer);
  const theirs = reference.message.frame;
  if (isSigned(theirs)) {
    if (!isSigned(ours)) return 'the Response is not signed';
    const requests = compareRequests(provider, decodeMessage(answer).payload, reference.message.payload);
    if (requests !== 'notRequests') return requests ?? differenceOfHeaders(ours, theirs);
    return difference(encodeToBeSigned(ours), encodeToBeSigned(theirs), 'signed part');
  }
  return difference(answer, reference.octets, 'message');
}

function differenceOfHeaders(ours: Frame, theirs: Frame): string | undefined {
  const header = (frame: Frame) => encodeToBeSigned({ ...frame, payload: new Uint8Array(0) });
  return difference(header(ours), header(theirs), 'header');
}

function isSigned(frame: Frame): boolean {
  return frame.signature !== undefined && frame.signature.length > 0;
}

function difference(ours: Uint8Array, theirs: Uint8Array, what: string): string | undefined {
  if (equalBytes(ours, theirs)) return undefined;
  const at = theirs.findIndex((octet, i) => octet !== ours[i]);
  return `${what}: octet ${at < 0 ? theirs.length : at} differs (${ours.length} octets, reference ${theirs.length})`;
}
