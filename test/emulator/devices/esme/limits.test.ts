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
    expect(controller.output.limit).to.equal(undefined);
    goTo(one, START + 60 * MINUTE);
    expect(told()).to.deep.equal(['8f86 0', '8f87 0']);
  });
});
