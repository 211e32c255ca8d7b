import {
  type CryptoProvider,
  type Eui64,
  type KeyUsage,
  type PrivateKey,
  type PublicKey,
  scalarFromSeed,
} from '../../../../gbcs/index.js';
import type { DeviceCredentials } from './device-credentials.js';

/** Usages of the key pairs that a device has. */
export type OwnUsage = 'digitalSignature' | 'keyAgreement';

/** A key pair that was made and has no certificate yet. */
interface PendingKey {
  readonly publicPoint: Uint8Array;
  /** Absent only where a test says what a device, whose keys nobody has, must have made. */
  readonly scalar: Uint8Array | undefined;
}

/** A key pair with its certificate, in use. */
interface CurrentKey {
  readonly scalar: Uint8Array | undefined;
  readonly certificate: Uint8Array;
}

/** Holds private keys: it belongs into the device's store, never into evidence. */
export interface SavedKeys {
  readonly made: number;
  readonly pending: ReadonlyMap<OwnUsage, PendingKey>;
  readonly current: ReadonlyMap<OwnUsage, CurrentKey>;
}

/**
 * A source of private scalars of P-256, 32 octets each.
 * @param number how many key pairs the device has made before, so that the same device makes the same keys again
 */
export type KeySource = (device: Eui64, number: number) => Uint8Array;

/** Keys that follow from the device's name: for emulation, where nothing is secret and all must come out the same. */
const keysFromName: KeySource = (device, number) =>
  scalarFromSeed(new TextEncoder().encode(`key pair ${number} of ${device}`));

/** The key pairs of a device: those it was made with, until it makes others and gets certificates for them. */
export class OwnKeys implements DeviceCredentials {
  readonly #device: Eui64;
  readonly #provider: CryptoProvider;
  readonly #factory: DeviceCredentials;
  readonly #source: KeySource;
  #made = 0;
  #pending = new Map<OwnUsage, PendingKey>();
  #current = new Map<OwnUsage, CurrentKey>();
  /** Private keys of {@link #current}, parsed. */
  #handles = new Map<OwnUsage, PrivateKey>();

  constructor(device: Eui64, provider: CryptoProvider, factory: DeviceCredentials, source: KeySource = keysFromName) {
    this.#device = device;
    this.#provider = provider;
    this.#factory = factory;
    this.#source = source;
  }

  sign(octets: Uint8Array): Uint8Array {
    const key = this.#handles.get('digitalSignature');
    return key === undefined ? this.#factory.sign(octets) : this.#provider.sign(key, octets);
  }

  sharedSecret(party: Eui64, publicKey: PublicKey): Uint8Array {
    const key = this.#handles.get('keyAgreement');
    return key === undefined
      ? this.#factory.sharedSecret(party, publicKey)
      : this.#provider.sharedSecret(key, publicKey);
  }

  certificate(usage: KeyUsage): Uint8Array | undefined {
    return this.#current.get(usage as OwnUsage)?.certificate ?? this.#factory.certificate?.(usage);
  }

  /** Makes a new key pair, which waits for its certificate; an earlier one of that usage that waits is forgotten. */
  generate(usage: OwnUsage): PrivateKey {
    const scalar = this.#source(this.#device, this.#made);
    const key = this.#provider.privateKey(scalar);
    this.#made++;
    this.#pending.set(usage, { publicPoint: key.publicKey.point, scalar });
    return key;
  }

  /** Puts the device where it has made a key pair whose private half nobody knows. */
  assumeGenerated(usage: OwnUsage, publicPoint: Uint8Array): void {
    this.#pending.set(usage, { publicPoint, scalar: undefined });
  }

  /** The public point, 65 octets, of the key pair that waits for its certificate. */
  pendingPoint(usage: OwnUsage): Uint8Array | undefined {
    return this.#pending.get(usage)?.publicPoint;
  }

  /** Uses the key pair that waited, with its certificate, from now on. */
  install(usage: OwnUsage, certificate: Uint8Array): void {
    const pending = this.#pending.get(usage);
    if (pending === undefined) return;
    this.#pending.delete(usage);
    this.#current.set(usage, { scalar: pending.scalar, certificate });
    this.#handle(usage, pending.scalar);
  }

  #handle(usage: OwnUsage, scalar: Uint8Array | undefined): void {
    if (scalar === undefined) this.#handles.delete(usage);
    else this.#handles.set(usage, this.#provider.privateKey(scalar));
  }

  save(): SavedKeys {
    return { made: this.#made, pending: new Map(this.#pending), current: new Map(this.#current) };
  }

  restore({ made, pending, current }: SavedKeys): void {
    this.#made = made;
    this.#pending = new Map(pending);
    this.#current = new Map(current);
    this.#handles = new Map();
    for (const [usage, { scalar }] of this.#current) this.#handle(usage, scalar);
  }
}
