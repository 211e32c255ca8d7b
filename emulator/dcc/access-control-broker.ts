import {
  assumptionValue,
  type CryptoProvider,
  decodeFrame,
  decodePayload,
  type Eui64,
  encodeFrame,
  type Frame,
  HanlabError,
  type Instant,
  KeyError,
  type KeyStore,
  type Payload,
  type Profile,
  profileById,
  type RemotePartyRole,
  type ServiceRequest,
  type UseCase,
  type UserRole,
  useCaseByCode,
  useCaseByName,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Stored } from '../kernel/stored.js';
import {
  type AccessCheck,
  accessChecksOf,
  type DocumentOrigin,
  LOCAL_VARIANTS,
  REMOTE_PARTY_ROLE_OF_USER,
  type RequestHeader,
  type RequestStage,
  type User,
} from './access-control.js';
import { AnomalyDetection, type AnomalyThreshold, type AnomalyVerdict } from './anomaly-detection.js';
import { CommandMaker, type SavedOwnCounters } from './command-maker.js';
import type { DuisRequest } from './duis/request.js';
import {
  type FutureDatedRequest,
  FutureDatedRequests,
  type RequestDue,
  type SavedFutureDatedRequests,
} from './future-dated-requests.js';
import { decommission } from './inventory/decommission.js';
import { type Effect, effectsOf } from './inventory/effects.js';
import type { Inventory } from './inventory/inventory.js';
import { isOfDevice, isProven } from './proof-of-device.js';
import { Quarantine, type SavedQuarantine } from './quarantine.js';
import { type RemovalAlert, removalAlerts } from './removal-alert.js';
import { type CountedRequest, RequestCounters } from './request-counters.js';
import {
  type AskedFor,
  asService,
  isCommand,
  type RequestedCommand,
  type RequestedService,
  serviceOf,
} from './requested-service.js';

/** What the DCC says to a request at once. */
export interface Acknowledgement {
  /** `I0` or `I99`, or the DUIS response code of the check that refused it. */
  readonly code: string;
  /** The check that refused it. */
  readonly refusedBy?: AccessCheck['name'];
  /** Why no Command can be made, where that is it. */
  readonly reason?: HanlabError;
  /** The Command with all its protections, for whoever asked to deliver it locally. */
  readonly localCommand?: Uint8Array;
  /** It fails a check of what it comes as, whichever check refused it: it may be from anybody. */
  readonly isOfUnknownOrigin?: boolean;
  /** How many requests that were held it has taken back, where it was a cancellation. */
  readonly cancelled?: number;
}

/** Those of the Command Variants for local delivery whose Command goes over the WAN as well. */
const LOCAL_AND_WAN_VARIANTS: ReadonlySet<number | undefined> = new Set([3, 7]);

/** A service that the DCC does itself. */
export interface OwnService<Answer extends Acknowledgement> {
  /** The device that it changes; none where left out. */
  readonly subject?: Eui64 | undefined;
  /** What it makes of devices. */
  readonly effects?: readonly Effect[];
  /** Whether it has the body of its Service Reference Variant; it has where left out. */
  readonly isOfBody?: boolean;
  /** Does it. */
  handle(): Answer;
}

/** What comes back later: the device's Response, or that there is none. */
export interface ServiceResponse {
  readonly header: RequestHeader;
  /** `I0`, `E21` where none has come in time, or why a request that was held until its time was not sent then. */
  readonly code: string;
  /** The Response as the device protected it. */
  readonly message?: Uint8Array;
  /** Whether the DCC itself takes it for the device's. Whatever is for a User its User verifies, too. */
  readonly isOfDevice?: boolean;
}

