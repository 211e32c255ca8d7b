import { expect } from 'chai';
import {
  emulatorTarget,
  memoryEvidenceLog,
  provisionalLabelList,
  runScenarios,
  SCENARIOS,
} from '../../conformance/index.js';
import { DEVICES, Installation, makeIdentities, RECEIVE_CHECK_NAMES } from '../../emulator/index.js';
import { ASSUMPTIONS, opensslProvider, overlay, type ProfileChanges, profileById } from '../../gbcs/index.js';

/** A profile is the way to change what is assumed: the emulator must then behave otherwise. */

const BASE = profileById('secmp0046-core');
type Changed = NonNullable<ProfileChanges['assumptions']>;

function profileWith(assumptions: Changed) {
  return overlay(BASE, { id: 'changed', title: 'changed', status: 'test', assumptions });
}

/** Ids of the scenarios that deviate when the emulator runs by a profile. */
async function deviations(assumptions: Changed, ids: readonly string[]): Promise<string[]> {
  const { results } = await runScenarios({
    target: emulatorTarget({ faults: [], seed: 'assumptions' }),
    profile: profileWith(assumptions),
    labels: provisionalLabelList,
    scenarios: SCENARIOS.filter(({ id }) => ids.includes(id)),
    evidence: memoryEvidenceLog(),
  });
  return results.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
}

describe('assumptions', () => {
  const changes: readonly (readonly [Changed, string])[] = [
    [{ 'newest-command-wins': false }, 'newest-command-wins'],
    [{ 'special-day-replaces-weekday': false }, 'special-day-has-its-own-calendar'],
    [{ 'duration-in-minutes': 1 }, 'period-expires-to-calendar'],
    [{ 'hcalcs-default-state': 'closed' }, 'unjoined-hcalcs-releases-its-switch'],
    [{ 'hcalcs-answer-timeout-seconds': 3600 }, 'hcalcs-takes-default-without-esme'],
    [{ 'cbke-partner-silent': 12 }, 'initiator-before-responder'],
    [{ 'cbke-partner-without-link-key': 13 }, 'join-without-whitelist'],
    [{ 'rejoin-identical-entry': 3 }, 'join-twice'],
    [{ 'drlc-duty-cycle-closed': 50 }, 'load-control-event-tells-open-or-closed'],
    [{ 'report-event-status-success': 3 }, 'hcalcs-reports-and-esme-logs'],
    [{ 'replay-for-use-cases-outside-the-table': false }, 'hcalcs-refuses-replay'],
    [{ 'ecs100-from-3.1-device': false }, 'esme-reports-unsupported-command'],
    [{ 'broker-content-mismatch-code': 'E11' }, 'content-of-other-service-is-refused'],
    [{ 'broker-verifies-signature': false }, 'signed-pre-command-is-checked-again'],
    [{ 'method-a-partners': 'hcalcs methodAResponder eSME' }, 'join-both-sides'],
    [{ 'events-are-on-at-first': false }, 'event-that-is-not-to-be-logged-is-not'],
  ];
  for (const [assumptions, id] of changes) {
    it(`${Object.keys(assumptions)[0]}: another value is another behaviour`, async () => {
      expect(await deviations({}, [id])).eql([]);
      expect(await deviations(assumptions, [id])).eql([id]);
    });
  }

  // These scenarios take what they expect from the profile: they hold only if the emulator does as well.
  for (const [assumptions, id] of [
    [{ 'unknown-switch-result': 4 }, 'no-sixth-switch'],
    [{ 'hub-log-full-result': 3 }, 'whitelist-is-bounded'],
    [{ 'hub-device-log-size': 5 }, 'whitelist-is-bounded'],
    [{ 'method-a-certificate-result': 2 }, 'join-with-certificate'],
    [{ 'broker-content-mismatch-code': 'E11' }, 'service-of-other-action-is-refused'],
    [{ 'empty-log-result': 11 }, 'log-without-entries-is-answered'],
    [{ 'empty-log-result': 11 }, 'log-range-includes-both-ends'],
    [{ 'esme-reset-sends-cancel': true }, 'reset-is-told-to-hcalcs'],
    [{ 'esme-reset-sends-cancel': true }, 'distributor-resets-switch'],
    [{ 'hcalcs-successor-grace-seconds': 0 }, 'hcalcs-waits-for-a-successor'],
    [{ 'hcalcs-successor-grace-seconds': 9 }, 'hcalcs-asks-a-silent-esme-a-few-times'],
  ] as const) {
    it(`${Object.keys(assumptions)[0]}, ${id}: emulator and scenario follow the profile`, async () => {
      expect(await deviations(assumptions, [id])).eql([]);
    });
  }

  it('receive-check-order: the first check that fails is the one that is reported', async () => {
    const refusedBy = (order: readonly string[]): string | undefined => {
      const refused: string[] = [];
      const installation = new Installation({
        profile: profileWith({ 'receive-check-order': order.join(' ') }),
        provider: opensslProvider,
        identities: makeIdentities(opensslProvider, 'order'),
        start: 0,
        observer: {
          message: () => {},
          frame: () => {},
          note: (_device, note) => {
            if (note.note === 'refused') refused.push(note.check);
          },
        },
      });
      // Nothing about this Pre-Command is right: no MAC, no signature, nobody's originator, another recipient.
      const text =
        'DF090100000000000007D00890B3D51F300200000800DB1234567890A00002005522D9200007D0000202000100005E2C75020203000900000A0067FF010212003C120112';
      installation.network.inject(DEVICES.esme, Uint8Array.from(Buffer.from(text, 'hex')));
      installation.clock.advanceTo(1000);
      return refused[0];
    };
    expect(refusedBy(RECEIVE_CHECK_NAMES)).equal('recipient');
    expect(refusedBy(RECEIVE_CHECK_NAMES.toReversed())).equal('protections');
    expect(() => refusedBy(['parse', 'mac'])).throw(/receive-check-order/);
    expect(() => refusedBy([...RECEIVE_CHECK_NAMES, 'mac'])).throw(/receive-check-order/);
  });

  it('that are fixed cannot be given another value', () => {
    const fixed = Object.values(ASSUMPTIONS).filter((assumption) => assumption.fixed !== undefined);
    expect(fixed.length).greaterThan(5);
    for (const { name, value } of fixed) {
      const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${value}?`;
      expect(() => profileWith({ [name]: other } as Changed), name).throw(/cannot have another value/);
    }
  });
});
