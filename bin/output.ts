import { styleText } from 'node:util';

/** What an error tells, whatever its class: HanlabError has all of it, others only a message. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
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

/** Whether a stream takes colours: a terminal that can, and a user who has not said no (no-color.org). */
function hasColours(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR: noColour, TERM: terminal } = process.env;
  return stream.isTTY === true && (noColour === undefined || noColour === '') && terminal !== 'dumb';
}

/** Text for standard output, in colour where that fits. */
export function styled(style: Parameters<typeof styleText>[0], text: string): string {
  return hasColours(process.stdout) ? styleText(style, text) : text;
}

/** Writes lines to standard output. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

/** Writes one JSON document to standard output. Big integers become texts, octets hexadecimal digits. */
export function printJson(document: unknown): void {
  const text = JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  process.stdout.write(`${text}\n`);
}

/** Writes a line to standard error, for whoever reads along. */
export function printNote(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * One line for an error: code, place, what is wrong, and the clause that says so. Control characters, which may come
 * from the input, are shown as `?`.
 */
export function errorLine({ code, offset, path, message, clause }: ReportedError): string {
  // Text that is not octets yet has only characters to count.
  const place = offset === undefined ? '' : ` at ${code === 'GBCS_E_TEXT' ? 'character' : 'octet'} ${offset}`;
  const where = path === undefined ? '' : ` (${path})`;
  const line = `hanlab: ${code}${place}${where}: ${message}${clause === undefined ? '' : `; clause ${clause}`}`;
  return line.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, '?');
}

/** Reports an error in the form asked for: one line on standard error, or one JSON document on standard output. */
export function printError(error: ReportedError, json: boolean): void {
  if (!json) {
    printNote(errorLine(error));
    return;
  }
  const { code, offset, path, clause, message } = error;
  printJson({ error: { code, offset, path, clause, message } });
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
