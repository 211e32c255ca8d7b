import { deflateRawSync } from 'node:zlib';
import type { EvidenceRecord } from '../../runner/evidence.js';
import { shown } from '../../runner/shown.js';
import type { Verdict } from '../../runner/verdict.js';
import { printable } from './markup.js';
import { type Movement, movementOf } from './movement.js';

/** What passed in a scenario, as far as a page shows it. */
export interface Exchange {
  /** `PackedRow`s as JSON in UTF-8, packed by raw DEFLATE, in base64. */
  readonly packed: string;
  /** Records that are in it, and that there were. */
  readonly kept: number;
  readonly total: number;
  readonly movements: readonly Movement[];
  /** First and last virtual time, in milliseconds since 1970; undefined if there was none. */
  readonly span: readonly [from: number, to: number] | undefined;
}

/** A record for the page: virtual time, kind, what it is in one line, octets, and what they say, line by line. */
type PackedRow = readonly [time: number | null, kind: string, title: string, hex: string, lines: readonly PackedLine[]];

/** What a part of a message says: how deep it stands, its name and its value. */
type PackedLine = readonly [depth: number, text: string];

/** Records of a scenario that are shown. What a passing one did is rarely asked for. */
const MOST_RECORDS: Readonly<Record<Verdict, number>> = {
  pass: 250,
  warn: 1000,
  skip: 100,
  fail: 2000,
  inconclusive: 2000,
  error: 1000,
};
const MOST_MOVEMENTS = 200;
const MOST_LINES = 400;
const MOST_DEPTH = 12;
const LONGEST_LINE = 300;
/** Digits: those of the longest message that a HAN carries. */
const LONGEST_HEX = 8192;

/**
 * What passed in each scenario, from the evidence of a run, in one pass.
 * @param verdicts of the scenarios
 */
export function exchangesOf(
  evidence: Iterable<EvidenceRecord>,
  verdicts: ReadonlyMap<string, Verdict>,
): ReadonlyMap<string, Exchange> {
  const exchanges = new Map<string, Exchange>();
  let current: { readonly id: string; readonly builder: Builder } | undefined;
  const end = () => {
    // A scenario that says something when others have begun adds nothing to what it said in its time.
    if (current !== undefined && !exchanges.has(current.id)) exchanges.set(current.id, current.builder.exchange());
  };
  for (const record of evidence) {
    const { scenario } = record;
    if (scenario === undefined) continue;
    if (scenario !== current?.id) {
      end();
      current = { id: scenario, builder: new Builder(MOST_RECORDS[verdicts.get(scenario) ?? 'error']) };
    }
    current.builder.add(record);
  }
  end();
  return exchanges;
}

class Builder {
  readonly #most: number;
  readonly #rows: PackedRow[] = [];
  readonly #movements: Movement[] = [];
  #total = 0;
  #span: [from: number, to: number] | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  add(record: EvidenceRecord): void {
    const { entry, virtualTime } = record;
    if (entry.event === 'verdict') return;
    this.#total += 1;
    const parsed = Date.parse(virtualTime ?? '');
    const time = Number.isNaN(parsed) ? undefined : parsed;
    if (time !== undefined) this.#span = [this.#span?.[0] ?? time, Math.max(time, this.#span?.[1] ?? time)];
    const movement = time === undefined ? undefined : movementOf(entry, time);
    if (movement !== undefined && this.#movements.length < MOST_MOVEMENTS) this.#movements.push(movement);
    if (this.#rows.length < this.#most) this.#rows.push(rowOf(entry, time));
  }

  exchange(): Exchange {
    return {
      packed: deflateRawSync(JSON.stringify(this.#rows), { level: 9 }).toString('base64'),
      kept: this.#rows.length,
      total: this.#total,
      movements: this.#movements,
      span: this.#span,
    };
  }
}

function rowOf(entry: EvidenceRecord['entry'], time: number | undefined): PackedRow {
  const { title, hex: given, decoded } = contentOf(entry);
  const hex = typeof given === 'string' ? given : '';
  const digits = hex.length <= LONGEST_HEX ? hex : `${hex.slice(0, LONGEST_HEX)}... (${hex.length} digits)`;
  return [time ?? null, entry.event, line(title), line(digits, LONGEST_HEX + 40), linesOf(decoded)];
}

interface Content {
  readonly title: string;
  readonly hex?: string | undefined;
  readonly decoded?: unknown;
}

function contentOf(entry: EvidenceRecord['entry']): Content {
  switch (entry.event) {
    case 'message': {
      const { from, to, hex, decoded } = entry;
      return { title: `${from} → ${to}  ${headOf(decoded)}`, hex, decoded };
    }
    case 'han-frame': {
      const { from, to, content, delivered, hex, decoded } = entry;
      const what = memberOf(decoded, 'command') ?? content;
      return { title: `${from} → ${to}  ${what}${delivered ? '' : ' (lost)'}`, hex, decoded };
    }
    case 'device': {
      const { device, note } = entry;
      const kind = memberOf(note, 'note') ?? 'note';
      const why = memberOf(note, 'reason') ?? memberOf(note, 'position') ?? memberOf(note, 'useCase') ?? '';
      return { title: `${device}  ${kind} ${why}`, decoded: note };
    }
    case 'service': {
      const { event: _event, party, variant, device, acknowledgement, ...rest } = entry;
      return { title: `${party} asks ${variant} of ${device}: ${acknowledgement}`, decoded: rest };
    }
    case 'dcc-alert':
      return {
        title: `DCC → ${entry.to}  alert: ${entry.hcalcs} of ${entry.esme}`,
        decoded: { request: entry.request },
      };
    case 'step':
      return { title: entry.text };
    default:
      return { title: entry.event };
  }
}

function headOf(decoded: unknown): string {
  return memberOf(decoded, 'value') ?? 'message';
}

function memberOf(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
  return member === undefined ? undefined : shown(member);
}

/** A decoded message or frame, or whatever a device told, line by line. */
function linesOf(value: unknown): PackedLine[] {
  const lines: PackedLine[] = [];
  const add = (depth: number, name: string, one: unknown) => {
    if (lines.length >= MOST_LINES || one === undefined) return;
    if (typeof one !== 'object' || one === null || depth >= MOST_DEPTH) {
      lines.push([depth, line(`${name} = ${shown(one)}`)]);
      return;
    }
    if (isNode(one)) {
      lines.push([depth, line(`${one.label}${one.value === undefined ? '' : ` = ${shown(one.value)}`}`)]);
      for (const child of one.children ?? []) add(depth + 1, '', child);
      return;
    }
    if (name !== '') lines.push([depth, line(name)]);
    for (const [key, member] of Object.entries(one)) add(name === '' ? depth : depth + 1, key, member);
  };
  add(0, '', value);
  if (lines.length >= MOST_LINES) lines.push([0, '... more in evidence.jsonl']);
  return lines;
}

/** A node of a described message. */
function isNode(value: object): value is { label: string; value?: unknown; children?: readonly unknown[] } {
  const { label, children } = value as { label?: unknown; children?: unknown };
  return typeof label === 'string' && (children === undefined || Array.isArray(children));
}

function line(text: string, longest = LONGEST_LINE): string {
  const plain = printable(text);
  return plain.length <= longest ? plain : `${plain.slice(0, longest)}...`;
}
