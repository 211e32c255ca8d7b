import { expect } from 'chai';
import {
  EVENT_STATUS,
  encodeLoadControlFrame,
  type LoadControlEvent,
  readLoadControlFrame,
} from '../../emulator/index.js';
import { assumptionValue, type Profile, unjoinDevice } from '../../gbcs/index.js';
import type { Laboratory } from '../targets/laboratory.js';
import { closing, opening } from './intentions.js';
import type { Scenario } from './scenario.js';
import { expectHcalcs, expectSilence, HOUR, install, join, MINUTE, stateOf, succeed, whitelist } from './steps.js';

/** What ESME and HCALCS make of frames on the HAN that do not come from where they should, or are not as they should. */

const DRLC = 'GBCS 18.1.1';

/** An event that closes a switch for half an hour. */
function closingEvent(profile: Profile, issuerEventId = 900): LoadControlEvent {
  return {
    command: 'loadControlEvent',
    issuerEventId,
    deviceClass: assumptionValue(profile, 'drlc-device-class'),
    utilityEnrolmentGroup: 0,
    startTime: 0,
    durationMinutes: 30,
    criticality: assumptionValue(profile, 'drlc-criticality'),
    dutyCycle: assumptionValue(profile, 'drlc-duty-cycle-closed'),
    eventControl: 0,
  };
}

/** Status and event of every report so far. */
async function reports(lab: Laboratory): Promise<readonly (readonly [number, number])[]> {
  return (await lab.loadControlFrames()).flatMap(({ zcl }) => {
    const frame = readLoadControlFrame(zcl);
    return frame?.command === 'reportEventStatus' ? [[frame.eventStatus, frame.issuerEventId] as const] : [];
  });
}

