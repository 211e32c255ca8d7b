import { HanlabError, type Instant, toHex } from '../../gbcs/index.js';
import type { HanFrame } from '../han/frames.js';
import type { DeviceNote } from '../kernel/device.js';
import type { EmulatedTarget, TargetListener } from './emulated-target.js';
import { frameJson, frameOfJson } from './frame-json.js';
import { errorLine, idOf, notificationLine, type Params, RpcError, readRequest, resultLine } from './json-rpc.js';
import {
  booleanIn,
  choiceIn,
  euiIn,
  instantIn,
  listIn,
  numberIn,
  octetsIn,
  onlyIn,
  recordIn,
  textIn,
} from './params.js';
import type { KeyFile } from './provisioning.js';

/** Version of the target protocol. It changes when something means another thing than before, not when more is added. */
const TARGET_PROTOCOL = 1;

/** Virtual time goes on by a year at most in one request. */
const MOST_ADVANCE_MS = 366 * 24 * 3_600_000;

/** What a session is with: the target, and how its time goes. */
export interface SessionConfiguration {
  readonly target: EmulatedTarget;
  readonly version: string;
  /** In real time, requests cannot change the clock. */
  readonly time: 'virtual' | 'real';
  /** Where a reset target starts, in virtual time. */
  readonly start: Instant;
  /** Takes lines without their end. */
  readonly write: (line: string) => void;
}

type Method = (session: SessionConfiguration, params: Params) => unknown;

/** The methods of the target protocol, as `docs/target-protocol.md` lists them. */
const METHODS: Readonly<Record<string, Method>> = {
  hello: ({ target, version, time }, params) => {
    onlyIn(params, ['protocol']);
    if (numberIn(params, 'protocol', Number.MAX_SAFE_INTEGER) !== TARGET_PROTOCOL) {
      throw new RpcError('invalidParams', `the protocol is ${TARGET_PROTOCOL}`);
    }
    target.kept?.tellAgain();
    return {
      protocol: TARGET_PROTOCOL,
      name: 'hanlab',
      version,
      target: target.kind,
      profile: target.profile,
      gbcsVersion: target.gbcsVersion,
      levels: ['aps', 'joining', 'gbcs'],
      time,
      capabilities: capabilitiesOf(target, time),
      prompts: Object.keys(target.prompts),
      devices: target.devices.map(({ device, kind, installCode }) => ({
        device,
        kind,
        ...(installCode === undefined ? {} : { installCode: toHex(installCode) }),
      })),
    };
  },
  reset: ({ target, start, time }, params) => {
    onlyIn(params, []);
    if (target.kept !== undefined) throw unsupported('reset: a home that is kept is begun anew in another directory');
    target.reset(time === 'virtual' ? start : target.now);
    return {};
  },
  provision: ({ target }, params) => {
    onlyIn(params, ['device', 'files', 'holders', 'root', 'installCode']);
    if (target.provision === undefined) throw unsupported('other keys than those of its seed');
    const holders = recordIn(params, 'holders');
    target.provision({
      device: euiIn(params, 'device'),
      files: listIn(params, 'files').map(fileOf),
      holders: Object.fromEntries(Object.keys(holders).map((role) => [role, euiIn(holders, role)])),
      ...(params['root'] === undefined ? {} : { root: octetsIn(params, 'root') }),
      ...(params['installCode'] === undefined ? {} : { installCode: octetsIn(params, 'installCode', 16) }),
    });
    return {};
  },
  frame: ({ target }, params) => {
    const level = choiceIn(params, 'level', ['aps', 'joining', 'gbcs']);
    if (level !== 'gbcs') target.sendFrame(frameOfJson(level, params));
    else {
      onlyIn(params, ['level', 'device', 'message']);
      const device = euiIn(params, 'device');
      if (device !== target.gbcsAddress) throw unsupported(`GBCS messages to others than ${target.gbcsAddress}`);
      target.sendMessage(octetsIn(params, 'message'));
    }
    return dueOf(target);
  },
  confirm: ({ target }, params) => {
    onlyIn(params, ['sequence']);
    if (target.kept === undefined) throw unsupported('confirmation, since it keeps no messages');
    target.kept.confirm(numberIn(params, 'sequence', Number.MAX_SAFE_INTEGER));
    return {};
  },
  clock: ({ target, time }, params) => {
    onlyIn(params, ['to', 'by']);
    if (params['to'] !== undefined || params['by'] !== undefined) {
      if (time === 'real') throw unsupported('setting the clock, since its time is real');
      advance(target, params);
    }
    const { now, nextDue } = target;
    return { now: timeText(now), ...(nextDue === undefined ? {} : { nextDue: timeText(nextDue) }) };
  },
  power: ({ target }, params) => {
    onlyIn(params, ['device', 'on']);
    target.power(knownDevice(target, params), booleanIn(params, 'on'));
    return dueOf(target);
  },
  probe: ({ target }, params) => {
    if (params['of'] === undefined) {
      onlyIn(params, ['device']);
      return { state: plain(target.probe(knownDevice(target, params))) };
    }
    onlyIn(params, ['of']);
    choiceIn(params, 'of', ['electricity']);
    if (target.electricity === undefined) throw unsupported('loads, since none are described');
    return { state: plain(target.electricity) };
  },
  prompt: ({ target }, params) => {
    const action = textIn(params, 'action');
    const prompt = Object.hasOwn(target.prompts, action) ? target.prompts[action] : undefined;
    if (prompt === undefined) throw unsupported('this action');
    onlyIn(params, ['action', ...prompt.params]);
    prompt.act(params);
    return dueOf(target);
  },
  partner: () => {
    throw unsupported('partner, since its devices join by themselves');
  },
};

