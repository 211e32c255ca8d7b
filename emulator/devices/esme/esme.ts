import { type Asn1Payload, assumptionValue, type Eui64, type Instant, type Payload } from '../../../gbcs/index.js';
import type { HanFrame } from '../../han/frames.js';
import { encodeLoadControlFrame, type LoadControlEvent, readLoadControlFrame } from '../../han/load-control-frames.js';
import type { Device, Effect } from '../../kernel/device.js';
import type { CosemObjects } from '../kernel/cosem.js';
import { DeviceLog } from '../kernel/device-log.js';
import { type AcceptedCommand, type DeviceConfiguration, GbcsEndpoint } from '../kernel/gbcs-endpoint.js';
import { type JoinAnswer, Joining } from '../kernel/joining.js';
import { outbox } from '../kernel/outbox.js';
import { CalendarActivation } from './calendar-activation.js';
import { LoadControl } from './load-control.js';
import { esmeObjects, type Supply } from './objects.js';

/** Use cases of an ESME of GBCS 3.1 that this version emulates. */
const SUPPORTED = ['ECS46a', 'ECS46c', 'ECS47', 'ECS61a', 'ECS42', 'ECS43', 'ECS44', 'CS03A1', 'CS04AC'];

export interface EsmeConfiguration extends DeviceConfiguration {
  /** The Communications Hub of its HAN. */
  readonly hub: Eui64;
}

/** An electricity smart metering equipment with auxiliary load control: five switches, a calendar, joins. */
export class Esme implements Device {
  readonly kind = 'esme';
  readonly supportedUseCases: ReadonlySet<string> = new Set(SUPPORTED);
  readonly objects: CosemObjects;
  readonly deviceLog: DeviceLog;
  readonly #configuration: EsmeConfiguration;
  readonly #endpoint: GbcsEndpoint;
  readonly #loadControl: LoadControl;
  readonly #activation: CalendarActivation;
  readonly joining: Joining;
  readonly #supply: Supply = { state: 'enabled' };
  readonly #outbox = outbox();
  #sequence = 0;

  constructor(configuration: EsmeConfiguration) {
    const { profile, defects } = configuration;
    this.#configuration = configuration;
    this.deviceLog = new DeviceLog(assumptionValue(profile, 'esme-device-log-size'));
    this.joining = new Joining('esme', profile, this.deviceLog);
    this.#loadControl = new LoadControl(
      profile,
      {
        sendEvent: (hcalcs, event) => this.#sendEvent(hcalcs, event),
        switched: (number, position, cause) =>
          this.#outbox.emit({ kind: 'note', note: { note: 'switched', switch: number, position, cause } }),
      },
      defects?.has('skip-expiry') ?? false,
    );
    this.#activation = new CalendarActivation(this.#loadControl);
    this.objects = esmeObjects(this.#loadControl, this.#activation, this.#supply);
    this.#endpoint = new GbcsEndpoint(configuration, this);
  }

  get eui(): Eui64 {
    return this.#configuration.eui;
  }

