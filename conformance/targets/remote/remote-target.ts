import { DEVICES, type Identities, INSTALL_CODES, makeIdentities } from '../../../emulator/index.js';
import { equalBytes, HanlabError, type Instant, opensslProvider, type Profile } from '../../../gbcs/index.js';
import { SkipError } from '../../runner/verdict.js';
import { type LaboratoryCertificates, laboratoryCertificates } from '../certificates.js';
import { HomeLaboratory, START } from '../emulator.js';
import type { LaboratorySetup, OpenLaboratory, Target } from '../target.js';
import { checkCapabilities } from './capability-check.js';
import type { TargetPlace } from './channel-messages.js';
import { ComposedHcalcs } from './composed-hcalcs.js';
import { type Hello, readHello } from './hello.js';
import { type Provisioning, provisioningOf } from './provision.js';
import { RemoteDevice } from './remote-device.js';
import { TargetClient } from './target-client.js';
import { timeIn, timeText } from './target-time.js';
import { TestedDevice } from './tested-device.js';

export interface RemoteTargetOptions {
  readonly place: TargetPlace;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Of the test PKI, whose keys the device gets or has. */
  readonly seed: string;
  /** Takes what a command writes to standard error, up to a megabyte. */
  readonly errorFile?: string | undefined;
  /** Takes the capture file of a scenario's HAN, piece by piece. */
  readonly capture?: ((scenario: string, octets: Uint8Array) => void) | undefined;
}

/** After so many scenarios in a row that could not begin, and that the device did not outlive, no other is tried. */
const MOST_NOT_BEGUN = 3;
const MOST_NOT_OUTLIVED = 10;
/** Time goes on by a year at most in one request. */
const YEAR_MS = 365 * 24 * 3_600_000;

/** A device that is attached, and what is known of it. */
interface Attached {
  readonly client: TargetClient;
  readonly hello: Hello;
}

/**
 * A device under test as the target, an HCALCS or an ESME; hanlab plays everything else of its home. Each scenario begins
 * with a device as new, and with an exchange that shows that it is there and ends with another.
 */
export function remoteTarget(options: RemoteTargetOptions): Target {
  const { place } = options;
  const remote = new Remote(options);
  return {
    name: place.kind === 'exec' ? `exec:${place.command}` : `tcp:${place.host}:${place.port}`,
    faults: [],
    open: async (setup) => remote.open(setup),
    notes: () => remote.notes,
    close: () => remote.close(),
  };
}

class Remote {
  readonly #options: RemoteTargetOptions;
  readonly #identities: Identities;
  readonly #certificates: LaboratoryCertificates;
  #attached: Attached | undefined;
  /** Nothing has been done to it since it was started. */
  #isFresh = false;
  /** What it claims and does not do; known once it has been tried. */
  #troubles: ReadonlyMap<string, string> | undefined;
  #title: string | undefined;
  #notBegun = 0;
  #notOutlived = 0;
  #lastTrouble = '';

  constructor(options: RemoteTargetOptions) {
    this.#options = options;
    this.#identities = makeIdentities(opensslProvider, options.seed);
    this.#certificates = laboratoryCertificates(this.#identities);
  }

