import { expect } from 'chai';
import {
  EVENT_STATUS,
  encodeLoadControlFrame,
  type LoadControlEvent,
  type LoadControlFrame,
  readLoadControlFrame,
} from '../../emulator/index.js';
import { assumptionValue } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectHcalcs, HOUR, install, MINUTE, succeed } from './steps.js';

/** How an HCALCS times its events, and what it does when it hears nothing. */

const DRLC = 'GBCS 18.1.1';
/** Above every identifier that an ESME gives: an event of the suite's own is the newest. */
const NEWEST_EVENT = 0xf000_0000;

function closingEvent(lab: Laboratory, issuerEventId: number, durationMinutes: number): Uint8Array {
  const event: LoadControlEvent = {
    command: 'loadControlEvent',
    issuerEventId,
    deviceClass: assumptionValue(lab.profile, 'drlc-device-class'),
    utilityEnrolmentGroup: 0,
    startTime: 0,
    durationMinutes,
    criticality: assumptionValue(lab.profile, 'drlc-criticality'),
    dutyCycle: assumptionValue(lab.profile, 'drlc-duty-cycle-closed'),
    eventControl: 0,
  };
  return encodeLoadControlFrame(event, issuerEventId & 0xff);
}

/** Takes back an event in the name of the ESME. */
async function cancel(lab: Laboratory, issuerEventId: number): Promise<void> {
  const frame = {
    command: 'cancelLoadControlEvent',
    issuerEventId,
    deviceClass: assumptionValue(lab.profile, 'drlc-device-class'),
    utilityEnrolmentGroup: 0,
    cancelControl: 0,
    effectiveTime: 0,
  } as const;
  await lab.sendLoadControl('esme', 'hcalcs', encodeLoadControlFrame(frame, issuerEventId & 0xff));
}

/** What went over the HAN from this frame on. */
async function framesSince(lab: Laboratory, first: number): Promise<readonly LoadControlFrame[]> {
  const frames = (await lab.loadControlFrames()).slice(first);
  return frames.flatMap(({ zcl }) => readLoadControlFrame(zcl) ?? []);
}

/** How often the HCALCS has asked what holds. */
async function questions(lab: Laboratory): Promise<number> {
  return (await framesSince(lab, 0)).filter(({ command }) => command === 'getScheduledEvents').length;
}

