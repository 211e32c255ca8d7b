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
export type DeviceKind = 'esme' | 'gsme' | 'communicationsHub' | 'gasProxyFunction' | 'hcalcs' | 'ppmid' | 'sapc';

export type GbcsVersion = '3.1' | '4.0';

/** Message categories of GBCS 6: critical or not, command or alert. */
export type MessageCategory = 'SME.C.C' | 'SME.C.NC' | 'SME.A.C' | 'SME.A.NC' | 'SME.C.PPMID-GSME' | 'ZSE specified';

/** Shape of one DLMS value as a use case demands it. Bounds are inclusive. */
export type DataShape =
  | { readonly type: 'null-data' | 'boolean' | 'date-time' }
  | {
      readonly type: 'integer' | 'unsigned' | 'long-unsigned' | 'double-long-unsigned' | 'enum';
      readonly min?: number;
      readonly max?: number;
    }
  /** Octets or characters, `min` to `max`; both the same where the length is fixed. `constant` is hexadecimal. */
  | {
      readonly type: 'octet-string' | 'visible-string' | 'utf8-string';
      readonly min: number;
      readonly max: number;
      readonly constant?: string;
    }
  /** Length in bits. */
  | { readonly type: 'bit-string'; readonly min: number; readonly max: number }
  | { readonly type: 'array'; readonly min: number; readonly max: number; readonly of: DataShape }
  | { readonly type: 'structure'; readonly fields: readonly NamedShape[] };

export interface NamedShape {
  readonly name: string;
  readonly shape: DataShape;
  /** The only value allowed: a number, or true or false. */
  readonly constant?: number | boolean;
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
  /** Value that the Command carries (set, action), or that the Response gives (get, and an action that returns data). */
  readonly shape: DataShape;
  /** The only value that a Command may carry: a number, or true or false. */
  readonly constant?: number | boolean;
  /** A Command may leave this row out. */
  readonly optional?: true;
  /** An optional row that must be there exactly when another row carries this value. */
  readonly presentExactlyWhen?: { readonly row: string; readonly equals: number };
  /** Name of another row whose value this one must repeat: all dates of a Command are the same (GBCS 9.2). */
  readonly sameAs?: string;
}

/** ASN.1 types of GBCS Annex 3 that this version reads and writes field by field. */
export type Asn1Type =
  | 'JoinDeviceCommand'
  | 'JoinDeviceResponse'
  | 'UnjoinDeviceCommand'
  | 'UnjoinDeviceResponse'
  | 'ReadDeviceJoinDetailsCommand'
  | 'ReadDeviceJoinDetailsResponse';

export type PayloadDefinition =
  | { readonly family: 'dlms'; readonly rows: readonly DlmsRow[] }
  | { readonly family: 'asn1'; readonly command: Asn1Type; readonly response: Asn1Type }
  | { readonly family: 'dlms-alert'; readonly alertCode: number; readonly extras: readonly NamedShape[] };

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
  readonly payload: PayloadDefinition;
  /** Names of the assumptions that this row rests on. */
  readonly assumptions?: readonly string[];
}

/** Protections that a Command of a category carries when it reaches the device (GBCS 6, table of categories). */
export function commandProtections(category: MessageCategory): { readonly signature: boolean; readonly mac: boolean } {
  return { signature: category === 'SME.C.C', mac: true };
}
