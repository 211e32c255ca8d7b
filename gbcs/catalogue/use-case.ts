/**
 * What one use case of the GB Companion Specification is, as data. A row here drives decoding, building, authorisation,
 * payload checking and documentation; a new use case is a new row, never a new branch.
 */

/** Remote party roles (GBCS 4.3.2.4, value in a trust anchor cell and in the OU of an organisation certificate). */
export const REMOTE_PARTY_ROLES = {
  root: 0,
  recovery: 1,
  supplier: 2,
  networkOperator: 3,
  accessControlBroker: 4,
  transitionalCoS: 5,
  wanProvider: 6,
  issuingAuthority: 7,
  loadController: 8,
  other: 127,
} as const;
export type RemotePartyRole = keyof typeof REMOTE_PARTY_ROLES;

/** Kinds of device on the HAN that GBCS messages are addressed to. */
export const DEVICE_KINDS = [
  'esme',
  'gsme',
  'communicationsHub',
  'gasProxyFunction',
  'hcalcs',
  'ppmid',
  'sapc',
] as const;

export type DeviceKind = (typeof DEVICE_KINDS)[number];

export type GbcsVersion = '3.1' | '4.0';

/** Message categories of GBCS 6: critical or not, command or alert. */
export type MessageCategory = 'SME.C.C' | 'SME.C.NC' | 'SME.A.C' | 'SME.A.NC' | 'SME.C.PPMID-GSME' | 'ZSE specified';

/** Shape of one DLMS value as a use case demands it. Bounds are inclusive. */
export type DataShape =
  | { readonly type: 'null-data' | 'boolean' | 'date-time' }
  | {
      readonly type: NumberShapeType;
      readonly min?: number;
      readonly max?: number;
      /** Where the number is several in one, the most significant first. */
      readonly parts?: readonly NumberPart[];
    }
  /** Octets or characters, `min` to `max`; both the same where the length is fixed. `constant` is hexadecimal. */
  | {
      readonly type: 'octet-string' | 'visible-string' | 'utf8-string';
      readonly min: number;
      readonly max: number;
      readonly constant?: string;
      /** What the octets of an octet-string are, where they are not just octets. It bounds nothing. */
      readonly content?: OctetContent;
    }
  /** Length in bits. `constant` is a text of 0 and 1. */
  | { readonly type: 'bit-string'; readonly min: number; readonly max: number; readonly constant?: string }
  /** `compact`: may also come as a compact array, as logs do. */
  | {
      readonly type: 'array';
      readonly min: number;
      readonly max: number;
      readonly of: DataShape;
      readonly compact?: true;
    }
  | { readonly type: 'structure'; readonly fields: readonly NamedShape[] };

/** `text` is UTF-8, `date-time` the 12 octets of COSEM; fields stand side by side without lengths, numbers big-endian. */
export type OctetContent = 'text' | 'date-time' | readonly PackedField[];

export interface PackedField {
  readonly name: string;
  /** Two octets that show in hexadecimal digits; a counter of eight; an Entity Identifier; six octets of OBIS; a number. */
  readonly kind: keyof typeof PACKED_OCTETS;
}

/** Octets of each kind of packed field. */
export const PACKED_OCTETS = { code: 2, counter: 8, eui64: 8, obis: 6, u8: 1, u16: 2 } as const;

/** Some bits of a number, as a number of their own. */
export interface NumberPart {
  readonly name: string;
  /** The least significant bit, from 0, and how many there are. */
  readonly low: number;
  readonly bits: number;
  readonly names?: Readonly<Record<number, string>>;
}

/** Types of values that are one number of at most 32 bits. */
export type NumberShapeType =
  | 'integer'
  | 'unsigned'
  | 'long'
  | 'long-unsigned'
  | 'double-long'
  | 'double-long-unsigned'
  | 'enum';

export interface NamedShape {
  readonly name: string;
  readonly shape: DataShape;
  /** The only value allowed: a number, or true or false. */
  readonly constant?: number | boolean;
  /** A field that only some devices have: that of the second element of a twin-element ESME. */
  readonly optional?: true;
}

/** One instruction of a DLMS access request: an attribute to get or set, or a method to execute. */
export interface DlmsRow {
  /** In the specification's words, such as `AuxiliaryLoadControlSwitch[1].closeTime`. */
  readonly name: string;
  readonly access: 'get' | 'set' | 'action';
  readonly classId: number;
  /** Logical name in OBIS notation with all six groups, `A-B:C.D.E.F`. */
  readonly obis: string;
  /** Number of the attribute (get, set) or method (action). */
  readonly member: number;
  /** Value that the Command carries (set, action), or that the Response gives (get). */
  readonly shape: DataShape;
  /** Value that an action gives back in the Response; absent where it gives none. */
  readonly returns?: DataShape;
  /** A get that reads part of a log, by selective access from one time to another (GBCS 9.1.5). */
  readonly selection?: 'range';
  /** What the encrypted value holds that an action of class 30 returns (GBCS 8.5). */
  readonly protects?: readonly ProtectedAttribute[];
  /** The only value that a Command may carry: a number, or true or false. */
  readonly constant?: number | boolean;
  /** A Command may leave this row out. */
  readonly optional?: true;
  /** An optional row that must be there exactly when another row carries this value. */
  readonly presentExactlyWhen?: { readonly row: string; readonly equals: number };
  /** Name of another row whose value this one must repeat: all dates of a Command are the same (GBCS 9.2). */
  readonly sameAs?: string;
}

