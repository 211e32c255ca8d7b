import { CREDENTIAL_EXAMPLES } from './credentials.js';
import type { Example } from './example.js';
import { JOINING_EXAMPLES } from './joining.js';
import { LOAD_CONTROL_EXAMPLES } from './load-control.js';

/** An example of every use case that is tried, for each device that carries it out. */
export const EXAMPLES: readonly Example[] = [...LOAD_CONTROL_EXAMPLES, ...JOINING_EXAMPLES, ...CREDENTIAL_EXAMPLES];
