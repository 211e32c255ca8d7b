import { expect } from 'chai';
import { DEVICES, PARTIES } from '../../../emulator/index.js';
import { ALERTS_KEPT } from '../../../emulator/parties/party.js';
import { Home, START } from '../devices/home.js';

const DAILY = { weekdays: '1111111', specialDays: '', minute: 0, switch: 2 } as const;
const DAY = 86_400_000;

describe('a party', () => {
  it('keeps its newest Alerts, so that a home that runs for long does not grow', () => {
    // A switch whose HCALCS is not joined: each change of the calendar fails, and the supplier hears of it.
    const home = new Home();
    home.configure({
      switches: { 2: DEVICES.hcalcs },
      entries: [
        { ...DAILY, action: 'close', hour: 0 },
        { ...DAILY, action: 'open', hour: 12 },
      ],
    });
    const counters = () => home.supplier.alerts.map(({ frame }) => frame.header.originatorCounter);
    const octets = () =>
      home.installation
        .save()
        .parties.get(PARTIES.supplier.eui)
        ?.alerts.reduce((sum, { length }) => sum + length, 0) ?? 0;
    home.goTo(START + 10 * DAY);
    const soon = counters();
    expect(soon).to.have.length(20);
    home.goTo(START + 30 * DAY);
    const [before, first] = [octets(), counters()];
    home.goTo(START + 60 * DAY);
    expect(octets()).to.equal(before);
    const last = counters();
    expect([first.length, last.length]).to.deep.equal([ALERTS_KEPT, ALERTS_KEPT]);
    expect(last[0]).to.equal((first[0] ?? 0n) + 60n);
    expect(last.at(-1)).to.equal((last[0] ?? 0n) + BigInt(ALERTS_KEPT - 1));
  });
});