/** An attribute that a device reads on behalf of another object and returns encrypted. */
export interface ProtectedAttribute {
  readonly name: string;
  readonly classId: number;
  readonly obis: string;
  readonly member: number;
  readonly shape: DataShape;
}

/**
 * One command of a GBZ payload, in the order of the use case (GBCS 19.2.1). The section names one parameter or
 * attribute of each command; all its fields are the business of the ZCL codec.
 */
export interface GbzRow {
  /** In the specification's words, such as `TariffSwitchingTable.nextDayIdentifiers`. */
  readonly name: string;
  readonly clusterId: number;
  readonly cluster: string;
  readonly commandId: number;
  readonly command: string;
  /** ZCL frame control of the command: 00 of the whole profile, 01 to the server, 09 or 19 to the client. */
  readonly frameControl: number;
  /** What answers it; absent where the component is itself an answer or an alert. `general`: of the whole profile. */
  readonly response?: { readonly commandId: number; readonly command: string; readonly general?: true };
  readonly parameter?: GbzParameter;
  /** A message may leave the command out. */
  readonly optional?: true;
  /** A message may carry the command several times in a row: one of several profiles, debts or days of a log. */
  readonly repeated?: true;
}

/** The parameter of a command, or the attribute of a read, that the section names. */
export interface GbzParameter {
  readonly name: string;
  /** ZigBee type in the section's words, such as `UTCTime`. */
  readonly type?: string;
  /** The value that it has in this use case; of an attribute, its number. */
  readonly value?: number;
}

/** What stands in the payload of a message of a use case. */
export type PayloadDefinition =
  | { readonly family: 'dlms'; readonly rows: readonly DlmsRow[] }
  | { readonly family: 'gbz'; readonly rows: readonly GbzRow[] }
  /** Names of types of GBCS Annex 3; which of them are read field by field, the ASN.1 codec knows. */
  | { readonly family: 'asn1'; readonly command: string; readonly response: string }
  | DlmsAlertDefinition
  | GbzAlertDefinition
  | { readonly family: 'asn1-alert'; readonly alertCodes: readonly number[]; readonly alert: string }
  /** DLMS or GBZ, as the device speaks, with nothing but alert code and time. */
  | { readonly family: 'generic-alert' }
  /** No message at all: a code for the event log. */
  | { readonly family: 'none' };

export interface DlmsAlertDefinition {
  readonly family: 'dlms-alert';
  readonly alertCodes: readonly number[];
  /** What follows alert code and time. */
  readonly extras: readonly NamedShape[];
  /** What the encrypted value among the extras holds. */
  readonly protects?: readonly ProtectedAttribute[];
}

export interface GbzAlertDefinition {
  readonly family: 'gbz-alert';
  readonly alertCodes: readonly number[];
  readonly rows: readonly GbzRow[];
}

/** Who may invoke a use case on which devices (GBCS 17). */
export interface Authorisation {
  readonly role: RemotePartyRole;
  readonly targets: readonly DeviceKind[];
}

export interface UseCase {
  /** GBCS name, such as `ECS47`. */
  readonly name: string;
  readonly title: string;
  /** 16 bits, GBCS 15. */
  readonly messageCode: number;
  readonly versions: readonly GbcsVersion[];
  readonly category: MessageCategory;
  /** Service Reference Variants of the DUIS that lead to it. */
  readonly serviceReferenceVariants: readonly string[];
  readonly authorisations: readonly Authorisation[];
  readonly futureDatable: boolean;
  /** A Command must carry a counter above the highest one accepted (GBCS 4.3.1.5). */
  readonly replayProtected: boolean;
  /** The Response's Grouping Header carries the device's time (GBCS 7.2.7). */
  readonly responseDateTime: boolean;
  /**
   * A Command that the broker or the TransCoS sends names nobody for whom it does: neither its Grouping Header nor that of
   * the Response has a supplementary remote party. All other Commands of theirs name whoever has asked (GBCS 7.2.7).
   */
  readonly withoutSupplementaryParty: boolean;
  readonly payload: PayloadDefinition;
  /** Where the protections are not those of the category; the first that applies rules. */
  readonly protectionExceptions?: readonly ProtectionException[];
  /** Of an alert: to whom it goes. An alert to `originator` goes to whoever sent the Command that it is about. */
  readonly addressees?: readonly (RemotePartyRole | 'originator')[];
  /** Names of the assumptions that this row rests on. */
  readonly assumptions?: readonly string[];
}

/** What a message carries against change. */
export interface Protections {
  readonly signature: boolean;
  readonly mac: boolean;
}

/** A use case whose messages are not protected as their category says (GBCS 13.2, 13.3, 13.9). */
export interface ProtectionException {
  /** Roles of the originator that it holds for; all where absent. */
  readonly originators?: readonly RemotePartyRole[];
  /** Kinds of device that it does not hold for. */
  readonly notTargets?: readonly DeviceKind[];
  readonly command: Protections;
  readonly response: Protections;
}