export interface BrokerConfiguration {
  readonly eui: Eui64;
  /** In whose name suppliers change, with its private keys; where left out, nobody sends such Commands. */
  readonly transitionalCoS?: { readonly eui: Eui64; readonly keys: KeyStore };
  readonly provider: CryptoProvider;
  /** Of the DCC: who may ask for what. */
  readonly profile: Profile;
  /** Of a device, by its version in the inventory: what a request is to it. */
  readonly profileOf: (device: Eui64) => Profile;
  /** Named defects that it has on purpose; none where left out. */
  readonly defects?: ReadonlySet<string>;
  /** The broker's private keys, and certificates of devices and users. */
  readonly keys: KeyStore;
  readonly inventory: Inventory;
  readonly clock: Clock<BrokerEvent>;
  /** Passes a Command to the hub of the device's home. */
  readonly toHome: (device: Eui64, message: Uint8Array) => void;
  /** Hears of what arrives from devices. */
  readonly onResponse: (response: ServiceResponse) => void;
  readonly onAlert: (recipient: Eui64, message: Uint8Array) => void;
  /** How many requests a User may send before they are held; no bounds where left out. */
  readonly thresholds?: readonly AnomalyThreshold[];
  /** Hears of a request that is held, or that its User is to be warned of. */
  readonly onAnomaly?: (header: RequestHeader, verdict: Exclude<AnomalyVerdict, { readonly kind: 'pass' }>) => void;
  /** Hears of each Command that goes out. */
  readonly onSent?: (header: RequestHeader, command: Frame) => void;
  /** Hears of what a distributor is to be told when somebody else asks for an HCALCS to be taken away. */
  readonly onRemoval?: (alert: RemovalAlert) => void;
  /** Makes a document that was held into a service again; needed by whoever puts in services of documents. */
  readonly serviceOf?: (document: DuisRequest) => RequestedService;
}

/** What a broker plans in the clock. */
export type BrokerEvent = ResponseTimeout | RequestDue;

/** No Response has come in time to the request of this key. */
export interface ResponseTimeout {
  readonly kind: 'responseTimeout';
  readonly exchange: string;
}

interface PendingRequest {
  readonly header: RequestHeader;
  /** Its {@link ResponseTimeout} in the clock. */
  readonly timeout: number;
}

/** State of a broker; users and devices are of its configuration. */
export interface SavedBroker {
  readonly ownCounters: SavedOwnCounters;
  readonly pending: ReadonlyMap<string, PendingRequest>;
  readonly counters: ReadonlyMap<string, bigint>;
  readonly anomalies: ReadonlyMap<string, readonly Instant[]>;
  readonly held: SavedQuarantine;
  readonly futureDated: SavedFutureDatedRequests;
}

/** A request at the checks. */
interface CheckedRequest {
  readonly stage: RequestStage;
  readonly header: RequestHeader;
  readonly document: DocumentOrigin | undefined;
  /** Until when the DCC is to hold it, where it names a time, as {@link RequestedService.executionTime}. */
  readonly heldUntil?: (() => Instant | 'never') | undefined;
  isForDevice?(): boolean;
  useCase(): UseCase | undefined;
  command(): Frame | undefined;
  /** Why there is no Command. */
  reason?(): HanlabError | undefined;
  /** Of a service of the DCC itself. */
  readonly isOfBody?: boolean;
  /** The device that a service of the DCC itself changes, if it does one. */
  readonly subject?: Eui64 | undefined;
  /** What it would make of devices; what its Command does where left out. */
  readonly effects?: readonly Effect[];
}

/** Checks that say that a request is not what it seems: its counter is not used up. No time changes what they say. */
const OF_THE_DOCUMENT: ReadonlySet<AccessCheck['name']> = new Set(['service', 'signer', 'counter']);

const NO_DEFECTS: ReadonlySet<string> = new Set();

/** The answer where no Command could be made of a request. */
const NO_COMMAND: Acknowledgement = { code: 'E12', refusedBy: 'content' };

/** What a function gives, found when it is first asked for. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/**
 * The Access Control Broker: lets in what a User may ask, turns it into a Command, adds the MAC of the broker, routes
 * it to the device and the Response back. Where a device does not know the User, the broker asks in its own name.
 */
