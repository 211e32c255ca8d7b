import { expect } from 'chai';
import {
  type AuxiliaryEvent,
  apsFrame,
  DEVICES,
  type Effect,
  EVENT_STATUS,
  encodeLoadControlFrame,
  FAULTS,
  LOAD_CONTROL_CLUSTER,
  type LoadControlEvent,
  type LoadControlFrame,
  PARTIES,
  readLoadControlFrame,
} from '../../../emulator/index.js';
import {
  ASSUMPTIONS,
  activateSwitch,
  deactivateSwitch,
  eui64,
  joinDevice,
  joinEsmeAtHcalcs,
  profileById,
  resetSwitch,
  unjoinDevice,
} from '../../../gbcs/index.js';
import { ADD_HCALCS, assuming, Home, joinCode, PROFILE, results, START } from './home.js';

const { esme, hcalcs, hub } = DEVICES;
const MINUTE = 60_000;
const DAILY = { weekdays: '1111111', specialDays: '' } as const;

/** Load control events of a list of frames, as `<minute> <duration> <duty cycle>`. */
function events(frames: ReturnType<Home['loadControl']>): string[] {
  return frames.flatMap((frame) =>
    frame.command === 'loadControlEvent'
      ? [`${(frame.at - START) / MINUTE} ${frame.durationMinutes} ${frame.dutyCycle}`]
      : [],
  );
}

