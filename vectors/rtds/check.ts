import { join } from 'node:path';
import {
  type CryptoProvider,
  decodeMessage,
  type Eui64,
  encodeMessage,
  HanlabError,
  KeyError,
  type KeyStore,
  type Message,
  octetsOfText,
  opensslProvider,
  type ProtectionStatus,
  verifyFrame,
} from '../../gbcs/index.js';
import { accessControlBrokerOf, openKeyDirectory } from '../key-directory.js';
import { readWholeFile } from '../whole-file.js';
import { checkExchanges } from './exchanges.js';
import { locateRtds } from './locate.js';
import type { RtdsContext, RtdsFailure, RtdsMessage, RtdsStage } from './message.js';
import { emptyReport, type ProtectionCounts, type RtdsReport } from './report.js';

/** Hexadecimal text of the longest message, and then some. */
const MAX_FILE_OCTETS = 524_288;

export interface RtdsOptions {
  /** Absent means OpenSSL. */
  readonly provider?: CryptoProvider;
}

/** Called after each message. */
export type RtdsProgress = (done: number, total: number) => void;

/**
 * Puts every message of a Reference Test Data Set through all stages. A message that fails is a failure in the report
 * and never stops the rest.
 * @param directory holds `RTDS-*`, `keystore` and, for later stages, `duis`
 * @throws UsageError if the directory is not one; KeyError `GBCS_E_KEY_MISSING` if the key store has no broker
 */
export function checkRtds(directory: string, options: RtdsOptions = {}, onProgress?: RtdsProgress): RtdsReport {
  const started = performance.now();
  const provider = options.provider ?? opensslProvider;
  const located = locateRtds(directory);
  const keyDirectory = openKeyDirectory(provider, located.keystore);
  const keys = keyDirectory.store;
  const context: RtdsContext = { provider, keys, accessControlBroker: requiredBroker(keys) };
  const report = emptyReport(located.messages.length);
  const messages: RtdsMessage[] = [];
  for (const [i, file] of located.messages.entries()) {
    const message = readMessage(directory, file, report);
    if (message !== undefined) {
      messages.push(message);
      checkRoundTrip(message, report);
      checkProtections(message, context, report);
    }
    onProgress?.(i + 1, located.messages.length);
  }
  const exchanges = checkExchanges(messages, context);
  report.exchanges = exchanges.counts;
  report.failures.push(...exchanges.failures);
  report.keyWarnings = keyDirectory.warnings.map((warning) => ({ ...warning }));
  report.elapsedMs = Math.round(performance.now() - started);
  return report;
}

function requiredBroker(keys: KeyStore): Eui64 {
  const broker = accessControlBrokerOf(keys);
  if (broker === undefined) {
    throw new KeyError(
      'GBCS_E_KEY_MISSING',
      'the key store has no key agreement certificate with remote party role 4, Access Control Broker',
    );
  }
  return broker;
}

/** Reads and decodes one file, and counts what it is. */
function readMessage(directory: string, file: string, report: RtdsReport): RtdsMessage | undefined {
  const octets = attempt(report, file, 'read', () =>
    octetsOfText(new TextDecoder().decode(readWholeFile(join(directory, file), MAX_FILE_OCTETS))),
  );
  if (octets === undefined) return undefined;
  const message = attempt(report, file, 'decode', () => decodeMessage(octets));
  if (message === undefined) return undefined;
  const { payload } = message;
  if (payload.kind !== 'raw') report.decoded++;
  else report.rawPayload[payload.family] = (report.rawPayload[payload.family] ?? 0) + 1;
  return { file, octets, message };
}

/** The result, or `undefined` and a failure. */
function attempt<T>(report: RtdsReport, file: string, stage: RtdsStage, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    report.failures.push(failureOf(file, stage, error));
    return undefined;
  }
}

function failureOf(file: string, stage: RtdsStage, error: unknown): RtdsFailure {
  if (!(error instanceof HanlabError)) return { file, stage, code: 'HANLAB_E_HARNESS', message: String(error) };
  const place = error.offset === undefined ? '' : ` at octet ${error.offset}`;
  return { file, stage, code: error.code, message: `${error.message}${place}` };
}

function checkRoundTrip({ file, octets, message }: RtdsMessage, report: RtdsReport): void {
  const encoded = attempt(report, file, 'roundTrip', () => encodeMessage(withoutKeptOctets(message)));
  if (encoded === undefined) return;
  const at = firstDifference(octets, encoded);
  if (at === undefined) {
    report.roundTripped++;
    return;
  }
  const text = `encoded again, octet ${at} differs (${octets.length} octets, encoded ${encoded.length})`;
  report.failures.push({ file, stage: 'roundTrip', code: 'HANLAB_E_HARNESS', message: text });
}

/** The typed values alone: no payload octets, no places. */
function withoutKeptOctets({ frame, payload }: Message): Message {
  const { spans: _, ...rest } = frame;
  return { frame: { ...rest, payload: new Uint8Array(0) }, payload };
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? undefined : shorter;
}

function checkProtections({ file, message }: RtdsMessage, context: RtdsContext, report: RtdsReport): void {
  // An unusable key in the store is no fault of the message, and yet nobody can say that it holds.
  const verification = attempt(report, file, 'keys', () => verifyFrame(message.frame, context));
  if (verification === undefined) return;
  tally(report.signatures, verification.signature);
  tally(report.macs, verification.mac);
  if (verification.signature === 'invalid') report.failures.push(invalid(file, 'signature'));
  if (verification.mac === 'invalid') report.failures.push(invalid(file, 'mac'));
  if (verification.signature === 'unverifiable' || verification.mac === 'unverifiable') report.unverifiable.push(file);
}

function tally(counts: ProtectionCounts, status: ProtectionStatus): void {
  if (status === 'absent') return;
  counts.present++;
  counts[status]++;
}

function invalid(file: string, stage: 'signature' | 'mac'): RtdsFailure {
  const what = stage === 'mac' ? 'MAC' : 'signature';
  return { file, stage, code: 'GBCS_E_CRYPTO', message: `the ${what} does not hold` };
}
