import { assumptionValue, type Eui64, eui64, formatEui64, type Instant, type Profile } from '../../../gbcs/index.js';
import type { DuisRequest } from '../duis/request.js';
import { decommission } from '../inventory/decommission.js';
import { eventByUser, type InventoryEvent, statusAfter } from '../inventory/device-status.js';
import type { Effect } from '../inventory/effects.js';
import type { DeviceDetails, Inventory, InventoryDevice, SupplyPoints } from '../inventory/inventory.js';
import { childOf, needChild, textOf, type XmlElement } from '../xml/element.js';
import { element, optional, type WrittenElement } from '../xml/write.js';
import { DUIS_DEVICE_TYPES, duisDeviceType } from './device-kinds.js';

/** Services that the DCC does itself: those that read and keep its inventory (DUIS 8.2, 8.3, 8.4, 12.2). */

/** What a service may look at and change. */
interface NonDeviceContext {
  readonly profile: Profile;
  readonly inventory: Inventory;
  readonly now: Instant;
  /** Who asks. */
  readonly originator: Eui64;
}

/** What the DCC answers at once. */
interface NonDeviceAnswer {
  /** I0 with what was asked for, I99 where there is nothing to say, or an error of this service. */
  readonly code: string;
  readonly content?: WrittenElement;
}

export interface NonDeviceService {
  readonly variant: string;
  readonly body: string;
  /** The device that it changes. One that changes none, or adds one, is for any User (the assumption `inventory-read-by-any`). */
  subject?(body: XmlElement): Eui64;
  /** What it makes of devices. */
  effects?(body: XmlElement, inventory: Inventory): readonly Effect[];
  handle(body: XmlElement, context: NonDeviceContext): NonDeviceAnswer;
}

const DONE: NonDeviceAnswer = { code: 'I99' };

function deviceIn(body: XmlElement): Eui64 {
  return eui64(textOf(needChild(body, 'DeviceID')));
}

function valueIn(body: XmlElement, name: string): string | undefined {
  const child = childOf(body, name);
  return child && textOf(child);
}

/** 12.2: a device is told to the DCC before it comes to a home. */
const PRE_NOTIFICATION: NonDeviceService = {
  variant: '12.2',
  body: 'DevicePrenotification',
  handle(body, { profile, inventory, originator }) {
    const eui = deviceIn(body);
    const known = inventory.get(eui);
    const isBack = known !== undefined && statusAfter(known.status, 'preNotified') !== known.status;
    if (known !== undefined && !isBack) return { code: assumptionValue(profile, 'dcc-device-known-code') };
    const type = textOf(needChild(body, 'DeviceType'));
    const kind = DUIS_DEVICE_TYPES[type as keyof typeof DUIS_DEVICE_TYPES];
    // An IHD or CAD takes no messages of GBCS: it is never the target of a service for devices.
    if (kind === undefined) return { code: assumptionValue(profile, 'dcc-device-type-code') };
    inventory.put({
      eui,
      kind,
      gbcsVersion: profile.gbcsVersion,
      status: 'Pending',
      details: {
        ...detailsIn(body),
        manufacturer: valueIn(body, 'DeviceManufacturer') ?? '',
        model: valueIn(body, 'DeviceModel') ?? '',
      },
      supplyPoints: {},
      preNotifiedBy: originator,
      ...(kind === 'communicationsHub' ? { hub: eui } : {}),
    });
    return DONE;
  },
};

