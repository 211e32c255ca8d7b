import {
  assumptionValue,
  decodeFrame,
  type Eui64,
  equalBytes,
  eui64Bytes,
  HAN_DEVICE_TYPES,
  HanlabError,
  type Instant,
  octetString,
} from '../../../gbcs/index.js';
import type { HanContent, HanFrame } from '../../han/frames.js';
import type { Device, Effect } from '../../kernel/device.js';
import { Parts } from '../kernel/ability.js';
import { commandEventOf } from '../kernel/command-events.js';
import { objectModelOf } from '../kernel/cosem/object-model.js';
import { CosemObjects, RESULT } from '../kernel/cosem.js';
import { cosemAbility } from '../kernel/cosem-ability.js';
import { EVENT_LOG, enterEvent, SECURITY_LOG, securityLogBuffer } from '../kernel/event-log.js';
import { FIRMWARE_VERSION } from '../kernel/firmware.js';
import { type DeviceConfiguration, GbcsEndpoint, type SavedEndpoint } from '../kernel/gbcs-endpoint.js';
import { KeyEstablishment } from '../kernel/key-establishment.js';
import { outbox } from '../kernel/outbox.js';
import { Security } from '../kernel/security.js';
import { ZclNode } from '../kernel/zcl-node.js';
import { CommunicationsStore, type LinkFigures } from './communications-store.js';
import { deliveryFailureAlert } from './delivery-failure.js';
import { HistoricDeviceLog } from './historic-device-log.js';
import { HubTunnels } from './hub-tunnels.js';
import { JoiningWindow } from './joining-window.js';
import { type ActiveDevice, addNetworkControl, backupOf, type LoggedDevice } from './network-control.js';
import { Whitelist, type WhitelistEntry } from './whitelist.js';

const CS14 = { messageCode: 0x0018, alertCode: 0x8f12 } as const;
const EUI_OCTETS = 8;

/** All that a hub remembers. */
interface SavedHub {
  readonly endpoint: SavedEndpoint;
  readonly parts: ReadonlyMap<string, unknown>;
  readonly extendedPan: Uint8Array;
}

/**
 * A Communications Hub: it passes messages between the DCC and the devices of its HAN, keeps the whitelist and the log of
 * those that were on it, lets devices join, and as trust centre brings two of them together.
 */
export class CommunicationsHub implements Device {
  readonly kind = 'communicationsHub';
  readonly objects: CosemObjects;
  readonly whitelist: Whitelist;
  readonly historicLog: HistoricDeviceLog;
  readonly #communications: CommunicationsStore;
  readonly #joining: JoiningWindow;
  readonly #configuration: DeviceConfiguration;
  readonly #endpoint: GbcsEndpoint;
  readonly security: Security;
  readonly #parts: Parts;
  readonly #outbox = outbox();
  readonly #node: ZclNode;
  readonly #tunnels: HubTunnels;
  readonly #keys: KeyEstablishment;
  /** 8 octets; its own until it takes over the network of another hub. */
  #extendedPan: Uint8Array;

