import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { styleText } from 'node:util';

/** What an error tells, whatever its class: HanlabError has all of it, others only a message. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  /** What it is about where there are several: the name of a file. */
  readonly subject?: string | undefined;
  readonly offset?: number | undefined;
  readonly path?: string | undefined;
  readonly clause?: string | undefined;
}

/** Exit codes of the command line. */
export const EXIT = {
  asExpected: 0,
  deviation: 1,
  usage: 2,
  harness: 3,
  nothingSelected: 4,
  /** 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/**
 * Whether a stream takes colours: a terminal that can, and a user who has not said no (no-color.org). `FORCE_COLOR`, but
 * for 0, wants them anywhere; of the two, `NO_COLOR` wins.
 */
function hasColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR: noColour, FORCE_COLOR: forced, TERM: terminal } = process.env;
  if (noColour !== undefined && noColour !== '') return false;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && terminal !== 'dumb';
}

export type Style = Parameters<typeof styleText>[0];

/** Text for standard output, in colour where that fits. */
export function styled(style: Style, text: string): string {
  // Whether it fits is decided here: later editions of Node would ask the terminal again.
  return hasColours(process.stdout) ? styleText(style, text, { validateStream: false }) : text;
}

/** Characters that steer a terminal: control characters, line ends, and what turns or hides text. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a message, a file name or the command line as a terminal may have it: one `?` for each character that steers. */
export function plainText(text: string): string {
  return text.replaceAll(STEERING, '?');
}

/** Columns of the terminal that standard output is; nothing where it is none. */
export function terminalWidth(): number | undefined {
  return process.stdout.isTTY === true ? process.stdout.columns : undefined;
}

/** Writes lines to standard output. */
export function printLines(lines: readonly string[]): void {
  printText(lines.map((line) => `${line}\n`).join(''));
}

/** Writes text to standard output as it is. */
export function printText(text: string): void {
  process.stdout.write(text);
}

let hasReader = true;

/** To be called where the reader of standard output has gone: whatever is written from then on, nobody sees. */
export function noteReaderGone(): void {
  hasReader = false;
}

/**
 * Ends when standard output has taken what was written, so that much output does not pile up.
 * @returns whether there is still somebody to write for
 */
export async function outputTaken(): Promise<boolean> {
  // Lets errors of earlier writing come through.
  await setImmediate();
  const { stdout } = process;
  if (hasReader && stdout.writableNeedDrain) {
    await new Promise<void>((resolve) => {
      const events = ['drain', 'error', 'close'];
      const taken = () => {
        for (const event of events) stdout.off(event, taken);
        resolve();
      };
      for (const event of events) stdout.on(event, taken);
    });
  }
  return hasReader;
}

/**
 * Holds an input back while an output has more than its reader takes: what is asked for does not pile up unread.
 * To be called after each piece of the input has been dealt with.
 */
export function holdBack(input: Readable, output: Writable): void {
  if (!output.writableNeedDrain || input.isPaused()) return;
  input.pause();
  output.once('drain', () => input.resume());
}

/** Writes one JSON document to standard output. */
export function printJson(document: unknown): void {
  printText(`${jsonText(document)}\n`);
}

/**
 * A JSON document on one line. Big integers become texts, octets hexadecimal digits, and characters that steer a terminal
 * escapes, as JSON has them for some of these only.
 */
export function jsonText(document: unknown): string {
  const text = JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  return text.replaceAll(STEERING, (character) =>
    Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Writes a line to standard error, for whoever reads along. */
export function printNote(line: string): void {
  process.stderr.write(`${plainText(line)}\n`);
}

/**
 * One line for an error: code, place, what is wrong, and the clause that says so. Control characters, which may come
 * from the input, are shown as `?`.
 */
export function errorLine({ code, subject, offset, path, message, clause }: ReportedError): string {
  // Text that is not octets yet has only characters to count.
  const place = offset === undefined ? '' : ` at ${code === 'GBCS_E_TEXT' ? 'character' : 'octet'} ${offset}`;
  const where = path === undefined ? '' : ` (${path})`;
  const about = subject === undefined ? '' : ` in ${subject}`;
  const line = `hanlab: ${code}${about}${place}${where}: ${message}${clause === undefined ? '' : `; clause ${clause}`}`;
  return line.replaceAll(new RegExp(`${STEERING.source}+`, 'gu'), '?');
}

/** Reports an error in the form asked for: one line on standard error, or one JSON document on standard output. */
export function printError(error: ReportedError, json: boolean): void {
  if (!json) {
    printNote(errorLine(error));
    return;
  }
  printJson({ error: errorDocument(error) });
}

/** An error as JSON has it, with the fields that apply. */
export function errorDocument({ code, offset, path, clause, message }: ReportedError): object {
  return { code, offset, path, clause, message };
}

/** Lines of a table, its columns as wide as their widest cell; the last one is not padded. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}

/** A progress line on standard error, rewritten in place; silent where that is no terminal. */
export function progressLine(label: string): { update(done: number, total: number): void; end(): void } {
  if (process.stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  let shown = -1;
  return {
    update(done, total) {
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      if (percent === shown) return;
      shown = percent;
      process.stderr.write(`\r${label} ${percent} %`);
    },
    end: () => process.stderr.write('\r\u001b[K'),
  };
}
