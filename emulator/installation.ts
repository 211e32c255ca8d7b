import {
  type CryptoProvider,
  type DeviceKind,
  type Eui64,
  fromHex,
  HAN_DEVICE_TYPES,
  type Instant,
  type Profile,
  UsageError,
} from '../gbcs/index.js';
import { AccessControlBroker, type ResponseTimeout, type SavedBroker } from './dcc/access-control-broker.js';
import { deviceConfiguration, HOLDERS_IN_THE_HOME } from './device-configuration.js';
import { CommunicationsHub } from './devices/comms-hub/communications-hub.js';
import { Esme } from './devices/esme/esme.js';
import { Hcalcs } from './devices/hcalcs/hcalcs.js';
import type { DeviceConfiguration } from './devices/kernel/gbcs-endpoint.js';
import { defectsOf, type Fault, type FaultyDevice } from './faults/faults.js';
import { type HanObserver, HomeAreaNetwork, type NetworkEvent, type SavedNetwork } from './han/home-area-network.js';
import { type LinkConfiguration, Links } from './han/link.js';
import type { HomeDescription, SwitchName } from './home/home-description.js';
import { HomeElectricity, type SavedHomeElectricity } from './home/home-electricity.js';
import { DEVICES, type DeviceName, type Identities, PARTIES } from './identities.js';
import { type SavedClock, VirtualClock } from './kernel/clock.js';
import type { Stored } from './kernel/stored.js';
import { Party, type SavedParty } from './parties/party.js';

/** Sees what passes between the parties, the DCC and the hub. */
export interface WanObserver {
  message(from: Eui64, to: Eui64, message: Uint8Array, at: Instant): void;
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
  readonly observer?: HanObserver & WanObserver;
  /** What takes power in the home, and behind which switches; nobody looks at it where left out. */
  readonly electricity?: HomeDescription;
}

/** Install codes as they stand on the devices' labels. */
export const INSTALL_CODES = {
  esme: fromHex('00112233445566778899aabbccddeeff'),
  hcalcs: fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'),
  secondHcalcs: fromHex('b0b1b2b3b4b5b6b7b8b9babbbcbdbebf'),
} as const;

/** What is on its way in a home: on its HAN, or as a Response that the DCC waits for. */
export type HomeEvent = NetworkEvent | ResponseTimeout;

/** All state of a home, with what is on its way. It holds private keys of devices, as their own state does. */
export interface SavedInstallation {
  readonly clock: SavedClock<HomeEvent>;
  readonly network: SavedNetwork;
  readonly broker: SavedBroker;
  readonly parties: ReadonlyMap<Eui64, SavedParty>;
  readonly electricity?: SavedHomeElectricity | undefined;
}

/**
 * A home with its hub, an ESME that is already on the HAN, two HCALCS that are not, the DCC before it, and the parties:
 * the supplier and the distributor of the home, and one of each that are not.
 */
export class Installation implements Stored<SavedInstallation> {
  readonly clock: VirtualClock<HomeEvent>;
  readonly network: HomeAreaNetwork;
  readonly broker: AccessControlBroker;
  readonly hub: CommunicationsHub;
  readonly esme: Esme;
  readonly hcalcs: Hcalcs;
  readonly secondHcalcs: Hcalcs;
  readonly parties: ReadonlyMap<Eui64, Party>;
  /** What the home takes; its switches are those of the ESME and of the HCALCS. */
  readonly electricity: HomeElectricity | undefined;
  readonly #configuration: InstallationConfiguration;

