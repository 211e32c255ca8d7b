import { existsSync } from 'node:fs';
import { opensslProvider, portableProvider } from '../gbcs/index.js';
import { measureCriticalRoundTrip } from './critical-round-trip.js';
import { formatDoubling, measureHostileInput } from './hostile-input.js';
import { type Comparison, formatComparison } from './measure.js';
import { measureProviders } from './providers.js';
import { measureReferenceMessages } from './reference-messages.js';

/**
 * Prints how fast hanlab is, each figure beside its cryptographic floor of the same run: ratios can be compared between
 * machines, absolute figures cannot. `npm run bench`; nothing is asserted.
 */
const directory = process.env['HANLAB_RTDS'] ?? '../shared/rtds';
const comparisons: Comparison[] = [];
if (existsSync(directory)) {
  for (const provider of [opensslProvider, portableProvider]) {
    comparisons.push(measureReferenceMessages(directory, provider));
  }
} else console.log('reference messages: skipped, HANLAB_RTDS names no data set');
comparisons.push(measureCriticalRoundTrip(), ...measureProviders());
for (const comparison of comparisons) console.log(formatComparison(comparison));
console.log('hostile input, decoded, judged, encoded and described, limits lifted:');
for (const doubling of measureHostileInput()) console.log(formatDoubling(doubling));
