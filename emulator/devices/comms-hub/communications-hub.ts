import {
  assumptionValue,
  type Data,
  decodeFrame,
  type Eui64,
  eui64,
  eui64Bytes,
  HAN_DEVICE_TYPES,
  HanlabError,
  type Instant,
} from '../../../gbcs/index.js';
import type { HanFrame } from '../../han/frames.js';
import type { Device, Effect } from '../../kernel/device.js';
import { type Part, Parts } from '../kernel/ability.js';
import { CosemObjects, type Outcome, RESULT } from '../kernel/cosem.js';
import { cosemAbility } from '../kernel/cosem-ability.js';
import { type DeviceConfiguration, GbcsEndpoint, type SavedEndpoint } from '../kernel/gbcs-endpoint.js';
import { outbox } from '../kernel/outbox.js';
import { ZclNode } from '../kernel/zcl-node.js';
import { deliveryFailureAlert } from './delivery-failure.js';
import { HubTunnels } from './hub-tunnels.js';
import { Whitelist } from './whitelist.js';

const COSEM_USE_CASES = ['CCS01', 'CCS02'];
/** ZigBee network control (class 104) of the hub. */
const NETWORK_CONTROL = { classId: 104, obis: '0-0:30.3.0.255' } as const;
const CS14 = { messageCode: 0x0018, alertCode: 0x8f12 } as const;

/** All that a hub remembers. */
interface SavedHub {
  readonly endpoint: SavedEndpoint;
  readonly parts: ReadonlyMap<string, unknown>;
}

/**
 * A Communications Hub: it passes messages between the DCC and the devices of its HAN, keeps the whitelist, lets
 * devices join, and as trust centre brings two of them together.
 */
export class CommunicationsHub implements Device {
  readonly kind = 'communicationsHub';
  readonly objects = new CosemObjects();
  readonly whitelist: Whitelist;
  readonly #configuration: DeviceConfiguration;
  readonly #endpoint: GbcsEndpoint;
  readonly #parts: Parts;
  readonly #outbox = outbox();
  readonly #node: ZclNode;
  readonly #tunnels: HubTunnels;
  #joinSeconds = 0;
  #joiningOpenUntil: Instant | undefined;

