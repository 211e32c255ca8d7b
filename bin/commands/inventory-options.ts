import { texts } from './options.js';

/** What the inventory of the DCC says of devices beside the one that a request is for. */
export const other = {
  ...texts('EUI=KIND, another device of the inventory, which a join is with; repeatable'),
  default: [],
  defaultDescription: 'none',
} as const;
