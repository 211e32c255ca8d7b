import type { DuisRequest } from '../../../../emulator/dcc/duis/request.js';
import { readRequest } from '../../../../emulator/dcc/duis/request.js';
import type { TargetDevice, TransformContext } from '../../../../emulator/dcc/transform/context.js';
import { transformRequest } from '../../../../emulator/dcc/transform/transform.js';
import { parseXml } from '../../../../emulator/dcc/xml/document.js';
import { type Eui64, encodeMessage, eui64, type NamedFields, nameMessage, toHex } from '../../../../gbcs/index.js';

/** Service requests of the tests' own, and what they become. */

const SUPPLIER = eui64('90-B3-D5-1F-30-01-00-00');
const DEVICE = eui64('00-DB-12-34-56-78-90-A0');

/** A request with this body, as text. In the body, names have no prefix. */
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

/** What the DCC knows of a device that the supplier has a Command for. */
export function contextOf(device: Partial<TargetDevice> = {}, more: Partial<TransformContext> = {}): TransformContext {
  return {
    device: { eui: DEVICE, kind: 'esme', gbcsVersion: '3.1', ...device },
    originator: { party: SUPPLIER, counter: 1000n },
    now: 0,
    kindOf: (_device: Eui64) => undefined,
    made: { customerIdentificationNumber: '1234' },
    ...more,
  };
}

/** The payload, by name, that a body becomes, with the use case's name. */
export function payloadOf(
  variant: string,
  body: string,
  device: Partial<TargetDevice> = {},
  more: Partial<TransformContext> = {},
): { readonly useCase: string; readonly payload: NamedFields } {
  const { useCase, message } = transformRequest(requestOf(variant, body), contextOf(device, more));
  return { useCase: useCase.name, payload: nameMessage(message).payload as NamedFields };
}

/** The octets that a request becomes, without signature and MAC. */
export function preCommandOf(request: DuisRequest, context: TransformContext): string {
  return toHex(encodeMessage(transformRequest(request, context).message));
}
