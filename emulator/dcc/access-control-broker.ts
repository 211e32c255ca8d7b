import {
  assumptionValue,
  buildMessage,
  type Command,
  type CryptoProvider,
  decodeFrame,
  type Eui64,
  encodeFrame,
  type Frame,
  HanlabError,
  KeyError,
  type KeyStore,
  macFrame,
  type Profile,
  type UseCase,
  type UserRole,
  useCaseByCode,
  useCaseByName,
  verifyFrame,
  verifyFrameSignature,
} from '../../gbcs/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Stored } from '../kernel/stored.js';
import {
  type AccessCheck,
  accessChecksOf,
  type InventoryDevice,
  REMOTE_PARTY_ROLE_OF_USER,
  type RequestHeader,
  type RequestStage,
} from './access-control.js';

/** What the DCC says to a request at once. */
export interface Acknowledgement {
  /** `I0` or `I99`, or the DUIS response code of the check that refused it. */
  readonly code: string;
  /** The check that refused it. */
  readonly refusedBy?: AccessCheck['name'];
}

/** What comes back later: the device's Response, or that there was none. */
export interface ServiceResponse {
  readonly header: RequestHeader;
  readonly code: 'I0' | 'E21';
  /** The Response as the device protected it. */
  readonly message?: Uint8Array;
}

export interface BrokerConfiguration {
  readonly eui: Eui64;
  readonly provider: CryptoProvider;
  /** Of the DCC: who may ask for what. */
  readonly profile: Profile;
  /** Of a device, by its version in the inventory: what a request is to it. */
  readonly profileOf: (device: Eui64) => Profile;
  /** The broker's private keys, and certificates of devices and users. */
  readonly keys: KeyStore;
  readonly clock: Clock<ResponseTimeout>;
  /** Passes a Command to the hub of the device's home. */
  readonly toHome: (device: Eui64, message: Uint8Array) => void;
  /** Hears of what arrives from devices. */
  readonly onResponse: (response: ServiceResponse) => void;
  readonly onAlert: (recipient: Eui64, message: Uint8Array) => void;
}

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
  readonly counter: bigint;
  readonly pending: ReadonlyMap<string, PendingRequest>;
}

/** First counter of the broker's own Commands, as in the reference messages. */
const FIRST_COUNTER = 1300n;

/**
 * The Access Control Broker: lets in what a User may ask, turns it into a Command, adds the MAC of the broker, routes
 * it to the device and the Response back. Where a device does not know the User, the broker asks in its own name.
 */
export class AccessControlBroker implements Stored<SavedBroker> {
  readonly #configuration: BrokerConfiguration;
  readonly #checks: readonly AccessCheck[];
  readonly #users = new Map<Eui64, UserRole>();
  readonly #inventory = new Map<Eui64, InventoryDevice>();
  /** Requests without a Response yet, by what the Response will repeat. */
  readonly #pending = new Map<string, PendingRequest>();
  #counter = FIRST_COUNTER;

  constructor(configuration: BrokerConfiguration) {
    this.#configuration = configuration;
    this.#checks = accessChecksOf(configuration.profile);
  }

  addUser(user: Eui64, role: UserRole): void {
    this.#users.set(user, role);
  }

  addDevice(device: InventoryDevice): void {
    this.#inventory.set(device.eui, device);
  }

