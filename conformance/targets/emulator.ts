import {
  type ApsFrame,
  apsFrame,
  DEVICES,
  type DeviceName,
  type DeviceNote,
  encodeTunnelFrame,
  type Fault,
  HanCapture,
  type HanFrame,
  type HcalcsName,
  type Identities,
  Installation,
  type InstallationConfiguration,
  type LinkConfiguration,
  type LinkQuality,
  LOAD_CONTROL_CLUSTER,
  makeIdentities,
  PARTIES,
  type Party,
  type PartyName,
  readLoadControlFrame,
  readTunnelFrame,
  readZclFrame,
  TUNNELLING_CLUSTER,
} from '../../emulator/index.js';
import {
  CodecError,
  type Command,
  type DeviceKind,
  decodeMessage,
  type Eui64,
  type Instant,
  type Message,
  opensslProvider,
  toHex,
  verifyFrame,
} from '../../gbcs/index.js';
import { type LaboratoryCertificates, laboratoryCertificates } from './certificates.js';
import { craftCommand } from './craft.js';
import type {
  ApsObservation,
  DccAlert,
  DeviceMessage,
  Differences,
  EsmeState,
  HcalcsState,
  HubState,
  Laboratory,
  LoadControlObservation,
  Reaction,
  RequestIdentity,
  RequestOutcome,
  UserParty,
} from './laboratory.js';
import { MessageReader } from './message-reader.js';
import type { TestedDevice } from './remote/tested-device.js';
import type { LaboratorySetup, OpenLaboratory, Target } from './target.js';

/** When virtual time starts in every scenario: a Monday, 18:00 UTC. */
export const START: Instant = Date.UTC(2026, 0, 5, 18);
/** First counter of Commands crafted in the broker's name, above those that the broker itself has used. */
const CRAFTED_BROKER_COUNTER = 1_000_000n;
/** Of a seed for the links that a scenario sets itself. */
const IDEAL_LINKS: LinkConfiguration = { seed: 'laboratory' };
/** How long a home with noisy links gets to open its tunnels before a scenario begins. */
const START_UP_MS = 60_000;
/** How long what a Command sets in motion may take on the HAN; on a noisy one with the repetition of what got lost. */
const SETTLING_MS = { ideal: 1000, noisy: 12_000 };
/** How often the suite sends a frame that does not arrive: as often as a device does. */
const SEND_ATTEMPTS = 4;
/** How long a device gets to react to what it is handed, in seconds: longer than it waits for a key. */
const REACTION_SECONDS = 60;

export interface EmulatorTargetOptions {
  /** Defects that the devices are given. */
  readonly faults: readonly Fault[];
  /** Of the test PKI; the same seed gives the same keys. */
  readonly seed: string;
  /** What happens to frames on the HAN until a scenario has its own links; ideal where left out. */
  readonly links?: LinkConfiguration | undefined;
  /** Takes the capture file of a scenario's HAN, piece by piece. */
  readonly capture?: ((scenario: string, octets: Uint8Array) => void) | undefined;
}

/**
 * The embedded emulator as the target: a fresh home for each scenario, keys from a seed.
 */
export function emulatorTarget(options: EmulatorTargetOptions): Target {
  const identities = makeIdentities(opensslProvider, options.seed);
  const certificates = laboratoryCertificates(identities);
  return {
    name: 'emulator',
    faults: options.faults.map((fault) => fault.name),
    async open(setup): Promise<OpenLaboratory> {
      const lab = new HomeLaboratory(setup, identities, certificates, options);
      return { lab, warnings: lab.warnings, close: async () => {} };
    },
  };
}

const KINDS: Readonly<Record<DeviceName, DeviceKind>> = {
  esme: 'esme',
  hub: 'communicationsHub',
  hcalcs: 'hcalcs',
  secondHcalcs: 'hcalcs',
  thirdHcalcs: 'hcalcs',
  fourthHcalcs: 'hcalcs',
  fifthHcalcs: 'hcalcs',
};

const NAMES: ReadonlyMap<Eui64, string> = new Map([
  ...Object.entries(DEVICES).map(([name, eui]) => [eui, name] as const),
  ...Object.entries(PARTIES).map(([name, { eui }]) => [eui, name] as const),
]);

function nameOf(eui: Eui64): string {
  return NAMES.get(eui) ?? eui;
}