export class AccessControlBroker implements Stored<SavedBroker> {
  /** What anomaly detection holds. */
  readonly quarantine = new Quarantine((header, command) => this.#release(header, command));
  readonly #configuration: BrokerConfiguration;
  readonly #checks: readonly AccessCheck[];
  readonly #users = new Map<Eui64, User>();
  readonly #counters = new RequestCounters();
  readonly #anomalies: AnomalyDetection;
  readonly #futureDated: FutureDatedRequests;
  /** Requests without a Response yet, by what the Response will repeat. */
  readonly #pending = new Map<string, PendingRequest>();
  readonly #commands: CommandMaker;
  /** What a DCC with a defect tells only when a device has answered. */
  readonly #keptBack: RemovalAlert[] = [];

  constructor(configuration: BrokerConfiguration) {
    this.#configuration = configuration;
    this.#checks = accessChecksOf(configuration.profile).filter(({ name }) => !this.#has(`skip-${name}`));
    this.#anomalies = new AnomalyDetection(configuration.thresholds ?? []);
    this.#futureDated = new FutureDatedRequests(configuration.clock);
    this.#commands = new CommandMaker(configuration, (user) => this.remotePartyRolesOf(user));
  }

  #has(defect: string): boolean {
    return this.#configuration.defects?.has(defect) ?? false;
  }

  /** Enters a User, or what has become of it. */
  putUser(eui: Eui64, user: User): void {
    this.#users.set(eui, user);
  }

  get inventory(): Inventory {
    return this.#configuration.inventory;
  }

