import { expect } from 'chai';
import { type AuditReport, audit } from '../../../conformance/audit/audit.js';
import { auditJson, auditText } from '../../../conformance/audit/report.js';
import { runSuites } from '../../../conformance/audit/suite-workers.js';
import { SCENARIOS, scenariosOf } from '../../../conformance/index.js';
import { writtenScenariosOf } from '../../../conformance/packs/packs.js';
import { FAULTS, type Fault, RECEIVE_CHECK_NAMES } from '../../../emulator/index.js';
import { PROFILE_IDS, profileById } from '../../../gbcs/index.js';

const SEED = 'hanlab';

describe('the audit of the suite', function () {
  this.timeout(900_000);
  let report: AuditReport;

  before(async () => {
    report = await audit({ faults: FAULTS, isWhole: true, seed: SEED });
  });

  it('runs every scenario of its profiles against the sound device, and all pass', () => {
    expect(report.sound.map(({ profile }) => profile)).members(['secmp0046-core', 'secmp0046-full', 'gbcs4-ed-whatif']);
    for (const { profile, scenarios, notPassed } of report.sound) {
      expect(notPassed, profile).eql([]);
      expect(scenarios, profile).equal(writtenScenariosOf(profileById(profile)).length);
    }
  });

  it('tries every defect', () => {
    expect(report.matrix.map(({ defect }) => defect)).eql(FAULTS.map(({ name }) => name));
  });

  for (const { name } of FAULTS) {
    it(`kills ${name} by scenarios that name what it breaks, each requirement and rule of it`, () => {
      const outcome = report.matrix.find(({ defect }) => defect === name);
      expect(outcome?.errors).eql([]);
      expect(outcome?.unnoticed).eql([]);
      expect(outcome?.killedBy).not.eql([]);
    });
  }

  it('finds no scenario idle without a reason, and no reason that does not hold', () => {
    expect(report.idle.filter(({ reason }) => reason === undefined)).eql([]);
    expect(report.staleReasons).eql([]);
  });

  it('finds no two scenarios with the same evidence', () => {
    expect(report.sameEvidence).eql([]);
  });

  it('shows by a kill that each rule would be noticed', () => {
    expect(report.rules.filter(({ killed, scenarios }) => killed === 0 || scenarios === 0)).eql([]);
    expect(report.problems).eql([]);
    expect(report.verdict).equal('as-expected');
  });

  it('is told as lines and as JSON', () => {
    const json = auditJson(report);
    expect(json).include({ defects: FAULTS.length, killed: FAULTS.length }).and.deep.include({
      survivors: [],
      idleScenarios: [],
    });
    const lines = auditText(report);
    const line = lines.find((one) => one.startsWith('esme.skip-mac '));
    expect(line).match(/REQ-03 gbcs-mac +killed by \d+ of \d+ +\S+, \S+/);
    expect(lines.at(-1)).equal('Verdict: as expected');
  });
});

describe('an audit', function () {
  this.timeout(120_000);
  const fault = (name: string): Fault => {
    const found = FAULTS.find((one) => one.name === name);
    if (found === undefined) throw new RangeError(name);
    return found;
  };

  it('lets a defect survive that only scenarios of other requirements notice', async () => {
    const misnamed = { ...fault('esme.skip-expiry'), requirements: ['esme-label', 'esme-period-expires'] };
    const report = await audit({ faults: [misnamed], isWhole: false, seed: SEED });
    expect(report.matrix[0]?.unnoticed).eql(['esme-label']);
    expect(report.matrix[0]?.killedBy).include('period-expires-to-calendar');
    expect(report.verdict).equal('deviates');
    expect(auditJson(report)).deep.include({ killed: 0, survivors: ['esme.skip-expiry'], idleScenarios: [] });
    expect(auditText(report).join('\n')).include('esme.skip-expiry (esme-label): A commanded period does not end');
  });

  it('is incomplete where it was interrupted, and says nothing of what was not tried', async () => {
    const controller = new AbortController();
    const ended = () => controller.abort();
    const plan = { faults: FAULTS.slice(0, 3), isWhole: false, seed: SEED };
    const report = await audit(plan, { signal: controller.signal, workers: 1, ended });
    expect(report.verdict).equal('incomplete');
    expect(report.matrix).eql([]);
  });
});

describe('digests of evidence', function () {
  this.timeout(120_000);

  it('are the same in every run of a scenario, and of others others', async () => {
    const scenarios = ['period-expires-to-calendar', 'esme-refuses-bad-mac', 'esme-refuses-bad-signature'];
    const run = { profile: 'secmp0046-core', scenarios, digests: true };
    const outcomes = await runSuites([
      { ...run, seed: SEED },
      { ...run, seed: SEED },
    ]);
    const digests = outcomes.map((outcome) => outcome?.results.map(({ digest }) => digest) ?? []);
    expect(digests[0]).length(3).and.eql(digests[1]);
    expect(new Set(digests[0]).size).equal(3);
    expect(digests.flat()).not.include(undefined);
  });
});

describe('the sound device', function () {
  this.timeout(300_000);
  it('passes every scenario under every profile, those that are made from the catalogue as well', async () => {
    const outcomes = await runSuites(PROFILE_IDS.map((profile) => ({ profile, seed: SEED })));
    for (const [i, profile] of PROFILE_IDS.entries()) {
      expect(
        outcomes[i]?.results.filter(({ verdict }) => verdict !== 'pass'),
        profile,
      ).eql([]);
      expect(outcomes[i]?.results.length, profile).equal(scenariosOf(profileById(profile)).length);
      expect(outcomes[i]?.problems, profile).eql([]);
    }
  });
});

describe('scenarios and faults', () => {
  it('have ids of their own', () => {
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).equal(SCENARIOS.length);
    expect(new Set(FAULTS.map(({ name }) => name)).size).equal(FAULTS.length);
  });

  it('switch off each receive check of ESME and HCALCS, and the expiry of a period', () => {
    const names = FAULTS.map(({ name }) => name);
    for (const device of ['esme', 'hcalcs']) {
      for (const defect of [...RECEIVE_CHECK_NAMES, 'expiry']) expect(names).include(`${device}.skip-${defect}`);
    }
  });

  it('give reasons to be idle that a sentence can go on with', () => {
    for (const { id, idle } of SCENARIOS) if (idle !== undefined) expect(idle, id).match(/^[a-z].*[^.\s]$/);
  });
});