function detailsIn(body: XmlElement): Partial<DeviceDetails> {
  const named = {
    manufacturer: valueIn(body, 'DeviceManufacturer'),
    model: valueIn(body, 'DeviceModel'),
    smetsVersion: valueIn(body, 'SMETSCHTSVersion'),
    firmwareVersion: valueIn(body, 'FirmwareVersion'),
    esmeVariant: valueIn(body, 'ESMEVariant'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** 8.4: state, details or supply points of a device are changed, or it is taken out of the inventory. */
const UPDATE_INVENTORY: NonDeviceService = {
  variant: '8.4',
  body: 'UpdateInventory',
  subject: deviceIn,
  effects(body, inventory) {
    const device = inventory.get(deviceIn(body));
    const event = device && statusEventIn(device, body.children[1]);
    return device === undefined || event === undefined ? [] : [{ event, device: device.eui }];
  },
  handle(body, { profile, inventory, now }) {
    const device = inventory.get(deviceIn(body));
    const change = body.children[1];
    if (device === undefined || change === undefined) return { code: 'E19' };
    const event = statusEventIn(device, change);
    if (event !== undefined) {
      inventory.happened(device.eui, event, now);
      return DONE;
    }
    const updated = updateOf(device, change);
    if (updated === undefined) return { code: assumptionValue(profile, 'dcc-inventory-update-code') };
    if (updated === 'deleted') inventory.delete(device.eui);
    else inventory.put(updated);
    return DONE;
  },
};

/** The device after the change; undefined where it cannot be made. */
function updateOf(device: InventoryDevice, change: XmlElement): InventoryDevice | 'deleted' | undefined {
  switch (change.name) {
    case STATUS_OF_HUBS:
    case STATUS_OF_OTHERS:
      // Nothing changes where it is in that state already.
      return isStatusFor(device, change) && textOf(change) === device.status ? device : undefined;
    case 'UpdateDeviceDetails':
      return { ...device, details: { ...device.details, ...detailsIn(change) } };
    case 'UpdateMPxN':
      return { ...device, supplyPoints: { ...device.supplyPoints, ...supplyPointsIn(change) } };
    case 'DeleteDevice':
      // A device that is at work is decommissioned first.
      return device.status === 'Pending' || device.status === 'Decommissioned' ? 'deleted' : undefined;
    default:
      return undefined;
  }
}

const STATUS_OF_HUBS = 'UpdateDeviceStatusCH';
const STATUS_OF_OTHERS = 'UpdateDeviceStatusExceptCH';

function isStatusFor({ kind }: InventoryDevice, change: XmlElement): boolean {
  return change.name === (kind === 'communicationsHub' ? STATUS_OF_HUBS : STATUS_OF_OTHERS);
}

/** What a new state of a device is; undefined where another change is asked for, or the state cannot be changed so. */
function statusEventIn(device: InventoryDevice, change: XmlElement | undefined): InventoryEvent | undefined {
  if (change === undefined || !isStatusFor(device, change)) return undefined;
  return eventByUser(device.status, textOf(change));
}

/** Where a request would put the device that it names (8.4, 8.11); nothing where it does not say. */
export function supplyPointsOf({ body }: DuisRequest): SupplyPoints | undefined {
  const named = childOf(body, 'UpdateMPxN') ?? childOf(body, 'AddDeviceToCHFWhitelist');
  const points = named === undefined ? {} : supplyPointsIn(named);
  return Object.keys(points).length === 0 ? undefined : points;
}

/** Supply points by the names that 8.4 and 8.11 have for them. */
function supplyPointsIn(body: XmlElement): SupplyPoints {
  const named = {
    import: valueIn(body, 'ImportMPxN'),
    secondaryImport: valueIn(body, 'SecondaryImportMPAN'),
    export: valueIn(body, 'ExportMPAN'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** 8.3: a device is taken out of service. */
const DECOMMISSION: NonDeviceService = {
  variant: '8.3',
  body: 'DecommissionDevice',
  subject: deviceIn,
  effects: (body) => [{ event: 'decommissioned', device: deviceIn(body) }],
  handle(body, { profile, inventory, now }) {
    return { code: decommission(profile, inventory, deviceIn(body), now) };
  },
};

/** Devices in one answer (DUIS DSPInventory). */
const MOST_DEVICES = 17;

/** 8.2: what the inventory has of a device and its home, or at a supply point. */
const READ_INVENTORY: NonDeviceService = {
  variant: '8.2',
  body: 'ReadInventory',
  handle(body, { profile, inventory }) {
    const device = valueIn(body, 'DeviceID');
    const supplyPoint = valueIn(body, 'MPxN');
    // Addresses are not in this inventory: nothing is found by them.
    const found = device === undefined ? inventory.at(supplyPoint ?? '') : inventory.home(eui64(device));
    if (found.length === 0) return { code: assumptionValue(profile, 'dcc-inventory-empty-code') };
    return { code: 'I0', content: element('DSPInventory', found.slice(0, MOST_DEVICES).flatMap(entry)) };
  },
};

function entry({
  eui,
  kind,
  status,
  details,
  supplyPoints,
  commissioned,
  gbcsVersion,
}: InventoryDevice): WrittenElement[] {
  const type = duisDeviceType(kind);
  if (type === undefined) return [];
  return [
    element('Device', [
      element('DeviceID', formatEui64(eui)),
      element('DeviceType', type),
      element('DeviceStatus', status),
      element('DeviceManufacturer', details.manufacturer),
      element('DeviceModel', details.model),
      optional('SMETSCHTSVersion', details.smetsVersion),
      optional('DeviceFirmwareVersion', details.firmwareVersion),
      optional('DateCommissioned', commissioned && new Date(commissioned).toISOString().slice(0, 10)),
      optional('ImportMPxN', supplyPoints.import),
      optional('SecondaryImportMPAN', supplyPoints.secondaryImport),
      optional('ExportMPAN', supplyPoints.export),
      optional('ESMEVariant', details.esmeVariant),
      element('DeviceGBCSVersion', gbcsVersion),
    ]),
  ];
}

const NON_DEVICE_SERVICES: readonly NonDeviceService[] = [
  READ_INVENTORY,
  DECOMMISSION,
  UPDATE_INVENTORY,
  PRE_NOTIFICATION,
];

/** The service for a request; undefined where the DCC of this world does not have it. */
export function nonDeviceService({ variant, body }: DuisRequest): NonDeviceService | undefined {
  return NON_DEVICE_SERVICES.find((one) => one.variant === variant && one.body === body.name);
}

/** Whether the DCC of this world has a service of this Service Reference Variant. */
export function isNonDeviceVariant(variant: string): boolean {
  return NON_DEVICE_SERVICES.some((one) => one.variant === variant);
}
