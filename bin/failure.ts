import { EXIT, printError, type ReportedError } from './output.js';

/**
 * Reports an error of any kind.
 * @returns the exit code that it makes
 */
export function reportFailure(error: unknown, json: boolean): number {
  const reported = reportedError(error);
  printError(reported, json);
  if (reported.code === 'HANLAB_E_NOTHING_SELECTED') return EXIT.nothingSelected;
  if (reported.code !== 'HANLAB_E_HARNESS') return EXIT.usage;
  // What nobody foresaw is worth its stack, for whoever asks for it.
  if (process.env['HANLAB_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return EXIT.harness;
}

/** What any error tells. */
export function reportedError(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { code: 'HANLAB_E_HARNESS', message: String(error) };
  const { code, message, offset, path, clause } = error as Error & Partial<ReportedError>;
  if (typeof code === 'string' && /^(GBCS|DUIS|HANLAB)_E_/.test(code)) return { code, message, offset, path, clause };
  return { code: 'HANLAB_E_HARNESS', message: `${error.name}: ${message}` };
}
