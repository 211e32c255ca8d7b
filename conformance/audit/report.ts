import type { AuditReport, RequirementAudit } from './audit.js';
import type { NoiseReport } from './noise.js';

/** The document of `hanlab audit --json`. Members are added, never changed. */
export function auditJson(report: AuditReport): object {
  const { verdict, matrix, idle, sound, requirements, rules, staleReasons, sameEvidence, problems, seed, ms } = report;
  return {
    defects: matrix.length,
    killed: matrix.filter(({ unnoticed }) => unnoticed.length === 0).length,
    survivors: survivorsOf(report).map(({ defect }) => defect),
    idleScenarios: unexplained(report).map(({ id }) => id),
    matrix,
    verdict,
    sound,
    idleWithReason: idle.filter(({ reason }) => reason !== undefined),
    staleReasons,
    sameEvidence,
    requirements,
    rules,
    problems,
    seed,
    ms,
  };
}

function survivorsOf({ matrix }: AuditReport): AuditReport['matrix'] {
  return matrix.filter(({ unnoticed }) => unnoticed.length > 0);
}

function unexplained({ idle }: AuditReport): AuditReport['idle'] {
  return idle.filter(({ reason }) => reason === undefined);
}

/** How many killers of a defect are named: the rest are in the JSON document. */
const NAMED_KILLERS = 2;

/** The kill matrix folded to a line for each defect, and what is wrong with the suite. */
export function auditText(report: AuditReport): string[] {
  const { sound, matrix, idle, staleReasons, sameEvidence, problems, ms } = report;
  const survivors = survivorsOf(report);
  const without = unexplained(report);
  const rows = matrix.map(({ defect, requirements, killedBy, scenarios, unnoticed, errors }) => {
    const names = killedBy.slice(0, NAMED_KILLERS).join(', ');
    const more = killedBy.length > NAMED_KILLERS ? `, ${killedBy.length - NAMED_KILLERS} more` : '';
    const fate = unnoticed.length > 0 ? 'SURVIVES' : 'killed';
    const broken = errors.length === 0 ? '' : `; ${errors.length} in error`;
    return [defect, requirements.join(' '), `${fate} by ${killedBy.length} of ${scenarios}${broken}`, names + more];
  });
  const killed = matrix.length - survivors.length;
  return [
    ...sound.flatMap(({ profile, scenarios, notPassed }) => [
      `Sound device under ${profile}: ${scenarios - notPassed.length} of ${scenarios} scenarios pass`,
      ...notPassed.map(({ id, verdict, message }) => `  ${verdict} ${id}: ${message ?? ''}`),
    ]),
    '',
    ...columns(rows),
    ...listed(
      'Survivors, and what of them no scenario notices that names it:',
      survivors.map(({ defect, unnoticed, breaks }) => `${defect} (${unnoticed.join(' ')}): ${breaks}`),
    ),
    ...listed(
      'Idle scenarios without a reason:',
      without.map(({ id }) => id),
    ),
    ...listed('Scenarios with a reason to be idle that are not:', staleReasons),
    ...listed(
      'Scenarios with the same evidence:',
      sameEvidence.map((ids) => ids.join(' = ')),
    ),
    ...listed('Trouble of the harness:', problems),
    '',
    `Requirements of SECMP0046 that a defect is killed for: ${shownOf(report.requirements)}`,
    `Rules of specifications in force: ${shownOf(report.rules)}`,
    `Idle scenarios with a reason: ${idle.length - without.length}`,
    `${killed} of ${matrix.length} defects killed in ${(ms / 1000).toFixed(0)} s`,
    `Verdict: ${VERDICTS[report.verdict]}`,
  ];
}

const VERDICTS = {
  'as-expected': 'as expected',
  deviates: 'the suite does not notice everything',
  incomplete: 'incomplete: the suite cannot be judged',
} as const;

function shownOf(audited: readonly RequirementAudit[]): string {
  const named = audited.filter(({ scenarios }) => scenarios > 0);
  return `${named.filter(({ killed }) => killed > 0).length} of ${named.length} that scenarios name`;
}

function listed(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ['', title, ...entries.map((entry) => `  ${entry}`)];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What failed under noise, and under which seed. */
export function noiseText({ verdict, runs, profiles, seed, scenarios, failures, problems, ms }: NoiseReport): string[] {
  const verdicts = {
    'as-expected': 'as expected',
    deviates: 'noise makes scenarios fail',
    incomplete: 'incomplete',
  } as const;
  return [
    `${runs} runs under ${profiles.join(', ')} with noisy links, seeds ${seed}-1 to ${seed}-${runs}`,
    ...failures.map(
      ({ profile, links, scenario, verdict: one, message }) =>
        `  ${links} ${profile} ${one} ${scenario}: ${message ?? ''}`,
    ),
    ...listed('Trouble of the harness:', problems),
    `${scenarios} scenarios in ${(ms / 1000).toFixed(0)} s, ${failures.length} did not pass`,
    `Verdict: ${verdicts[verdict]}`,
  ];
}
