import type { DataShape } from '../catalogue/use-case.js';
import { type DataNotification, longInvokeIdOf } from '../dlms/access.js';
import { type Data, longUnsigned, octetString } from '../dlms/data.js';
import { fieldsOfName, type NamedFields, numberOfName } from '../named-value.js';
import type { DecodingContext, EncodingContext, NamingContext } from './context.js';
import { dataOfName, nameOfData } from './data.js';
import { nameOfOctetString, octetStringOfName } from './octets.js';
import { nameOfProtected, protectedOfName } from './protected-values.js';

/** Alerts of DLMS by name (GBCS 7.2.9): alert code, time, and what the use case sends with them. */

function extrasShape({ useCase }: NamingContext): DataShape {
  return { type: 'structure', fields: useCase?.payload.family === 'dlms-alert' ? useCase.payload.extras : [] };
}

/** The named values of an alert; those of a notification that is none stand in `body`. */
export function nameOfNotification({ body }: DataNotification, context: DecodingContext): NamedFields {
  const [code, time, ...extras] = body.type === 'structure' ? body.items : [];
  if (code?.type !== 'long-unsigned' || time?.type !== 'octet-string') return { body: nameOfData(body, undefined) };
  const head = { alertCode: nameOfCode(code.value), timeStamp: nameOfOctetString(time.octets, 'date-time') };
  const rest: Data = { type: 'structure', items: extras };
  const { useCase } = context;
  const protects = useCase?.payload.family === 'dlms-alert' ? useCase.payload.protects : undefined;
  const named = nameOfProtected(rest, extrasShape(context), protects, 'body', context);
  const isNamed = !Object.keys(named as NamedFields).some((name) => name.startsWith('dlms:'));
  return isNamed ? { ...head, ...(named as NamedFields) } : { ...head, more: named };
}

/** A code as the specification writes it; a number of more or less than 16 bits is none. */
export function nameOfCode(code: number): string | number {
  if (code < 0 || code > 0xffff) return code;
  return `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The notification of named values. @throws CodecError `GBCS_E_VALUE` on a name or value that does not belong */
export function notificationOfNames(payload: NamedFields, path: string, context: EncodingContext): DataNotification {
  return {
    kind: 'data-notification',
    longInvokeId: longInvokeIdOf(context.header.originatorCounter),
    dateTime: new Uint8Array(0),
    body: payload['body'] === undefined ? alertBody(payload, path, context) : bodyAlone(payload, path),
  };
}

function bodyAlone(payload: NamedFields, path: string): Data {
  return dataOfName(fieldsOfName(payload, path, ['body'])['body'], undefined, `${path}.body`);
}

function alertBody(payload: NamedFields, path: string, context: EncodingContext): Data {
  const { alertCode = null, timeStamp = null, more, ...rest } = payload;
  const { useCase } = context;
  const protects = useCase?.payload.family === 'dlms-alert' ? useCase.payload.protects : undefined;
  const extras = protectedOfName(more ?? rest, extrasShape(context), protects, path, context);
  const code = numberOfName(alertCode, `${path}.alertCode`, [0, 0xffff]);
  const time = octetStringOfName(timeStamp, 'date-time', `${path}.timeStamp`);
  return {
    type: 'structure',
    items: [longUnsigned(code), octetString(time), ...('items' in extras ? extras.items : [])],
  };
}
