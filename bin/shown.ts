/**
 * What an error repeats of the command line. A key may have been pasted where a name or a path was meant, and must not
 * reach a terminal's history or a log of CI.
 */

/** No name of hanlab's is longer than this, and every private key is, in hexadecimal as in base64. */
const MAX_SHOWN = 40;

/** A name in quotes, or how long it is. */
export function shownName(name: string): string {
  return name.length <= MAX_SHOWN ? `'${name}'` : `'...' (${name.length} characters)`;
}

/** A path in quotes if it is a short one, or what to call it. */
export function shownPath(path: string, otherwise: string): string {
  return isShownPath(path) ? `'${path}'` : otherwise;
}

/** Whether a text is a short path and no part of a key. */
export function isShownPath(text: string): boolean {
  if (text.length > MAX_SHOWN || !/^[ -~]+$/.test(text)) return false;
  // A / is also a character of base64; a part of a key is long before it has one by chance.
  if (/^[A-Za-z0-9+/=]{20,}$/.test(text)) return false;
  return /[\\/]|\.\w{1,8}$/.test(text);
}
