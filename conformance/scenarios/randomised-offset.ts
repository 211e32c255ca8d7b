import { expect } from 'chai';
import { readRandomisedOffset, setRandomisedOffsetLimit } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, configuring, opening } from './intentions.js';
import type { Scenario } from './scenario.js';
import { distributorAsks, expectIgnored, expectSwitch, HOUR, responseData, succeed } from './steps.js';

/** The Randomised Offset: how late a home switches by the calendar, and that a Command does not wait (ECS26c, ECS38). */

const OFFSET = 'GBCS ECS26c, ECS38';
const DAILY = { switch: 1, minute: 0, weekdays: '1111111', specialDays: '' } as const;
const EVENING = [
  { ...DAILY, action: 'open', hour: 12 },
  { ...DAILY, action: 'close', hour: 19 },
] as const;
const LIMIT = 1799;

interface OffsetValues {
  readonly offset: number;
  readonly number: number;
  readonly limit: number;
}

async function read(lab: Laboratory): Promise<OffsetValues> {
  const data = responseData(await succeed(lab, 'supplier', '6.2.2', 'esme', readRandomisedOffset()));
  const [offset = -1, number = -1, limit = -1] = data.map((one) => ('value' in one ? Number(one.value) : -1));
  return { offset, number, limit };
}

export const RANDOMISED_OFFSET_SCENARIOS: readonly Scenario[] = [
  {
    id: 'offset-is-number-times-limit',
    title: 'The Randomised Offset is its number times its limit times 10^-4 in whole seconds.',
    covers: ['esme-randomised-offset'],
    clauses: [OFFSET],
    idle: 'no defect computes another offset: those that there are do not wait for it',
    async run(lab) {
      for (const limit of [900, LIMIT, 1, 0]) {
        await succeed(lab, 'supplier', '7.12', 'esme', setRandomisedOffsetLimit(limit));
        const values = await read(lab);
        expect(values.limit, 'limit').to.equal(limit);
        expect(values.number, 'number').to.be.within(1, 10_000);
        expect(values.offset, `offset of ${values.number} and ${limit}`).to.equal(
          Math.round((values.number * limit) / 10_000),
        );
      }
    },
  },
  {
    id: 'offset-has-a-limit',
    title: 'A limit of the Randomised Offset above 1,799 seconds is not of the use case: the ESME ignores the Command.',
    covers: ['gbcs-payload'],
    clauses: [OFFSET],
    assumptions: ['critical-payload-mismatch-discarded'],
    async run(lab) {
      await expectIgnored(lab, 'esme', await lab.craft('esme', setRandomisedOffsetLimit(LIMIT + 1)));
      expect((await read(lab)).limit).to.equal(0);
    },
  },
  {
    id: 'offset-delays-the-calendar',
    title: 'The calendar switches late by the Randomised Offset, to the second.',
    covers: ['REQ-24', 'esme-randomised-offset'],
    clauses: [OFFSET],
    assumptions: ['randomised-offset-delays'],
    async run(lab) {
      await succeed(lab, 'supplier', '7.12', 'esme', setRandomisedOffsetLimit(LIMIT));
      const { offset } = await read(lab);
      await succeed(lab, 'supplier', ...configuring(lab, { entries: EVENING }));
      const untilDue = (Date.UTC(2026, 0, 5, 19) - lab.now()) / 1000 + offset;
      await lab.advance(untilDue - 1);
      await expectSwitch(lab, 1, 'open', 'a second before the entry and the offset');
      await lab.advance(2);
      await expectSwitch(lab, 1, 'closed', 'after the entry and the offset');
    },
  },
  {
    id: 'offset-does-not-delay-a-command',
    title: 'A Command acts at once, however large the Randomised Offset is, and so does its end.',
    covers: ['REQ-24', 'esme-randomised-offset'],
    clauses: [OFFSET],
    assumptions: ['randomised-offset-delays'],
    async run(lab) {
      await succeed(lab, 'supplier', '7.12', 'esme', setRandomisedOffsetLimit(LIMIT));
      await succeed(lab, 'supplier', ...closing(lab, 1, 60));
      await expectSwitch(lab, 1, 'closed', 'after the supplier’s Command');
      const permitted = await distributorAsks(lab, ...opening(lab, 1, 60));
      await expectSwitch(lab, 1, permitted ? 'open' : 'closed', 'after the distributor’s Command');
      await lab.advance(HOUR + 2);
      await expectSwitch(lab, 1, 'open', 'after the period');
    },
  },
];
