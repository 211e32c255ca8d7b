import {
  XmlElement as LibraryElement,
  ParseOption,
  XmlC14NMode,
  XmlCData,
  XmlComment,
  XmlDocument,
  XmlError,
  XmlText,
} from 'libxml2-wasm';
import { DuisError } from '../../../gbcs/index.js';
import type { XmlElement } from './element.js';
import { XML_LIMITS, type XmlLimits } from './limits.js';
import type { XmlSchema } from './schema.js';

/**
 * Documents from outside, parsed by libxml2 within bounds. What makes parsing costly or loads anything is refused before
 * it is parsed: entities cannot be switched off there, so a document type is refused as such, wherever it stands.
 */

/** How a namespace declaration begins. */
const NAMESPACE = Buffer.from('xmlns');
const DOCUMENT_TYPE = Buffer.from('<!DOCTYPE');
/** The text encodings in which the octets of `<!DOCTYPE` would be others: their marks, and that of UTF-32. */
const OTHER_ENCODINGS = [
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0, 0],
  [0, 0x3c],
  [0x3c, 0],
] as const;
const DECLARED_ENCODING = /^(?:\uFEFF)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/;

/** Prefixes that an XPath uses, and the namespaces that they stand for. */
type Namespaces = Readonly<Record<string, string>>;

/** A document that has been parsed. It holds memory of the parser until it is disposed of: see {@link withXml}. */
export class ParsedXml {
  readonly #document: XmlDocument;
  #root: XmlElement | undefined;

