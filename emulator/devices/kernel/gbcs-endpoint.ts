import {
  assumptionValue,
  buildMessage,
  type CryptoProvider,
  type Data,
  type DeviceKind,
  decodeFrame,
  type Eui64,
  encodeDateTime,
  encodeFrame,
  encodeToBeSigned,
  type Frame,
  type GroupingHeader,
  HanlabError,
  type Instant,
  KeyError,
  longUnsigned,
  macFrame,
  NULL_DATA,
  type OtherInformation,
  octetString,
  type Payload,
  type Profile,
  parseCertificate,
  type RemotePartyRole,
  responseProtections,
  sealedResponseDataOf,
  structure,
  type UseCase,
  Writer,
} from '../../../gbcs/index.js';
import type { DeviceNote, Effect } from '../../kernel/device.js';
import type { Stored } from '../../kernel/stored.js';
import type { AcceptedCommand } from './accepted-command.js';
import { Counters, type SavedCounters } from './credentials/counters.js';
import type { DeviceCredentials } from './credentials/device-credentials.js';
import { type KeySource, OwnKeys, type SavedKeys } from './credentials/own-keys.js';
import type { SavedCell, TrustAnchors } from './credentials/trust-anchors.js';
import {
  isReplayProtected,
  payloadOf,
  RECEIVE_CHECKS,
  type ReceiveCheck,
  type Reception,
  receiveChecksOf,
  useCaseOf,
} from './receive-checks.js';

/** What a device is and whom it knows. */
export interface DeviceConfiguration {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  readonly profile: Profile;
  readonly provider: CryptoProvider;
  /** The keys and certificates that the device was made with. */
  readonly credentials: DeviceCredentials;
  /** The trust anchor cells that the device was made with; a device changes its own copy. */
  readonly trustAnchors: TrustAnchors;
  /** Where new private keys come from (CS02c); keys that follow from the device's name if left out. */
  readonly keySource?: KeySource;
  /** Names of the defects that this device has, without the device's own name: `skip-replay`. */
  readonly defects?: ReadonlySet<string>;
  /** The device's own originator counter before its first Alert. */
  readonly alertCounter?: bigint;
  /** Highest counters that it has accepted from each role; 0 where left out. */
  readonly storedCounters?: Readonly<Partial<Record<RemotePartyRole, bigint>>>;
}

/** The part of a device that knows what its Commands do. */
export interface CommandExecutor {
  /** Names of the use cases that the device supports. */
  readonly supportedUseCases: ReadonlySet<string>;
  /**
   * Carries out a Command.
   * @returns the payload of the Response, or nothing where it comes later, by {@link GbcsEndpoint.answer}
   */
  execute(command: AcceptedCommand, now: Instant, emit: (effect: Effect) => void): Payload | undefined;
  /** Is told of every Response that is given, and to which Command. */
  answered?(payload: Payload, now: Instant, command: AcceptedCommand): void;
}

/** An Alert to be built (GBCS 7.2.9.1). */
export interface AlertParts {
  readonly recipient: Eui64;
  readonly otherInformation: OtherInformation;
  readonly alertCode: number;
  /** The time that the Alert carries. */
  readonly time: Instant;
  /** What follows the alert code and time. */
  readonly extras: readonly Data[];
}

export interface SecurityLogEntry {
  readonly time: Instant;
  readonly event: number;
  readonly check: string;
}

/** What an endpoint has to remember. */
export interface SavedEndpoint {
  readonly counters: SavedCounters;
  /** Trust anchor cells that were replaced. */
  readonly cells: readonly SavedCell[];
  readonly keys: SavedKeys;
  readonly alertCounter: bigint;
  readonly securityLog: readonly SecurityLogEntry[];
}

/** Data-Access-Result and Action-Result of what is not attempted. */
const OTHER_REASON = 250;

const ECS100 = { messageCode: 0x0120, alertCode: 0x8f85 } as const;

/** The Security Log of a device holds this many entries (SMETS2; ECS35b reads 100). */
const SECURITY_LOG_SIZE = 100;

/**
 * The GBCS side that all devices share: it receives Commands through the ordered checks, keeps counters, and protects
 * Responses and Alerts.
 */
export class GbcsEndpoint implements Stored<SavedEndpoint> {
  readonly configuration: DeviceConfiguration;
  readonly #checks: readonly ReceiveCheck[];
  readonly #executor: CommandExecutor;
  readonly counters: Counters;
  readonly trustAnchors: TrustAnchors;
  readonly keys: OwnKeys;
  securityLog: SecurityLogEntry[] = [];
  #alertCounter: bigint;

