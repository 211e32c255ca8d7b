/**
 * Markup whose texts cannot become markup. Much of what a report shows comes from a device, which may be hostile: so
 * there is no way to put text into a page but as text.
 */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** An element with text and other elements in it. An attribute of `undefined` or `false` is left out. */
  static element(name: ElementName, attributes: Attributes, ...children: readonly Child[]): Markup {
    const start = Object.entries(attributes)
      .flatMap(([key, value]) => {
        if (value === undefined || value === false) return [];
        return value === true ? [` ${key}`] : [` ${key}="${escaped(String(value))}"`];
      })
      .join('');
    if (VOID.has(name)) return new Markup(`<${name}${start}>`);
    return new Markup(`<${name}${start}>${childrenText(children)}</${name}>`);
  }

  /**
   * The contents of `<style>` and `<script>`, which no escaping reaches.
   * @param text of hanlab's own, or of characters that cannot end the element
   * @throws RangeError if it could
   */
  static raw(name: 'style' | 'script', attributes: Attributes, text: string): Markup {
    if (/<[/!]/.test(text)) throw new RangeError(`text that could end a ${name}`);
    const [start = ''] = Markup.element(name, attributes).#text.split('</');
    return new Markup(`${start}${text}</${name}>`);
  }
}

type ElementName = keyof typeof ELEMENTS;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Markup | string | readonly Child[] | undefined;

/** Elements that there may be, and whether they have no contents. */
const ELEMENTS = {
  a: false,
  article: false,
  body: false,
  button: false,
  code: false,
  dd: false,
  details: false,
  div: false,
  dl: false,
  dt: false,
  footer: false,
  g: false,
  h1: false,
  h2: false,
  head: false,
  header: false,
  html: false,
  input: true,
  label: false,
  li: false,
  line: false,
  link: true,
  main: false,
  meta: true,
  nav: false,
  noscript: false,
  ol: false,
  option: false,
  output: false,
  p: false,
  rect: false,
  script: false,
  section: false,
  select: false,
  span: false,
  strong: false,
  style: false,
  summary: false,
  svg: false,
  table: false,
  tbody: false,
  td: false,
  text: false,
  th: false,
  thead: false,
  title: false,
  tr: false,
  ul: false,
} as const;

const VOID: ReadonlySet<string> = new Set(Object.entries(ELEMENTS).flatMap(([name, isVoid]) => (isVoid ? [name] : [])));

function childrenText(children: readonly Child[]): string {
  return children
    .map((child) => {
      if (child === undefined) return '';
      if (typeof child === 'string') return escaped(child);
      return child instanceof Markup ? child.toString() : childrenText(child);
    })
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Text without what turns or hides other text, or is no text; lines become blanks. */
export function printable(text: string): string {
  return text.replaceAll(/[\n\r\t]+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
}
