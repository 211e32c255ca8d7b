import { encodeMessage, equalBytes, openValues, resealValues } from '../../gbcs/index.js';
import type { RtdsContext, RtdsMessage } from './message.js';
import { attempt } from './read.js';
import type { RtdsReport } from './report.js';

/**
 * Opens the encrypted values of a message and seals their plaintexts again, which must give the same message. Values that
 * do not open are failures, unless only a key is missing.
 */
export function checkEncrypted(one: RtdsMessage, context: RtdsContext, report: RtdsReport): void {
  const { file, message, octets } = one;
  const opened = attempt(report.failures, file, 'encrypted', () => openValues(message, context)) ?? [];
  report.encrypted.present += opened.length;
  for (const value of opened) {
    if (value.status !== 'invalid') continue;
    const { code, message: text } = value.finding;
    report.failures.push({ file, stage: 'encrypted', code, message: text });
  }
  const plaintexts = opened.flatMap((value) => (value.status === 'opened' ? [value.plaintext] : []));
  report.encrypted.opened += plaintexts.length;
  const isKeyMissing = opened.some(({ status }) => status === 'unopenable');
  if (isKeyMissing && !report.unverifiable.includes(file)) report.unverifiable.push(file);
  if (plaintexts.length === 0 || plaintexts.length < opened.length) return;
  const resealed = attempt(report.failures, file, 'encrypted', () =>
    encodeMessage(resealValues(message, plaintexts, context)),
  );
  if (resealed === undefined || equalBytes(resealed, octets)) return;
  const text = 'sealed again, an encrypted value differs';
  report.failures.push({ file, stage: 'encrypted', code: 'HANLAB_E_MISMATCH', message: text });
}
