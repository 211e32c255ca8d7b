import { DuisError } from '../../../gbcs/index.js';

/**
 * An XML document as plain data: what a reader of DUIS and MMC documents works on, so that it needs no parser and holds
 * none of its memory.
 */
export interface XmlElement {
  /** Local name. */
  readonly name: string;
  /** URI of its namespace; empty for none. */
  readonly namespace: string;
  /** Values of attributes by local name; none of DUIS or MMC has a namespace. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Characters of an element without children, with the white space around them; empty where it has children. */
  readonly text: string;
  /** Line of the document, from 1. */
  readonly line: number;
}

/** The only child of a name. @returns undefined where there is none; the schema says whether there may be several */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** All children of a name, in the order of the document. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/**
 * The child at the end of a path of names.
 * @throws DuisError `DUIS_E_SCHEMA` naming what there is not
 */
export function needChild(element: XmlElement, ...path: readonly string[]): XmlElement {
  let found = element;
  for (const name of path) {
    const child = childOf(found, name);
    if (child === undefined) {
      throw new DuisError('DUIS_E_SCHEMA', `${found.name} in line ${found.line} has no ${name}`, { path: found.name });
    }
    found = child;
  }
  return found;
}

/** The characters of an element without the white space around them. */
export function textOf(element: XmlElement): string {
  return element.text.trim();
}
