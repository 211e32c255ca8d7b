import {
  type DescribedNode,
  decodeMessage,
  describeMessage,
  eui64,
  findingsOf,
  type HanlabError,
  type Message,
  opensslProvider,
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
  /** Directory of keys to verify with. */
  readonly keys?: string | undefined;
  readonly json: boolean;
}

/**
 * Prints what a message says.
 * @returns 0, or 1 if a signature or MAC was to be verified and does not hold
 * @throws HanlabError on anything that is not one message
 */
export async function decode(options: DecodeOptions): Promise<number> {
  const octets = await readMessageInput(options.message);
  const message = decodeMessage(octets);
  const verification = options.keys === undefined ? undefined : await verified(message, options.keys);
  const tree = describeMessage(message);
  const findings = findingsOf(message);
  if (options.json) {
    printJson({ message: tree, verification, findings: findings.map(findingDocument) });
  } else {
    printLines(treeLines(tree, octets));
    if (verification !== undefined) {
      printLines(['', `signature ${verification.signature}, MAC ${verification.mac}`]);
    }
    for (const finding of findings) printNote(errorLine(finding).replace(/^hanlab:/, 'finding:'));
  }
  const holds = verification?.signature !== 'invalid' && verification?.mac !== 'invalid';
  return holds ? EXIT.asExpected : EXIT.deviation;
}

async function verified(message: Message, directory: string): Promise<Verification> {
  const { accessControlBrokerOf, openKeyDirectory } = await import('../vectors/index.js');
  const keys = openKeyDirectory(opensslProvider, directory).store;
  // Without a broker in the store its MACs are unverifiable; this identifier belongs to nobody.
  const accessControlBroker = accessControlBrokerOf(keys) ?? eui64('0000000000000000');
  return verifyFrame(message.frame, { provider: opensslProvider, keys, accessControlBroker });
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
