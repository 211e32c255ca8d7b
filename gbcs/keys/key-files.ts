import { equalBytes } from '../bytes/hex.js';
import type { CryptoProvider } from '../crypto/provider.js';
import { HanlabError } from '../errors.js';
import { eui64 } from '../identifiers.js';
import { type Certificate, type KeyUsage, parseCertificate } from './certificate.js';
import type { KeyQuery } from './key-store.js';
import { createKeyStore, type KeyEntry, type MemoryKeyStore } from './memory-key-store.js';
import { type PemBlock, readPem, readPrivateScalar, readPublicPoint } from './pem.js';

/** A file of a key directory; `read` is called when its key is first needed, and at most once. */
export interface KeyFile {
  /** Name without directory: `<eui>-ds|ka|pp-ka.pem|key`. */
  readonly name: string;
  /** Contents, PEM text or DER octets. */
  read(): Uint8Array | string;
}

export interface KeyFileWarning {
  readonly file: string;
  /** What is odd; never contains anything of a key. */
  readonly message: string;
}

export interface KeyFiles {
  /** Holds what could be read; an entity is listed for its file's name alone. */
  readonly store: MemoryKeyStore;
  /** Everything odd about the files, in their order. Looking at it reads them all; the store reads only what it must. */
  readonly warnings: readonly KeyFileWarning[];
}

/** What a file gave, and what is odd about it. */
interface Contents {
  readonly certificate?: Certificate;
  readonly publicPoint?: Uint8Array;
  readonly privateScalar?: Uint8Array;
  readonly complaints: readonly string[];
}

/** The files of one key. */
interface Slot extends KeyQuery {
  pem?: LazyFile;
  key?: LazyFile;
}

interface LazyFile {
  readonly name: string;
  readonly contents: () => Contents;
}

const USAGES = {
  ds: { usage: 'digitalSignature' },
  ka: { usage: 'keyAgreement' },
  'pp-ka': { usage: 'keyAgreement', prepayment: true },
} as const satisfies Record<string, { usage: KeyUsage; prepayment?: true }>;

const FILE_NAME = /^([0-9a-f]{16})-(ds|ka|pp-ka)\.(pem|key)$/i;

function blocksOf(contents: Uint8Array | string, derLabel: string): readonly PemBlock[] {
  if (typeof contents === 'string') return readPem(contents);
  // A SEQUENCE tag is the digit 0 in text, with which no PEM file starts.
  if (contents[0] === 0x30) return [{ label: derLabel, der: contents }];
  return readPem(new TextDecoder().decode(contents));
}

/** Why a file could not be read, from the system's error code only: a message might quote what it read. */
function reasonOf(error: unknown): string {
  if (error instanceof HanlabError) return error.message;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return `cannot be read${code}`;
}

function readCertificateFile(file: KeyFile): Contents {
  const blocks = blocksOf(file.read(), 'CERTIFICATE');
  const certificate = blocks.find(({ label }) => label === 'CERTIFICATE');
  if (certificate !== undefined) return { certificate: parseCertificate(certificate.der), complaints: [] };
  const publicKey = blocks.find(({ label }) => label === 'PUBLIC KEY');
  if (publicKey === undefined) return { complaints: ['holds neither a certificate nor a public key'] };
  return { publicPoint: readPublicPoint(publicKey.der), complaints: ['holds a bare public key, no certificate'] };
}

function readPrivateKeyFile(file: KeyFile): Contents {
  const block = blocksOf(file.read(), 'PRIVATE KEY').find(({ label }) => /^(EC )?PRIVATE KEY$/.test(label));
  if (block === undefined) return { complaints: ['holds no private key'] };
  return { privateScalar: readPrivateScalar(block.der), complaints: [] };
}

/** Reads a file when it is first needed; one that cannot be used gives nothing but a complaint. */
function lazily(file: KeyFile, read: (file: KeyFile) => Contents): LazyFile {
  let contents: Contents | undefined;
  return {
    name: file.name,
    contents() {
      if (contents === undefined) {
        try {
          contents = read(file);
        } catch (error) {
          contents = { complaints: [reasonOf(error)] };
        }
      }
      return contents;
    },
  };
}

