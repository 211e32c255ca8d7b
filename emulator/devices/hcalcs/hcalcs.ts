import { assumptionValue, type Eui64, type Instant, JOIN_DEVICE_TYPE } from '../../../gbcs/index.js';
import type { HanFrame } from '../../han/frames.js';
import type { LoadControlFrame } from '../../han/load-control-frames.js';
import type { Device, Effect, SwitchPosition } from '../../kernel/device.js';
import { Parts } from '../kernel/ability.js';
import { DeviceLog } from '../kernel/device-log.js';
import { DeviceTunnel } from '../kernel/device-tunnel.js';
import { type DeviceConfiguration, GbcsEndpoint, type SavedEndpoint } from '../kernel/gbcs-endpoint.js';
import { HanMembership } from '../kernel/han-membership.js';
import { JoinDetails } from '../kernel/join-details.js';
import { joinEventOf } from '../kernel/join-events.js';
import { Joining } from '../kernel/joining.js';
import { KeyEstablishment } from '../kernel/key-establishment.js';
import { loadControlCluster, sendLoadControl } from '../kernel/load-control-cluster.js';
import { outbox } from '../kernel/outbox.js';
import { Security } from '../kernel/security.js';
import { ZclNode } from '../kernel/zcl-node.js';
import { LoadSwitch } from './load-switch.js';

const TYPE_ESME = JOIN_DEVICE_TYPE.indexOf('eSME');

/** All that an HCALCS remembers. */
interface SavedHcalcs {
  readonly endpoint: SavedEndpoint;
  readonly parts: ReadonlyMap<string, unknown>;
}

export interface HcalcsConfiguration extends DeviceConfiguration {
  /** The Communications Hub of its HAN. */
  readonly hub: Eui64;
  /** 16 octets: what the hub must know for the device to get onto the HAN. */
  readonly installCode: Uint8Array;
}

/** A HAN connected auxiliary load control switch: one switch that its ESME moves, and no clock. */
export class Hcalcs implements Device {
  readonly kind = 'hcalcs';
  readonly deviceLog: DeviceLog;
  readonly #configuration: HcalcsConfiguration;
  readonly #endpoint: GbcsEndpoint;
  readonly joining: Joining;
  readonly #loadSwitch: LoadSwitch;
  readonly #membership: HanMembership;
  readonly security: Security;
  readonly joinDetails: JoinDetails;
  readonly #parts: Parts;
  readonly #outbox = outbox();
  readonly #node: ZclNode;
  readonly #tunnel: DeviceTunnel;
  #now: Instant = 0;
  readonly #keys: KeyEstablishment;