export const HCALCS_EVENT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'duplicate-event-does-not-begin-again',
    title: 'An event that comes a second time while it runs ends when it would have ended without that.',
    covers: ['REQ-26', 'hcalcs-duplicates'],
    clauses: [DRLC],
    assumptions: ['drlc-event-ids-ascend', 'hcalcs-answer-timeout-seconds', 'hcalcs-default-state'],
    async run(lab) {
      await install(lab);
      await lab.sendLoadControl('esme', 'hcalcs', closingEvent(lab, NEWEST_EVENT, 30));
      await expectHcalcs(lab, 'closed', 'while the event runs');
      await lab.advance(20 * MINUTE);
      await lab.sendLoadControl('esme', 'hcalcs', closingEvent(lab, NEWEST_EVENT, 30));
      await expectHcalcs(lab, 'closed', 'after the duplicate');
      await lab.power('esme', false);
      await lab.advance(12 * MINUTE);
      await expectHcalcs(lab, 'open', 'after the end of the event, its ESME silent');
    },
  },
  {
    id: 'hcalcs-waits-for-a-successor',
    title:
      'An HCALCS whose event runs out does not ask while the next one is on its way: it is told once what then holds, and reports once.',
    covers: ['REQ-26', 'hcalcs-asks'],
    clauses: ['SMETS2 8.5.2.1', DRLC],
    assumptions: ['hcalcs-successor-grace-seconds', 'report-event-status-success'],
    async run(lab) {
      await install(lab);
      // It counts seconds, in which nothing may have to be sent again.
      await lab.links({});
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      const first = (await lab.loadControlFrames()).length;
      await lab.advance(61 * MINUTE);
      await expectHcalcs(lab, 'open', 'after the period');
      if (assumptionValue(lab.profile, 'hcalcs-successor-grace-seconds') === 0) return;
      const frames = await framesSince(lab, first);
      const started = assumptionValue(lab.profile, 'report-event-status-success');
      const isStart = (frame: LoadControlFrame) =>
        frame.command === 'reportEventStatus' && frame.eventStatus === started;
      const commands = frames.map(({ command }) => command);
      expect(commands, 'frames at the end of the period').not.to.include('getScheduledEvents');
      expect(commands.filter((one) => one === 'loadControlEvent').length, 'events').to.equal(1);
      expect(frames.filter(isStart).length, 'reports of their start').to.equal(1);
    },
  },
  {
    id: 'hcalcs-asks-a-silent-esme-a-few-times',
    title: 'An HCALCS whose event is over asks its ESME more than once, and then no more.',
    covers: ['hcalcs-asks'],
    clauses: ['SMETS2 8.5.2.1', DRLC],
    assumptions: ['hcalcs-asks-when-event-ends', 'hcalcs-ask-attempts', 'hcalcs-answer-timeout-seconds'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 30));
      await lab.power('esme', false);
      const before = await questions(lab);
      await lab.advance(2 * HOUR);
      const asked = (await questions(lab)) - before;
      expect(asked, 'questions to a silent ESME').to.equal(assumptionValue(lab.profile, 'hcalcs-ask-attempts'));
      await expectHcalcs(lab, 'open', 'after that');
    },
  },
  {
    id: 'hcalcs-asks-after-power-cut',
    title: 'An HCALCS that gets power back asks its ESME, and is where its running period wants it.',
    covers: ['REQ-26', 'hcalcs-asks'],
    clauses: ['SMETS2 8.5.2.1', DRLC],
    assumptions: ['hcalcs-asks-when-event-ends', 'hcalcs-answer-timeout-seconds'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 240));
      await lab.power('hcalcs', false);
      await lab.advance(HOUR);
      const before = await questions(lab);
      await lab.power('hcalcs', true);
      // Question or answer may get lost; then it asks again.
      await lab.advance(2 * assumptionValue(lab.profile, 'hcalcs-answer-timeout-seconds'));
      expect((await questions(lab)) - before, 'questions after power-up').to.be.within(1, 2);
      await expectHcalcs(lab, 'closed', 'after its ESME has answered');
      await lab.advance(3 * HOUR + MINUTE);
      await expectHcalcs(lab, 'open', 'at the end of the period');
    },
  },
  {
    id: 'cancelled-event-ends',
    title:
      'An HCALCS ends its event when its ESME takes it back, says so, asks and does what it is told; another event is none of its.',
    covers: ['REQ-26', 'hcalcs-cancellation'],
    clauses: [DRLC],
    assumptions: ['hcalcs-asks-when-event-ends', 'hcalcs-answer-timeout-seconds'],
    async run(lab) {
      await install(lab);
      await lab.sendLoadControl('esme', 'hcalcs', closingEvent(lab, NEWEST_EVENT, 30));
      const first = (await lab.loadControlFrames()).length;
      await cancel(lab, NEWEST_EVENT + 1);
      await expectHcalcs(lab, 'closed', 'after the cancellation of another event');
      const unknown = { issuerEventId: NEWEST_EVENT + 1, eventStatus: EVENT_STATUS.undefinedEvent };
      expect((await framesSince(lab, first)).at(-1), 'its report').to.deep.include(unknown);
      const before = await questions(lab);
      await cancel(lab, NEWEST_EVENT);
      // Question or answer may get lost; then it asks again.
      await lab.advance(2 * assumptionValue(lab.profile, 'hcalcs-answer-timeout-seconds'));
      const cancelled = (frame: LoadControlFrame) =>
        frame.command === 'reportEventStatus' && frame.eventStatus === EVENT_STATUS.cancelled;
      const reports = (await framesSince(lab, first)).filter(cancelled);
      expect(reports.map((report) => 'issuerEventId' in report && report.issuerEventId)).to.deep.equal([NEWEST_EVENT]);
      expect((await questions(lab)) - before, 'questions').to.be.within(1, 2);
      await expectHcalcs(lab, 'open', 'as its ESME has it');
    },
  },
];
