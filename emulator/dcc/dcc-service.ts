import {
  allUseCases,
  assumptionValue,
  DuisError,
  decodeMessage,
  type Eui64,
  encodeFrame,
  type Frame,
  HanlabError,
  type Instant,
  type Message,
  type Profile,
  useCaseByCode,
} from '../../gbcs/index.js';
import type { Stored } from '../kernel/stored.js';
import { COMMAND_VARIANTS, type DocumentOrigin, type RequestHeader, type RequestStage } from './access-control.js';
import type { AccessControlBroker, Acknowledgement, ServiceResponse } from './access-control-broker.js';
import type { AnomalyVerdict } from './anomaly-detection.js';
import { serviceAsked } from './duis/asked-service.js';
import { removalAlertBody } from './duis/proposed-alert.js';
import { type DuisRequest, formatRequestId, type RequestId, readRequest } from './duis/request.js';
import { type DccMessage, type ServiceContent, writeDccMessage } from './duis/response.js';
import type { InventoryDevice } from './inventory/inventory.js';
import { InventoryKeeper, type SavedKeeper } from './inventory/keeper.js';
import { KeptDeviceLogs, type SavedKeptDeviceLogs } from './inventory/kept-device-logs.js';
import { isNonDeviceVariant, nonDeviceService, supplyPointsOf } from './non-device/services.js';
import type { RemovalAlert } from './removal-alert.js';
import type { RequestedService } from './requested-service.js';
import type { TransformContext } from './transform/context.js';
import { type ParsedXml, withXml } from './xml/document.js';
import { needChild, textOf, type XmlElement } from './xml/element.js';
import type { SchemaSet } from './xml/schema.js';
import { type SignedDocument, signXml, verifySignature, type XmlSigner } from './xml/signature.js';
import type { XmlCertificates, XmlSigningParty } from './xml/signing-keys.js';
import { element } from './xml/write.js';

/**
 * The DCC as its Users see it: signed service requests in, signed answers at once, and later what devices say. Between
 * stands the Access Control Broker, which knows nothing of XML.
 */

export interface DccServiceConfiguration {
  readonly profile: Profile;
  readonly schemas: SchemaSet;
  /** Certificates of those who may sign documents. */
  readonly certificates: XmlCertificates;
  /** The DCC's own key for documents. */
  readonly signer: XmlSigner;
  /** Values that the DCC makes for a request, by name, the same whenever it is asked; none where left out. */
  made?(request: RequestId): TransformContext['made'];
  /** What time it is. */
  now(): Instant;
  /** Takes what a User is to get later: a signed document. */
  toUser(user: Eui64, document: Uint8Array): void;
}

/** Which service of the DCC a document is put to: Transform, Send Command, or DCC Only. */
export type ServiceName = DocumentOrigin['service'];

/** What is done with a request once it may be. */
type Attempt = Acknowledgement & { readonly content?: ServiceContent };

/** A document that is valid by the schema, and who has signed it. */
export interface ReceivedDocument {
  readonly request: DuisRequest;
  /** Whose key has signed it; undefined where the signature does not hold, and `request` is what anybody may have written. */
  readonly signer: Eui64 | undefined;
}

/** What the DCC remembers of its own, beside its broker. */
export interface SavedDccService {
  readonly inventory: readonly InventoryDevice[];
  readonly awaited: SavedKeeper;
  readonly quarantineReference: number;
  readonly deviceLogs: SavedKeptDeviceLogs;
}

export class DccService implements Stored<SavedDccService> {
  readonly #configuration: DccServiceConfiguration;
  readonly #broker: AccessControlBroker;
  readonly #keeper: InventoryKeeper;
  readonly #deviceLogs = new KeptDeviceLogs();
  /** Of the last request that was held. */
  #quarantineReference = 0;

  constructor(configuration: DccServiceConfiguration, broker: AccessControlBroker) {
    this.#configuration = configuration;
    this.#broker = broker;
    this.#keeper = new InventoryKeeper(broker.inventory);
  }

  /**
   * Takes a document.
   * @param service that it is put to
   * @returns the answer at once, a signed document
   * @throws DuisError `DUIS_E_XML`, `DUIS_E_TOO_LARGE`, `DUIS_E_SCHEMA` where it is no request that could be answered;
   *   `DUIS_E_NOT_EMULATED` where it is in order, and this DCC does not have the service
   */
  request(service: ServiceName, octets: Uint8Array): Uint8Array {
    return this.take(service, this.read(octets));
  }

  /**
   * Reads a document. Nothing is done about it, and nothing remembered.
   * @throws DuisError `DUIS_E_XML`, `DUIS_E_TOO_LARGE`, `DUIS_E_SCHEMA`
   */
  read(octets: Uint8Array): ReceivedDocument {
    const { schemas } = this.#configuration;
    return withXml(octets, (document) => {
      document.validate(schemas.duis);
      const signed = this.#verified(document);
      return { request: readRequest(signed?.root ?? document.root), signer: signed?.signer.party };
    });
  }