  constructor(configuration: HcalcsConfiguration) {
    const { profile, defects, hub, installCode } = configuration;
    this.#configuration = configuration;
    this.#membership = new HanMembership(
      hub,
      {
        eui: configuration.eui,
        installCode,
        send: (to, content) => this.#send({ source: this.eui, destination: to, content }),
      },
      defects,
    );
    this.deviceLog = new DeviceLog(assumptionValue(profile, 'hcalcs-device-log-size'));
    this.joining = new Joining('hcalcs', ['CS03A2', 'CS04AC'], profile, this.deviceLog, {
      establishKey: (partner, now) => this.#keys.request(partner, this.#membership.hub, now),
      answer: (command, payload, now) =>
        this.#endpoint.answer(command, payload, now, this.#outbox.emit, (message) =>
          this.#tunnel.deliver(message, now),
        ),
      unjoined: () => {
        const isReleased = !defects?.has('stays-closed-on-unjoin');
        if (this.#esme() === undefined && isReleased) this.#loadSwitch.release('unjoined');
      },
      acceptsAnyJoin: defects?.has('accepts-any-join') ?? false,
    });
    this.#loadSwitch = new LoadSwitch(
      profile,
      {
        report: (issuerEventId, eventStatus) =>
          this.#toEsme({
            command: 'reportEventStatus',
            issuerEventId,
            eventStatus,
            eventStatusTime: 1,
            criticality: 1,
          }),
        ask: () => this.#toEsme({ command: 'getScheduledEvents', startTime: 0, numberOfEvents: 1 }),
        switched: (position, cause) =>
          this.#outbox.emit({ kind: 'note', note: { note: 'switched', switch: 0, position, cause } }),
      },
      defects,
    );
    this.#keys = new KeyEstablishment(
      profile,
      {
        send: (to, content) => this.#send({ source: this.eui, destination: to, content }),
        // Only a partner that a join has entered here gets a key.
        expects: (partner) => this.deviceLog.typeOf(partner) !== undefined,
        established: (partner, outcome, now) => this.joining.keyEstablished(partner, outcome, now),
        dropped: (reason) => this.#drop(reason),
      },
      defects,
    );
    this.#tunnel = new DeviceTunnel(
      profile,
      hub,
      {
        node: () => this.#node,
        received: (message, now) =>
          this.#endpoint.receive(message, now, this.#outbox.emit, (answer) => this.#tunnel.deliver(answer, now)),
        dropped: (reason) => this.#drop(reason),
      },
      defects,
    );
    const loadControl = loadControlCluster('client', (source, frame, now) =>
      this.#handleLoadControl(source, frame, now),
    );
    this.#node = new ZclNode(
      profile,
      {
        send: (destination, content) => this.#send({ source: this.eui, destination, content }),
        isPartner: (device) => device === hub || this.deviceLog.typeOf(device) !== undefined,
        dropped: (reason) => this.#drop(reason),
      },
      [this.#tunnel, loadControl],
      defects,
    );
    this.security = new Security(
      {
        endpoint: () => this.#endpoint,
        send: (message) => this.#tunnel.deliver(message, this.#now),
        clockIsReliable: () => false,
      },
      'hcalcs',
      profile,
    );
    this.joinDetails = new JoinDetails(this.deviceLog, defects);
    this.#parts = new Parts([
      this.#node,
      this.#tunnel,
      this.#keys,
      this.#membership,
      this.joining,
      this.joinDetails,
      this.#loadSwitch,
      this.deviceLog,
      ...this.security.parts,
      {
        name: 'joinEvents',
        answered: (payload, now) => {
          const join = joinEventOf(payload);
          if (join !== undefined) this.#endpoint.logSecurity(join.event, join.cause, now);
        },
      },
    ]);
    this.#endpoint = new GbcsEndpoint(configuration, this.#parts);
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  get supportedUseCases(): ReadonlySet<string> {
    return this.#parts.supportedUseCases;
  }

  #esme(): Eui64 | undefined {
    return this.deviceLog.entries().find((entry) => entry.deviceType === TYPE_ESME)?.entityIdentifier;
  }

  #toEsme(frame: LoadControlFrame): void {
    const esme = this.#esme();
    if (esme !== undefined) sendLoadControl(this.#node, esme, frame);
  }

  #send(frame: HanFrame): void {
    this.#outbox.emit({ kind: 'send', frame });
  }

  #begin(now: Instant): void {
    this.#now = now;
    this.#node.at(now);
  }

  get position(): SwitchPosition {
    return this.#loadSwitch.position;
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    this.#begin(now);
    const { content, source } = frame;
    switch (content.kind) {
      case 'aps':
        this.#node.receive(source, content, now);
        break;
      case 'permitJoining':
        this.#membership.permitted(source, content.members);
        break;
      case 'joinOutcome':
        this.#membership.outcome(source, content);
        if (content.accepted && source === this.#membership.hub) this.#keys.begin(source, now);
        break;
      case 'partnerLinkKey':
        // Its partner begins.
        this.#isFromHub(source);
        break;
      case 'keyEstablishment':
        this.#keys.handle(source, content.message, now);
        break;
      default:
    }
    return this.#outbox.take();
  }

  /** Messages of the DCC and of the trust centre come from the hub alone. */
  #isFromHub(source: Eui64): boolean {
    const isHub = source === this.#membership.hub;
    if (!isHub) this.#drop(`${source} is not the hub`);
    return isHub;
  }

  #drop(reason: string): void {
    this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason } });
  }

  #handleLoadControl(source: Eui64, frame: LoadControlFrame, now: Instant): string | undefined {
    if (source !== this.#esme() && !this.#configuration.defects?.has('accepts-event-from-stranger')) {
      return `${source} is not the joined ESME`;
    }
    if (frame.command === 'loadControlEvent') this.#loadSwitch.obey(frame, now);
    if (frame.command === 'cancelLoadControlEvent') this.#loadSwitch.cancel(now, frame.issuerEventId);
    if (frame.command === 'cancelAllLoadControlEvents') this.#loadSwitch.cancel(now);
    return undefined;
  }

  tick(now: Instant): readonly Effect[] {
    this.#begin(now);
    this.#parts.tick(now);
    return this.#outbox.take();
  }

  nextDue(): Instant | undefined {
    return this.#parts.nextDue();
  }

  /** Its running event is gone with the power: it asks its ESME what holds. */
  powerUp(now: Instant): readonly Effect[] {
    this.#begin(now);
    this.#node.forgetPending();
    this.#tunnel.powerUp(now);
    this.#loadSwitch.powerUp(now, this.#esme() !== undefined);
    // Whether it still is on the HAN is for the hub to say.
    this.#membership.ask();
    return this.#outbox.take();
  }

  save(): SavedHcalcs {
    return {
      endpoint: this.#endpoint.save(),
      parts: this.#parts.save(),
    };
  }

  restore({ endpoint, parts }: SavedHcalcs): void {
    this.#endpoint.restore(endpoint);
    this.#parts.restore(parts);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return {
      ...this.#loadSwitch.snapshot(),
      believesOnHan: this.#membership.believesOnHan,
      deviceLog: this.deviceLog.entries(),
      counters: this.#endpoint.counters.snapshot(),
      ...this.security.snapshot(),
      securityLog: this.#endpoint.securityLog,
    };
  }
}
