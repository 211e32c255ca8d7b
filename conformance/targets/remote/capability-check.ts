import {
  apsFrame,
  DEVICES,
  encodeLoadControlFrame,
  frameJson,
  type HanFrame,
  LOAD_CONTROL_CLUSTER,
} from '../../../emulator/index.js';
import { assumptionValue, HanlabError, type Instant, type Profile } from '../../../gbcs/index.js';
import type { Hello } from './hello.js';
import { shown, type TargetClient, type Values } from './target-client.js';
import { timeIn, timeText } from './target-time.js';

/**
 * What a device says that it can, held against what it does, before any scenario relies on it.
 * @returns for each capability that it claims and does not have, what it does instead; the words follow `claims it, but`
 * @throws HanlabError where the conversation has ended
 */
export function checkCapabilities(client: TargetClient, hello: Hello, profile: Profile): ReadonlyMap<string, string> {
  const troubles = new Map<string, string>();
  const checks: Readonly<Record<string, () => string | undefined>> = {
    clock: () => clockTrouble(client),
    reset: () => resetTrouble(client, hello),
    probe: () => probeTrouble(client, hello),
    power: () => powerTrouble(client, hello, profile),
    prompt: () => promptTrouble(client, hello),
  };
  for (const [capability, check] of Object.entries(checks)) {
    if (!hello.capabilities.has(capability)) continue;
    if (hello.capabilities.has('reset') && !troubles.has('reset')) attempt(() => tell(client, 'reset', {}));
    const trouble = attempt(check);
    if (trouble !== undefined) troubles.set(capability, trouble);
  }
  return troubles;
}

/** A refusal is trouble; the end of the conversation is for the caller. */
function attempt(check: () => unknown): string | undefined {
  try {
    const trouble = check();
    return typeof trouble === 'string' ? trouble : undefined;
  } catch (error) {
    if (error instanceof HanlabError && error.code === 'HANLAB_E_TARGET_CLAIM') return error.message;
    throw error;
  }
}

const STEP_MS = 60_000;

function clockTrouble(client: TargetClient): string | undefined {
  const to = timeText(timeOf(client) + STEP_MS);
  tell(client, 'clock', { to });
  const reached = timeText(timeOf(client));
  return reached === to ? undefined : `told to go to ${to} it is at ${reached}`;
}

/** Only a device whose time goes on can show that it begins anew. */
function resetTrouble(client: TargetClient, hello: Hello): string | undefined {
  const before = timeOf(client);
  if (hello.capabilities.has('clock')) tell(client, 'clock', { to: timeText(before + STEP_MS) });
  tell(client, 'reset', {});
  const after = timeOf(client);
  return hello.capabilities.has('clock') && after > before ? `its time stays at ${timeText(after)}` : undefined;
}

function probeTrouble(client: TargetClient, { kind, address, isLoadControlAlone }: Hello): string | undefined {
  const state = client.call('probe', { device: address }, ({ result }) => result['state']) as Values | undefined;
  if (typeof state !== 'object' || state === null) return 'the state is no object';
  if (kind === 'esme')
    return Array.isArray(state['switches']) ? undefined : 'the state of an ESME has no list of switches';
  const { position } = state as { readonly position?: unknown };
  if (position !== 'open' && position !== 'closed') return `the position of the switch is ${shown(position, 40)}`;
  if (isLoadControlAlone || Array.isArray(state['deviceLog'])) return undefined;
  return 'the state of an HCALCS has no deviceLog';
}

/** A device that answers a frame with power must not do so without, and again after that. */
function powerTrouble(client: TargetClient, hello: Hello, profile: Profile): string | undefined {
  const { address, isLoadControlAlone, capabilities } = hello;
  const prepare = (): void => {
    if (capabilities.has('reset')) tell(client, 'reset', {});
    if (isLoadControlAlone) tell(client, 'partner', { device: DEVICES.esme });
  };
  let sequence = 0;
  const speaks = (): boolean => tell(client, 'frame', frameJson(stimulus(hello, profile, ++sequence))) > 0;
  prepare();
  const answersWithPower = speaks();
  prepare();
  tell(client, 'power', { device: address, on: false });
  const answersWithout = speaks();
  const saysAtPowerUp = tell(client, 'power', { device: address, on: true }) > 0;
  if (answersWithout) return 'it goes on answering frames without power';
  if (answersWithPower && !saysAtPowerUp && !speaks()) return 'it is silent when it has got power back';
  return undefined;
}

/** A frame that a device answers, as far as anything is known of it. */
function stimulus({ kind, address, isLoadControlAlone }: Hello, profile: Profile, sequence: number): HanFrame {
  if (isLoadControlAlone) {
    const event = encodeLoadControlFrame(
      {
        command: 'loadControlEvent',
        issuerEventId: sequence,
        deviceClass: assumptionValue(profile, 'drlc-device-class'),
        utilityEnrolmentGroup: 0,
        startTime: 0,
        durationMinutes: 1,
        criticality: assumptionValue(profile, 'drlc-criticality'),
        dutyCycle: assumptionValue(profile, 'drlc-duty-cycle-closed'),
        eventControl: 0,
      },
      sequence,
    );
    return { source: DEVICES.esme, destination: address, content: apsFrame(LOAD_CONTROL_CLUSTER, event) };
  }
  if (kind === 'hcalcs') {
    return { source: DEVICES.hub, destination: 'broadcast', content: { kind: 'permitJoining', members: [] } };
  }
  // Read Attributes of the Basic cluster: whoever does not have it says so.
  const zcl = Uint8Array.of(0x00, sequence, 0x00, 0x00, 0x00);
  return { source: DEVICES.hub, destination: address, content: apsFrame(0x0000, zcl) };
}

/** What each prompt that the suite uses is tried with. */
const PROMPTS: Readonly<Record<string, Values>> = {
  'press-boost': {},
  'cancel-boost': {},
  'receive-firmware': { hash: '00'.repeat(32), version: '00000000' },
};

function promptTrouble(client: TargetClient, { prompts }: Hello): string | undefined {
  for (const [action, params] of Object.entries(PROMPTS)) {
    if (!prompts.has(action)) continue;
    const trouble = attempt(() => tell(client, 'prompt', { action, ...params }));
    if (trouble !== undefined) return `${action}: ${trouble}`;
  }
  return undefined;
}

/** @returns how many frames the device sent */
function tell(client: TargetClient, method: string, params: Values): number {
  return client.call(method, params, ({ told }) => told.filter((one) => one.method === 'frame').length);
}

function timeOf(client: TargetClient): Instant {
  return client.call('clock', {}, ({ result }) => timeIn(result).now);
}
