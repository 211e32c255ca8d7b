import { expect } from 'chai';
import { assumptionValue, type ControllerLevel, limitController } from '../../gbcs/index.js';
import type { Laboratory, Reaction } from '../targets/laboratory.js';
import { setting, wholeSeconds } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectIgnored, HOUR, MINUTE, resultCodes, succeed } from './steps.js';

/** Limits that a Load Controller sets a proportional controller, and the Alerts of them (GBCS 4.x ECS47e, ECS101, ECS102). */

const ECS47E = 'GBCS 4.0 ECS47e';
const HOUR_MS = 3_600_000;
const PROCESSED = 0x8f86;
const ENDED = 0x8f87;

/** ECS47e of the Load Controller for a period from now. @param hours may be a fraction */
async function limit(lab: Laboratory, level: ControllerLevel, hours: number): Promise<Reaction> {
  const now = wholeSeconds(lab.now());
  const command = limitController(level, now, now + hours * HOUR_MS);
  return lab.deliver('esme', await lab.craft('esme', command, { originator: 'loadController' }));
}

const codesOf = ({ responses }: Reaction): readonly number[] => resultCodes(responses[0]?.message);

async function output(lab: Laboratory): Promise<number | undefined> {
  return (await lab.esme()).switches[4]?.state.outputState;
}

/** Alert code, direction and number, and resulting level of each Alert of a limit. */
async function alerts(lab: Laboratory): Promise<number[][]> {
  return (await lab.alerts()).flatMap(({ message: { payload }, authentic }) => {
    const items = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
    const numbers = items.flatMap((one) => ('value' in one ? [Number(one.value)] : []));
    return authentic && [PROCESSED, ENDED].includes(numbers[0] ?? 0) ? [numbers] : [];
  });
}

export const LIMIT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'limit-caps-a-level',
    title: 'A limit caps the level of a proportional controller for its period, and never raises it.',
    covers: ['REQ-40'],
    clauses: [ECS47E],
    gbcs: '4.0',
    assumptions: ['load-control-precedence'],
    idle: 'what is nominal: no defect makes another level of a limit',
    async run(lab) {
      await succeed(lab, 'supplier', ...setting(lab, 5, 80, 240));
      expect(codesOf(await limit(lab, { controller: 5, level: 50 }, 1))).to.deep.equal([0, 0, 0]);
      expect(await output(lab), 'inside the limit').to.equal(50);
      await succeed(lab, 'supplier', ...setting(lab, 5, 20, 240));
      expect(await output(lab), 'commanded below the limit').to.equal(20);
      await succeed(lab, 'supplier', ...setting(lab, 5, 80, 240));
      expect(await output(lab), 'commanded above the limit').to.equal(50);
      await lab.advance(HOUR);
      expect(await output(lab), 'after the limit').to.equal(80);
    },
  },
  {
    id: 'limit-is-alerted',
    title: 'The supplier is told of a limit by ECS101 and of its end by ECS102, each with the level that results.',
    covers: ['REQ-40', 'esme-limit-alerts'],
    clauses: [ECS47E, 'GBCS 4.0 ECS101', 'GBCS 4.0 ECS102'],
    gbcs: '4.0',
    assumptions: ['limit-alert-level'],
    async run(lab) {
      await succeed(lab, 'supplier', ...setting(lab, 5, 80, 240));
      await limit(lab, { controller: 5, level: 50 }, 1);
      expect(await alerts(lab), 'after the Command').to.deep.equal([[PROCESSED, 0x15, 50]]);
      await lab.advance(HOUR + MINUTE);
      expect((await alerts(lab)).slice(1), 'after the end').to.deep.equal([[ENDED, 0x15, 80]]);
    },
  },
  {
    id: 'limit-has-24-hours-at-most',
    title: 'ECS47e takes a limit of 24 hours and none that is longer.',
    covers: ['REQ-40', 'esme-longest-period'],
    clauses: [ECS47E],
    gbcs: '4.0',
    async run(lab) {
      expect(codesOf(await limit(lab, { controller: 5, level: 50 }, 24.5))).to.deep.equal([0, 250, 250]);
      expect(codesOf(await limit(lab, { controller: 5, level: 50 }, 24))).to.deep.equal([0, 0, 0]);
    },
  },
  {
    id: 'limit-needs-an-apc',
    title: 'A limit of a switch means nothing: the action fails, nothing moves and no Alert is sent.',
    covers: ['REQ-40'],
    clauses: [ECS47E],
    gbcs: '4.0',
    assumptions: ['limit-without-apc-result'],
    idle: 'no defect limits what has no levels',
    async run(lab) {
      const expected = assumptionValue(lab.profile, 'limit-without-apc-result');
      expect(codesOf(await limit(lab, { controller: 1, level: 50 }, 1))).to.deep.equal([0, 0, expected]);
      expect(await alerts(lab)).to.deep.equal([]);
    },
  },
  {
    id: 'only-the-load-controller-limits',
    title: 'Neither supplier nor distributor can limit a controller: the ESME ignores their ECS47e.',
    covers: ['REQ-40', 'gbcs-originator'],
    clauses: [ECS47E, 'GBCS 17'],
    gbcs: '4.0',
    assumptions: ['receive-check-order', 'discard-without-response'],
    idle: 'a device without the check of originators is tried under GBCS 3.1',
    async run(lab) {
      const now = wholeSeconds(lab.now());
      const command = limitController({ controller: 5, level: 50 }, now, now + HOUR_MS);
      for (const originator of ['supplier', 'distributor'] as const) {
        await expectIgnored(lab, 'esme', await lab.craft('esme', command, { originator }));
      }
    },
  },
];