/** What a home is put up with. */
interface HomeOptions
  extends Pick<EmulatorTargetOptions, 'faults' | 'links' | 'capture'>,
    Pick<InstallationConfiguration, 'standIns'> {
  /** The device under test, where it is not an emulated one. */
  readonly tested?: TestedDevice;
}

/** A home with its DCC and parties, in virtual time; all of its devices are emulated but the one that may be under test. */
export class HomeLaboratory implements Laboratory {
  readonly warnings: string[] = [];
  readonly certificates: LaboratoryCertificates;
  readonly #setup: LaboratorySetup;
  readonly #identities: Identities;
  readonly #installation: Installation;
  readonly #reader = new MessageReader();
  readonly #fromHub: Message[] = [];
  readonly #aps: ApsObservation[] = [];
  readonly #dccAlerts = new Map<Eui64, DccAlert[]>();
  readonly #tested: TestedDevice | undefined;
  #settlingMs: number;
  #brokerCounter = CRAFTED_BROKER_COUNTER;

  constructor(
    setup: LaboratorySetup,
    identities: Identities,
    certificates: LaboratoryCertificates,
    { faults, links, capture, tested, standIns }: HomeOptions,
  ) {
    this.#tested = tested;
    this.#setup = setup;
    const recorder = capture && new HanCapture(DEVICES.hub, (octets) => capture(setup.scenario, octets));
    this.#identities = identities;
    this.certificates = certificates;
    this.#installation = new Installation({
      profile: setup.profile,
      provider: opensslProvider,
      identities,
      faults,
      start: links === undefined ? START : START - START_UP_MS,
      links: links ?? IDEAL_LINKS,
      ...(standIns && { standIns }),
      observer: {
        message: (from, to, message, at) => this.#sawMessage(from, to, message, at),
        frame: (frame, at, delivered, sent) => {
          recorder?.frame(frame, at, delivered, sent);
          this.#sawFrame(frame, at, delivered);
        },
        note: (device, note, at) => this.#sawNote(device, note, at),
        removal: ({ recipient, ...alert }, at) => this.#sawDccAlert(recipient, { ...alert, at }),
      },
    });
    this.#settlingMs = links === undefined ? SETTLING_MS.ideal : SETTLING_MS.noisy;
    this.#installation.clock.advanceTo(START);
  }

  get profile(): LaboratorySetup['profile'] {
    return this.#setup.profile;
  }

  get labels(): LaboratorySetup['labels'] {
    return this.#setup.labels;
  }

  get #now(): Instant {
    return this.#installation.clock.now;
  }

  #sawMessage(from: Eui64, to: Eui64, octets: Uint8Array, at: Instant): void {
    const { hex, message, description } = this.#reader.read(octets);
    this.#setup.evidence.write(at, {
      event: 'message',
      from: nameOf(from),
      to: nameOf(to),
      hex,
      decoded: description,
    });
    if (from === DEVICES.hub && !(message instanceof CodecError)) this.#fromHub.push(message);
  }

  #sawFrame({ source, destination, content }: HanFrame, at: Instant, delivered: boolean): void {
    const base = {
      event: 'han-frame' as const,
      from: nameOf(source),
      to: destination === 'broadcast' ? destination : nameOf(destination),
      content: content.kind,
      delivered,
    };
    if (content.kind !== 'aps' || destination === 'broadcast') {
      this.#setup.evidence.write(at, base);
      return;
    }
    this.#aps.push({ source, destination, frame: content, delivered });
    this.#setup.evidence.write(at, {
      ...base,
      profile: content.profileId,
      cluster: content.clusterId,
      hex: toHex(content.zcl),
      decoded: this.#describeAps(content),
    });
  }

  /** What a frame of an application says: of a tunnel, which message is in it, of which there is a record of its own. */
  #describeAps({ clusterId, zcl }: ApsFrame): unknown {
    // Default Responses and their like say nothing of an application.
    if (readZclFrame(zcl)?.header.scope === 'general') return undefined;
    if (clusterId === LOAD_CONTROL_CLUSTER) return readLoadControlFrame(zcl);
    const tunnel = clusterId === TUNNELLING_CLUSTER ? readTunnelFrame(zcl)?.frame : undefined;
    if (tunnel?.command !== 'transferData') return tunnel;
    const { data, ...transfer } = tunnel;
    return { ...transfer, data: this.#reader.read(data).summary };
  }

  #sawNote(device: Eui64, note: DeviceNote, at: Instant): void {
    const plain = 'counter' in note ? { ...note, counter: note.counter.toString() } : note;
    this.#setup.evidence.write(at, { event: 'device', device: nameOf(device), note: plain });
  }

  #sawDccAlert(recipient: Eui64, alert: DccAlert): void {
    const { originator, target, counter } = alert.request;
    this.#setup.evidence.write(alert.at, {
      event: 'dcc-alert',
      to: nameOf(recipient),
      hcalcs: nameOf(alert.hcalcs),
      esme: nameOf(alert.esme),
      request: `${nameOf(originator)} ${nameOf(target)} ${counter}`,
    });
    this.#dccAlerts.set(recipient, [...(this.#dccAlerts.get(recipient) ?? []), alert]);
  }

  eui(name: DeviceName | PartyName): Eui64 {
    return name in PARTIES ? PARTIES[name as PartyName].eui : DEVICES[name as DeviceName];
  }

  permits(party: UserParty, variant: string): boolean {
    const role = this.#installation.parties.get(PARTIES[party].eui)?.userRole;
    const row = this.profile.serviceRequests.find((request) => request.variant === variant);
    return role !== undefined && (row?.eligibleRoles.includes(role) ?? false);
  }

  async request(party: UserParty, variant: string, device: DeviceName, command: Command): Promise<RequestOutcome> {
    const exchange = this.#user(party).request(variant, DEVICES[device], command);
    const { code, refusedBy } = exchange.acknowledgement;
    if (code === 'I99') {
      const { clock } = this.#installation;
      while (exchange.response === undefined && clock.nextDue !== undefined) clock.advanceTo(clock.nextDue);
      // What the Command set in motion on the HAN comes to its end as well.
      clock.advanceTo(clock.now + this.#settlingMs);
    }
    const result = exchange.response?.code;
    this.#setup.evidence.write(this.#now, {
      event: 'service',
      party,
      variant,
      device,
      acknowledgement: code,
      ...(refusedBy === undefined ? {} : { refusedBy }),
      ...(result === undefined ? {} : { result }),
    });
    return {
      id: identityOf(exchange.header),
      acknowledgement: code,
      refusedBy,
      preCommand: exchange.preCommand,
      result,
      response: exchange.response?.message,
      authentic: exchange.response?.authentic ?? false,
    };
  }

  #user(party: UserParty): Party {
    const user = this.#installation.parties.get(PARTIES[party].eui);
    if (user === undefined) throw new RangeError(`${party} is no User of the DCC`);
    return user;
  }

  async decommission(party: UserParty, device: DeviceName): Promise<Pick<RequestOutcome, 'id' | 'acknowledgement'>> {
    const { header, acknowledgement } = this.#user(party).decommission(DEVICES[device]);
    const { code, refusedBy } = acknowledgement;
    this.#setup.evidence.write(this.#now, {
      event: 'service',
      party,
      variant: header.variant,
      device,
      acknowledgement: code,
      ...(refusedBy === undefined ? {} : { refusedBy }),
    });
    return { id: identityOf(header), acknowledgement: code };
  }

  async dccAlerts(party: UserParty): Promise<readonly DccAlert[]> {
    return this.#dccAlerts.get(PARTIES[party].eui) ?? [];
  }

  async craft(device: DeviceName, command: Command, differences: Differences = {}): Promise<Uint8Array> {
    const originator = differences.originator ?? (device === 'hub' ? 'broker' : 'supplier');
    const party = this.#installation.parties.get(PARTIES[originator].eui);
    const counter = differences.counter ?? party?.nextCounter() ?? ++this.#brokerCounter;
    const context = { profile: this.profile, provider: opensslProvider, identities: this.#identities };
    return craftCommand(context, DEVICES[device], KINDS[device], command, { ...differences, originator, counter });
  }

  async deliver(device: DeviceName, message: Uint8Array): Promise<Reaction> {
    const { network } = this.#installation;
    const { hex, description } = this.#reader.read(message);
    this.#setup.evidence.write(this.#now, { event: 'message', from: 'suite', to: device, hex, decoded: description });
    return this.#reactionOf(device, () => {
      if (device === 'hub') network.fromWan(message);
      else network.inject(DEVICES[device], message);
    });
  }

  #reactionOf(device: DeviceName, act: () => void): Reaction {
    const { clock } = this.#installation;
    const before = this.#fromHub.length;
    act();
    clock.advanceTo(clock.now + REACTION_SECONDS * 1000);
    const own = this.#fromHub.slice(before).filter((one) => one.frame.header.originator === DEVICES[device]);
    return {
      responses: own.filter((one) => one.frame.header.cra === 2).map((one) => this.#judged(one)),
      alerts: own.filter((one) => one.frame.header.cra === 3).map((one) => this.#judged(one)),
    };
  }

  async transform(
    party: UserParty,
    variant: string,
    device: DeviceName,
    command: Command,
  ): Promise<Uint8Array | undefined> {
    const { broker } = this.#installation;
    const { eui, counter } = this.#numbered(party);
    const header = { variant, originator: eui, target: DEVICES[device], counter };
    const { code, preCommand } = broker.transform(header, command);
    this.#setup.evidence.write(this.#now, { event: 'service', party, variant, device, acknowledgement: code });
    return preCommand;
  }

  #numbered(party: UserParty): { readonly eui: Eui64; readonly counter: bigint } {
    const { eui } = PARTIES[party];
    return { eui, counter: this.#installation.parties.get(eui)?.nextCounter() ?? 0n };
  }

  async submitSigned(
    party: UserParty,
    variant: string,
    device: DeviceName,
    preCommand: Uint8Array,
    { counter, signature }: { readonly counter?: bigint; readonly signature?: 'none' } = {},
  ): Promise<string> {
    const { broker, parties, clock } = this.#installation;
    const originator = PARTIES[party].eui;
    const signed = signature === 'none' ? preCommand : (parties.get(originator)?.sign(preCommand) ?? preCommand);
    const header = { variant, originator, target: DEVICES[device], counter: counter ?? counterOf(preCommand) };
    const { code } = broker.sendSigned(header, signed);
    this.#setup.evidence.write(this.#now, { event: 'service', party, variant, device, acknowledgement: code });
    clock.advanceTo(clock.now + REACTION_SECONDS * 1000);
    return code;
  }

  async receiveFirmware(hash: Uint8Array, version: Uint8Array): Promise<void> {
    this.#setup.evidence.write(this.#now, { event: 'step', text: `the esme receives firmware ${toHex(version)}` });
    if (this.#tested?.name !== 'esme') this.#installation.esme.security.firmware.hold({ hash, version });
    else this.#prompt(this.#tested, 'receive-firmware', { hash: toHex(hash), version: toHex(version) });
  }

  async alerts(): Promise<readonly DeviceMessage[]> {
    return this.#fromHub.filter((message) => message.frame.header.cra === 3).map((message) => this.#judged(message));
  }

  /** A message of a device with the verdict on its protection, by the keys of its recipient. */
  #judged(message: Message): DeviceMessage {
    const keys = this.#identities.keysOf(message.frame.header.recipient);
    const accessControlBroker = PARTIES.broker.eui;
    const { signature, mac } = verifyFrame(message.frame, { provider: opensslProvider, keys, accessControlBroker });
    const statuses = [signature, mac];
    const doubtful = statuses.some((status) => status === 'invalid' || status === 'unverifiable');
    return { message, authentic: statuses.includes('valid') && !doubtful };
  }

  async sendLoadControl(from: DeviceName, to: DeviceName, zcl: Uint8Array): Promise<void> {
    await this.sendAps(from, to, apsFrame(LOAD_CONTROL_CLUSTER, zcl));
  }

  async sendAps(from: DeviceName, to: DeviceName, frame: ApsFrame): Promise<void> {
    const { network, clock } = this.#installation;
    for (let attempt = 1; attempt <= SEND_ATTEMPTS; attempt++) {
      const seen = this.#aps.length;
      network.send({ source: DEVICES[from], destination: DEVICES[to], content: frame });
      clock.advanceTo(clock.now + 1000);
      const isLost = this.#aps.slice(seen).some((one) => one.frame === frame && !one.delivered);
      if (!isLost) return;
    }
  }

  async tunnelFrom(from: DeviceName, to: DeviceName, message: Uint8Array): Promise<Reaction> {
    const { network } = this.#installation;
    const transfer = { command: 'transferData', tunnelId: 1, data: message } as const;
    const content = apsFrame(TUNNELLING_CLUSTER, encodeTunnelFrame(transfer, 'toServer', 1));
    return this.#reactionOf(to, () => network.send({ source: DEVICES[from], destination: DEVICES[to], content }));
  }

  async loadControlFrames(): Promise<readonly LoadControlObservation[]> {
    const once = new Map<string, LoadControlObservation>();
    for (const { frame, source, destination, delivered } of this.#aps) {
      const { clusterId, zcl } = frame;
      if (clusterId !== LOAD_CONTROL_CLUSTER || readZclFrame(zcl)?.header.scope === 'general') continue;
      const name = `${source} ${destination} ${toHex(zcl)}`;
      const earlier = once.get(name);
      once.set(
        name,
        earlier === undefined
          ? { source, destination, zcl, delivered }
          : { ...earlier, delivered: earlier.delivered || delivered },
      );
    }
    return [...once.values()];
  }

  async apsFrames(): Promise<readonly ApsObservation[]> {
    return this.#aps;
  }

  async links(quality: LinkQuality, between?: readonly [DeviceName, DeviceName]): Promise<void> {
    const which = between === undefined ? 'all links are' : `the link between ${between.join(' and ')} is`;
    this.#setup.evidence.write(this.#now, { event: 'step', text: `${which} now ${JSON.stringify(quality)}` });
    const ends = between && ([DEVICES[between[0]], DEVICES[between[1]]] as const);
    this.#settlingMs = SETTLING_MS.ideal;
    this.#installation.network.links.set(quality, ends);
  }

  async advance(seconds: number): Promise<void> {
    this.#setup.evidence.write(this.#now, { event: 'step', text: `${seconds} s pass` });
    this.#installation.clock.advanceTo(this.#now + seconds * 1000);
  }

  now(): Instant {
    return this.#now;
  }

  async boost(use: 'press' | 'cancel'): Promise<void> {
    this.#setup.evidence.write(this.#now, { event: 'step', text: `the boost button: ${use}` });
    if (this.#tested?.name === 'esme') this.#prompt(this.#tested, `${use}-boost`, {});
    else this.#installation.useBoostButton(use);
    this.#installation.clock.advanceTo(this.#now + 1000);
  }

  async power(device: DeviceName, on: boolean): Promise<void> {
    if (device === this.#tested?.name) this.#tested.require('power');
    this.#setup.evidence.write(this.#now, { event: 'step', text: `${device} is turned ${on ? 'on' : 'off'}` });
    this.#installation.network.power(DEVICES[device], on);
    this.#installation.clock.advanceTo(this.#now + 1000);
  }

  async esme(): Promise<EsmeState> {
    return this.#stateOf('esme') as unknown as EsmeState;
  }

  async hcalcs(device: HcalcsName): Promise<HcalcsState> {
    return this.#stateOf(device) as unknown as HcalcsState;
  }

  async hub(): Promise<HubState> {
    return this.#stateOf('hub') as unknown as HubState;
  }

  #stateOf(name: DeviceName): Readonly<Record<string, unknown>> {
    const { network } = this.#installation;
    const device = network.device(DEVICES[name]);
    if (device === undefined) throw new RangeError(`there is no ${name} in the home`);
    if (name === this.#tested?.name) {
      this.#tested.require('probe');
      // An emulated device is the same while nothing is due.
      network.locally(device, (now) => device.tick(now));
    }
    return structuredClone(device.snapshot());
  }

  #prompt(tested: TestedDevice, action: string, params: Readonly<Record<string, unknown>>): void {
    const { network } = this.#installation;
    const device = network.device(DEVICES[tested.name]);
    if (device !== undefined) network.locally(device, (now) => tested.prompt(action, params, now));
  }

  warn(message: string): void {
    this.warnings.push(message);
    this.#setup.evidence.write(this.#now, { event: 'step', text: `warning: ${message}` });
  }
}

function identityOf({ originator, target, counter }: RequestIdentity): RequestIdentity {
  return { originator, target, counter };
}

function counterOf(preCommand: Uint8Array): bigint {
  return decodeMessage(preCommand).frame.header.originatorCounter;
}
