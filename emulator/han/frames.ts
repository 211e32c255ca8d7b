import type { Eui64 } from '../../gbcs/index.js';

/**
 * What one device sends to another over the HAN. Applications talk in APS frames: ZCL commands of the Tunnelling cluster,
 * in which GBCS messages travel, and of Demand Response and Load Control. Joining is carried as steps with their
 * outcomes: the radio cryptography of ZigBee (install codes to link keys, the octets of CBKE) is out of scope. All of it
 * is plain data.
 */
export interface HanFrame {
  readonly source: Eui64;
  /** `broadcast` reaches every device that hears the hub, also those not on the HAN yet. */
  readonly destination: Eui64 | 'broadcast';
  readonly content: HanContent;
}

/** Unicast data of the ZigBee application support layer. */
export interface ApsFrame {
  readonly kind: 'aps';
  /** 16 bits; 0109 is ZigBee Smart Energy. */
  readonly profileId: number;
  /** 16 bits, such as 0704 for tunnelling. */
  readonly clusterId: number;
  /** 8 bits. */
  readonly sourceEndpoint: number;
  readonly destinationEndpoint: number;
  /** A whole ZCL frame. */
  readonly zcl: Uint8Array;
}

/** A step by which a device gets onto the HAN, or two of them get a key for each other. */
type JoiningStep =
  /** The hub lets devices join for a time; one that finds itself no longer among its members must join again. */
  | { readonly kind: 'permitJoining'; readonly members: readonly Eui64[] }
  /**
   * What a device can join with: its install code, and if it has been on a HAN the trust-centre link key of that time.
   * The hash of the key, 16 octets, stands for using it.
   */
  | { readonly kind: 'joinRequest'; readonly installCode: Uint8Array; readonly linkKeyHash?: Uint8Array }
  /** `linkKeyHash` stands for the link key that device and hub have from now on. */
  | { readonly kind: 'joinOutcome'; readonly accepted: boolean; readonly linkKeyHash?: Uint8Array }
  /** To the hub: ask the trust centre for a key with a partner. */
  | { readonly kind: 'partnerLinkKeyRequest'; readonly partner: Eui64 }
  /** From the hub, to both: here is a key for each other, to begin key establishment with. */
  | { readonly kind: 'partnerLinkKey'; readonly partner: Eui64 }
  /** From the hub: there is no key with that partner. */
  | { readonly kind: 'partnerLinkKeyOutcome'; readonly partner: Eui64; readonly outcome: KeyEstablishmentOutcome }
  | { readonly kind: 'keyEstablishment'; readonly message: KeyEstablishmentStep };

/**
 * Commands of the ZigBee Key Establishment cluster (0800), without their cryptography: of a certificate the issuer, of a
 * key confirmation whether it holds.
 */
export type KeyEstablishmentStep =
  | { readonly step: 'initiateRequest'; readonly suite: number; readonly issuer: string }
  | { readonly step: 'initiateResponse'; readonly suite: number; readonly issuer: string }
  | { readonly step: 'ephemeralDataRequest' }
  | { readonly step: 'ephemeralDataResponse' }
  | { readonly step: 'confirmKeyRequest'; readonly holds: boolean }
  | { readonly step: 'confirmKeyResponse'; readonly holds: boolean }
  | {
      readonly step: 'terminate';
      readonly reason: 'noResources' | 'unknownIssuer' | 'unsupportedSuite' | 'badMessage' | 'badKeyConfirm';
    };

export type HanContent = ApsFrame | JoiningStep;

/** How key establishment between two partners ended; the numbers are those of joinResponseCode (GBCS 13.7.4). */
export const KEY_ESTABLISHMENT_OUTCOMES = {
  success: 0,
  noResources: 6,
  unknownIssuer: 7,
  unsupportedSuite: 8,
  badMessage: 9,
  badKeyConfirm: 10,
  noPartnerLinkKeyReceived: 12,
  noCbkeResponse: 13,
} as const;
export type KeyEstablishmentOutcome = keyof typeof KEY_ESTABLISHMENT_OUTCOMES;

/** Profile of ZigBee Smart Energy, in which all clusters of the HAN are. */
export const SMART_ENERGY_PROFILE = 0x0109;
/** Endpoint on which every emulated device has its clusters. */
export const ENDPOINT = 0x01;

/** A ZCL frame on its way between the endpoints that all devices of the HAN use. */
export function apsFrame(clusterId: number, zcl: Uint8Array): ApsFrame {
  return {
    kind: 'aps',
    profileId: SMART_ENERGY_PROFILE,
    clusterId,
    sourceEndpoint: ENDPOINT,
    destinationEndpoint: ENDPOINT,
    zcl,
  };
}
