/** What yargs, or a check of options, has against the command line; reported as `HANLAB_E_USAGE`. */
export class CommandLineError extends Error {}