describe('HCALCS and its ESME', () => {
  let home: Home;
  beforeEach(() => {
    home = new Home().bound();
    home.loadControl();
  });

  it('obeys a Command to its ESME at once, and says so', () => {
    expect(home.position).to.equal('open');
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 90));
    expect(home.position).to.equal('closed');
    const [event, ...reports] = home.loadControl();
    if (event?.command !== 'loadControlEvent') throw new Error('no event');
    expect(event).to.include({
      deviceClass: 0x0080,
      utilityEnrolmentGroup: 0,
      startTime: 0,
      durationMinutes: 90,
      criticality: 1,
      dutyCycle: 100,
      eventControl: 0,
    });
    // The event of the binding is over, the new one has started; an HCALCS has no clock.
    expect(reports.map((one) => one.command === 'reportEventStatus' && one.eventStatus)).to.deep.equal([
      EVENT_STATUS.superseded,
      EVENT_STATUS.started,
    ]);
    const started = reports[1];
    expect(started).to.include({ issuerEventId: event.issuerEventId, eventStatusTime: 1, criticality: 1 });
    expect(home.log(2)).to.deep.equal(['2 on unknown', '2 message success']);
  });

  it('logs the answer under the identifier of its event', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 90));
    const [event] = home.loadControl();
    const log = home.installation.esme.snapshot()['auxiliaryEventLog'] as { hanCommandId: number }[];
    const id = event?.command === 'loadControlEvent' ? event.issuerEventId : -1;
    expect(log.slice(-2).map(({ hanCommandId }) => hanCommandId)).to.deep.equal([id, id]);
  });

  it('opens at the end of the period', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 90));
    home.goTo(START + 90 * MINUTE - 1);
    expect(home.position).to.equal('closed');
    home.go(0.001);
    expect(home.position).to.equal('open');
    expect(home.log()).to.include('2 revert unknown');
  });

  it('gets another event when a period is longer than a day, and stays where it is all the time', () => {
    expect(results(home.ask(home.distributor, '7.5', esme, activateSwitch(2, 3000)))).to.deep.equal([0, 0]);
    const end = START + 3000 * MINUTE;
    while (home.now < end - 30 * MINUTE) {
      expect(home.position, new Date(home.now).toISOString()).to.equal('closed');
      home.go(1800);
    }
    home.goTo(end - 1);
    expect(home.switched(hcalcs)).to.deep.equal(['0 closed event']);
    const sent = events(home.loadControl());
    expect(new Set(sent)).to.deep.equal(new Set(['0 1440 100', '1440 1440 100', '2880 120 100']));
    home.go(0.001);
    expect(home.switched(hcalcs)).to.deep.equal(['0 closed event', '0 open event']);
  });

  it('gives one event for a period of a day, and two for a minute more', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 1440));
    home.goTo(START + 1440 * MINUTE - 1);
    expect(events(home.loadControl())).to.deep.equal(['0 1440 100']);
    home.go(0.001);
    expect(home.position).to.equal('open');
    home.loadControl();
    const at = home.now;
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 1441));
    home.goTo(at + 1441 * MINUTE - 1);
    expect(new Set(events(home.loadControl()).filter((event) => event.endsWith(' 100')))).to.deep.equal(
      new Set(['1440 1440 100', '2880 1 100']),
    );
    expect(home.position).to.equal('closed');
  });

  it('gets another event in time also where it does not ask', () => {
    const name = 'hcalcs-asks-when-event-ends';
    const assumption = { ...ASSUMPTIONS[name], value: false };
    const profile = { ...PROFILE, assumptions: { ...PROFILE.assumptions, [name]: assumption } };
    const silent = new Home({ profile }).bound();
    silent.ask(silent.distributor, '7.5', esme, activateSwitch(2, 3000));
    silent.goTo(START + 1440 * MINUTE);
    expect(silent.position).to.equal('closed');
    silent.goTo(START + 3000 * MINUTE);
    expect(silent.position).to.equal('open');
    expect(silent.loadControl().some(({ command }) => command === 'getScheduledEvents')).to.equal(false);
    // It stayed where it was while the second event and the third were on their way.
    expect(silent.switched(hcalcs)).to.deep.equal(['0 closed event', '0 open event']);
  });

  describe('when its event runs out', () => {
    const names = (one: Home) =>
      one.loadControl().map((frame) => ('eventStatus' in frame ? frame.eventStatus : frame.command));
    const AT_ONCE = [EVENT_STATUS.completed, 'loadControlEvent', EVENT_STATUS.started];
    const END = START + 60 * MINUTE;

    function closed(assumptions: Parameters<typeof assuming>[0] = {}): Home {
      const one = new Home({ profile: assuming(assumptions) }).bound();
      one.ask(one.distributor, '7.5', esme, activateSwitch(2, 60));
      one.loadControl();
      return one;
    }

    it('gets the next one, and does not ask', () => {
      const one = closed();
      one.goTo(END + 60 * MINUTE);
      expect(names(one)).to.have.members(AT_ONCE);
      expect(one.log(4)).to.deep.equal(['2 on unknown', '2 message success', '2 revert unknown', '2 message success']);
    });

    it('gets it also where it takes a second and a half', () => {
      const one = closed();
      one.installation.network.links.set({ latencyMs: 1500 });
      one.goTo(END + 60 * MINUTE);
      expect(names(one)).to.have.members(AT_ONCE);
      expect(one.position).to.equal('open');
    });

    it('asks at once without a grace, and is told twice', () => {
      const one = closed({ 'hcalcs-successor-grace-seconds': 0 });
      one.goTo(END + 60 * MINUTE);
      const seen = names(one);
      expect(seen).to.include('getScheduledEvents');
      expect(seen.filter((name) => name === 'loadControlEvent')).to.have.length(2);
    });

    for (const grace of [0, 2, 10]) {
      it(`is in its default position ten seconds later where its ESME is silent, with a grace of ${grace} seconds`, () => {
        const one = closed({ 'hcalcs-successor-grace-seconds': grace });
        one.installation.network.power(esme, false);
        one.goTo(END + 9999);
        expect(one.position).to.equal('closed');
        one.go(0.001);
        expect(one.position).to.equal('open');
      });
    }

    it('goes on waiting where it was after a restart', () => {
      const one = closed();
      one.installation.network.power(esme, false);
      one.goTo(END + 1000);
      const next = new Home({ profile: assuming({}) });
      next.installation.restore(structuredClone(one.installation.save()));
      next.goTo(END + 1999);
      expect(names(next).filter((name) => name === 'getScheduledEvents')).to.deep.equal([]);
      next.go(0.001);
      expect(names(next).filter((name) => name === 'getScheduledEvents')).to.deep.equal(['getScheduledEvents']);
    });

    it('forgets that it waits in a loss of power', () => {
      const one = closed();
      one.installation.network.power(esme, false);
      one.goTo(END + 1000);
      one.installation.network.power(hcalcs, false);
      one.go(5);
      one.loadControl();
      one.installation.network.power(hcalcs, true);
      expect(one.position).to.equal('open');
      one.go(5);
      expect(names(one).filter((name) => name === 'getScheduledEvents')).to.have.length(1);
    });
  });

  it('is not told again when its switch is tied to it again', () => {
    expect(results(home.configure({ switches: { 2: hcalcs } }))).to.deep.equal([0, 0, 0, 0, 0]);
    expect(home.loadControl()).to.deep.equal([]);
  });

  it('asks two seconds after its event has ended with no successor, and is told again', () => {
    // The event of the binding: open, for the day that an event may last.
    home.goTo(START + 1440 * MINUTE + 1999);
    const [completed, ...more] = home.loadControl();
    expect(completed).to.include({ command: 'reportEventStatus', eventStatus: EVENT_STATUS.completed });
    expect(more).to.deep.equal([]);
    home.go(0.001);
    const frames = home.loadControl();
    expect(frames.map(({ command }) => command)).to.deep.equal([
      'getScheduledEvents',
      'loadControlEvent',
      'reportEventStatus',
    ]);
    expect(frames[1]).to.include({ at: START + 1440 * MINUTE + 2000, durationMinutes: 1440, dutyCycle: 0 });
    expect(home.switched().at(-1)).to.equal('2 open request');
  });

  it('follows the calendar of its ESME, in events up to the next change', () => {
    home.configure({
      entries: [
        { switch: 2, action: 'close', hour: 19, minute: 0, ...DAILY },
        { switch: 2, action: 'open', hour: 21, minute: 30, ...DAILY },
      ],
    });
    home.loadControl();
    home.goTo(START + 60 * MINUTE);
    expect(home.position).to.equal('closed');
    home.goTo(START + 210 * MINUTE);
    expect(home.position).to.equal('open');
    const sent = events(home.loadControl());
    expect(sent).to.include('60 150 100');
    expect(sent).to.include('210 1290 0');
  });

  it('takes its default position ten seconds after its event has ended and its ESME was silent', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    home.installation.network.power(esme, false);
    home.goTo(START + 60 * MINUTE + 9999);
    expect(home.position).to.equal('closed');
    home.go(0.001);
    expect(home.position).to.equal('open');
    expect(home.switched(hcalcs).at(-1)).to.equal('0 open no answer of the ESME');
    expect(
      home.loadControl().filter(({ delivered }) => !delivered),
      'a report and two questions',
    ).to.have.length(3);
  });

  it('goes on through a silence of its ESME that is over before the event', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    home.installation.network.power(esme, false);
    home.go(50 * 60);
    home.installation.network.power(esme, true);
    home.goTo(START + 60 * MINUTE - 1);
    expect(home.switched(hcalcs)).to.deep.equal(['0 closed event']);
    home.go(60);
    expect(home.switched(hcalcs)).to.deep.equal(['0 closed event', '0 open event']);
  });

  it('starts in its default position after a loss of power, asks, and gets what is left of the period', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    home.go(600);
    home.installation.network.power(hcalcs, false);
    home.go(630);
    home.loadControl();
    home.installation.network.power(hcalcs, true);
    home.go(0);
    // 20.5 minutes are gone: 39.5 are left, and an event has whole minutes.
    expect(events(home.loadControl())).to.deep.equal(['20.5 40 100']);
    expect(home.switched(hcalcs)).to.deep.equal(['0 closed event', '0 open power-up', '0 closed event']);
    home.goTo(START + 60 * MINUTE);
    expect(home.position).to.equal('open');
  });

  it('does not count time in a loss of power that outlasts the period', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    home.installation.network.power(hcalcs, false);
    home.go(2 * 3600);
    home.installation.network.power(hcalcs, true);
    home.go(0);
    expect(home.position).to.equal('open');
  });

  it('leaves a trace in the log, and the Response is success, where it does not hear of a Command', () => {
    home.installation.network.power(hcalcs, false);
    const before = home.log().length;
    expect(results(home.ask(home.distributor, '7.5', esme, activateSwitch(2, 5)))).to.deep.equal([0, 0]);
    expect(home.log().slice(before)).to.deep.equal(['2 on unknown']);
  });

  it('comes back under the calendar by a reset', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 500));
    home.ask(home.distributor, '7.8', esme, resetSwitch(2));
    expect(home.position).to.equal('open');
    expect(home.log(2)).to.deep.equal(['2 revert unknown', '2 message success']);
  });

  describe('whose ESME resets by taking its event back', () => {
    const EVENING = [{ switch: 2, action: 'close', hour: 17, minute: 0, ...DAILY }] as const;
    const commands = (frames: ReturnType<Home['loadControl']>) =>
      frames.map((frame) => ('eventStatus' in frame ? frame.eventStatus : frame.command));
    let cancelling: Home;
    beforeEach(() => {
      cancelling = new Home({ profile: assuming({ 'esme-reset-sends-cancel': true }) }).bound({
        entries: [...EVENING],
      });
      cancelling.ask(cancelling.supplier, '7.6', esme, deactivateSwitch(2, 500));
      cancelling.loadControl();
    });

    it('says that it is off, asks, and is where the calendar has it', () => {
      const entries = () => cancelling.installation.esme.snapshot()['auxiliaryEventLog'] as readonly AuxiliaryEvent[];
      const id = entries().at(-1)?.hanCommandId ?? Number.NaN;
      cancelling.ask(cancelling.supplier, '7.8', esme, resetSwitch(2));
      expect(commands(cancelling.loadControl())).to.deep.equal([
        'cancelLoadControlEvent',
        EVENT_STATUS.cancelled,
        'getScheduledEvents',
        'loadControlEvent',
        EVENT_STATUS.started,
      ]);
      expect(cancelling.position).to.equal('closed');
      expect(cancelling.switch(2)).to.include({ position: 'closed', commanded: undefined });
      expect(cancelling.log(4)).to.deep.equal([
        '2 revert unknown',
        '2 message success',
        '2 on unknown',
        '2 message success',
      ]);
      // The entry of a cancellation has the identifier of the event that it takes back.
      const ids = entries().map(({ hanCommandId }) => hanCommandId);
      expect(ids.slice(-4)).to.deep.equal([id, id, id + 1, id + 1]);
    });

    it('is told by an event where it goes by another one than its ESME takes back', () => {
      const stranger: LoadControlEvent = {
        command: 'loadControlEvent',
        issuerEventId: 0xf000_0000,
        deviceClass: 0x0080,
        utilityEnrolmentGroup: 0,
        startTime: 0,
        durationMinutes: 600,
        criticality: 1,
        dutyCycle: 0,
        eventControl: 0,
      };
      // Without this, only a newer event would replace it.
      const profile = assuming({ 'esme-reset-sends-cancel': true, 'drlc-event-ids-ascend': false });
      const home = new Home({ profile }).bound({ entries: [...EVENING] });
      home.ask(home.supplier, '7.6', esme, deactivateSwitch(2, 500));
      const content = apsFrame(LOAD_CONTROL_CLUSTER, encodeLoadControlFrame(stranger, 200));
      home.installation.network.send({ source: esme, destination: hcalcs, content });
      home.go(1);
      home.loadControl();
      home.ask(home.supplier, '7.8', esme, resetSwitch(2));
      expect(home.position).to.equal('closed');
      expect(commands(home.loadControl())).to.include.members([EVENT_STATUS.undefinedEvent, 'loadControlEvent']);
      expect(home.log(4)).to.deep.equal(['2 revert unknown', '2 message failure', '2 on unknown', '2 message success']);
    });

    it('is heard by an ESME that was restarted meanwhile', () => {
      cancelling.installation.network.links.set({ latencyMs: 200 });
      cancelling.supplier.request('7.8', esme, resetSwitch(2));
      cancelling.go(0.5);
      expect(cancelling.log(1), 'before the report').to.deep.equal(['2 revert unknown']);
      const next = new Home({ profile: assuming({ 'esme-reset-sends-cancel': true }) });
      next.installation.restore(structuredClone(cancelling.installation.save()));
      next.go(5);
      expect(next.log(4)).to.deep.equal(['2 revert unknown', '2 message success', '2 on unknown', '2 message success']);
      expect(next.position).to.equal('closed');
    });

    it('is not there: the log says so, and nothing is sent', () => {
      cancelling.ask(cancelling.supplier, '8.8.1', esme, unjoinDevice(hcalcs));
      cancelling.loadControl();
      expect(results(cancelling.ask(cancelling.supplier, '7.8', esme, resetSwitch(2)))).to.deep.equal([0]);
      expect(cancelling.loadControl()).to.deep.equal([]);
      expect(cancelling.log(1)).to.deep.equal(['2 revert failure']);
    });
  });

  it('is told where to be when a switch is tied to it', () => {
    const fresh = new Home().join();
    fresh.ask(fresh.distributor, '7.5', esme, activateSwitch(2, 60));
    expect(fresh.position).to.equal('open');
    fresh.configure({ switches: { 2: hcalcs } });
    expect(fresh.position).to.equal('closed');
    expect(events(fresh.loadControl())).to.deep.equal(['0 60 100']);
  });

  it('is not told any more once its ESME has unjoined it; the log says so', () => {
    home.ask(home.supplier, '8.8.1', esme, unjoinDevice(hcalcs));
    home.loadControl();
    expect(results(home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60)))).to.deep.equal([0, 0]);
    expect(home.loadControl()).to.deep.equal([]);
    expect(home.position).to.equal('open');
    expect(home.log(1)).to.deep.equal(['2 on failure']);
    // It asks when its event ends, and is not answered.
    home.go(1440 * 60 + 2);
    expect(home.loadControl().map(({ command }) => command)).to.deep.equal(['reportEventStatus', 'getScheduledEvents']);
    const drop = home.notes.findLast(({ device }) => device === esme)?.note;
    expect(drop).to.deep.equal({ note: 'dropped', reason: `there is no link key with ${hcalcs}` });
    // The identifier stays with its switch: only ECS46c changes it.
    expect(home.switch(2).hcalcs).to.equal(hcalcs);
  });

  it('takes its default position when it is unjoined itself, and obeys no more', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    expect(joinCode(home.ask(home.distributor, '8.8.1', hcalcs, unjoinDevice(esme)))).to.equal(0);
    expect(home.switched(hcalcs).at(-1)).to.equal('0 open unjoined');
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    expect(home.position).to.equal('open');
    const drop = home.notes.findLast(({ device, note }) => device === hcalcs && note.note === 'dropped');
    expect(drop?.note).to.have.property('reason').that.includes('no link key');
  });

  it('answers 1 to an unjoin of a device that it does not have, and goes on', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    const other = eui64('0303030303030303');
    expect(joinCode(home.ask(home.supplier, '8.8.1', hcalcs, unjoinDevice(other)))).to.equal(1);
    expect(home.position).to.equal('closed');
  });

  it('does not end its event with the defect skip-expiry', () => {
    const faulty = new Home({ faults: FAULTS.filter(({ name }) => name === 'hcalcs.skip-expiry') }).bound();
    faulty.ask(faulty.distributor, '7.5', esme, activateSwitch(2, 60));
    faulty.installation.network.power(esme, false);
    faulty.go(86400);
    expect(faulty.position).to.equal('closed');
  });

  it('is left alone by Commands to other switches', () => {
    home.ask(home.distributor, '7.5', esme, activateSwitch(1, 60));
    home.ask(home.distributor, '7.6', esme, deactivateSwitch(3, 60));
    expect(home.loadControl()).to.deep.equal([]);
  });
});

