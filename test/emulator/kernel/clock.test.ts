import { expect } from 'chai';
import fc from 'fast-check';
import { VirtualClock } from '../../../emulator/kernel/clock.js';

describe('virtual clock', () => {
  it('lets events happen in the order of their times, and of planning where times are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60, size: 'max' }), (dues) => {
        const clock = new VirtualClock(0);
        const happened: number[] = [];
        dues.forEach((due, i) => {
          clock.at(due, () => {
            expect(clock.now).to.equal(due);
            happened.push(i);
          });
        });
        clock.advanceTo(20);
        const expected = dues.map((due, i) => ({ due, i })).sort((a, b) => a.due - b.due || a.i - b.i);
        expect(happened).to.deep.equal(expected.map(({ i }) => i));
        expect(clock.nextDue).to.equal(undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('does what a sorted list does, whatever is planned, taken back and let happen', () => {
    const actions = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('plan' as const), by: fc.integer({ min: -3, max: 30 }) }),
        fc.record({ do: fc.constant('takeBack' as const), by: fc.nat(40) }),
        fc.record({ do: fc.constant('advance' as const), by: fc.nat(10) }),
      ),
      { maxLength: 80, size: 'max' },
    );
    fc.assert(
      fc.property(actions, (list) => {
        const clock = new VirtualClock(100);
        const takeBacks: (() => void)[] = [];
        const happened: string[] = [];
        const expected: string[] = [];
        let model: { due: number; id: number }[] = [];
        let now = 100;
        for (const action of list) {
          if (action.do === 'plan') {
            const id = takeBacks.length;
            takeBacks.push(clock.at(now + action.by, () => happened.push(`${id}@${clock.now}`)));
            model.push({ due: Math.max(now, now + action.by), id });
          } else if (action.do === 'takeBack') {
            takeBacks[action.by]?.();
            model = model.filter(({ id }) => id !== action.by);
          } else {
            now += action.by;
            clock.advanceTo(now);
            const due = model.filter((event) => event.due <= now).sort((a, b) => a.due - b.due || a.id - b.id);
            for (const event of due) expected.push(`${event.id}@${event.due}`);
            model = model.filter((event) => event.due > now);
          }
          expect(clock.now).to.equal(now);
          expect(clock.nextDue).to.equal(model.length === 0 ? undefined : Math.min(...model.map(({ due }) => due)));
        }
        expect(happened).to.deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('lets what is planned on the way happen within the same advance, if it is due', () => {
    const clock = new VirtualClock(0);
    const happened: string[] = [];
    clock.at(5, () => {
      happened.push('a');
      clock.at(5, () => happened.push('now'));
      clock.at(2, () => happened.push(`past@${clock.now}`));
      clock.at(8, () => happened.push('later'));
      clock.at(11, () => happened.push('too late'));
    });
    clock.at(5, () => happened.push('b'));
    clock.advanceTo(10);
    expect(happened).to.deep.equal(['a', 'b', 'now', 'past@5', 'later']);
    expect([clock.now, clock.nextDue]).to.deep.equal([10, 11]);
  });

  it('lets an event take back another one of the same instant', () => {
    const clock = new VirtualClock(0);
    const happened: string[] = [];
    let takeBack = () => {};
    clock.at(1, () => takeBack());
    takeBack = clock.at(1, () => happened.push('taken back'));
    clock.advanceTo(1);
    expect(happened).to.deep.equal([]);
  });

  it('never goes back', () => {
    const clock = new VirtualClock(50);
    const happened: number[] = [];
    clock.at(40, () => happened.push(clock.now));
    clock.advanceTo(30);
    expect([clock.now, happened]).to.deep.equal([50, []]);
    clock.advanceTo(50);
    expect(happened).to.deep.equal([50]);
  });

  it('takes back only what has not happened', () => {
    const clock = new VirtualClock(0);
    let times = 0;
    const takeBack = clock.at(1, () => times++);
    clock.advanceTo(1);
    takeBack();
    takeBack();
    clock.advanceTo(2);
    expect(times).to.equal(1);
  });
});
