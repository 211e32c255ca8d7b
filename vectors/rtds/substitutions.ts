import {
  type Certificate,
  type CryptoProvider,
  HanlabError,
  type Message,
  messageOfNames,
  type NamedFields,
  type NamedMessage,
  type NamedValue,
  nameMessage,
  parseCertificate,
  plainSignature,
  toHex,
} from '../../gbcs/index.js';
import type { RtdsMessage } from './message.js';

/**
 * Where messages of the data set have other values than its own service requests, and why: certificates that were issued
 * anew since, in the requests alone, settings that messages alone were given, and times that the DCC made. Nothing else is
 * ever put right.
 */

export type Cause = 'reissued-certificate' | 'dcc-made-value' | 'later-settings' | 'broker-signature';

/** A message with the reference's values in the fields that have a cause to differ. */
export interface Substituted {
  readonly message: Message;
  readonly fields: readonly string[];
  readonly causes: readonly Cause[];
}

/** What tells whether a certificate is one of the data set's authorities. */
export interface Authorities {
  readonly provider: CryptoProvider;
  /** Certificates of authorities by their subject key identifier, in hexadecimal digits. */
  readonly authorities: ReadonlyMap<string, Certificate>;
}

/** The certificates of authorities that the Commands of a data set carry. */
export function authoritiesOf(messages: readonly RtdsMessage[]): ReadonlyMap<string, Certificate> {
  const found = new Map<string, Certificate>();
  for (const { message } of messages) {
    if (message.payload.kind !== 'asn1' || message.payload.type !== 'UpdateSecurityCredentialsCommand') continue;
    for (const der of message.payload.value.certificationPathCertificates) {
      const certificate = certificateIn(toHex(der));
      if (certificate?.kind !== 'authority' || certificate.subjectKeyIdentifier === undefined) continue;
      found.set(toHex(certificate.subjectKeyIdentifier), certificate);
    }
  }
  return found;
}

/** Use cases whose requests have the new certificates of another holder, or for another use, than their messages. */
const OTHER_HOLDER = /^CS02(bACBByACB|g)/;

/** Times in messages that the DCC did not take from the request (gas, in the order of their use cases). */
const MADE_TIMES: Readonly<Record<string, RegExp>> = {
  GCS09: /\.implementationDateTime$/,
  GCS15c: /\.(earliestStartTime|latestEndTime)$/,
  GCS16b: /\.(earliestStartTime|latestEndTime)$/,
  GCS61: /\.earliestSampleTime$/,
};

/**
 * Settings that a message has and its request has not, as places in the mask: ECS25a turns 81C5 and 81C4 off. No rule of the
 * transform does: the very same request, to an ESME of three phases, becomes the ERROR Command of its scenario to the octet,
 * which has neither. Both codes stand with 81C6 at the end of the DUIS's list, and 81C6 alone is what the SUCCESS Commands of
 * ECS25a3 and GCS20 have more than their ERROR ones; there the request names it. So the newest codes came into SUCCESS
 * messages later, and this one's request was left as it was.
 */
const LATER_OFF: Readonly<Record<string, readonly number[]>> = { ECS25a: [58, 59] };

const CERTIFICATE_FIELD = /(^|\.)(certificate|supplementaryRemotePartyCertificate|otherDeviceCertificate)$/;

/**
 * Puts the reference's values into the fields of our message that have a cause to differ from it.
 * @throws HanlabError `HANLAB_E_MISMATCH` naming the first field that differs without one
 */
export function substitute(ours: Message, theirs: Message, authorities: Authorities): Substituted {
  const [own, reference] = [nameMessage(ours), withoutProtections(nameMessage(theirs))];
  const fields: string[] = [];
  const causes = new Set<Cause>();
  const merged = merge(own, reference, '', (path, mine, other) => {
    const cause = causeOf(path, mine, other, own, authorities);
    if (cause === undefined)
      throw new HanlabError('HANLAB_E_MISMATCH', `${path} is ${shown(mine)}, not ${shown(other)}`);
    fields.push(path);
    causes.add(cause);
  });
  return { message: messageOfNames(merged as unknown as NamedMessage), fields, causes: [...causes] };
}

