import { DuisError, type Instant } from '../../../gbcs/index.js';
import { childOf, needChild, textOf, type XmlElement } from '../xml/element.js';
import { element, optional, type WrittenElement, writeXml } from '../xml/write.js';
import {
  DUIS_NAMESPACE,
  DUIS_VERSION,
  formatRequestId,
  type RequestId,
  readRequestId,
  serviceReferenceOf,
} from './request.js';

/** What the DCC says to a User (DUIS 5.4, sr:Response): answers to requests at once and later, and alerts. */

/** What a device or the DCC has to say, as the element of the answer that carries it; absent where the code says all. */
export type ServiceContent =
  | { readonly kind: 'preCommand'; readonly gbcsVersion: string; readonly payload: Uint8Array }
  | { readonly kind: 'gbcsPayload'; readonly payload: Uint8Array }
  /** What a device answers that shows a customer this number, four digits, which the requester compares. */
  | { readonly kind: 'cin'; readonly payload: Uint8Array; readonly number: string }
  /** A Command that its User delivers locally. */
  | { readonly kind: 'localCommand'; readonly payload: Uint8Array }
  | {
      readonly kind: 'futureDatedAlert';
      readonly alertCode: 0x8f66 | 0x8f67;
      readonly payload: Uint8Array;
      readonly instruction: number;
      readonly instructions: number;
    }
  /** Any other element, such as DSPInventory. */
  | { readonly kind: 'element'; readonly element: WrittenElement };

/** An answer to a request. */
interface ServiceAnswer {
  readonly kind: 'response';
  readonly request: RequestId;
  /** Service Reference Variant, such as `6.14.2`. */
  readonly variant: string;
  /** DUIS response code, such as `I0`. */
  readonly code: string;
  readonly content?: ServiceContent;
}

/** An alert of a device, as it sent it. */
interface DeviceAlert {
  readonly kind: 'deviceAlert';
  readonly alertCode: number;
  readonly payload: Uint8Array;
}

/** An alert of the DCC itself. */
interface DccAlert {
  readonly kind: 'dccAlert';
  /** AD1, N1 to N65 or N999. */
  readonly alertCode: string;
  readonly body: WrittenElement;
}

export type DccMessage = ServiceAnswer | DeviceAlert | DccAlert;

/** A document of the DCC, to be signed. @param at when it is said */
export function writeDccMessage(message: DccMessage, at: Instant): Uint8Array {
  const isAnswer = message.kind === 'response';
  const header = element('Header', [
    optional('RequestID', isAnswer ? formatRequestId(message.request) : undefined),
    optional('ResponseID', isAnswer ? formatRequestId(responseId(message.request)) : undefined),
    element('ResponseCode', isAnswer ? message.code : 'I0'),
    element('ResponseDateTime', new Date(at).toISOString()),
  ]);
  const root = element('Response', [header, element('Body', [bodyOf(message)])], { schemaVersion: DUIS_VERSION });
  return writeXml(root, 'sr', DUIS_NAMESPACE);
}

function responseId({ originator, target, counter }: RequestId): RequestId {
  return { originator: target, target: originator, counter };
}

function bodyOf(message: DccMessage): WrittenElement {
  switch (message.kind) {
    case 'response':
      return element('ResponseMessage', [
        element('ServiceReference', serviceReferenceOf(message.variant)),
        element('ServiceReferenceVariant', message.variant),
        message.content && contentOf(message.content),
      ]);
    case 'deviceAlert':
      return element('DeviceAlertMessage', [
        element('AlertCode', hexCode(message.alertCode)),
        element('GBCSPayload', base64(message.payload)),
      ]);
    case 'dccAlert':
      return element('DCCAlertMessage', [
        element('DCCAlertCode', message.alertCode),
        element('DCCAlert', [message.body]),
      ]);
    default:
      return message satisfies never;
  }
}

function contentOf(content: ServiceContent): WrittenElement {
  switch (content.kind) {
    case 'preCommand':
      return element('PreCommand', [
        element('GBCSVersion', content.gbcsVersion),
        element('GBCSPayload', base64(content.payload)),
      ]);
    case 'gbcsPayload':
      return element('GBCSPayload', base64(content.payload));
    case 'cin':
      return element('CINMessage', [
        element('GBCSPayload', base64(content.payload)),
        element('CustomerIdentificationNumber', content.number),
      ]);
    case 'localCommand':
      return element('LocalCommand', [element('GBCSPayload', base64(content.payload))]);
    case 'futureDatedAlert':
      return element('FutureDatedDeviceAlertMessage', [
        element('FutureDatedAlertCode', hexCode(content.alertCode)),
        element('GBCSPayload', base64(content.payload)),
        element('InstructionNumber', content.instruction),
        element('TotalCommandInstructions', content.instructions),
      ]);
    case 'element':
      return content.element;
    default:
      return content satisfies never;
  }
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('base64');
}

function hexCode(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}

/** What a User reads in a document of the DCC. */
export interface ReadDccMessage {
  readonly code: string;
  /**
   * Of an alert its own code: of a device four hexadecimal digits in upper case, such as `81C4`, of the DCC such as `N999`.
   * Their response code is `I0`, whatever they say. Also of a Response that is an alert, on a command for later.
   */
  readonly alertCode?: string;
  /** The request that it answers; an alert answers none. */
  readonly request?: RequestId;
  readonly variant?: string;
  /** The element that says the rest: `PreCommand`, `GBCSPayload`, `DeviceAlertMessage`, `DCCAlertMessage` ... */
  readonly content?: XmlElement;
  /** GBCS octets, where it carries any. */
  readonly payload?: Uint8Array;
}

/** Elements that are an alert, and which of theirs has its code. */
const ALERT_CODES: Readonly<Record<string, string>> = {
  DeviceAlertMessage: 'AlertCode',
  DCCAlertMessage: 'DCCAlertCode',
  FutureDatedDeviceAlertMessage: 'FutureDatedAlertCode',
};

/** Reads a document of the DCC that is valid by the schema. @throws DuisError `DUIS_E_SCHEMA` where it is none */
export function readDccMessage(root: XmlElement): ReadDccMessage {
  if (root.name !== 'Response' || root.namespace !== DUIS_NAMESPACE) {
    throw new DuisError('DUIS_E_SCHEMA', 'the document is no sr:Response', { path: root.name });
  }
  const header = needChild(root, 'Header');
  const [body] = needChild(root, 'Body').children;
  if (body === undefined) throw new DuisError('DUIS_E_SCHEMA', 'the body is empty', { path: 'Body' });
  const request = childOf(header, 'RequestID');
  const variant = childOf(body, 'ServiceReferenceVariant');
  const content = body.name === 'ResponseMessage' ? body.children[2] : body;
  const alertCode = content && childOf(content, ALERT_CODES[content.name] ?? '');
  const payload = content && (content.name === 'GBCSPayload' ? content : childOf(content, 'GBCSPayload'));
  return {
    code: textOf(needChild(header, 'ResponseCode')),
    ...(alertCode === undefined ? {} : { alertCode: textOf(alertCode).toUpperCase() }),
    ...(request === undefined ? {} : { request: readRequestId(textOf(request)) }),
    ...(variant === undefined ? {} : { variant: textOf(variant) }),
    ...(content === undefined ? {} : { content }),
    ...(payload === undefined ? {} : { payload: new Uint8Array(Buffer.from(textOf(payload), 'base64')) }),
  };
}
