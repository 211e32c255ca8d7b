import { toHex } from './bytes/hex.js';
import type { Span } from './bytes/reader.js';
import { allUseCases, useCaseByCode } from './catalogue/lookup.js';
import { describeAsn1, describeDer } from './describe/asn1.js';
import { describeDlms } from './describe/dlms.js';
import { describeGbz } from './describe/gbz.js';
import { count, type DescribedNode, dateTimeText, described, hexNumber, named } from './describe/node.js';
import { withPlaintexts } from './describe/plaintext.js';
import { CRA_NAMES, type Frame, type MacHeader, type OtherInformation } from './frame/frame.js';
import { formatEui64 } from './identifiers.js';
import type { Message } from './message.js';
import type { Payload } from './payload.js';
import type { OpenedValue } from './sealing.js';

export type { DescribedNode } from './describe/node.js';

/**
 * A message in the specification's words, as a tree: what `hanlab decode` prints.
 *
 * Names come from the catalogue where it knows the Message Code. Places are those in the octets that the message was
 * decoded from; one that was built, or changed since, has none that mean anything.
 * @param opened what came of opening its encrypted values, to be shown with them
 */
export function describeMessage(message: Message, opened: readonly OpenedValue[] = []): DescribedNode {
  const { frame } = message;
  const { macHeader, mac, spans } = frame;
  const children: DescribedNode[] = [];
  if (macHeader !== undefined) children.push(describeMacHeader(macHeader, spans?.macHeader));
  children.push(describeGroupingHeader(frame), describePayload(message));
  if (frame.signature !== undefined) {
    const text = frame.signature.length === 0 ? '(no octets)' : toHex(frame.signature);
    children.push(described('Signature', text, spans?.signature));
  }
  if (mac !== undefined) children.push(described('MAC', toHex(mac), spans?.mac));
  const { messageCode } = frame.header.otherInformation;
  const kind = CRA_NAMES[frame.header.cra] ?? `CRA ${frame.header.cra}`;
  const useCase = useCaseByCode(allUseCases, messageCode);
  const name = useCase?.name ?? `Message Code ${hexNumber(messageCode, 4)}`;
  // Neither signed nor MAC'd, a Command has not left its originator. The signature field may be there and empty.
  const isPreCommand = frame.header.cra === 1 && macHeader === undefined && !frame.signature?.length;
  const form = isPreCommand ? 'Pre-Command' : kind;
  return withPlaintexts(
    described('Message', `${name} ${form}`, wholeOf(frame), children),
    opened,
    message.payload,
    useCase,
  );
}

function wholeOf({ spans }: Frame): Span | undefined {
  if (spans === undefined) return undefined;
  // Without MAC Header a message starts with the tag DF, which belongs to no part.
  const start = spans.macHeader?.start ?? spans.groupingHeader.start - 1;
  return { start, end: (spans.mac ?? spans.signature ?? spans.payload).end };
}

function describeMacHeader(header: MacHeader, span: Span | undefined): DescribedNode {
  const texts = [
    ['Transaction Id', header.transactionId],
    ['Originator System Title', header.originatorSystemTitle],
    ['Recipient System Title', header.recipientSystemTitle],
    ['date-time', header.dateTime],
    ['Other Information', header.otherInformation],
  ] as const;
  const filled = texts.flatMap(([label, octets]) => (octets.length === 0 ? [] : [described(label, toHex(octets))]));
  return described('MAC Header', undefined, span, [
    ...filled,
    ...(header.keyInformation === 0 ? [] : [described('Key Information', hexNumber(header.keyInformation, 2))]),
    described('Security Control', hexNumber(header.securityControl, 2), last(span, 5, 1)),
    described('Invocation Counter', String(header.invocationCounter), last(span, 4, 4)),
  ]);
}

/** The `size` octets that begin `before` octets before the end of a part. */
function last(span: Span | undefined, before: number, size: number): Span | undefined {
  return span && { start: span.end - before, end: span.end - before + size };
}

/** Octets of the shortest length field, as the reader of frames takes them. */
function shortestLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x100 ? 2 : value < 0x10000 ? 3 : 4;
}