describe('HCALCS: reports that its ESME gets', () => {
  /** A home whose ESME has sent an event that has not been answered, and what it makes of reports. */
  function unanswered() {
    const home = new Home().bound();
    home.installation.network.power(hcalcs, false);
    home.ask(home.distributor, '7.5', esme, activateSwitch(2, 60));
    const event = home.loadControl().findLast(({ command }) => command === 'loadControlEvent');
    const issuerEventId = event?.command === 'loadControlEvent' ? event.issuerEventId : -1;
    const before = home.log().length;
    return {
      issuerEventId,
      /** What is logged for a report. */
      report(eventStatus: number, id = issuerEventId, source = hcalcs): string[] {
        const frame = { command: 'reportEventStatus', issuerEventId: id, eventStatus } as const;
        const zcl = encodeLoadControlFrame({ ...frame, eventStatusTime: 1, criticality: 1 }, 1);
        const content = apsFrame(LOAD_CONTROL_CLUSTER, zcl);
        home.installation.esme.handle({ source, destination: esme, content }, home.now);
        return home.log().slice(before);
      },
    };
  }

  it('are logged once: as success when the event has started', () => {
    const { report } = unanswered();
    expect(report(EVENT_STATUS.received)).to.deep.equal([]);
    expect(report(EVENT_STATUS.started)).to.deep.equal(['2 message success']);
    expect(report(EVENT_STATUS.started)).to.deep.equal(['2 message success']);
    expect(report(EVENT_STATUS.rejected)).to.deep.equal(['2 message success']);
  });

  it('are logged as failure when the event is rejected', () => {
    const { report } = unanswered();
    expect(report(EVENT_STATUS.rejected)).to.deep.equal(['2 message failure']);
    expect(report(EVENT_STATUS.started)).to.deep.equal(['2 message failure']);
  });

  it('are not logged of other events, nor from other devices', () => {
    const { report, issuerEventId } = unanswered();
    expect(report(EVENT_STATUS.started, issuerEventId - 1)).to.deep.equal([]);
    expect(report(EVENT_STATUS.started, issuerEventId + 1)).to.deep.equal([]);
    expect(report(EVENT_STATUS.started, issuerEventId, DEVICES.secondHcalcs)).to.deep.equal([]);
    expect(report(EVENT_STATUS.completed)).to.deep.equal([]);
  });
});

