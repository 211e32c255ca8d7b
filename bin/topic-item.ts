/** One thing that `list` and `explain` show. */

/** A value of a fact: shown as text, and as it is in JSON. */
export type Fact = string | number | boolean | undefined | readonly Fact[] | { readonly [name: string]: Fact };

export interface TopicItem {
  /** As it is listed; unique in its topic but for editions of one use case. */
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Everything else worth saying, by name. */
  readonly facts: { readonly [name: string]: Fact };
  /** What it is listed under, where a topic has parts. */
  readonly group?: string;
  /** The beginning of its name that it shares with others which are listed with it, in one line. */
  readonly family?: string | undefined;
}

/** A Message Code as hanlab writes it: `0x0055`. */
export function messageCodeText(code: number): string {
  return `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