  /** @throws DuisError as {@link withXml} */
  constructor(octets: Uint8Array, limits: XmlLimits) {
    refuseUnparsed(octets, limits);
    this.#document = parsed(octets);
    try {
      if (this.#document.dtd !== null) throw documentType();
      refuseTooMuch(this.#document, limits);
    } catch (error) {
      this.#document.dispose();
      throw error;
    }
  }

  /**
   * The document element as plain data, made when it is first asked for: what is refused before then costs no more than
   * the parser.
   * @throws DuisError `DUIS_E_XML` for a processing instruction, or a comment or elements among characters
   */
  get root(): XmlElement {
    this.#root ??= plain(this.#document.root);
    return this.#root;
  }

  /** @throws DuisError `DUIS_E_SCHEMA` with the first thing that is not valid, and its line */
  validate(schema: XmlSchema): void {
    schema.validate(this.#document);
  }

  /** How many nodes an XPath finds. */
  count(xpath: string, namespaces: Namespaces = {}): number {
    return countOf(this.#document, xpath, namespaces);
  }

  /** The elements that an XPath finds, as plain data. @throws DuisError as {@link root} */
  elements(xpath: string, namespaces: Namespaces = {}): readonly XmlElement[] {
    const found = this.#document.find(xpath, { ...namespaces });
    return found.flatMap((node) => (node instanceof LibraryElement ? [plain(node)] : []));
  }

  /**
   * Canonical XML of an element found by XPath.
   * @param mode `inclusive` Canonical XML 1.0, `exclusive` Exclusive XML Canonicalization 1.0; both without comments
   * @returns undefined where the XPath finds no element, or not exactly one
   */
  canonical(xpath: string, mode: 'inclusive' | 'exclusive', namespaces: Namespaces = {}): string | undefined {
    const [found, ...others] = this.#document.find(xpath, { ...namespaces });
    if (!(found instanceof LibraryElement) || others.length > 0) return undefined;
    const c14n = mode === 'inclusive' ? XmlC14NMode.XML_C14N_1_0 : XmlC14NMode.XML_C14N_EXCLUSIVE_1_0;
    return found.canonicalizeToString({ mode: c14n });
  }

  /** Takes the elements that an XPath finds out of the document. */
  remove(xpath: string, namespaces: Namespaces = {}): void {
    for (const found of this.#document.find(xpath, { ...namespaces })) found.remove();
    this.#root = undefined;
  }

  /** The document as text. */
  toText(): string {
    return this.#document.toString({ format: false });
  }

  dispose(): void {
    this.#document.dispose();
  }
}

/**
 * Parses a document, hands it to a function, and gives its memory back.
 * @param octets UTF-8
 * @throws DuisError `DUIS_E_TOO_LARGE`; `DUIS_E_XML` where it is not well formed, is in another encoding, or has a document type
 */
export function withXml<T>(octets: Uint8Array, use: (document: ParsedXml) => T, limits: XmlLimits = XML_LIMITS): T {
  const document = new ParsedXml(octets, limits);
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

/** The document element as plain data. @throws DuisError as {@link withXml} and {@link ParsedXml.root} */
export function parseXml(octets: Uint8Array, limits: XmlLimits = XML_LIMITS): XmlElement {
  return withXml(octets, (document) => document.root, limits);
}

function refuseUnparsed(octets: Uint8Array, limits: XmlLimits): void {
  if (octets.length > limits.octets) {
    const { length } = octets;
    throw new DuisError('DUIS_E_TOO_LARGE', `the document has ${length} octets; ${limits.octets} is the limit`);
  }
  const start = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  if (OTHER_ENCODINGS.some((mark) => mark.every((octet, at) => octets[at] === octet))) throw otherEncoding();
  const declared = DECLARED_ENCODING.exec(
    start.subarray(0, 256).toString('latin1').replace('\u00ef\u00bb\u00bf', ''),
  )?.[1];
  if (declared !== undefined && !/^(utf-?8|us-ascii)$/i.test(declared)) throw otherEncoding();
  if (start.includes(DOCUMENT_TYPE)) throw documentType();
  if (hasMoreThan(limits.namespaces, NAMESPACE, start)) {
    throw new DuisError('DUIS_E_TOO_LARGE', `the document has more than ${limits.namespaces} namespace declarations`);
  }
}

function hasMoreThan(count: number, wanted: Buffer, octets: Buffer): boolean {
  let found = 0;
  for (let at = octets.indexOf(wanted); at >= 0; at = octets.indexOf(wanted, at + wanted.length)) {
    if (++found > count) return true;
  }
  return false;
}

function otherEncoding(): DuisError {
  return new DuisError('DUIS_E_XML', 'the document is not in UTF-8');
}

function documentType(): DuisError {
  return new DuisError('DUIS_E_XML', 'the document has a document type, which no DUIS document may have');
}

function parsed(octets: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(octets, { option: ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_NONET });
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    throw new DuisError('DUIS_E_XML', `the document is not well formed: ${cause.message.trim()}`, { cause });
  }
}

/** The parser counts these within its own tree, which costs a hundredth of what it costs to take them out of it. */
function refuseTooMuch(document: XmlDocument, limits: XmlLimits): void {
  const { depth, elements, attributes, attributesOfElement } = limits;
  const refuse = (what: string): never => {
    throw new DuisError('DUIS_E_TOO_LARGE', `the document has more than ${what}`);
  };
  if (countOf(document, '//*') > elements) refuse(`${elements} elements`);
  if (countOf(document, '//@*') > attributes) refuse(`${attributes} attributes`);
  if (countOf(document, '/*'.repeat(depth + 1)) > 0) refuse(`${depth} elements within each other`);
  if (countOf(document, `//*[@*[${attributesOfElement + 1}]]`) > 0) {
    refuse(`${attributesOfElement} attributes of one element`);
  }
}

function countOf(document: XmlDocument, xpath: string, namespaces: Namespaces = {}): number {
  return Number(document.eval(`count(${xpath})`, { ...namespaces }));
}

/** The tree without the parser. Documents are not deeper than a limit. */
function plain(root: LibraryElement): XmlElement {
  const convert = (element: LibraryElement): XmlElement => {
    const children: XmlElement[] = [];
    let text = '';
    let hasComment = false;
    for (let node = element.firstChild; node !== null; node = node.next) {
      if (node instanceof LibraryElement) children.push(convert(node));
      else if (node instanceof XmlText || node instanceof XmlCData) text += node.content;
      else if (node instanceof XmlComment) hasComment = true;
      else throw new DuisError('DUIS_E_XML', `${element.name} in line ${element.line} has what is no element or text`);
    }
    const isText = text.trim() !== '';
    // Readers that take the characters before a comment for all and readers that join them would not agree.
    if (isText && (hasComment || children.length > 0)) {
      const what = hasComment ? 'a comment' : 'elements';
      throw new DuisError('DUIS_E_XML', `${element.name} in line ${element.line} has ${what} among its characters`);
    }
    return {
      name: element.name,
      namespace: element.namespaceUri,
      attributes: Object.fromEntries(element.attrs.map((attribute) => [attribute.name, attribute.value])),
      children,
      text: children.length === 0 ? text : '',
      line: element.line,
    };
  };
  return convert(root);
}
