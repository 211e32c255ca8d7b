import type { Frame } from '../frame/frame.js';

/** Offset of each field of a frame by its path, and of its length field as `length of PATH`. */
export type FramePlaces = { readonly [path: string]: number | undefined };

const MAC_HEADER_FIELDS = [
  'transactionId',
  'originatorSystemTitle',
  'recipientSystemTitle',
  'dateTime',
  'otherInformation',
] as const;

/** Octets of the length field of a part, which are more than needed where the frame says so. */
function lengthOctets(frame: Frame, path: string, length: number): number {
  const shortest = length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4;
  return frame.lengths?.[path] ?? shortest;
}

/**
 * Where the fields of a frame stood in the message that it was decoded from: what its spans do not say follows from the
 * sizes of the fields (GBCS 7.2.5, 7.2.7). Empty for a frame that was built.
 */
export function framePlaces(frame: Frame): FramePlaces {
  const { spans, header, payload, macHeader } = frame;
  if (spans === undefined) return {};
  const places: Record<string, number> = {};
  /** A length field and what follows it. @returns the offset after both */
  const field = (path: string, at: number, length: number): number => {
    places[`length of ${path}`] = at;
    places[path] = at + lengthOctets(frame, path, length);
    return at + lengthOctets(frame, path, length) + length;
  };
  if (macHeader !== undefined && spans.macHeader !== undefined) {
    let at = spans.macHeader.start + 1;
    for (const name of MAC_HEADER_FIELDS) at = field(`macHeader.${name}`, at, macHeader[name].length);
    places['macHeader.keyInformation'] = at;
    places['length of macHeader.cipheredService'] = at + 1;
    places['macHeader.securityControl'] = spans.macHeader.end - 5;
    places['macHeader.invocationCounter'] = spans.macHeader.end - 4;
  }
  const { start } = spans.groupingHeader;
  // Length 9, CRA, counter, and two identifiers with their lengths of 8.
  places['groupingHeader.cra'] = start + 1;
  field('groupingHeader.dateTime', start + 28, header.dateTime.length);
  const payloadLength = spans.payload.start - lengthOctets(frame, 'payload', payload.length);
  field('payload', payloadLength, payload.length);
  const otherAt = (places['groupingHeader.dateTime'] as number) + header.dateTime.length;
  const other = payloadLength - otherAt;
  // Length field and contents are known together only: 128 octets take one octet of length, 257 take two.
  const otherLength =
    frame.lengths?.['groupingHeader.otherInformation'] ?? (other <= 0x80 ? 1 : other <= 0x101 ? 2 : 3);
  field('groupingHeader.otherInformation', otherAt, other - otherLength);
  field('signature', spans.payload.end, frame.signature?.length ?? 0);
  return places;
}
