/**
 * How much one message may ask of whoever decodes it, so that hostile input costs bounded time and memory. Each limit
 * holds for a whole message, not for each list in it; a message beyond one is refused with `GBCS_E_TOO_LARGE` or
 * `GBCS_E_TOO_DEEP`, a payload beyond one is malformed. The reference messages have at most 3,885 octets and 9 levels.
 */
export interface DecodeLimits {
  /** Octets of the message. GBCS 7.2.11 lets 63 blocks of 1,149 octets carry one. */
  readonly messageOctets: number;
  /**
   * Levels of arrays and structures around a DLMS value or type description, and levels of elements of DER. Not to be
   * more than 1,000: values are read and written by functions that call themselves.
   */
  readonly depth: number;
  /** DLMS values, elements of type descriptions, instructions and results, all together. */
  readonly dlmsValues: number;
  /** Elements of DER in the payload, those of certificates included. */
  readonly derElements: number;
  /** Content octets of any one element of DER, and so of a payload in DER. */
  readonly derContentOctets: number;
  /** Components of a GBZ payload, or items of a GBZ alert; their number is one octet. */
  readonly gbzComponents: number;
}

/** The limits where a caller sets none. */
export const DECODE_LIMITS: DecodeLimits = {
  messageOctets: 131_072,
  depth: 32,
  dlmsValues: 50_000,
  derElements: 10_000,
  derContentOctets: 65_535,
  gbzComponents: 255,
};
