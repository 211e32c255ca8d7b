/** Outcomes of the instructions of an access request, by number (Green Book 9.5). */

const COMMON = {
  0: 'success',
  1: 'hardware-fault',
  2: 'temporary-failure',
  3: 'read-write-denied',
  4: 'object-undefined',
  9: 'object-class-inconsistent',
  11: 'object-unavailable',
  12: 'type-unmatched',
  13: 'scope-of-access-violated',
  14: 'data-block-unavailable',
  250: 'other-reason',
} as const;

/** Names of a Data-Access-Result: the outcome of get and set. */
export const DATA_ACCESS_RESULT: Readonly<Record<number, string>> = {
  ...COMMON,
  15: 'long-get-aborted',
  16: 'no-long-get-in-progress',
  17: 'long-set-aborted',
  18: 'no-long-set-in-progress',
  19: 'data-block-number-invalid',
};

/** Names of an Action-Result: the outcome of a method. */
export const ACTION_RESULT: Readonly<Record<number, string>> = {
  ...COMMON,
  15: 'long-action-aborted',
  16: 'no-long-action-in-progress',
};
