import { expect } from 'chai';
import fc from 'fast-check';
import { VirtualClock } from '../../../emulator/kernel/clock.js';

/** A clock whose events are what happens. */
function clockAt(now: number): VirtualClock<() => void> {
  return new VirtualClock<() => void>(now, (happen) => happen());
}

describe('virtual clock', () => {
  it('lets events happen in the order of their times, and of planning where times are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60, size: 'max' }), (dues) => {
        const clock = clockAt(0);
        const happened: number[] = [];
        dues.forEach((due, i) => {
          clock.plan(due, () => {
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
        const clock = clockAt(100);
        const numbers: number[] = [];
        const happened: string[] = [];
        const expected: string[] = [];
        let model: { due: number; id: number }[] = [];
        let now = 100;
        for (const action of list) {
          if (action.do === 'plan') {
            const id = numbers.length;
            numbers.push(clock.plan(now + action.by, () => happened.push(`${id}@${clock.now}`)));
            model.push({ due: Math.max(now, now + action.by), id });
          } else if (action.do === 'takeBack') {
            clock.takeBack(numbers[action.by] ?? -1);
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
    const clock = clockAt(0);
    const happened: string[] = [];
    clock.plan(5, () => {
      happened.push('a');
      clock.plan(5, () => happened.push('now'));
      clock.plan(2, () => happened.push(`past@${clock.now}`));
      clock.plan(8, () => happened.push('later'));
      clock.plan(11, () => happened.push('too late'));
    });
    clock.plan(5, () => happened.push('b'));
    clock.advanceTo(10);
    expect(happened).to.deep.equal(['a', 'b', 'now', 'past@5', 'later']);
    expect([clock.now, clock.nextDue]).to.deep.equal([10, 11]);
  });

  it('lets an event take back another one of the same instant', () => {
    const clock = clockAt(0);
    const happened: string[] = [];
    let other = -1;
    clock.plan(1, () => clock.takeBack(other));
    other = clock.plan(1, () => happened.push('taken back'));
    clock.advanceTo(1);
    expect(happened).to.deep.equal([]);
  });

  it('never goes back', () => {
    const clock = clockAt(50);
    const happened: number[] = [];
    clock.plan(40, () => happened.push(clock.now));
    clock.advanceTo(30);
    expect([clock.now, happened]).to.deep.equal([50, []]);
    clock.advanceTo(50);
    expect(happened).to.deep.equal([50]);
  });

  it('takes back only what has not happened', () => {
    const clock = clockAt(0);
    let times = 0;
    const planned = clock.plan(1, () => times++);
    clock.advanceTo(1);
    clock.takeBack(planned);
    clock.takeBack(planned);
    clock.advanceTo(2);
    expect(times).to.equal(1);
  });

  it('goes on in another clock as in the one that was saved, whatever waits', () => {
    const action = fc.record({ by: fc.integer({ min: -3, max: 30 }), takenBack: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.nat(20), (actions, saveAt) => {
        const happened: [string[], string[]] = [[], []];
        const clocks = happened.map((list) => {
          const clock: VirtualClock<string> = new VirtualClock(0, (event) => list.push(`${event}@${clock.now}`));
          return clock;
        });
        const [first, second] = clocks as [VirtualClock<string>, VirtualClock<string>];
        actions.forEach(({ by, takenBack }, i) => {
          const planned = first.plan(by, `event ${i}`);
          if (takenBack) first.takeBack(planned);
        });
        first.advanceTo(saveAt);
        happened[0].length = 0;
        second.restore(structuredClone(first.save()));
        expect(second.save()).to.deep.equal(first.save());
        for (const clock of clocks) {
          clock.plan(saveAt + 5, 'a later one');
          clock.advanceTo(saveAt + 40);
        }
        expect(happened[1]).to.deep.equal(happened[0]);
        expect(happened[1]).to.include(`a later one@${saveAt + 5}`);
      }),
      { numRuns: 300 },
    );
  });
});
