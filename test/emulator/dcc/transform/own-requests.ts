import {
  type DuisRequest,
  parseXml,
  readRequest,
  type TransformContext,
  transformRequest,
} from '../../../../emulator/dcc/index.js';
import { eui64, type NamedMessage, nameMessage } from '../../../../gbcs/index.js';

/** Service requests of our own and what they become, for tests of the transform. */

export const SUPPLIER = eui64('90b3d51f30010000');
export const BROKER = eui64('90b3d51f30000002');
const TARGET = eui64('00db1234567890a0');
export const OTHER = '00-DB-12-34-56-78-90-9A';

/** A request of the supplier with counter 1000. @param body its element, without a prefix on any name */
function requestOf(variant: string, body: string): DuisRequest {
  const xml = `<Request xmlns="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><Header>
    <RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000</RequestID><CommandVariant>1</CommandVariant>
    <ServiceReference>${variant}</ServiceReference><ServiceReferenceVariant>${variant}</ServiceReferenceVariant>
    </Header><Body>${body}</Body></Request>`;
  return readRequest(parseXml(Buffer.from(xml)));
}

type Changes = Partial<Omit<TransformContext, 'device'>> & Partial<TransformContext['device']>;

/** A device, an ESME of GBCS 4.0 unless said otherwise, that knows the supplier. */
function contextOf({ kind = 'esme', gbcsVersion = '4.0', esmeVariant, ...changes }: Changes = {}): TransformContext {
  return {
    device: { eui: TARGET, kind, gbcsVersion, ...(esmeVariant === undefined ? {} : { esmeVariant }) },
    originator: { party: SUPPLIER, counter: 1000n },
    now: Date.UTC(2015, 0, 1),
    kindOf: () => undefined,
    made: {},
    ...changes,
  };
}

/** What a request becomes, by name. */
export function named(variant: string, body: string, changes: Changes = {}): NamedMessage {
  return nameMessage(transformRequest(requestOf(variant, body), contextOf(changes)).message);
}

/** Use case and payload alone. */
export function becomes(variant: string, body: string, changes: Changes = {}): [string, NamedMessage['payload']] {
  const { useCase, payload } = named(variant, body, changes);
  return [useCase, payload];
}
