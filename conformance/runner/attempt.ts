import { HanlabError, type Profile } from '../../gbcs/index.js';
import type { LabelList } from '../labels/label-list.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Laboratory } from '../targets/laboratory.js';
import type { OpenLaboratory, Target } from '../targets/target.js';
import { ownCrashes } from './crashes.js';
import type { EvidenceWriter, VerdictEvent } from './evidence.js';
import type { EvidenceLog } from './evidence-log.js';
import { errorText, type Judgement, judgeEnd, judgeError, type ScenarioResult } from './verdict.js';

/** What every scenario of a run is given. */
export interface AttemptSetup {
  readonly target: Target;
  readonly profile: Profile;
  readonly labels: LabelList;
  readonly evidence: EvidenceLog;
  /** Real time that one scenario may take. */
  readonly timeoutMs: number;
}

/** One scenario under way. */
export interface Attempt {
  /** Undefined if it was abandoned, and so has no verdict. Never rejects. */
  readonly result: Promise<ScenarioResult | undefined>;
  /** Whether something of it goes on although it is over. */
  readonly leftRunning: boolean;
  /** Ends it now, without a verdict. */
  abandon(): void;
}

const ABANDONED = Symbol('abandoned');

/**
 * Runs one scenario in a laboratory of its own.
 * @param crashedLate told of an error that nobody awaited and that came after the verdict
 */
export function attemptScenario(
  scenario: Scenario,
  setup: AttemptSetup,
  crashedLate: (error: unknown) => void,
): Attempt {
  const started = performance.now();
  const watch = createWatch(setup.timeoutMs);
  const result = ownCrashes({ crashed: (error) => watch.crashed(error) || crashedLate(error) }, async () => {
    const writer = setup.evidence.writer(scenario.id);
    const outcome = await judge(scenario, setup, writer, watch);
    if (outcome === undefined) return undefined;
    const { judgement, warnings } = recorded(outcome, writer);
    const { id, pack, title, covers, clauses, assumptions = [] } = scenario;
    const ms = Math.round((performance.now() - started) * 10) / 10;
    const inPack = pack === undefined ? {} : { pack };
    return { id, ...inPack, title, covers, clauses, ...judgement, ms, warnings, assumptions };
  });
  return {
    result,
    get leftRunning() {
      return watch.leftRunning;
    },
    abandon: () => watch.interrupt(ABANDONED),
  };
}

interface Outcome {
  readonly judgement: Judgement;
  readonly warnings: readonly string[];
}

/** Never rejects. */
async function judge(
  scenario: Scenario,
  setup: AttemptSetup,
  writer: EvidenceWriter,
  watch: Watch,
): Promise<Outcome | undefined> {
  const { target, profile, labels, evidence } = setup;
  let open: OpenLaboratory | undefined;
  let thrown: readonly [error: unknown] | undefined;
  try {
    open = await openLaboratory(watch, () => target.open({ scenario: scenario.id, profile, labels, evidence: writer }));
    const { lab } = open;
    await watch.await(() => scenario.run(watched(lab, watch)));
    watch.check();
  } catch (error) {
    thrown = [error];
  }
  const concluded = thrown?.[0] === ABANDONED ? undefined : await conclude(open, watch, thrown === undefined);
  thrown = concluded ?? thrown;
  watch.end();
  const closing = open === undefined ? undefined : await closeLaboratory(open, setup.timeoutMs);
  if (thrown?.[0] === ABANDONED) return undefined;
  try {
    // Evidence before verdict: without it there is none.
    evidence.flush();
    const warnings = [...(open?.warnings ?? [])];
    const judgement = thrown === undefined ? judgeEnd(warnings) : judgeError(thrown[0]);
    if (closing === undefined) return { judgement, warnings };
    // A deviation that was seen remains one.
    if (judgement.verdict === 'fail') return { judgement, warnings: [...warnings, closing] };
    return { judgement: { verdict: 'error', message: judgement.message ?? closing }, warnings };
  } catch (error) {
    return { judgement: { verdict: 'error', message: errorText(error) }, warnings: [] };
  }
}

