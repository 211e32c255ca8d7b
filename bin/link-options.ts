import type { LinkConfiguration, LinkQuality } from '../emulator/index.js';
import { UsageError } from '../gbcs/index.js';
import { shownName } from './shown.js';

/** Options by which the links of an emulated HAN are less than ideal (docs/han.md), as they were typed. */
export type LinkOptions = Readonly<Partial<Record<LinkOption, string | undefined>>>;

type LinkOption = (typeof LINK_OPTIONS)[number]['option'];

/** A minute is longer than any wait of a device for an answer on its HAN. */
const MOST_MS = 60_000;
const TIME = { most: MOST_MS, form: /^\d{1,5}$/, unit: 'whole milliseconds' } as const;
const SHARE = { most: 1, form: /^(\d(\.\d{1,9})?|\.\d{1,9})$/, unit: 'a share of the frames' } as const;

const LINK_OPTIONS = [
  { option: 'latency', field: 'latencyMs', ...TIME },
  { option: 'jitter', field: 'jitterMs', ...TIME },
  { option: 'loss', field: 'loss', ...SHARE },
  { option: 'duplication', field: 'duplication', ...SHARE },
  { option: 'reordering', field: 'reordering', ...SHARE },
] as const satisfies readonly {
  readonly option: string;
  readonly field: keyof LinkQuality;
  readonly most: number;
  readonly form: RegExp;
  readonly unit: string;
}[];

export const LINK_OPTION_NAMES: readonly LinkOption[] = LINK_OPTIONS.map(({ option }) => option);

/**
 * The links that the options ask for.
 * @param seed makes the fates of frames
 * @returns nothing where all is ideal
 * @throws UsageError `HANLAB_E_USAGE` on what is no number, or out of range
 */
export function linksOf(options: LinkOptions, seed: string): LinkConfiguration | undefined {
  const given = LINK_OPTIONS.flatMap(({ option, field, most, form, unit }) => {
    const text = options[option];
    if (text === undefined) return [];
    const value = Number(text);
    if (form.test(text) && value <= most) return value === 0 ? [] : [[field, value] as const];
    throw new UsageError('HANLAB_E_USAGE', `--${option}: ${shownName(text)} is not ${unit}, 0 to ${most}`);
  });
  return given.length === 0 ? undefined : { seed, quality: Object.fromEntries(given) as LinkQuality };
}
