import fc from 'fast-check';

/**
 * Property tests draw the same values in every run, so that CI gives the same answer for the same commit. Another seed
 * is a campaign: HANLAB_SEED names it.
 */
const DEFAULT_SEED = 20_261_123;

fc.configureGlobal({ seed: Number(process.env['HANLAB_SEED'] ?? DEFAULT_SEED) });
