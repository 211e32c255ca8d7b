import { existsSync } from 'node:fs';
import { UsageError } from '../gbcs/index.js';
import {
  checkGolden,
  checkRtds,
  compareGolden,
  GOLDEN_DIRECTORY,
  type GoldenReport,
  type ProtectionCounts,
  type RtdsReport,
  writeGolden,
} from '../vectors/index.js';
import { EXIT, printJson, printLines, printNote, progressLine, styled, tableLines } from './output.js';

/** Options of `hanlab vectors`. */
export interface VectorsOptions {
  readonly action: 'check' | 'generate';
  /** Empty for the vectors that come with hanlab. */
  readonly golden?: string | undefined;
  readonly rtds?: string | undefined;
  readonly out?: string | undefined;
  readonly check?: boolean | undefined;
  readonly json: boolean;
}

/** Where the data set lies in a checkout that has it beside it. */
const BESIDE = '../shared/rtds';
/** Where the golden vectors lie in a checkout. */
const GENERATED = 'vectors/golden';

/**
 * Checks hanlab against golden vectors and a Reference Test Data Set, or generates the golden vectors.
 * @returns 0, or 1 if anything failed or differs
 * @throws UsageError on options of the other action, or where there is nothing to check
 */
export async function vectors(options: VectorsOptions): Promise<number> {
  refuseForeign(options);
  return options.action === 'generate' ? generate(options) : check(options);
}

const OPTIONS_OF = { check: ['golden', 'rtds'], generate: ['out', 'check'] } as const;

function refuseForeign(options: VectorsOptions): void {
  const other = options.action === 'check' ? 'generate' : 'check';
  const given = OPTIONS_OF[other].find((name) => options[name] !== undefined);
  if (given !== undefined) throw new UsageError('HANLAB_E_USAGE', `--${given} is an option of vectors ${other}`);
}

function generate({ out, check: compare = false, json }: VectorsOptions): number {
  if (compare) {
    const comparison = compareGolden(out ?? GOLDEN_DIRECTORY);
    if (json) printJson(comparison);
    else {
      const { files, differing } = comparison;
      printLines(differing.map(({ file, reason }) => `${file}: ${reason}`));
      printLines([
        styled(
          differing.length === 0 ? 'green' : 'red',
          `${files - differing.length} of ${files} files are what is generated, octet for octet`,
        ),
      ]);
    }
    return comparison.differing.length === 0 ? EXIT.asExpected : EXIT.deviation;
  }
  const written = writeGolden(out ?? GENERATED);
  if (json) printJson(written);
  else {
    printLines(
      tableLines(written.files.map(({ file, cases, octets }) => [file, `${cases} cases`, `${octets} octets`])),
    );
  }
  return EXIT.asExpected;
}

async function check(options: VectorsOptions): Promise<number> {
  const directory = rtdsDirectory(options);
  // Named alone, one is checked alone; with neither or both, both.
  const wantsGolden = options.golden !== undefined || options.rtds === undefined;
  const golden = wantsGolden ? checkGolden(options.golden || GOLDEN_DIRECTORY) : undefined;
  const rtds = directory === undefined ? undefined : await checkedRtds(directory);
  if (options.json) printJson(documentOf(rtds, golden));
  else {
    if (golden !== undefined) printLines(goldenLines(golden));
    if (golden !== undefined && rtds !== undefined) printLines(['']);
    if (rtds !== undefined) printLines(reportLines(rtds));
    else if (options.golden === undefined) printNote(`no Reference Test Data Set: neither HANLAB_RTDS nor ${BESIDE}`);
    for (const { file, message } of rtds?.keyWarnings ?? []) printNote(`warning: keystore/${file} ${message}`);
  }
  const failures = (rtds?.failures.length ?? 0) + (golden?.failures.length ?? 0);
  return failures === 0 ? EXIT.asExpected : EXIT.deviation;
}

/** The report on the data set as it always was, and that on golden vectors beside it; all failures are in `failures`. */
function documentOf(rtds: RtdsReport | undefined, golden: GoldenReport | undefined): object {
  if (golden === undefined) return { ...rtds };
  const disagreed = golden.failures.map((failure) => ({
    file: failure.file,
    stage: 'golden',
    code: 'HANLAB_E_MISMATCH',
    message: `${failure.case}: ${failure.message}`,
  }));
  return { ...rtds, golden, failures: [...(rtds?.failures ?? []), ...disagreed] };
}

async function checkedRtds(directory: string): Promise<RtdsReport> {
  const progress = progressLine('checking messages');
  try {
    return await checkRtds(directory, {}, progress.update);
  } finally {
    progress.end();
  }
}

/** The data set to check, or nothing where there is none or golden vectors alone are asked for. */
function rtdsDirectory({ golden, rtds }: VectorsOptions): string | undefined {
  if (rtds !== undefined) return rtds;
  if (golden !== undefined) return undefined;
  return process.env['HANLAB_RTDS'] || (existsSync(BESIDE) ? BESIDE : undefined);
}

function goldenLines(report: GoldenReport): string[] {
  const { files, cases, valid, invalid, agreed, judged, notEmulated, failures } = report;
  const left = Object.values(notEmulated).reduce((sum, number) => sum + number, 0);
  const details = failures.map((failure) => `  ${failure.file}: ${failure.case}: ${failure.message}`);
  return [
    ...tableLines([
      ['golden vectors', `${cases} cases in ${files} files: ${valid} valid, ${invalid} invalid`],
      ['by the checks of devices', `${judged.receiveChecks} Commands`],
      ['by emulated devices too', `${judged.emulatedDevice} of them; ${left} are not for what is emulated:`],
      ...Object.entries(notEmulated).map(([device, number]) => [`  ${device}`, String(number)]),
      ['by the checks of parties', `${judged.answerChecks} Responses and Alerts`],
      ['facts compared', String(report.facts)],
    ]),
    '',
    ...(details.length === 0 ? [] : ['Failures:', ...details, '']),
    styled(failures.length === 0 ? 'green' : 'red', `${agreed} of ${cases} cases judged as they say, check by check`),
  ];
}

function reportLines(report: RtdsReport): string[] {
  const { alerts, exchanges, failures, transforms } = report;
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
    [
      'alerts',
      `${alerts.matched} of ${alerts.total} matched, ${alerts.notEmulated} not emulated, ${alerts.failed} failed`,
    ],
    ['assumed for these two alone', report.assumptions.join(', ')],
    [
      'service requests',
      `${transforms.identical} of ${transforms.total} become the reference, ${transforms.explained.length} explained, ${transforms.failed} failed`,
    ],
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
