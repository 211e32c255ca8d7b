/** The DCC over HTTP. Apart from the other indexes because it loads a web server. */
export { readThresholds } from '../anomaly-detection.js';
export { readRegistrations } from '../inventory/registrations.js';
export { DccHome, type DccHomeConfiguration } from './dcc-home.js';
export { Gateway, type GatewayConfiguration, MOST_WAITING, type TlsFiles } from './gateway.js';
export { keyFilesOf } from './key-files.js';
export { type Receivers, readReceivers, USERS } from './users.js';
