import {
  type Asn1Payload,
  type Asn1Values,
  equalBytes,
  fromHex,
  type Instant,
  type Profile,
  toHex,
} from '../../../gbcs/index.js';
import type { Ability } from './ability.js';
import type { AcceptedCommand } from './accepted-command.js';
import { DatedCommands, isCancellation, type SavedDatedCommand } from './dated-commands.js';
import { type DevicePort, hasDefect } from './device-port.js';

/** Firmware of a device: which version runs, which images wait, activation (GBCS 11.3 CS06), reading (CS08). */

/** Where an ESME or a hub shows the version that runs (ECS52). */
export const FIRMWARE_VERSION = { classId: 1, obis: '0-0:0.2.1.255', member: 2 } as const;

/** A firmware image that a device has received and verified. */
export interface FirmwareImage {
  /** SHA-256 of the manufacturer image, 32 octets. */
  readonly hash: Uint8Array;
  /** 4 octets. */
  readonly version: Uint8Array;
  /** The image is good and yet does not start. */
  readonly isDefective?: boolean;
}

interface SavedFirmware {
  readonly version: Uint8Array;
  readonly images: readonly FirmwareImage[];
  readonly dated: readonly SavedDatedCommand[];
}

type Activation = Asn1Values['ActivateFirmwareCommand'];
type Outcome = Asn1Values['ActivateFirmwareAlert']['outcome'];

const RESPONSE = { success: 0, noImageHeld: 1, hashMismatch: 2, activationFailure: 3 } as const;
const EXECUTING_VERSION_CHANGED = 0x8f43;
const ALERT = { messageCode: 0x00ca, done: 0x8f66, notDone: 0x8f67 } as const;
const NO_VERSION = new Uint8Array(4);
/** The version that a device leaves the factory with. */
const FACTORY_VERSION = fromHex('01000000');

export class Firmware implements Ability {
  readonly name = 'firmware';
  readonly useCases = ['CS06', 'CS08'];
  readonly #port: DevicePort;
  readonly #profile: Profile;
  readonly #dated = new DatedCommands();
  #version = FACTORY_VERSION;
  #images: readonly FirmwareImage[] = [];
  #isUnreadable = false;

  constructor(port: DevicePort, profile: Profile) {
    this.#port = port;
    this.#profile = profile;
  }

  /** The version that runs, 4 octets. */
  get version(): Uint8Array {
    return this.#version;
  }

  /** Makes this the version that runs, as if it had always been. */
  presetVersion(version: Uint8Array): void {
    this.#version = Uint8Array.from(version);
  }

  /** Takes an image that came over the HAN and was verified (GBCS 11.2); one of the same hash is replaced. */
  hold(image: FirmwareImage): void {
    this.#images = [...this.#images.filter(({ hash }) => !equalBytes(hash, image.hash)), image];
  }

  /** Makes the version unreadable for CS08, as a broken memory would. */
  breakMemory(): void {
    this.#isUnreadable = true;
  }

  execute(command: AcceptedCommand, now: Instant): Asn1Payload | undefined {
    const { payload } = command;
    if (payload.kind !== 'asn1') return undefined;
    if (payload.type === 'ReadFirmwareVersionCommand') return this.#read();
    if (payload.type !== 'ActivateFirmwareCommand') return undefined;
    const { executionDateTime } = payload.value;
    if (executionDateTime === undefined) {
      return activationResponse({ outcome: this.#activate(payload.value, command, now) });
    }
    if (!(isCancellation(executionDateTime) && hasDefect(this.#port, 'keeps-cancelled-firmware-activation'))) {
      this.#dated.plan(command, executionDateTime);
    }
    return activationResponse({ commandAccepted: null });
  }

  #read(): Asn1Payload {
    return {
      kind: 'asn1',
      type: 'ReadFirmwareVersionResponse',
      value: this.#isUnreadable ? { version: NO_VERSION, code: 1 } : { version: this.#version, code: 0 },
    };
  }

  #activate(activation: Activation, { frame, useCase }: AcceptedCommand, now: Instant): Outcome {
    const before = this.#version;
    const isOfThisCommand = activation.originatorCounter === frame.header.originatorCounter;
    const responseCode = isOfThisCommand ? this.#start(activation.manufacturerImageHash) : RESPONSE.activationFailure;
    if (responseCode === RESPONSE.success && !hasDefect(this.#port, 'changes-firmware-without-log')) {
      this.#port.endpoint().logSecurity(EXECUTING_VERSION_CHANGED, useCase.name, now);
    }
    const firmwareVersion = hasDefect(this.#port, 'reports-old-firmware-version') ? before : this.#version;
    return { responseCode, firmwareVersion };
  }

  /** Starts the image with this hash. @returns the response code */
  #start(hash: Uint8Array): number {
    if (this.#images.length === 0) return RESPONSE.noImageHeld;
    const ignoresHash = hasDefect(this.#port, 'activates-firmware-without-hash-check');
    const image = this.#images.find((one) => ignoresHash || equalBytes(one.hash, hash));
    if (image === undefined) return RESPONSE.hashMismatch;
    if (image.isDefective) return RESPONSE.activationFailure;
    this.#version = image.version;
    this.#images = this.#images.filter((one) => one !== image);
    return RESPONSE.success;
  }

  nextDue(): Instant | undefined {
    return this.#dated.nextDue();
  }

  tick(now: Instant): void {
    for (const command of this.#dated.takeDue(now)) {
      const { payload, frame } = command;
      if (payload.kind !== 'asn1' || payload.type !== 'ActivateFirmwareCommand') continue;
      const { executionDateTime = '', originatorCounter } = payload.value;
      const outcome = this.#activate(payload.value, command, now);
      const isDone = outcome.responseCode === RESPONSE.success;
      this.#port.planned?.(isDone, Date.parse(executionDateTime), frame.header.otherInformation.messageCode);
      if (hasDefect(this.#port, 'activates-firmware-without-alert')) continue;
      const alert: Asn1Payload = {
        kind: 'asn1',
        type: 'ActivateFirmwareAlert',
        value: { alertCode: isDone ? ALERT.done : ALERT.notDone, executionDateTime, originatorCounter, outcome },
      };
      const { messageCode } = ALERT;
      this.#port.send(this.#port.endpoint().alertWith(alert, frame.header.originator, { messageCode }));
    }
  }

  save(): SavedFirmware {
    return { version: this.#version, images: this.#images, dated: this.#dated.save() };
  }

  restore({ version, images, dated }: SavedFirmware): void {
    this.#version = version;
    this.#images = [...images];
    this.#dated.restore(dated, this.#profile);
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return { version: toHex(this.#version), images: this.#images.map(({ version }) => toHex(version)) };
  }
}

function activationResponse(value: Asn1Values['ActivateFirmwareResponse']): Asn1Payload {
  return { kind: 'asn1', type: 'ActivateFirmwareResponse', value };
}
