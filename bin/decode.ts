import {
  type DescribedNode,
  decodeMessage,
  describeMessage,
  eui64,
  findingsOf,
  type HanlabError,
  type Message,
  type OpenedValue,
  opensslProvider,
  openValues,
  toHex,
  type Verification,
  verifyFrame,
} from '../gbcs/index.js';
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

/**
 * Prints what a message says.
 * @returns 0, or 1 if a signature or MAC was to be verified, or an encrypted value opened, and does not hold
 * @throws HanlabError on anything that is not one message
 */
export async function decode(options: DecodeOptions): Promise<number> {
  const octets = await readMessageInput(options.message);
  const message = decodeMessage(octets);
  const checked = options.keys === undefined ? undefined : await checkedWith(message, options.keys);
  const { verification, opened = [] } = checked ?? {};
  const tree = describeMessage(message, opened);
  const findings = findingsOf(message);
  if (options.json) {
    const encrypted = checked && opened.map(openedDocument);
    printJson({ message: tree, verification, encrypted, findings: findings.map(findingDocument) });
  } else {
    printLines(treeLines(tree, octets));
    if (verification !== undefined) {
      printLines(['', `signature ${verification.signature}, MAC ${verification.mac}${openedText(opened)}`]);
    }
    for (const finding of findings) printNote(errorLine(finding).replace(/^hanlab:/, 'finding:'));
  }
  const holds = verification?.signature !== 'invalid' && verification?.mac !== 'invalid';
  return holds && opened.every(({ status }) => status !== 'invalid') ? EXIT.asExpected : EXIT.deviation;
}

/** What keys tell of a message beyond its octets. */
interface Checked {
  readonly verification: Verification;
  readonly opened: readonly OpenedValue[];
}

async function checkedWith(message: Message, directory: string): Promise<Checked> {
  const { accessControlBrokerOf, openKeyDirectory } = await import('../vectors/index.js');
  const keys = openKeyDirectory(opensslProvider, directory).store;
  // Without a broker in the store its MACs are unverifiable; this identifier belongs to nobody.
  const accessControlBroker = accessControlBrokerOf(keys) ?? eui64('0000000000000000');
  const options = { provider: opensslProvider, keys, accessControlBroker };
  return { verification: verifyFrame(message.frame, options), opened: openValues(message, options) };
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
