import type { InventoryKind } from '../emulator/dcc/index.js';
import { DEVICE_KINDS, type Eui64, UsageError } from '../gbcs/index.js';
import { identifierOf } from './identifier.js';
import { pairsOf } from './pairs.js';
import { shownName } from './shown.js';

const KINDS: readonly InventoryKind[] = [...DEVICE_KINDS, 'ihd', 'cad'];

/**
 * Devices beside the one that a request is for, as `--other` names them.
 * @param texts `EUI=KIND`
 * @throws UsageError `HANLAB_E_USAGE`
 */
export function otherDevices(texts: readonly string[]): ReadonlyMap<Eui64, InventoryKind> {
  return new Map(
    pairsOf('--other is given as EUI=KIND', texts).map(([eui, kind]) => [identifierOf('--other', eui), kindOf(kind)]),
  );
}

function kindOf(text: string): InventoryKind {
  const kind = KINDS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no kind of device; choose from ${KINDS.join(', ')}`);
}