function entryOf(slot: Slot): KeyEntry {
  return {
    entity: slot.entity,
    usage: slot.usage,
    prepayment: slot.prepayment === true,
    get certificate() {
      return slot.pem?.contents().certificate;
    },
    get publicPoint() {
      return slot.pem?.contents().publicPoint;
    },
    get privateScalar() {
      return slot.key?.contents().privateScalar;
    },
  };
}

/** What does not fit between the name of a key's files and what they hold, by file name. */
function* complaintsAbout(slot: Slot, provider: CryptoProvider): Generator<readonly [string, string]> {
  const { pem, key } = slot;
  for (const file of [pem, key]) {
    if (file === undefined) continue;
    for (const complaint of file.contents().complaints) yield [file.name, complaint];
  }
  const certificate = pem?.contents().certificate;
  if (pem !== undefined && certificate !== undefined) {
    if (certificate.subject !== slot.entity) {
      yield [pem.name, `is the certificate of ${certificate.subject ?? 'an authority'}; used under the file's name`];
    }
    if (certificate.keyUsage !== slot.usage) {
      yield [pem.name, `is a certificate for ${certificate.keyUsage ?? 'another usage'}, not ${slot.usage}`];
    }
  }
  const scalar = key?.contents().privateScalar;
  if (key === undefined || scalar === undefined) return;
  const point = certificate?.publicPoint ?? pem?.contents().publicPoint;
  if (point === undefined) yield [key.name, 'is a private key without a certificate'];
  else if (!equalBytes(provider.privateKey(scalar).publicKey.point, point)) {
    yield [key.name, `does not belong to the key in ${pem?.name}`];
  }
}

/**
 * A key store over files named `<eui>-ds`, `<eui>-ka` or, for the prepayment pair, `<eui>-pp-ka`, with `.pem` for the
 * certificate and `.key` for the private key. The caller lists them. Whatever is wrong with a file is a warning, never
 * an error, and its key is left out or, where it can be read, kept under the name of its file. Dates are not looked at:
 * checking an old message with a certificate that has since expired is right.
 */
export function loadKeyFiles(provider: CryptoProvider, files: Iterable<KeyFile>): KeyFiles {
  const store = createKeyStore(provider);
  const slots = new Map<string, Slot>();
  const names = new Set<string>();
  const complaints = new Map<string, string[]>();
  const complain = (file: string, message: string) => complaints.set(file, [...(complaints.get(file) ?? []), message]);
  for (const file of files) {
    names.add(file.name);
    const match = FILE_NAME.exec(file.name);
    if (match === null) {
      complain(file.name, 'is not named like a key file, <eui>-ds|ka|pp-ka.pem|key; ignored');
      continue;
    }
    const [entity, kind, type] = match.slice(1).map((part) => part.toLowerCase()) as [
      string,
      keyof typeof USAGES,
      string,
    ];
    const id = `${entity}-${kind}`;
    const slot: Slot = slots.get(id) ?? { entity: eui64(entity), ...USAGES[kind] };
    const part = type === 'pem' ? 'pem' : 'key';
    if (slot[part] !== undefined) {
      complain(file.name, `names the same key as ${slot[part].name}; ignored`);
      continue;
    }
    slot[part] = lazily(file, part === 'pem' ? readCertificateFile : readPrivateKeyFile);
    if (!slots.has(id)) store.add(entryOf(slot));
    slots.set(id, slot);
  }
  let warnings: readonly KeyFileWarning[] | undefined;
  return {
    store,
    get warnings() {
      if (warnings === undefined) {
        for (const slot of slots.values()) {
          for (const [file, message] of complaintsAbout(slot, provider)) complain(file, message);
        }
        warnings = [...names].flatMap((file) => (complaints.get(file) ?? []).map((message) => ({ file, message })));
      }
      return warnings;
    },
  };
}