  get notes(): readonly string[] {
    const claims = [...(this.#troubles ?? [])].map(([capability, trouble]) => `claims ${capability}, but ${trouble}`);
    return [...(this.#title === undefined ? [] : [`says that it is ${this.#title}`]), ...claims];
  }

  close(): void {
    this.#attached?.client.close();
    this.#attached = undefined;
  }

  open(setup: LaboratorySetup): OpenLaboratory {
    if (this.#notBegun >= MOST_NOT_BEGUN)
      throw notTried(`${MOST_NOT_BEGUN} scenarios in a row could not begin`, this.#lastTrouble);
    if (this.#notOutlived >= MOST_NOT_OUTLIVED) {
      throw notTried(`the device did not outlive ${MOST_NOT_OUTLIVED} scenarios in a row`, this.#lastTrouble);
    }
    try {
      const opened = this.#begin(setup);
      this.#notBegun = 0;
      return opened;
    } catch (error) {
      if (error instanceof HanlabError) {
        this.#notBegun++;
        this.#lastTrouble = error.message;
        this.close();
      }
      throw error;
    }
  }

  #begin(setup: LaboratorySetup): OpenLaboratory {
    const { client, hello } = this.#asNew(setup.profile);
    const device = new RemoteDevice(client, hello, DEVICES[hello.kind]);
    const capabilities = { hello, troubles: this.#troubles ?? new Map<string, string>() };
    const tested = new TestedDevice(device, capabilities);
    const lab = new HomeLaboratory(setup, this.#identities, this.#certificates, {
      faults: [],
      capture: this.#options.capture,
      tested,
      standIns: hello.isLoadControlAlone
        ? { hcalcs: (emulated) => new ComposedHcalcs(emulated, device) }
        : { [hello.kind]: () => device },
    });
    const stimuli = device.stimuli;
    return {
      lab,
      warnings: lab.warnings,
      conclude: async (hasEnded) => {
        this.#requireAlive({ client, hello }, device, lab.now());
        if (hasEnded && device.stimuli === stimuli) throw new SkipError('nothing of it reached the device under test');
      },
      close: async () => {},
    };
  }

  /** The exchange after a scenario: whoever is dead, or is another than before, cannot be judged. */
  #requireAlive({ client, hello }: Attached, device: RemoteDevice, now: Instant): void {
    try {
      if (client.trouble !== undefined) throw client.trouble;
      device.tick(now);
      this.#requireSame({ client, hello });
      client.call('clock', {}, ({ result }) => requireTime(timeIn(result).now, device.now));
      this.#notOutlived = 0;
    } catch (error) {
      if (error instanceof HanlabError) {
        this.#notOutlived++;
        this.#lastTrouble = error.message;
        this.close();
      }
      throw error;
    }
  }

  #requireSame({ client, hello }: Attached): void {
    client.call('hello', { protocol: 1 }, ({ result }) => {
      if (JSON.stringify(result) === hello.text) return;
      throw new HanlabError('HANLAB_E_TARGET_GARBAGE', 'hello says something else than before');
    });
  }

  /** A device as new, at the instant at which scenarios begin. */
  #asNew(profile: Profile): Attached {
    let attached = this.#attach();
    const { hello } = attached;
    this.#refuseToSkip(hello, profile);
    if (this.#troubles === undefined) {
      this.#troubles = checkCapabilities(attached.client, hello, profile);
      this.#isFresh = false;
    }
    for (const needed of ['clock', 'reset']) {
      const trouble = this.#troubles.get(needed);
      if (trouble !== undefined) throw claim(needed, trouble);
    }
    if (hello.capabilities.has('reset')) attached.client.call('reset', {}, () => {});
    else if (!this.#isFresh) {
      this.close();
      attached = this.#attach();
    }
    this.#isFresh = false;
    attached.client.beginScenario();
    this.#requireSame(attached);
    goToStart(attached.client);
    return attached;
  }

  /** @throws SkipError where no scenario can be run on such a device, though nothing is wrong with it */
  #refuseToSkip({ gbcsVersion, capabilities }: Hello, profile: Profile): void {
    if (gbcsVersion !== undefined && gbcsVersion !== profile.gbcsVersion) {
      throw new SkipError(
        `the device under test is of GBCS ${gbcsVersion}, and ${profile.id} has the rules of ${profile.gbcsVersion}`,
      );
    }
    if (!capabilities.has('clock')) throw new SkipError('the device under test has no clock that can be set');
    if (this.#options.place.kind === 'tcp' && !capabilities.has('reset')) {
      throw new SkipError('the device under test cannot be made as new: it has no reset, and no process of its own');
    }
  }

  /** The device that is attached, or else one that is attached now. */
  #attach(): Attached {
    if (this.#attached !== undefined && this.#attached.client.trouble === undefined) return this.#attached;
    const { place, timeoutMs, errorFile } = this.#options;
    const client = new TargetClient({ place, timeoutMs, errorFile });
    try {
      let hello = helloOf(client);
      this.#title = hello.title;
      if (hello.capabilities.has('provision') && !hello.isLoadControlAlone) {
        provision(client, provisioningOf(hello.kind, this.#identities));
        hello = helloOf(client);
      }
      requireIdentity(hello);
      this.#attached = { client, hello };
      this.#isFresh = true;
      return this.#attached;
    } catch (error) {
      client.close();
      throw error;
    }
  }
}

function helloOf(client: TargetClient): Hello {
  return client.call('hello', { protocol: 1 }, ({ result }) => readHello(result));
}

function provision(client: TargetClient, { params, secrets }: Provisioning): void {
  client.conceal(secrets);
  try {
    client.call('provision', params, () => {});
  } catch (error) {
    if (error instanceof HanlabError && error.code === 'HANLAB_E_TARGET_CLAIM') throw claim('provision', error.message);
    throw error;
  }
}

/** @throws HanlabError where the home around the device would be for another one */
function requireIdentity({ kind, address, installCode, isLoadControlAlone, capabilities }: Hello): void {
  if (isLoadControlAlone) return;
  const expected = DEVICES[kind];
  const isKnown = installCode === undefined || equalBytes(installCode, INSTALL_CODES[kind]);
  if (address === expected && isKnown) return;
  const what = address === expected ? 'its install code' : `its address, ${address},`;
  if (capabilities.has('provision')) throw claim('provision', `${what} is not what it was given`);
  throw new HanlabError(
    'HANLAB_E_TARGET_START',
    `the device cannot be tested: ${what} is not that of the laboratory’s, ${expected}, and it has no provision`,
  );
}

/** Lets time go on to where scenarios begin. */
function goToStart(client: TargetClient): void {
  let now = client.call('clock', {}, ({ result }) => timeIn(result).now);
  if (now > START) {
    const what = `as new it is at ${timeText(now)}; scenarios begin at ${timeText(START)}`;
    throw new HanlabError('HANLAB_E_TARGET_START', `the device cannot be tested: ${what}`);
  }
  while (now < START) {
    const to = Math.min(START, now + YEAR_MS);
    client.call('clock', { to: timeText(to) }, ({ result }) => requireTime(timeIn(result).now, to));
    now = to;
  }
}

function requireTime(found: Instant, expected: Instant): void {
  if (found === expected) return;
  throw new HanlabError(
    'HANLAB_E_TARGET_GARBAGE',
    `the clock of the device is at ${timeText(found)}, where it is ${timeText(expected)}`,
  );
}

function claim(capability: string, trouble: string): HanlabError {
  return new HanlabError('HANLAB_E_TARGET_CLAIM', `the device claims ${capability}, but ${trouble}`);
}

function notTried(why: string, last: string): HanlabError {
  return new HanlabError('HANLAB_E_HARNESS', `not tried: ${why}; the last one: ${last}`);
}
