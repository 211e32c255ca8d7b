import { assumptionValue, type Eui64, type Instant, JOIN_DEVICE_TYPE, type Payload } from '../../../gbcs/index.js';
import type { HanFrame } from '../../han/frames.js';
import type { LoadControlFrame } from '../../han/load-control-frames.js';
import type { Device, Effect } from '../../kernel/device.js';
import { Parts } from '../kernel/ability.js';
import { COMMAND_EVENTS } from '../kernel/command-events.js';
import type { Planned } from '../kernel/cosem/future-activations.js';
import type { CosemObjects } from '../kernel/cosem.js';
import { cosemAbility } from '../kernel/cosem-ability.js';
import { DeviceLog } from '../kernel/device-log.js';
import { DeviceTunnel } from '../kernel/device-tunnel.js';
import { EVENT_LOG } from '../kernel/event-log.js';
import {
  type AlertParts,
  type DeviceConfiguration,
  GbcsEndpoint,
  type SavedEndpoint,
} from '../kernel/gbcs-endpoint.js';
import { JoinDetails } from '../kernel/join-details.js';
import { Joining } from '../kernel/joining.js';
import { KeyEstablishment } from '../kernel/key-establishment.js';
import { loadControlCluster, sendLoadControl } from '../kernel/load-control-cluster.js';
import { outbox } from '../kernel/outbox.js';
import { Security } from '../kernel/security.js';
import { ZclNode } from '../kernel/zcl-node.js';
import { Clock } from './clock.js';
import type { BuiltInKind, ControllerKind } from './controllers.js';
import { EventBehaviours } from './event-behaviours.js';
import { EVENTS, EventLogs } from './event-logs.js';
import { futureDatedAlert } from './future-dated-alert.js';
import type { LoadControl } from './load-control.js';
import { loadControlParts } from './load-control-part.js';
import { esmeObjects, type Supply, supplyPart } from './objects.js';

const TYPE_HCALCS = JOIN_DEVICE_TYPE.indexOf('hCALCS');
/** Message code under which an HCALCS's request for control is logged; it is no message of GBCS. */
const HECS01 = 0x0119;

/** Device joined SMHAN: a generic non-critical alert. */
const JOINED = { messageCode: 0x1001, alertCode: 0x8183 } as const;

/** All that an ESME remembers. */
interface SavedEsme {
  readonly endpoint: SavedEndpoint;
  readonly parts: ReadonlyMap<string, unknown>;
}

export interface EsmeConfiguration extends DeviceConfiguration {
  /** The Communications Hub of its HAN. */
  readonly hub: Eui64;
  /** Randomised Offset Number, 1 to 10,000; by the identifier if left out. */
  readonly randomisedOffsetNumber?: number;
  /** What its five auxiliary controllers are made as (GBCS 4.x); as the profile assumes if left out. */
  readonly controllers?: readonly BuiltInKind[];
}

/** An electricity smart metering equipment with auxiliary load control: five switches, a calendar, joins. */
export class Esme implements Device {
  readonly kind = 'esme';
  readonly objects: CosemObjects;
  readonly deviceLog: DeviceLog;
  readonly #configuration: EsmeConfiguration;
  readonly #endpoint: GbcsEndpoint;
  readonly #loadControl: LoadControl;
  readonly #clock: Clock;
  readonly #behaviours: EventBehaviours;
  readonly #logs: EventLogs;
  readonly joining: Joining;
  readonly #supply: Supply = { state: 'enabled' };
  readonly security: Security;
  readonly joinDetails: JoinDetails;
  readonly #parts: Parts;
  readonly #outbox = outbox();
  readonly #node: ZclNode;
  readonly #tunnel: DeviceTunnel;
  readonly #keys: KeyEstablishment;
  #now: Instant = 0;