export const TARGET_METHODS: readonly string[] = Object.keys(METHODS);

/**
 * One conversation in the target protocol. A request is carried out whole, and what it brings about is told before its
 * answer; what is wrong with a line is answered, and changes nothing.
 */
export class TargetSession implements TargetListener {
  readonly #configuration: SessionConfiguration;

  constructor(configuration: SessionConfiguration) {
    this.#configuration = configuration;
  }

  /** Takes one line, without its end. Lines with nothing but spaces are let go. */
  take(line: string): void {
    if (line.trim() === '') return;
    const { write } = this.#configuration;
    try {
      const { id, method, params } = readRequest(line);
      if (!Object.hasOwn(METHODS, method)) throw new RpcError('methodNotFound', 'there is no such method');
      const result = METHODS[method]?.(this.#configuration, params);
      if (id !== undefined) write(resultLine(id, result));
    } catch (error) {
      // A notification gets no answer, right or wrong; a line of which that cannot be told does.
      if (error instanceof RpcError || error instanceof HanlabError) {
        if (!isNotification(line)) write(errorLine(idOf(line), error));
        return;
      }
      write(errorLine(idOf(line), error));
      throw error;
    }
  }

  /** A line was longer than any may be; it has not been kept. */
  tooLong(most: number): void {
    this.#configuration.write(errorLine(null, new RpcError('invalidRequest', `a line has more than ${most} octets`)));
  }

  frame(frame: HanFrame, at: Instant, delivered?: boolean): void {
    this.#notify('frame', { at: timeText(at), ...frameJson(frame), ...(delivered === undefined ? {} : { delivered }) });
  }

  message(device: string, message: Uint8Array, at: Instant, sequence?: number): void {
    const numbered = sequence === undefined ? {} : { sequence };
    this.#notify('frame', { at: timeText(at), level: 'gbcs', device, message: toHex(message), ...numbered });
  }

  note(device: string, note: DeviceNote, at: Instant): void {
    this.#notify('note', { at: timeText(at), device, ...(plain(note) as object) });
  }

  #notify(method: string, params: unknown): void {
    this.#configuration.write(notificationLine(method, params));
  }
}

/** When something happens by itself, for whoever keeps the clock: null where nothing does. */
function dueOf({ nextDue }: EmulatedTarget): { readonly nextDue: string | null } {
  return { nextDue: nextDue === undefined ? null : timeText(nextDue) };
}

function capabilitiesOf(target: EmulatedTarget, time: 'virtual' | 'real'): string[] {
  return [
    ...(target.kept === undefined ? ['reset'] : []),
    ...(target.provision === undefined ? [] : ['provision']),
    ...(time === 'virtual' ? ['clock'] : []),
    'power',
    'probe',
    ...(Object.keys(target.prompts).length === 0 ? [] : ['prompt']),
    ...(target.kept === undefined ? [] : ['confirm']),
    ...(target.electricity === undefined ? [] : ['electricity']),
  ];
}

function advance(target: EmulatedTarget, params: Params): void {
  if (params['to'] !== undefined && params['by'] !== undefined)
    throw new RpcError('invalidParams', 'to and by at once');
  const by = params['by'] === undefined ? instantIn(params, 'to') - target.now : seconds(params) * 1000;
  if (by < 0) throw new RpcError('invalidParams', 'time does not go back');
  if (by > MOST_ADVANCE_MS) throw new RpcError('invalidParams', 'time goes on by a year at most in one request');
  target.advanceTo(target.now + by);
}

function seconds(params: Params): number {
  return numberIn(params, 'by', MOST_ADVANCE_MS / 1000);
}

function knownDevice(target: EmulatedTarget, params: Params) {
  const device = euiIn(params, 'device');
  if (target.devices.some((one) => one.device === device)) return device;
  throw new RpcError('invalidParams', `there is no device ${device} here`);
}

function fileOf(file: unknown): KeyFile {
  const params = { file };
  const one = recordIn(params, 'file');
  onlyIn(one, ['name', 'pem', 'der']);
  const contents = one['der'] === undefined ? textIn(one, 'pem') : octetsIn(one, 'der');
  return { name: textIn(one, 'name'), contents };
}

function unsupported(what: string): RpcError {
  return new RpcError('unsupported', `the target does not support ${what}`);
}

function timeText(instant: Instant): string {
  return new Date(instant).toISOString();
}

function isNotification(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return (
      typeof value === 'object' && value !== null && !Array.isArray(value) && !('id' in value) && 'method' in value
    );
  } catch {
    return false;
  }
}

/** State as JSON has it: octets in hexadecimal digits, big integers in decimal ones, maps and sets as lists. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return Array.from(value, plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
