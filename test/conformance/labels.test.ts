import { expect } from 'chai';
import { judgeLabel, parseLabelList, provisionalLabelList } from '../../conformance/labels/label-list.js';
import { UsageError } from '../../gbcs/errors.js';

const GOOD = {
  status: 'authoritative',
  name: 'a list',
  version: '1',
  date: '2018-11-01',
  source: 'somebody',
  labels: [
    { label: 'EV charger', load: 'electricVehicle' },
    { label: 'x', load: 'other' },
  ],
};

function pathOfError(json: unknown): string | undefined {
  try {
    parseLabelList(json);
  } catch (error) {
    expect(error).instanceOf(UsageError);
    expect((error as UsageError).code).equal('HANLAB_E_INPUT');
    expect((error as UsageError).message).contain((error as UsageError).path);
    return (error as UsageError).path;
  }
  throw new Error('nothing was thrown');
}

describe('label lists', () => {
  it('the provisional one says that it has no authority', () => {
    expect(provisionalLabelList.status).equal('provisional');
    expect(provisionalLabelList.source).match(/SECMP0019.*could not be obtained/);
    expect(provisionalLabelList.labels.length).within(8, 20);
    expect(provisionalLabelList.labels.some(({ load }) => load === 'electricVehicle')).equal(true);
    for (const { label } of provisionalLabelList.labels) {
      expect(judgeLabel(label, provisionalLabelList, 'mandatory').verdict, label).equal('pass');
    }
  });

  it('are read from JSON', () => {
    expect(parseLabelList(GOOD)).deep.equal(GOOD);
  });

  const label = (value: unknown, load: unknown = 'other') => ({ ...GOOD, labels: [{ label: value, load }] });
  const bad: readonly (readonly [string, unknown, string])[] = [
    ['null', null, 'the label list'],
    ['an array', [], 'the label list'],
    ['a text', 'labels', 'the label list'],
    ['no status', { ...GOOD, status: undefined }, 'status'],
    ['another status', { ...GOOD, status: 'draft' }, 'status'],
    ['no name', { ...GOOD, name: '' }, 'name'],
    ['a version that is a number', { ...GOOD, version: 1 }, 'version'],
    ['no date', { ...GOOD, date: undefined }, 'date'],
    ['a date in words', { ...GOOD, date: '1 November 2018' }, 'date'],
    ['a day that is not', { ...GOOD, date: '2018-02-30' }, 'date'],
    ['a month that is not', { ...GOOD, date: '2018-13-01' }, 'date'],
    ['a blank source', { ...GOOD, source: '  ' }, 'source'],
    ['a name of 81 characters', { ...GOOD, name: 'a'.repeat(81) }, 'name'],
    ['a version of 81 characters', { ...GOOD, version: 'a'.repeat(81) }, 'version'],
    ['a source of 301 characters', { ...GOOD, source: 'a'.repeat(301) }, 'source'],
    ['a name that controls the terminal', { ...GOOD, name: '\u001b[2Jours' }, 'name'],
    ['a version with a line end', { ...GOOD, version: '1\n2' }, 'version'],
    ['a source that turns the direction of text', { ...GOOD, source: 'a\u202eb' }, 'source'],
    ['labels without an electric vehicle', { ...GOOD, labels: [GOOD.labels[1]] }, 'labels'],
    ['labels with electric vehicles alone', { ...GOOD, labels: [GOOD.labels[0]] }, 'labels'],
    ['labels that are no array', { ...GOOD, labels: { length: 1 } }, 'labels'],
    ['no labels', { ...GOOD, labels: [] }, 'labels'],
    ['too many labels', { ...GOOD, labels: Array.from({ length: 1001 }, () => GOOD.labels[0]) }, 'labels'],
    ['an entry that is no object', { ...GOOD, labels: ['EV charger'] }, 'labels[0]'],
    ['a label that is no text', label(7), 'labels[0].label'],
    ['an empty label', label(''), 'labels[0].label'],
    ['a label of 23 characters', label('a'.repeat(23)), 'labels[0].label'],
    ['a label beyond ASCII', label('Caf\u00e9'), 'labels[0].label'],
    ['an unknown load', label('x', 'kettle'), 'labels[0].load'],
    ['a label twice', { ...GOOD, labels: [GOOD.labels[0], GOOD.labels[0]] }, 'labels[1].label'],
  ];
  for (const [what, json, path] of bad) {
    it(`refuse ${what}`, () => {
      expect(pathOfError(json)).equal(path);
    });
  }
});

describe('a label list without both loads', () => {
  it('is told what is missing', () => {
    const [vehicle, other] = GOOD.labels;
    expect(() => parseLabelList({ ...GOOD, labels: [other] })).throw(/lack one with load electricVehicle$/);
    expect(() => parseLabelList({ ...GOOD, labels: [vehicle] })).throw(
      /lack one with a load other than electricVehicle$/,
    );
  });
});

describe('labels', () => {
  const list = parseLabelList(GOOD);
  const cases: readonly (readonly [string, string, 'pass' | 'warn' | 'fail', 'pass' | 'warn' | 'fail'])[] = [
    ['in the list', 'EV charger', 'pass', 'pass'],
    ['of one character', 'x', 'pass', 'pass'],
    ['not in the list', 'Kettle', 'fail', 'warn'],
    ['in other case', 'EV Charger', 'fail', 'warn'],
    ['with a blank too many', 'EV charger ', 'fail', 'warn'],
    ['of one blank', ' ', 'fail', 'warn'],
    ['of 22 characters', 'a'.repeat(22), 'fail', 'warn'],
    ['of 23 characters', 'a'.repeat(23), 'fail', 'fail'],
    ['of 127 characters', 'a'.repeat(127), 'fail', 'fail'],
    ['that is empty', '', 'fail', 'fail'],
    ['with a tilde, the last printable', '~', 'fail', 'warn'],
    ['with DEL, which is not', '\u007f', 'fail', 'fail'],
    ['with a line feed at its end', 'EV charger\n', 'fail', 'fail'],
    ['with a tab', 'EV\tcharger', 'fail', 'fail'],
    ['with an accent', 'Caf\u00e9', 'fail', 'fail'],
    ['with a nought', 'EV\u0000', 'fail', 'fail'],
  ];
  for (const [what, label, mandatory, advisory] of cases) {
    it(`${what}: ${mandatory} where the list is mandatory, else ${advisory}`, () => {
      expect(judgeLabel(label, list, 'mandatory').verdict).equal(mandatory);
      expect(judgeLabel(label, list, 'advisory').verdict).equal(advisory);
    });
  }

  it('come with a reason, and a hint where only the writing differs', () => {
    expect(judgeLabel('Kettle', list, 'mandatory').reason).equal("'Kettle' is not in a list 1, which is mandatory");
    expect(judgeLabel('ev-charger', list, 'advisory').reason).contain("it has 'EV charger'");
    expect(judgeLabel('Kettle', provisionalLabelList, 'advisory').reason).contain('(provisional)');
  });
});
