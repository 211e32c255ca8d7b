import { type Eui64, eui64, UsageError } from '../gbcs/index.js';

/**
 * An Entity Identifier of the command line.
 * @param option as it is typed, for the error
 * @throws UsageError `HANLAB_E_USAGE`
 */
export function identifierOf(option: string, text: string): Eui64 {
  try {
    return eui64(text);
  } catch (cause) {
    throw new UsageError('HANLAB_E_USAGE', `${option} is an identifier such as 90-B3-D5-1F-30-00-00-02`, { cause });
  }
}