  constructor(configuration: EsmeConfiguration) {
    const { profile, defects, hub } = configuration;
    this.#configuration = configuration;
    this.deviceLog = new DeviceLog(assumptionValue(profile, 'esme-device-log-size'));
    this.joining = new Joining('esme', ['CS03A1', 'CS04AC', 'CS04B'], profile, this.deviceLog, {
      establishKey: (partner, now) => this.#keys.request(partner, hub, now),
      answer: (command, payload, now) =>
        this.#endpoint.answer(command, payload, now, this.#outbox.emit, (message) => this.#sendMessage(message)),
      joined: (partner, type, now) => {
        if (type === TYPE_HCALCS) this.#loadControl.joined(partner, now);
      },
      unjoined: (partner) => this.#loadControl.unjoined(partner),
      acceptsAnyJoin: defects?.has('accepts-any-join') ?? false,
    });
    const loadControl = loadControlParts(
      configuration,
      {
        trustAnchors: () => this.#endpoint.trustAnchors,
        sendEvent: (hcalcs, event) => this.#sendEvent(hcalcs, event),
        switched: (number, position, cause) =>
          this.#outbox.emit({ kind: 'note', note: { note: 'switched', switch: number, position, cause } }),
        levelSet: (controller, direction, level, cause) =>
          this.#outbox.emit({ kind: 'note', note: { note: 'levelSet', controller, direction, level, cause } }),
      },
      (alert, protection) => this.#alert(alert, protection),
    );
    this.#loadControl = loadControl.loadControl;
    this.#clock = new Clock(profile, defects);
    this.#behaviours = new EventBehaviours(() => this.objects, profile, defects);
    this.#logs = new EventLogs(
      () => this.objects,
      {
        entries: () => this.#endpoint.securityLog,
        replace: (entries) => {
          this.#endpoint.securityLog = [...entries];
        },
        add: (event, cause, now) => this.#endpoint.logSecurity(event, cause, now),
      },
      this.#behaviours,
      profile,
      defects,
    );
    this.security = new Security(
      {
        endpoint: () => this.#endpoint,
        send: (message) => this.#sendMessage(message),
        clockIsReliable: () => this.#clock.status === 0,
        planned: (isDone, at, messageCode) =>
          this.#logs.event(isDone ? EVENTS.futureDatedExecuted : EVENTS.futureDatedFailed, at, messageCode),
      },
      'esme',
      profile,
    );
    this.objects = esmeObjects(
      () => ({
        profile,
        objects: this.objects,
        supply: this.#supply,
        clock: this.#clock,
        logs: this.#logs,
        behaviours: this.#behaviours,
        firmware: this.security.firmware,
      }),
      loadControl,
      profile,
      { activated: (planned, isDone) => this.#activated(planned, isDone), defects },
    );
    this.#keys = new KeyEstablishment(
      profile,
      {
        send: (to, content) => this.#send({ source: this.eui, destination: to, content }),
        // The meter begins: nobody else does with it.
        expects: () => false,
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
          this.#endpoint.receive(message, now, this.#outbox.emit, (answer) => this.#sendMessage(answer)),
        dropped: (reason) => this.#drop(reason),
      },
      defects,
    );
    const cluster = loadControlCluster('server', (source, frame, now) => this.#handleLoadControl(source, frame, now));
    this.#node = new ZclNode(
      profile,
      {
        send: (destination, content) => this.#send({ source: this.eui, destination, content }),
        isPartner: (device) => device === hub || this.deviceLog.typeOf(device) !== undefined,
        dropped: (reason) => this.#drop(reason),
      },
      [this.#tunnel, cluster],
      defects,
    );
    this.joinDetails = new JoinDetails(this.deviceLog, defects);
    this.#parts = new Parts([
      this.#node,
      this.#tunnel,
      this.#keys,
      cosemAbility(this.objects),
      this.#clock,
      this.#logs,
      this.#loadControl,
      this.deviceLog,
      this.joining,
      this.joinDetails,
      ...this.security.parts,
      supplyPart(this.#supply),
      { name: 'joinAlert', answered: (payload, now) => this.#reportJoin(payload, now) },
    ]);
    this.#endpoint = new GbcsEndpoint(configuration, this.#parts);
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  get supportedUseCases(): ReadonlySet<string> {
    return this.#parts.supportedUseCases;
  }

  /** Next values have come into force at their time, or could not: who planned it is told, and it is logged (GBCS 9.2). */
  #activated(planned: Planned, isDone: boolean): void {
    const { defects } = this.#configuration;
    if (!defects?.has('activates-without-alert')) this.#alert(futureDatedAlert(planned, isDone));
    this.#logs.event(isDone ? EVENTS.futureDatedExecuted : EVENTS.futureDatedFailed, planned.at, planned.messageCode);
  }