function describeGroupingHeader(frame: Frame): DescribedNode {
  const { header, spans, lengths } = frame;
  const span = spans?.groupingHeader;
  const { cra, originatorCounter, originator, recipient, dateTime, otherInformation } = header;
  // Up to the date-time every field has its fixed place (GBCS 7.2.7); Other Information ends before the payload length.
  const at = (offset: number, size: number) => span && { start: span.start + offset, end: span.start + offset + size };
  const dateTimeAt = 28 + (lengths?.['groupingHeader.dateTime'] ?? 1);
  const otherEnd = span && span.end - (lengths?.['payload'] ?? shortestLength(frame.payload.length));
  return described('Grouping Header', undefined, span, [
    described('CRA Flag', named(cra, CRA_NAMES), at(1, 1)),
    described('Originator Counter', String(originatorCounter), at(2, 8)),
    described('Originator', formatEui64(originator), at(11, 8)),
    described('Recipient', formatEui64(recipient), at(20, 8)),
    ...(dateTime.length === 0 ? [] : [described('date-time', dateTimeText(dateTime), at(dateTimeAt, dateTime.length))]),
    describeOtherInformation(otherInformation, otherEnd),
  ]);
}

function describeOtherInformation(other: OtherInformation, end: number | undefined): DescribedNode {
  const useCase = useCaseByCode(allUseCases, other.messageCode);
  const code = hexNumber(other.messageCode, 4);
  const fields: [label: string, value: string, octets: number][] = [
    ['Message Code', useCase === undefined ? code : `${code} ${useCase.name} ${useCase.title}`, 2],
  ];
  const { supplementaryRemotePartyId: id, supplementaryRemotePartyCertificate: certificate } = other;
  if (id !== undefined) fields.push(['Supplementary Remote Party ID', formatEui64(id), 8]);
  if (other.supplementaryRemotePartyCounter !== undefined) {
    fields.push(['Supplementary Remote Party Counter', String(other.supplementaryRemotePartyCounter), 8]);
  }
  if (other.supplementaryOriginatorCounter !== undefined) {
    fields.push(['Supplementary Originator Counter', String(other.supplementaryOriginatorCounter), 8]);
  }
  if (certificate !== undefined) {
    fields.push(['Supplementary Remote Party Key Agreement Certificate', toHex(certificate), certificate.length]);
  }
  const size = fields.reduce((sum, [, , octets]) => sum + octets, 0);
  let at = end === undefined ? undefined : end - size;
  const span = at === undefined || end === undefined ? undefined : { start: at, end };
  const children = fields.map(([label, value, octets]) => {
    const place = at === undefined ? undefined : { start: at, end: at + octets };
    if (at !== undefined) at += octets;
    return described(label, value, place);
  });
  return described('Other Information', undefined, span, children);
}

function describePayload({ frame, payload }: Message): DescribedNode {
  const span = frame.spans?.payload;
  const text = `${payloadName(payload)}, ${count(frame.payload.length, 'octet')}`;
  const place = span && { octets: frame.payload, start: span.start };
  const children = (): DescribedNode[] => {
    switch (payload.kind) {
      case 'access-request':
      case 'access-response':
      case 'data-notification':
        return describeDlms(payload, useCaseByCode(allUseCases, frame.header.otherInformation.messageCode));
      case 'gbz':
      case 'gbz-alert':
        return describeGbz(payload);
      case 'asn1':
        return describeAsn1(payload, place);
      case 'der':
        return [describeDer(payload.root)];
      case 'raw':
        return [described('octets', toHex(payload.octets), span)];
      default:
        return payload satisfies never;
    }
  };
  return described('Payload', text, span, children());
}

function payloadName(payload: Payload): string {
  switch (payload.kind) {
    case 'access-request':
      return 'DLMS access request';
    case 'access-response':
      return 'DLMS access response';
    case 'data-notification':
      return 'DLMS data notification';
    case 'gbz':
      return 'GBZ';
    case 'gbz-alert':
      return 'GBZ alert';
    case 'asn1':
      return `ASN.1 ${payload.type}`;
    case 'der':
      return 'ASN.1';
    case 'raw':
      return payload.family === 'unknown' ? 'octets of no known family' : `octets of the family ${payload.family}`;
    default:
      return payload satisfies never;
  }
}
