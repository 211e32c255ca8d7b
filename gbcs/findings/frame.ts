import { DER_LIMITS, readDer } from '../asn1/der.js';
import { DER_CLAUSE, TAG } from '../asn1/der-rules.js';
import { hexOctet, Reader } from '../bytes/reader.js';
import { allUseCases, useCaseByCode } from '../catalogue/lookup.js';
import type { UseCase } from '../catalogue/use-case.js';
import { CodecError, type ErrorCode } from '../errors.js';
import { CRA_NAMES, type Frame, type MacHeader, SECURITY_CONTROL } from '../frame/frame.js';
import { type FramePlaces, framePlaces } from './frame-places.js';

/** What is wrong with the frame of a message, in the order of its octets. */
export function frameFindings(frame: Frame): CodecError[] {
  const places = framePlaces(frame);
  return [
    ...macHeaderFindings(frame, places),
    ...craFindings(frame, places),
    ...dateTimeFindings(frame, places),
    ...otherInformationFindings(frame, places),
    ...signatureFindings(frame, places),
    ...lengthFindings(frame, places),
  ];
}

function finding(
  path: string,
  message: string,
  clause: string,
  offset: number | undefined,
  code: ErrorCode = 'GBCS_E_VALUE',
): CodecError {
  return new CodecError(code, `${path} ${message}`, { path, clause, ...(offset === undefined ? {} : { offset }) });
}

const EMPTY_FIELDS = [
  'transactionId',
  'originatorSystemTitle',
  'recipientSystemTitle',
  'dateTime',
  'otherInformation',
] as const satisfies readonly (keyof MacHeader)[];

function macHeaderFindings({ macHeader }: Frame, places: FramePlaces): CodecError[] {
  if (macHeader === undefined) return [];
  const findings: CodecError[] = [];
  const found = (field: string, message: string) =>
    findings.push(finding(`macHeader.${field}`, message, 'GBCS 7.2.5', places[`macHeader.${field}`]));
  for (const field of EMPTY_FIELDS) {
    if (macHeader[field].length > 0) found(field, `has ${macHeader[field].length} octets, not 0`);
  }
  const { keyInformation, securityControl, invocationCounter } = macHeader;
  if (keyInformation !== 0) found('keyInformation', `is ${hexOctet(keyInformation)}, not 00`);
  if (securityControl !== SECURITY_CONTROL) {
    found('securityControl', `is ${hexOctet(securityControl)}, not ${hexOctet(SECURITY_CONTROL)}`);
  }
  if (invocationCounter !== 0) found('invocationCounter', `is ${invocationCounter}, not 0`);
  return findings;
}

function craFindings({ header }: Frame, places: FramePlaces): CodecError[] {
  if (CRA_NAMES[header.cra] !== undefined) return [];
  const path = 'groupingHeader.cra';
  return [finding(path, `is ${header.cra}, not 1 to 3`, 'GBCS 7.2.7', places[path])];
}

/** Responses of some use cases carry the device's time; nothing else does. */
function dateTimeFindings({ header }: Frame, places: FramePlaces): CodecError[] {
  const path = 'groupingHeader.dateTime';
  const { cra, dateTime, otherInformation } = header;
  if (cra === 2) {
    const useCase = useCaseByCode(allUseCases, otherInformation.messageCode);
    if (useCase === undefined || useCase.responseDateTime === dateTime.length > 0) return [];
    const problem = useCase.responseDateTime ? 'is missing in' : 'does not belong in';
    return [finding(path, `${problem} a Response of ${useCase.name}`, 'GBCS 7.2.7', places[path])];
  }
  if (dateTime.length === 0) return [];
  return [finding(path, 'belongs in Responses only', 'GBCS 7.2.7', places[path])];
}

function otherInformationFindings({ header }: Frame, places: FramePlaces): CodecError[] {
  const path = 'groupingHeader.otherInformation';
  const at = places[path];
  const { cra, otherInformation: other } = header;
  const findings: CodecError[] = [];
  const code = `${path}.messageCode`;
  const useCase = useCaseByCode(allUseCases, other.messageCode);
  const codeText = other.messageCode.toString(16).toUpperCase().padStart(4, '0');
  if (useCase === undefined) {
    findings.push(finding(code, `${codeText} is of no use case`, 'GBCS 15', at, 'GBCS_E_UNKNOWN_USE_CASE'));
  } else if (CRA_NAMES[cra] !== undefined && !carries(useCase, cra)) {
    findings.push(finding(code, `${codeText} is of ${useCase.name}, which has no ${CRA_NAMES[cra]}`, 'GBCS 15', at));
  }
  const hasParty = other.supplementaryRemotePartyId !== undefined;
  if (cra !== 3 && hasParty && other.supplementaryRemotePartyCounter === undefined) {
    const message = 'names another party without its counter, which only an Alert may';
    findings.push(finding(path, message, 'GBCS 7.2.7', at, 'GBCS_E_LENGTH'));
  }
  const certificate = other.supplementaryRemotePartyCertificate;
  if (certificate !== undefined) {
    // Message Code, identifier and counter stand before it.
    const start = at === undefined ? undefined : at + 18;
    const field = `${path}.supplementaryRemotePartyCertificate`;
    if (cra !== 1) findings.push(finding(field, 'belongs in Commands only', 'GBCS 7.2.7', start, 'GBCS_E_LENGTH'));
    else findings.push(...certificateFindings(certificate, field, start));
  }
  return findings;
}

/** Whether messages with this CRA are of a use case: Commands and Responses, or Alerts. */
function carries({ payload: { family } }: UseCase, cra: number): boolean {
  const isAlert = family.endsWith('-alert');
  return family !== 'none' && isAlert === (cra === 3);
}

/** Whether it is one SEQUENCE of DER; what it says is for whoever uses its key. */
function certificateFindings(octets: Uint8Array, path: string, start: number | undefined): CodecError[] {
  try {
    const reader = new Reader(octets, start ?? 0, DER_CLAUSE);
    const { tag } = readDer(reader, DER_LIMITS);
    reader.end(path);
    if (tag === TAG.sequence) return [];
    return [finding(path, 'is not a SEQUENCE', DER_CLAUSE, start, 'GBCS_E_DER')];
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return [finding(path, error.message, DER_CLAUSE, start === undefined ? undefined : error.offset, error.code)];
  }
}

/** Only a Pre-Command, which nothing protects yet, may end with its payload. */
function signatureFindings({ header, macHeader, signature }: Frame, places: FramePlaces): CodecError[] {
  const isResponseOrAlert = header.cra === 2 || header.cra === 3;
  if (signature !== undefined || !(isResponseOrAlert || macHeader !== undefined)) return [];
  return [
    finding(
      'signature',
      'has no field, not even an empty one',
      'GBCS 7.2.9',
      places['length of signature'],
      'GBCS_E_TRUNCATED',
    ),
  ];
}

function lengthFindings({ lengths }: Frame, places: FramePlaces): CodecError[] {
  return Object.entries(lengths ?? {}).map(([field, octets]) => {
    const message = `has a length field of ${octets} octets, more than it needs`;
    return finding(field, message, 'GBCS 7.2', places[`length of ${field}`], 'GBCS_E_LENGTH');
  });
}
