import {
  type CryptoProvider,
  type DeviceKind,
  type Eui64,
  HAN_DEVICE_TYPES,
  HanlabError,
  type Instant,
  type Profile,
  SWITCH_NUMBERS,
  UsageError,
} from '../gbcs/index.js';
import {
  AccessControlBroker,
  type BrokerConfiguration,
  type BrokerEvent,
  type SavedBroker,
} from './dcc/access-control-broker.js';
import type { AnomalyThreshold } from './dcc/anomaly-detection.js';
import { Inventory } from './dcc/inventory/inventory.js';
import { Registrations } from './dcc/inventory/registrations.js';
import type { RemovalAlert } from './dcc/removal-alert.js';
import { deviceConfiguration, HOLDERS_IN_THE_HOME } from './device-configuration.js';
import { CommunicationsHub } from './devices/comms-hub/communications-hub.js';
import { Esme } from './devices/esme/esme.js';
import { CLOSED_LEVEL } from './devices/esme/levels.js';
import { Hcalcs } from './devices/hcalcs/hcalcs.js';
import type { DeviceConfiguration } from './devices/kernel/gbcs-endpoint.js';
import { defectsOf, type Fault, type FaultyDevice } from './faults/faults.js';
import { type HanObserver, HomeAreaNetwork, type NetworkEvent, type SavedNetwork } from './han/home-area-network.js';
import { type LinkConfiguration, Links } from './han/link.js';
import type { Charge } from './home/charger.js';
import type { HomeDescription, SwitchName } from './home/home-description.js';
import { HomeElectricity, type SavedHomeElectricity } from './home/home-electricity.js';
import { earliest } from './home/home-load.js';
import {
  DEVICES,
  type DeviceName,
  HCALCS_NAMES,
  type HcalcsName,
  type Identities,
  INSTALL_CODES,
  PARTIES,
} from './identities.js';
import { type SavedClock, VirtualClock } from './kernel/clock.js';
import type { Device } from './kernel/device.js';
import type { Stored } from './kernel/stored.js';
import { Party, type SavedParty } from './parties/party.js';

/** Sees what passes between the parties, the DCC and the hub. */
export interface WanObserver {
  message(from: Eui64, to: Eui64, message: Uint8Array, at: Instant): void;
  /** The DCC tells a party of a removal. */
  removal?(alert: RemovalAlert, at: Instant): void;
}

/** Sees what the loads of the home do. */
interface LoadObserver {
  /** Something has changed at the charger. */
  charge?(charge: Charge, at: Instant): void;
}

export interface InstallationConfiguration {
  readonly profile: Profile;
  readonly provider: CryptoProvider;
  readonly identities: Identities;
  /** Profiles of devices that are of other rules than the rest of the home: homes mix versions of GBCS. */
  readonly deviceProfiles?: Readonly<Partial<Record<DeviceName, Profile>>>;
  readonly faults?: readonly Fault[];
  /** When virtual time starts. */
  readonly start: Instant;
  /** What happens to frames on the HAN; ideal where left out. */
  readonly links?: LinkConfiguration;
  readonly observer?: HanObserver & WanObserver & LoadObserver;
  /** Hears of what the DCC does, beside the parties of this home. */
  readonly dcc?: DccListener;
  /** How many requests a User may send before the DCC holds them. */
  readonly thresholds?: readonly AnomalyThreshold[];
  /** The DCC's inventory; that of this home, commissioned, where left out: see {@link inventoryOfHome}. */
  readonly inventory?: Inventory;
  /** HCALCS in the home, 0 to 5; as many as `electricity` says where left out, and two where that is left out as well. */
  readonly hcalcs?: number;
  /** What takes power in the home, and behind which switches; nobody looks at it where left out. */
  readonly electricity?: HomeDescription;
  /** Devices that are on the HAN in the place of emulated ones, such as those under test. */
  readonly standIns?: StandIns;
}