  constructor(configuration: DeviceConfiguration, executor: CommandExecutor) {
    this.configuration = configuration;
    this.#checks = receiveChecksOf(configuration.profile);
    this.#executor = executor;
    this.#alertCounter = configuration.alertCounter ?? 0n;
    this.counters = new Counters(configuration.storedCounters);
    this.trustAnchors = configuration.trustAnchors.copy();
    const { eui, provider, credentials, keySource } = configuration;
    this.keys = new OwnKeys(eui, provider, credentials, keySource);
  }

  save(): SavedEndpoint {
    return {
      counters: this.counters.save(),
      cells: this.trustAnchors.save(),
      keys: this.keys.save(),
      alertCounter: this.#alertCounter,
      securityLog: [...this.securityLog],
    };
  }

  restore({ counters, cells, keys, alertCounter, securityLog }: SavedEndpoint): void {
    this.counters.restore(counters);
    this.trustAnchors.restore(cells, this.configuration.provider);
    this.keys.restore(keys);
    this.#alertCounter = alertCounter;
    this.securityLog = [...securityLog];
  }

  /** Sets the device's own counter from outside, as if it had used this one last. */
  presetOwnCounter(counter: bigint): void {
    this.#alertCounter = counter;
  }

  /**
   * Takes the octets of one message from the HAN.
   * @param emit takes what the device does about it: messages for the hub, notes
   * @param send where Responses and Alerts go
   */
  receive(octets: Uint8Array, now: Instant, emit: (effect: Effect) => void, send: (message: Uint8Array) => void): void {
    const note = (what: DeviceNote): void => emit({ kind: 'note', note: what });
    let frame: Frame;
    try {
      frame = decodeFrame(octets);
    } catch (error) {
      if (!(error instanceof HanlabError)) throw error;
      this.#refuse(RECEIVE_CHECKS[0] as ReceiveCheck, error.message, now, note);
      return;
    }
    const reception = this.#reception(frame);
    for (const check of this.#checks) {
      if (this.configuration.defects?.has(`skip-${check.name}`)) continue;
      const reason = check.fails(reception);
      if (reason === undefined) continue;
      this.#refuse(check, reason, now, note);
      if (check.name === 'supported') {
        this.#countUnsupported(reception);
        this.#sayUnsupported(frame, now, send);
      }
      if (check.name === 'mac' && this.configuration.defects?.has('checks-signature-before-mac-and-answers')) {
        this.#answerWithoutMac(reception, now, emit, send);
      }
      return;
    }
    this.#execute(reception, now, emit, send);
  }

