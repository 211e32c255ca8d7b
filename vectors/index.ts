/**
 * Golden vectors of hanlab's own making, and checks of hanlab against data: them, directories of keys, and Reference Test
 * Data Sets.
 */
export { AREAS, type Area } from './golden/areas.js';
export { checkGolden, type GoldenFailure, type GoldenReport } from './golden/check.js';
export type {
  GoldenCase,
  GoldenCell,
  GoldenFacts,
  GoldenFile,
  GoldenGroup,
  GoldenIdentity,
  GoldenKey,
  GoldenNote,
  GoldenReceiver,
  GoldenRules,
  PlainValue,
} from './golden/format.js';
export { type GoldenText, generateGolden } from './golden/generate.js';
export { GOLDEN_DIRECTORY, type NamedGoldenFile, readGolden } from './golden/read.js';
export { compareGolden, type GoldenComparison, type GoldenFiles, writeGolden } from './golden/write.js';
export { accessControlBrokerOf, type KeyDirectory, openKeyDirectory } from './key-directory.js';
export { type AlertCounts, pairAlerts, playAlerts, type RtdsAlerts } from './rtds/alerts.js';
export { checkRtds, type RtdsOptions, type RtdsProgress } from './rtds/check.js';
export { type ExchangeCounts, pairExchanges, playExchange, type RtdsExchange } from './rtds/exchanges.js';
export type { RtdsContext, RtdsFailure, RtdsMessage, RtdsStage } from './rtds/message.js';
export { type Rtds, readRtds } from './rtds/read.js';
export type { ProtectionCounts, RtdsReport } from './rtds/report.js';
