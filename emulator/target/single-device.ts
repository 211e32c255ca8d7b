import {
  type CryptoProvider,
  type Eui64,
  type GbcsVersion,
  type Instant,
  type Profile,
  UsageError,
} from '../../gbcs/index.js';
import { deviceConfiguration, HOLDERS_IN_THE_HOME } from '../device-configuration.js';
import { CommunicationsHub } from '../devices/comms-hub/communications-hub.js';
import { Esme } from '../devices/esme/esme.js';
import { Hcalcs } from '../devices/hcalcs/hcalcs.js';
import { DirectTunnel, isOfTunnel } from '../devices/kernel/direct-tunnel.js';
import type { DeviceConfiguration } from '../devices/kernel/gbcs-endpoint.js';
import { defectsOf, type Fault, type FaultyDevice } from '../faults/faults.js';
import type { HanFrame } from '../han/frames.js';
import { DEVICES, type Identities, INSTALL_CODES } from '../identities.js';
import type { Device, Effect } from '../kernel/device.js';
import type { EmulatedTarget, Prompt, Provision, TargetDevice, TargetListener } from './emulated-target.js';
import { octetsIn } from './params.js';
import { provisioned } from './provisioning.js';

export interface SingleDeviceConfiguration {
  readonly kind: SingleDeviceKind;
  readonly profile: Profile;
  readonly provider: CryptoProvider;
  /** Keys that it has until it is provisioned with others. */
  readonly identities: Identities;
  readonly faults: readonly Fault[];
  readonly start: Instant;
}

type Made = Esme | CommunicationsHub | Hcalcs;

/** How each kind of device is made, and the names that it goes by. */
const KINDS = {
  esme: {
    eui: DEVICES.esme,
    faulty: 'esme',
    installCode: INSTALL_CODES.esme,
    make: (configuration: DeviceConfiguration): Made => new Esme({ ...configuration, hub: DEVICES.hub }),
  },
  communicationsHub: {
    eui: DEVICES.hub,
    faulty: 'comms-hub',
    installCode: undefined,
    make: (configuration: DeviceConfiguration): Made => new CommunicationsHub(configuration),
  },
  hcalcs: {
    eui: DEVICES.hcalcs,
    faulty: 'hcalcs',
    installCode: INSTALL_CODES.hcalcs,
    make: (configuration: DeviceConfiguration, installCode = INSTALL_CODES.hcalcs): Made =>
      new Hcalcs({ ...configuration, hub: DEVICES.hub, installCode }),
  },
} as const;

export type SingleDeviceKind = keyof typeof KINDS;
export const SINGLE_DEVICE_KINDS = Object.keys(KINDS) as readonly SingleDeviceKind[];

/** More ticks at one instant are a device that makes no progress. */
const MAX_TICKS_AT_ONE_INSTANT = 1000;

/**
 * One device alone: every frame that it sends is told, and nothing answers but whoever speaks the protocol. GBCS messages
 * go through its tunnel, whose other end stands here, as its hub's would; a hub takes and gives them as from the DCC.
 */
export class SingleDevice implements EmulatedTarget {
  readonly kind: SingleDeviceKind;
  readonly #configuration: SingleDeviceConfiguration;
  readonly #listener: TargetListener;
  #making: DeviceConfiguration;
  #installCode: Uint8Array | undefined;
  #device: Made;
  #tunnel: DirectTunnel;
  /** Once a GBCS message has been given, the tunnel is played here, and its frames are not told. */
  #playsHub = false;
  #isOn = true;
  #now: Instant;

