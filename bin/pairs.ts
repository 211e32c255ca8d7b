import { UsageError } from '../gbcs/index.js';

/**
 * Pairs of the command line, in the order in which they were given.
 * @param form of a pair, for the error: `--other is given as EUI=KIND`
 * @throws UsageError `HANLAB_E_USAGE` for a text without a name or without `=`
 */
export function pairsOf(form: string, texts: readonly string[]): [name: string, value: string][] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError('HANLAB_E_USAGE', form);
    return [text.slice(0, at), text.slice(at + 1)];
  });
}
