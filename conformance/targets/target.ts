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
  close(): Promise<void>;
}
