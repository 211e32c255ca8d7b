import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import {
  memoryEvidenceLog,
  provisionalLabelList,
  type RunOutcome,
  remoteTarget,
  runScenarios,
  type Scenario,
  scenariosOf,
} from '../../../conformance/index.js';
import { profileById } from '../../../gbcs/index.js';
import { HANLAB } from '../../bin/hanlab.js';

const LIAR = fileURLToPath(new URL('./lying-device.js', import.meta.url));
const EMULATE = `exec:${process.execPath} ${HANLAB} emulate --stdio`;
const TIMEOUT_MS = 20_000;

/** Scenarios that concern an HCALCS, one of which takes its power. */
const SOME = ['join-both-sides', 'hcalcs-waits-for-a-successor', 'hcalcs-asks-after-power-cut'];
const FIRST = SOME.slice(0, 1);
/** One that concerns an ESME alone. */
const ELSEWHERE = 'esme-refuses-replay';

interface Options {
  readonly ids?: readonly string[];
  readonly profile?: string;
  readonly timeoutMs?: number;
}

async function run(
  target: string,
  { ids = SOME, profile: id = 'secmp0046-core', timeoutMs = TIMEOUT_MS }: Options = {},
): Promise<RunOutcome> {
  const profile = profileById(id);
  const all = scenariosOf(profile);
  const scenarios = ids.map((one) => all.find((scenario) => scenario.id === one) as Scenario);
  const place = { kind: 'exec', command: target.replace(/^exec:/, '') } as const;
  const remote = remoteTarget({ place, timeoutMs, seed: 'hanlab' });
  const evidence = memoryEvidenceLog();
  try {
    const common = { target: remote, profile, labels: provisionalLabelList, evidence, seed: 'hanlab' };
    const outcome = await runScenarios({ ...common, scenarios, timeoutMs: 8 * timeoutMs });
    secrets.push(JSON.stringify(evidence.records));
    return outcome;
  } finally {
    remote.close?.();
  }
}

const liar = (lie: string): string => `exec:${process.execPath} ${LIAR} ${lie}`;
/** All that was written of any run. */
const secrets: string[] = [];

const verdictsOf = ({ results }: RunOutcome): string[] => results.map(({ verdict }) => verdict);
const messagesOf = ({ results }: RunOutcome): string[] => results.map(({ message = '' }) => message);

