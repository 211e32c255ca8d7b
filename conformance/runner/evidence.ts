/**
 * The evidence of a run: everything that passed, written before anything is judged. One record a line of JSON, in the
 * order in which things happened; a verdict can be traced to its octets from this alone.
 */

/** One thing that passed, in the words that reports share. */
export type EvidenceEvent =
  /** A GBCS message between a party or the DCC and the hub, or over the HAN's tunnel. */
  | {
      readonly event: 'message';
      readonly from: string;
      readonly to: string;
      readonly hex: string;
      /** What it says, in the specification's words. */
      readonly decoded: unknown;
    }
  /** A frame on the HAN other than a tunnelled message. */
  | {
      readonly event: 'han-frame';
      readonly from: string;
      readonly to: string;
      readonly content: string;
      readonly hex?: string;
      readonly decoded?: unknown;
      readonly delivered: boolean;
    }
  /** What a device tells of its inside: a check refused, a switch moved. */
  | { readonly event: 'device'; readonly device: string; readonly note: unknown }
  /** What a party asked and what the DCC said. */
  | {
      readonly event: 'service';
      readonly party: string;
      readonly variant: string;
      readonly device: string;
      readonly acknowledgement: string;
      readonly refusedBy?: string;
      readonly result?: string;
    }
  /** What the scenario did or noted. */
  | { readonly event: 'step'; readonly text: string };

export interface EvidenceRecord {
  /** Counts from 1 within a run. */
  readonly sequence: number;
  readonly scenario: string;
  /** Virtual time, ISO 8601. */
  readonly virtualTime: string;
  /** Real time, ISO 8601. */
  readonly realTime: string;
  readonly entry: EvidenceEvent;
}

/** Takes the evidence of one scenario. */
export interface EvidenceWriter {
  /** @param virtualTime milliseconds since 1970 */
  write(virtualTime: number, entry: EvidenceEvent): void;
}