/** Makes a device with the address of an emulated one, which then is on no HAN unless the other device uses it. */
interface StandIns {
  readonly esme?: (emulated: Esme) => Device;
  readonly hcalcs?: (emulated: Hcalcs) => Device;
}

/** Hears of what goes through the DCC, and knows its documents. */
type DccListener = Required<
  Pick<BrokerConfiguration, 'onResponse' | 'onAlert' | 'onSent' | 'onAnomaly' | 'onRemoval' | 'serviceOf'>
>;

/** HCALCS of a home of which nothing else is said. */
const USUAL_HCALCS = 2;

/** What is on its way in a home: on its HAN, or as a Response or the time of a request that the DCC waits for. */
export type HomeEvent = NetworkEvent | BrokerEvent;

/** All state of a home, with what is on its way. It holds private keys of devices, as their own state does. */
export interface SavedInstallation {
  readonly clock: SavedClock<HomeEvent>;
  readonly network: SavedNetwork;
  readonly broker: SavedBroker;
  readonly parties: ReadonlyMap<Eui64, SavedParty>;
  readonly electricity?: SavedHomeElectricity | undefined;
}

/**
 * A home with its hub, an ESME that is already on the HAN, HCALCS that are not, the DCC before it, and the parties: the
 * supplier and the distributor of the home, and one of each that are not.
 */
export class Installation implements Stored<SavedInstallation> {
  readonly clock: VirtualClock<HomeEvent>;
  readonly network: HomeAreaNetwork;
  readonly broker: AccessControlBroker;
  readonly hub: CommunicationsHub;
  readonly esme: Esme;
  /** In the order of their names: `hcalcs1` of a description is the first. */
  readonly hcalcs: readonly Hcalcs[];
  readonly parties: ReadonlyMap<Eui64, Party>;
  /** What the home takes; its switches are those of the ESME and of the HCALCS. */
  readonly electricity: HomeElectricity | undefined;
  /** All that is on the HAN or may come onto it, the hub first. */
  readonly devices: readonly Device[];
  readonly #configuration: InstallationConfiguration;

