/** Forms of option that most are of, and what several commands say in the same words. */

/** An option that takes one text. */
export function text(describe: string) {
  return { type: 'string', requiresArg: true, describe } as const;
}

/** An option that takes a text, and may be given again. */
export function texts(describe: string) {
  return { ...text(describe), array: true } as const;
}

/** An option that is given or not. */
export function flag(describe: string) {
  return { type: 'boolean', default: false, describe } as const;
}

export const json = flag('one JSON document on standard output');

export const EXIT_CODES =
  'Exit codes: 0 as expected, 1 deviation, 2 usage, 3 harness or incomplete run, 4 nothing selected, 130 interrupted.';
