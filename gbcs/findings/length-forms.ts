import type { AccessRequest, AccessResponse, DataNotification } from '../dlms/access.js';
import { DLMS_CLAUSE } from '../dlms/access.js';
import type { Data, TypeDescription } from '../dlms/data.js';
import { CodecError } from '../errors.js';
import type { Payload } from '../payload.js';

/** Length fields of a DLMS payload that are longer than needed; those of other families cannot be, or are not DER. */
export function lengthFormFindings(payload: Payload): CodecError[] {
  switch (payload.kind) {
    case 'access-request':
    case 'access-response':
    case 'data-notification':
      return [...listFindings(payload), ...dataFindings(payload)];
    default:
      return [];
  }
}

type Apdu = AccessRequest | AccessResponse | DataNotification;

function longer(path: string, octets: number, offset?: number): CodecError {
  return new CodecError('GBCS_E_LENGTH', `${path} has a length field of ${octets} octets, more than it needs`, {
    path,
    clause: DLMS_CLAUSE,
    ...(offset === undefined ? {} : { offset }),
  });
}

function listFindings({ lengths }: Apdu): CodecError[] {
  return Object.entries(lengths ?? {}).map(([field, octets]) => longer(field, octets));
}

/** The first that is met in the values: one is enough to refuse a message, and hostile input may have thousands. */
function dataFindings(apdu: Apdu): CodecError[] {
  const values: [path: string, data: Data][] = [];
  if (apdu.kind === 'data-notification') values.push(['body', apdu.body]);
  else for (const [i, data] of apdu.data.entries()) values.push([`data[${i}]`, data]);
  if (apdu.kind === 'access-request') {
    for (const [i, { selection }] of apdu.specifications.entries()) {
      if (selection !== undefined) values.push([`specifications[${i}].parameters`, selection.parameters]);
    }
  }
  for (const [path, data] of values) {
    const found = firstLonger(data);
    if (found !== undefined) return [longer(path, found.lengthOctets, found.offset)];
  }
  return [];
}

interface Longer {
  readonly lengthOctets: number;
  readonly offset: number | undefined;
}

function firstLonger(data: Data): Longer | undefined {
  if ('lengthOctets' in data && data.lengthOctets !== undefined) {
    // The octet after the tag; that of a compact-array stands behind its description.
    const start = data.span?.start;
    const offset = start === undefined || data.type === 'compact-array' ? start : start + 1;
    return { lengthOctets: data.lengthOctets, offset };
  }
  if (data.type === 'compact-array') {
    const lengthOctets = longerDescription(data.description);
    if (lengthOctets !== undefined) return { lengthOctets, offset: data.span?.start };
  }
  if (!('items' in data)) return undefined;
  for (const item of data.items) {
    const found = firstLonger(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function longerDescription(description: TypeDescription): number | undefined {
  if (description.type === 'array') return longerDescription(description.of);
  if (description.type !== 'structure') return undefined;
  if (description.lengthOctets !== undefined) return description.lengthOctets;
  for (const field of description.fields) {
    const found = longerDescription(field);
    if (found !== undefined) return found;
  }
  return undefined;
}
