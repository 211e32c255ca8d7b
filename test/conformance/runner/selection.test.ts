import { expect } from 'chai';
import { SCENARIOS, selectScenarios } from '../../../conformance/index.js';
import { checkScenarioIds } from '../../../conformance/runner/selection.js';
import { HanlabError, UsageError } from '../../../gbcs/index.js';
import { fakeScenario } from './fakes.js';

const ALL = ['esme-refuses-replay', 'esme-refuses-bad-mac', 'hcalcs-refuses-replay', 'join-twice'].map((id) =>
  fakeScenario(id),
);
const [REPLAY, MAC, HCALCS, JOIN] = [
  'esme-refuses-replay',
  'esme-refuses-bad-mac',
  'hcalcs-refuses-replay',
  'join-twice',
];

function select(...patterns: string[]): string[] {
  return selectScenarios(ALL, patterns).map(({ id }) => id);
}

describe('selection', () => {
  for (const [patterns, ids] of [
    [[], [REPLAY, MAC, HCALCS, JOIN]],
    [['join-twice'], [JOIN]],
    [
      ['join-twice', 'esme-refuses-replay'],
      [REPLAY, JOIN],
    ],
    [['join-twice', 'join-twice', '*-twice'], [JOIN]],
    [['*'], [REPLAY, MAC, HCALCS, JOIN]],
    [['**'], [REPLAY, MAC, HCALCS, JOIN]],
    [['esme-*'], [REPLAY, MAC]],
    [['*-replay'], [REPLAY, HCALCS]],
    [['*refuses*'], [REPLAY, MAC, HCALCS]],
    [['e*-*-replay'], [REPLAY]],
    [['*esme-refuses-replay*'], [REPLAY]],
    [['join*twice'], [JOIN]],
  ] as const) {
    it(`by ${patterns.join(' ') || 'nothing'}: the scenarios named, once, in their own order`, () => {
      expect(select(...patterns)).to.deep.equal(ids);
    });
  }

  for (const pattern of [
    '',
    'join',
    'twice',
    'JOIN-TWICE',
    'join-twice ',
    'join.twice',
    'j?in-twice',
    'join-tw*ice-twice',
    'join-twice*e',
    '.*',
  ]) {
    it(`by '${pattern}': nothing, which is an error`, () => {
      expect(() => select(pattern))
        .to.throw(UsageError, `'${pattern}'`)
        .with.property('code', 'HANLAB_E_NOTHING_SELECTED');
    });
  }

  it('is an error if any pattern names nothing, though others do', () => {
    expect(() => select('join-twice', 'join-thrice')).to.throw(UsageError, "'join-thrice'");
  });

  it('names what is near', () => {
    const hint = (wanted: string, names: readonly string[]) => `; near ${wanted}: ${names.length}`;
    expect(() => selectScenarios(ALL, ['esme-refuse*'], hint)).not.to.throw();
    expect(() => selectScenarios(ALL, ['esme-refuze*'], hint)).to.throw("is named 'esme-refuze*'; near esme-refuze: 4");
    expect(() => selectScenarios(ALL, ['x'])).to.throw('hanlab list scenarios shows all');
  });

  it('takes no time over a pattern made to take much', () => {
    const scenario = fakeScenario('a'.repeat(60));
    expect(() => selectScenarios([scenario], [`${'*a'.repeat(30)}*b`])).to.throw(UsageError);
    expect(() => selectScenarios([scenario], ['*'.repeat(100_000)])).not.to.throw();
  });

  it('from no scenarios is an error', () => {
    expect(() => selectScenarios([], []))
      .to.throw(UsageError)
      .with.property('code', 'HANLAB_E_NOTHING_SELECTED');
  });

  it('refuses ids that are used twice, and names them', () => {
    expect(() => selectScenarios([...ALL, fakeScenario('join-twice')], ['*']))
      .to.throw(HanlabError, 'join-twice')
      .with.property('code', 'HANLAB_E_HARNESS');
  });

  for (const id of ['', 'Join', 'join_twice', 'join twice', '-join', 'join-', 'join--twice', 'join*', '../join']) {
    it(`refuses '${id}' as an id`, () => {
      expect(() => checkScenarioIds([{ id }])).to.throw(HanlabError);
    });
  }

  it('has no fault to find with the suite', () => {
    expect(() => checkScenarioIds(SCENARIOS)).not.to.throw();
  });
});