  /**
   * @throws UsageError `HANLAB_E_USAGE` on a number of HCALCS that is none, or not that of `electricity`, and where the
   *   switches of `electricity` would be those of a device that is not emulated
   */
  constructor(configuration: InstallationConfiguration) {
    this.#configuration = configuration;
    const { start, observer, links, electricity } = configuration;
    const hcalcs = hcalcsOf(configuration);
    const onCharge = (charge: Charge, at: Instant): void => observer?.charge?.(charge, at);
    this.electricity = electricity && new HomeElectricity(electricity, start, onCharge);
    this.clock = new VirtualClock(start, (event) => {
      if (event.kind === 'responseTimeout' || event.kind === 'requestDue') this.broker.happen(event);
      else this.network.happen(event);
    });
    const hub = DEVICES.hub;
    this.hub = new CommunicationsHub(this.#device(hub, 'communicationsHub', 'comms-hub'));
    const controllers = electricity?.controllers;
    this.esme = new Esme({ ...this.#device(DEVICES.esme, 'esme', 'esme'), hub, ...(controllers && { controllers }) });
    this.hcalcs = hcalcs.map((name) => this.#hcalcs(name));
    if (electricity !== undefined) this.#requireControllers(electricity);
    this.devices = [this.hub, ...this.#standIns()];
    this.#wireAsMade(start);
    const toDcc = (message: Uint8Array): void => {
      observer?.message(hub, PARTIES.broker.eui, message, this.clock.now);
      this.broker.fromWan(message);
    };
    this.hub.whitelist.add(DEVICES.esme, HAN_DEVICE_TYPES.esme, INSTALL_CODES.esme);
    this.hub.whitelist.admit(DEVICES.esme, INSTALL_CODES.esme);
    this.hub.welcome(DEVICES.esme, start);
    this.network = new HomeAreaNetwork(this.clock, this.hub, toDcc, this.#wired(observer), new Links(links));
    for (const device of this.devices.slice(1)) this.network.add(device);
    this.broker = this.#broker();
    this.parties = this.#parties();
    // The ESME gets its tunnel, as one that has been on the HAN for long has it.
    this.clock.advanceTo(start);
  }

  /** A consumer presses the boost button of the ESME, or takes the boost back. */
  useBoostButton(use: 'press' | 'cancel'): void {
    this.network.locally(this.esme, (now) => this.esme.useBoostButton(use, now));
  }

  /**
   * Is one home of many: what chance decides, on its links and in its loads, goes another way than in the others, though
   * all are of one configuration. It is not saved. @param home from 0
   */
  beHome(home: number): void {
    this.network.links.beHome(home);
    this.electricity?.beHome(home);
  }

  /** When something happens by itself, on the HAN or at the charger, if it does. */
  get nextDue(): Instant | undefined {
    return earliest(this.clock.nextDue, this.electricity?.nextCharge(this.clock.now));
  }

  /** Lets everything happen that is due up to an instant, which is then the time. */
  advanceTo(instant: Instant): void {
    // Loads have no timers: what changes by itself at the charger is told in its turn because they are asked then.
    for (let due = this.nextDue; due !== undefined && due <= instant; due = this.nextDue) this.clock.advanceTo(due);
    this.clock.advanceTo(instant);
  }

  save(): SavedInstallation {
    return {
      clock: this.clock.save(),
      network: this.network.save(),
      broker: this.broker.save(),
      parties: new Map([...this.parties].map(([eui, party]) => [eui, party.save()])),
      ...(this.electricity === undefined ? {} : { electricity: this.electricity.save() }),
    };
  }

  /**
   * Takes up the state of a home of the same configuration, at the instant at which it was saved.
   * @throws HanlabError `HANLAB_E_STATE` for a home with other devices, and changes nothing then
   */
  restore({ clock, network, broker, parties, electricity }: SavedInstallation): void {
    const saved = [...network.devices.keys()];
    if (saved.length !== this.devices.length || this.devices.some(({ eui }) => !network.devices.has(eui))) {
      const own = this.devices.map(({ eui }) => eui);
      throw new HanlabError(
        'HANLAB_E_STATE',
        `the state is of a home of ${saved.join(', ')}; this one has ${own.join(', ')}`,
      );
    }
    this.clock.restore(clock);
    this.network.restore(network);
    this.broker.restore(broker);
    for (const [eui, saved] of parties) this.parties.get(eui)?.restore(saved);
    if (electricity !== undefined) this.electricity?.restore(electricity);
  }

  /** The ESME and the HCALCS, or what stands in for them. */
  #standIns(): readonly Device[] {
    const { standIns = {}, electricity } = this.#configuration;
    if (electricity !== undefined && Object.keys(standIns).length > 0) {
      throw new UsageError('HANLAB_E_USAGE', 'electricity: only switches of emulated devices carry loads');
    }
    const [first, ...others] = this.hcalcs;
    const hcalcs = first && (standIns.hcalcs?.(first) ?? first);
    return [standIns.esme?.(this.esme) ?? this.esme, ...(hcalcs === undefined ? [] : [hcalcs]), ...others];
  }

  /** @throws UsageError `HANLAB_E_USAGE` where a description wants a controller of the ESME that it does not have */
  #requireControllers({ controllers = [], charger, loads = [] }: HomeDescription): void {
    const { profile, deviceProfiles } = this.#configuration;
    const require = (where: string, number: number, kind: string): void => {
      const is = this.esme.controller(number).kind;
      if (is === kind) return;
      const rules = (deviceProfiles?.esme ?? profile).id;
      throw new UsageError(
        'HANLAB_E_USAGE',
        `${where}: controller ${number} of the ESME is ${is} under ${rules}, not ${kind}`,
      );
    };
    for (const [i, kind] of controllers.entries()) require(`controllers[${i}]`, i + 1, kind);
    const named = [
      ...(charger?.behind ?? []).map((name, i) => [`charger.behind[${i}]`, name] as const),
      ...loads.map(({ behind }, i) => [`loads[${i}].behind`, behind] as const),
    ];
    for (const [where, name] of named) {
      const [, kind, number] = /^(alcs|apc)(\d)$/.exec(name) ?? [];
      if (kind !== undefined) require(where, Number(number), kind);
    }
  }

  /** Tells the loads how everything that switches them is from the beginning. */
  #wireAsMade(start: Instant): void {
    for (const [i, { position }] of this.hcalcs.entries()) {
      this.electricity?.switched(`hcalcs${i + 1}`, position === 'closed', start);
    }
    for (const number of SWITCH_NUMBERS) {
      const { kind, level } = this.esme.controller(number);
      if (kind === 'alcs') this.electricity?.switched(`alcs${number}`, level === CLOSED_LEVEL, start);
      if (kind === 'apc') this.electricity?.levelSet(`apc${number}`, level, start);
    }
  }

  /** Has the loads of the home follow its switches, before the observer hears of these. */
  #wired(observer: HanObserver | undefined): HanObserver | undefined {
    const { electricity } = this;
    if (electricity === undefined) return observer;
    return {
      frame: (...seen) => observer?.frame(...seen),
      note: (device, note, at) => {
        if (note.note === 'levelSet' && note.direction === 'output') {
          electricity.levelSet(`apc${note.controller}`, note.level, at);
        } else if (note.note === 'switched') {
          const name = this.#switchName(device, note.switch);
          if (name !== undefined) electricity.switched(name, note.position === 'closed', at);
        }
        observer?.note(device, note, at);
      },
    };
  }

  /** The rules of a device; of one that is not of the home, the home's. */
  #profileOf(eui: Eui64): Profile {
    const { profile, deviceProfiles = {} } = this.#configuration;
    const own = nameOf(eui);
    return (own && deviceProfiles[own]) ?? profile;
  }

  #device(eui: Eui64, kind: DeviceKind, name: FaultyDevice): DeviceConfiguration {
    const { provider, identities, faults = [] } = this.#configuration;
    const profile = this.#profileOf(eui);
    return deviceConfiguration({
      eui,
      kind,
      profile,
      provider,
      keys: identities.keysOf(eui),
      holders: HOLDERS_IN_THE_HOME,
      root: identities.root(provider),
      defects: defectsOf(name, faults),
    });
  }

