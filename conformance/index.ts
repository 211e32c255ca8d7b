/** hanlab's conformance suite: requirements and scenarios, the targets they judge, and reports of what they found. */
export { type AuditReport, type AuditVerdict, audit, profileOf as profileOfFault } from './audit/audit.js';
export { auditNoise, type NoiseReport } from './audit/noise.js';
export { auditJson, auditText, noiseText } from './audit/report.js';
export type { WorkerOptions } from './audit/suite-workers.js';
export { type Expectation, parseExpectations } from './expectations/expectation.js';
export type { ExpectationStatus, JudgedExpectation } from './expectations/judgement.js';
export { isKnownScenario } from './expectations/known.js';
export { expectationsText, updateExpectations } from './expectations/update.js';
export {
  judgeLabel,
  type LabelList,
  type LabelVerdict,
  parseLabelList,
  provisionalLabelList,
} from './labels/label-list.js';
export {
  everyScenario,
  inPacks,
  type ListedScenario,
  PACK_NAMES,
  PACKS,
  type PackedScenario,
  type PackName,
  scenariosOf,
} from './packs/packs.js';
export { githubAnnotations, githubSummary } from './reports/github.js';
export { htmlReport } from './reports/html/html.js';
export { type JsonReport, jsonReport } from './reports/json.js';
export { junitReport } from './reports/junit.js';
export { parseJsonReport } from './reports/read-json.js';
export { type Paint, terminalReport } from './reports/terminal.js';
export { REQUIREMENTS, type Requirement, requirementById } from './requirements/requirements.js';
export { RULES, type Rule } from './requirements/rules.js';
export type { RequirementCoverage, RequirementStatus } from './runner/coverage.js';
export { type RunOutcome, type RunPlan, runScenarios } from './runner/engine.js';
export type { EvidenceEvent, EvidenceRecord, EvidenceWriter } from './runner/evidence.js';
export { type EvidenceLog, type MemoryEvidenceLog, memoryEvidenceLog, openEvidenceLog } from './runner/evidence-log.js';
export { readEvidence } from './runner/evidence-reader.js';
export { type MergedPart, mergeRuns } from './runner/merge.js';
export { mergedEvidence } from './runner/merged-evidence.js';
export { type OutcomeChange, type Outcomes, outcomeChanges, outcomesUnder } from './runner/outcome-changes.js';
export { type RunReport, reportOf } from './runner/report.js';
export { selectScenarios } from './runner/selection.js';
export { scenariosOfShard } from './runner/shard.js';
export type { RunVerdict, ScenarioResult, Verdict } from './runner/verdict.js';
export { SCENARIOS } from './scenarios/index.js';
export type { Scenario } from './scenarios/scenario.js';
export { emulatorTarget } from './targets/emulator.js';
export type { Laboratory } from './targets/laboratory.js';
export type { TargetPlace } from './targets/remote/channel-messages.js';
export { type RemoteTargetOptions, remoteTarget } from './targets/remote/remote-target.js';
export type { LaboratorySetup, OpenLaboratory, Target } from './targets/target.js';