  /**
   * Does what a document asks for, if it may.
   * @returns the answer at once, a signed document
   * @throws DuisError `DUIS_E_NOT_EMULATED`
   */
  take(service: ServiceName, { request, signer }: ReceivedDocument): Uint8Array {
    if (signer === undefined) {
      const code = assumptionValue(this.#configuration.profile, 'dcc-authentication-failure-code');
      return this.#answer(request, { code });
    }
    const { serviceReference } = request;
    const attempt = withLocalCommand(
      this.#attempt(stageOf(request), request, headerOf(request), { service, signer, serviceReference }),
    );
    return this.#answer(request, attempt);
  }

  save(): SavedDccService {
    return {
      inventory: this.#broker.inventory.save(),
      awaited: this.#keeper.save(),
      quarantineReference: this.#quarantineReference,
      deviceLogs: this.#deviceLogs.save(),
    };
  }

  /** Takes up a state; that of the broker is restored on its own. */
  restore({ inventory, awaited, quarantineReference, deviceLogs }: SavedDccService): void {
    this.#broker.inventory.restore(inventory);
    this.#keeper.restore(awaited);
    this.#quarantineReference = quarantineReference;
    this.#deviceLogs.restore(deviceLogs);
  }

  #verified(document: ParsedXml): SignedDocument<XmlSigningParty> | undefined {
    const { certificates, now } = this.#configuration;
    try {
      return verifySignature(document, certificates.validAt(now()));
    } catch (error) {
      if (error instanceof DuisError && error.code === 'DUIS_E_SIGNATURE') return undefined;
      throw error;
    }
  }

  #attempt(stage: RequestStage, request: DuisRequest, header: RequestHeader, origin: DocumentOrigin): Attempt {
    switch (stage) {
      case 'transform': {
        const { preCommand, ...rest } = this.#broker.transform(header, this.asked(request), origin);
        const gbcsVersion = this.#broker.inventory.get(header.target)?.gbcsVersion ?? '';
        return preCommand === undefined
          ? rest
          : { ...rest, content: { kind: 'preCommand', gbcsVersion, payload: preCommand } };
      }
      case 'signed':
        return this.#broker.sendSigned(header, payloadOf(request.body), origin);
      case 'nonCritical':
        return this.#broker.send(header, this.asked(request), origin);
      case 'nonDevice':
        return this.#ownService(request, header, origin);
      default:
        return stage satisfies never;
    }
  }

  /** What a request asks for, by what the DCC knows now: when it comes, and again when one that was held is due. */
  asked(request: DuisRequest): RequestedService {
    const { made, now } = this.#configuration;
    const [role] = this.#broker.remotePartyRolesOf(request.id.originator);
    return serviceAsked(request, {
      inventory: this.#broker.inventory,
      now: now(),
      certificateOf: (device) => this.#broker.certificateOf(device),
      made: made?.(request.id) ?? {},
      keptDeviceLog: (device) => this.#deviceLogs.of(device),
      ...(role === undefined ? {} : { role }),
    });
  }

  #ownService(request: DuisRequest, header: RequestHeader, origin: DocumentOrigin): Attempt {
    const service = nonDeviceService(request);
    const handle = (): Attempt => {
      if (service === undefined) {
        throw new DuisError('DUIS_E_NOT_EMULATED', `the service ${request.variant} is not emulated`, {
          path: request.body.name,
        });
      }
      const { profile } = this.#configuration;
      const { originator } = header;
      const context = { profile, inventory: this.#broker.inventory, now: this.#configuration.now(), originator };
      const { code, content } = service.handle(request.body, context);
      return { code, ...(content === undefined ? {} : { content: { kind: 'element', element: content } }) };
    };
    const subject = service?.subject?.(request.body);
    const isOfBody = service !== undefined || !isNonDeviceVariant(request.variant);
    return this.#broker.doItself(
      header,
      { subject, effects: service?.effects?.(request.body, this.#broker.inventory) ?? [], isOfBody, handle },
      origin,
    );
  }

  /** Hears of a Command that goes to a device. */
  sent(header: RequestHeader, command: Frame): void {
    const message = decoded(command);
    if (message !== undefined) this.#keeper.sent(header, { useCase: useCaseOf(message), payload: message.payload });
  }

  /** Takes the Response to a request, or that there was none, and tells the User. */
  answered({ header, code, message: octets, isOfDevice }: ServiceResponse): void {
    const message = octets && decodedOctets(octets);
    this.#keeper.answered(header, isOfDevice === true ? message : undefined, this.#configuration.now());
    // Whatever is addressed to a User the DCC may not have verified.
    if (message !== undefined && this.#broker.isOfDcc(message.frame.header.recipient)) this.#deviceLogs.heard(message);
    const content = octets && this.#contentOfResponse(header, octets);
    this.#tell(header.originator, {
      kind: 'response',
      request: header,
      variant: header.variant,
      code,
      ...(content === undefined ? {} : { content }),
    });
  }

  /** What a device answers, with the value that the DCC has made for it where the requester is to know that. */
  #contentOfResponse(header: RequestHeader, payload: Uint8Array): ServiceContent {
    const { made } = this.#configuration;
    const number = header.variant === CIN_VARIANT ? made?.(header)['customerIdentificationNumber'] : undefined;
    return number === undefined ? { kind: 'gbcsPayload', payload } : { kind: 'cin', payload, number };
  }

  /** Takes an Alert of a device: the DCC's own, which its broker has verified, are told to nobody, the others go to whom they are for. */
  alerted(recipient: Eui64, octets: Uint8Array): void {
    const message = decodedOctets(octets);
    if (message === undefined) return;
    const { originator, otherInformation } = message.frame.header;
    if (this.#broker.isOfDcc(recipient)) {
      const isHub = this.#broker.inventory.get(originator)?.kind === 'communicationsHub';
      if (!isHub || otherInformation.messageCode !== HUB_LOG_CHANGED) return;
      this.#deviceLogs.heard(message);
      this.#keeper.logTold(originator, message, this.#configuration.now());
      return;
    }
    this.#tell(recipient, { kind: 'deviceAlert', alertCode: alertCodeOf(message) ?? 0, payload: octets });
  }

  /** A request is held, or its User is warned. A warning has no body of its own in DUIS: it is not said. */
  anomaly(header: RequestHeader, { kind, threshold }: Exclude<AnomalyVerdict, { readonly kind: 'pass' }>): void {
    if (kind !== 'quarantine') return;
    this.#quarantineReference += 1;
    const breach = element(threshold.setBy === 'user' ? 'ADUserThresholdBreach' : 'ADDCCThresholdBreach', [
      element('RequestID', formatRequestId(header)),
      element('QuarantineEventRef', this.#quarantineReference),
    ]);
    const alertCode = assumptionValue(this.#configuration.profile, 'quarantine-alert-code');
    this.#tell(header.originator, { kind: 'dccAlert', alertCode, body: element('QuarantinedRequest', [breach]) });
  }

  /** A distributor is told of a removal. */
  removal(alert: RemovalAlert): void {
    const alertCode = assumptionValue(this.#configuration.profile, 'hcalcs-removal-alert-code');
    this.#tell(alert.recipient, { kind: 'dccAlert', alertCode, body: removalAlertBody(alert) });
  }

  #answer({ id, variant }: DuisRequest, { code, content }: Pick<Attempt, 'code' | 'content'>): Uint8Array {
    return this.#signed({
      kind: 'response',
      request: id,
      variant,
      code,
      ...(content === undefined ? {} : { content }),
    });
  }

  #tell(user: Eui64, message: DccMessage): void {
    this.#configuration.toUser(user, this.#signed(message));
  }

  #signed(message: DccMessage): Uint8Array {
    const { signer, now } = this.#configuration;
    return signXml(writeDccMessage(message, now()), signer);
  }
}

