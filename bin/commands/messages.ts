/** Messages as arguments of a command. */
export const messages = {
  type: 'string',
  array: true,
  demandOption: true,
  // Otherwise help shows the empty list that yargs starts from.
  default: undefined,
  describe: 'HEX, FILE or -; of several files each is a message',
} as const;
