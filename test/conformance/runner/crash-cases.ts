import { memoryEvidenceLog, runScenarios, type Scenario } from '../../../conformance/index.js';
import { fakePlan, fakeScenario } from './fakes.js';

/**
 * Run as a process of its own, since mocha would take the stray errors for those of its own tests. Its argument names a
 * case; it prints what came out of the run as JSON.
 */

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const boom = (text: string) => () => {
  throw new Error(text);
};

const CASES: Readonly<Record<string, () => readonly Scenario[]>> = {
  'throws-in-a-timer': () => [
    fakeScenario('bad', async () => {
      setTimeout(boom('in a timer'), 5);
      await later(100);
    }),
    fakeScenario('good'),
  ],
  'throws-in-a-timer-and-goes-on': () => [
    fakeScenario('bad', async (lab) => {
      setTimeout(boom('in a timer'), 5);
      await later(40);
      await lab.advance(1);
    }),
    fakeScenario('good', () => later(80)),
  ],
  'rejects-unseen': () => [
    fakeScenario('bad', async () => {
      void Promise.reject(new Error('unseen'));
      await later(30);
    }),
    fakeScenario('good'),
  ],
  'rejects-after-its-end': () => [
    fakeScenario('bad', async () => {
      void later(30).then(boom('too late'));
    }),
    fakeScenario('good', () => later(80)),
  ],
  'throws-after-its-end': () => [
    fakeScenario('good-before'),
    fakeScenario('bad', async () => {
      setTimeout(boom('too late'), 30);
    }),
    fakeScenario('good', () => later(80)),
  ],
  'last-throws-after-its-end': () => [
    fakeScenario('good'),
    fakeScenario('bad', async () => {
      setTimeout(boom('too late'), 5);
    }),
  ],
  'throws-nothing-at-all': () => [
    fakeScenario('bad', async () => {
      setTimeout(() => {
        throw undefined;
      }, 5);
      await later(100);
    }),
    fakeScenario('good'),
  ],
};

const evidence = memoryEvidenceLog();
const outcome = await runScenarios(fakePlan(CASES[process.argv[2] ?? '']?.() ?? [], { evidence }));
const { results, verdict, problems, leftRunning } = outcome;
const strays = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
const verdicts = Object.fromEntries(results.map((one) => [one.id, one.verdict]));
/** The last verdict of each scenario in the evidence. */
const recorded = Object.fromEntries(
  evidence.records.flatMap(({ scenario, entry }) => (entry.event === 'verdict' ? [[scenario, entry.verdict]] : [])),
);
process.stdout.write(
  JSON.stringify({
    verdicts,
    recorded,
    verdict,
    problems,
    leftRunning,
    strays,
    messages: results.map((one) => one.message),
  }),
);