  #hcalcs(name: HcalcsName): Hcalcs {
    const device = this.#device(DEVICES[name], 'hcalcs', 'hcalcs');
    return new Hcalcs({ ...device, hub: DEVICES.hub, installCode: INSTALL_CODES[name] });
  }

  /** The name of the switch that a device says has moved; none where an ESME says that it has told an HCALCS to. */
  #switchName(device: Eui64, number: number): SwitchName | undefined {
    const hcalcs = this.hcalcs.findIndex(({ eui }) => eui === device);
    if (hcalcs !== -1) return `hcalcs${hcalcs + 1}`;
    return this.esme.controller(number).kind === 'alcs' ? `alcs${number}` : undefined;
  }

  #broker(): AccessControlBroker {
    const { profile, provider, identities, observer, dcc, thresholds, faults = [] } = this.#configuration;
    const eui = PARTIES.broker.eui;
    const transitionalCoS = PARTIES.transitionalCoS.eui;
    return new AccessControlBroker({
      eui,
      transitionalCoS: { eui: transitionalCoS, keys: identities.keysOf(transitionalCoS) },
      provider,
      profile,
      profileOf: (device) => this.#profileOf(device),
      defects: defectsOf('dcc', faults),
      keys: identities.keysOf(eui),
      inventory: this.#configuration.inventory ?? inventoryOfHome(this.#configuration, this.devices),
      ...(thresholds === undefined ? {} : { thresholds }),
      ...(dcc === undefined ? {} : { onSent: dcc.onSent, onAnomaly: dcc.onAnomaly, serviceOf: dcc.serviceOf }),
      clock: this.clock,
      toHome: (_device, message) => {
        observer?.message(eui, DEVICES.hub, message, this.clock.now);
        this.network.fromWan(message);
      },
      onResponse: (response) => {
        dcc?.onResponse(response);
        this.parties.get(response.header.originator)?.receive(response);
      },
      onRemoval: (alert) => {
        observer?.removal?.(alert, this.clock.now);
        dcc?.onRemoval(alert);
      },
      onAlert: (recipient, message) => {
        dcc?.onAlert(recipient, message);
        this.parties.get(recipient)?.receiveAlert(message);
      },
    });
  }

  #parties(): ReadonlyMap<Eui64, Party> {
    const { profile, provider, identities } = this.#configuration;
    const profileOf = (device: Eui64): Profile => this.#profileOf(device);
    const parties = new Map<Eui64, Party>();
    const users = {
      supplier: 'importSupplier',
      otherSupplier: 'importSupplier',
      distributor: 'electricityDistributor',
      otherDistributor: 'electricityDistributor',
    } as const;
    for (const name of Object.keys(users) as (keyof typeof users)[]) {
      const { eui } = PARTIES[name];
      const userRole = users[name];
      this.broker.putUser(eui, { roles: [userRole] });
      const keys = identities.keysOf(eui);
      const accessControlBroker = PARTIES.broker.eui;
      const { broker } = this;
      parties.set(
        eui,
        new Party({ eui, userRole, provider, profile, profileOf, keys, broker, accessControlBroker, counter: 1000n }),
      );
    }
    return parties;
  }
}

