import { type DescribedNode, toHex } from '../gbcs/index.js';
import { plainText, type Style, styled, terminalWidth } from './output.js';

/**
 * A described message as lines: offset of the first octet, the octets, and what they say, indented. Characters that steer
 * a terminal are shown as `?`.
 */

/** Octets of a line that show as digits. */
const SHOWN_OCTETS = 8;
const HEX_WIDTH = 2 * SHOWN_OCTETS + 2;

/** Digits of octets, and characters of a text, that a value shows of more. */
const SHOWN_DIGITS = 32;
const WHOLE_DIGITS = 72;
const SHOWN_CHARACTERS = 200;

/** A terminal narrower than this gets lines that it breaks itself. */
const LEAST_WIDTH = 24;

export interface TreeOptions {
  /** All octets of everything, and no value shortened. */
  readonly full: boolean;
  /** Columns that lines are wrapped to; that of the terminal where left out. Nothing wraps where there is none. */
  readonly width?: number | undefined;
}

/** @param octets those that the message was decoded from */
export function treeLines(root: DescribedNode, octets: Uint8Array, options: TreeOptions): string[] {
  const offsetWidth = String(octets.length).length;
  const width = options.width ?? terminalWidth();
  const lines: string[] = [];
  const add = (node: DescribedNode, depth: number) => {
    const indent = '  '.repeat(depth);
    const place = placeLines(node, octets, options.full).map(
      ([offset, hex]) => `${offset.padStart(offsetWidth)}  ${hex.padEnd(HEX_WIDTH)}`,
    );
    const room = width === undefined ? undefined : width - offsetWidth - HEX_WIDTH - 4 - indent.length;
    const text = textLines(node, options.full, room);
    const blank = ' '.repeat(offsetWidth + HEX_WIDTH + 2);
    for (let i = 0; i < Math.max(place.length, text.length); i++) {
      lines.push(`${styled('dim', place[i] ?? blank)}  ${indent}${text[i] ?? ''}`.trimEnd());
    }
    for (const child of node.children) add(child, depth + 1);
  };
  add(root, 0);
  return lines;
}

/** Offset and digits of each line that a node takes; those of what only holds others are shown by their beginning. */
function placeLines(node: DescribedNode, octets: Uint8Array, full: boolean): [offset: string, hex: string][] {
  const { span } = node;
  if (span === undefined) return [['', '']];
  const own = octets.subarray(span.start, span.end);
  if (!full || hasPlaceWithin(node.children, span)) {
    const more = own.length > SHOWN_OCTETS ? '..' : '';
    return [[String(span.start), `${toHex(own.subarray(0, SHOWN_OCTETS))}${more}`]];
  }
  return Array.from({ length: Math.max(1, Math.ceil(own.length / SHOWN_OCTETS)) }, (_, i) => {
    const at = i * SHOWN_OCTETS;
    return [String(span.start + at), toHex(own.subarray(at, at + SHOWN_OCTETS))];
  });
}

function hasPlaceWithin(nodes: readonly DescribedNode[], place: { start: number; end: number }): boolean {
  return nodes.some(
    ({ span, children }) =>
      (span !== undefined && span.start >= place.start && span.end <= place.end && span.end > span.start) ||
      hasPlaceWithin(children, place),
  );
}

/** Label and value, on further lines below the value where they have no room. */
function textLines(node: DescribedNode, full: boolean, room: number | undefined): string[] {
  const label = plainText(node.label);
  const shown = node.children.length > 0 ? styled('bold', label) : label;
  if (node.value === undefined) return [shown];
  const value = plainText(node.value);
  const text = full ? value : shortened(value);
  const style = valueStyle(node.label, value);
  const space = room === undefined ? undefined : room - label.length - 3;
  const [first = '', ...rest] = space === undefined || space < LEAST_WIDTH ? [text] : wrapped(text, space);
  const below = ' '.repeat(label.length + 3);
  return [
    `${shown} ${styled('dim', '=')} ${styled(style, first)}`,
    ...rest.map((line) => `${below}${styled(style, line)}`),
  ];
}

/** Octets by their beginning and their number, a text by its beginning. */
function shortened(value: string): string {
  if (/^[0-9a-f]+$/.test(value) && value.length > WHOLE_DIGITS) {
    return `${value.slice(0, SHOWN_DIGITS)}.. (${value.length / 2} octets)`;
  }
  return value.length <= SHOWN_CHARACTERS ? value : `${value.slice(0, SHOWN_CHARACTERS)}..`;
}

/** Lines of at most `width` characters, broken at blanks where there are any. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let left = text;
  while (left.length > width) {
    const blank = left.lastIndexOf(' ', width);
    const end = blank > 0 ? blank : width;
    lines.push(left.slice(0, end));
    left = left.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, left];
}

/** Where a device says how an instruction came out. */
const OUTCOME_LABEL = /^(get|set|action|code|status|.*(response|status) ?code|.*status)$/i;

function valueStyle(label: string, value: string): Style {
  if (value.startsWith('(not opened') || value.startsWith('(no key')) return 'red';
  const outcome = OUTCOME_LABEL.test(label) ? /^([0-9A-F]{1,3}) /.exec(value)?.[1] : undefined;
  return outcome !== undefined && Number.parseInt(outcome, 16) !== 0 ? 'red' : 'cyan';
}
