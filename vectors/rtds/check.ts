import {
  type CryptoProvider,
  encodeMessage,
  type Message,
  opensslProvider,
  type ProtectionStatus,
  payloadFinding,
  verifyFrame,
} from '../../gbcs/index.js';
import { checkAlerts } from './alerts.js';
import { checkEncrypted } from './encrypted.js';
import { checkExchanges } from './exchanges.js';
import type { RtdsContext, RtdsFailure, RtdsMessage } from './message.js';
import { checkNamed } from './named.js';
import { attempt, readRtds } from './read.js';
import { emptyReport, type ProtectionCounts, type RtdsReport } from './report.js';

export interface RtdsOptions {
  /** Absent means OpenSSL. */
  readonly provider?: CryptoProvider;
}

/** Called after each message and each service request. */
export type RtdsProgress = (done: number, total: number) => void;

/**
 * Puts every message of a Reference Test Data Set through all stages. A message that fails is a failure in the report
 * and never stops the rest.
 * @param directory holds `RTDS-*`, `keystore` and, where there are service requests, `duis`
 * @throws UsageError if the directory is not one; KeyError `GBCS_E_KEY_MISSING` if the key store has no broker
 */
export async function checkRtds(
  directory: string,
  options: RtdsOptions = {},
  onProgress?: RtdsProgress,
): Promise<RtdsReport> {
  const started = performance.now();
  const rtds = readRtds(directory, options.provider ?? opensslProvider);
  const { total, messages, requests, failures, context, warnings } = rtds;
  const steps = messages.length + requests.length;
  const report = emptyReport(total);
  report.failures.push(...failures);
  for (const [i, message] of messages.entries()) {
    countPayload(message, report);
    checkRoundTrip(message, report);
    checkProtections(message, context, report);
    checkEncrypted(message, context, report);
    checkNamed(message, context, report);
    onProgress?.(i + 1, steps);
  }
  if (requests.length > 0) {
    // With it comes the parser of XML, which nobody else needs.
    const { checkTransforms } = await import('./transforms.js');
    const transforms = checkTransforms(directory, rtds, (done) => onProgress?.(messages.length + done, steps));
    report.transforms = transforms.counts;
    report.failures.push(...transforms.failures);
  }
  const exchanges = checkExchanges(messages, context);
  report.exchanges = exchanges.counts;
  report.failures.push(...exchanges.failures);
  const alerts = checkAlerts(messages, context);
  report.alerts = alerts.counts;
  report.failures.push(...alerts.failures);
  report.failures.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  report.keyWarnings = warnings.map((warning) => ({ ...warning }));
  report.elapsedMs = Math.round(performance.now() - started);
  return report;
}

function countPayload({ message: { payload } }: RtdsMessage, report: RtdsReport): void {
  if (payload.kind !== 'raw' && payloadFinding(payload) === undefined) {
    report.decoded++;
    return;
  }
  const family = payload.kind === 'raw' ? payload.family : 'asn1';
  report.rawPayload[family] = (report.rawPayload[family] ?? 0) + 1;
}

function checkRoundTrip({ file, octets, message }: RtdsMessage, report: RtdsReport): void {
  const encoded = attempt(report.failures, file, 'roundTrip', () => encodeMessage(withoutKeptOctets(message)));
  if (encoded === undefined) return;
  const at = firstDifference(octets, encoded);
  if (at === undefined) {
    report.roundTripped++;
    return;
  }
  const text = `encoded again, octet ${at} differs (${octets.length} octets, encoded ${encoded.length})`;
  report.failures.push({ file, stage: 'roundTrip', code: 'HANLAB_E_MISMATCH', message: text });
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
  const verification = attempt(report.failures, file, 'keys', () => verifyFrame(message.frame, context));
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
  return { file, stage, code: 'GBCS_E_PROTECTION', message: `the ${what} does not hold` };
}
