/** XML documents of one namespace, written from plain data. */

/** An element to be written: characters, or elements in their order; those that are undefined are left out. */
export interface WrittenElement {
  readonly name: string;
  readonly content: string | readonly (WrittenElement | undefined)[];
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element. Numbers and truth values are written as XML Schema has them. */
export function element(
  name: string,
  content: string | number | bigint | boolean | readonly (WrittenElement | undefined)[],
  attributes?: Readonly<Record<string, string>>,
): WrittenElement {
  const isList = typeof content === 'object';
  return { name, content: isList ? content : String(content), ...(attributes === undefined ? {} : { attributes }) };
}

/** An element where there is a value, nothing where there is none. */
export function optional(
  name: string,
  value: string | number | bigint | boolean | undefined,
): WrittenElement | undefined {
  return value === undefined ? undefined : element(name, value);
}

/** What XML 1.0 cannot have in any form: control characters, halves of surrogates, FFFE and FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const REPLACEMENT = '\ufffd';

function escaped(text: string): string {
  return text
    .replace(UNWRITABLE, REPLACEMENT)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/**
 * A whole document.
 * @param root its document element
 * @param prefix of all its elements
 * @param namespace that the prefix stands for
 */
export function writeXml(root: WrittenElement, prefix: string, namespace: string): Uint8Array {
  const written: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n'];
  const write = ({ name, content, attributes = {} }: WrittenElement, declaration: string): void => {
    const named = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`);
    const start = `<${prefix}:${name}${declaration}${named.join('')}`;
    if (content.length === 0) {
      written.push(`${start}/>`);
      return;
    }
    written.push(`${start}>`);
    if (typeof content === 'string') written.push(escaped(content));
    else for (const child of content) if (child !== undefined) write(child, '');
    written.push(`</${prefix}:${name}>`);
  };
  write(root, ` xmlns:${prefix}="${namespace}"`);
  return new TextEncoder().encode(written.join(''));
}