describe('HCALCS: events that it gets', () => {
  const event: LoadControlEvent = {
    command: 'loadControlEvent',
    issuerEventId: 77,
    deviceClass: 0x80,
    utilityEnrolmentGroup: 0,
    startTime: 0,
    durationMinutes: 10,
    criticality: 1,
    dutyCycle: 100,
    eventControl: 0,
  };

  function framesOf(effects: readonly Effect[]): LoadControlFrame[] {
    return effects.flatMap((effect) => {
      if (effect.kind !== 'send' || effect.frame.content.kind !== 'aps') return [];
      const frame = readLoadControlFrame(effect.frame.content.zcl);
      return frame === undefined ? [] : [frame];
    });
  }

  function handle(home: Home, zcl: Uint8Array, source = esme): readonly Effect[] {
    const content = apsFrame(LOAD_CONTROL_CLUSTER, zcl);
    return home.hcalcs.handle({ source, destination: hcalcs, content }, home.now);
  }

  const obey = (home: Home, change: Partial<LoadControlEvent> = {}) =>
    framesOf(handle(home, encodeLoadControlFrame({ ...event, ...change }, 1)));

  it('reports the start, and what it has superseded', () => {
    const home = new Home().join();
    const report = { command: 'reportEventStatus', eventStatusTime: 1, criticality: 1 };
    expect(obey(home)).to.deep.equal([{ ...report, issuerEventId: 77, eventStatus: 2 }]);
    expect(obey(home, { issuerEventId: 78, dutyCycle: 0 })).to.deep.equal([
      { ...report, issuerEventId: 77, eventStatus: 7 },
      { ...report, issuerEventId: 78, eventStatus: 2 },
    ]);
    expect(home.position).to.equal('open');
  });

  const rejected: [string, Partial<LoadControlEvent>][] = [
    ['a duty cycle between', { dutyCycle: 50 }],
    ['a duty cycle that is not used', { dutyCycle: 255 }],
    ['no duration', { durationMinutes: 0 }],
    ['a duration above a day', { durationMinutes: 1441 }],
    ['a start later than now', { startTime: 1 }],
  ];
  for (const [what, change] of rejected) {
    it(`rejects ${what}, and its running event goes on`, () => {
      const home = new Home().join();
      obey(home);
      const reports = obey(home, { issuerEventId: 99, ...change });
      expect(reports.map((one) => 'eventStatus' in one && [one.issuerEventId, one.eventStatus])).to.deep.equal([
        [99, EVENT_STATUS.rejected],
      ]);
      expect(home.hcalcs.snapshot()).to.deep.include({
        position: 'closed',
        event: { issuerEventId: 77, endsAt: home.now + 10 * MINUTE },
      });
    });
  }

  it('takes a duration of one minute and of a day', () => {
    const home = new Home().join();
    for (const [at, durationMinutes] of [1, 1440].entries()) {
      obey(home, { durationMinutes, issuerEventId: 77 + at });
      expect(home.hcalcs.snapshot()).to.have.nested.property('event.endsAt', home.now + durationMinutes * MINUTE);
    }
  });

  it('takes events of its ESME only, and only well-formed ones', () => {
    const home = new Home().join();
    const whole = encodeLoadControlFrame(event, 1);
    const drops: [Uint8Array, typeof esme][] = [
      [whole, hub],
      [whole, DEVICES.secondHcalcs],
      [whole.subarray(0, 2), esme],
      [new Uint8Array(0), esme],
    ];
    for (const [zcl, source] of drops) {
      const effects = handle(home, zcl, source);
      expect(effects.map((effect) => effect.kind === 'note' && effect.note.note)).to.deep.equal(['dropped']);
    }
    expect(home.position).to.equal('open');
  });

  it('obeys nobody before it is joined', () => {
    const home = new Home();
    expect(obey(home)).to.deep.equal([]);
    expect(home.position).to.equal('open');
  });
});

