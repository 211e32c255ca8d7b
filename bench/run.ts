import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatColdStart, measureColdStarts } from './cold-start.js';
import { measureCriticalRoundTrip } from './critical-round-trip.js';
import { measureDurableState } from './durable-state.js';
import { formatEvening, measureEvenings, measureFleet } from './fleet.js';
import { formatDoubling, measureHostileInput } from './hostile-input.js';
import { type Comparison, formatComparison } from './measure.js';
import { measureMessageSize } from './message-size.js';
import { measureProviders } from './providers.js';
import { measureReferenceMessages } from './reference-messages.js';
import { measureServiceRequests } from './service-requests.js';

/**
 * Prints how fast hanlab is, each figure beside what it is held against in the same run: ratios can be compared between
 * machines, absolute figures cannot. `npm run bench`; nothing is asserted.
 */
const directory = process.env['HANLAB_RTDS'] ?? '../shared/rtds';
const keys = join(directory, 'keystore');
for (const start of measureColdStarts(existsSync(keys) ? keys : undefined)) console.log(formatColdStart(start));
const comparisons: Comparison[] = [];
if (existsSync(directory)) {
  comparisons.push(...measureReferenceMessages(directory));
} else console.log('reference messages: skipped, HANLAB_RTDS names no data set');
comparisons.push(measureMessageSize(), measureCriticalRoundTrip(), ...(await measureDurableState()), measureFleet());
comparisons.push(...measureProviders());
const schemas = process.env['HANLAB_SCHEMAS'] ?? '../shared/schemas';
if (existsSync(schemas)) comparisons.push(...(await measureServiceRequests(schemas)));
else console.log('service requests: skipped, HANLAB_SCHEMAS names no schemas');
for (const comparison of comparisons) console.log(formatComparison(comparison));
console.log('hostile input, decoded, judged, encoded and described, limits lifted:');
for (const doubling of measureHostileInput()) console.log(formatDoubling(doubling));
console.log('evenings of a fleet, in one process:');
for (const evening of measureEvenings()) console.log(formatEvening(evening));
