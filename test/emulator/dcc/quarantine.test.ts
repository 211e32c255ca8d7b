import { expect } from 'chai';
import { AnomalyDetection, type AnomalyThreshold } from '../../../emulator/dcc/anomaly-detection.js';
import { Quarantine } from '../../../emulator/dcc/quarantine.js';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import type { Frame } from '../../../gbcs/index.js';

const ORIGINATOR = PARTIES.supplier.eui;
const FRAME: Frame = {
  header: {
    cra: 1,
    originatorCounter: 1n,
    originator: ORIGINATOR,
    recipient: DEVICES.esme,
    dateTime: new Uint8Array(0),
    otherInformation: { messageCode: 1 },
  },
  payload: Uint8Array.of(1),
};

describe('the quarantine', () => {
  it('still holds what has not been sent when sending fails', () => {
    const sent: bigint[] = [];
    let isBroken = true;
    const quarantine = new Quarantine(({ counter }) => {
      if (counter === 2n && isBroken) throw new Error('broken');
      sent.push(counter);
    });
    for (const counter of [1n, 2n, 3n]) {
      quarantine.hold(`${counter}`, { variant: '7.7', originator: ORIGINATOR, target: DEVICES.esme, counter }, FRAME);
    }
    expect(() => quarantine.end('release')).throw('broken');
    expect(quarantine.held.map(({ counter }) => counter)).eql([2n, 3n]);
    isBroken = false;
    expect(quarantine.end('release')).equal(2);
    expect(sent).eql([1n, 2n, 3n]);
    expect(quarantine.held).eql([]);
  });
});

describe('counts of anomaly detection', () => {
  it('are restored to the threshold that they are of, wherever it stands', () => {
    const threshold: AnomalyThreshold = { variants: ['7.7'], seconds: 60, quarantineAbove: 2, setBy: 'dcc' };
    const other: AnomalyThreshold = { ...threshold, quarantineAbove: 1, variants: ['7.6'] };
    const before = new AnomalyDetection([threshold]);
    for (const _ of [1, 2]) expect(before.judge(ORIGINATOR, '7.7', 0).kind).equal('pass');
    const after = new AnomalyDetection([other, threshold]);
    after.restore(before.save());
    expect(after.judge(ORIGINATOR, '7.6', 0).kind).equal('pass');
    expect(after.judge(ORIGINATOR, '7.7', 0).kind).equal('quarantine');
  });
});
