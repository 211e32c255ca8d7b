import { existsSync } from 'node:fs';
import { UsageError } from '../gbcs/index.js';
import { checkRtds, type ProtectionCounts, type RtdsReport } from '../vectors/index.js';
import { EXIT, printJson, printLines, printNote, progressLine, styled, tableLines } from './output.js';

/** Options of `hanlab vectors`. */
export interface VectorsOptions {
  readonly action: 'check';
  readonly rtds?: string | undefined;
  readonly json: boolean;
}

/** Where the data set lies in a checkout that has it beside it. */
const BESIDE = '../shared/rtds';

/**
 * Checks hanlab against a Reference Test Data Set.
 * @returns 0, or 1 if anything failed
 * @throws UsageError where there is no data set
 */
export async function vectors(options: VectorsOptions): Promise<number> {
  const directory = rtdsDirectory(options.rtds);
  const progress = progressLine('checking messages');
  let report: RtdsReport;
  try {
    report = checkRtds(directory, {}, progress.update);
  } finally {
    progress.end();
  }
  if (options.json) printJson(report);
  else {
    printLines(reportLines(report));
    for (const { file, message } of report.keyWarnings) printNote(`warning: keystore/${file} ${message}`);
  }
  return report.failures.length === 0 ? EXIT.asExpected : EXIT.deviation;
}

function rtdsDirectory(given: string | undefined): string {
  const directory = given ?? (process.env['HANLAB_RTDS'] || (existsSync(BESIDE) ? BESIDE : undefined));
  if (directory === undefined) {
    throw new UsageError('HANLAB_E_USAGE', `name the data set: --rtds DIR or HANLAB_RTDS; there is no ${BESIDE}`);
  }
  return directory;
}

/** Stages that the report has a place for and nothing fills: a row of noughts would look like a result. */
const NOT_BUILT = ['transforms', 'alerts'];

function reportLines(report: RtdsReport): string[] {
  const { exchanges, failures } = report;
  const raw = Object.entries(report.rawPayload).map(([family, number]) => `${number} ${family}`);
  const rows = [
    ['messages', String(report.files)],
    ['decoded', `${report.decoded}${raw.length === 0 ? '' : `; payload kept as octets: ${raw.join(', ')}`}`],
    ['encoded to the same octets', String(report.roundTripped)],
    ['signatures', protectionText(report.signatures)],
    ['MACs', protectionText(report.macs)],
    ['encrypted values', `${report.encrypted.opened} of ${report.encrypted.present} opened`],
    ['named values', namedText(report.named)],
    [
      'exchanges',
      `${exchanges.matched} of ${exchanges.total} matched, ${exchanges.notEmulated} not emulated, ${exchanges.failed} failed`,
    ],
    ...NOT_BUILT.map((stage) => [stage, 'not built yet']),
    ['time', `${report.elapsedMs} ms`],
  ];
  const details = failures.map(({ file, stage, code, message }) => `  ${file}: ${stage}: ${code} ${message}`);
  return [
    ...tableLines(rows),
    '',
    ...(details.length === 0 ? [] : ['Failures:', ...details, '']),
    styled(failures.length === 0 ? 'green' : 'red', verdictLine(report)),
  ];
}

/** How many failures there are, and of how much. */
function verdictLine({ failures, exchanges: { total, notEmulated } }: RtdsReport): string {
  const count = failures.length === 0 ? 'no' : String(failures.length);
  const found = `${count} ${failures.length === 1 ? 'failure' : 'failures'} in what was checked`;
  return `${found}; ${total - notEmulated} of ${total} exchanges played, ${notEmulated} not emulated`;
}

function namedText({ total, identical, keptOctets }: RtdsReport['named']): string {
  const kept = keptOctets.map(({ file, field }) => `${field} of ${file.split('/').at(-1)}`);
  const but =
    kept.length === 0 ? '' : `; ${kept.length} values kept as octets: ${kept.slice(0, SHOWN_KEPT).join(', ')}`;
  return `${identical} of ${total} encoded to the same octets${but}${kept.length > SHOWN_KEPT ? ' ...' : ''}`;
}

/** Values kept as octets that a line names. */
const SHOWN_KEPT = 4;

function protectionText({ present, valid, invalid, unverifiable }: ProtectionCounts): string {
  return `${valid} of ${present} valid, ${invalid} invalid, ${unverifiable} without a key`;
}
