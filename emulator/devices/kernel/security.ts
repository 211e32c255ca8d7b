import type { DeviceKind, Profile, UseCase } from '../../../gbcs/index.js';
import type { Ability, Part } from './ability.js';
import type { Counters } from './credentials/counters.js';
import { CredentialDetails } from './credentials/credential-details.js';
import { CredentialReplacement } from './credentials/credential-replacement.js';
import { DeviceCertificates } from './credentials/device-certificates.js';
import type { OwnKeys } from './credentials/own-keys.js';
import type { TrustAnchors } from './credentials/trust-anchors.js';
import type { DevicePort } from './device-port.js';
import { Firmware } from './firmware.js';

/** What every device can do with credentials and firmware, as far as the catalogue has it for its kind. */
export class Security {
  readonly details: CredentialDetails;
  readonly replacement: CredentialReplacement;
  readonly certificates: DeviceCertificates;
  readonly firmware: Firmware;
  readonly parts: readonly Part[];
  readonly #port: DevicePort;

  constructor(port: DevicePort, kind: DeviceKind, profile: Profile) {
    this.#port = port;
    this.details = new CredentialDetails(port);
    this.replacement = new CredentialReplacement(port, profile);
    this.certificates = new DeviceCertificates(port);
    this.firmware = new Firmware(port, profile);
    const abilities: readonly Ability[] = [this.details, this.replacement, this.certificates, this.firmware];
    this.parts = abilities.map((ability) => forKind(ability, kind, profile));
  }

  /** Whom the device knows. */
  get trustAnchors(): TrustAnchors {
    return this.#port.endpoint().trustAnchors;
  }

  get counters(): Counters {
    return this.#port.endpoint().counters;
  }

  /** The device's own key pairs. */
  get keys(): OwnKeys {
    return this.#port.endpoint().keys;
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return { trustAnchorCells: this.trustAnchors.snapshot(), firmware: this.firmware.snapshot() };
  }
}

/** The same ability, for the use cases alone that the catalogue has for this kind of device. */
function forKind(ability: Ability, kind: DeviceKind, profile: Profile): Ability {
  const useCases = ability.useCases.filter((name) => namesFor(kind, profile).has(name));
  return {
    name: ability.name,
    useCases,
    execute: (command, now, emit) => ability.execute(command, now, emit),
    ...(ability.tick === undefined ? {} : { tick: (now) => ability.tick?.(now) }),
    ...(ability.nextDue === undefined ? {} : { nextDue: () => ability.nextDue?.() }),
    ...(ability.save === undefined ? {} : { save: () => ability.save?.() }),
    ...(ability.restore === undefined ? {} : { restore: (saved) => ability.restore?.(saved) }),
  };
}

const NAMES = new WeakMap<Profile, Map<DeviceKind, ReadonlySet<string>>>();

/** Names of the use cases that a kind of device is a target of; found once for each profile. */
function namesFor(kind: DeviceKind, profile: Profile): ReadonlySet<string> {
  const known = NAMES.get(profile)?.get(kind);
  if (known !== undefined) return known;
  const isFor = ({ authorisations }: UseCase) => authorisations.some(({ targets }) => targets.includes(kind));
  const names = new Set(profile.useCases.filter(isFor).map(({ name }) => name));
  NAMES.set(profile, (NAMES.get(profile) ?? new Map()).set(kind, names));
  return names;
}
