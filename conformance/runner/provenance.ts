import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Profile } from '../../gbcs/index.js';
import type { LabelList } from '../labels/label-list.js';
import type { Scenario } from '../scenarios/scenario.js';

/** What a verdict was made with, so that whoever doubts it can have the same again. */

export interface ToolVersions {
  readonly hanlab: string;
  readonly node: string;
  readonly openssl: string;
}

export interface ProfileFacts {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly gbcsVersion: string;
}

export interface LabelListFacts {
  readonly name: string;
  readonly status: LabelList['status'];
  /** The status in words that do not vouch for it: nobody checks what a list says of itself. */
  readonly statusText: string;
  readonly version: string;
  /** Of the list as JSON with its keys in order and no blanks, in UTF-8; in hexadecimal. */
  readonly sha256: string;
}

export function toolVersions(): ToolVersions {
  return { hanlab: hanlabVersion(), node: process.versions.node, openssl: process.versions.openssl ?? 'unknown' };
}

export function profileFacts({ id, title, status, gbcsVersion }: Profile): ProfileFacts {
  return { id, title, status, gbcsVersion };
}

export function labelListFacts(labels: LabelList): LabelListFacts {
  const { name, status, version } = labels;
  const authority = status === 'provisional' ? 'provisional, without authority' : status;
  const sha256 = createHash('sha256').update(canonicalJson(labels)).digest('hex');
  return { name, status, statusText: `says of itself: ${authority}`, version, sha256 };
}

/** What a scenario says of itself. */
export type SuiteScenario = Pick<Scenario, 'id' | 'title' | 'covers' | 'clauses'>;

/** SHA-256 of what the scenarios of a suite say of themselves, in hexadecimal: runs of the same suite have the same. */
export function suiteDigest(scenarios: readonly SuiteScenario[]): string {
  const facts = scenarios.map(({ id, title, covers, clauses }) => ({ id, title, covers, clauses }));
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}

/** What is to be known of a target beyond its name, lest its verdict be taken for one on a device. */
export function targetNote(target: string): string | undefined {
  return target === 'emulator' ? 'embedded emulator; no device was tested' : undefined;
}

/** JSON that is the same for the same content, whatever the order in which it was written. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Version in package.json, which stands above the compiled files. */
function hanlabVersion(): string {
  for (const place of ['../../package.json', '../../../package.json']) {
    try {
      const contents: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      return (contents as { version: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unknown';
}
