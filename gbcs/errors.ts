/**
 * Every error that hanlab throws on purpose, and the one list of their codes.
 * `docs/errors.md` is checked against this list by a test.
 */

/** What each error code means. The keys are stable: reports and scripts may rely on them. */
export const ERROR_CODES = {
  GBCS_E_EMPTY: 'the input has no octets',
  GBCS_E_TRUNCATED: 'the input ends inside a field',
  GBCS_E_TRAILING: 'octets are left after the end of the message',
  GBCS_E_TOO_LARGE: 'the input or a field is larger than the limit',
  GBCS_E_TOO_DEEP: 'values are nested deeper than the limit',
  GBCS_E_TAG: 'a tag octet is not one of those allowed here',
  GBCS_E_LENGTH: 'a length is not well formed or does not fit its contents',
  GBCS_E_VALUE: 'a field has a value outside its range',
  GBCS_E_TEXT: 'the text is neither hexadecimal nor base64',
  GBCS_E_COUNT: 'two lists that must have the same length differ',
  GBCS_E_DER: 'the octets are not DER as GBCS profiles it',
  GBCS_E_PAYLOAD: 'the payload does not have the form that its use case demands',
  GBCS_E_UNKNOWN_USE_CASE: 'the message code or use case is not in the catalogue',
  GBCS_E_KEY: 'a key or certificate is malformed or is not on P-256',
  GBCS_E_KEY_MISSING: 'the key store has no such key or certificate',
  GBCS_E_PROTECTION: 'a signature or MAC does not hold',
  GBCS_E_CRYPTO: 'a cryptographic operation could not be done',
  DUIS_E_TOO_LARGE: 'an XML document is larger, deeper or of more elements or attributes than the limit',
  DUIS_E_XML: 'the document is not well formed, or has what no DUIS document may have, such as a document type',
  DUIS_E_SCHEMA: 'the document is not valid by its schema',
  DUIS_E_SIGNATURE: 'the XML signature of a document is missing, of another form, of an unknown key, or does not hold',
  DUIS_E_REQUEST: 'a service request says what no device or no use case can do',
  DUIS_E_CORRELATION: 'a Pre-Command or a Response is not what its service request asks for',
  DUIS_E_NOT_EMULATED: 'the DCC of this world does not have the service',
  DUIS_E_BUSY: 'the DCC takes no more requests of a User until the User has taken what waits for it',
  HANLAB_E_USAGE: 'the command line or configuration is wrong',
  HANLAB_E_INPUT: 'an input file cannot be read or has the wrong form',
  HANLAB_E_HTTP: 'the gateway has nothing for a request by HTTP: its path, method, type of content or sender',
  HANLAB_E_STATE: 'saved state is in use, damaged or of another home',
  HANLAB_E_NOTHING_SELECTED: 'the selection matches nothing',
  HANLAB_E_MISMATCH: 'something differs from the reference that it is held against',
  HANLAB_E_HARNESS: 'the target or the harness itself failed',
  HANLAB_E_TARGET_START: 'the device under test cannot be started, reached or attached',
  HANLAB_E_TARGET_TIME: 'the device under test gave no answer in time',
  HANLAB_E_TARGET_ENDED: 'the device under test, or the connection to it, has ended',
  HANLAB_E_TARGET_GARBAGE: 'the device under test said what the target protocol does not have there',
  HANLAB_E_TARGET_FLOOD: 'the device under test said more than any may',
  HANLAB_E_TARGET_CLAIM: 'the device under test does not do what it says that it can',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Where in the input, and by which clause, something is wrong. */
export interface ErrorDetail {
  /** Octet offset from the start of the message, from 0. */
  readonly offset?: number;
  /** Name of the place in the message, such as `groupingHeader.originatorCounter`. */
  readonly path?: string;
  /** Clause of the specification that is not kept, such as `GBCS 7.2.7`. */
  readonly clause?: string;
  readonly cause?: unknown;
}

/** Base of all errors that hanlab throws on purpose. Messages never contain key material. */
export class HanlabError extends Error {
  readonly code: ErrorCode;
  readonly offset: number | undefined;
  readonly path: string | undefined;
  readonly clause: string | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.code = code;
    this.offset = detail.offset;
    this.path = detail.path;
    this.clause = detail.clause;
  }
}

/** The octets of a message, or values meant to become octets, are not what GBCS defines. */
export class CodecError extends HanlabError {}

/**
 * An error of a part, as an error of the whole: with the name of the part before its path.
 * @param part such as `data` or `[3]`
 * @returns whatever is no CodecError as it is
 */
export function errorWithin(part: string, error: unknown): unknown {
  if (!(error instanceof CodecError)) return error;
  const { code, message, offset, path, clause, cause } = error;
  const joined = path === undefined ? part : `${part}${path.startsWith('[') ? '' : '.'}${path}`;
  return new CodecError(code, message, {
    path: joined,
    ...(offset === undefined ? {} : { offset }),
    ...(clause === undefined ? {} : { clause }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A key or certificate is missing or unusable, or a cryptographic operation failed. */
export class KeyError extends HanlabError {}

/** A document is not what the DUIS or the MMC schema and the rules around them define. */
export class DuisError extends HanlabError {}

/** The user asked for something that cannot be done as asked. */
export class UsageError extends HanlabError {}
