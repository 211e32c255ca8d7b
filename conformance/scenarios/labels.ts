import { expect } from 'chai';
import { SWITCH_NUMBERS, type SwitchNumber, textOf } from '../../gbcs/index.js';
import { judgeLabel } from '../labels/label-list.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, configuring, LONGEST_LABEL, labelling, opening, readingLabels } from './intentions.js';
import type { Scenario } from './scenario.js';
import {
  distributorAsks,
  expectHcalcs,
  expectIgnored,
  expectSwitch,
  install,
  join,
  QUIET_CALENDAR,
  responseData,
  succeed,
  whitelist,
} from './steps.js';

/** Labels of switches: their form, the list that SECMP0046 makes mandatory, and finding the EV charger by them. */

const ECS46A = 'GBCS 3.1 ECS46a';

/** Labels 1 to 5 as a distributor reads them. */
async function readLabels(lab: Laboratory): Promise<readonly string[]> {
  const response = await succeed(lab, 'distributor', ...readingLabels(lab));
  return responseData(response)
    .slice(0, SWITCH_NUMBERS.length)
    .map((data) => ('octets' in data ? textOf(data) : ''));
}

export const LABEL_SCENARIOS: readonly Scenario[] = [
  {
    id: 'label-is-read-back',
    title: 'A label is read back as it was set, and the other labels stay.',
    covers: ['REQ-13', 'esme-label'],
    clauses: [ECS46A, 'GBCS 3.1 ECS61a'],
    idle: 'what is nominal: the defect of labels needs a long one',
    async run(lab) {
      await succeed(lab, 'supplier', ...labelling(lab, { 2: 'EV charger', 4: 'Immersion heater' }));
      await succeed(lab, 'supplier', ...labelling(lab, { 4: 'Storage heater' }));
      expect(await readLabels(lab)).to.deep.equal(['', 'EV charger', '', 'Storage heater', '']);
    },
  },
  {
    id: 'distributor-sets-a-label',
    title: 'A distributor labels the switch that it has installed, where the profile lets it.',
    covers: ['REQ-11'],
    clauses: [ECS46A, 'DUIS 6.14.1'],
    async run(lab) {
      const permitted = await distributorAsks(lab, ...labelling(lab, { 1: 'EV charger' }));
      expect((await readLabels(lab))[0]).to.equal(permitted ? 'EV charger' : '');
    },
  },
  {
    id: 'label-of-22-characters',
    title: 'A label of 22 printable characters, the most that DUIS and MMC carry, is taken and passes the form rules.',
    covers: ['REQ-13', 'esme-label'],
    clauses: [ECS46A, 'DUIS 6.14.1'],
    async run(lab) {
      const label = 'A'.repeat(22);
      await succeed(lab, 'supplier', ...labelling(lab, { 1: label }));
      expect((await readLabels(lab))[0]).to.equal(label);
      expect(judgeLabel(label, lab.labels, 'advisory').verdict, 'judge').to.equal('warn');
    },
  },
  {
    id: 'label-longer-than-mmc',
    title: 'A label of 23 characters fits an ESME of GBCS 3.1 and no MMC output: the judge fails it in every profile.',
    covers: ['REQ-13', 'esme-label'],
    clauses: [ECS46A, 'MMC 5.4'],
    gbcs: '3.1',
    async run(lab) {
      await succeed(lab, 'supplier', ...labelling(lab, { 1: 'A'.repeat(23) }));
      const label = (await readLabels(lab))[0] ?? '';
      expect(label.length, 'characters read back').to.equal(23);
      expect(judgeLabel(label, lab.labels, lab.profile.labelMandate).verdict, 'judge').to.equal('fail');
    },
  },
  {
    id: 'label-longer-than-gbcs',
    title:
      'A label longer than the use case has it, 127 characters in 3.1 and 22 in 4.x: the ESME ignores the Command.',
    covers: ['REQ-13', 'gbcs-payload'],
    clauses: [ECS46A],
    assumptions: ['critical-payload-mismatch-discarded'],
    async run(lab) {
      const longest = LONGEST_LABEL[lab.profile.gbcsVersion];
      await expectIgnored(lab, 'esme', await lab.craft('esme', labelling(lab, { 1: 'A'.repeat(longest + 1) })[2]));
      await succeed(lab, 'supplier', ...labelling(lab, { 1: 'A'.repeat(longest) }));
      expect((await readLabels(lab))[0]?.length, 'characters read back').to.equal(longest);
    },
  },
  {
    id: 'label-outside-the-list',
    title: 'A label that the list does not have fails where the list is mandatory, and is warned of where it is not.',
    covers: ['REQ-11', 'REQ-14'],
    clauses: ['SECMP0046 modification report, lines 546-554'],
    idle: 'it judges the list of labels, of which no device knows',
    async run(lab) {
      await succeed(lab, 'supplier', ...labelling(lab, { 1: 'Dad’s thing'.replace('’', "'") }));
      const label = (await readLabels(lab))[0] ?? '';
      const expected = lab.profile.labelMandate === 'mandatory' ? 'fail' : 'warn';
      expect(judgeLabel(label, lab.labels, lab.profile.labelMandate).verdict, 'judge').to.equal(expected);
    },
  },
  {
    id: 'labels-from-the-list',
    title: 'Labels from the list pass the judge in every profile.',
    covers: ['REQ-11'],
    clauses: ['SECMP0046 modification report, lines 546-554'],
    idle: 'it judges the list of labels, of which no device knows',
    async run(lab) {
      const listed = lab.labels.labels.slice(0, SWITCH_NUMBERS.length).map((entry) => entry.label);
      const command = Object.fromEntries(listed.map((label, i) => [i + 1, label]));
      await succeed(lab, 'supplier', ...labelling(lab, command as Partial<Record<SwitchNumber, string>>));
      const read = (await readLabels(lab)).slice(0, listed.length);
      expect(read).to.deep.equal(listed);
      const verdicts = read.map((label) => judgeLabel(label, lab.labels, lab.profile.labelMandate).verdict);
      expect(verdicts).to.deep.equal(listed.map(() => 'pass'));
    },
  },
  {
    id: 'label-command-may-be-repeated',
    title: 'ECS46a is critical and not protected from replay: the same octets are obeyed again.',
    covers: ['REQ-13', 'gbcs-replay'],
    clauses: [ECS46A],
    idle: 'no defect protects against replay what is not protected',
    async run(lab) {
      const message = await lab.craft('esme', labelling(lab, { 1: 'EV charger' })[2]);
      expect((await lab.deliver('esme', message)).responses.length, 'Responses to the first').to.equal(1);
      await succeed(lab, 'supplier', ...labelling(lab, { 1: 'Heat pump' }));
      expect((await lab.deliver('esme', message)).responses.length, 'Responses to the repetition').to.equal(1);
      expect((await lab.esme()).switches[0]?.description).to.equal('EV charger');
    },
  },
  {
    id: 'ev-switch-found-by-label',
    title: 'In a home with several loads a distributor finds the EV charger by its label and switches nothing else.',
    covers: ['REQ-12'],
    clauses: ['SECMP0046 modification report, lines 550-554'],
    async run(lab) {
      await install(lab);
      await whitelist(lab, 'secondHcalcs');
      await join(lab, 'secondHcalcs');
      const electricVehicle = lab.labels.labels.find((entry) => entry.load === 'electricVehicle')?.label;
      const other = lab.labels.labels.find((entry) => entry.load !== 'electricVehicle')?.label;
      if (electricVehicle === undefined || other === undefined) {
        throw new RangeError('the label list needs a label for an electric vehicle and one for another load');
      }
      const binding = { switches: { 3: lab.eui('secondHcalcs') }, entries: QUIET_CALENDAR };
      await succeed(lab, 'supplier', ...configuring(lab, binding));
      await succeed(lab, 'supplier', ...labelling(lab, { 1: other, 2: electricVehicle, 3: other }));
      for (const number of [1, 2, 3] as const) {
        await succeed(lab, 'supplier', ...closing(lab, number, 240));
      }
      const chosen = (await readLabels(lab)).flatMap((label, i) => {
        const listed = lab.labels.labels.find((entry) => entry.label === label);
        return listed?.load === 'electricVehicle' ? [(i + 1) as SwitchNumber] : [];
      });
      expect(chosen, 'switches with the label of an EV charger').to.deep.equal([2]);
      let permitted = false;
      for (const number of chosen) permitted = await distributorAsks(lab, ...opening(lab, number, 60));
      await expectHcalcs(lab, permitted ? 'open' : 'closed', 'the EV charger', 'hcalcs');
      await expectHcalcs(lab, 'closed', 'the other load', 'secondHcalcs');
      await expectSwitch(lab, 1, 'closed', 'of the other load');
    },
  },
];
