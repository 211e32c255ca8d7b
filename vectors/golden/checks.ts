import { RECEIVE_CHECKS } from '../../emulator/index.js';

/** The checks that a case can name: those of a device, and what a remote party checks of a Response or Alert. */

interface NamedRule {
  readonly name: string;
  readonly rule: string;
}

/** The one check that only the receiver of a Response can make. */
const CORRELATION: NamedRule = {
  name: 'correlation',
  rule: 'Of Responses: counter, Message Code and supplementary party are those of the Command, its titles swapped.',
};

/** In the order in which they are made; `correlation` stands before the protections. */
export const CHECKS: readonly NamedRule[] = RECEIVE_CHECKS.flatMap(({ name, rule }) =>
  name === 'protections' ? [CORRELATION, { name, rule }] : [{ name, rule }],
);
