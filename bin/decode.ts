import {
  type CryptoProvider,
  type DescribedNode,
  decodeMessage,
  describeMessage,
  type Eui64,
  eui64,
  findingsOf,
  formatEui64,
  type HanlabError,
  type KeyFileWarning,
  type KeyQuery,
  type KeyStore,
  type Message,
  type OpenedValue,
  openValues,
  toHex,
  type Verification,
  verifyFrame,
} from '../gbcs/index.js';
import type { accessControlBrokerOf, openKeyDirectory } from '../vectors/index.js';
import { readMessageInput } from './input.js';
import { EXIT, errorLine, printJson, printLines, printNote, styled } from './output.js';

/** Options of `hanlab decode`. */
export interface DecodeOptions {
  /** `-`, a file, or text in one or several parts. */
  readonly message: readonly string[];
  /** Directory of keys to verify and to open encrypted values with. */
  readonly keys?: string | undefined;
  readonly json: boolean;
}

/** What `--keys` takes beside the message: `decode-keys.ts` hands it over. */
export interface KeyTools {
  readonly provider: CryptoProvider;
  readonly accessControlBrokerOf: typeof accessControlBrokerOf;
  readonly openKeyDirectory: typeof openKeyDirectory;
}

/** A key that was looked for and is not in the directory. */
interface MissingKey {
  /** The broker without its identifier where no certificate names one. */
  readonly entity: Eui64 | 'Access Control Broker';
  readonly usage: KeyQuery['usage'];
  readonly key: 'public' | 'private';
}

interface Verified {
  readonly verification: Verification;
  /** Encrypted values of the message. */
  readonly opened: readonly OpenedValue[];
  /** Of what is unverifiable. */
  readonly missingKeys: readonly MissingKey[];
  readonly keyWarnings: readonly KeyFileWarning[];
}

/**
 * Prints what a message says.
 * @param tools needed for `keys`, which are ignored without
 * @returns 0, or 1 if a signature or MAC was to be verified, or an encrypted value opened, and does not hold; one that
 *   cannot be verified is no deviation
 * @throws HanlabError on anything that is not one message
 */
export async function decode(options: DecodeOptions, tools?: KeyTools): Promise<number> {
  const octets = await readMessageInput(options.message);
  const message = decodeMessage(octets);
  const { keys } = options;
  const verified = keys === undefined || tools === undefined ? undefined : verify(message, keys, tools);
  const opened = verified?.opened ?? [];
  const tree = describeMessage(message, opened);
  const findings = findingsOf(message);
  if (options.json) {
    const { opened: _, ...protection } = verified ?? {};
    const encrypted = verified === undefined ? {} : { encrypted: opened.map(openedDocument) };
    printJson({ message: tree, ...protection, ...encrypted, findings: findings.map(findingDocument) });
  } else {
    printLines(treeLines(tree, octets));
    if (verified !== undefined) printLines(['', ...verificationLines(verified)]);
    for (const { file, message } of verified?.keyWarnings ?? []) printNote(`warning: ${file} ${message}`);
    for (const finding of findings) printNote(errorLine(finding).replace(/^hanlab:/, 'finding:'));
  }
  const holds = verified?.verification.signature !== 'invalid' && verified?.verification.mac !== 'invalid';
  return holds && opened.every(({ status }) => status !== 'invalid') ? EXIT.asExpected : EXIT.deviation;
}

/** Stands for the Access Control Broker where the keys have none; this identifier belongs to nobody. */
const NO_BROKER = eui64('0000000000000000');

function verify(message: Message, directory: string, tools: KeyTools): Verified {
  const { provider, accessControlBrokerOf, openKeyDirectory } = tools;
  const { store, warnings } = openKeyDirectory(provider, directory);
  const accessControlBroker = accessControlBrokerOf(store) ?? NO_BROKER;
  const missing: MissingKey[] = [];
  const keys = notingMissing(store, (key) => missing.push(key));
  const { frame } = message;
  const verification = verifyFrame(frame, { provider, keys, accessControlBroker });
  const { signature, mac } = verification;
  const missingKeys = missing.filter(
    ({ usage }) => (usage === 'digitalSignature' ? signature : mac) === 'unverifiable',
  );
  const opened = openValues(message, { provider, keys: store });
  return { verification, opened, missingKeys, keyWarnings: warnings };
}

