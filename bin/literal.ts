/**
 * Stands before an argument that yargs must neither drop, as it does a `-`, nor take for an option. No file or text
 * begins with it.
 */
const MARK = '\0';

/** An argument that yargs is to hand over as it is. */
export function marked(argument: string): string {
  return `${MARK}${argument}`;
}

/** The same as it was given, or a text that repeats it. */
export function withoutMark(text: string): string {
  return text.replaceAll(MARK, '');
}
