import type { GbcsVersion } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';

/** One thing that a device under test has to do, or must not do. */
export interface Scenario {
  /** A name, given once and never changed; lower-case words joined by hyphens. */
  readonly id: string;
  /** What must hold, as one sentence. */
  readonly title: string;
  /** Requirements of SECMP0046 (`REQ-06`) and rules of specifications in force (`gbcs-mac`) that it bears on. */
  readonly covers: readonly string[];
  /** Clauses of the specification that the expectation comes from. */
  readonly clauses: readonly string[];
  /** The pack that it is run with: see `packs/packs.ts`, which says it. */
  readonly pack?: string;
  /** The beginning of its id that all share which were made of the same row of the catalogue. */
  readonly family?: string;
  /** The only version of GBCS whose rules it is about; absent: it holds under both. */
  readonly gbcs?: GbcsVersion;
  /** Assumptions of the profile that its verdict rests on. */
  readonly assumptions?: readonly string[];
  /** Why none of the emulator's defects is there for it to notice; absent where one is. `hanlab audit` checks it. */
  readonly idle?: string;
  /**
   * Judges the target.
   * @throws AssertionError where the target deviates; any other error is one of the harness or the target itself
   */
  run(lab: Laboratory): Promise<void>;
}
