import { createHash } from 'node:crypto';
import type { EvidenceRecord } from '../runner/evidence.js';
import { jsonText } from '../runner/shown.js';

/**
 * Scenarios by what they have seen. Two that put the same questions and got the same answers are one, whatever they are
 * called: so what differs from run to run or by the place in a run is left out of what is compared.
 */

/** Members of what is decoded that tell one message from the next like it, or when it was. */
const PASSING: ReadonlySet<string> = new Set([
  'hex',
  'span',
  'counter',
  'request',
  'issuerEventId',
  'hanCommandId',
  'startTime',
  'effectiveTime',
  'tunnelId',
]);

/** Parts of a message that do, by their labels: counters, signatures and MACs, times. */
const PASSING_PARTS = /^(originator counter|supplementary .*counter|long invoke id.*|signature.*|mac|date-?time.*)$/i;

/** A digest for each scenario that the records are of. */
export function evidenceDigests(records: readonly EvidenceRecord[]): ReadonlyMap<string, string> {
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  for (const { scenario, entry } of records) {
    if (scenario === undefined || entry.event === 'verdict') continue;
    const hash = hashes.get(scenario) ?? createHash('sha256');
    hashes.set(scenario, hash.update(`${jsonText(lasting(entry))}\n`));
  }
  return new Map(Array.from(hashes, ([scenario, hash]) => [scenario, hash.digest('hex')]));
}

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isPassingPart(one)).map(lasting);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !PASSING.has(name))
      .map(([name, one]) => [name, lasting(one)]),
  );
}

function isPassingPart(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'label' in value && PASSING_PARTS.test(String(value.label));
}
