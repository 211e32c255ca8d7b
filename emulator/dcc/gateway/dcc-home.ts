import { type Eui64, HanlabError, type Instant } from '../../../gbcs/index.js';
import { DurableHome, type OutboxEntry, type Said } from '../../durable/durable-home.js';
import { DEVICES, PARTIES } from '../../identities.js';
import { Installation, type InstallationConfiguration, inventoryOfHome } from '../../installation.js';
import type { RequestHeader } from '../access-control.js';
import type { AnomalyThreshold } from '../anomaly-detection.js';
import { DccService, type ReceivedDocument, type ServiceName } from '../dcc-service.js';
import type { Registrations } from '../inventory/registrations.js';
import { madeValues } from '../made-values.js';
import type { SchemaSet } from '../xml/schema.js';
import { DCC_XML_SIGN_ROLE, testXmlSigner, XmlCertificates } from '../xml/signing-keys.js';
import { USERS } from './users.js';

/**
 * A home behind a DCC that takes documents, in memory or on disk. On disk, a request is one transaction: what it does to
 * the home, what the DCC remembers of it and the documents that come of it are there before it is answered.
 */

export interface DccHomeConfiguration {
  readonly installation: Omit<InstallationConfiguration, 'dcc' | 'inventory'>;
  readonly schemas: SchemaSet;
  /** Who is registered for the supply point of the home; its supplier and its distributor where left out. */
  readonly registrations?: Registrations;
  /** Whether time is that of this machine, or goes on by as much as each request takes. */
  readonly time: 'real' | 'virtual';
  /** Where all of it is kept, and with what it was begun: see {@link DurableHome}. */
  readonly state?: { readonly directory: string; readonly identity: Readonly<Record<string, string>> };
}

/** Hears of a request of a User that is to be warned of it. DUIS has no body for a warning: the User is not told. */
type WarningListener = (header: RequestHeader, threshold: AnomalyThreshold) => void;

interface Warnings {
  listener?: WarningListener;
}

/** A document that waits for its User. */
export type WaitingDocument = OutboxEntry;

/** Where a home is, and what it has said. */
interface Keeping {
  readonly installation: Installation;
  /** Does something to the home, and keeps what came of it. */
  keep(act: (home: Installation) => void): void;
  outbox(after: number): readonly WaitingDocument[];
  drop(sequence: number): void;
  close(): Promise<void>;
}

/** As much virtual time passes with each request at least: what a Command sets off on the HAN has happened then. */
const VIRTUAL_MS_OF_REQUEST = 60_000;

export class DccHome {
  readonly #service: DccService;
  readonly #keeping: Keeping;
  readonly #isReal: boolean;
  readonly #warnings: Warnings;

  private constructor(service: DccService, keeping: Keeping, warnings: Warnings, isReal: boolean) {
    this.#service = service;
    this.#keeping = keeping;
    this.#warnings = warnings;
    this.#isReal = isReal;
  }

  /**
   * Opens a home, or begins one. Its inventory has the hub and the ESME; what else there is has to be told to the DCC.
   * @throws HanlabError as {@link DurableHome.open}
   */
  static async open(configuration: DccHomeConfiguration): Promise<DccHome> {
    const { registrations, state, time } = configuration;
    let service: DccService | undefined;
    const warnings: Warnings = {};
    const installation: InstallationConfiguration = {
      ...configuration.installation,
      inventory: inventoryOfHome(configuration.installation, KNOWN_FROM_THE_BEGINNING, registrations),
      dcc: {
        onResponse: (response) => service?.answered(response),
        onAlert: (recipient, message) => service?.alerted(recipient, message),
        onSent: (header, command) => service?.sent(header, command),
        onRemoval: (alert) => service?.removal(alert),
        onAnomaly: (header, verdict) => {
          service?.anomaly(header, verdict);
          if (verdict.kind === 'warn') warnings.listener?.(header, verdict.threshold);
        },
        serviceOf: (document) => needService(service).asked(document),
      },
    };
    const beside = (home: Installation, say: (said: Said) => void): DccService => {
      service = serviceOf(configuration, home, say);
      return service;
    };
    const keeping =
      state === undefined
        ? inMemory(installation, beside)
        : onDisk(await DurableHome.open({ ...state, installation, beside }));
    return new DccHome(needService(service), keeping, warnings, time === 'real');
  }

  /** Has somebody hear of it when a User has gone beyond the number of requests from which on it is to be warned. */
  onWarning(listener: WarningListener): void {
    this.#warnings.listener = listener;
  }

  get now(): Instant {
    return this.#keeping.installation.clock.now;
  }

  /** When something happens by itself, if it does. */
  get nextDue(): Instant | undefined {
    return this.#keeping.installation.nextDue;
  }

  /** Requests that anomaly detection holds. */
  get held(): number {
    return this.#keeping.installation.broker.quarantine.held.length;
  }