  constructor(configuration: DeviceConfiguration) {
    const { profile, provider, defects } = configuration;
    this.objects = new CosemObjects(objectModelOf(profile, 'communicationsHub'), { defects });
    this.#configuration = configuration;
    this.#extendedPan = eui64Bytes(configuration.eui);
    this.whitelist = new Whitelist(assumptionValue(profile, 'hub-device-log-size'), provider);
    this.historicLog = new HistoricDeviceLog(
      assumptionValue(profile, 'hub-historic-log-size'),
      this.#has('historic-log-loses-newest'),
    );
    this.#communications = new CommunicationsStore(this.#has('counts-no-failures'));
    this.#joining = new JoiningWindow(profile, () => this.#permitJoining(), this.#has('join-window-never-closes'));
    this.#addObjects();
    this.#tunnels = new HubTunnels(
      profile,
      {
        node: () => this.#node,
        mayCommunicate: (device) => this.whitelist.mayCommunicate(device),
        received: (_device, message) => this.#outbox.emit({ kind: 'sendToWan', message }),
        undelivered: (device, message, reason, now) => this.#undelivered(device, message, reason, now),
        dropped: (reason) => this.#drop(reason),
      },
      defects,
    );
    this.#keys = new KeyEstablishment(
      profile,
      {
        send: (to, content) => this.#send({ source: this.eui, destination: to, content }),
        expects: (device) => this.whitelist.mayCommunicate(device),
        established: () => {},
        // A device that has come onto the HAN gets its tunnel.
        confirmed: (device, now) => this.#tunnels.renew(device, now),
        dropped: (reason) => this.#drop(reason),
      },
      defects,
    );
    this.#node = new ZclNode(
      profile,
      {
        send: (destination, content) => this.#send({ source: this.eui, destination, content }),
        isPartner: (device) => this.whitelist.mayCommunicate(device),
        dropped: (reason) => this.#drop(reason),
      },
      [this.#tunnels],
      defects,
    );
    this.security = new Security(
      {
        endpoint: () => this.#endpoint,
        send: (message) => this.#outbox.emit({ kind: 'sendToWan', message }),
      },
      'communicationsHub',
      profile,
    );
    this.#parts = new Parts([
      this.#node,
      this.#tunnels,
      this.#keys,
      cosemAbility(this.objects),
      this.whitelist,
      this.historicLog,
      this.#communications,
      this.#joining,
      ...this.security.parts,
      {
        name: 'eventLog',
        answered: (payload, now, command) => {
          const event = commandEventOf(command, payload, this.objects.planned, profile);
          if (event !== undefined) enterEvent(this.objects, event, now, command.useCase.messageCode);
        },
      },
    ]);
    this.#endpoint = new GbcsEndpoint(configuration, this.#parts);
  }

  #has(defect: string): boolean {
    return this.#configuration.defects?.has(defect) ?? false;
  }

  get supportedUseCases(): ReadonlySet<string> {
    return this.#parts.supportedUseCases;
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  #addObjects(): void {
    this.objects.attribute(FIRMWARE_VERSION.classId, FIRMWARE_VERSION.obis, FIRMWARE_VERSION.member, {
      get: () => octetString(this.security.firmware.version),
      preset: (value) => {
        if ('octets' in value) this.security.firmware.presetVersion(value.octets);
      },
    });
    this.objects.attribute(
      SECURITY_LOG.classId,
      SECURITY_LOG.obis,
      SECURITY_LOG.member,
      securityLogBuffer({
        entries: () => this.#endpoint.securityLog,
        replace: (entries) => {
          this.#endpoint.securityLog = [...entries];
        },
      }),
    );
    addNetworkControl(this.objects, {
      register: (device, type, installCode, now) => this.#register(device, type, installCode, now),
      unregister: (device, now) => this.#unregister(device, now),
      joinTimeout: () => this.#joining.seconds,
      setJoinTimeout: (seconds) => {
        this.#joining.seconds = seconds;
      },
      allowJoining: (allowed, now) => this.#allowJoining(allowed, now),
      isJoiningAllowed: () => this.#joining.openUntil !== undefined,
      activeDevices: () => this.whitelist.entries().map((entry) => this.#activeDevice(entry)),
      extendedPanIdentifier: () => this.#extendedPan,
      log: (which) => (which === 'current' ? this.whitelist.entries() : this.historicLog.entries()),
      restoreLog: (extendedPan, devices, now) => this.#restoreLog(extendedPan, devices, now),
      presetActive: (devices) => this.#presetActive(devices),
      presetLog: (which, devices, extendedPan) => this.#presetLog(which, devices, extendedPan),
      presetListed: (device) => this.whitelist.add(device, HAN_DEVICE_TYPES.hcalcs, new Uint8Array(16)),
    });
  }

  #permitJoining(): void {
    const content = { kind: 'permitJoining', members: this.whitelist.members() } as const;
    this.#send({ source: this.eui, destination: 'broadcast', content });
  }

  #allowJoining(allowed: boolean, now: Instant): void {
    if (allowed)
      this.#joining.open(
        now,
        this.whitelist.entries().some((entry) => this.#isFormer(entry)),
      );
    else this.#joining.close();
  }

  /** Whether a listed device has no link key now, but had one before. */
  #isFormer({ device, linkKeyHash }: WhitelistEntry): boolean {
    return linkKeyHash.length === 0 && this.historicLog.linkKeyHash(device) !== undefined;
  }

  #register(device: Eui64, deviceType: number, installCode: Uint8Array, now: Instant): number {
    const { profile } = this.#configuration;
    const types = [...Object.values(HAN_DEVICE_TYPES), assumptionValue(profile, 'hub-hht-device-type')] as number[];
    if (!types.includes(deviceType)) return RESULT.otherReason;
    // A device that is listed keeps its key; only a defective hub takes the new one.
    if (this.#has('takes-key-of-listed-device')) this.whitelist.remove(device);
    const added = this.whitelist.add(device, deviceType, installCode);
    if (added === 'full') return assumptionValue(profile, 'hub-log-full-result');
    if (added === 'added') this.#reportChange(now);
    return RESULT.success;
  }

  #unregister(device: Eui64, now: Instant): number {
    const entry = this.whitelist.entry(device);
    const { profile } = this.#configuration;
    if (entry === undefined) return assumptionValue(profile, 'hub-unregister-unlisted-result');
    // What waits for the device is given up while its entry still says what it is.
    this.#tunnels.remove(device, now);
    if (!this.#has('keeps-removed-device')) this.whitelist.remove(device);
    this.#communications.forget(device);
    const isHandHeld = entry.deviceType === assumptionValue(profile, 'hub-hht-device-type');
    if (entry.linkKeyHash.length > 0 && !isHandHeld && !this.#has('historic-log-forgets')) {
      this.historicLog.record(device, entry.linkKeyHash);
    }
    if (!this.#has('no-cs14-on-removal')) this.#reportChange(now);
    return RESULT.success;
  }

  /** Takes over the network of a hub that it replaces: the devices on it know it by its identifier and their keys. */
  #restoreLog(extendedPan: Uint8Array, devices: readonly LoggedDevice[], now: Instant): number {
    if (devices.length > assumptionValue(this.#configuration.profile, 'hub-device-log-size')) return RESULT.otherReason;
    const kept = new Set(devices.map(({ device }) => device));
    for (const { device } of this.whitelist.entries()) if (!kept.has(device)) this.#tunnels.remove(device, now);
    this.whitelist.replace(devices);
    if (!this.#has('restore-keeps-own-network')) this.#extendedPan = extendedPan;
    this.#reportChange(now);
    this.#permitJoining();
    return RESULT.success;
  }

  #activeDevice({ device, linkKeyHash, restored }: WhitelistEntry): ActiveDevice {
    const communications = this.#communications.of(device);
    return {
      device,
      isAuthorised: true,
      isReporting: linkKeyHash.length > 0 && communications.last !== undefined,
      isAfterSwapOut: restored === true,
      communications,
      link: communications.link ?? this.#linkFigures(),
    };
  }

  #linkFigures(): LinkFigures {
    const numbers = assumptionValue(this.#configuration.profile, 'hub-link-figures').split(' ').map(Number);
    const at = (index: number): number => numbers[index] ?? 0;
    return {
      rssi: [at(0), at(1), at(2)],
      lqi: [at(3), at(4), at(5)],
      hops: at(6),
      applicationVersion: at(7),
      stackVersion: at(8),
    };
  }

  #presetActive(devices: readonly ActiveDevice[]): void {
    this.whitelist.replace([]);
    for (const { device, isReporting, communications, link } of devices) {
      this.whitelist.add(device, HAN_DEVICE_TYPES.hcalcs, new Uint8Array(16));
      if (isReporting) this.whitelist.setLinkKeyHash(device, new Uint8Array(16));
      this.#communications.set(device, { ...communications, link });
    }
  }

  #presetLog(which: 'current' | 'historic', devices: readonly LoggedDevice[], extendedPan: Uint8Array): void {
    if (extendedPan.length === EUI_OCTETS) this.#extendedPan = extendedPan;
    if (which === 'current') this.whitelist.replace(devices);
    else for (const { device, linkKeyHash } of devices) this.historicLog.record(device, linkKeyHash);
  }

  /** CS14: whenever the log changes, the broker gets it whole; the change is an event of the Security Log. */
  #reportChange(now: Instant): void {
    this.#endpoint.logSecurity(CS14.alertCode, 'device log', now);
    const broker = this.#endpoint.trustAnchors.cell('accessControlBroker', 'keyAgreement');
    if (broker === undefined) return;
    const message = this.#endpoint.alert(
      {
        recipient: broker.party,
        otherInformation: { messageCode: CS14.messageCode },
        alertCode: CS14.alertCode,
        time: now,
        extras: [backupOf(now, this.#extendedPan, this.whitelist.entries())],
      },
      'mac',
    );
    this.#outbox.emit({ kind: 'sendToWan', message });
  }

  #send(frame: HanFrame): void {
    this.#outbox.emit({ kind: 'send', frame });
  }

  #drop(reason: string): void {
    this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason } });
  }

  /** Takes a message from the DCC: one for itself, or one to pass on to a device that may communicate. */
  fromWan(message: Uint8Array, now: Instant): readonly Effect[] {
    this.#node.at(now);
    const recipient = recipientOf(message);
    if (recipient === this.eui) {
      this.#endpoint.receive(message, now, this.#outbox.emit, (answer) =>
        this.#outbox.emit({ kind: 'sendToWan', message: answer }),
      );
    } else if (recipient !== undefined && this.whitelist.mayCommunicate(recipient)) {
      this.#tunnels.deliver(recipient, message, now);
    } else {
      this.#drop(`${recipient ?? 'an unreadable recipient'} is not on the HAN`);
    }
    return this.#outbox.take();
  }

  /** Tunnels a message to a device that may communicate, whomever it is addressed to. */
  tunnelTo(device: Eui64, message: Uint8Array, now: Instant): readonly Effect[] {
    this.#node.at(now);
    if (this.whitelist.mayCommunicate(device)) this.#tunnels.deliver(device, message, now);
    else this.#drop(`${device} is not on the HAN`);
    return this.#outbox.take();
  }

  /** Asks a device that is on the HAN for a tunnel. */
  welcome(device: Eui64, now: Instant): void {
    this.#tunnels.open(device, now);
  }

  /** A message is given up: the broker is told, where the profile says so of such a device. */
  #undelivered(device: Eui64, message: Uint8Array, reason: string, now: Instant): void {
    const { profile, defects } = this.#configuration;
    this.#drop(`a message to ${device}: ${reason}`);
    const broker = this.#endpoint.trustAnchors.cell('accessControlBroker', 'keyAgreement')?.party;
    const type = this.whitelist.entry(device)?.deviceType;
    if (broker === undefined || defects?.has('no-delivery-failure-alert')) return;
    const alert = deliveryFailureAlert(profile, broker, type, message, now);
    if (alert !== undefined) this.#outbox.emit({ kind: 'sendToWan', message: this.#endpoint.alert(alert) });
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    const { source, content } = frame;
    this.#node.at(now);
    if (this.whitelist.mayCommunicate(source)) this.#communications.heard(source, now);
    if (content.kind === 'joinRequest') this.#joinRequest(source, content, now);
    else if (!this.whitelist.mayCommunicate(source)) this.#drop(`${source} is not on the HAN`);
    else if (content.kind === 'aps') this.#node.receive(source, content, now);
    else if (content.kind === 'partnerLinkKeyRequest') this.#bringTogether(source, content.partner);
    else if (content.kind === 'keyEstablishment') this.#keys.handle(source, content.message, now);
    return this.#outbox.take();
  }

  /** Says whether a frame that the hub has sent to a device got there: the radio acknowledges what it carries. */
  acknowledged(destination: Eui64, delivered: boolean, now: Instant): void {
    if (this.whitelist.entry(destination) !== undefined) this.#communications.sent(destination, delivered, now);
  }

  #joinRequest(device: Eui64, request: HanContent & { readonly kind: 'joinRequest' }, now: Instant): void {
    const accepted = this.#admit(device, request, now);
    const linkKeyHash = accepted ? this.whitelist.entry(device)?.linkKeyHash : undefined;
    const content = { kind: 'joinOutcome', accepted, ...(linkKeyHash === undefined ? {} : { linkKeyHash }) } as const;
    this.#send({ source: this.eui, destination: device, content });
  }

  /** Lets a device onto the HAN: by the key that it has, by the one that it had, or by its install code. */
  #admit(device: Eui64, request: HanContent & { readonly kind: 'joinRequest' }, now: Instant): boolean {
    if (this.#has('joins-without-whitelist') && this.#joining.accepts(false, now) !== undefined) {
      this.whitelist.add(device, HAN_DEVICE_TYPES.hcalcs, request.installCode);
    }
    const entry = this.whitelist.entry(device);
    if (entry === undefined) return false;
    const offers = (hash: Uint8Array | undefined): boolean =>
      hash !== undefined && request.linkKeyHash !== undefined && equalBytes(hash, request.linkKeyHash);
    if (entry.linkKeyHash.length > 0 && offers(entry.linkKeyHash)) return true;
    const former = this.historicLog.linkKeyHash(device);
    const credential = this.#joining.accepts(this.#isFormer(entry), now);
    if (credential === 'formerLinkKey') {
      if (former === undefined || !offers(former)) return false;
      this.whitelist.setLinkKeyHash(device, former);
    } else if (credential === undefined || !this.whitelist.admit(device, request.installCode)) {
      return false;
    }
    this.#reportChange(now);
    return true;
  }

  /** As trust centre: both get a partner link key, and the one that asked begins key establishment with it. */
  #bringTogether(initiator: Eui64, partner: Eui64): void {
    if (this.whitelist.mayCommunicate(partner)) {
      this.#send({ source: this.eui, destination: partner, content: { kind: 'partnerLinkKey', partner: initiator } });
      this.#send({ source: this.eui, destination: initiator, content: { kind: 'partnerLinkKey', partner } });
      return;
    }
    const content = { kind: 'partnerLinkKeyOutcome', partner, outcome: 'noPartnerLinkKeyReceived' } as const;
    this.#send({ source: this.eui, destination: initiator, content });
  }

  tick(now: Instant): readonly Effect[] {
    this.#node.at(now);
    this.#parts.tick(now);
    return this.#outbox.take();
  }

  nextDue(): Instant | undefined {
    return this.#parts.nextDue();
  }

  powerUp(now: Instant): readonly Effect[] {
    this.#node.at(now);
    this.#node.forgetPending();
    this.#tunnels.powerUp(now);
    return this.tick(now);
  }

  save(): SavedHub {
    return { endpoint: this.#endpoint.save(), parts: this.#parts.save(), extendedPan: this.#extendedPan };
  }

  restore({ endpoint, parts, extendedPan }: SavedHub): void {
    this.#extendedPan = extendedPan;
    this.#endpoint.restore(endpoint);
    this.#parts.restore(parts);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return {
      whitelist: this.whitelist.snapshot(),
      historicLog: this.historicLog.entries().map(({ device }) => device),
      joiningOpenUntil: this.#joining.openUntil,
      tunnels: this.#tunnels.snapshot(),
      counters: this.#endpoint.counters.snapshot(),
      eventLog: this.objects.value(EVENT_LOG),
      ...this.security.snapshot(),
      securityLog: this.#endpoint.securityLog,
    };
  }
}

function recipientOf(message: Uint8Array): Eui64 | undefined {
  try {
    return decodeFrame(message).header.recipient;
  } catch (error) {
    if (error instanceof HanlabError) return undefined;
    throw error;
  }
}
