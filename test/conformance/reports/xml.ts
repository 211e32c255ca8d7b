/** A strict reader for the small part of XML 1.0 that JUnit reports need: it throws on anything else. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All its text, without that of its children. */
  readonly text: string;
}

const NAME = '[A-Za-z][A-Za-z0-9.-]*';
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

/** @throws Error at the first thing that is not well formed */
export function parseXml(document: string): XmlElement {
  if (!ALLOWED.test(document)) throw new Error('a character that XML cannot hold');
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  let position = declaration.length;

  const take = (pattern: string): RegExpExecArray | null => {
    const expression = new RegExp(pattern, 'yu');
    expression.lastIndex = position;
    const match = expression.exec(document);
    if (match !== null) position = expression.lastIndex;
    return match;
  };

  const element = (): XmlElement => {
    const name = take(`<(${NAME})`)?.[1];
    if (name === undefined) throw new Error(`no element at ${position}`);
    const attributes: Record<string, string> = {};
    for (;;) {
      const attribute = take(` (${NAME})="([^"<\\n\\t\\r]*)"`);
      if (attribute === null) break;
      const [, key = '', value = ''] = attribute;
      if (Object.hasOwn(attributes, key)) throw new Error(`${key} twice`);
      attributes[key] = unescaped(value);
    }
    if (take('/>') !== null) return { name, attributes, children: [], text: '' };
    if (take('>') === null) throw new Error(`the tag of ${name} does not end at ${position}`);
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      text += unescaped(take('[^<]*')?.[0] ?? '');
      if (take(`</${name}>`) !== null) return { name, attributes, children, text };
      children.push(element());
    }
  };

  const root = element();
  if (document.slice(position) !== '\n') throw new Error('something after the end');
  return root;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#13': '\r',
};

function unescaped(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replaceAll(/&([^;]*;?)/g, (_whole, name: string) => {
    const character = name.endsWith(';') ? ENTITIES[name.slice(0, -1)] : undefined;
    if (character === undefined) throw new Error(`unknown entity &${name}`);
    return character;
  });
}