  #reception(frame: Frame): Reception {
    const { profile } = this.configuration;
    const useCase = useCaseOf(frame, profile);
    let payload: Payload | undefined;
    return {
      device: {
        ...this.configuration,
        supportedUseCases: this.#executor.supportedUseCases,
        credentials: this.keys,
        trustAnchors: this.trustAnchors,
        storedCounter: (role) => this.counters.of(role),
      },
      frame,
      useCase,
      role: this.#roleOf(frame.header.originator, useCase),
      payload: () => {
        payload ??= payloadOf(frame);
        return payload;
      },
    };
  }

  /** Where a party is known in several roles, as the broker that holds the place of others is: the one that may ask this. */
  #roleOf(party: Eui64, useCase: UseCase | undefined): RemotePartyRole | undefined {
    const { kind } = this.configuration;
    const roles = this.trustAnchors.rolesOf(party);
    const may = (role: RemotePartyRole) =>
      useCase?.authorisations.some((one) => one.role === role && one.targets.includes(kind)) ?? false;
    return roles.find(may) ?? roles[0];
  }

  /** Enters an event in the Security Log. @param cause what brought it about: the name of a check, say */
  logSecurity(event: number, cause: string, now: Instant): void {
    this.securityLog.push({ time: now, event, check: cause });
    if (this.securityLog.length > SECURITY_LOG_SIZE) this.securityLog.shift();
  }

  #refuse(check: ReceiveCheck, reason: string, now: Instant, note: (what: DeviceNote) => void): void {
    this.logSecurity(check.event, check.name, now);
    note({ note: 'refused', check: check.name, reason, event: check.event });
  }

  #countUnsupported({ frame, useCase, role }: Reception): void {
    const { profile } = this.configuration;
    if (!assumptionValue(profile, 'unsupported-command-moves-counter') || role === undefined) return;
    const isProtected = useCase !== undefined && isReplayProtected(useCase, profile);
    if (isProtected) this.counters.accept(role, frame.header.originatorCounter);
  }

  #sayUnsupported(frame: Frame, now: Instant, send: (message: Uint8Array) => void): void {
    const { profile } = this.configuration;
    if (profile.gbcsVersion === '3.1' && !assumptionValue(profile, 'ecs100-from-3.1-device')) return;
    const { otherInformation, originatorCounter, originator } = frame.header;
    const refused = new Writer().u16(otherInformation.messageCode).u64(originatorCounter).finish();
    send(
      this.alert({
        recipient: originator,
        otherInformation: { ...otherInformation, messageCode: ECS100.messageCode },
        alertCode: ECS100.alertCode,
        time: now,
        extras: [octetString(refused)],
      }),
    );
  }

  /** A defect: to a signature that holds it answers, by Alert or by a Response that nothing was done. */
  #answerWithoutMac(
    reception: Reception,
    now: Instant,
    emit: (effect: Effect) => void,
    send: (message: Uint8Array) => void,
  ): void {
    const { frame, useCase, role } = reception;
    const holds = (name: string) => !this.#checks.some((one) => one.name === name && one.fails(reception));
    if (!holds('signature')) return;
    if (!holds('supported')) this.#sayUnsupported(frame, now, send);
    if (useCase === undefined || !holds('supported') || !holds('payload')) return;
    const payload = reception.payload();
    if (payload.kind !== 'access-request') return;
    const results = payload.specifications.map(({ access }) => ({ access, code: OTHER_REASON }));
    const { longInvokeId, dateTime } = payload;
    const data = results.map(() => NULL_DATA);
    const response = { kind: 'access-response', longInvokeId, dateTime, data, results } as const;
    this.answer({ frame, useCase, payload, role }, response, now, emit, send);
  }

  #execute(
    { frame, useCase, role, ...reception }: Reception,
    now: Instant,
    emit: (effect: Effect) => void,
    send: (message: Uint8Array) => void,
  ): void {
    // Only a defective device gets here without a use case or with a payload that is not well formed.
    if (useCase === undefined) return;
    let payload: Payload;
    try {
      payload = reception.payload();
    } catch (error) {
      if (!(error instanceof HanlabError)) throw error;
      emit({ kind: 'note', note: { note: 'dropped', reason: error.message } });
      return;
    }
    const { originatorCounter, originator } = frame.header;
    const { profile } = this.configuration;
    const moves =
      isReplayProtected(useCase, profile) || !assumptionValue(profile, 'unprotected-command-does-not-move-counter');
    if (moves && role !== undefined) this.counters.accept(role, originatorCounter);
    emit({ kind: 'note', note: { note: 'executed', useCase: useCase.name, originator, counter: originatorCounter } });
    const command: AcceptedCommand = { frame, useCase, payload, role, ...this.#sealing(frame, role) };
    const response = this.#executor.execute(command, now, emit);
    if (response !== undefined) this.answer(command, response, now, emit, send);
  }

  /**
   * Encryption in the Response to a Command. A party that the device does not know is known by the certificate that the
   * broker's Command carries; its data are encrypted under the device's own counter (GBCS 4.3.3.4, 8.4).
   */
  #sealing(frame: Frame, role: RemotePartyRole | undefined): Required<Pick<AcceptedCommand, 'seal' | 'ownCounter'>> {
    const { provider } = this.configuration;
    const isForUnknownParty = frame.header.otherInformation.supplementaryRemotePartyId !== undefined;
    let counter: bigint | undefined;
    return {
      ownCounter: () => counter,
      seal: (data) => {
        const secret = isForUnknownParty ? this.#secretOfUnknownParty(frame) : this.#secretOf(role);
        if (secret === undefined) return undefined;
        if (isForUnknownParty && counter === undefined) {
          this.#alertCounter += 1n;
          counter = this.#alertCounter;
        }
        return sealedResponseDataOf(provider, responseHeader(frame, counter), secret, data);
      },
    };
  }

  #secretOf(role: RemotePartyRole | undefined): Uint8Array | undefined {
    const cell = role && this.trustAnchors.cell(role, 'keyAgreement');
    return cell && this.keys.sharedSecret(cell.party, cell.publicKey);
  }

  /**
   * The certificate has to be an organisation's, for key agreement, and of the party that the Command names. Its path is not
   * checked: the certificate of its issuer does not come along, and a device holds the root's key only.
   */
  #secretOfUnknownParty({ header }: Frame): Uint8Array | undefined {
    const { provider } = this.configuration;
    const { supplementaryRemotePartyId: party, supplementaryRemotePartyCertificate: der } = header.otherInformation;
    if (party === undefined || der === undefined) return undefined;
    try {
      const { kind, subject, keyUsage, publicPoint } = parseCertificate(der);
      const isIts = kind === 'organisation' && subject === party && keyUsage === 'keyAgreement';
      if (!isIts && !this.configuration.defects?.has('encrypts-for-any-certificate')) return undefined;
      return this.keys.sharedSecret(party, provider.publicKey(publicPoint));
    } catch (error) {
      if (error instanceof HanlabError) return undefined;
      throw error;
    }
  }

  /**
   * Sends the Response to a Command. Only a defective device can owe one to a party that it has no key for; it is then
   * silent.
   */
  answer(
    command: AcceptedCommand,
    payload: Payload,
    now: Instant,
    emit: (effect: Effect) => void,
    send: (message: Uint8Array) => void,
  ): void {
    try {
      send(this.#respond(command, payload, now));
      this.#executor.answered?.(payload, now, command);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      emit({ kind: 'note', note: { note: 'dropped', reason: error.message } });
    }
  }

  /** Builds and protects the Response to a Command (GBCS 6, 7.2.7). */
  #respond({ frame, useCase, role, ownCounter }: AcceptedCommand, payload: Payload, now: Instant): Uint8Array {
    const response = buildMessage({
      ...responseHeader(frame, ownCounter?.()),
      payload,
      ...(useCase.responseDateTime ? { dateTime: encodeDateTime(now) } : { dateTime: new Uint8Array(0) }),
    });
    return encodeFrame(
      responseProtections(useCase, role).signature ? this.#signed(response) : this.#maced(response, role),
    );
  }

  #signed(frame: Frame): Frame {
    return { ...frame, signature: this.keys.sign(encodeToBeSigned(frame)) };
  }

  #maced(frame: Frame, role: RemotePartyRole | undefined): Frame {
    const cell = role && this.trustAnchors.cell(role, 'keyAgreement');
    if (cell === undefined) {
      throw new KeyError('GBCS_E_KEY_MISSING', `no key agreement credentials of ${frame.header.recipient}`);
    }
    return macFrame(this.configuration.provider, frame, this.keys.sharedSecret(cell.party, cell.publicKey));
  }

  /**
   * Sends an Alert. Where the device has no key for its recipient there is none, and a note says so: what the Alert was
   * about goes on.
   */
  sendAlert(
    parts: AlertParts,
    protection: 'signature' | 'mac' | undefined,
    emit: (effect: Effect) => void,
    send: (message: Uint8Array) => void,
  ): void {
    try {
      send(this.alert(parts, protection));
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      emit({ kind: 'note', note: { note: 'dropped', reason: error.message } });
    }
  }

  /** Builds an Alert with the device's next counter, signed or with a MAC by whether its recipient gets it critical. */
  alert(parts: AlertParts, protection: 'signature' | 'mac' = 'signature'): Uint8Array {
    const payload: Payload = {
      kind: 'data-notification',
      longInvokeId: 0,
      dateTime: new Uint8Array(0),
      body: structure(longUnsigned(parts.alertCode), octetString(encodeDateTime(parts.time)), ...parts.extras),
    };
    return this.alertWith(payload, parts.recipient, parts.otherInformation, protection);
  }

  /** Builds an Alert of any payload, likewise. */
  alertWith(
    payload: Payload,
    recipient: Eui64,
    otherInformation: OtherInformation,
    protection: 'signature' | 'mac' = 'signature',
  ): Uint8Array {
    this.#alertCounter += 1n;
    const frame = buildMessage({
      cra: 3,
      originatorCounter: this.#alertCounter,
      originator: this.configuration.eui,
      recipient,
      otherInformation,
      payload,
    });
    const role = this.trustAnchors.roleOf(recipient);
    return encodeFrame(protection === 'signature' ? this.#signed(frame) : this.#maced(frame, role));
  }
}

/** The Grouping Header of the Response to a Command, but for its date-time (GBCS 7.2.7). */
function responseHeader(
  { header }: Frame,
  supplementaryOriginatorCounter?: bigint,
): GroupingHeader & { readonly cra: 2 } {
  const { messageCode, supplementaryRemotePartyId, supplementaryRemotePartyCounter } = header.otherInformation;
  return {
    cra: 2,
    originatorCounter: header.originatorCounter,
    originator: header.recipient,
    recipient: header.originator,
    dateTime: new Uint8Array(0),
    otherInformation: {
      messageCode,
      ...(supplementaryRemotePartyId === undefined ? {} : { supplementaryRemotePartyId }),
      ...(supplementaryRemotePartyCounter === undefined ? {} : { supplementaryRemotePartyCounter }),
      ...(supplementaryOriginatorCounter === undefined ? {} : { supplementaryOriginatorCounter }),
    },
  };
}
