import { expect } from 'chai';
import type { Device, Effect } from '../../../emulator/index.js';
import { DEVICES } from '../../../emulator/index.js';
import { activateSwitch, encodeDateTime, joinHcalcsAtEsme } from '../../../gbcs/index.js';
import { Home, START } from './home.js';

const HOUR_MS = 3_600_000;

/** What a device tells of itself while time goes from one due moment to the next. */
function courseOf(device: Device): unknown[] {
  const course: unknown[] = [];
  for (let i = 0, due = device.nextDue(); i < 6 && due !== undefined; i++, due = device.nextDue()) {
    course.push(due, ...device.tick(due).map(withoutSignature), device.snapshot());
  }
  return course;
}

/** Alerts are signed with random numbers: of what is sent to the DCC only the length is compared. */
function withoutSignature(effect: Effect): unknown {
  if (effect.kind !== 'send' || effect.frame.content.kind !== 'aps') return effect;
  return { ...effect, frame: { ...effect.frame, content: effect.frame.content.zcl.length } };
}

describe('state of devices', () => {
  it('is plain, and makes a fresh device go on as the one that saved it', () => {
    const home = new Home().bound({
      entries: [
        { switch: 2, action: 'close', hour: 20, minute: 0, weekdays: '1111111', specialDays: '' },
        { switch: 1, action: 'open', hour: 22, minute: 30, weekdays: '1111111', specialDays: '' },
      ],
      activation: encodeDateTime(START + HOUR_MS),
    });
    home.ask(home.supplier, '7.5', DEVICES.esme, activateSwitch(2, 30));
    home.installation.network.power(DEVICES.secondHcalcs, false);
    home.supplier.request('8.7.1', DEVICES.esme, joinHcalcsAtEsme(DEVICES.secondHcalcs));
    home.go(1);
    const fresh = new Home().named;
    for (const name of ['hub', 'esme', 'hcalcs'] as const) {
      const device: Device = home.named[name];
      const saved = device.save();
      const copy = structuredClone(saved);
      expect(copy, `what the ${name} saves`).to.deep.equal(saved);
      const twin: Device = fresh[name];
      twin.restore(copy);
      expect(twin.save(), `what the restored ${name} saves`).to.deep.equal(saved);
      expect(twin.snapshot(), name).to.deep.equal(device.snapshot());
      const course = courseOf(device);
      if (name !== 'hub') expect(course.length, name).to.be.greaterThan(3);
      expect(courseOf(twin), name).to.deep.equal(course);
      expect(saved, `what the ${name} saved does not change later`).to.deep.equal(copy);
    }
  });
});