  constructor(configuration: InstallationConfiguration) {
    this.#configuration = configuration;
    const { start, observer, links, electricity } = configuration;
    this.electricity = electricity && new HomeElectricity(inThisHome(electricity), start);
    this.clock = new VirtualClock(start, (event) => {
      if (event.kind === 'responseTimeout') this.broker.happen(event);
      else this.network.happen(event);
    });
    const hub = DEVICES.hub;
    this.hub = new CommunicationsHub(this.#device(hub, 'communicationsHub', 'comms-hub'));
    this.esme = new Esme({ ...this.#device(DEVICES.esme, 'esme', 'esme'), hub });
    this.hcalcs = this.#hcalcs(DEVICES.hcalcs, INSTALL_CODES.hcalcs);
    this.secondHcalcs = this.#hcalcs(DEVICES.secondHcalcs, INSTALL_CODES.secondHcalcs);
    const toDcc = (message: Uint8Array): void => {
      observer?.message(hub, PARTIES.broker.eui, message, this.clock.now);
      this.broker.fromWan(message);
    };
    this.hub.whitelist.add(DEVICES.esme, HAN_DEVICE_TYPES.esme, INSTALL_CODES.esme);
    this.hub.whitelist.admit(DEVICES.esme, INSTALL_CODES.esme);
    this.hub.welcome(DEVICES.esme, start);
    this.network = new HomeAreaNetwork(this.clock, this.hub, toDcc, this.#wired(observer), new Links(links));
    for (const device of [this.esme, this.hcalcs, this.secondHcalcs]) this.network.add(device);
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

  save(): SavedInstallation {
    return {
      clock: this.clock.save(),
      network: this.network.save(),
      broker: this.broker.save(),
      parties: new Map([...this.parties].map(([eui, party]) => [eui, party.save()])),
      ...(this.electricity === undefined ? {} : { electricity: this.electricity.save() }),
    };
  }

  /** Takes up the state of a home of the same configuration, at the instant at which it was saved. */
  restore({ clock, network, broker, parties, electricity }: SavedInstallation): void {
    this.clock.restore(clock);
    this.network.restore(network);
    this.broker.restore(broker);
    for (const [eui, saved] of parties) this.parties.get(eui)?.restore(saved);
    if (electricity !== undefined) this.electricity?.restore(electricity);
  }

  /** Has the loads of the home follow its switches, before the observer hears of these. */
  #wired(observer: HanObserver | undefined): HanObserver | undefined {
    const { electricity } = this;
    if (electricity === undefined) return observer;
    return {
      frame: (...seen) => observer?.frame(...seen),
      note: (device, note, at) => {
        if (note.note === 'switched') {
          electricity.switched(switchNameOf(device, note.switch), note.position === 'closed', at);
        }
        observer?.note(device, note, at);
      },
    };
  }

  #device(eui: Eui64, kind: DeviceKind, name: FaultyDevice): DeviceConfiguration {
    const { provider, identities, faults = [], deviceProfiles = {} } = this.#configuration;
    const own = (Object.keys(DEVICES) as DeviceName[]).find((device) => DEVICES[device] === eui);
    const profile = (own && deviceProfiles[own]) ?? this.#configuration.profile;
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

  #hcalcs(eui: Eui64, installCode: Uint8Array): Hcalcs {
    return new Hcalcs({ ...this.#device(eui, 'hcalcs', 'hcalcs'), hub: DEVICES.hub, installCode });
  }

  #broker(): AccessControlBroker {
    const { profile, provider, identities, observer } = this.#configuration;
    const eui = PARTIES.broker.eui;
    const broker = new AccessControlBroker({
      eui,
      provider,
      profile,
      keys: identities.keysOf(eui),
      clock: this.clock,
      toHome: (_device, message) => {
        observer?.message(eui, DEVICES.hub, message, this.clock.now);
        this.network.fromWan(message);
      },
      onResponse: (response) => this.parties.get(response.header.originator)?.receive(response),
      onAlert: (recipient, message) => this.parties.get(recipient)?.receiveAlert(message),
    });
    const registered = new Set([PARTIES.supplier.eui, PARTIES.distributor.eui]);
    broker.addDevice({ eui: DEVICES.hub, kind: 'communicationsHub', registered });
    broker.addDevice({ eui: DEVICES.esme, kind: 'esme', registered });
    broker.addDevice({ eui: DEVICES.hcalcs, kind: 'hcalcs', registered });
    broker.addDevice({ eui: DEVICES.secondHcalcs, kind: 'hcalcs', registered });
    return broker;
  }

  #parties(): ReadonlyMap<Eui64, Party> {
    const { profile, provider, identities } = this.#configuration;
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
      this.broker.addUser(eui, userRole);
      const keys = identities.keysOf(eui);
      const accessControlBroker = PARTIES.broker.eui;
      const { broker } = this;
      parties.set(
        eui,
        new Party({ eui, userRole, provider, profile, keys, broker, accessControlBroker, counter: 1000n }),
      );
    }
    return parties;
  }
}

const HCALCS_OF_A_HOME: readonly Eui64[] = [DEVICES.hcalcs, DEVICES.secondHcalcs];

function switchNameOf(device: Eui64, number: number): SwitchName {
  const hcalcs = HCALCS_OF_A_HOME.indexOf(device);
  return hcalcs === -1 ? `alcs${number}` : `hcalcs${hcalcs + 1}`;
}

/** @throws UsageError `HANLAB_E_USAGE` for a home with more HCALCS than there are */
function inThisHome(description: HomeDescription): HomeDescription {
  if (description.hcalcs <= HCALCS_OF_A_HOME.length) return description;
  const { length } = HCALCS_OF_A_HOME;
  throw new UsageError('HANLAB_E_USAGE', `hcalcs: an installation has ${length} HCALCS, not ${description.hcalcs}`);
}
