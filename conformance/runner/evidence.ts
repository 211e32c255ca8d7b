import type { LabelListFacts, ProfileFacts, ToolVersions } from './provenance.js';
import type { Shard } from './shard.js';
import type { Judgement, RunVerdict, Verdict } from './verdict.js';

/**
 * The evidence of a run. One record a line of JSON, in the order in which things happened: first what is run with what,
 * then for each scenario everything that passed, written and put away before it is judged, and then its verdict. So a
 * verdict can be traced to its octets from this alone. At the end stands the verdict of the run. A scenario that was abandoned has none. Where an error that
 * nobody awaited takes a verdict back, there is a later one, and the last one holds.
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
      /** Of a frame between applications. */
      readonly profile?: number;
      readonly cluster?: number;
      readonly hex?: string;
      readonly decoded?: unknown;
      readonly delivered: boolean;
    }
  /** What a device tells of its inside: a check refused, a switch moved. */
  | { readonly event: 'device'; readonly device: string; readonly note: unknown }
  /** What the DCC tells a party of its own accord: of a request for an HCALCS to be taken away. */
  | {
      readonly event: 'dcc-alert';
      readonly to: string;
      readonly hcalcs: string;
      readonly esme: string;
      /** Who asks whom, and the counter of the request. */
      readonly request: string;
    }
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
  | { readonly event: 'step'; readonly text: string }
  | RunEvent
  | VerdictEvent
  /** What came out of the run: its last record, written before the target is let go of. */
  | {
      readonly event: 'run-verdict';
      readonly verdict: RunVerdict;
      readonly counts: Readonly<Record<Verdict, number>>;
      readonly interrupted: boolean;
    };

/** What is run with what: the first record of a run. */
interface RunEvent {
  readonly event: 'run';
  /** Stands in the reports of the run as well. */
  readonly runId: string;
  readonly profile: ProfileFacts;
  readonly target: string;
  readonly faults: readonly string[];
  readonly seed?: string;
  readonly versions: ToolVersions;
  readonly labelList: LabelListFacts;
  /** Of the suite that they were selected from. */
  readonly suite: string;
  /** Which part of a selection it is. */
  readonly shard?: Pick<Shard, 'index' | 'count'>;
  /** Ids of the runs whose evidence this is. */
  readonly mergedFrom?: readonly string[];
  /** Ids of the scenarios that are to be run, in that order. */
  readonly planned: readonly string[];
}

/** What came out of a scenario: its last record. */
export interface VerdictEvent extends Judgement {
  readonly event: 'verdict';
  readonly warnings?: readonly string[];
}

export interface EvidenceRecord {
  /** Counts from 1 within a run. */
  readonly sequence: number;
  /** Absent where a record is of the whole run. */
  readonly scenario?: string;
  /** Virtual time, ISO 8601; absent where there was none yet. */
  readonly virtualTime?: string;
  /** Real time, ISO 8601. */
  readonly realTime: string;
  readonly entry: EvidenceEvent;
}

/** Takes the evidence of one scenario, or of the run itself. */
export interface EvidenceWriter {
  /** @param virtualTime milliseconds since 1970; that of the record before, if left undefined */
  write(virtualTime: number | undefined, entry: EvidenceEvent): void;
}
