/**
 * Checks of hanlab against data: directories of keys, and Reference Test Data Sets.
 */
export { accessControlBrokerOf, type KeyDirectory, openKeyDirectory } from './key-directory.js';
export { checkRtds, type RtdsOptions, type RtdsProgress } from './rtds/check.js';
export { type ExchangeCounts, pairExchanges, playExchange, type RtdsExchange } from './rtds/exchanges.js';
export type { RtdsContext, RtdsFailure, RtdsMessage, RtdsStage } from './rtds/message.js';
export { type Rtds, readRtds } from './rtds/read.js';
export type { ProtectionCounts, RtdsReport } from './rtds/report.js';
