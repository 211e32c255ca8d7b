import type { Eui64 } from '../../gbcs/index.js';

/**
 * What one device sends to another over the HAN. Demand Response and Load Control travels as the octets of its ZCL
 * frame; GBCS messages as the octets that the tunnel carries. Joining is carried as steps with their outcomes: the
 * radio cryptography of ZigBee (install codes to link keys, CBKE) is out of scope.
 */
export interface HanFrame {
  readonly source: Eui64;
  /** `broadcast` reaches every device that hears the hub, also those not on the HAN yet. */
  readonly destination: Eui64 | 'broadcast';
  readonly content: HanContent;
}

export type HanContent =
  /** Transfer Data of the Tunnelling cluster, GB-HRGP. */
  | { readonly kind: 'tunnel'; readonly message: Uint8Array }
  /** A ZCL frame of the Demand Response and Load Control cluster (0x0701). */
  | { readonly kind: 'loadControl'; readonly zcl: Uint8Array }
  /** The hub lets devices join for a time; one that finds itself no longer among its members must join again. */
  | { readonly kind: 'permitJoining'; readonly members: readonly Eui64[] }
  /**
   * What a device can join with: its install code, and if it has been on a HAN the trust-centre link key of that time.
   * The hash of the key, 16 octets, stands for using it.
   */
  | { readonly kind: 'joinRequest'; readonly installCode: Uint8Array; readonly linkKeyHash?: Uint8Array }
  /** `linkKeyHash` stands for the link key that device and hub have from now on. */
  | { readonly kind: 'joinOutcome'; readonly accepted: boolean; readonly linkKeyHash?: Uint8Array }
  /** To the hub: ask the trust centre to bring about a partner link key; from the hub: the partner asks for one. */
  | { readonly kind: 'partnerLinkKeyRequest'; readonly partner: Eui64 }
  | { readonly kind: 'partnerLinkKeyOutcome'; readonly partner: Eui64; readonly outcome: KeyEstablishmentOutcome };

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
