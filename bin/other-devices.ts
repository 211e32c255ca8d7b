import type { DuisRequest, InventoryKind, XmlElement } from '../emulator/dcc/index.js';
import { DEVICE_KINDS, type Eui64, formatEui64, UsageError } from '../gbcs/index.js';
import { identifierOf } from './identifier.js';
import { pairsOf } from './pairs.js';
import { shownName } from './shown.js';

const KINDS: readonly InventoryKind[] = [...DEVICE_KINDS, 'ihd', 'cad'];

/** Devices beside the one that a request is for, as `--other` names them, and which of them have been asked for. */
export class OtherDevices {
  readonly kinds: ReadonlyMap<Eui64, InventoryKind>;
  readonly #asked = new Set<Eui64>();

  /**
   * @param texts `EUI=KIND`
   * @throws UsageError `HANLAB_E_USAGE`
   */
  constructor(texts: readonly string[]) {
    this.kinds = new Map(
      pairsOf('--other is given as EUI=KIND', texts).map(([eui, kind]) => [identifierOf('--other', eui), kindOf(kind)]),
    );
  }

  kindOf(device: Eui64): InventoryKind | undefined {
    this.#asked.add(device);
    return this.kinds.get(device);
  }

  /** Whether a device has been asked for that none names. */
  get isLacking(): boolean {
    return [...this.#asked].some((device) => !this.kinds.has(device));
  }

  /** @throws UsageError `HANLAB_E_USAGE` where one is of a device that the request does not name */
  refuseUnnamedIn({ body }: DuisRequest): void {
    const unnamed = [...this.kinds.keys()].map(formatEui64).find((device) => !hasText(body, device));
    if (unnamed === undefined) return;
    throw new UsageError('HANLAB_E_USAGE', `--other ${unnamed} is of no use: the request names no such device`);
  }
}

function hasText({ text, children }: XmlElement, sought: string): boolean {
  return text.trim().toUpperCase() === sought || children.some((child) => hasText(child, sought));
}

function kindOf(text: string): InventoryKind {
  const kind = KINDS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new UsageError('HANLAB_E_USAGE', `${shownName(text)} is no kind of device; choose from ${KINDS.join(', ')}`);
}