describe('a device under test as the target', function () {
  this.timeout(120_000);

  it('is judged, and skipped where nothing of a scenario reaches it', async () => {
    const outcome = await run(liar('none'), { ids: [...SOME, ELSEWHERE] });
    expect(verdictsOf(outcome)).to.deep.equal(['pass', 'pass', 'pass', 'skip']);
    expect(outcome.results[3]?.message).to.equal('nothing of it reached the device under test');
    expect(outcome.target).to.equal(liar('none'));
    expect(outcome.targetNotes).to.deep.equal(['says that it is hanlab 1']);
    expect(outcome.verdict).to.equal('as-expected');
  });

  it('may leave out when it is due, and is asked for it', async () => {
    expect(verdictsOf(await run(liar('due-by-clock-alone')))).to.deep.equal(['pass', 'pass', 'pass']);
  });

  it('is a new process for each scenario where it has no reset', async () => {
    expect(verdictsOf(await run(liar('no-reset'), { ids: SOME.slice(1) }))).to.deep.equal(['pass', 'pass']);
  });

  it('has the keys of the seed where it cannot be provisioned', async () => {
    expect(verdictsOf(await run(liar('no-provision'), { ids: FIRST }))).to.deep.equal(['pass']);
  });

  it('is skipped, with the reason, for what it does not have', async () => {
    const probe = await run(liar('no-probe'), { ids: FIRST });
    expect(verdictsOf(probe)).to.deep.equal(['skip']);
    expect(messagesOf(probe)[0]).to.equal('the device under test does not have the capability probe');
    expect(verdictsOf(await run(liar('no-power')))).to.deep.equal(['pass', 'pass', 'skip']);
    const clock = await run(liar('no-clock'), { ids: FIRST });
    expect(messagesOf(clock)).to.deep.equal(['the device under test has no clock that can be set']);
    expect(clock.verdict).to.equal('incomplete');
  });

  it('is skipped under a profile of another version, and that is no pass', async () => {
    const outcome = await run(`${EMULATE} --device hcalcs --profile gbcs4-current`);
    expect(messagesOf(outcome)).to.deep.equal(
      Array(3).fill('the device under test is of GBCS 4.0, and secmp0046-core has the rules of 3.1'),
    );
    expect(verdictsOf(outcome)).to.deep.equal(['skip', 'skip', 'skip']);
    expect(outcome.verdict).to.equal('incomplete');
  });

  /** What it is, and what every scenario says. */
  const UNFIT: readonly (readonly [string, string, RegExp])[] = [
    [
      'a hub',
      `${EMULATE} --device communicationsHub`,
      /TARGET_START: .*a Communications Hub, which the suite plays itself/,
    ],
    ['a home', EMULATE, /TARGET_START: .*its target is home; esme and hcalcs can be tested/],
    ['of another address', liar('another-address'), /TARGET_START: .*its address, 0a000000000000ff, is not that of/],
    ['no program', 'exec:no-such-program', /TARGET_START: .*exit code 127.*not found/],
    ['gone at once', liar('dies-at-once'), /TARGET_START: the device ended with exit code 7, and no answer to hello/],
    ['an echo', 'exec:cat', /TARGET_GARBAGE: the device said result that are no object/],
    ['a file', 'exec:echo hello; cat', /TARGET_GARBAGE: the device said a line that is no JSON object: hello/],
    ['unwilling to be reset', liar('reset-ignored'), /TARGET_CLAIM: the device claims reset, but its time stays at/],
    [
      'unwilling to go on',
      liar('clock-refused'),
      /TARGET_CLAIM: the device claims clock, but the device refused clock: not today/,
    ],
    [
      'unwilling to be given keys',
      liar('provision-refused'),
      /TARGET_CLAIM: the device claims provision, but the device refused provision$/,
    ],
    [
      'gone, telling its keys',
      liar('dies-telling-its-keys'),
      /TARGET_ENDED: .* 8, and no answer to provision; on standard error: \(withheld/,
    ],
    ['telling its keys', liar('provision-garbage'), /TARGET_GARBAGE: the device said a line that is no JSON object$/],
  ];

  for (const [what, target, message] of UNFIT) {
    it(`is refused where it is ${what}`, async () => {
      const outcome = await run(target, { ids: FIRST });
      expect(verdictsOf(outcome)).to.deep.equal(['error']);
      expect(messagesOf(outcome)[0]).to.match(message);
      expect(outcome.verdict).to.equal('incomplete');
    });
  }

  it('is not tried again when three scenarios in a row could not begin', async () => {
    const outcome = await run('exec:exit 9', { ids: [...SOME, ELSEWHERE] });
    expect(verdictsOf(outcome)).to.deep.equal(Array(4).fill('error'));
    expect(messagesOf(outcome)[3]).to.match(
      /^HANLAB_E_HARNESS: not tried: 3 scenarios in a row could not begin; the last one: the device ended with exit code 9/,
    );
  });

  it('that claims what it does not do makes scenarios that need it errors, and the run says so', async () => {
    const power = await run(liar('power-ignored'));
    expect(power.targetNotes).to.include('claims power, but it goes on answering frames without power');
    expect(verdictsOf(power)).to.deep.equal(['pass', 'pass', 'error']);
    expect(messagesOf(power)[2]).to.equal(
      'HANLAB_E_TARGET_CLAIM: the device claims power, but it goes on answering frames without power',
    );
    const probe = await run(liar('probe-empty'), { ids: FIRST });
    expect(probe.targetNotes).to.include('claims probe, but the position of the switch is nothing');
    expect(verdictsOf(probe)).to.deep.equal(['error']);
  });

  it('that breaks the protocol within a scenario is an error there', async () => {
    for (const [lie, message] of [
      ['due-for-ever', /TARGET_GARBAGE: something is due at .*, which has come already/],
      ['speaks-for-others', /TARGET_GARBAGE: the device sent a frame of 0a000000000000a0; it is 0a000000000000a5/],
      ['hello-changes', /TARGET_GARBAGE: hello says something else than before/],
    ] as const) {
      const outcome = await run(liar(lie), { ids: SOME.slice(0, 2) });
      expect(
        messagesOf(outcome).find((one) => one !== ''),
        lie,
      ).to.match(message);
      expect(verdictsOf(outcome), lie).to.include('error').and.not.to.include('fail');
    }
  });

  it('has had no private key in any evidence', () => {
    expect(secrets.length).to.be.above(10);
    for (const text of secrets) expect(text).not.to.match(/PRIVATE KEY|MIGH|MIGT|MHcC/);
  });
});
