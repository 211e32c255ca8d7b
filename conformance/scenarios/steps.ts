import { expect } from 'chai';
import type { DeviceName, HcalcsName } from '../../emulator/index.js';
import { INSTALL_CODES } from '../../emulator/index.js';
import {
  addDevice,
  type CalendarEntry,
  type Command,
  type Data,
  JOIN_RESPONSE_CODE,
  joinEsmeAtHcalcs,
  joinHcalcsAtEsme,
  type Message,
  type SwitchNumber,
  UNJOIN_RESPONSE_CODE,
} from '../../gbcs/index.js';
import type {
  EsmeState,
  HcalcsState,
  HubState,
  Laboratory,
  Position,
  Reaction,
  RequestOutcome,
  UserParty,
} from '../targets/laboratory.js';
import { configuring } from './intentions.js';

/** What scenarios do and expect again and again. Expectations throw chai's AssertionError with expected and actual. */

/** One hour, in the seconds that time is advanced by. */
export const HOUR = 3600;
export const MINUTE = 60;

/** A request that the DCC accepts and the device answers; its Response must be authentic. */
export async function succeed(
  lab: Laboratory,
  party: UserParty,
  variant: string,
  device: DeviceName,
  command: Command,
): Promise<Message> {
  const outcome = await lab.request(party, variant, device, command);
  expect(outcome.acknowledgement, `DCC’s answer to ${party} ${variant}`).to.equal('I99');
  expect(outcome.result, `result of ${party} ${variant}`).to.equal('I0');
  expect(outcome.authentic, `protection of the Response to ${party} ${variant}`).to.equal(true);
  const response = outcome.response as Message;
  expectSuccess(response, `${party} ${variant}`);
  return response;
}

/** Every instruction of a DLMS Response succeeded, or the code of an ASN.1 Response is 0. */
function expectSuccess(response: Message, what: string): void {
  const { payload } = response;
  if (payload.kind === 'access-response') {
    expect(resultCodes(response), `results of ${what}`).to.deep.equal(payload.results.map(() => 0));
  } else {
    expect(responseCode(response), `response code of ${what}`).to.equal(0);
  }
}

/** Result codes of a DLMS Response, in order. */
export function resultCodes(response: Message | undefined): readonly number[] {
  const payload = response?.payload;
  return payload?.kind === 'access-response' ? payload.results.map((result) => result.code) : [];
}

/** Data of a DLMS Response, in order. */
export function responseData(response: Message | undefined): readonly Data[] {
  const payload = response?.payload;
  return payload?.kind === 'access-response' ? payload.data : [];
}

/** joinResponseCode or unjoinResponseCode. */
function responseCode(response: Message | undefined): number | undefined {
  const payload = response?.payload;
  if (payload?.kind !== 'asn1') return undefined;
  if (payload.type === 'JoinDeviceResponse') return payload.value.joinResponseCode;
  return payload.type === 'UnjoinDeviceResponse' ? payload.value.unjoinResponseCode : undefined;
}

export function joinCodeName(outcome: RequestOutcome): string | undefined {
  return JOIN_RESPONSE_CODE[responseCode(outcome.response) ?? -1];
}

export function unjoinCodeName(outcome: RequestOutcome): string | undefined {
  return UNJOIN_RESPONSE_CODE[responseCode(outcome.response) ?? -1];
}

/**
 * A distributor asks for something that SECMP0046 would let it do. Where the profile does, it must succeed; where it
 * does not, the DCC must refuse with E2 and make no Pre-Command.
 * @returns whether the profile lets it
 */
export async function distributorAsks(
  lab: Laboratory,
  variant: string,
  device: DeviceName,
  command: Command,
): Promise<boolean> {
  if (lab.permits('distributor', variant)) {
    await succeed(lab, 'distributor', variant, device, command);
    return true;
  }
  await expectRefusal(lab, 'distributor', variant, device, command, 'E2');
  return false;
}

/** The DCC refuses with a code, and nothing of the request reaches the home. */
export async function expectRefusal(
  lab: Laboratory,
  party: UserParty,
  variant: string,
  device: DeviceName,
  command: Command,
  code: string,
): Promise<void> {
  const before = [await lab.esme(), await lab.hub(), (await lab.loadControlFrames()).length];
  const outcome = await lab.request(party, variant, device, command);
  expect(outcome.acknowledgement, `DCC’s answer to ${party} ${variant}`).to.equal(code);
  expect(outcome.preCommand, `Pre-Command for ${party} ${variant}`).to.equal(undefined);
  expect(outcome.response, `Response to ${party} ${variant}`).to.equal(undefined);
  expect(
    [await lab.esme(), await lab.hub(), (await lab.loadControlFrames()).length],
    'state of the home',
  ).to.deep.equal(before);
}

