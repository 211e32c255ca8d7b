import { toHex } from '../bytes/hex.js';
import { allUseCases, useCaseByName, useCasesByCode } from '../catalogue/lookup.js';
import type { GbcsVersion, UseCase } from '../catalogue/use-case.js';
import { CodecError } from '../errors.js';
import { CRA_NAMES, type GroupingHeader, type OtherInformation } from '../frame/frame.js';
import { formatEui64 } from '../identifiers.js';
import { bigintOfName, misplaced, type NamedValue, numberOfName, octetsOfName } from '../named-value.js';
import { dateTimeOfName, nameOfDateTime } from './date-time.js';
import { nameOfCode } from './notification.js';
import { euiOfName } from './octets.js';

/** The Grouping Header by name (GBCS 7.2.7). */
export interface NamedHeader {
  /** GBCS name, such as `ECS47`, or the message code, such as `0x0055`, where no use case has it. */
  readonly useCase: string;
  /** Of a use case whose editions differ, that whose rows the message has, where it is not the first. */
  readonly gbcsVersion?: GbcsVersion;
  readonly message: 'Command' | 'Response' | 'Alert';
  /** Decimal digits, as are the other counters. */
  readonly originatorCounter: string;
  /** `90-B3-D5-1F-30-01-00-00`, as are the other identifiers. */
  readonly originator: string;
  readonly recipient: string;
  /** Of a Response: `2015-01-03T01:00:00Z`, with ` status 04` after it where the clock status is not FF. */
  readonly dateTime?: string;
  readonly supplementaryRemotePartyId?: string;
  readonly supplementaryRemotePartyCounter?: string;
  readonly supplementaryOriginatorCounter?: string;
  /** DER in hexadecimal digits. */
  readonly supplementaryRemotePartyCertificate?: string;
}

/** The named values of a header. @throws CodecError `GBCS_E_VALUE` on a CRA flag that is none */
export function nameOfHeader(header: GroupingHeader, edition: UseCase | undefined): NamedHeader {
  const { cra, originatorCounter, originator, recipient, dateTime, otherInformation: other } = header;
  const message = CRA_NAMES[cra] as NamedHeader['message'] | undefined;
  if (message === undefined) throw misplaced('message', `CRA ${cra} is none of Command, Response and Alert`);
  const isFirst = edition === undefined || useCaseByName(allUseCases, edition.name) === edition;
  const [gbcsVersion] = edition?.versions ?? [];
  const text = (value: string | undefined, name: keyof NamedHeader) => (value === undefined ? {} : { [name]: value });
  const decimal = (value: bigint | undefined) => value?.toString();
  return {
    useCase: edition?.name ?? String(nameOfCode(other.messageCode)),
    ...(isFirst || gbcsVersion === undefined ? {} : { gbcsVersion }),
    message,
    originatorCounter: String(originatorCounter),
    originator: formatEui64(originator),
    recipient: formatEui64(recipient),
    ...(dateTime.length === 0 ? {} : { dateTime: nameOfDateTime(dateTime) ?? toHex(dateTime) }),
    ...text(
      other.supplementaryRemotePartyId && formatEui64(other.supplementaryRemotePartyId),
      'supplementaryRemotePartyId',
    ),
    ...text(decimal(other.supplementaryRemotePartyCounter), 'supplementaryRemotePartyCounter'),
    ...text(decimal(other.supplementaryOriginatorCounter), 'supplementaryOriginatorCounter'),
    ...text(
      other.supplementaryRemotePartyCertificate && toHex(other.supplementaryRemotePartyCertificate),
      'supplementaryRemotePartyCertificate',
    ),
  };
}

const CRA_OF = { Command: 1, Response: 2, Alert: 3 } as const;
const COUNTERS: readonly [bigint, bigint] = [0n, (1n << 64n) - 1n];

/** A header, and the edition of the use case that its names are those of. */
export interface HeaderOfNames {
  readonly header: GroupingHeader;
  readonly useCase: UseCase | undefined;
}

/** The header of named values. @throws CodecError `GBCS_E_VALUE`, `GBCS_E_UNKNOWN_USE_CASE` */
export function headerOfNames(named: NamedHeader): HeaderOfNames {
  const { useCase, messageCode } = useCaseOfName(named);
  const cra = Object.entries(CRA_OF).find(([name]) => name === named.message)?.[1];
  if (cra === undefined) throw misplaced('message', 'is none of Command, Response and Alert');
  const counter = (name: keyof NamedHeader) => bigintOfName(named[name] ?? null, name, COUNTERS);
  return {
    useCase,
    header: {
      cra,
      originatorCounter: counter('originatorCounter'),
      originator: euiOfName(named.originator, 'originator'),
      recipient: euiOfName(named.recipient, 'recipient'),
      dateTime: named.dateTime === undefined ? new Uint8Array(0) : dateTimeOf(named.dateTime),
      otherInformation: otherInformationOfNames(named, messageCode),
    },
  };
}

function dateTimeOf(value: NamedValue): Uint8Array {
  return (typeof value === 'string' && dateTimeOfName(value)) || octetsOfName(value, 'dateTime', 12);
}

function useCaseOfName({ useCase: name, gbcsVersion }: NamedHeader): {
  readonly useCase: UseCase | undefined;
  readonly messageCode: number;
} {
  // Whatever the types say, it comes from JSON.
  if (typeof name !== 'string') throw misplaced('useCase', 'is no text');
  if (gbcsVersion !== undefined && typeof gbcsVersion !== 'string') throw misplaced('gbcsVersion', 'is no text');
  if (/^0x[0-9a-fA-F]{4}$/.test(name)) {
    const messageCode = numberOfName(name, 'useCase', [0, 0xffff]);
    return { useCase: useCasesByCode(allUseCases, messageCode)[0], messageCode };
  }
  const editions = allUseCases.filter((one) => one.name === name);
  const useCase =
    gbcsVersion === undefined ? editions[0] : editions.find(({ versions }) => versions.includes(gbcsVersion));
  if (useCase === undefined) {
    const where = gbcsVersion === undefined ? '' : ` in GBCS ${gbcsVersion}`;
    throw new CodecError('GBCS_E_UNKNOWN_USE_CASE', `no use case ${name}${where}`, { path: 'useCase' });
  }
  return { useCase, messageCode: useCase.messageCode };
}

function otherInformationOfNames(named: NamedHeader, messageCode: number): OtherInformation {
  const { supplementaryRemotePartyId: id, supplementaryRemotePartyCertificate: certificate } = named;
  const counter = (name: 'supplementaryRemotePartyCounter' | 'supplementaryOriginatorCounter') =>
    named[name] === undefined ? {} : { [name]: bigintOfName(named[name] as NamedValue, name, COUNTERS) };
  return {
    messageCode,
    ...(id === undefined ? {} : { supplementaryRemotePartyId: euiOfName(id, 'supplementaryRemotePartyId') }),
    ...counter('supplementaryRemotePartyCounter'),
    ...counter('supplementaryOriginatorCounter'),
    ...(certificate === undefined
      ? {}
      : {
          supplementaryRemotePartyCertificate: octetsOfName(certificate, 'supplementaryRemotePartyCertificate'),
        }),
  };
}
