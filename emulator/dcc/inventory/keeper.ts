import {
  type Data,
  type DeviceKind,
  type Eui64,
  eui64,
  findingsOf,
  type Instant,
  type Message,
  type Payload,
  type UseCase,
} from '../../../gbcs/index.js';
import type { Stored } from '../../kernel/stored.js';
import type { RequestHeader } from '../access-control.js';
import type { InventoryEvent } from './device-status.js';
import { type Effect, effectsOf } from './effects.js';
import type { Inventory } from './inventory.js';

/**
 * Keeps the inventory by what devices answer: a service that changes the state of a device does so when the device has
 * carried it out (DUIS 8.1.1, 8.7, 8.8, 8.11), and a device is installed when its hub says that it has a link key (CS14).
 */

/** Meters and hubs are not commissioned or decommissioned by what joins them. */
const JOINED_TO: ReadonlySet<DeviceKind> = new Set(['esme', 'gsme', 'communicationsHub', 'gasProxyFunction']);

/** CRA of a Response. */
const RESPONSE = 2;

/** What the DCC waits for, by request. */
export type SavedKeeper = ReadonlyMap<string, AwaitedEffects>;

interface AwaitedEffects {
  /** Of the Command, and so of its Response. */
  readonly messageCode: number;
  readonly effects: readonly Effect[];
}

export class InventoryKeeper implements Stored<SavedKeeper> {
  readonly #inventory: Inventory;
  /** What will have happened when the Response comes and says success, by request. */
  #awaited = new Map<string, AwaitedEffects>();

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
  }

  /** A Command has gone to a device. */
  sent(
    header: RequestHeader,
    { useCase, payload }: { readonly useCase: UseCase | undefined; readonly payload: Payload },
  ): void {
    const effects = effectsOf(header, useCase, () => payload).filter(
      ({ event, device }) => !(isJoin(event) && this.#isJoinedTo(device)),
    );
    if (useCase === undefined || effects.length === 0) return;
    this.#awaited.set(keyOf(header), { messageCode: useCase.messageCode, effects });
  }

  #isJoinedTo(device: Eui64): boolean {
    const kind = this.#inventory.get(device)?.kind;
    return kind !== undefined && JOINED_TO.has(kind);
  }

  /** A Response has come that the DCC takes for the device's, or none in time. */
  answered(header: RequestHeader, response: Message | undefined, now: Instant): void {
    const awaited = this.#awaited.get(keyOf(header));
    this.#awaited.delete(keyOf(header));
    if (awaited === undefined || response === undefined || !saysDone(response, awaited.messageCode)) return;
    for (const effect of awaited.effects) {
      if (effect.event === 'whitelisted') this.#placed(effect, header.target);
      this.#inventory.happened(effect.device, effect.event, now);
    }
  }

  /** A device that was only told of before is behind a hub now, and at the supply points that the request said. */
  #placed({ device, supplyPoints }: Effect, hub: Eui64): void {
    const known = this.#inventory.get(device);
    if (known?.status !== 'Pending') return;
    this.#inventory.put({ ...known, hub, supplyPoints: { ...known.supplyPoints, ...supplyPoints } });
  }

  /** A hub has told its device log (CS14): whoever has the hash of a link key is installed. */
  logTold(hub: Eui64, alert: Message, now: Instant): void {
    for (const { device, hash } of entriesOf(alert.payload)) {
      const known = this.#inventory.get(device);
      // A device of another home is not this hub's to say anything of.
      if (known === undefined || hash.length === 0 || (known.hub !== undefined && known.hub !== hub)) continue;
      this.#inventory.put({ ...known, hub });
      this.#inventory.happened(device, 'joinedHan', now);
    }
  }

  save(): SavedKeeper {
    return new Map(this.#awaited);
  }

  restore(awaited: SavedKeeper): void {
    this.#awaited = new Map(awaited);
  }
}

function isJoin(event: InventoryEvent): boolean {
  return event === 'joined' || event === 'unjoined';
}

function keyOf({ originator, target, counter }: RequestHeader): string {
  return `${originator} ${target} ${counter}`;
}

/** Whether a message is a Response of the use case of this Message Code, in order, and says that all has been done. */
function saysDone(message: Message, messageCode: number): boolean {
  const { cra, otherInformation } = message.frame.header;
  if (cra !== RESPONSE || otherInformation.messageCode !== messageCode || findingsOf(message).length > 0) return false;
  const { payload } = message;
  if (payload.kind === 'access-response') return payload.results.every(({ code }) => code === 0);
  if (payload.kind !== 'asn1') return false;
  switch (payload.type) {
    case 'JoinDeviceResponse':
      return payload.value.joinResponseCode === 0;
    case 'UnjoinDeviceResponse':
      return payload.value.unjoinResponseCode === 0;
    case 'SetTimeResponse':
      return payload.value.deviceTimeStatus === 0;
    default:
      return false;
  }
}

/** Entries of a device log as CS14 carries it: identifier and hash of the link key, the hash empty where there is none. */
function entriesOf(payload: Payload): readonly { readonly device: Eui64; readonly hash: Uint8Array }[] {
  const items = payload.kind === 'data-notification' && 'items' in payload.body ? payload.body.items : [];
  return arraysIn(items).flatMap((entry) => {
    const [device, hash] = 'items' in entry ? entry.items : [];
    if (device?.type !== 'octet-string' || device.octets.length !== 8 || hash?.type !== 'octet-string') return [];
    return [{ device: eui64(device.octets), hash: hash.octets }];
  });
}

function arraysIn(items: readonly Data[]): readonly Data[] {
  return items.flatMap((item) => {
    if (item.type === 'array') return item.items;
    return 'items' in item ? arraysIn(item.items) : [];
  });
}
