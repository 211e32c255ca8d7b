import {
  buildMessage,
  type Command,
  type CryptoProvider,
  commandProtections,
  decodeFrame,
  decodeMessage,
  type Eui64,
  encodeFrame,
  equalBytes,
  HanlabError,
  KeyError,
  type KeyStore,
  type Message,
  type Profile,
  payloadFinding,
  signFrame,
  UsageError,
  type UseCase,
  type UserRole,
  useCaseByName,
  verifyFrame,
} from '../../gbcs/index.js';
import type { RequestHeader } from '../dcc/access-control.js';
import type { AccessControlBroker, Acknowledgement, ServiceResponse } from '../dcc/access-control-broker.js';
import type { Stored } from '../kernel/stored.js';

/** One request of a party, from the first answer of the DCC to the device's Response. */
export interface ServiceExchange {
  readonly header: RequestHeader;
  /** What the DCC said at once: I99, or the code of the check that refused it. */
  readonly acknowledgement: Acknowledgement;
  /** The Pre-Command that the DCC made of a critical request. */
  readonly preCommand?: Uint8Array;
  /** Absent until the device has answered, or the DCC has given up. */
  response?: { readonly code: string; readonly message?: Message; readonly authentic: boolean };
}

export interface PartyConfiguration {
  readonly eui: Eui64;
  readonly userRole: UserRole;
  readonly provider: CryptoProvider;
  /** What the party goes by where a device has no such use case. */
  readonly profile: Profile;
  /** The rules of a device: a home may mix versions of GBCS. */
  readonly profileOf: (device: Eui64) => Profile;
  /** The party's own private keys, and certificates of devices and of the broker. */
  readonly keys: KeyStore;
  readonly broker: AccessControlBroker;
  /** For the MAC of what comes by way of the broker. */
  readonly accessControlBroker: Eui64;
  /** Counter before the first request. */
  readonly counter: bigint;
}

/** Alerts that a party keeps, the newest: a home that runs for years has no more of them than one that runs for weeks. */
export const ALERTS_KEPT = 50;

/** Counter, requests without a Response, and Alerts as octets. */
export interface SavedParty {
  readonly counter: bigint;
  readonly open: readonly ServiceExchange[];
  readonly alerts: readonly Uint8Array[];
}

/**
 * A DCC User: a supplier or an electricity distributor. It has the DCC transform a critical request, compares the
 * Pre-Command with what it asked for, signs it, and checks the Response.
 */
export class Party implements Stored<SavedParty> {
  readonly #configuration: PartyConfiguration;
  /** Exchanges without a Response yet, by counter. */
  readonly #open = new Map<bigint, ServiceExchange>();
  /** Octets of the Alerts that it keeps, oldest first; whoever reads them has them decoded. */
  #alerts: readonly Uint8Array[] = [];
  #counter: bigint;

