import { UsageError } from '../gbcs/index.js';
import { pairsOf } from './pairs.js';
import { shownName } from './shown.js';

/** Values that the DCC makes, as `--made` names them, and which have been asked for. */
export class MadeValues {
  readonly values: Readonly<Record<string, string>>;
  /** The same values; whoever reads one has asked for it, also for one that is not there. */
  readonly asked: Readonly<Record<string, string>>;
  readonly #names = new Set<string>();

  /**
   * @param texts `NAME=VALUE`
   * @throws UsageError `HANLAB_E_USAGE`
   */
  constructor(texts: readonly string[]) {
    const values = new Map(pairsOf('--made is given as NAME=VALUE', texts));
    this.values = Object.fromEntries(values);
    this.asked = new Proxy(this.values, {
      get: (_values, name) => {
        this.#names.add(String(name));
        return values.get(String(name));
      },
    });
  }

  /** Names that have been asked for and that none gives. */
  get lacking(): readonly string[] {
    return [...this.#names].filter((name) => !Object.hasOwn(this.values, name));
  }

  /** @throws UsageError `HANLAB_E_USAGE` where one gives what nothing has asked for */
  refuseUnused(): void {
    const unused = Object.keys(this.values).find((name) => !this.#names.has(name));
    if (unused === undefined) return;
    throw new UsageError(
      'HANLAB_E_USAGE',
      `--made ${shownName(unused)} is of no use: the request asks for no such value`,
    );
  }
}