/** CS14. */
const HUB_LOG_CHANGED = 0x0018;

/** Asks the device to show the customer a number that the requester is told (DUIS CINMessage). */
const CIN_VARIANT = '9.1';

/** The way that a request comes, by its Command Variant; 9 is none that a User may have, and no check lets it pass. */
function stageOf({ commandVariant }: DuisRequest): RequestStage {
  const stages = Object.keys(COMMAND_VARIANTS) as RequestStage[];
  return stages.find((stage) => COMMAND_VARIANTS[stage].includes(commandVariant)) ?? 'nonCritical';
}

/** A Command for local delivery is what the answer carries. */
function withLocalCommand(attempt: Attempt): Attempt {
  const { localCommand } = attempt;
  if (localCommand === undefined) return attempt;
  return { ...attempt, content: { kind: 'localCommand', payload: localCommand } };
}

function headerOf(request: DuisRequest): RequestHeader {
  const { id, variant, commandVariant } = request;
  const supplyPoints = supplyPointsOf(request);
  return { ...id, variant, commandVariant, ...(supplyPoints === undefined ? {} : { supplyPoints }) };
}

/** The Signed Pre-Command in a body; nothing where that is another service's. */
function payloadOf(body: XmlElement): Uint8Array | undefined {
  if (body.name !== 'SignedPreCommand') return undefined;
  return new Uint8Array(Buffer.from(textOf(needChild(body, 'GBCSPayload')), 'base64'));
}

function useCaseOf({ frame }: Message): ReturnType<typeof useCaseByCode> {
  return useCaseByCode(allUseCases, frame.header.otherInformation.messageCode);
}

/** The alert code of a device's Alert, whatever its family. */
function alertCodeOf({ payload }: Message): number | undefined {
  if (payload.kind === 'gbz-alert') return payload.alertCode;
  if (payload.kind === 'asn1')
    return 'alertCode' in Object(payload.value) ? Number(Object(payload.value).alertCode) : undefined;
  if (payload.kind !== 'data-notification' || !('items' in payload.body)) return undefined;
  const [code] = payload.body.items;
  return code !== undefined && 'value' in code ? Number(code.value) : undefined;
}

function decoded(frame: Frame): Message | undefined {
  return decodedOctets(encodeFrame(frame));
}

/** The message in these octets; nothing where they are none: a device may send what it likes. */
function decodedOctets(octets: Uint8Array): Message | undefined {
  try {
    return decodeMessage(octets);
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}
