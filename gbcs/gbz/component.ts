import { hexOctet, type Reader, type Span } from '../bytes/reader.js';
import { Writer } from '../bytes/writer.js';
import { CodecError } from '../errors.js';

/** Clause of the octets of GBZ payloads. */
export const GBZ_CLAUSE = 'GBCS 7.2.10';
const TAG_OCTETS = 12;

const CONTROL = { lastComponent: 0x01, encrypted: 0x02, fromDateTime: 0x10 } as const;

/** ZCL payload in clear; its fields are little-endian and belong to the command, not to GBZ. */
interface PlainZcl {
  readonly kind: 'plain';
  readonly octets: Uint8Array;
}

/** ZCL payload that only the reader named by the message can open (GBCS 8.4). */
interface EncryptedZcl {
  readonly kind: 'encrypted';
  /** First octet of the Additional Header, 00 in every valid message. */
  readonly additionalHeaderControl: number;
  /** Numbers the encrypted components of a message from 0; takes no part in the encryption. */
  readonly additionalHeaderFrameCounter: number;
  /** 31 in every valid message: suite 1, authenticated and encrypted. */
  readonly securityControl: number;
  /** 0 in every valid message. */
  readonly invocationCounter: number;
  readonly ciphertext: Uint8Array;
  /** 12 octets. */
  readonly tag: Uint8Array;
}

/** One ZCL command or answer inside a GBZ payload. */
export interface GbzComponent {
  /** Set on the last component of a payload and on no other. */
  readonly lastComponent: boolean;
  readonly clusterId: number;
  /**
   * Seconds since 2000-01-01T00:00:00Z, 32 bits: when to execute, for commands that have no such field of their own
   * (0 now, FFFFFFFF cancel), or from when to read.
   */
  readonly fromDateTime?: number;
  readonly frameControl: number;
  /** An answer carries the number of the component that it answers. */
  readonly transactionSequenceNumber: number;
  readonly commandId: number;
  readonly payload: PlainZcl | EncryptedZcl;
  /** Where it stood in the message that was read; absent in one that was built. */
  readonly span?: Span;
  /** Where the ZCL payload, or the whole encrypted value with its security header, stood. */
  readonly payloadSpan?: Span;
}

function badComponent(
  code: 'GBCS_E_VALUE' | 'GBCS_E_LENGTH',
  path: string,
  message: string,
  offset: number,
): CodecError {
  return new CodecError(code, message, { offset, path, clause: GBZ_CLAUSE });
}

/**
 * Reads one component. What only a receiver judges (additional header, security control, counters) is not judged here.
 * @param path name of the place in the message, for errors
 * @throws CodecError `GBCS_E_TRUNCATED`; `GBCS_E_VALUE` on control bits or a frame control whose further octets
 *   nobody defines; `GBCS_E_LENGTH` on an encrypted value whose length does not fit its component
 */
export function readComponent(reader: Reader, path: string): GbzComponent {
  const start = reader.offset;
  const control = reader.u8(`${path}.control`);
  if ((control & ~(CONTROL.lastComponent | CONTROL.encrypted | CONTROL.fromDateTime)) !== 0) {
    throw badComponent(
      'GBCS_E_VALUE',
      `${path}.control`,
      `control octet ${hexOctet(control)} has reserved bits`,
      start,
    );
  }
  const clusterId = reader.u16(`${path}.clusterId`);
  const body = reader.sub(reader.u16(`${path}.length`), path);
  const fromDateTime = control & CONTROL.fromDateTime ? body.u32(`${path}.fromDateTime`) : undefined;
  const additionalHeader = control & CONTROL.encrypted ? body.u16(`${path}.additionalHeader`) : undefined;
  const frameControlAt = body.offset;
  const frameControl = body.u8(`${path}.frameControl`);
  if ((frameControl & 0x04) !== 0) {
    // A manufacturer code would follow: GBCS has no such commands, and reading on would misplace every field.
    throw badComponent('GBCS_E_VALUE', `${path}.frameControl`, 'manufacturer-specific ZCL frame', frameControlAt);
  }
  const transactionSequenceNumber = body.u8(`${path}.transactionSequenceNumber`);
  const commandId = body.u8(`${path}.commandId`);
  const payloadStart = body.offset;
  const payload: PlainZcl | EncryptedZcl =
    additionalHeader === undefined
      ? { kind: 'plain', octets: body.take(body.remaining, `${path}.payload`) }
      : readEncrypted(body, additionalHeader, path);
  return {
    lastComponent: (control & CONTROL.lastComponent) !== 0,
    clusterId,
    ...(fromDateTime === undefined ? {} : { fromDateTime }),
    frameControl,
    transactionSequenceNumber,
    commandId,
    payload,
    span: { start, end: reader.offset },
    payloadSpan: { start: payloadStart, end: reader.offset },
  };
}

function readEncrypted(body: Reader, additionalHeader: number, path: string): EncryptedZcl {
  const lengthAt = body.offset;
  const length = body.u16(`${path}.cipheredLength`);
  if (length !== body.remaining || length < 5 + TAG_OCTETS) {
    const message = `an encrypted value of ${length} octets where ${body.remaining} follow`;
    throw badComponent('GBCS_E_LENGTH', `${path}.cipheredLength`, message, lengthAt);
  }
  return {
    kind: 'encrypted',
    additionalHeaderControl: additionalHeader >> 8,
    additionalHeaderFrameCounter: additionalHeader & 0xff,
    securityControl: body.u8(`${path}.securityControl`),
    invocationCounter: body.u32(`${path}.invocationCounter`),
    ciphertext: body.take(body.remaining - TAG_OCTETS, `${path}.ciphertext`),
    tag: body.take(TAG_OCTETS, `${path}.tag`),
  };
}

/**
 * Writes one component from its fields alone; control bits and lengths follow from what is there.
 * @throws CodecError `GBCS_E_VALUE` on a number that does not fit its field, a tag that is not 12 octets, or a component
 *   of more than 65,535 octets
 */
export function writeComponent(writer: Writer, component: GbzComponent): void {
  const { fromDateTime, payload } = component;
  const body = new Writer();
  let control = component.lastComponent ? CONTROL.lastComponent : 0;
  if (fromDateTime !== undefined) {
    control |= CONTROL.fromDateTime;
    body.u32(fromDateTime);
  }
  if (payload.kind === 'encrypted') {
    control |= CONTROL.encrypted;
    body.u8(payload.additionalHeaderControl).u8(payload.additionalHeaderFrameCounter);
  }
  body.u8(component.frameControl).u8(component.transactionSequenceNumber).u8(component.commandId);
  if (payload.kind === 'encrypted') writeEncrypted(body, payload);
  else body.put(payload.octets);
  writer.u8(control).u16(component.clusterId).u16(body.length).put(body.finish());
}

function writeEncrypted(body: Writer, payload: EncryptedZcl): void {
  if (payload.tag.length !== TAG_OCTETS) {
    throw new CodecError('GBCS_E_VALUE', `an authentication tag has ${TAG_OCTETS} octets, not ${payload.tag.length}`);
  }
  body
    .u16(5 + payload.ciphertext.length + TAG_OCTETS)
    .u8(payload.securityControl)
    .u32(payload.invocationCounter);
  body.put(payload.ciphertext).put(payload.tag);
}
