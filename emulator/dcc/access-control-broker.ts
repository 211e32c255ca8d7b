import {
  assumptionValue,
  buildMessage,
  type Command,
  type CryptoProvider,
  commandProtections,
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
} from '../../gbcs/index.js';
import type { VirtualClock } from '../kernel/clock.js';
import {
  ACCESS_CHECKS,
  type AccessCheck,
  type InventoryDevice,
  REMOTE_PARTY_ROLE_OF_USER,
  type RequestHeader,
} from './access-control.js';

/** DUIS response codes that this broker gives: accepted, done, refused by a check, or no answer of the device. */
type ResponseCode = 'I0' | 'I99' | 'E21' | AccessCheck['code'];

/** What the DCC says to a request at once. */
export interface Acknowledgement {
  readonly code: ResponseCode;
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
  readonly profile: Profile;
  /** The broker's private keys, and certificates of devices and users. */
  readonly keys: KeyStore;
  readonly clock: VirtualClock;
  /** Passes a Command to the hub of the device's home. */
  readonly toHome: (device: Eui64, message: Uint8Array) => void;
  /** Hears of what arrives from devices. */
  readonly onResponse: (response: ServiceResponse) => void;
  readonly onAlert: (recipient: Eui64, message: Uint8Array) => void;
}

/** First counter of the broker's own Commands, as in the reference messages. */
const FIRST_COUNTER = 1300n;

/**
 * The Access Control Broker: lets in what a User may ask, turns it into a Command, adds the MAC of the broker, routes
 * it to the device and the Response back. Where a device does not know the User, the broker asks in its own name.
 */
export class AccessControlBroker {
  readonly #configuration: BrokerConfiguration;
  readonly #users = new Map<Eui64, UserRole>();
  readonly #inventory = new Map<Eui64, InventoryDevice>();
  /** Requests without a Response yet, by what the Response will repeat. */
  readonly #pending = new Map<string, { readonly header: RequestHeader; readonly takeBack: () => void }>();
  #counter = FIRST_COUNTER;

  constructor(configuration: BrokerConfiguration) {
    this.#configuration = configuration;
  }

  addUser(user: Eui64, role: UserRole): void {
    this.#users.set(user, role);
  }

  addDevice(device: InventoryDevice): void {
    this.#inventory.set(device.eui, device);
  }

  #check(header: RequestHeader, useCase: UseCase | undefined, preCommand?: Frame): Acknowledgement | undefined {
    const { profile } = this.#configuration;
    const context = {
      profile,
      header,
      userRole: this.#users.get(header.originator),
      serviceRequest: profile.serviceRequests.find((row) => row.variant === header.variant),
      device: this.#inventory.get(header.target),
      useCase,
      preCommand,
    };
    const failed = ACCESS_CHECKS.find((check) => !check.passes(context));
    return failed && { code: failed.code, refusedBy: failed.name };
  }

  #useCase(name: string): UseCase | undefined {
    return useCaseByName(this.#configuration.profile.useCases, name);
  }

  /**
   * Turns a critical request into the Pre-Command that its originator is to sign (Transform).
   * @returns code I0 with the Pre-Command, or the code of the check that refused it
   */
  transform(header: RequestHeader, command: Command): Acknowledgement & { readonly preCommand?: Uint8Array } {
    const useCase = this.#useCase(command.useCase);
    const refused = this.#check(header, useCase);
    if (refused !== undefined || useCase === undefined) return refused ?? { code: 'E12', refusedBy: 'content' };
    const frame = buildMessage({
      cra: 1,
      originatorCounter: header.counter,
      originator: header.originator,
      recipient: header.target,
      otherInformation: { messageCode: useCase.messageCode },
      payload: command.payload,
    });
    return { code: 'I0', preCommand: encodeFrame(frame) };
  }

  /**
   * Takes a Signed Pre-Command and sends it on with the broker's MAC (Send Command). All checks are made again.
   * @throws CodecError if it is no message
   */
  sendSigned(header: RequestHeader, signedPreCommand: Uint8Array): Acknowledgement {
    const frame = decodeFrame(signedPreCommand);
    const { useCases } = this.#configuration.profile;
    const refused = this.#check(header, useCaseByCode(useCases, frame.header.otherInformation.messageCode), frame);
    return refused ?? this.#dispatch(header, frame);
  }

  /** Takes a non-critical request: the Command goes out in the User's name where the device knows it, else in ours. */
  send(header: RequestHeader, command: Command): Acknowledgement {
    const useCase = this.#useCase(command.useCase);
    const refused = this.#check(header, useCase);
    if (refused !== undefined || useCase === undefined) return refused ?? { code: 'E12', refusedBy: 'content' };
    if (commandProtections(useCase).signature) return { code: 'E12', refusedBy: 'content' };
    const direct = this.#mayOriginate(header, useCase);
    const { messageCode } = useCase;
    const frame = buildMessage({
      cra: 1,
      originatorCounter: direct ? header.counter : ++this.#counter,
      originator: direct ? header.originator : this.#configuration.eui,
      recipient: header.target,
      otherInformation: direct
        ? { messageCode }
        : {
            messageCode,
            supplementaryRemotePartyId: header.originator,
            supplementaryRemotePartyCounter: header.counter,
          },
      payload: command.payload,
    });
    return this.#dispatch(header, frame);
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
    const timeout = assumptionValue(profile, 'response-timeout-seconds') * 1000;
    const takeBack = clock.at(clock.now + timeout, () => {
      if (this.#pending.delete(key)) this.#configuration.onResponse({ header, code: 'E21' });
    });
    this.#pending.set(key, { header, takeBack });
    toHome(header.target, encodeFrame(command));
    return { code: 'I99' };
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
      this.#configuration.onAlert(recipient, message);
      return;
    }
    const key = exchangeKey(originator, recipient, originatorCounter);
    const pending = this.#pending.get(key);
    if (pending === undefined || !this.#authentic(frame)) return;
    this.#pending.delete(key);
    pending.takeBack();
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
