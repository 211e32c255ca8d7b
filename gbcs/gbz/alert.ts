import { hexOctet, type Reader, type Span } from '../bytes/reader.js';
import type { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';
import { GBZ_CLAUSE, type GbzComponent, readComponent, writeComponent } from './component.js';

/** What a GBZ alert says beyond its code and time. The alert code decides which of these an item is. */
export type GbzAlertItem =
  /** 8F66, 8F67: the future-dated command that was, or was not, executed. */
  (
    | {
        readonly kind: 'future-dated-command';
        readonly messageCode: number;
        readonly originatorCounter: bigint;
        readonly clusterId: number;
        readonly frameControl: number;
        readonly commandId: number;
      }
    /** 8F72: SHA-256 of the firmware image that the device received, 32 octets. */
    | { readonly kind: 'firmware-image-hash'; readonly hash: Uint8Array }
    /** 81A0: the code of the meter integrity issue, 16 bits. */
    | { readonly kind: 'meter-integrity-issue'; readonly issueCode: number }
    /** 8F0A: a log entry, as the answer to a read would carry it. */
    | { readonly kind: 'component'; readonly component: GbzComponent }
    /** Whatever follows any other alert code: nothing tells where an item of it ends. */
    | { readonly kind: 'unknown'; readonly octets: Uint8Array }
  ) & { readonly span?: Span };

/** Kind of the items of each alert code that has some. */
const ITEM_KINDS: Readonly<Record<number, Exclude<GbzAlertItem['kind'], 'unknown'>>> = {
  33184: 'meter-integrity-issue',
  36618: 'component',
  36710: 'future-dated-command',
  36711: 'future-dated-command',
  36722: 'firmware-image-hash',
};

const FUTURE_DATED_OCTETS = 0x0e;
const OCTET_STRING_TAG = 0x09;
const HASH_OCTETS = 0x20;

/**
 * Reads the items of an alert to the end of the payload.
 * @param componentCount the payload's own count, 0 to 255. It is judged only where the items are GBZ components: whether
 *   other items count as such, the reference data do not settle for every alert.
 * @param most items that are read
 * @throws CodecError `GBCS_E_TRUNCATED`, `GBCS_E_TOO_LARGE`, `GBCS_E_LENGTH`, `GBCS_E_TAG`, `GBCS_E_COUNT`, and as `readComponent`
 */
export function readAlertItems(
  reader: Reader,
  alertCode: number,
  componentCount: number,
  most: number,
): GbzAlertItem[] {
  const kind = ITEM_KINDS[alertCode];
  const start = reader.offset;
  const items: GbzAlertItem[] = [];
  if (kind === undefined && !reader.atEnd) {
    const octets = reader.take(reader.remaining, 'items');
    items.push({ kind: 'unknown', octets, span: { start, end: reader.offset } });
  }
  while (kind !== undefined && !reader.atEnd) {
    if (items.length >= most) {
      throw reader.error('GBCS_E_TOO_LARGE', `more than ${most} items`, { path: 'items', clause: GBZ_CLAUSE });
    }
    items.push(readItem(reader, kind, `items[${items.length}]`));
  }
  if (kind === 'component' && items.length !== componentCount) {
    throw new CodecError('GBCS_E_COUNT', `${items.length} components where the count says ${componentCount}`, {
      offset: start,
      path: 'items',
      clause: GBZ_CLAUSE,
    });
  }
  return items;
}

function readItem(reader: Reader, kind: Exclude<GbzAlertItem['kind'], 'unknown'>, path: string): GbzAlertItem {
  const start = reader.offset;
  const span = () => ({ start, end: reader.offset });
  switch (kind) {
    case 'future-dated-command': {
      expectLength(reader, FUTURE_DATED_OCTETS, path);
      const messageCode = reader.u16(`${path}.messageCode`);
      const originatorCounter = reader.u64(`${path}.originatorCounter`);
      const clusterId = reader.u16(`${path}.clusterId`);
      const frameControl = reader.u8(`${path}.frameControl`);
      const commandId = reader.u8(`${path}.commandId`);
      return { kind, messageCode, originatorCounter, clusterId, frameControl, commandId, span: span() };
    }
    case 'firmware-image-hash': {
      reader.expect(OCTET_STRING_TAG, path, GBZ_CLAUSE);
      expectLength(reader, HASH_OCTETS, path);
      return { kind, hash: reader.take(HASH_OCTETS, `${path}.hash`), span: span() };
    }
    case 'meter-integrity-issue':
      return { kind, issueCode: reader.u16(`${path}.issueCode`), span: span() };
    case 'component':
      return { kind, component: readComponent(reader, path), span: span() };
  }
}

function expectLength(reader: Reader, expected: number, path: string): void {
  const offset = reader.offset;
  const length = reader.u8(`${path}.length`);
  if (length !== expected) {
    throw new CodecError('GBCS_E_LENGTH', `length octet is ${hexOctet(length)}, not ${hexOctet(expected)}`, {
      offset,
      path: `${path}.length`,
      clause: GBZ_CLAUSE,
    });
  }
}

/** @throws CodecError `GBCS_E_VALUE` on a number that does not fit its field or a hash that is not 32 octets */
export function writeAlertItem(writer: Writer, item: GbzAlertItem): void {
  switch (item.kind) {
    case 'future-dated-command':
      writer.u8(FUTURE_DATED_OCTETS).u16(item.messageCode).u64(item.originatorCounter);
      writer.u16(item.clusterId).u8(item.frameControl).u8(item.commandId);
      return;
    case 'firmware-image-hash':
      if (item.hash.length !== HASH_OCTETS) {
        throw new CodecError('GBCS_E_VALUE', `a firmware hash has ${HASH_OCTETS} octets, not ${item.hash.length}`);
      }
      writer.u8(OCTET_STRING_TAG).u8(HASH_OCTETS).put(item.hash);
      return;
    case 'meter-integrity-issue':
      writer.u16(item.issueCode);
      return;
    case 'component':
      writeComponent(writer, item.component);
      return;
    case 'unknown':
      writer.put(item.octets);
  }
}
