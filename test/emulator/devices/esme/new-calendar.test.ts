import { expect } from 'chai';
import { DEVICES } from '../../../../emulator/index.js';
import { type CalendarEntry, encodeDateTime, resetSwitch } from '../../../../gbcs/index.js';
import { Home, results, START } from '../home.js';

const { hcalcs } = DEVICES;
const MINUTE = 60_000;
/** The day of {@link START}. */
const TODAY = { year: 'every', month: 1, day: 5 } as const;

function entry(changes: Partial<CalendarEntry>): CalendarEntry {
  return { switch: 2, action: 'close', hour: 0, minute: 0, weekdays: '1111111', specialDays: '', ...changes };
}

/** Duty cycles of the events that an HCALCS was sent since the last look. */
function eventsOf(home: Home): number[] {
  return home.loadControl().flatMap((frame) => (frame.command === 'loadControlEvent' ? [frame.dutyCycle] : []));
}

describe('a new calendar', () => {
  it('moves nothing where entries and special days together say the same as before', () => {
    const home = new Home().bound({
      specialDays: [TODAY],
      entries: [entry({ specialDays: '1' }), entry({ switch: 1, specialDays: '1' })],
    });
    expect([home.position, home.switch(1).position]).to.deep.equal(['closed', 'closed']);
    const before = home.log().length;
    const moves = home.switched(hcalcs).length;
    eventsOf(home);
    // Under the special day of before, neither entry would apply today.
    const change = home.configure({
      entries: [entry({ weekdays: '1000000' }), entry({ switch: 1, weekdays: '1000000' })],
    });
    expect(results(change)).to.deep.equal([0, 0, 0, 0]);
    home.go(60);
    expect(home.log().slice(before)).to.deep.equal([]);
    expect(home.switched(hcalcs)).to.have.length(moves);
    expect(eventsOf(home)).to.deep.equal([]);
  });

  it('moves a switch once where it does, also at its time', () => {
    const home = new Home().bound({ entries: [entry({})] });
    const before = home.switched().length;
    eventsOf(home);
    // Without the special day this would open the switch.
    home.configure({
      specialDays: [TODAY],
      entries: [entry({ weekdays: '0000000', specialDays: '1' }), entry({ action: 'open', specialDays: '0' })],
      activation: encodeDateTime(START + 30 * MINUTE),
    });
    home.goTo(START + 35 * MINUTE);
    expect(home.switched().slice(before)).to.deep.equal([]);
    home.configure({
      specialDays: [TODAY],
      entries: [entry({ specialDays: '0' }), entry({ action: 'open', weekdays: '0000000', specialDays: '1' })],
      activation: encodeDateTime(START + 40 * MINUTE),
    });
    home.goTo(START + 40 * MINUTE);
    expect(home.position).to.equal('open');
    expect(home.switched().slice(before)).to.deep.equal(['2 open calendar']);
    expect(eventsOf(home)).to.have.length(1);
  });

  it('is what an HCALCS is told of that the same Command ties, once', () => {
    const home = new Home().join();
    eventsOf(home);
    home.configure({ switches: { 2: hcalcs }, entries: [entry({})] });
    home.go(1);
    expect(home.position).to.equal('closed');
    expect(home.switched()).to.deep.equal(['2 closed binding']);
    expect(eventsOf(home)).to.have.length(1);
    home.ask(home.supplier, '7.8', DEVICES.esme, resetSwitch(2));
    expect(eventsOf(home)).to.have.length(1);
  });
});