  /** Requests that the DCC holds until their time. */
  get futureDated(): number {
    return this.#keeping.installation.broker.futureDated;
  }

  /** The devices of the home, in the inventory or not. */
  get devices(): Installation['devices'] {
    return this.#keeping.installation.devices;
  }

  /** Reads a document, and does nothing. @throws DuisError as {@link DccService.read} */
  read(octets: Uint8Array): ReceivedDocument {
    return this.#service.read(octets);
  }

  /**
   * Does what a document asks for. When this returns, all that came of it is kept.
   * @returns the answer at once
   * @throws DuisError as {@link DccService.take}; HanlabError `HANLAB_E_STATE` if it cannot be kept
   */
  take(service: ServiceName, received: ReceivedDocument): Uint8Array {
    // Nothing comes of what nobody has signed.
    if (received.signer === undefined) return this.#service.take(service, received);
    return this.#keep(() => this.#service.take(service, received));
  }

  /** Lets real time go on to an instant. */
  advanceTo(instant: Instant): void {
    this.#keep((home) => home.advanceTo(Math.max(home.clock.now, instant)));
  }

  /** Ends the quarantine of what is held. @returns how many requests it was */
  endQuarantine(how: 'release' | 'drop'): number {
    return this.#keep(({ broker }) => broker.quarantine.end(how));
  }

  /** Documents that were made after one, and wait for their Users, oldest first. */
  waitingAfter(sequence: number): readonly WaitingDocument[] {
    return this.#keeping.outbox(sequence);
  }

  /** A document has arrived. */
  arrived(sequence: number): void {
    this.#keeping.drop(sequence);
  }

  async close(): Promise<void> {
    await this.#keeping.close();
  }

  #keep<T>(act: (home: Installation) => T): T {
    let outcome: { readonly value: T } | { readonly error: HanlabError } | undefined;
    this.#keeping.keep((home) => {
      if (this.#isReal) home.advanceTo(Math.max(home.clock.now, Date.now()));
      try {
        outcome = { value: act(home) };
      } catch (error) {
        // A request that is refused is no failure of the home.
        if (!(error instanceof HanlabError)) throw error;
        outcome = { error };
      }
      if (this.#isReal) home.advanceTo(home.clock.now);
      else settle(home);
    });
    if (outcome === undefined) throw new HanlabError('HANLAB_E_HARNESS', 'nothing was done to the home');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}

const KNOWN_FROM_THE_BEGINNING = [
  { eui: DEVICES.hub, kind: 'communicationsHub' },
  { eui: DEVICES.esme, kind: 'esme' },
] as const;

/** The DCC of a home, which is there once the home is. */
function needService(service: DccService | undefined): DccService {
  if (service === undefined) throw new HanlabError('HANLAB_E_HARNESS', 'the home has no DCC');
  return service;
}

/** Lets virtual time go on until the DCC waits for no Response: each has a time by which it is given up. */
function settle(home: Installation): void {
  home.advanceTo(home.clock.now + VIRTUAL_MS_OF_REQUEST);
  while (home.broker.awaiting > 0 && home.nextDue !== undefined) home.advanceTo(home.nextDue);
}

function serviceOf(
  { installation, schemas }: DccHomeConfiguration,
  { broker, clock }: Installation,
  say: (said: Said) => void,
): DccService {
  const { profile, provider, identities } = installation;
  const certificates = new XmlCertificates();
  for (const name of USERS) certificates.add(testXmlSigner(identities.pki, PARTIES[name].eui).certificate);
  const { eui } = PARTIES.broker;
  return new DccService(
    {
      profile,
      schemas,
      certificates,
      signer: testXmlSigner(identities.pki, eui, DCC_XML_SIGN_ROLE).signer,
      made: (request) => madeValues({ provider, keys: identities.keysOf(eui), dcc: eui }, request),
      now: () => clock.now,
      toUser: (user: Eui64, document) => say({ from: eui, to: user, message: document, at: clock.now }),
    },
    broker,
  );
}

function inMemory(
  configuration: InstallationConfiguration,
  beside: (home: Installation, say: (said: Said) => void) => unknown,
): Keeping {
  const waiting = new Map<number, WaitingDocument>();
  const installation = new Installation(configuration);
  let last = 0;
  beside(installation, (said) => {
    last += 1;
    waiting.set(last, { sequence: last, ...said });
  });
  return {
    installation,
    keep: (act) => act(installation),
    outbox: (after) => [...waiting.values()].filter(({ sequence }) => sequence > after),
    drop: (sequence) => void waiting.delete(sequence),
    close: async () => {},
  };
}

function onDisk(durable: DurableHome): Keeping {
  return {
    installation: durable.installation,
    keep: (act) => void durable.take(durable.lastInput + 1, act),
    outbox: (after) => durable.outbox(after),
    drop: (sequence) => durable.drop(sequence),
    close: () => durable.close(),
  };
}