/** The name of a device of this world. */
function nameOf(eui: Eui64): DeviceName | undefined {
  return (Object.keys(DEVICES) as DeviceName[]).find((device) => DEVICES[device] === eui);
}

/** The supply point of a home; the homes of this world are all at the same one. */
export const SUPPLY_POINT = '1200012345678';
const NO_DETAILS = { manufacturer: 'hanlab', model: 'emulated' } as const;

/** The supplier and the distributor of the home, from the beginning. */
const USUAL_REGISTRATIONS = new Registrations([
  { mpxn: SUPPLY_POINT, party: PARTIES.supplier.eui, role: 'importSupplier', from: 0 },
  { mpxn: SUPPLY_POINT, party: PARTIES.distributor.eui, role: 'electricityDistributor', from: 0 },
]);

/**
 * The DCC's inventory of a home. Its devices may be asked for anything at any time, joined or not: what the DCC lets through
 * in which state is a matter of its own.
 * @param devices that are in it, commissioned
 */
export function inventoryOfHome(
  { profile, deviceProfiles = {} }: Pick<InstallationConfiguration, 'profile' | 'deviceProfiles'>,
  devices: readonly Pick<Device, 'eui' | 'kind'>[],
  registrations = USUAL_REGISTRATIONS,
): Inventory {
  const inventory = new Inventory(registrations);
  for (const { eui, kind } of devices) {
    const name = nameOf(eui);
    inventory.put({
      eui,
      kind,
      gbcsVersion: ((name && deviceProfiles[name]) ?? profile).gbcsVersion,
      status: 'Commissioned',
      details: NO_DETAILS,
      supplyPoints: kind === 'esme' ? { import: SUPPLY_POINT } : {},
      hub: DEVICES.hub,
    });
  }
  return inventory;
}

function hcalcsOf({ hcalcs, electricity }: InstallationConfiguration): readonly HcalcsName[] {
  const count = hcalcs ?? electricity?.hcalcs ?? USUAL_HCALCS;
  if (!Number.isInteger(count) || count < 0 || count > HCALCS_NAMES.length) {
    throw new UsageError('HANLAB_E_USAGE', `hcalcs: a home has 0 to ${HCALCS_NAMES.length} HCALCS, not ${count}`);
  }
  if (electricity !== undefined && electricity.hcalcs !== count) {
    const { hcalcs: described } = electricity;
    throw new UsageError('HANLAB_E_USAGE', `hcalcs: the home is described with ${described} HCALCS, not ${count}`);
  }
  return HCALCS_NAMES.slice(0, count);
}
