import type { NumberNames } from '../../named-value.js';

/**
 * What a ZCL payload is made of, as data: the fields of a command, in order. One codec reads and writes them all; a new
 * command is a new declaration. Numbers are little-endian.
 */

/** A number, with names for some of its values, or a unit. */
interface NumberType {
  readonly kind: 'number';
  /** 1 to 8. From 6 octets on, a named value is decimal text. */
  readonly octets: number;
  readonly signed?: true;
  readonly names?: NumberNames;
  readonly unit?: string;
  /** Shown in hexadecimal digits, as GBCS writes codes. The named value is the number all the same. */
  readonly isCode?: true;
}

/** Seconds since 2000-01-01T00:00:00Z, 32 bits; three of its values are words. */
interface TimeType {
  readonly kind: 'time';
  /** What FFFFFFFE stands for, if not the end of time: it cancels what a calendar or tariff command announced. */
  readonly last?: 'cancel';
}

/** Year, month, day and day of the week, an octet each, any of which may be open. */
interface DateType {
  readonly kind: 'date';
}

/** Bits that each stand for something, as a list of the names of those set. */
interface FlagsType {
  readonly kind: 'flags';
  /** 1 to 4. */
  readonly octets: number;
  /** By the number of the bit, from 0, the least significant. */
  readonly names: Readonly<Record<number, string>>;
}

/** Numbers that share octets. Bits that belong to none show up as `reserved` when they are not 0. */
interface PartsType {
  readonly kind: 'parts';
  /** 1 to 4. */
  readonly octets: number;
  readonly parts: readonly ZclPart[];
}

export interface ZclPart {
  readonly name: string;
  readonly key: string;
  /** The least significant bit, from 0. */
  readonly low: number;
  readonly bits: number;
  /** Of a part of several bits; one bit is true or false. */
  readonly names?: NumberNames;
}

/** Octets: with their length before them, of a fixed number, or up to the end of the payload. */
interface OctetsType {
  readonly kind: 'octets';
  /** Octets of the length; FF or FFFF as a length means that there is no value. */
  readonly length?: 1 | 2;
  readonly size?: number;
}

/** Text in UTF-8 with its length before it. Octets that are no plain text are hexadecimal digits after `0x`. */
interface TextType {
  readonly kind: 'text';
  readonly length: 1 | 2;
}

/** An address of eight octets, shown with the most significant first, as everywhere else in GBCS. */
interface Eui64Type {
  readonly kind: 'eui64';
}

/** Types that are one value. */
export type ZclLeafType =
  | NumberType
  | TimeType
  | DateType
  | FlagsType
  | PartsType
  | OctetsType
  | TextType
  | Eui64Type
  /** No octets at all. */
  | { readonly kind: 'nothing' };

/** Values one after the other. */
interface ListType {
  readonly kind: 'list';
  /** What one of them is called. */
  readonly item: string;
  readonly of: ZclLeafType | GroupType;
  /** How many; up to the end of the payload where absent. */
  readonly count?: ZclReference;
}

interface GroupType {
  readonly kind: 'group';
  readonly fields: readonly ZclField[];
}

/** The value of an attribute, of the type that an earlier field names. */
interface AttributeDataType {
  readonly kind: 'attribute-data';
  /** Key of the field with the type. */
  readonly tag: string;
  /** Key of the field with the number of the attribute. */
  readonly attribute: string;
  readonly attributes: ZclAttributes;
}

export type ZclType = ZclLeafType | ListType | GroupType | AttributeDataType;

/** An earlier field of the same group, or some bits of it. */
export interface ZclReference {
  /** Key of a field that is a number, flags or parts. */
  readonly field: string;
  readonly mask?: number;
}

/** A condition: the number of an earlier field is one of these, or none of those. */
export interface ZclCondition extends ZclReference {
  readonly is?: readonly number[];
  readonly isNot?: readonly number[];
}

export interface ZclField {
  /** In the words of the ZigBee Smart Energy standard. */
  readonly name: string;
  /** Name of the value, such as `issuerEventId`. */
  readonly key: string;
  readonly type: ZclType;
  /** The payload may end before it. Only fields at the end of a command are. */
  readonly optional?: true;
  /** It is there only then. Fields with the same key exclude one another. */
  readonly when?: ZclCondition;
}

/** Attributes of a cluster, by number. The type is where the type in the message would not say enough. */
export type ZclAttributes = Readonly<Record<number, ZclAttribute>>;

export interface ZclAttribute {
  readonly name: string;
  readonly type?: ZclLeafType;
}

/** One command of a cluster, or of the whole profile on a cluster. */
export interface ZclCommand {
  readonly clusterId: number;
  readonly cluster: string;
  /** `general`: a command of the whole profile, such as Read Attributes. */
  readonly scope: 'general' | 'cluster';
  readonly direction: ZclDirection;
  readonly commandId: number;
  readonly name: string;
  readonly fields: readonly ZclField[];
  /** What order and widths of the fields were derived from. */
  readonly source: string;
  /** What is not certain. */
  readonly doubt?: string;
}

/** Which side of the cluster receives it: that of the meter's data is the server. */
export type ZclDirection = 'toServer' | 'toClient';

/** A cluster: what it is called, its attributes and its commands. */
export interface ZclCluster {
  readonly clusterId: number;
  readonly name: string;
  readonly attributes: ZclAttributes;
  readonly commands: readonly ZclClusterCommand[];
}

/** A command as the declaration of its cluster has it. */
export type ZclClusterCommand = Pick<ZclCommand, 'direction' | 'commandId' | 'name' | 'fields' | 'source' | 'doubt'>;
