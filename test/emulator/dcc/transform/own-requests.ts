import { type DuisRequest, readRequest } from '../../../../emulator/dcc/duis/request.js';
import type { TargetDevice, TransformContext } from '../../../../emulator/dcc/transform/context.js';
import { type Transformed, transformRequest } from '../../../../emulator/dcc/transform/transform.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import { DuisError, eui64, type NamedMessage, nameMessage } from '../../../../gbcs/index.js';

/** Service requests of the tests' own and what they become; those of a data set are in `reference-requests.ts`. */

export const SUPPLIER = eui64('90-B3-D5-1F-30-01-00-00');
export const BROKER = eui64('90-B3-D5-1F-30-00-00-02');
const TARGET = eui64('00-DB-12-34-56-78-90-A0');
/** A device beside the target. */
export const OTHER = '00-DB-12-34-56-78-90-9A';

/** A request of the supplier with counter 1000, as text. @param body its element, without a prefix on any name */
export function requestText(variant: string, body: string): string {
  const serviceReference = variant.split('.').slice(0, 2).join('.');
  return (
    '<Request xmlns="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><Header>' +
    '<RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000</RequestID><CommandVariant>1</CommandVariant>' +
    `<ServiceReference>${serviceReference}</ServiceReference>` +
    `<ServiceReferenceVariant>${variant}</ServiceReferenceVariant></Header><Body>${body}</Body></Request>`
  );
}

export function requestOf(variant: string, body: string): DuisRequest {
  return readRequest(parseXml(Buffer.from(requestText(variant, body))));
}

/** What is not as always: of the device, or of what the DCC knows. */
export type Changes = Partial<TargetDevice> & Partial<Omit<TransformContext, 'device'>>;

/** A device, an ESME of GBCS 4.0 unless said otherwise, that knows the supplier. */
export function contextOf({ eui = TARGET, kind = 'esme', gbcsVersion = '4.0', ...changes }: Changes = {}) {
  const { esmeVariant, ...known } = changes;
  return {
    device: { eui, kind, gbcsVersion, ...(esmeVariant === undefined ? {} : { esmeVariant }) },
    originator: { party: SUPPLIER, counter: 1000n },
    now: Date.UTC(2015, 0, 1),
    kindOf: () => undefined,
    made: { customerIdentificationNumber: '1234' },
    ...known,
  } satisfies TransformContext;
}

/** What a request becomes. */
export function transformed(variant: string, body: string, changes: Changes = {}): Transformed {
  return transformRequest(requestOf(variant, body), contextOf(changes));
}

/** The same by name. */
export function named(variant: string, body: string, changes: Changes = {}): NamedMessage {
  return nameMessage(transformed(variant, body, changes).message);
}

/** Use case and payload alone. */
export function becomes(variant: string, body: string, changes: Changes = {}): [string, NamedMessage['payload']] {
  const { useCase, payload } = named(variant, body, changes);
  return [useCase, payload];
}

/** The error that refuses a request. */
export function refusalOf(variant: string, body: string, changes: Changes = {}): DuisError {
  try {
    transformed(variant, body, changes);
  } catch (error) {
    if (error instanceof DuisError) return error;
    throw error;
  }
  throw new Error('the request became a Command');
}
