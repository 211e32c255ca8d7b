import { type Eui64, eui64, type Payload, type UseCase } from '../../../gbcs/index.js';
import type { RequestHeader } from '../access-control.js';
import type { InventoryEvent } from './device-status.js';
import type { SupplyPoints } from './inventory.js';

/** What Commands make of devices in the inventory, once they are carried out: rows by use case. */

/** What the success of a Command, or of a service of the DCC itself, makes of a device. */
export interface Effect {
  readonly event: InventoryEvent;
  readonly device: Eui64;
  /** Where the device is from then on, if it was not installed before. */
  readonly supplyPoints?: SupplyPoints;
}

interface EffectRule {
  readonly useCases: readonly string[];
  /** Only of this Service Reference Variant; of any where left out. */
  readonly variant?: string;
  readonly event: InventoryEvent;
  /** Whom it is about: whom the Command names, or whom it is addressed to. */
  readonly about: 'named' | 'recipient';
}

/** Who joins is commissioned once the meter has a key with it; who is unjoined, on whichever side, no longer is. */
const EFFECT_RULES: readonly EffectRule[] = [
  { useCases: ['CCS01'], event: 'whitelisted', about: 'named' },
  { useCases: ['CCS02'], event: 'removedFromHan', about: 'named' },
  { useCases: ['CS03A1', 'CS03B', 'CS03C'], event: 'joined', about: 'named' },
  { useCases: ['CS04AC', 'CS04B'], event: 'unjoined', about: 'named' },
  { useCases: ['CS04AC', 'CS04B'], event: 'unjoined', about: 'recipient' },
  { useCases: ['ECS70', 'GCS28'], variant: '8.1.1', event: 'commissioned', about: 'recipient' },
];

/** What a Command will make of devices. @param payload asked for only where the use case has an effect */
export function effectsOf(
  { variant, target, supplyPoints }: Pick<RequestHeader, 'variant' | 'target' | 'supplyPoints'>,
  useCase: UseCase | undefined,
  payload: () => Payload | undefined,
): readonly Effect[] {
  return EFFECT_RULES.flatMap((rule): Effect[] => {
    if (useCase === undefined || !rule.useCases.includes(useCase.name)) return [];
    if (rule.variant !== undefined && rule.variant !== variant) return [];
    const device = rule.about === 'recipient' ? target : namedDevice(payload());
    if (device === undefined) return [];
    const isPlaced = rule.event === 'whitelisted' && supplyPoints !== undefined;
    return [{ event: rule.event, device, ...(isPlaced ? { supplyPoints } : {}) }];
  });
}

/** The device that a Command of the hub's log, a join or an unjoin names. */
function namedDevice(payload: Payload | undefined): Eui64 | undefined {
  if (payload?.kind === 'asn1') {
    if (payload.type === 'JoinDeviceCommand') return payload.value.otherDeviceEntityIdentifier;
    return payload.type === 'UnjoinDeviceCommand' ? payload.value.otherDeviceEntityIdentifier : undefined;
  }
  if (payload?.kind !== 'access-request') return undefined;
  const [first] = payload.data;
  const named = first?.type === 'structure' ? first.items[0] : first;
  return named?.type === 'octet-string' && named.octets.length === 8 ? eui64(named.octets) : undefined;
}
