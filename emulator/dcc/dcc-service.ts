import {
  allUseCases,
  assumptionValue,
  CodecError,
  DuisError,
  decodeMessage,
  type Eui64,
  encodeFrame,
  eui64,
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
import { type DuisRequest, formatRequestId, readRequest } from './duis/request.js';
import { type DccMessage, type ServiceContent, writeDccMessage } from './duis/response.js';
import type { InventoryDevice } from './inventory/inventory.js';
import { InventoryKeeper, namedDevice, type SavedKeeper } from './inventory/keeper.js';
import { nonDeviceService, supplyPointsIn } from './non-device/services.js';
import { removalAlerts } from './removal-alert.js';
import type { TransformContext } from './transform/context.js';
import { type ParsedXml, withXml } from './xml/document.js';
import { childOf, needChild, textOf, type XmlElement } from './xml/element.js';
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
  /** Values that the DCC makes for a request, by name, such as a verification code; none where left out. */
  made?(request: DuisRequest): TransformContext['made'];
  /** The log of a hub or Gas Proxy Function as the DCC last had it; it has none where left out. */
  keptDeviceLog?: TransformContext['keptDeviceLog'];
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
}

export class DccService implements Stored<SavedDccService> {
  readonly #configuration: DccServiceConfiguration;
  readonly #broker: AccessControlBroker;
  readonly #keeper: InventoryKeeper;
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
    const attempt = withLocalCommand(this.#attempt(stageOf(request), request, headerOf(request), { service, signer }));
    this.#tellOfRemoval(request, attempt.code);
    if (attempt.code === 'I99') this.#noteSupplyPoints(request);
    return this.#answer(request, attempt);
  }

  save(): SavedDccService {
    return {
      inventory: this.#broker.inventory.save(),
      awaited: this.#keeper.save(),
      quarantineReference: this.#quarantineReference,
    };
  }

