import { parseDlmsRows, parseGbzRows, parseNamedShapes } from './rows-text.js';
import type {
  Authorisation,
  DeviceKind,
  GbcsVersion,
  MessageCategory,
  PayloadDefinition,
  ProtectionException,
  RemotePartyRole,
  UseCase,
} from './use-case.js';

type Addressee = NonNullable<UseCase['addressees']>[number];

/** A use case with its lists and rows as text. Lists have blanks between their words. */
export interface CatalogueEntry {
  readonly name: string;
  readonly title: string;
  readonly messageCode: number;
  readonly versions: string;
  readonly category: MessageCategory;
  /** Service Reference Variants. */
  readonly variants: string;
  /** `role role: target target; role: target`. */
  readonly rights: string;
  /** Of `futureDatable`, `replayProtected`, `responseDateTime`, `withoutSupplementaryParty` those that are so. */
  readonly flags: string;
  readonly assumptions?: string;
  readonly protectionExceptions?: readonly ProtectionException[];
  /** Of an alert, roles and `originator`. */
  readonly addressees?: string;
  readonly family: PayloadDefinition['family'];
  /** See `rows-text.ts`: rows, or what follows code and time in a DLMS alert. */
  readonly rows?: string;
  /** Type of Annex 3 that an alert carries; of a Command, what `Command` and `Response` make the names of its types. */
  readonly asn1?: string;
  readonly alertCodes?: readonly number[];
  /** Makes the payload's definition where it is that of another use case, in another form. */
  readonly payload?: () => PayloadDefinition;
}

/** The use case of an entry. Its rows are parsed when its payload is first asked for, once. */
export function useCaseOfEntry(entry: CatalogueEntry): UseCase {
  const { name, title, messageCode, category } = entry;
  const flags = wordsOf(entry.flags);
  let payload: PayloadDefinition | undefined;
  return {
    name,
    title,
    messageCode,
    versions: wordsOf(entry.versions) as GbcsVersion[],
    category,
    serviceReferenceVariants: wordsOf(entry.variants),
    authorisations: authorisationsOf(entry.rights),
    futureDatable: flags.includes('futureDatable'),
    replayProtected: flags.includes('replayProtected'),
    responseDateTime: flags.includes('responseDateTime'),
    withoutSupplementaryParty: flags.includes('withoutSupplementaryParty'),
    get payload() {
      payload ??= payloadOf(entry);
      return payload;
    },
    ...(entry.protectionExceptions === undefined ? {} : { protectionExceptions: entry.protectionExceptions }),
    ...(entry.addressees === undefined ? {} : { addressees: wordsOf(entry.addressees) as Addressee[] }),
    ...(entry.assumptions === undefined ? {} : { assumptions: wordsOf(entry.assumptions) }),
  };
}

function payloadOf(entry: CatalogueEntry): PayloadDefinition {
  const { family, rows, asn1, alertCodes } = entry;
  if (entry.payload !== undefined) return entry.payload();
  switch (family) {
    case 'dlms':
      return { family, rows: parseDlmsRows(given(rows, entry)) };
    case 'gbz':
      return { family, rows: parseGbzRows(given(rows, entry)) };
    case 'asn1':
      return { family, command: `${given(asn1, entry)}Command`, response: `${asn1}Response` };
    case 'dlms-alert':
      return { family, alertCodes: given(alertCodes, entry), extras: parseNamedShapes(given(rows, entry)) };
    case 'gbz-alert':
      return { family, alertCodes: given(alertCodes, entry), rows: parseGbzRows(given(rows, entry)) };
    case 'asn1-alert':
      return { family, alertCodes: given(alertCodes, entry), alert: given(asn1, entry) };
    case 'generic-alert':
    case 'none':
      return { family };
    default:
      return family satisfies never;
  }
}

function given<T>(part: T | undefined, { name }: CatalogueEntry): T {
  if (part === undefined) throw new RangeError(`the catalogue does not say what ${name} carries`);
  return part;
}

function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}

function authorisationsOf(rights: string): Authorisation[] {
  if (rights === '') return [];
  return rights.split('; ').flatMap((right) => {
    const [roles = '', targets = ''] = right.split(': ');
    return wordsOf(roles).map((role) => ({
      role: role as RemotePartyRole,
      targets: wordsOf(targets) as DeviceKind[],
    }));
  });
}
