import { expect } from 'chai';
import { goTo, loadControl } from './load-control-home.js';

const MINUTE = 60_000;
/** A Monday. */
const START = Date.UTC(2026, 0, 5);
const APC = 5;

function minutes(level: number, from: number, until: number) {
  return { level, from: START + from * MINUTE, until: START + until * MINUTE };
}

/** A home with a limited APC, and the Alerts of its limits: code and level. */
function limited(...limits: readonly ReturnType<typeof minutes>[]) {
  const { loadControl: one, alerts } = loadControl();
  const controller = one.controller(APC);
  for (const limit of limits) one.limit(controller, 'output', limit, START);
  const told = () =>
    alerts.map(({ alertCode, extras }) => {
      const level = extras.at(-1);
      return `${alertCode.toString(16)} ${level !== undefined && 'value' in level ? level.value : ''}`;
    });
  return { one, controller, told };
}

describe('a period that begins later than its Command comes', () => {
  it('leaves the one that runs to go on until then, and is no action by itself', () => {
    const { loadControl: one, switched } = loadControl();
    const controller = one.controller(1);
    one.command(controller, 'output', minutes(100, 0, 120), START);
    goTo(one, START + 30 * MINUTE);
    one.command(controller, 'output', minutes(100, 180, 240), START + 30 * MINUTE);
    expect(controller.output.level).to.equal(100);
    expect(one.log.entries()).to.have.length(1);
    goTo(one, START + 240 * MINUTE);
    expect(switched).to.deep.equal(['1 closed command', '1 open expiry', '1 closed command', '1 open expiry']);
  });

  it('ends the one that runs as it begins, also where that was to last longer, saved and restored between', () => {
    const first = loadControl();
    first.loadControl.command(first.loadControl.controller(APC), 'output', minutes(80, 0, 120), START);
    first.loadControl.command(first.loadControl.controller(APC), 'output', minutes(30, 60, 90), START);
    const { loadControl: one } = loadControl();
    one.restore(first.loadControl.save());
    const levels = [59, 60, 90].map((minute) => {
      goTo(one, START + minute * MINUTE);
      return one.controller(APC).output.level;
    });
    expect(levels).to.deep.equal([80, 30, 0]);
  });

  it('gives way to a newer one that also has not begun, and to one that is over', () => {
    const { loadControl: one, switched } = loadControl();
    const controller = one.controller(1);
    one.command(controller, 'output', minutes(100, 10, 20), START);
    one.command(controller, 'output', minutes(100, 30, 40), START);
    goTo(one, START + 20 * MINUTE);
    expect(switched).to.deep.equal([]);
    one.command(controller, 'output', undefined, START + 20 * MINUTE);
    goTo(one, START + 60 * MINUTE);
    expect(controller.output.level).to.equal(0);
  });
});

describe('a limit that is replaced', () => {
  it('is told to end where it has begun, and not where it has not', () => {
    const { one, controller, told } = limited(minutes(50, 60, 120));
    one.limit(controller, 'output', minutes(40, 60, 120), START + MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f86 0']);
    goTo(one, START + 180 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f86 0', '8f87 0']);
  });

  it('goes on until the new one begins, and ends there', () => {
    const { one, controller, told } = limited(minutes(50, 0, 120));
    one.command(controller, 'output', minutes(100, 0, 240), START);
    one.limit(controller, 'output', minutes(20, 60, 90), START);
    expect([controller.output.level, told()]).to.deep.equal([50, ['8f86 0', '8f86 50']]);
    goTo(one, START + 60 * MINUTE);
    expect([controller.output.level, told().slice(2)]).to.deep.equal([20, ['8f87 20']]);
    goTo(one, START + 90 * MINUTE);
    expect([controller.output.level, told().slice(3)]).to.deep.equal([100, ['8f87 100']]);
  });
});

describe('the end of a limit', () => {
  it('is told at its time while a boost decides the level, and once', () => {
    const { one, told } = limited(minutes(50, 0, 5));
    one.setBoosted(APC, true, START);
    one.pressBoost(START);
    goTo(one, START + 5 * MINUTE - 1);
    expect(told()).to.deep.equal(['8f86 0']);
    goTo(one, START + 5 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f87 100']);
    expect(one.log.entries()).to.have.length(2);
    goTo(one, START + 60 * MINUTE);
    expect(told()).to.have.length(2);
  });

  it('is told at its time where the limit has come during a boost', () => {
    const { one, controller, told } = limited();
    one.setBoosted(APC, true, START);
    one.pressBoost(START);
    one.limit(controller, 'output', minutes(50, 2, 5), START);
    goTo(one, START + 5 * MINUTE);
    expect(told()).to.deep.equal(['8f86 100', '8f87 100']);
  });

  it('is told where a Command comes at its very instant, with the level that it leaves', () => {
    const { one, controller, told } = limited(minutes(50, 0, 5));
    one.command(controller, 'output', minutes(80, 5, 10), START + 5 * MINUTE);
    goTo(one, START + 20 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f87 80']);
  });

  it('is told where a boost begins at its very instant', () => {
    const { one, told } = limited(minutes(0, 0, 5));
    one.setBoosted(APC, true, START);
    one.pressBoost(START + 5 * MINUTE);
    goTo(one, START + 60 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f87 100']);
  });

  it('is told at once of a limit that is over as it comes', () => {
    const { one, controller, told } = limited(minutes(50, -10, -5));
    expect(controller.output.limits).to.deep.equal([]);
    goTo(one, START + 60 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f87 0']);
  });
});
