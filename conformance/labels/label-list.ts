import { UsageError } from '../../gbcs/index.js';
// biome-ignore lint/correctness/useImportExtensions: the rule knows modules only, and this is data
import provisional from './provisional-label-list.json' with { type: 'json' };

/**
 * Labels (in GBCS "descriptions") of auxiliary load control switches. SECMP0019 defined a list and left it optional;
 * SECMP0046 would make it mandatory. The list is data with a version, so that a real one can take the place of ours.
 */

const LOAD_KINDS = [
  'electricVehicle',
  'waterHeating',
  'storageHeating',
  'heatPump',
  'spaceHeating',
  'batteryStorage',
  'generation',
  'leisure',
  'other',
] as const;

/** What kind of load a label stands for: what a distributor selects by. */
type LoadKind = (typeof LOAD_KINDS)[number];

interface ListedLabel {
  /** 1 to 22 printable ASCII characters. */
  readonly label: string;
  readonly load: LoadKind;
}

export interface LabelList {
  /** `provisional`: made up here, with no authority. `authoritative`: as its owner published it. */
  readonly status: 'provisional' | 'authoritative';
  readonly name: string;
  readonly version: string;
  /** Of this version, `YYYY-MM-DD`. */
  readonly date: string;
  readonly source: string;
  readonly labels: readonly ListedLabel[];
}

export interface LabelVerdict {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly reason: string;
}

/** Longest label: DUIS and MMC 5.4 and GBCS 4.0. GBCS 3.1 lets an ESME hold 127, which MMC cannot report. */
const MAX_LABEL_LENGTH = 22;
const PRINTABLE_ASCII = /^[ -~]*$/;

/** Texts of the list are printed in every report: they must not control a terminal, nor hide what follows them. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]*$/u;
const MAX_NAME_LENGTH = 80;
const MAX_SOURCE_LENGTH = 300;

/** More than any list needs; bounds what a bad file can cost. */
const MAX_LABELS = 1000;

/**
 * A label list from parsed JSON.
 * @throws UsageError `HANLAB_E_INPUT`, with the `path` of the member that is wrong
 */
export function parseLabelList(json: unknown): LabelList {
  const list = record(json, 'the label list');
  const status = list['status'];
  if (status !== 'provisional' && status !== 'authoritative') {
    throw wrong('status', 'must be "provisional" or "authoritative"');
  }
  const date = text(list, 'date', 'YYYY-MM-DD'.length);
  if (!isDate(date)) {
    throw wrong('date', 'must be a date of the form YYYY-MM-DD');
  }
  return {
    status,
    name: text(list, 'name', MAX_NAME_LENGTH),
    version: text(list, 'version', MAX_NAME_LENGTH),
    date,
    source: text(list, 'source', MAX_SOURCE_LENGTH),
    labels: parseLabels(list['labels']),
  };
}

function parseLabels(value: unknown): ListedLabel[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LABELS) {
    throw wrong('labels', `must be an array of 1 to ${MAX_LABELS} labels`);
  }
  const seen = new Set<string>();
  const labels = value.map((entry: unknown, index) => {
    const path = `labels[${index}]`;
    const { label, load } = record(entry, path);
    if (typeof label !== 'string') {
      throw wrong(`${path}.label`, 'must be a text');
    }
    const defect = formatDefect(label);
    if (defect !== undefined) {
      throw wrong(`${path}.label`, defect);
    }
    if (seen.has(label)) {
      throw wrong(`${path}.label`, `'${label}' is in the list twice`);
    }
    seen.add(label);
    const kind = LOAD_KINDS.find((one) => one === load);
    if (kind === undefined) {
      throw wrong(`${path}.load`, `must be one of ${LOAD_KINDS.join(', ')}`);
    }
    return { label, load: kind };
  });
  requireBothLoads(labels);
  return labels;
}

/** A distributor finds the switches of electric vehicles among others: a list without either says nothing about that. */
function requireBothLoads(labels: readonly ListedLabel[]): void {
  if (!labels.some(({ load }) => load === 'electricVehicle')) {
    throw wrong('labels', 'lack one with load electricVehicle');
  }
  if (!labels.some(({ load }) => load !== 'electricVehicle')) {
    throw wrong('labels', 'lack one with a load other than electricVehicle');
  }
}

/**
 * Judges the label of one switch.
 *
 * The form comes first: a label that the interfaces cannot carry fails under any rules. One of good form that is not in
 * the list, letter for letter, fails where the list is mandatory and else is worth a warning.
 */
export function judgeLabel(label: string, list: LabelList, mandate: 'mandatory' | 'advisory'): LabelVerdict {
  const defect = formatDefect(label);
  if (defect !== undefined) {
    return { verdict: 'fail', reason: `the label ${defect}` };
  }
  const edition = `${list.name} ${list.version}${list.status === 'provisional' ? ' (provisional)' : ''}`;
  if (list.labels.some((listed) => listed.label === label)) {
    return { verdict: 'pass', reason: `'${label}' is in ${edition}` };
  }
  const near = list.labels.find((listed) => normalised(listed.label) === normalised(label));
  const hint = near === undefined ? '' : `; it has '${near.label}'`;
  return {
    verdict: mandate === 'mandatory' ? 'fail' : 'warn',
    reason: `'${label}' is not in ${edition}, which is ${mandate}${hint}`,
  };
}

/** Our own list, to be used until the one of SECMP0019 can be had. */
export const provisionalLabelList: LabelList = parseLabelList(provisional);

/** What is wrong with the form of a label, or undefined. */
function formatDefect(label: string): string | undefined {
  if (label.length === 0) {
    return 'is empty; 1 to 22 printable ASCII characters are needed';
  }
  if (label.length > MAX_LABEL_LENGTH) {
    return `has ${label.length} characters; at most ${MAX_LABEL_LENGTH} are allowed`;
  }
  return PRINTABLE_ASCII.test(label) ? undefined : 'has a character that is not printable ASCII';
}

/** For hints only: labels that differ in case and blanks are different labels. */
function normalised(label: string): string {
  return label.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(path, 'must be an object');
  }
  return value as Readonly<Record<string, unknown>>;
}

function text(object: Readonly<Record<string, unknown>>, name: string, maxLength: number): string {
  const value = object[name];
  if (typeof value !== 'string' || value.trim() === '') {
    throw wrong(name, 'must be a text that is not empty');
  }
  if (value.length > maxLength) {
    throw wrong(name, `has ${value.length} characters; at most ${maxLength} are allowed`);
  }
  if (!PRINTABLE.test(value)) {
    throw wrong(name, 'has a character that cannot be printed');
  }
  return value;
}

function wrong(path: string, what: string): UsageError {
  return new UsageError('HANLAB_E_INPUT', `label list: ${path} ${what}`, { path });
}
