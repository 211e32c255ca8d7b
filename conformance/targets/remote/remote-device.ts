import {
  type Device,
  type DeviceNote,
  type Effect,
  frameJson,
  frameOfJson,
  type HanFrame,
} from '../../../emulator/index.js';
import { type Eui64, HanlabError, type Instant } from '../../../gbcs/index.js';
import type { Hello, TestedKind } from './hello.js';
import { garbage, recordOf, shown, type TargetAnswer, type TargetClient, type Values } from './target-client.js';
import { dueIn, timeIn, timeText } from './target-time.js';

/** The protocol lets time go on by a year at most in one request. */
const MOST_ADVANCE_MS = 365 * 24 * 3_600_000;

/** State of a device, as it says. */
type DeviceState = Readonly<Record<string, unknown>>;

/**
 * A device under test on the emulated HAN: what comes to it goes over the target protocol, and what it tells are its
 * effects. Its time goes on when something comes to it or is due.
 */
export class RemoteDevice implements Device {
  readonly eui: Eui64;
  readonly kind: TestedKind;
  readonly #client: TargetClient;
  /** The name that it knows itself by, which the load control client alone need not share. */
  readonly #address: Eui64;
  #now: Instant;
  #due: Instant | undefined;
  #stimuli = 0;

  /**
   * @param eui the name that it has on the HAN
   * @throws HanlabError of the conversation, as all of its methods; see {@link TargetClient.call}
   */
  constructor(client: TargetClient, { kind, address }: Pick<Hello, 'kind' | 'address'>, eui: Eui64) {
    this.eui = eui;
    this.kind = kind;
    this.#client = client;
    this.#address = address;
    const { now, due } = client.call('clock', {}, ({ result }) => timeIn(result));
    this.#now = now;
    this.#due = due;
  }

  /** The time that it has come to. */
  get now(): Instant {
    return this.#now;
  }

  /** How often a frame has come to it, or something been done to it. Whom it belongs to is neither. */
  get stimuli(): number {
    return this.#stimuli;
  }

  nextDue(): Instant | undefined {
    return this.#due;
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    const destination = frame.destination === this.eui ? this.#address : frame.destination;
    return this.#do(now, 'frame', frameJson({ ...frame, destination }));
  }

  tick(now: Instant): readonly Effect[] {
    const effects: Effect[] = [];
    while (this.#now < now || (this.#due !== undefined && this.#due <= now)) {
      const to = Math.min(now, this.#now + MOST_ADVANCE_MS);
      this.#client.call('clock', { to: timeText(to) }, (answer) => {
        const { now: reached, due } = timeIn(answer.result);
        if (reached !== to) throw garbage(`the clock is at ${timeText(reached)}, told to go to ${timeText(to)}`);
        if (due !== undefined && due <= to) {
          throw garbage(`something is due at ${timeText(due)}, which has come already at ${timeText(to)}`);
        }
        effects.push(...this.#effectsOf(answer));
        this.#now = reached;
        this.#due = due;
      });
    }
    return effects;
  }

  powerDown(now: Instant): void {
    this.#do(now, 'power', { device: this.#address, on: false });
    // What it is said to do while it has no power is for nobody.
    this.#due = undefined;
  }

  powerUp(now: Instant): readonly Effect[] {
    return this.#do(now, 'power', { device: this.#address, on: true });
  }

  /** Somebody does something at the device. @param params of the action */
  prompt(action: string, params: Values, now: Instant): readonly Effect[] {
    return this.#do(now, 'prompt', { action, ...params });
  }

  /** Tells a device without joining which ESME it belongs to, if to any. */
  partner(device: Eui64 | undefined, now: Instant): readonly Effect[] {
    return this.#do(now, 'partner', { device: device ?? null });
  }

  snapshot(): DeviceState {
    return this.#client.call('probe', { device: this.#address }, ({ result }) => recordOf(result['state'], 'state'));
  }

  /** A laboratory keeps no state. @throws HanlabError `HANLAB_E_STATE` */
  save(): never {
    throw new HanlabError('HANLAB_E_STATE', 'the state of a device under test is in the device, and cannot be saved');
  }

  /** @throws HanlabError `HANLAB_E_STATE` */
  restore(): never {
    throw new HanlabError(
      'HANLAB_E_STATE',
      'the state of a device under test is in the device, and cannot be restored',
    );
  }

  #do(now: Instant, method: string, params: Values): readonly Effect[] {
    const before = this.tick(now);
    if (method !== 'partner') this.#stimuli++;
    const after = this.#client.call(method, params, (answer) => {
      this.#due = dueIn(answer.result);
      return { effects: this.#effectsOf(answer), isDueSaid: 'nextDue' in answer.result };
    });
    if (!after.isDueSaid) this.#due = this.#client.call('clock', {}, ({ result }) => dueIn(result));
    return [...before, ...after.effects];
  }

  #effectsOf({ told }: TargetAnswer): readonly Effect[] {
    return told.flatMap(({ method, params }): Effect[] => {
      if (method === 'frame') return [{ kind: 'send', frame: this.#frameOf(params) }];
      return method === 'note' ? [{ kind: 'note', note: noteOf(params) }] : [];
    });
  }

  #frameOf({ at: _, ...params }: Values): HanFrame {
    const { level, source } = params;
    if (level !== 'aps' && level !== 'joining') throw garbage(`the device sent a frame of level ${shown(level, 20)}`);
    if (source !== this.#address)
      throw garbage(`the device sent a frame of ${shown(source, 40)}; it is ${this.#address}`);
    let frame: HanFrame;
    try {
      frame = frameOfJson(level, params);
    } catch (error) {
      if (error instanceof Error) throw garbage(`the device sent a frame that is none: ${shown(error.message)}`);
      throw error;
    }
    return { ...frame, source: this.eui };
  }
}

/** Notes are to be seen in evidence, whatever they are; no verdict rests on them. */
function noteOf({ at: _at, device: _device, ...note }: Values): DeviceNote {
  if (typeof note['note'] !== 'string') throw garbage('the device told a note without its name');
  return note as unknown as DeviceNote;
}