  constructor(configuration: DeviceConfiguration) {
    const { profile, provider, defects } = configuration;
    this.#configuration = configuration;
    this.whitelist = new Whitelist(assumptionValue(profile, 'hub-device-log-size'), (octets) =>
      provider.sha256(octets),
    );
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
    this.#parts = new Parts([
      this.#node,
      this.#tunnels,
      cosemAbility(this.objects, COSEM_USE_CASES),
      this.whitelist,
      this.#joiningTime(),
    ]);
    this.#endpoint = new GbcsEndpoint(configuration, this.#parts);
  }

  /** For how long devices may join. */
  #joiningTime(): Part {
    return {
      name: 'joiningTime',
      tick: (now) => {
        if (this.#joiningOpenUntil !== undefined && now > this.#joiningOpenUntil) this.#joiningOpenUntil = undefined;
      },
      nextDue: () => (this.#joiningOpenUntil === undefined ? undefined : this.#joiningOpenUntil + 1),
      save: () => ({ seconds: this.#joinSeconds, openUntil: this.#joiningOpenUntil }),
      restore: (saved) => {
        const { seconds, openUntil } = saved as { seconds: number; openUntil: Instant | undefined };
        this.#joinSeconds = seconds;
        this.#joiningOpenUntil = openUntil;
      },
    };
  }

  get supportedUseCases(): ReadonlySet<string> {
    return this.#parts.supportedUseCases;
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  #addObjects(): void {
    const { classId, obis } = NETWORK_CONTROL;
    this.objects.method(classId, obis, 1, { execute: (value, { now }) => this.#register(value, now) });
    this.objects.method(classId, obis, 2, {
      execute: (value, { now }) => this.#unregister(value, now),
      preset: (value) => {
        if ('octets' in value) this.whitelist.add(eui64(value.octets), HAN_DEVICE_TYPES.hcalcs, new Uint8Array(16));
      },
    });
    this.objects.attribute(classId, obis, 3, {
      set: (value) => {
        this.#joinSeconds = 'value' in value ? Number(value.value) : 0;
        return RESULT.success;
      },
    });
    this.objects.attribute(classId, obis, 2, {
      set: (value, { now }) => {
        const open = 'value' in value && value.value === true;
        this.#joiningOpenUntil = open ? now + this.#joinSeconds * 1000 : undefined;
        if (open) this.#permitJoining();
        return RESULT.success;
      },
    });
  }

  #permitJoining(): void {
    const content = { kind: 'permitJoining', members: this.whitelist.members() } as const;
    this.#send({ source: this.eui, destination: 'broadcast', content });
  }

  #register(value: Data, now: Instant): Outcome {
    const [device, , installCode, deviceType] = 'items' in value ? value.items : [];
    if (device === undefined || !('octets' in device) || installCode === undefined || !('octets' in installCode)) {
      return { code: RESULT.otherReason };
    }
    const type = deviceType !== undefined && 'value' in deviceType ? Number(deviceType.value) : -1;
    if (!(Object.values(HAN_DEVICE_TYPES) as number[]).includes(type)) return { code: RESULT.otherReason };
    const added = this.whitelist.add(eui64(device.octets), type, installCode.octets);
    if (added === 'full') return { code: assumptionValue(this.#configuration.profile, 'hub-log-full-result') };
    if (added === 'added') this.#reportChange(now);
    return { code: RESULT.success };
  }

  #unregister(value: Data, now: Instant): Outcome {
    const removed = 'octets' in value && value.octets.length === 8 && this.whitelist.remove(eui64(value.octets));
    if (!removed) return { code: assumptionValue(this.#configuration.profile, 'hub-unregister-unlisted-result') };
    this.#reportChange(now);
    return { code: RESULT.success };
  }

  /** CS14: whenever the log changes, the broker gets it whole. */
  #reportChange(now: Instant): void {
    const broker = this.#configuration.trustAnchors.cell('accessControlBroker', 'keyAgreement');
    if (broker === undefined) return;
    const message = this.#endpoint.alert(
      {
        recipient: broker.party,
        otherInformation: { messageCode: CS14.messageCode },
        alertCode: CS14.alertCode,
        time: now,
        extras: [this.whitelist.backup(now, eui64Bytes(this.eui))],
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
    const { profile, trustAnchors, defects } = this.#configuration;
    this.#drop(`a message to ${device}: ${reason}`);
    const broker = trustAnchors.cell('accessControlBroker', 'keyAgreement')?.party;
    const type = this.whitelist.entry(device)?.deviceType;
    if (broker === undefined || defects?.has('no-delivery-failure-alert')) return;
    const alert = deliveryFailureAlert(profile, broker, type, message, now);
    if (alert !== undefined) this.#outbox.emit({ kind: 'sendToWan', message: this.#endpoint.alert(alert) });
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    const { source, content } = frame;
    this.#node.at(now);
    if (content.kind === 'joinRequest') this.#joinRequest(source, content.installCode, now);
    else if (!this.whitelist.mayCommunicate(source)) this.#drop(`${source} is not on the HAN`);
    else if (content.kind === 'aps') this.#node.receive(source, content, now);
    else if (content.kind === 'partnerLinkKeyRequest') this.#bringTogether(source, content.partner);
    return this.#outbox.take();
  }

  #joinRequest(device: Eui64, installCode: Uint8Array, now: Instant): void {
    const open = this.#joiningOpenUntil !== undefined && now <= this.#joiningOpenUntil;
    const accepted = open && this.whitelist.admit(device, installCode);
    if (accepted) this.#reportChange(now);
    this.#send({ source: this.eui, destination: device, content: { kind: 'joinOutcome', accepted } });
    if (accepted) this.#tunnels.renew(device, now);
  }

  #bringTogether(initiator: Eui64, partner: Eui64): void {
    if (this.whitelist.mayCommunicate(partner)) {
      const content = { kind: 'partnerLinkKeyRequest', partner: initiator } as const;
      this.#send({ source: this.eui, destination: partner, content });
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
    return { endpoint: this.#endpoint.save(), parts: this.#parts.save() };
  }

  restore({ endpoint, parts }: SavedHub): void {
    this.#endpoint.restore(endpoint);
    this.#parts.restore(parts);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return {
      whitelist: this.whitelist.snapshot(),
      joiningOpenUntil: this.#joiningOpenUntil,
      tunnels: this.#tunnels.snapshot(),
      counters: this.#endpoint.counters(),
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
