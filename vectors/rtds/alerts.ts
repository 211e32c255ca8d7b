import { decodeFrame, encodePayload, equalBytes, HanlabError } from '../../gbcs/index.js';
import { compare, DATA_SET_TIME, deviceFor, lineTo } from './exchanges.js';
import type { RtdsContext, RtdsFailure, RtdsMessage } from './message.js';
import { presetState } from './preset-state.js';

/**
 * The Alerts of a Reference Test Data Set that a future-dated Command brings about: the Command is put to a fresh device,
 * which is then run to its due date, with its own counter set so that the first of these Alerts has the reference's. The
 * others have to follow in order.
 */

export interface AlertCounts {
  /** matched + notEmulated + failed: Alerts whose Command is in the data set. */
  total: number;
  matched: number;
  /** Of a device, or by a use case, that is not emulated. */
  notEmulated: number;
  failed: number;
}

/** A Command and the Alerts that it brings about, by the data set's own naming. */
export interface RtdsAlerts {
  readonly command: RtdsMessage;
  readonly alerts: readonly RtdsMessage[];
}

/** How far a device is run: every due date of the data set lies within. */
const HORIZON = Date.UTC(2031, 0, 1);
const MAX_TICKS = 20_000;

/** `X_8F66_Y_ALERT_OBJECT_GBCS.HEX` is of `X_Y_COMMAND_GBCS.HEX`. */
function commandFileOf(file: string): string {
  return file.replace(/_8F6[67]_(?=[^/]*$)/, '_').replace(/_ALERT(?:_\w+?)?_GBCS(?=[^/]*$)/, '_COMMAND_GBCS');
}

/** Commands with the Alerts to them. */
export function pairAlerts(messages: readonly RtdsMessage[]): readonly RtdsAlerts[] {
  const byFile = new Map(messages.map((message) => [message.file, message]));
  const pairs = new Map<RtdsMessage, RtdsMessage[]>();
  for (const alert of messages) {
    const command = byFile.get(commandFileOf(alert.file));
    if (command === undefined || command === alert) continue;
    pairs.set(command, [...(pairs.get(command) ?? []), alert]);
  }
  return Array.from(pairs, ([command, alerts]) => ({ command, alerts }));
}

/** Runs every Command that brings about Alerts. */
export function checkAlerts(
  messages: readonly RtdsMessage[],
  context: RtdsContext,
): { counts: AlertCounts; failures: RtdsFailure[] } {
  const counts: AlertCounts = { total: 0, matched: 0, notEmulated: 0, failed: 0 };
  const failures: RtdsFailure[] = [];
  for (const pair of pairAlerts(messages)) {
    const outcomes = playAlerts(pair, context);
    for (const [i, alert] of pair.alerts.entries()) {
      counts.total++;
      const outcome = outcomes === 'notEmulated' ? outcomes : outcomes[i];
      if (outcome === 'notEmulated') counts.notEmulated++;
      else if (outcome === undefined) counts.matched++;
      else {
        counts.failed++;
        failures.push({ file: alert.file, stage: 'alert', code: 'HANLAB_E_MISMATCH', message: outcome });
      }
    }
  }
  return { counts, failures };
}

/**
 * Runs a Command to its due date.
 * @returns of each reference Alert nothing if the device sends it, or what differs in words
 */
export function playAlerts(
  { command, alerts }: RtdsAlerts,
  context: RtdsContext,
): 'notEmulated' | readonly (string | undefined)[] {
  try {
    const first = alertsOf(command, alerts, context, 0n);
    if (first === 'notEmulated') return first;
    const counter = counterBefore(alerts, first);
    const sent = counter === undefined ? first : alertsOf(command, alerts, context, counter);
    return alerts.map((reference) => {
      const { originatorCounter } = reference.message.frame.header;
      const same = (octets: Uint8Array) => decodeFrame(octets).header.originatorCounter === originatorCounter;
      const ours = sent === 'notEmulated' ? undefined : sent.find(same);
      return ours === undefined
        ? `no Alert with counter ${originatorCounter} among ${sent.length}`
        : compare(ours, reference, context);
    });
  } catch (error) {
    if (error instanceof HanlabError) return alerts.map(() => error.message);
    throw error;
  }
}

/** The Alerts that a fresh device sends up to the due date, after it has used its own counter up to this. */
function alertsOf(
  command: RtdsMessage,
  references: readonly RtdsMessage[],
  context: RtdsContext,
  counter: bigint,
): 'notEmulated' | readonly Uint8Array[] {
  const device = deviceFor(command, context);
  if (device === undefined || !('presetOwnCounter' in device)) return 'notEmulated';
  device.presetOwnCounter(counter);
  for (const { message } of references) {
    presetState(device, command.message, message, DATA_SET_TIME, context);
  }
  const line = lineTo(device);
  const messages = [...line.send(command.octets, DATA_SET_TIME).messages];
  for (let ticks = 0; ticks < MAX_TICKS; ticks++) {
    const due = device.nextDue();
    if (due === undefined || due > HORIZON) break;
    messages.push(...line.tick(due).messages);
  }
  return messages.filter((octets) => decodeFrame(octets).header.cra === 3);
}

/** The counter that the device had used before, by the lowest of the reference Alerts that it sends too. */
function counterBefore(references: readonly RtdsMessage[], sent: readonly Uint8Array[]): bigint | undefined {
  const inOrder = references.toSorted((a, b) => Number(counterOf(a) - counterOf(b)));
  for (const reference of inOrder) {
    const payload = encodePayload(reference.message.payload);
    const at = sent.findIndex((octets) => withoutInvokeId(decodeFrame(octets).payload, payload));
    if (at >= 0) return counterOf(reference) - BigInt(at) - 1n;
  }
  return undefined;
}

function counterOf({ message }: RtdsMessage): bigint {
  return message.frame.header.originatorCounter;
}

/** Tag and long-invoke-id of a data-notification, which has the counter in it. */
const INVOKE_ID_END = 5;

function withoutInvokeId(one: Uint8Array, other: Uint8Array): boolean {
  return equalBytes(one.subarray(INVOKE_ID_END), other.subarray(INVOKE_ID_END));
}