  /** Takes up a state; that of the broker is restored on its own. */
  restore({ inventory, awaited, quarantineReference }: SavedDccService): void {
    this.#broker.inventory.restore(inventory);
    this.#keeper.restore(awaited);
    this.#quarantineReference = quarantineReference;
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
        const { preCommand, ...rest } = this.#broker.transform(header, this.#asked(request), origin);
        const gbcsVersion = this.#broker.inventory.get(header.target)?.gbcsVersion ?? '';
        return preCommand === undefined
          ? rest
          : { ...rest, content: { kind: 'preCommand', gbcsVersion, payload: preCommand } };
      }
      case 'signed':
        return this.#sendSigned(request, header, origin);
      case 'nonCritical':
        return this.#broker.send(header, this.#asked(request), origin);
      case 'nonDevice':
        return this.#ownService(request, header, origin);
      default:
        return stage satisfies never;
    }
  }

  #asked(request: DuisRequest): ReturnType<typeof serviceAsked> {
    const { made, keptDeviceLog, now } = this.#configuration;
    const [role] = this.#broker.remotePartyRolesOf(request.id.originator);
    return serviceAsked(request, {
      inventory: this.#broker.inventory,
      now: now(),
      certificateOf: (device) => this.#broker.certificateOf(device),
      made: made?.(request) ?? {},
      ...(keptDeviceLog === undefined ? {} : { keptDeviceLog }),
      ...(role === undefined ? {} : { role }),
    });
  }

  #sendSigned({ body }: DuisRequest, header: RequestHeader, origin: DocumentOrigin): Attempt {
    const { profile } = this.#configuration;
    const refused = { code: assumptionValue(profile, 'broker-content-mismatch-code'), refusedBy: 'content' } as const;
    if (body.name !== 'SignedPreCommand') return refused;
    try {
      return this.#broker.sendSigned(header, payloadOf(body), origin);
    } catch (error) {
      if (error instanceof CodecError) return { ...refused, reason: error };
      throw error;
    }
  }

  #ownService(request: DuisRequest, header: RequestHeader, origin: DocumentOrigin): Attempt {
    const refused = this.#broker.checkNonDevice(header, origin);
    if (refused !== undefined) return refused;
    const service = nonDeviceService(request);
    if (service === undefined) {
      throw new DuisError('DUIS_E_NOT_EMULATED', `the service ${request.variant} is not emulated`, {
        path: request.body.name,
      });
    }
    const { profile } = this.#configuration;
    const context = { profile, inventory: this.#broker.inventory, now: this.#configuration.now() };
    const { code, content } = service.handle(request.body, context);
    return { code, ...(content === undefined ? {} : { content: { kind: 'element', element: content } }) };
  }

  /** 8.11 says at which supply points a device is; the Command to the hub does not have it. */
  #noteSupplyPoints({ body }: DuisRequest): void {
    const added = body.name === 'UpdateHANDeviceLog' ? childOf(body, 'AddDeviceToCHFWhitelist') : undefined;
    const { inventory } = this.#broker;
    const device = added && inventory.get(eui64(textOf(needChild(body, 'DeviceID'))));
    if (added === undefined || device === undefined) return;
    inventory.put({ ...device, supplyPoints: { ...device.supplyPoints, ...supplyPointsIn(added) } });
  }

  /** REQ-15 to 17: a distributor hears of the removal of an HCALCS that somebody else asks for. */
  #tellOfRemoval(request: DuisRequest, code: string): void {
    const { profile, now } = this.#configuration;
    const isAccepted = !code.startsWith('E');
    // Of a critical request the Pre-Command is only its beginning.
    if (
      isAccepted
        ? code === 'I0' && request.commandVariant === 4
        : !assumptionValue(profile, 'hcalcs-removal-alert-when-refused')
    )
      return;
    for (const hcalcs of removedBy(request)) {
      for (const { recipient, alert } of removalAlerts(
        { request: request.id, hcalcs },
        profile,
        this.#broker.inventory,
        now(),
      )) {
        this.#tell(recipient, alert);
      }
    }
  }

  /** Hears of a Command that goes to a device. */
  sent(header: RequestHeader, command: Frame): void {
    const message = decoded(command);
    if (message !== undefined) this.#keeper.sent(header, { useCase: useCaseOf(message), payload: message.payload });
  }

  /** Takes the Response to a request, or that there was none, and tells the User. */
  answered({ header, code, message: octets }: ServiceResponse): void {
    this.#keeper.answered(header, octets && decodedOctets(octets), this.#configuration.now());
    const content = octets && ({ kind: 'gbcsPayload', payload: octets } as const);
    this.#tell(header.originator, {
      kind: 'response',
      request: header,
      variant: header.variant,
      code,
      ...(content === undefined ? {} : { content }),
    });
  }

  /** Takes an Alert of a device: the DCC's own change the inventory, the others go to whom they are for. */
  alerted(recipient: Eui64, octets: Uint8Array): void {
    const message = decodedOctets(octets);
    if (message === undefined) return;
    const { originator, otherInformation } = message.frame.header;
    if (otherInformation.messageCode === HUB_LOG_CHANGED) {
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

function headerOf({ id, variant, commandVariant }: DuisRequest): RequestHeader {
  return { ...id, variant, commandVariant };
}

function payloadOf(body: XmlElement): Uint8Array {
  return new Uint8Array(Buffer.from(textOf(needChild(body, 'GBCSPayload')), 'base64'));
}

/** The devices that a request would take away: out of service, off the HAN, or from the meter that they are joined with. */
function removedBy(request: DuisRequest): readonly Eui64[] {
  const { body, id } = request;
  const own = nonDeviceService(request)?.removes?.(body);
  if (own !== undefined) return [own];
  if (body.name === 'UpdateHANDeviceLog') {
    return textOf(needChild(body, 'RequestType')) === 'Remove' ? [eui64(textOf(needChild(body, 'DeviceID')))] : [];
  }
  if (body.name === 'UnjoinServiceNonCritical') return [id.target, eui64(textOf(needChild(body, 'OtherDeviceID')))];
  if (body.name !== 'SignedPreCommand') return [];
  const message = decodedOctets(payloadOf(body));
  if (message === undefined || !UNJOINS.has(useCaseOf(message)?.name ?? '')) return [];
  return [id.target, namedDevice(message.payload)].flatMap((device) => device ?? []);
}

const UNJOINS: ReadonlySet<string> = new Set(['CS04AC', 'CS04B']);

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
