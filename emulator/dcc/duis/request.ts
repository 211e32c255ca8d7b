import { DuisError, type Eui64, eui64, formatEui64 } from '../../../gbcs/index.js';
import { needChild, textOf, type XmlElement } from '../xml/element.js';
import { element, type WrittenElement, writeXml } from '../xml/write.js';

/** Service requests of the DUIS as they come from a DCC User (DUIS 5.4, sr:Request). */

export const DUIS_NAMESPACE = 'http://www.dccinterface.co.uk/ServiceUserGateway';
/** The edition of DUIS that is written. */
export const DUIS_VERSION = '5.4';

/** Who asks, whom, and the how-manieth time: `90-B3-D5-1F-30-02-00-00:00-DB-12-34-56-78-90-A0:1000`. */
export interface RequestId {
  readonly originator: Eui64;
  readonly target: Eui64;
  /** 0 to 2^64 - 1; also the counter of the GBCS Command that a critical request becomes. */
  readonly counter: bigint;
}

export interface DuisRequest {
  readonly id: RequestId;
  /** 1 to 9 (DUIS, table of Command Variants). */
  readonly commandVariant: number;
  /** Such as `6.14`. */
  readonly serviceReference: string;
  /** Such as `6.14.2`. */
  readonly variant: string;
  /** What is asked for: the one element of the body, `SignedPreCommand` included. */
  readonly body: XmlElement;
}

const REQUEST_ID = /^((?:[0-9A-F]{2}-){7}[0-9A-F]{2}):((?:[0-9A-F]{2}-){7}[0-9A-F]{2}):(\d{1,20})$/i;
const MAX_COUNTER = (1n << 64n) - 1n;

/** @throws DuisError `DUIS_E_SCHEMA` */
export function readRequestId(text: string): RequestId {
  const [, originator, target, counter] = REQUEST_ID.exec(text) ?? [];
  if (originator === undefined || target === undefined || counter === undefined || BigInt(counter) > MAX_COUNTER) {
    throw new DuisError(
      'DUIS_E_SCHEMA',
      'a RequestID is two identifiers and a counter of 64 bits, with colons between',
      {
        path: 'RequestID',
      },
    );
  }
  return { originator: eui64(originator), target: eui64(target), counter: BigInt(counter) };
}

export function formatRequestId({ originator, target, counter }: RequestId): string {
  return `${formatEui64(originator)}:${formatEui64(target)}:${counter}`;
}

/** What a request is to say. */
export interface WrittenRequest {
  readonly id: RequestId;
  readonly commandVariant: number;
  readonly variant: string;
  readonly body: WrittenElement;
}

/** A request as a document, to be signed. */
export function writeRequest({ id, commandVariant, variant, body }: WrittenRequest): Uint8Array {
  const header = element('Header', [
    element('RequestID', formatRequestId(id)),
    element('CommandVariant', commandVariant),
    element('ServiceReference', serviceReferenceOf(variant)),
    element('ServiceReferenceVariant', variant),
  ]);
  const root = element('Request', [header, element('Body', [body])], { schemaVersion: DUIS_VERSION });
  return writeXml(root, 'sr', DUIS_NAMESPACE);
}

/** The Service Reference of a variant: `6.14` of `6.14.2`, `7.5` of `7.5`. */
export function serviceReferenceOf(variant: string): string {
  return variant.split('.').slice(0, 2).join('.');
}

/**
 * Reads a request that is valid by the schema.
 * @param root the document element
 * @throws DuisError `DUIS_E_SCHEMA` where it is no request, which the schema would have said
 */
export function readRequest(root: XmlElement): DuisRequest {
  if (root.name !== 'Request' || root.namespace !== DUIS_NAMESPACE) {
    throw new DuisError('DUIS_E_SCHEMA', 'the document is no sr:Request', { path: root.name });
  }
  const header = needChild(root, 'Header');
  const [body] = needChild(root, 'Body').children;
  if (body === undefined) throw new DuisError('DUIS_E_SCHEMA', 'the body is empty', { path: 'Body' });
  const field = (name: string): string => textOf(needChild(header, name));
  return {
    id: readRequestId(field('RequestID')),
    commandVariant: Number(field('CommandVariant')),
    serviceReference: field('ServiceReference'),
    variant: field('ServiceReferenceVariant'),
    body,
  };
}
