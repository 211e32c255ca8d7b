import { DuisError, type NamedFields, type NamedValue } from '../../../../gbcs/index.js';
import { childOf, needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { unfit } from '../values.js';

/**
 * What the rows of GSME and Gas Proxy Function are made of: each body becomes a list of ZCL commands, and each field of a
 * command is the same in every message, or is made from the body and what is known beside it.
 */

/** A value, or what makes it of the body. */
export type FieldSource = NamedValue | ((body: XmlElement, situation: Situation) => NamedValue);

/** One component of a payload (docs/named-values.md, GBZ). */
export interface GasCommand {
  readonly cluster: string;
  readonly command: string;
  readonly fields: Readonly<Record<string, FieldSource>>;
  /** Of commands without a time of their own: when they come into force, or from when they read. */
  readonly fromDateTime?: FieldSource;
}

/** The same commands for every body, or as many as the body asks for. */
type GasCommands = readonly GasCommand[] | ((body: XmlElement, situation: Situation) => readonly GasCommand[]);

/** The part of a row that is not the same for all rows of gas. */
type RowOptions = Partial<Pick<BodyMapping, 'targets' | 'versions' | 'when'>>;

/**
 * A row of the transform.
 * @param asked local name of the body, and its Service Reference Variant
 */
export function gasRow(
  useCase: string,
  [body, variant]: readonly [body: string, variant: string],
  commands: GasCommands,
  options: RowOptions = {},
): BodyMapping {
  return {
    body,
    variants: [variant],
    useCase,
    ...options,
    payload(element, situation): NamedFields {
      const list = typeof commands === 'function' ? commands(element, situation) : commands;
      return { components: list.map((command) => componentOf(command, element, situation)) };
    },
  };
}

function componentOf(
  { cluster, command, fields, fromDateTime }: GasCommand,
  body: XmlElement,
  situation: Situation,
): NamedFields {
  const valueIn = (source: FieldSource): NamedValue =>
    typeof source === 'function' ? source(body, situation) : source;
  return {
    cluster,
    command,
    ...(fromDateTime === undefined ? {} : { fromDateTime: valueIn(fromDateTime) }),
    fields: Object.fromEntries(Object.entries(fields).map(([name, source]) => [name, valueIn(source)])),
  };
}

/** The value of the element at the end of a path in the body. */
export function from(
  path: readonly string[],
  convert: (element: XmlElement) => NamedValue,
): (body: XmlElement) => NamedValue {
  return (body) => convert(needChild(body, ...path));
}

/** Attributes of a cluster that are read, in the order of the message. */
export function read(cluster: string, ...attributes: readonly string[]): GasCommand {
  return { cluster, command: 'Read Attributes', fields: { attributeIdentifiers: attributes } };
}

/**
 * What a body says for gas, where it may also say it for electricity.
 * @throws DuisError `DUIS_E_REQUEST` where it says something else
 */
export function gasPart(body: XmlElement, name: string): XmlElement {
  const part = childOf(body, name);
  if (part === undefined) throw unfit(body, `has no ${name}, which is what a gas device takes`);
  return part;
}

/** A value that the DCC makes itself. @throws DuisError `DUIS_E_REQUEST` where it has made none */
export function made(name: string): (body: XmlElement, situation: Situation) => string {
  return (body, { context }) => {
    const value = context.made[name];
    if (value !== undefined) return value;
    throw new DuisError('DUIS_E_REQUEST', `${body.name} needs a ${name} that the DCC has not made`, {
      path: body.name,
    });
  };
}