  /** Only a joined HCALCS has a key for events. */
  #sendEvent(hcalcs: Eui64, event: LoadControlEvent): boolean {
    if (this.deviceLog.typeOf(hcalcs) === undefined) return false;
    this.#sequence = (this.#sequence + 1) & 0xff;
    this.#send({
      source: this.eui,
      destination: hcalcs,
      content: { kind: 'loadControl', zcl: encodeLoadControlFrame(event, this.#sequence) },
    });
    return true;
  }

  #send(frame: HanFrame): void {
    this.#outbox.emit({ kind: 'send', frame });
  }

  #sendMessage(message: Uint8Array): void {
    this.#send({ source: this.eui, destination: this.#configuration.hub, content: { kind: 'tunnel', message } });
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    const { content, source } = frame;
    switch (content.kind) {
      case 'tunnel':
        if (this.#isFromHub(source))
          this.#endpoint.receive(content.message, now, this.#outbox.emit, (message) => this.#sendMessage(message));
        break;
      case 'loadControl':
        this.#handleLoadControl(source, content.zcl, now);
        break;
      case 'partnerLinkKeyOutcome': {
        if (source !== content.partner && !this.#isFromHub(source)) break;
        const answer = this.joining.keyEstablished(content.partner, content.outcome);
        if (answer !== undefined) this.#answer(answer, now);
        break;
      }
      default:
    }
    return this.#outbox.take();
  }

  #answer({ command, payload }: JoinAnswer, now: Instant): void {
    this.#endpoint.answer(command, payload, now, this.#outbox.emit, (message) => this.#sendMessage(message));
  }

  /** Messages of the DCC come by the hub alone. */
  #isFromHub(source: Eui64): boolean {
    const isHub = source === this.#configuration.hub;
    if (!isHub) this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason: `${source} is not the hub` } });
    return isHub;
  }

  #handleLoadControl(source: Eui64, zcl: Uint8Array, now: Instant): void {
    if (this.deviceLog.typeOf(source) === undefined) {
      this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason: `${source} is not in the device log` } });
      return;
    }
    const frame = readLoadControlFrame(zcl);
    if (frame === undefined) {
      this.#outbox.emit({ kind: 'note', note: { note: 'dropped', reason: 'not a frame of the load control cluster' } });
      return;
    }
    if (frame.command === 'getScheduledEvents') this.#loadControl.requested(source, now);
    if (frame.command === 'reportEventStatus') {
      this.#loadControl.reported(source, frame.issuerEventId, frame.eventStatus, now);
    }
  }

  /** Carries out a Command that has passed the checks. */
  execute(command: AcceptedCommand, now: Instant): Payload | undefined {
    const { payload, frame } = command;
    if (payload.kind === 'access-request') {
      const { originator, otherInformation, originatorCounter } = frame.header;
      return this.objects.execute(payload, {
        now,
        originator,
        originatorCounter,
        messageCode: otherInformation.messageCode,
        emit: this.#outbox.emit,
      });
    }
    return payload.kind === 'asn1' ? this.#executeAsn1(command, payload, now) : undefined;
  }

  #executeAsn1(command: AcceptedCommand, payload: Asn1Payload, now: Instant): Payload | undefined {
    if (payload.type === 'UnjoinDeviceCommand') {
      const partner = payload.value.otherDeviceEntityIdentifier;
      const response = this.joining.unjoin(partner);
      if (this.deviceLog.typeOf(partner) === undefined) this.#loadControl.unjoined(partner);
      return response;
    }
    if (payload.type !== 'JoinDeviceCommand') return undefined;
    return this.joining.join(command, payload.value, now, (partner) =>
      this.#send({
        source: this.eui,
        destination: this.#configuration.hub,
        content: { kind: 'partnerLinkKeyRequest', partner },
      }),
    );
  }

  tick(now: Instant): readonly Effect[] {
    for (const alert of this.#activation.tick(now)) this.#sendMessage(this.#endpoint.alert(alert));
    this.#loadControl.tick(now);
    for (const answer of this.joining.timeOut(now)) this.#answer(answer, now);
    return this.#outbox.take();
  }

  nextDue(): Instant | undefined {
    const dues = [this.#activation.nextDue(), this.#loadControl.nextDue(), this.joining.deadline];
    return dues.reduce(
      (first, due) => (due !== undefined && (first === undefined || due < first) ? due : first),
      undefined,
    );
  }

  /** All its state is stored; what fell due without power happens now. */
  powerUp(now: Instant): readonly Effect[] {
    return this.tick(now);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return {
      switches: this.#loadControl.snapshot(),
      specialDays: this.#loadControl.specialDays,
      calendar: this.#loadControl.calendarEntries,
      auxiliaryEventLog: this.#loadControl.log.entries(),
      deviceLog: this.deviceLog.entries(),
      supply: this.#supply.state,
      nextCalendar: this.#activation.snapshot(),
      counters: this.#endpoint.counters(),
      securityLog: this.#endpoint.securityLog,
    };
  }
}