/** Position of a switch as the ESME has it. */
async function switchPosition(lab: Laboratory, number: SwitchNumber): Promise<Position | undefined> {
  return (await lab.esme()).switches[number - 1]?.position;
}

export async function expectSwitch(
  lab: Laboratory,
  number: SwitchNumber,
  position: Position,
  when: string,
): Promise<void> {
  expect(await switchPosition(lab, number), `switch ${number} ${when}`).to.equal(position);
}

export async function expectHcalcs(
  lab: Laboratory,
  position: Position,
  when: string,
  device: HcalcsName = 'hcalcs',
): Promise<void> {
  expect((await lab.hcalcs(device)).position, `${device} ${when}`).to.equal(position);
}

/** Nothing comes back, and nothing has changed in the device: neither Response nor Alert, and the same state. */
export async function expectIgnored(
  lab: Laboratory,
  device: DeviceName,
  message: Uint8Array,
  what = 'the message',
): Promise<void> {
  const before = await stateOf(lab, device);
  expectSilence(await lab.deliver(device, message), what);
  expect(await stateOf(lab, device), `state of ${device} after ${what}`).to.deep.equal(before);
}

export function expectSilence(reaction: Reaction, what: string): void {
  expect(reaction.responses.length, `number of Responses to ${what}`).to.equal(0);
  expect(reaction.alerts.length, `number of Alerts after ${what}`).to.equal(0);
}

/** Everything that a device holds, but its log of refusals. */
export async function stateOf(lab: Laboratory, device: DeviceName): Promise<object> {
  const { securityLog: _, ...state } = await snapshotOf(lab, device);
  return state;
}

/** What a Command does to a device: its state but the counters, which every Command moves. */
export async function effectOn(lab: Laboratory, device: DeviceName): Promise<object> {
  const { securityLog: _, counters: __, ...effect } = await snapshotOf(lab, device);
  return effect;
}

function snapshotOf(lab: Laboratory, device: DeviceName): Promise<EsmeState | HubState | HcalcsState> {
  if (device === 'esme') return lab.esme();
  return device === 'hub' ? lab.hub() : lab.hcalcs(device);
}

/** The supplier lets an HCALCS onto the HAN. */
export async function whitelist(
  lab: Laboratory,
  device: HcalcsName = 'hcalcs',
  party: UserParty = 'supplier',
): Promise<void> {
  await succeed(lab, party, '8.11', 'hub', addDevice(lab.eui(device), 'hcalcs', INSTALL_CODES[device], 600));
  // A device whose first frames get lost tries again.
  const isOnHan = async () => (await lab.hub()).whitelist.some((one) => one.device === lab.eui(device) && one.joined);
  for (let waited = 0; waited < MINUTE && !(await isOnHan()); waited += 5) await lab.advance(5);
}

/** Both sides of the join of an HCALCS with the ESME, responder first. */
export async function join(
  lab: Laboratory,
  device: HcalcsName = 'hcalcs',
  party: UserParty = 'supplier',
): Promise<void> {
  await succeed(lab, party, '8.7.1', device, joinEsmeAtHcalcs(lab.eui('esme')));
  await succeed(lab, party, '8.7.1', 'esme', joinHcalcsAtEsme(lab.eui(device)));
}

/** A calendar cannot be empty in GBCS 3.1: this one opens switch 5 at 03:00, far from what scenarios look at. */
export const QUIET_CALENDAR: readonly CalendarEntry[] = [
  { switch: 5, action: 'open', hour: 3, minute: 0, weekdays: '1111111', specialDays: '' },
];

/** Ties a switch number to an HCALCS; in GBCS 4.x its join has done that, and this sets the calendar. */
export async function bind(
  lab: Laboratory,
  number: SwitchNumber,
  device: HcalcsName = 'hcalcs',
  entries: readonly CalendarEntry[] = QUIET_CALENDAR,
): Promise<void> {
  await succeed(lab, 'supplier', ...configuring(lab, { switches: { [number]: lab.eui(device) }, entries }));
}

/** The supplier installs an HCALCS as switch 2: whitelist, join, bind. */
export async function install(lab: Laboratory, entries: readonly CalendarEntry[] = QUIET_CALENDAR): Promise<void> {
  await whitelist(lab);
  await join(lab);
  await bind(lab, 2, 'hcalcs', entries);
}
