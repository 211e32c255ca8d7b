import { type Device, type Effect, type HanFrame, type Hcalcs, LOAD_CONTROL_CLUSTER } from '../../../emulator/index.js';
import { type Eui64, type Instant, JOIN_DEVICE_TYPE } from '../../../gbcs/index.js';
import type { RemoteDevice } from './remote-device.js';

const TYPE_ESME = JOIN_DEVICE_TYPE.indexOf('eSME');

/**
 * An HCALCS put together: joining, keys, tunnel and GBCS are those of an emulated one, load control is that of the device
 * under test. Frames of that cluster go between the ESME in the device log and the device under test alone; the switch of
 * the emulated one plays no part.
 */
export class ComposedHcalcs implements Device {
  readonly kind = 'hcalcs';
  readonly #emulated: Hcalcs;
  readonly #client: RemoteDevice;
  /** Whom the device under test has been told that it belongs to. */
  #partner: Eui64 | undefined;

  constructor(emulated: Hcalcs, client: RemoteDevice) {
    this.#emulated = emulated;
    this.#client = client;
  }

  get eui(): Eui64 {
    return this.#emulated.eui;
  }

  handle(frame: HanFrame, now: Instant): readonly Effect[] {
    if (this.#isOfClient(frame, frame.source)) return this.#client.handle(frame, now);
    return this.#after(this.#emulated.handle(frame, now), now);
  }

  tick(now: Instant): readonly Effect[] {
    return [...this.#after(this.#emulated.tick(now), now), ...this.#client.tick(now)];
  }

  nextDue(): Instant | undefined {
    const [own, others] = [this.#client.nextDue(), this.#emulated.nextDue()];
    return own === undefined || others === undefined ? (own ?? others) : Math.min(own, others);
  }

  powerDown(now: Instant): void {
    this.#client.powerDown(now);
  }

  powerUp(now: Instant): readonly Effect[] {
    return [...this.#after(this.#emulated.powerUp(now), now), ...this.#client.powerUp(now)];
  }

  snapshot(): Readonly<Record<string, unknown>> {
    const { event: _, ...emulated } = this.#emulated.snapshot();
    return { ...emulated, position: this.#client.snapshot()['position'] };
  }

  /** @throws HanlabError `HANLAB_E_STATE` */
  save(): never {
    return this.#client.save();
  }

  /** @throws HanlabError `HANLAB_E_STATE` */
  restore(): never {
    return this.#client.restore();
  }

  #esme(): Eui64 | undefined {
    return this.#emulated.deviceLog.entries().find(({ deviceType }) => deviceType === TYPE_ESME)?.entityIdentifier;
  }

  #isOfClient({ content }: HanFrame, other: HanFrame['destination']): boolean {
    return content.kind === 'aps' && content.clusterId === LOAD_CONTROL_CLUSTER && other === this.#esme();
  }

  /** Effects of the emulated device without those of its switch, and what follows from a change of its ESME. */
  #after(effects: readonly Effect[], now: Instant): readonly Effect[] {
    const kept = effects.filter((effect) => {
      if (effect.kind === 'note') return effect.note.note !== 'switched';
      return effect.kind !== 'send' || !this.#isOfClient(effect.frame, effect.frame.destination);
    });
    const esme = this.#esme();
    if (esme === this.#partner) return kept;
    this.#partner = esme;
    return [...kept, ...this.#client.partner(esme, now)];
  }
}