/** The same store, which tells of every key that it was asked for and does not have. */
function notingMissing(store: KeyStore, note: (missing: MissingKey) => void): KeyStore {
  const noting = <Key>(
    found: Key | undefined,
    { entity, usage }: KeyQuery,
    key: MissingKey['key'],
  ): Key | undefined => {
    if (found === undefined) note({ entity: entity === NO_BROKER ? 'Access Control Broker' : entity, usage, key });
    return found;
  };
  return {
    certificate: (query) => store.certificate(query),
    entities: () => store.entities(),
    publicKey: (query) => noting(store.publicKey(query), query, 'public'),
    privateKey: (query) => noting(store.privateKey(query), query, 'private'),
  };
}

function verificationLines({ verification, opened, missingKeys }: Verified): string[] {
  const needed = missingKeys.some(({ usage }) => usage === 'keyAgreement')
    ? ['  a MAC needs the private key of one of its two parties and the public key of the other']
    : [];
  return [
    `signature ${verification.signature}, MAC ${verification.mac}${openedText(opened)}`,
    ...missingKeys.map(({ entity, usage, key }) => `  missing: ${key} ${usage} key of ${entityText(entity)}`),
    ...needed,
  ];
}

function entityText(entity: MissingKey['entity']): string {
  return entity === 'Access Control Broker' ? `the ${entity}, whom no certificate names` : formatEui64(entity);
}

function openedText(opened: readonly OpenedValue[]): string {
  if (opened.length === 0) return '';
  const count = opened.filter(({ status }) => status === 'opened').length;
  return `, ${count} of ${opened.length} encrypted values opened`;
}

function openedDocument({ value, ...opened }: OpenedValue): object {
  const place = { path: value.path, span: value.span, status: opened.status };
  return opened.status === 'invalid' ? { ...place, finding: findingDocument(opened.finding) } : place;
}

function findingDocument({ code, offset, path, clause, message }: HanlabError): object {
  return { code, offset, path, clause, message };
}

/** Octets of a line that show as digits, and characters of a value. */
const SHOWN_OCTETS = 8;
const SHOWN_CHARACTERS = 72;

/** One line for each node: offset of its first octet, its octets, and what they say. */
function treeLines(root: DescribedNode, octets: Uint8Array): string[] {
  const offsetWidth = String(octets.length).length;
  const hexWidth = 2 * SHOWN_OCTETS + 2;
  const lines: string[] = [];
  const add = (node: DescribedNode, depth: number) => {
    const { label, value, span } = node;
    const offset = (span === undefined ? '' : String(span.start)).padStart(offsetWidth);
    const hex = (span === undefined ? '' : shortHex(octets.subarray(span.start, span.end))).padEnd(hexWidth);
    const text = value === undefined ? label : `${label} = ${shortened(value)}`;
    lines.push(`${styled('dim', `${offset}  ${hex}`)}  ${'  '.repeat(depth)}${text}`);
    for (const child of node.children) add(child, depth + 1);
  };
  add(root, 0);
  return lines;
}

function shortHex(octets: Uint8Array): string {
  return octets.length <= SHOWN_OCTETS ? toHex(octets) : `${toHex(octets.subarray(0, SHOWN_OCTETS))}..`;
}

/** A value that fits a line; octets by their beginning and their number. Control characters do not reach the terminal. */
function shortened(value: string): string {
  const plain = value.replaceAll(/\p{Cc}/gu, '?');
  if (plain.length <= SHOWN_CHARACTERS) return plain;
  if (/^[0-9a-f]+$/.test(plain)) return `${plain.slice(0, 32)}.. (${plain.length / 2} octets)`;
  return `${plain.slice(0, SHOWN_CHARACTERS)}..`;
}
