import { parseDlmsRows, parseGbzRows } from './rows-text.js';
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
  /** Of `futureDatable`, `replayProtected`, `responseDateTime` those that are so. */
  readonly flags: string;
  readonly assumptions?: string;
  readonly protectionExceptions?: readonly ProtectionException[];
  /** Of an alert, roles and `originator`. */
  readonly addressees?: string;
  readonly family: PayloadDefinition['family'];
  /** See `rows-text.ts`; absent where `payload` makes the payload's definition. */
  readonly rows?: string;
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
    get payload() {
      payload ??= payloadOf(entry);
      return payload;
    },
    ...(entry.protectionExceptions === undefined ? {} : { protectionExceptions: entry.protectionExceptions }),
    ...(entry.addressees === undefined ? {} : { addressees: wordsOf(entry.addressees) as Addressee[] }),
    ...(entry.assumptions === undefined ? {} : { assumptions: wordsOf(entry.assumptions) }),
  };
}

function payloadOf({ name, family, rows, payload }: CatalogueEntry): PayloadDefinition {
  if (payload !== undefined) return payload();
  if (family === 'none' || family === 'generic-alert') return { family };
  if (rows !== undefined && family === 'dlms') return { family, rows: parseDlmsRows(rows) };
  if (rows !== undefined && family === 'gbz') return { family, rows: parseGbzRows(rows) };
  throw new RangeError(`the catalogue does not say what ${name} carries`);
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