/** @returns what the target says against any verdict by what was seen, if it does */
async function conclude(
  open: OpenLaboratory | undefined,
  watch: Watch,
  hasEnded: boolean,
): Promise<readonly [error: unknown] | undefined> {
  try {
    await watch.await(async () => open?.conclude?.(hasEnded));
    return undefined;
  } catch (error) {
    return [error];
  }
}

/** Puts the verdict on record. Never throws: what cannot be recorded is no verdict. */
function recorded(outcome: Outcome, writer: EvidenceWriter): Outcome {
  try {
    writer.write(undefined, verdictEvent(outcome.judgement, outcome.warnings));
    return outcome;
  } catch (error) {
    return { judgement: { verdict: 'error', message: errorText(error) }, warnings: [] };
  }
}

/** A verdict as evidence has it. */
export function verdictEvent(judgement: Judgement, warnings: readonly string[]): VerdictEvent {
  const { verdict, message, expected, actual } = judgement;
  return {
    event: 'verdict',
    verdict,
    ...(message === undefined ? {} : { message }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

/** A laboratory that opens when its scenario is long over is closed unseen. */
async function openLaboratory(watch: Watch, open: () => Promise<OpenLaboratory>): Promise<OpenLaboratory> {
  let late = false;
  try {
    return await watch.await(async () => {
      const opened = await open();
      if (late) await opened.close();
      return opened;
    });
  } catch (error) {
    late = true;
    throw error;
  }
}

/** @returns what went wrong, if anything did */
async function closeLaboratory(open: OpenLaboratory, timeoutMs: number): Promise<string | undefined> {
  const watch = createWatch(timeoutMs);
  try {
    await watch.await(() => open.close());
    return undefined;
  } catch (error) {
    return `the laboratory could not be closed: ${errorText(error)}`;
  } finally {
    watch.end();
  }
}

/** Bounds what a scenario does, in time. */
interface Watch {
  /** Awaits work, or throws when time is up or the work was interrupted. */
  await<T>(work: () => Promise<T>): Promise<T>;
  /** @throws if the scenario is over, whether or not its work has noticed. */
  check(): void;
  interrupt(reason: unknown): void;
  /** @returns false if the scenario was over already */
  crashed(error: unknown): boolean;
  end(): void;
  readonly leftRunning: boolean;
}

function createWatch(timeoutMs: number): Watch {
  const deadline = performance.now() + timeoutMs;
  let over = false;
  let pending = 0;
  let interrupt: (reason: unknown) => void = () => undefined;
  const interruption = new Promise<never>((_resolve, reject) => {
    interrupt = reject;
  });
  interruption.catch(() => undefined);
  const timeUp = () => new HanlabError('HANLAB_E_HARNESS', `no end within ${timeoutMs / 1000} s`);
  const timer = setTimeout(() => interrupt(timeUp()), timeoutMs);
  return {
    async await<T>(work: () => Promise<T>): Promise<T> {
      pending += 1;
      const running = (async () => work())().finally(() => {
        pending -= 1;
      });
      return Promise.race([running, interruption]);
    },
    check() {
      if (over) throw new HanlabError('HANLAB_E_HARNESS', 'the scenario is over');
      if (performance.now() > deadline) throw timeUp();
    },
    interrupt: (reason) => interrupt(reason),
    crashed(error) {
      if (over) return false;
      interrupt(
        new HanlabError('HANLAB_E_HARNESS', `an error that nobody awaited: ${errorText(error)}`, { cause: error }),
      );
      return true;
    },
    end() {
      over = true;
      clearTimeout(timer);
    },
    get leftRunning() {
      return pending > 0;
    },
  };
}

/**
 * The laboratory as its scenario sees it: of no use once the scenario is over. In virtual time a scenario may go round
 * for ever without giving way to any timer, so the watch is looked at on every call.
 */
function watched(lab: Laboratory, watch: Watch): Laboratory {
  return new Proxy(lab, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        watch.check();
        return Reflect.apply(member, target, args);
      };
    },
  });
}
