import type { EvidenceEvent } from '../../runner/evidence.js';

/** A switch that moved. */
export interface Movement {
  /** Virtual time, in milliseconds since 1970. */
  readonly at: number;
  /** The switch by its device, such as `esme 2` or `hcalcs`. */
  readonly name: string;
  readonly position: 'open' | 'closed';
  readonly cause: string;
}

/** The movement that a device tells of, if it tells of one. It may tell anything. */
export function movementOf(entry: EvidenceEvent, at: number): Movement | undefined {
  if (entry.event !== 'device' || typeof entry.note !== 'object' || entry.note === null) return undefined;
  const { note, switch: number, position, cause } = entry.note as Readonly<Record<string, unknown>>;
  if (note !== 'switched' || (position !== 'open' && position !== 'closed')) return undefined;
  // An HCALCS has one switch, which has no number.
  const name = typeof number === 'number' && number > 0 ? `${entry.device} ${number}` : entry.device;
  return { at, name, position, cause: typeof cause === 'string' ? cause : '' };
}
