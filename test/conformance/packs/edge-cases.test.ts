import { expect } from 'chai';
import { everyScenario } from '../../../conformance/index.js';
import { EDGE_CASES } from '../../../conformance/packs/gbcs/edge-cases.js';

const CASES = 70;

describe('edge cases', () => {
  const ids = new Set(everyScenario().map(({ id }) => id));

  it('are all there, each with scenarios or a reason for having none', () => {
    expect(Object.keys(EDGE_CASES).map(Number)).eql(Array.from({ length: CASES }, (_, i) => i + 1));
    for (const [number, edgeCase] of Object.entries(EDGE_CASES)) {
      if ('untried' in edgeCase) expect(edgeCase.untried.length, number).greaterThan(20);
      else expect(edgeCase.scenarios.length, number).greaterThan(0);
    }
  });

  it('are tried by scenarios that there are', () => {
    const named = Object.values(EDGE_CASES).flatMap((one) => ('scenarios' in one ? one.scenarios : []));
    expect(named.filter((id) => !ids.has(id))).eql([]);
  });
});
