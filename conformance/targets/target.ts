import type { Profile } from '../../gbcs/index.js';
import type { LabelList } from '../labels/label-list.js';
import type { EvidenceWriter } from '../runner/evidence.js';
import type { Laboratory } from './laboratory.js';

/** The devices under test, as something that can put up a fresh home for each scenario. */
export interface Target {
  /** Shown in reports, such as `emulator`. */
  readonly name: string;
  /** Defects it was given on purpose, by name. */
  readonly faults: readonly string[];
  open(setup: LaboratorySetup): Promise<OpenLaboratory>;
  /** What is to be known of it beyond its name, as far as that has shown by now. */
  notes?(): readonly string[];
  /** Lets go of it, when all scenarios are over. */
  close?(): void;
}

export interface LaboratorySetup {
  readonly scenario: string;
  readonly profile: Profile;
  readonly labels: LabelList;
  readonly evidence: EvidenceWriter;
}

export interface OpenLaboratory {
  readonly lab: Laboratory;
  /** Warnings that the scenario has given so far. */
  readonly warnings: readonly string[];
  /**
   * Looks whether the target can be judged by what a scenario saw.
   * @param hasEnded whether the scenario ended of itself, and found nothing wrong
   * @throws what then decides the verdict
   */
  conclude?(hasEnded: boolean): Promise<void>;
  close(): Promise<void>;
}