  /** Makes all checks of a request. The counter of one that is authentic, for a device that is there, is used up whatever comes of it. */
  #check(request: CheckedRequest): Acknowledgement | undefined {
    const { header, stage } = request;
    const failed = this.#failedOf(this.#checks, request);
    // Whatever the order in which checks are made: nobody else uses up the counter of an originator.
    const isOfOriginator =
      this.#failedOf(
        this.#checks.filter(({ name }) => OF_THE_DOCUMENT.has(name)),
        request,
      ) === undefined;
    const isKnown = this.isOfDcc(header.target) || this.inventory.get(header.target) !== undefined;
    if (isOfOriginator && isKnown) {
      this.#counters.take(countedAs(stage), header.originator, header.target, header.counter);
    }
    if (failed === undefined) return this.#blocked(request);
    return { ...this.#refusal(failed, request), ...(isOfOriginator ? {} : { isOfUnknownOrigin: true }) };
  }

  #refusal(failed: AccessCheck, request: CheckedRequest): Acknowledgement {
    const reason = request.reason?.();
    const code = failed.code(this.#configuration.profile, this.#contextOf(request));
    return { code, refusedBy: failed.name, ...(reason === undefined ? {} : { reason }) };
  }

  /** The first check that a request fails, if it does. */
  #failedOf(checks: readonly AccessCheck[], request: CheckedRequest): AccessCheck | undefined {
    const context = this.#contextOf(request);
    return checks.find((check) => !check.passes(context));
  }

  #contextOf(request: CheckedRequest): Parameters<AccessCheck['passes']>[0] {
    const { profile, inventory, clock } = this.#configuration;
    const { header, stage, document } = request;
    const { originator, target, counter, variant } = header;
    const user = this.#users.get(originator);
    const subject = stage === 'nonDevice' ? request.subject : target;
    const known = subject === undefined ? [] : inventory.supplyPointsOf(subject);
    return {
      profile,
      stage,
      header,
      document,
      user,
      serviceRequest: this.#serviceRequest(variant),
      isToDcc: target === this.#configuration.eui,
      isHeldByDcc: request.heldUntil !== undefined,
      device: inventory.get(target),
      subject: subject === undefined ? undefined : { device: inventory.get(subject) },
      claimed: Object.values(header.supplyPoints ?? {}).filter((mpxn) => !known.includes(mpxn)),
      isOfBody: request.isOfBody ?? true,
      isForDevice: request.isForDevice ?? (() => true),
      useCase: request.useCase,
      command: request.command,
      isNew: () => this.#counters.isNew(countedAs(stage), originator, target, counter),
      isRegistered: (role: UserRole) =>
        subject !== undefined && inventory.isRegistered(originator, subject, role, clock.now),
      isRegisteredAt: (mpxn: string, role: UserRole) => inventory.isRegisteredAt(originator, mpxn, role, clock.now),
      isOwnPreNotified: () =>
        subject !== undefined && known.length === 0 && inventory.get(subject)?.preNotifiedBy === originator,
      signatureHolds: () => {
        const command = request.command();
        return command !== undefined && this.#signatureHolds(originator, command);
      },
      hasCertificate: () => this.#configuration.keys.publicKey({ entity: target, usage: 'keyAgreement' }) !== undefined,
    };
  }

  #serviceRequest(variant: string): ServiceRequest | undefined {
    const { profile } = this.#configuration;
    // A DCC with a defect goes on by the rules that these were made from.
    const former = this.#has('keeps-former-rights') ? profile.parent : undefined;
    const { serviceRequests } = former === undefined ? profile : profileById(former);
    return serviceRequests.find((row) => row.variant === variant);
  }

  /** A DCC with a defect does not do to a Supplier's request what a distributor is to hear of. */
  #blocked(request: CheckedRequest): Acknowledgement | undefined {
    if (!this.#has('alert-blocks-supplier') || this.#removalAlerts(request, { code: 'I99' }).length === 0) {
      return undefined;
    }
    return { code: 'E5', refusedBy: 'deviceStatus' };
  }

  #signatureHolds(originator: Eui64, command: Frame): boolean {
    const { provider, keys } = this.#configuration;
    const key = keys.publicKey({ entity: originator, usage: 'digitalSignature' });
    return key !== undefined && verifyFrameSignature(provider, command, key);
  }

  /** A request whose Command is made when a check asks for it, once. */
  #requested(
    stage: RequestStage,
    header: RequestHeader,
    service: RequestedService,
    document: DocumentOrigin | undefined,
  ): CheckedRequest {
    const isHeldByDcc = this.#serviceRequest(header.variant)?.futureDatedBy === 'dcc';
    const heldUntil = isHeldByDcc ? service.executionTime : undefined;
    const device = this.#configuration.inventory.get(header.target);
    const useCase = once(() => {
      const name = service.useCase(device);
      return name === undefined ? undefined : useCaseByName(this.#useCasesOf(header.target), name);
    });
    let reason: HanlabError | undefined;
    const command = once(() => {
      const found = useCase();
      try {
        // A time that is none is one of the values that do not fit.
        heldUntil?.();
        return found && this.#commands.make(found, header, device, service, stage);
      } catch (error) {
        if (!(error instanceof HanlabError)) throw error;
        reason = error;
        return undefined;
      }
    });
    const isForDevice = () => service.isForDevice?.(device) ?? true;
    return { stage, header, document, heldUntil, isForDevice, useCase, command, reason: () => reason };
  }

  /**
   * Turns a critical request into the Pre-Command that its originator is to sign (Transform).
   * @param document who has put it in, where it came as a document
   * @returns code I0 with the Pre-Command, or the code of the check that refused it
   */
  transform(
    header: RequestHeader,
    requested: RequestedCommand | RequestedService,
    document?: DocumentOrigin,
  ): Acknowledgement & { readonly preCommand?: Uint8Array } {
    const request = this.#requested('transform', header, asService(requested), document);
    const refused = this.#check(request);
    const frame = request.command();
    return this.#answered(
      request,
      refused ?? (frame === undefined ? NO_COMMAND : { code: 'I0', preCommand: encodeFrame(frame) }),
    );
  }

  /**
   * Takes a Signed Pre-Command and sends it on with the broker's MAC (Send Command). All checks are made again; octets that
   * are no message, or none at all, are refused by `content`.
   */
  sendSigned(
    header: RequestHeader,
    signedPreCommand: Uint8Array | undefined,
    document?: DocumentOrigin,
  ): Acknowledgement {
    const { frame, reason } = signedPreCommand === undefined ? {} : decodedFrame(signedPreCommand);
    const useCase = frame && useCaseByCode(this.#useCasesOf(header.target), frame.header.otherInformation.messageCode);
    const request: CheckedRequest = {
      stage: 'signed',
      header,
      document,
      useCase: () => useCase,
      command: () => frame,
      reason: () => reason,
    };
    const refused = this.#check(request);
    return this.#answered(request, refused ?? (frame === undefined ? NO_COMMAND : this.#dispatch(header, frame)));
  }

  /**
   * Takes a non-critical request: the Command goes out in the User's name where the device knows it, else in ours. One
   * that the DCC future-dates is held until its time.
   */
  send(
    header: RequestHeader,
    requested: RequestedCommand | RequestedService,
    document?: DocumentOrigin,
  ): Acknowledgement {
    const service = asService(requested);
    const request = this.#requested('nonCritical', header, service, document);
    const refused = this.#check(request);
    return this.#answered(request, refused ?? this.#sendOrHold(request, service));
  }

  #sendOrHold(request: CheckedRequest, service: RequestedService): Acknowledgement {
    const { header } = request;
    const until = request.heldUntil?.();
    if (until === 'never') return { code: 'I99', cancelled: this.#futureDated.cancel(header) };
    if (until === undefined || until <= this.#configuration.clock.now) return this.#sendNow(request);
    this.#futureDated.hold({ header, asked: service.asked }, until);
    return { code: 'I99' };
  }

  /** Sends what has passed all checks. */
  #sendNow(request: CheckedRequest): Acknowledgement {
    const frame = request.command();
    return frame === undefined ? NO_COMMAND : this.#dispatch(request.header, frame);
  }

  /** How many requests the DCC holds until their time. */
  get futureDated(): number {
    return this.#futureDated.count;
  }

  /** Sends a request whose time has come, if it still may be; otherwise its User hears why not. */
  #sendDue({ header, asked }: FutureDatedRequest): void {
    const { profile, onResponse } = this.#configuration;
    const refused = this.#refusedWhenDue(header, asked);
    if (refused === undefined) return;
    const code = assumptionValue(profile, 'dcc-held-refusal-code');
    onResponse({ header, code: code === 'check' ? refused : code });
  }

  /** @returns the code of the check that a request fails at its time; undefined where it has been sent */
  #refusedWhenDue(header: RequestHeader, asked: AskedFor): string | undefined {
    const service = this.#serviceAgain(asked);
    const request = this.#requested('nonCritical', header, service, undefined);
    const failed = this.#failedOf(
      this.#checks.filter(({ name }) => !OF_THE_DOCUMENT.has(name)),
      request,
    );
    if (failed !== undefined) return this.#refusal(failed, request).code;
    try {
      const { code } = this.#sendNow(request);
      return code === 'I99' ? undefined : code;
    } catch (error) {
      // There is nobody to whom a key could be said to be missing.
      if (!(error instanceof HanlabError)) throw error;
      return assumptionValue(this.#configuration.profile, 'broker-content-mismatch-code');
    }
  }

  #serviceAgain(asked: AskedFor): RequestedService {
    if (isCommand(asked)) return serviceOf(asked);
    const service = this.#configuration.serviceOf?.(asked);
    if (service === undefined) throw new HanlabError('HANLAB_E_HARNESS', 'nobody makes Commands of documents');
    return service;
  }

  /** Takes a request for the DCC itself, and does it if it may be done. */
  doItself<Answer extends Acknowledgement>(
    header: RequestHeader,
    { subject, effects = [], isOfBody = true, handle }: OwnService<Answer>,
    document?: DocumentOrigin,
  ): Acknowledgement | Answer {
    const none = () => undefined;
    const request = {
      stage: 'nonDevice',
      header,
      document,
      useCase: none,
      command: none,
      subject,
      effects,
      isOfBody,
    } as const;
    return this.#answered(request, this.#check(request) ?? handle());
  }

  /** 8.3: takes a device out of service. @returns I99, or why it is not done */
  decommission(header: RequestHeader, device: Eui64): Acknowledgement {
    const { profile, inventory, clock } = this.#configuration;
    const handle = () => ({ code: decommission(profile, inventory, device, clock.now) });
    return this.doItself(header, { subject: device, effects: [{ event: 'decommissioned', device }], handle });
  }

  /** A request has its answer: whoever is to hear of it does. */
  #answered<Answer extends Acknowledgement>(request: CheckedRequest, answer: Answer): Answer {
    const { onRemoval } = this.#configuration;
    // Nothing is taken away by taking back what was asked before.
    if (answer.cancelled !== undefined) return answer;
    for (const alert of this.#removalAlerts(request, answer)) {
      if (answer.code === 'I99' && request.stage !== 'nonDevice' && this.#has('alert-waits-for-device')) {
        this.#keptBack.push(alert);
      } else {
        onRemoval?.(alert);
      }
    }
    return answer;
  }

  #removalAlerts(
    request: CheckedRequest,
    { code, isOfUnknownOrigin = false }: Acknowledgement,
  ): readonly RemovalAlert[] {
    const { profile, inventory, clock, defects = NO_DEFECTS } = this.#configuration;
    const { stage, header } = request;
    const effects = request.effects ?? effectsOf(header, request.useCase(), () => payloadOf(request.command()));
    const answered = { stage, header, effects, code, isOfUnknownOrigin };
    const distributors = [...this.#users].flatMap(([eui, { roles }]) =>
      roles.includes('electricityDistributor') ? [eui] : [],
    );
    return removalAlerts(answered, { profile, inventory, now: clock.now, defects, distributors });
  }

  #useCasesOf(device: Eui64): readonly UseCase[] {
    return this.#configuration.profileOf(device).useCases;
  }

  /** Whether a party is one in whose name the DCC itself sends Commands. */
  isOfDcc(party: Eui64): boolean {
    const { eui, transitionalCoS } = this.#configuration;
    return party === eui || party === transitionalCoS?.eui;
  }

  /** The roles in which devices know a User. */
  remotePartyRolesOf(user: Eui64): readonly RemotePartyRole[] {
    return this.#users.get(user)?.roles.flatMap((role) => REMOTE_PARTY_ROLE_OF_USER[role] ?? []) ?? [];
  }

  /** DER of a device's key agreement certificate; undefined where there is none. */
  certificateOf(device: Eui64): Uint8Array | undefined {
    return this.#configuration.keys.certificate({ entity: device, usage: 'keyAgreement' })?.der;
  }

  /** Sends a Command on that has passed all checks, or holds it. */
  #dispatch(header: RequestHeader, frame: Frame): Acknowledgement {
    const { clock, profile, onAnomaly } = this.#configuration;
    const key = exchangeOf(frame);
    // The same request again while the first is open: its Response could not be told from the other's.
    if (this.#pending.has(key) || this.quarantine.has(key)) {
      return { code: assumptionValue(profile, 'broker-content-mismatch-code'), refusedBy: 'content' };
    }
    const verdict = this.#anomalies.judge(header.originator, header.variant, clock.now);
    if (verdict.kind !== 'pass') onAnomaly?.(header, verdict);
    if (verdict.kind === 'quarantine') {
      this.quarantine.hold(key, header, frame);
      return { code: 'I99' };
    }
    const isLocal = LOCAL_VARIANTS.has(header.commandVariant);
    if (!isLocal || LOCAL_AND_WAN_VARIANTS.has(header.commandVariant)) this.#sendOn(header, frame);
    return isLocal ? { code: 'I0', localCommand: encodeFrame(this.#commands.protect(frame)) } : { code: 'I99' };
  }

  /** Sends what was held; where a key has gone meanwhile, its User hears that nothing came of it. */
  #release(header: RequestHeader, frame: Frame): void {
    const { profile, onResponse } = this.#configuration;
    try {
      this.#sendOn(header, frame);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      onResponse({ header, code: assumptionValue(profile, 'dcc-no-device-certificate-code') });
    }
  }

  #sendOn(header: RequestHeader, frame: Frame): void {
    const { clock, profile, toHome, onSent } = this.#configuration;
    const command = this.#commands.protect(frame);
    const exchange = exchangeOf(frame);
    const due = clock.now + assumptionValue(profile, 'response-timeout-seconds') * 1000;
    const timeout = clock.plan(due, { kind: 'responseTimeout', exchange });
    this.#pending.set(exchange, { header, timeout });
    onSent?.(header, command);
    toHome(header.target, encodeFrame(command));
  }

  /** How many requests have gone to devices and wait for their Responses. */
  get awaiting(): number {
    return this.#pending.size;
  }

  /** Does what it has planned: sends a request that was held until now, or gives one up whose Response has not come in time. */
  happen(event: BrokerEvent): void {
    if (event.kind === 'responseTimeout') this.#giveUp(event);
    else {
      const due = this.#futureDated.take(event);
      if (due !== undefined) this.#sendDue(due);
    }
  }

  #giveUp({ exchange }: ResponseTimeout): void {
    const pending = this.#pending.get(exchange);
    if (pending === undefined) return;
    this.#pending.delete(exchange);
    this.#configuration.onResponse({ header: pending.header, code: 'E21' });
  }

  save(): SavedBroker {
    return {
      ownCounters: this.#commands.save(),
      pending: structuredClone(this.#pending),
      counters: this.#counters.save(),
      anomalies: this.#anomalies.save(),
      held: this.quarantine.save(),
      futureDated: this.#futureDated.save(),
    };
  }

  /** Takes up a state; the clock, in which timeouts and due requests stand, is restored on its own. */
  restore({ ownCounters, pending, counters, anomalies, held, futureDated }: SavedBroker): void {
    this.#commands.restore(ownCounters);
    this.#counters.restore(counters);
    this.#anomalies.restore(anomalies);
    this.quarantine.restore(held);
    this.#futureDated.restore(futureDated);
    this.#pending.clear();
    for (const [exchange, one] of structuredClone(pending)) this.#pending.set(exchange, one);
  }

  /** As {@link CommandMaker.protect}. */
  protect(frame: Frame): Frame {
    return this.#commands.protect(frame);
  }

  /** Takes what a hub sends: a Response goes to whoever asked, an Alert to its recipient. What is neither is dropped. */
  fromWan(message: Uint8Array): void {
    const { frame } = decodedFrame(message);
    if (frame === undefined) return;
    const { cra, originator, recipient, originatorCounter } = frame.header;
    if (cra === 3) {
      if (!this.isOfDcc(recipient) || isProven(this.#configuration, frame))
        this.#configuration.onAlert(recipient, message);
      return;
    }
    const key = exchangeKey(originator, recipient, originatorCounter);
    const pending = this.#pending.get(key);
    if (pending === undefined || (this.isOfDcc(recipient) && !isProven(this.#configuration, frame))) return;
    this.#pending.delete(key);
    this.#configuration.clock.takeBack(pending.timeout);
    for (const alert of this.#keptBack.splice(0)) this.#configuration.onRemoval?.(alert);
    this.#configuration.onResponse({
      header: pending.header,
      code: 'I0',
      message,
      isOfDevice: isOfDevice(this.#configuration, frame, this.remotePartyRolesOf(frame.header.recipient)),
    });
  }
}

/** The frame in these octets, or why there is none. */
function decodedFrame(octets: Uint8Array): { readonly frame?: Frame; readonly reason?: HanlabError } {
  try {
    return { frame: decodeFrame(octets) };
  } catch (error) {
    if (error instanceof HanlabError) return { reason: error };
    throw error;
  }
}

/** What a Command says; undefined of one that is not well formed. */
function payloadOf(command: Frame | undefined): Payload | undefined {
  if (command === undefined) return undefined;
  const { otherInformation, cra } = command.header;
  try {
    return decodePayload(command.payload, 0, otherInformation.messageCode, cra, { preset: 'strict' });
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

/** A Signed Pre-Command has the counter of the request that it was made for. */
function countedAs(stage: RequestStage): CountedRequest {
  return stage === 'signed' ? 'signedPreCommand' : 'request';
}

/** What the Response to a Command will repeat. */
function exchangeOf({ header: { recipient, originator, originatorCounter } }: Frame): string {
  return exchangeKey(recipient, originator, originatorCounter);
}

function exchangeKey(device: Eui64, originator: Eui64, counter: bigint): string {
  return `${device} ${originator} ${counter}`;
}
