import {
  COMPUTED,
  encodeMessage,
  equalBytes,
  messageOfNames,
  type NamedMessage,
  type NamedValue,
  nameMessage,
} from '../../gbcs/index.js';
import type { RtdsContext, RtdsMessage } from './message.js';
import { attempt } from './read.js';
import type { RtdsReport } from './report.js';

/** Octets beyond which a named value is no field, but something that nobody has named the parts of. */
const LONGEST_FIELD = 16;
/** Fields that are octets by nature, whatever their number. */
const OCTETS_BY_NATURE = /^(signature|.*certificates?|certificationRequest|.*Hash|.*Key)$/i;

/** An encrypted value that was not opened. */
const ENCRYPTED = /\.(protectedAttributes|sealed)$/;

/**
 * Names a message, as JSON, and encodes it from the names alone: MAC and encrypted values are made anew. A MAC that no key
 * in the store makes stays octets, and is listed.
 */
export function checkNamed({ file, message, octets }: RtdsMessage, context: RtdsContext, report: RtdsReport): void {
  report.named.total++;
  const encoded = attempt(report.failures, file, 'named', () => {
    const named = JSON.parse(JSON.stringify(nameMessage(message, context))) as NamedMessage;
    return { named, octets: encodeMessage(messageOfNames(named, context)) };
  });
  if (encoded === undefined) return;
  const { named } = encoded;
  if (named.mac !== undefined && named.mac !== COMPUTED) {
    report.named.keptOctets.push({ file, field: 'mac', reason: 'the key store has no keys for this MAC' });
  }
  for (const field of longOctets(named as unknown as NamedValue, '')) {
    if (ENCRYPTED.test(field)) {
      report.named.keptOctets.push({ file, field, reason: 'an encrypted value that no key in the store opens' });
      continue;
    }
    report.named.keptOctets.push({ file, field, reason: 'a field of more than 16 octets without named parts' });
    report.failures.push({ file, stage: 'named', code: 'HANLAB_E_MISMATCH', message: `${field} is octets only` });
  }
  if (equalBytes(encoded.octets, octets)) report.named.identical++;
  else {
    const text = 'encoded from its named values, the message differs';
    report.failures.push({ file, stage: 'named', code: 'HANLAB_E_MISMATCH', message: text });
  }
}

/** The name of a field, also of an element of a list. */
function fieldOf(path: string): string {
  return path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
}

/** Paths of the values that are more octets than a field has. */
function longOctets(value: NamedValue, path: string): string[] {
  if (typeof value === 'string') {
    const isLong =
      value.length > 2 * LONGEST_FIELD && /^[0-9a-f]+$/.test(value) && !OCTETS_BY_NATURE.test(fieldOf(path));
    return isLong ? [path] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => longOctets(inner, path === '' ? name : `${path}.${name}`));
}