function causeOf(
  path: string,
  mine: NamedValue | undefined,
  other: NamedValue | undefined,
  { useCase, supplementaryRemotePartyId }: NamedMessage,
  authorities: Authorities,
): Cause | undefined {
  if (isTurnedOff(mine, other, LATER_OFF[useCase])) return 'later-settings';
  if (typeof mine !== 'string' || typeof other !== 'string') return undefined;
  if (CERTIFICATE_FIELD.test(path)) {
    return isReissued(mine, other, OTHER_HOLDER.test(useCase), authorities) ? 'reissued-certificate' : undefined;
  }
  // A party that the device knows has its own times in GCS16b.
  if (useCase === 'GCS16b' && supplementaryRemotePartyId === undefined) return undefined;
  return MADE_TIMES[useCase]?.test(path) ? 'dcc-made-value' : undefined;
}

/** Whether the reference has just these bits more than ours. */
function isTurnedOff(mine: unknown, other: unknown, off: readonly number[] | undefined): boolean {
  if (off === undefined || !Array.isArray(mine) || !Array.isArray(other)) return false;
  return [...mine, ...off].sort((a, b) => a - b).join() === [...other].sort((a, b) => a - b).join();
}

/** Whether both are genuine certificates of one authority, and the reference's is the older one. */
function isReissued(mine: string, other: string, isOtherHolder: boolean, authorities: Authorities): boolean {
  const [newer, older] = [certificateIn(mine), certificateIn(other)];
  if (newer?.kind !== 'organisation' || older?.kind !== 'organisation') return false;
  if (older.notBefore >= newer.notBefore || issuerOf(older) !== issuerOf(newer)) return false;
  if (!isGenuine(older, authorities) || !isGenuine(newer, authorities)) return false;
  const holder = ({ subject, keyUsage, publicPoint }: Certificate) => `${subject} ${keyUsage} ${toHex(publicPoint)}`;
  return isOtherHolder || holder(older) === holder(newer);
}

function issuerOf({ authorityKeyIdentifier }: Certificate): string {
  return authorityKeyIdentifier === undefined ? '' : toHex(authorityKeyIdentifier);
}

function isGenuine(certificate: Certificate, { provider, authorities }: Authorities): boolean {
  const authority = authorities.get(issuerOf(certificate));
  const signature = plainSignature(certificate.signature);
  if (authority === undefined || signature === undefined) return false;
  return provider.verify(provider.publicKey(authority.publicPoint), certificate.tbs, signature);
}

function certificateIn(digits: string): Certificate | undefined {
  try {
    return parseCertificate(Buffer.from(digits, 'hex'));
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}

function withoutProtections({ signature: _, mac: __, ...rest }: NamedMessage): NamedMessage {
  return rest;
}

/** Ours with theirs in every leaf that differs; lists of another length, and fields that one lacks, are leaves. */
function merge(
  ours: unknown,
  theirs: unknown,
  path: string,
  onDifference: (path: string, ours: NamedValue | undefined, theirs: NamedValue | undefined) => void,
): NamedValue {
  const [mine, other] = [ours as NamedValue, theirs as NamedValue];
  if (isList(mine) && isList(other) && mine.length === other.length) {
    return mine.map((one, i) => merge(one, other[i], `${path}.${i}`, onDifference));
  }
  if (isFields(mine) && isFields(other)) {
    const names = [...new Set([...Object.keys(mine), ...Object.keys(other)])];
    return Object.fromEntries(
      names.map((name) => [name, merge(mine[name], other[name], path === '' ? name : `${path}.${name}`, onDifference)]),
    );
  }
  if (mine !== other) onDifference(path, mine, other);
  return other;
}

function isList(value: NamedValue): value is readonly NamedValue[] {
  return Array.isArray(value);
}

function isFields(value: NamedValue): value is NamedFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters of a value that a message repeats. */
const SHOWN = 40;

function shown(value: NamedValue | undefined): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
