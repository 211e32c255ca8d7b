import { reportedError } from './failure.js';
import type { MessageInput } from './input.js';
import {
  EXIT,
  errorDocument,
  errorLine,
  jsonText,
  outputTaken,
  plainText,
  printJson,
  printLines,
  printNote,
  printText,
  progressLine,
  type ReportedError,
  styled,
} from './output.js';

/** What a command has to say of one message. */
export interface MessageReport {
  readonly exitCode: number;
  /** For standard output. */
  readonly lines: readonly string[];
  /** For standard error. */
  readonly notes: readonly string[];
  /** In place of lines and notes where JSON was asked for. */
  readonly document: object;
}

/** A command that takes one message or several. */
export interface MessageCommand {
  readonly json: boolean;
  /** Whether the exit code judges the messages: then all of them are looked at, even where nobody reads any more. */
  readonly judges: boolean;
  /** Says what there is to say of one message. @throws HanlabError on anything that is not one */
  report(octets: Uint8Array): Promise<MessageReport>;
  /** What concerns all messages; for standard error, and in JSON for the document. Called last. */
  closing?(): { readonly notes: readonly string[]; readonly document: object };
}

/** Exit codes from bad to good: that of several messages is the worst of theirs. */
const WORST_FIRST: readonly number[] = [EXIT.deviation, EXIT.usage, EXIT.harness, EXIT.asExpected];

/**
 * Reports on each message, one after another; none is kept once it is printed. Ends early where nobody reads
 * any more, unless its exit code is a judgement.
 *
 * One message is reported as it is, and what is wrong with it thrown. Several are reported under their names, and what is
 * wrong with one does not stop the rest. As JSON they are one document, `{"messages":[{"file",...},...]}`, in which a
 * refused message has `error`.
 * @returns the worst exit code
 * @throws what `report` throws of a lone message
 */
export async function reportMessages(inputs: readonly MessageInput[], command: MessageCommand): Promise<number> {
  const [only] = inputs;
  return inputs.length === 1 && only !== undefined ? reportOne(only, command) : reportSeveral(inputs, command);
}

async function reportOne(input: MessageInput, command: MessageCommand): Promise<number> {
  const { exitCode, lines, notes, document } = await command.report(await input.read());
  const closing = command.closing?.();
  if (command.json) {
    printJson({ ...document, ...closing?.document });
    return exitCode;
  }
  printLines(lines);
  for (const note of [...notes, ...(closing?.notes ?? [])]) printNote(note);
  return exitCode;
}

async function reportSeveral(inputs: readonly MessageInput[], command: MessageCommand): Promise<number> {
  const codes = new Set<number>();
  const progress = lateProgress();
  let refused = 0;
  let separator = '';
  if (command.json) printText('{"messages":[');
  for (const [i, input] of inputs.entries()) {
    const report = await reportOrError(input, command);
    if ('error' in report) {
      codes.add(report.error.code === 'HANLAB_E_HARNESS' ? EXIT.harness : EXIT.usage);
      refused++;
      if (command.json) printText(`${separator}${jsonText({ file: input.name, error: errorDocument(report.error) })}`);
      else printNote(errorLine({ ...report.error, subject: input.name }));
    } else {
      codes.add(report.exitCode);
      printReport(input.name, report, separator, command.json);
    }
    if (command.json) separator = ',';
    else if (!('error' in report)) separator = '\n';
    progress.update(i + 1, inputs.length);
    if (!(await outputTaken()) && !command.judges) break;
  }
  progress.end();
  const closing = command.closing?.();
  if (command.json) {
    const rest = jsonText({ ...closing?.document, refused });
    printText(`],${rest.slice(1)}\n`);
  } else {
    for (const note of closing?.notes ?? []) printNote(note);
    if (refused > 0) printNote(`${refused} of ${inputs.length} messages refused`);
  }
  return WORST_FIRST.find((code) => codes.has(code)) ?? EXIT.asExpected;
}

async function reportOrError(
  input: MessageInput,
  command: MessageCommand,
): Promise<MessageReport | { readonly error: ReportedError }> {
  try {
    return await command.report(await input.read());
  } catch (error) {
    return { error: reportedError(error) };
  }
}

function printReport(name: string, report: MessageReport, separator: string, json: boolean): void {
  if (json) {
    printText(`${separator}${jsonText({ file: name, ...report.document })}`);
    return;
  }
  const heading = styled('bold', `==> ${plainText(name)} <==`);
  printText(`${separator}${[heading, ...report.lines].join('\n')}\n`);
  for (const note of report.notes) printNote(`${name}: ${note}`);
}

/** How long work may take before it shows how far it is. */
const QUIET_MS = 1000;

/** Progress of long work; none while standard output is a terminal, where the messages themselves show it. */
function lateProgress(): ReturnType<typeof progressLine> {
  const started = performance.now();
  const progress = process.stdout.isTTY === true ? undefined : progressLine('reading messages');
  let isShown = false;
  return {
    update(done, total) {
      if (performance.now() - started < QUIET_MS) return;
      isShown = true;
      progress?.update(done, total);
    },
    end: () => {
      if (isShown) progress?.end();
    },
  };
}
