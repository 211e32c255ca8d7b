import type { KeyFileWarning } from '../../gbcs/index.js';
import type { AlertCounts } from './alerts.js';
import { DATA_SET_ASSUMPTIONS } from './data-set-profile.js';
import type { ExchangeCounts } from './exchanges.js';
import type { RtdsFailure } from './message.js';
import type { TransformCounts } from './transforms.js';

/** Protections of one kind over all messages: `present` is the sum of the other three. */
export interface ProtectionCounts {
  present: number;
  valid: number;
  invalid: number;
  /** There, but a key is missing from the key store. */
  unverifiable: number;
}

/** What `hanlab vectors check --json` prints. */
export interface RtdsReport {
  files: number;
  /** Messages whose header and payload are typed. */
  decoded: number;
  /** By family, messages whose payload is still kept as octets. */
  rawPayload: Record<string, number>;
  /** Messages that their typed tree alone encodes to the same octets; a raw payload is its own value. */
  roundTripped: number;
  signatures: ProtectionCounts;
  macs: ProtectionCounts;
  /** Encrypted values, not messages. */
  encrypted: { present: number; opened: number };
  /** Messages that their named values alone encode to the same octets, and what in those is octets all the same. */
  named: { total: number; identical: number; keptOctets: { file: string; field: string; reason: string }[] };
  transforms: TransformCounts;
  exchanges: ExchangeCounts;
  alerts: AlertCounts;
  /** What is assumed for the data set alone, in `exchanges` and `alerts`. */
  assumptions: string[];
  /** Files with a signature, MAC or encrypted value that the key store has no keys for. */
  unverifiable: string[];
  failures: RtdsFailure[];
  /** What is odd about the key files; none of it is a failure. */
  keyWarnings: KeyFileWarning[];
  elapsedMs: number;
}

/** A report before the first message. @param files number of messages to be checked */
export function emptyReport(files: number): RtdsReport {
  return {
    files,
    decoded: 0,
    rawPayload: {},
    roundTripped: 0,
    signatures: { present: 0, valid: 0, invalid: 0, unverifiable: 0 },
    macs: { present: 0, valid: 0, invalid: 0, unverifiable: 0 },
    encrypted: { present: 0, opened: 0 },
    named: { total: 0, identical: 0, keptOctets: [] },
    transforms: { total: 0, identical: 0, explained: [], failed: 0 },
    exchanges: { total: 0, matched: 0, notEmulated: 0, failed: 0 },
    alerts: { total: 0, matched: 0, notEmulated: 0, failed: 0 },
    assumptions: Object.keys(DATA_SET_ASSUMPTIONS),
    unverifiable: [],
    failures: [],
    keyWarnings: [],
    elapsedMs: 0,
  };
}