  constructor(configuration: PartyConfiguration) {
    this.#configuration = configuration;
    this.#counter = configuration.counter;
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  get userRole(): UserRole {
    return this.#configuration.userRole;
  }

  /** Requests that no Response has come to yet. */
  get open(): readonly ServiceExchange[] {
    return [...this.#open.values()];
  }

  /** The newest Alerts that have come to it and were authentic, at most {@link ALERTS_KEPT}, oldest first. */
  get alerts(): readonly Message[] {
    return this.#alerts.map((octets) => decodeMessage(octets));
  }

  save(): SavedParty {
    return { counter: this.#counter, open: structuredClone(this.open), alerts: this.#alerts };
  }

  restore({ counter, open, alerts }: SavedParty): void {
    this.#counter = counter;
    this.#open.clear();
    for (const exchange of structuredClone(open)) this.#open.set(exchange.header.counter, exchange);
    this.#alerts = alerts;
  }

  /** The next counter; never the same twice. */
  nextCounter(): bigint {
    this.#counter += 1n;
    return this.#counter;
  }

  /**
   * Asks the DCC for a service.
   * @param variant Service Reference Variant
   * @returns the exchange, whose response comes as virtual time goes on
   */
  request(variant: string, target: Eui64, command: Command): ServiceExchange {
    const header = { variant, originator: this.eui, target, counter: this.nextCounter() };
    const exchange = commandProtections(this.#useCase(command, target)).signature
      ? this.#critical(header, command)
      : this.#nonCritical(header, command);
    if (exchange.acknowledgement.code === 'I99') this.#open.set(header.counter, exchange);
    return exchange;
  }

  /** Asks the DCC to take a device out of service (8.3), which it does itself, and at once. */
  decommission(device: Eui64): ServiceExchange {
    const { broker, accessControlBroker: target } = this.#configuration;
    const header = { variant: '8.3', originator: this.eui, target, counter: this.nextCounter() };
    return { header, acknowledgement: broker.decommission(header, device) };
  }

  /** What a Command is to its target; what it would be to others where the target has none such, as the DCC will say. */
  #useCase({ useCase: name }: Command, target: Eui64): UseCase {
    const { profile, profileOf } = this.#configuration;
    const useCase = useCaseByName(profileOf(target).useCases, name) ?? useCaseByName(profile.useCases, name);
    if (useCase === undefined) throw new UsageError('GBCS_E_UNKNOWN_USE_CASE', `${name} is not in ${profile.id}`);
    return useCase;
  }

  #nonCritical(header: RequestHeader, command: Command): ServiceExchange {
    return { header, acknowledgement: this.#configuration.broker.send(header, command) };
  }

  #critical(header: RequestHeader, command: Command): ServiceExchange {
    const { broker } = this.#configuration;
    const { preCommand, ...acknowledgement } = broker.transform(header, command);
    if (preCommand === undefined) return { header, acknowledgement };
    this.#correlate(header, command, preCommand);
    const signed = this.sign(preCommand);
    return { header, preCommand, acknowledgement: broker.sendSigned(header, signed) };
  }

  /** Refuses to sign anything but what was asked for. */
  #correlate(header: RequestHeader, command: Command, preCommand: Uint8Array): void {
    const { messageCode } = this.#useCase(command, header.target);
    const expected = buildMessage({
      cra: 1,
      originatorCounter: header.counter,
      originator: header.originator,
      recipient: header.target,
      otherInformation: { messageCode },
      payload: command.payload,
    });
    if (!equalBytes(encodeFrame(expected), preCommand)) {
      throw new UsageError('GBCS_E_PAYLOAD', `the Pre-Command for ${header.variant} is not what was asked for`);
    }
  }

  /** Signs a Pre-Command. @returns the Signed Pre-Command */
  sign(preCommand: Uint8Array): Uint8Array {
    const { provider, keys, eui } = this.#configuration;
    const key = keys.privateKey({ entity: eui, usage: 'digitalSignature' });
    if (key === undefined) throw new KeyError('GBCS_E_KEY_MISSING', `${eui} has no digital signature key`);
    return encodeFrame(signFrame(provider, decodeFrame(preCommand), key));
  }

  /** Takes what the DCC sends later. */
  receive(response: ServiceResponse): void {
    const exchange = this.#open.get(response.header.counter);
    if (exchange === undefined) return;
    this.#open.delete(response.header.counter);
    if (response.message === undefined) {
      exchange.response = { code: response.code, authentic: true };
      return;
    }
    const message = decoded(response.message);
    exchange.response =
      message === undefined
        ? { code: response.code, authentic: false }
        : { code: response.code, message, authentic: this.#authentic(message) };
  }

  /** A Response to a Command in the broker's name is protected for the broker, who has checked it. */
  #authentic({ frame }: Message): boolean {
    const { provider, keys, accessControlBroker, eui } = this.#configuration;
    if (frame.header.recipient !== eui) return true;
    const { signature, mac } = verifyFrame(frame, { provider, keys, accessControlBroker });
    const statuses = [signature, mac];
    return statuses.includes('valid') && !statuses.includes('invalid') && !statuses.includes('unverifiable');
  }

  /** Takes an Alert of a device; one that is no message, or whose protection does not hold, is not kept. */
  receiveAlert(octets: Uint8Array): void {
    const message = decoded(octets);
    if (message !== undefined && this.#authentic(message)) this.#alerts = [...this.#alerts, octets].slice(-ALERTS_KEPT);
  }
}

/**
 * The message in these octets, or nothing where it or its payload is malformed: a device may send what it likes. What it
 * says is judged by whoever reads it.
 */
function decoded(octets: Uint8Array): Message | undefined {
  try {
    const message = decodeMessage(octets);
    return payloadFinding(message.payload) === undefined ? message : undefined;
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}
