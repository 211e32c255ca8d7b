/** hanlab's conformance suite: requirements and scenarios, the targets they judge, and reports of what they found. */
export { type AuditReport, type AuditVerdict, audit, profileOf as profileOfFault } from './audit/audit.js';
export { auditNoise, type NoiseReport } from './audit/noise.js';
export { auditJson, auditText, noiseText } from './audit/report.js';
export type { WorkerOptions } from './audit/suite-workers.js';
export {
  judgeLabel,
  type LabelList,
  type LabelVerdict,
  parseLabelList,
  provisionalLabelList,
} from './labels/label-list.js';
export { type JsonReport, jsonReport } from './reports/json.js';
export { junitReport } from './reports/junit.js';
export { type Paint, terminalReport } from './reports/terminal.js';
export { REQUIREMENTS, type Requirement, requirementById } from './requirements/requirements.js';
export { RULES, type Rule } from './requirements/rules.js';
export type { RequirementCoverage, RequirementStatus } from './runner/coverage.js';
export { type RunOutcome, type RunPlan, runScenarios } from './runner/engine.js';
export type { EvidenceEvent, EvidenceRecord, EvidenceWriter } from './runner/evidence.js';
export { type EvidenceLog, type MemoryEvidenceLog, memoryEvidenceLog, openEvidenceLog } from './runner/evidence-log.js';
export { type RunReport, reportOf } from './runner/report.js';
export { selectScenarios } from './runner/selection.js';
export type { RunVerdict, ScenarioResult, Verdict } from './runner/verdict.js';
export { SCENARIOS, scenariosOf } from './scenarios/index.js';
export type { Scenario } from './scenarios/scenario.js';
export { emulatorTarget } from './targets/emulator.js';
export type { Laboratory } from './targets/laboratory.js';
export type { TargetPlace } from './targets/remote/channel-messages.js';
export { type RemoteTargetOptions, remoteTarget } from './targets/remote/remote-target.js';
export type { LaboratorySetup, OpenLaboratory, Target } from './targets/target.js';