  /** A device joined: the supplier is told, and the Event Log has it (hcalcs 3.2). */
  #reportJoin(payload: Payload, now: Instant): void {
    const { profile, defects } = this.#configuration;
    if (payload.kind !== 'asn1' || payload.type !== 'JoinDeviceResponse' || payload.value.joinResponseCode !== 0)
      return;
    if (!assumptionValue(profile, 'esme-reports-join')) return;
    this.#logs.event(JOINED.alertCode, now);
    const supplier = this.#endpoint.trustAnchors.cell('supplier', 'keyAgreement');
    if (supplier === undefined || defects?.has('joins-without-alert')) return;
    const { alertCode, messageCode } = JOINED;
    this.#alert(
      { recipient: supplier.party, otherInformation: { messageCode }, alertCode, time: now, extras: [] },
      'mac',
    );
  }

  /** Makes the device one that has used its own counter up to this. */
  presetOwnCounter(counter: bigint): void {
    this.#endpoint.presetOwnCounter(counter);
  }

  /** Only a joined HCALCS has a key for events. */
  #sendEvent(hcalcs: Eui64, event: LoadControlFrame): boolean {
    const isJoined = this.deviceLog.typeOf(hcalcs) !== undefined;
    if (!isJoined && !this.#configuration.defects?.has('commands-unjoined-hcalcs')) return false;
    sendLoadControl(this.#node, hcalcs, event);
    return true;
  }

  /** Sends an Alert, unless it is not critical and its party has turned it off. */
  #alert(alert: AlertParts, protection?: 'signature' | 'mac'): void {
    if (!this.#behaviours.isAlerted(alert.alertCode)) return;
    this.#endpoint.sendAlert(alert, protection, this.#outbox.emit, (message) => this.#sendMessage(message));
  }

  /** A consumer presses the boost button, or takes the boost back. */
  useBoostButton(use: 'press' | 'cancel', now: Instant): readonly Effect[] {
    this.#begin(now);
    const isDone = use === 'press' ? this.#loadControl.pressBoost(now) : this.#loadControl.cancelBoost(now);
    const [press, cancel] = assumptionValue(this.#configuration.profile, 'user-interface-command-numbers').split(' ');
    const number = Number(use === 'press' ? press : cancel);
    this.#logs.event(isDone ? EVENTS.userCommandExecuted : EVENTS.userCommandFailed, now, number);
    return this.#outbox.take();
  }

  /** What an auxiliary controller is now, and its level of output in per cent. @param number 1 to 5 */
  controller(number: number): { readonly kind: ControllerKind; readonly level: number } {
    const { kind, output } = this.#loadControl.controller(number);
    return { kind, level: output.level };
  }

  /** Makes a switch of the ESME itself one that does not move any more. @param number 1 to 5 */
  stickSwitch(number: number): void {
    this.#loadControl.stick(number);
  }

  #send(frame: HanFrame): void {
    this.#outbox.emit({ kind: 'send', frame });
  }

  #sendMessage(message: Uint8Array): void {
    this.#tunnel.deliver(message, this.#now);
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    const { content, source } = frame;
    this.#begin(now);
    switch (content.kind) {
      case 'aps':
        this.#node.receive(source, content, now);
        break;
      case 'partnerLinkKey':
        if (this.#isFromHub(source)) this.#keys.linkKeyGiven(content.partner, now);
        break;
      case 'partnerLinkKeyOutcome':
        if (this.#isFromHub(source)) this.#keys.refused(content.partner, content.outcome, now);
        break;
      case 'keyEstablishment':
        this.#keys.handle(source, content.message, now);
        break;
      default:
    }
    return this.#outbox.take();
  }

  /** Messages of the DCC come by the hub alone. */
  #isFromHub(source: Eui64): boolean {
    const isHub = source === this.#configuration.hub;
    if (!isHub) this.#drop(`${source} is not the hub`);
    return isHub;
  }

  #begin(now: Instant): void {
    this.#now = now;
    this.#node.at(now);
  }

  #drop(reason: string): void {
    this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason } });
  }

  #handleLoadControl(source: Eui64, frame: LoadControlFrame, now: Instant): string | undefined {
    if (this.deviceLog.typeOf(source) === undefined) return `${source} is not in the device log`;
    if (frame.command === 'getScheduledEvents') {
      const isAnswered = this.#loadControl.requested(source, now);
      this.#logs.event(isAnswered ? COMMAND_EVENTS.executed : COMMAND_EVENTS.notExecuted, now, HECS01);
    }
    if (frame.command === 'reportEventStatus') {
      this.#loadControl.reported(source, frame.issuerEventId, frame.eventStatus, now);
    }
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

  /** All its state is stored but what the HAN knows of it; what fell due without power happens now. */
  powerUp(now: Instant): readonly Effect[] {
    this.#begin(now);
    this.#node.forgetPending();
    this.#tunnel.powerUp(now);
    this.#loadControl.powerUp();
    return this.tick(now);
  }

  save(): SavedEsme {
    return { endpoint: this.#endpoint.save(), parts: this.#parts.save() };
  }

  restore({ endpoint, parts }: SavedEsme): void {
    this.#endpoint.restore(endpoint);
    this.#parts.restore(parts);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return {
      switches: this.#loadControl.snapshot(),
      specialDays: this.#loadControl.specialDays,
      calendar: this.#loadControl.calendarEntries,
      auxiliaryEventLog: this.#loadControl.log.entries(),
      deviceLog: this.deviceLog.entries(),
      supply: this.#supply.state,
      planned: this.objects.planned.map(({ originatorCounter, ...one }) => ({
        ...one,
        originatorCounter: originatorCounter.toString(),
      })),
      eventLog: this.objects.value(EVENT_LOG),
      clock: { status: this.#clock.status },
      counters: this.#endpoint.counters.snapshot(),
      ...this.security.snapshot(),
      securityLog: this.#endpoint.securityLog,
    };
  }
}
