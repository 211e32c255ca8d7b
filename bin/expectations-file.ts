import { existsSync, writeFileSync } from 'node:fs';
import {
  type Expectation,
  expectationsText,
  isKnownScenario,
  parseExpectations,
  type RunReport,
  updateExpectations,
} from '../conformance/index.js';
import { readJson } from './json-file.js';

/** Room for more entries than a file may have. */
const MAX_OCTETS = 16 * 1024 * 1024;

/** @throws UsageError `HANLAB_E_INPUT` for a file that cannot be read, or is none of expectations */
export function readExpectations(path: string): readonly Expectation[] {
  return parseExpectations(readJson(path, 'the file of expectations', MAX_OCTETS));
}

/** As `readExpectations`, or nothing where there is no file yet. */
export function expectationsToUpdate(path: string): readonly Expectation[] {
  return existsSync(path) ? readExpectations(path) : [];
}

/** Writes what a run makes of the expectations that there were. @throws what the system throws */
export function writeExpectations(path: string, before: readonly Expectation[], report: RunReport): void {
  const { profile, results, startedAt } = report;
  const seen = { profile: profile.id, results, startedAt, isKnown: isKnownScenario };
  writeFileSync(path, expectationsText(updateExpectations(before, seen)));
}