  constructor(configuration: SingleDeviceConfiguration, listener: TargetListener) {
    const { kind, profile, provider, identities, faults, start } = configuration;
    const { eui, faulty, installCode } = KINDS[kind];
    this.kind = kind;
    this.#configuration = configuration;
    this.#listener = listener;
    this.#now = start;
    this.#installCode = installCode;
    this.#making = deviceConfiguration({
      eui,
      kind,
      profile,
      provider,
      keys: identities.keysOf(eui),
      holders: HOLDERS_IN_THE_HOME,
      root: identities.root(provider),
      defects: defectsOf(faulty as FaultyDevice, faults),
    });
    this.#device = this.#make();
    this.#tunnel = this.#makeTunnel();
  }

  get profile(): string {
    return this.#configuration.profile.id;
  }

  get gbcsVersion(): GbcsVersion {
    return this.#configuration.profile.gbcsVersion;
  }

  get devices(): readonly TargetDevice[] {
    const installCode = this.#installCode;
    return [{ device: this.#device.eui, kind: this.kind, ...(installCode === undefined ? {} : { installCode }) }];
  }

  get gbcsAddress(): Eui64 {
    return this.#device.eui;
  }

  get now(): Instant {
    return this.#now;
  }

  get nextDue(): Instant | undefined {
    return this.#isOn ? this.#device.nextDue() : undefined;
  }

  reset(now: Instant): void {
    this.#now = now;
    this.#isOn = true;
    this.#playsHub = false;
    this.#device = this.#make();
    this.#tunnel = this.#makeTunnel();
  }

  provision(provision: Provision): void {
    const { profile, provider, faults } = this.#configuration;
    const { faulty } = KINDS[this.kind];
    const defects = defectsOf(faulty as FaultyDevice, faults);
    this.#making = provisioned({ kind: this.kind, profile, provider, defects }, provision);
    this.#installCode = provision.installCode ?? this.#installCode;
    this.reset(this.#now);
  }

  sendFrame(frame: HanFrame): void {
    const { destination } = frame;
    if (destination !== 'broadcast' && destination !== this.#device.eui) {
      throw new UsageError('HANLAB_E_USAGE', `the frame is for ${destination}; the device is ${this.#device.eui}`);
    }
    this.#listener.carried?.(frame, this.#now, this.#isOn);
    if (this.#isOn) this.#carryOut(this.#device.handle(frame, this.#now));
  }

  sendMessage(message: Uint8Array): void {
    if (!this.#isOn) return;
    if (this.#device instanceof CommunicationsHub) {
      this.#carryOut(this.#device.fromWan(message, this.#now));
      return;
    }
    this.#playsHub = true;
    const { effects, messages } = this.#tunnel.send(message, this.#now);
    this.#tell(effects);
    for (const one of messages) this.#listener.message(this.#device.eui, one, this.#now);
  }

  advanceTo(instant: Instant): void {
    let ticks = 0;
    for (let due = this.nextDue; due !== undefined && due <= instant; due = this.nextDue) {
      ticks = due > this.#now ? 0 : ticks + 1;
      if (ticks > MAX_TICKS_AT_ONE_INSTANT) throw new Error('the device is due again and again at the same instant');
      this.#now = Math.max(this.#now, due);
      this.#carryOut(this.#device.tick(this.#now));
    }
    this.#now = Math.max(this.#now, instant);
  }

  power(_device: Eui64, on: boolean): void {
    if (on && !this.#isOn) {
      this.#isOn = true;
      this.#carryOut(this.#device.powerUp(this.#now));
    }
    this.#isOn = on;
  }

  probe(): Readonly<Record<string, unknown>> {
    return this.#device.snapshot();
  }

  get prompts(): Readonly<Record<string, Prompt>> {
    const device = this.#device;
    if (!(device instanceof Esme)) return {};
    return {
      'press-boost': { params: [], act: () => this.#locally(device.useBoostButton('press', this.#now)) },
      'cancel-boost': { params: [], act: () => this.#locally(device.useBoostButton('cancel', this.#now)) },
      'receive-firmware': {
        params: ['hash', 'version'],
        act: (params) => {
          const image = { hash: octetsIn(params, 'hash', 32), version: octetsIn(params, 'version', 4) };
          device.security.firmware.hold(image);
        },
      },
    };
  }

  #locally(effects: readonly Effect[]): void {
    if (this.#isOn) this.#carryOut(effects);
  }

  #make(): Made {
    return KINDS[this.kind].make(this.#making, this.#installCode);
  }

  #makeTunnel(): DirectTunnel {
    const { profile } = this.#configuration;
    const carried = (frame: HanFrame) => this.#listener.carried?.(frame, this.#now, true);
    return new DirectTunnel(this.#device as Device, DEVICES.hub, profile, carried);
  }

  #carryOut(effects: readonly Effect[]): void {
    if (!this.#playsHub) {
      this.#tell(effects);
      return;
    }
    const reaction = this.#tunnel.carryOut(effects, this.#now);
    this.#tell(reaction.effects);
    for (const message of reaction.messages) this.#listener.message(this.#device.eui, message, this.#now);
  }

  #tell(effects: readonly Effect[]): void {
    const { eui } = this.#device;
    for (const effect of effects) {
      if (effect.kind === 'note') this.#listener.note(eui, effect.note, this.#now);
      else if (effect.kind === 'sendToWan') this.#listener.message(eui, effect.message, this.#now);
      else if (!(this.#playsHub && effect.frame.destination === DEVICES.hub && isOfTunnel(effect.frame)))
        this.#send(effect.frame);
    }
  }

  #send(frame: HanFrame): void {
    this.#listener.frame(frame, this.#now);
    // Whoever plays the HAN has it: the radio of a hub learns that.
    if (this.#device instanceof CommunicationsHub && frame.destination !== 'broadcast') {
      this.#device.acknowledged(frame.destination, true, this.#now);
    }
  }
}