  /** Makes all checks of a request, whose Command is at hand as a frame. */
  #check(
    stage: RequestStage,
    header: RequestHeader,
    useCase: UseCase | undefined,
    command: Frame | undefined,
  ): Acknowledgement | undefined {
    const { profile } = this.#configuration;
    const context = {
      profile,
      stage,
      header,
      userRole: this.#users.get(header.originator),
      serviceRequest: profile.serviceRequests.find((row) => row.variant === header.variant),
      device: this.#inventory.get(header.target),
      useCase,
      command,
      signatureHolds: () => command !== undefined && this.#signatureHolds(header.originator, command),
    };
    const failed = this.#checks.find((check) => !check.passes(context));
    return failed && { code: failed.code(profile), refusedBy: failed.name };
  }

  #signatureHolds(originator: Eui64, command: Frame): boolean {
    const { provider, keys } = this.#configuration;
    const key = keys.publicKey({ entity: originator, usage: 'digitalSignature' });
    return key !== undefined && verifyFrameSignature(provider, command, key);
  }

  /** The Command of a request before any protection. */
  #build(useCase: UseCase, header: RequestHeader, command: Command, own: boolean): Frame {
    const { messageCode } = useCase;
    return buildMessage({
      cra: 1,
      originatorCounter: own ? ++this.#counter : header.counter,
      originator: own ? this.#configuration.eui : header.originator,
      recipient: header.target,
      otherInformation: own
        ? {
            messageCode,
            supplementaryRemotePartyId: header.originator,
            supplementaryRemotePartyCounter: header.counter,
          }
        : { messageCode },
      payload: command.payload,
    });
  }

  /**
   * Turns a critical request into the Pre-Command that its originator is to sign (Transform).
   * @returns code I0 with the Pre-Command, or the code of the check that refused it
   */
  transform(header: RequestHeader, command: Command): Acknowledgement & { readonly preCommand?: Uint8Array } {
    const useCase = useCaseByName(this.#useCasesOf(header.target), command.useCase);
    const frame = useCase && this.#build(useCase, header, command, false);
    const refused = this.#check('transform', header, useCase, frame);
    if (refused !== undefined || frame === undefined) return refused ?? { code: 'E12', refusedBy: 'content' };
    return { code: 'I0', preCommand: encodeFrame(frame) };
  }

  /**
   * Takes a Signed Pre-Command and sends it on with the broker's MAC (Send Command). All checks are made again.
   * @throws CodecError if it is no message
   */
  sendSigned(header: RequestHeader, signedPreCommand: Uint8Array): Acknowledgement {
    const frame = decodeFrame(signedPreCommand);
    const useCase = useCaseByCode(this.#useCasesOf(header.target), frame.header.otherInformation.messageCode);
    return this.#check('signed', header, useCase, frame) ?? this.#dispatch(header, frame);
  }

  /** Takes a non-critical request: the Command goes out in the User's name where the device knows it, else in ours. */
  send(header: RequestHeader, command: Command): Acknowledgement {
    const useCase = useCaseByName(this.#useCasesOf(header.target), command.useCase);
    const frame = useCase && this.#build(useCase, header, command, !this.#mayOriginate(header, useCase));
    const refused = this.#check('nonCritical', header, useCase, frame);
    if (refused !== undefined || frame === undefined) return refused ?? { code: 'E12', refusedBy: 'content' };
    return this.#dispatch(header, frame);
  }

  #useCasesOf(device: Eui64): readonly UseCase[] {
    return this.#configuration.profileOf(device).useCases;
  }

  #mayOriginate(header: RequestHeader, useCase: UseCase): boolean {
    const user = this.#users.get(header.originator);
    const role = user && REMOTE_PARTY_ROLE_OF_USER[user];
    const kind = this.#inventory.get(header.target)?.kind;
    return useCase.authorisations.some((one) => one.role === role && kind !== undefined && one.targets.includes(kind));
  }

  #dispatch(header: RequestHeader, frame: Frame): Acknowledgement {
    const { clock, profile, toHome } = this.#configuration;
    const command = this.protect(frame);
    const key = exchangeKey(frame.header.recipient, frame.header.originator, frame.header.originatorCounter);
    // The same request again while the first is open: its Response could not be told from the other's.
    if (this.#pending.has(key)) {
      return { code: assumptionValue(profile, 'broker-content-mismatch-code'), refusedBy: 'content' };
    }
    const due = clock.now + assumptionValue(profile, 'response-timeout-seconds') * 1000;
    const timeout = clock.plan(due, { kind: 'responseTimeout', exchange: key });
    this.#pending.set(key, { header, timeout });
    toHome(header.target, encodeFrame(command));
    return { code: 'I99' };
  }

  /** Gives up the request whose Response has not come in time. */
  happen({ exchange }: ResponseTimeout): void {
    const pending = this.#pending.get(exchange);
    if (pending === undefined) return;
    this.#pending.delete(exchange);
    this.#configuration.onResponse({ header: pending.header, code: 'E21' });
  }

  save(): SavedBroker {
    return { counter: this.#counter, pending: structuredClone(this.#pending) };
  }

  /** Takes up a state; the clock, in which the timeouts stand, is restored on its own. */
  restore({ counter, pending }: SavedBroker): void {
    this.#counter = counter;
    this.#pending.clear();
    for (const [exchange, one] of structuredClone(pending)) this.#pending.set(exchange, one);
  }

  /**
   * Adds the MAC Header and the MAC of broker and device.
   * @throws KeyError `GBCS_E_KEY_MISSING` if the device's certificate or the broker's key is not in the store
   */
  protect(frame: Frame): Frame {
    const { provider, keys, eui } = this.#configuration;
    const own = keys.privateKey({ entity: eui, usage: 'keyAgreement' });
    const device = keys.publicKey({ entity: frame.header.recipient, usage: 'keyAgreement' });
    if (own === undefined || device === undefined) {
      throw new KeyError('GBCS_E_KEY_MISSING', `no key agreement keys of the broker and ${frame.header.recipient}`);
    }
    return macFrame(provider, frame, provider.sharedSecret(own, device));
  }

  /** Takes what a hub sends: a Response goes to whoever asked, an Alert to its recipient. What is neither is dropped. */
  fromWan(message: Uint8Array): void {
    let frame: Frame;
    try {
      frame = decodeFrame(message);
    } catch (error) {
      if (error instanceof HanlabError) return;
      throw error;
    }
    const { cra, originator, recipient, originatorCounter } = frame.header;
    if (cra === 3) {
      if (this.#authentic(frame)) this.#configuration.onAlert(recipient, message);
      return;
    }
    const key = exchangeKey(originator, recipient, originatorCounter);
    const pending = this.#pending.get(key);
    if (pending === undefined || !this.#authentic(frame)) return;
    this.#pending.delete(key);
    this.#configuration.clock.takeBack(pending.timeout);
    this.#configuration.onResponse({ header: pending.header, code: 'I0', message });
  }

  /** What the broker asked in its own name only the broker can verify; the rest is for the User to verify. */
  #authentic(frame: Frame): boolean {
    const { provider, keys, eui } = this.#configuration;
    if (frame.header.recipient !== eui) return true;
    const { signature, mac } = verifyFrame(frame, { provider, keys, accessControlBroker: eui });
    return [signature, mac].includes('valid') && ![signature, mac].includes('invalid');
  }
}

function exchangeKey(device: Eui64, originator: Eui64, counter: bigint): string {
  return `${device} ${originator} ${counter}`;
}
