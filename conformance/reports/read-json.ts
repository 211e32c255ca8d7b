import { profileById, UsageError } from '../../gbcs/index.js';
import { parseExpectations } from '../expectations/expectation.js';
import { VERDICTS } from '../runner/verdict.js';
import type { JsonReport } from './json.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isCount: Check = (value) => typeof value === 'number' && value >= 0;
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isFlag: Check = (value) => typeof value === 'boolean';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const textsOf =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => isText((value as Record<string, unknown>)[name]));
const isShard: Check = (value) => {
  const { index, count, selection } = (value ?? {}) as Record<string, unknown>;
  return isCount(index) && isCount(count) && isTexts(selection);
};

/** What must stand in a report for it to be put together with others. */
const MEMBERS: Readonly<Record<string, Check>> = {
  runId: isText,
  suite: isText,
  versions: textsOf('hanlab', 'node', 'openssl'),
  target: isText,
  targetNotes: optional(isTexts),
  faults: isTexts,
  seed: optional(isText),
  labelList: textsOf('name', 'status', 'statusText', 'version', 'sha256'),
  patterns: optional(isTexts),
  shard: optional(isShard),
  notRun: isTexts,
  problems: isTexts,
  interrupted: isFlag,
  startedAt: isTime,
  ms: isCount,
};

const SCENARIO_MEMBERS: Readonly<Record<string, Check>> = {
  id: isText,
  title: isText,
  covers: isTexts,
  clauses: isTexts,
  assumptions: isTexts,
  verdict: (value) => VERDICTS.some((one) => one === value),
  ms: isCount,
  message: optional(isText),
  expected: optional(isText),
  actual: optional(isText),
  warnings: optional(isTexts),
};

/**
 * A report of a run from parsed JSON, as far as it is needed to put runs together.
 * @param name what to call it in errors
 * @throws UsageError `HANLAB_E_INPUT`, with the `path` of the member that is wrong
 */
export function parseJsonReport(json: unknown, name: string): JsonReport {
  const report = checked(json, MEMBERS, name, '');
  const { profile, scenarios, expectations } = report;
  try {
    profileById(String(profile));
  } catch (cause) {
    throw wrong(name, 'profile', cause);
  }
  if (!Array.isArray(scenarios)) throw wrong(name, 'scenarios');
  for (const [index, one] of scenarios.entries()) checked(one, SCENARIO_MEMBERS, name, `scenarios[${index}].`);
  if (expectations !== undefined) {
    if (!Array.isArray(expectations)) throw wrong(name, 'expectations');
    parseExpectations({ expectations: expectations.map(({ status: _status, ...one }) => one) });
  }
  return report as unknown as JsonReport;
}

function checked(
  value: unknown,
  members: Readonly<Record<string, Check>>,
  name: string,
  path: string,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw wrong(name, path === '' ? 'the document' : path.slice(0, -1));
  const record = value as Readonly<Record<string, unknown>>;
  for (const [member, check] of Object.entries(members)) {
    if (!check(record[member])) throw wrong(name, `${path}${member}`);
  }
  return record;
}

function wrong(name: string, path: string, cause?: unknown): UsageError {
  return new UsageError('HANLAB_E_INPUT', `${name} is no report of a run: ${path} is missing or of another form`, {
    path,
    cause,
  });
}