describe('HCALCS: joining', () => {
  function whitelisted(options?: ConstructorParameters<typeof Home>[0]): Home {
    const home = new Home(options);
    home.ask(home.supplier, '8.11', hub, ADD_HCALCS);
    return home;
  }

  const refusals: [string, number, number, number][] = [
    ['as an initiator', 0, 1, 1],
    ['by method B', 2, 1, 1],
    ['with another HCALCS', 1, 4, 2],
    ['with a PPMID', 1, 5, 2],
    ['with a hub', 1, 2, 2],
  ];
  for (const [what, method, type, code] of refusals) {
    it(`answers ${code} to a join ${what}`, () => {
      const home = whitelisted();
      const exchange = home.ask(home.distributor, '8.7.1', hcalcs, joinDevice('CS03A2', method, esme, type));
      expect(joinCode(exchange)).to.equal(code);
      expect(home.hcalcs.deviceLog.entries()).to.deep.equal([]);
    });
  }

  it('answers 0 to the same join again, and 4 where its log is full', () => {
    const home = whitelisted();
    const join = (other: typeof esme) => joinCode(home.ask(home.supplier, '8.7.1', hcalcs, joinEsmeAtHcalcs(other)));
    expect([join(esme), join(esme)]).to.deep.equal([0, 0]);
    expect(join(eui64('0a000000000000a1'))).to.equal(0);
    expect(join(eui64('0a000000000000a3'))).to.equal(4);
    expect(join(esme)).to.equal(0);
  });

  it('takes a join that its own distributor signs, where the profile gives it the credentials, and no other', () => {
    const signedBy = (home: Home, party: typeof home.supplier) =>
      home.inject(hcalcs, home.command(party, hcalcs, joinEsmeAtHcalcs(esme), 1n));
    const home = whitelisted();
    expect(signedBy(home, home.party(PARTIES.otherDistributor.eui))).to.equal('originator');
    expect(home.hcalcs.deviceLog.entries()).to.deep.equal([]);
    expect(signedBy(home, home.distributor)).to.equal(undefined);
    expect(home.hcalcs.deviceLog.entries()).to.have.length(1);
    const today = whitelisted({ profile: profileById('gbcs3-baseline') });
    expect(signedBy(today, today.distributor)).to.equal('originator');
  });
});
