import {
  DEVICES,
  type EmulatedTarget,
  type HanFrame,
  type TargetListener,
  TargetSession,
} from '../../../emulator/index.js';

/** A line of the target protocol, as the tests look at it. */
export interface Line {
  readonly jsonrpc: '2.0';
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: { readonly code: string } };
}

export const START = Date.UTC(2026, 0, 5, 18);

/** A session with a target, spoken to by the tests. */
export class Played<Target extends EmulatedTarget> {
  readonly target: Target;
  readonly #session: TargetSession;
  readonly #lines: Line[] = [];
  #id = 0;

  constructor(
    make: (listener: TargetListener) => Target,
    options: Partial<ConstructorParameters<typeof TargetSession>[0]> = {},
  ) {
    const told: ((session: TargetListener) => void)[] = [];
    let session: TargetListener = {
      frame: (...it) => told.push((one) => one.frame(...it)),
      message: (...it) => told.push((one) => one.message(...it)),
      note: (...it) => told.push((one) => one.note(...it)),
    };
    this.target = make({
      frame: (...it) => session.frame(...it),
      message: (...it) => session.message(...it),
      note: (...it) => session.note(...it),
    });
    const write = (line: string) => this.#lines.push(JSON.parse(line) as Line);
    const configuration = {
      target: this.target,
      version: '0',
      time: 'virtual',
      start: START,
      write,
      ...options,
    } as const;
    this.#session = new TargetSession(configuration);
    session = this.#session;
    for (const one of told) one(session);
  }

  /** Gives a line. @returns what was said about it */
  line(text: string): Line[] {
    this.#session.take(text);
    return this.#lines.splice(0);
  }

  /** A request, whose answer must come last. */
  ask(method: string, params: unknown = {}): { readonly answer: Line; readonly told: readonly Line[] } {
    const id = ++this.#id;
    const told = this.line(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const answer = told.pop();
    if (answer?.id !== id) throw new Error(`no answer to ${method}`);
    return { answer, told };
  }

  /** A request that must be done. @returns what the target told of before its answer */
  do(method: string, params: unknown = {}): readonly Line[] {
    const { answer, told } = this.ask(method, params);
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return told;
  }

  /** Has the target tell something. @returns what was said of it */
  hear(tell: (listener: TargetListener) => void): Line[] {
    tell(this.#session);
    return this.#lines.splice(0);
  }

  state(device: string): unknown {
    return this.ask('probe', { device }).answer.result?.['state'];
  }
}

/** A target that does nothing but keep the frames that it gets. */
export function keeping(frames: HanFrame[]): EmulatedTarget {
  return {
    kind: 'hcalcs',
    profile: 'none',
    gbcsVersion: '3.1',
    devices: [{ device: DEVICES.hcalcs, kind: 'hcalcs' }],
    gbcsAddress: DEVICES.hcalcs,
    now: START,
    nextDue: undefined,
    reset: () => {},
    sendFrame: (frame) => frames.push(frame),
    sendMessage: () => {
      throw new Error('with a secret in its text');
    },
    advanceTo: () => {},
    power: () => {},
    probe: () => ({
      big: 2n ** 70n,
      octets: Uint8Array.of(1, 2),
      map: new Map([['a', new Set([1])]]),
      none: undefined,
    }),
    prompts: {},
  };
}