export const HAN_SCENARIOS: readonly Scenario[] = [
  {
    id: 'hcalcs-obeys-its-esme-only',
    title:
      'An HCALCS does not obey a Load Control Event of another device, nor one of an ESME that it is not joined with.',
    covers: ['REQ-06', 'hcalcs-obeys-its-esme'],
    clauses: [DRLC],
    async run(lab) {
      await whitelist(lab);
      await whitelist(lab, 'secondHcalcs');
      const event = encodeLoadControlFrame(closingEvent(lab.profile), 1);
      await lab.sendLoadControl('esme', 'hcalcs', event);
      await expectHcalcs(lab, 'open', 'before the join');
      expect(await reports(lab), 'reports before the join').to.deep.equal([]);
      await join(lab);
      const known = await reports(lab);
      await lab.sendLoadControl('secondHcalcs', 'hcalcs', event);
      await expectHcalcs(lab, 'open', 'after an event of another device');
      expect(await reports(lab), 'reports').to.deep.equal(known);
      await lab.sendLoadControl('esme', 'hcalcs', event);
      await expectHcalcs(lab, 'closed', 'after an event of its ESME');
    },
  },
  {
    id: 'hcalcs-rejects-impossible-events',
    title: 'An HCALCS rejects an event of no time, of more than a day, of a later start, or neither open nor closed.',
    covers: ['REQ-22', 'hcalcs-switches-as-told'],
    clauses: [DRLC],
    assumptions: ['drlc-duty-cycle-open', 'drlc-duty-cycle-closed', 'load-control-duration-limit-minutes'],
    idle: 'no defect obeys an impossible event',
    async run(lab) {
      await install(lab);
      const known = (await reports(lab)).length;
      const changes: readonly Partial<LoadControlEvent>[] = [
        { durationMinutes: 0 },
        { durationMinutes: 1441 },
        { startTime: 1 },
        { dutyCycle: 50 },
      ];
      for (const [at, change] of changes.entries()) {
        const event = { ...closingEvent(lab.profile, 900 + at), ...change };
        await lab.sendLoadControl('esme', 'hcalcs', encodeLoadControlFrame(event, at));
        await expectHcalcs(lab, 'open', `after ${JSON.stringify(change)}`);
      }
      expect((await reports(lab)).slice(known)).to.deep.equal(
        changes.map((_, at) => [EVENT_STATUS.rejected, 900 + at]),
      );
    },
  },
  {
    id: 'hcalcs-ignores-malformed-frames',
    title: 'A Load Control Event that is cut short or too long moves nothing.',
    covers: ['REQ-22', 'han-default-response'],
    clauses: [DRLC],
    async run(lab) {
      await install(lab);
      const event = encodeLoadControlFrame(closingEvent(lab.profile), 1);
      for (const zcl of [event.slice(0, -1), Uint8Array.of(...event, 0), event.slice(0, 2), new Uint8Array(0)]) {
        await lab.sendLoadControl('esme', 'hcalcs', zcl);
        await expectHcalcs(lab, 'open', `after a frame of ${zcl.length} octets`);
      }
    },
  },
  {
    id: 'esme-hears-joined-hcalcs-only',
    title: 'An ESME takes no report and answers no request of a device that it is not joined with.',
    covers: ['REQ-26', 'esme-switch-log', 'esme-tells-hcalcs'],
    clauses: [DRLC],
    idle: 'no defect hears a device that is not joined',
    async run(lab) {
      await install(lab);
      await whitelist(lab, 'secondHcalcs');
      await lab.power('hcalcs', false);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      const event = (await lab.loadControlFrames()).map(({ zcl }) => readLoadControlFrame(zcl)).findLast(Boolean);
      const issuerEventId = event?.command === 'loadControlEvent' ? event.issuerEventId : 0;
      const report = encodeLoadControlFrame(
        {
          command: 'reportEventStatus',
          issuerEventId,
          eventStatus: EVENT_STATUS.started,
          eventStatusTime: 1,
          criticality: 1,
        },
        1,
      );
      const before = await stateOf(lab, 'esme');
      const sent = (await lab.loadControlFrames()).length;
      await lab.sendLoadControl('secondHcalcs', 'esme', report);
      const request = encodeLoadControlFrame({ command: 'getScheduledEvents', startTime: 0, numberOfEvents: 1 }, 2);
      await lab.sendLoadControl('secondHcalcs', 'esme', request);
      expect(await stateOf(lab, 'esme'), 'state of the ESME').to.deep.equal(before);
      expect((await lab.loadControlFrames()).length - sent, 'frames: those two and no answer').to.equal(2);
    },
  },
  {
    id: 'late-report-is-logged-as-its-own',
    title: 'The first report on an event that a newer has overtaken is logged under its own id, and no other one is.',
    covers: ['REQ-26', 'esme-switch-log'],
    clauses: [DRLC, 'GBCS 3.1 ECS35f'],
    async run(lab) {
      await install(lab);
      // It counts seconds, in which nothing may have to be sent again.
      await lab.links({});
      await lab.power('hcalcs', false);
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      const issuerEventId = (await lab.esme()).auxiliaryEventLog.at(-1)?.hanCommandId ?? 0;
      await lab.power('hcalcs', true);
      const log = (await lab.esme()).auxiliaryEventLog;
      expect(log.at(-1), 'last entry: the report on the event after power-up').to.deep.include({ outcome: 'success' });
      expect(log.at(-1)?.hanCommandId, 'its event').to.be.greaterThan(issuerEventId);
      for (const eventStatus of [EVENT_STATUS.started, EVENT_STATUS.rejected, EVENT_STATUS.started]) {
        const report = {
          command: 'reportEventStatus',
          issuerEventId,
          eventStatus,
          eventStatusTime: 1,
          criticality: 1,
        } as const;
        await lab.sendLoadControl('hcalcs', 'esme', encodeLoadControlFrame(report, 1));
      }
      const late = (await lab.esme()).auxiliaryEventLog.slice(log.length).map(({ time: _, ...entry }) => entry);
      const answer = { switch: 2, action: 'message', outcome: 'success', hanCommandId: issuerEventId };
      expect(late, 'log after late reports').to.deep.equal([answer]);
    },
  },
  {
    id: 'messages-come-by-the-hub-only',
    title: 'ESME and HCALCS obey no message of the DCC that another device than their hub brings.',
    covers: ['tunnel-of-the-hub'],
    clauses: ['GBCS 10.2'],
    async run(lab) {
      await whitelist(lab);
      await join(lab);
      for (const [from, to, command] of [
        ['hcalcs', 'esme', closing(lab, 1, 60)[2]],
        ['esme', 'hcalcs', unjoinDevice(lab.eui('esme'))],
      ] as const) {
        const before = await stateOf(lab, to);
        expectSilence(await lab.tunnelFrom(from, to, await lab.craft(to, command)), `a message that ${from} brings`);
        expect(await stateOf(lab, to), `state of ${to}`).to.deep.equal(before);
      }
    },
  },
  {
    id: 'hcalcs-reports-what-becomes-of-events',
    title: 'An HCALCS reports an event as started, and as superseded by the next; each event has an id of its own.',
    covers: ['REQ-26', 'hcalcs-supersession', 'hcalcs-switches-as-told'],
    clauses: [DRLC],
    async run(lab) {
      await install(lab);
      const known = (await reports(lab)).length;
      await succeed(lab, 'supplier', ...closing(lab, 2, 60));
      await succeed(lab, 'supplier', ...opening(lab, 2, 30));
      const told = (await reports(lab)).slice(known);
      const started = told.filter(([status]) => status === EVENT_STATUS.started).map(([, id]) => id);
      expect(new Set(started).size, 'ids of two events').to.equal(2);
      expect(told, 'a report that the first is superseded').to.deep.include([EVENT_STATUS.superseded, started[0]]);
      await lab.power('esme', false);
      await lab.advance(31 * MINUTE);
      expect((await reports(lab)).at(-1), 'report at the end of the second').to.deep.equal([
        EVENT_STATUS.completed,
        started[1],
      ]);
    },
  },
  {
    id: 'power-up-without-esme',
    title: 'An HCALCS that gets power back while its ESME is silent is in its default position.',
    covers: ['REQ-07', 'hcalcs-default-position'],
    clauses: ['SMETS2 8', DRLC],
    assumptions: ['hcalcs-default-state', 'hcalcs-answer-timeout-seconds'],
    async run(lab) {
      await install(lab);
      await succeed(lab, 'supplier', ...closing(lab, 2, 240));
      await expectHcalcs(lab, 'closed', 'before the power cut');
      await lab.power('esme', false);
      await lab.power('hcalcs', false);
      await lab.advance(HOUR);
      await lab.power('hcalcs', true);
      await expectHcalcs(lab, 'open', 'after power-up without its ESME');
    },
  },
];
