import {
  type CryptoProvider,
  type DeviceKind,
  type Eui64,
  eui64,
  makeTestPki,
  portableProvider,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TestKey,
  toHex,
} from '../../gbcs/index.js';
import type { GoldenCell, GoldenIdentity, GoldenReceiver } from './format.js';

/** Who there is in the golden vectors, and the keys of each: a test PKI from a seed that everybody may know. */

export const SEED = 'hanlab golden vectors 1';

const PARTIES = {
  recovery: ['0e00000000000001', 'recovery'],
  accessControlBroker: ['0e00000000000002', 'accessControlBroker'],
  transitionalCoS: ['0e00000000000004', 'transitionalCoS'],
  wanProvider: ['0e00000000000007', 'wanProvider'],
  loadController: ['0e00000000000008', 'loadController'],
  supplier: ['0e00000000010000', 'supplier'],
  networkOperator: ['0e00000000020000', 'networkOperator'],
  /** In no trust anchor cell of any receiver; its certificates are those that replace others. */
  otherSupplier: ['0e00000000030000', 'supplier'],
  otherNetworkOperator: ['0e00000000040000', 'networkOperator'],
  otherBroker: ['0e00000000050000', 'accessControlBroker'],
  otherLoadController: ['0e00000000060000', 'loadController'],
  otherTransitionalCoS: ['0e00000000070000', 'transitionalCoS'],
  otherWanProvider: ['0e00000000080000', 'wanProvider'],
} as const satisfies Record<string, readonly [string, RemotePartyRole]>;

const DEVICES = {
  esme: ['0e000000000000a0', 'esme'],
  gsme: ['0e000000000000a1', 'gsme'],
  communicationsHub: ['0e000000000000a2', 'communicationsHub'],
  gasProxyFunction: ['0e000000000000a3', 'gasProxyFunction'],
  ppmid: ['0e000000000000a4', 'ppmid'],
  hcalcs: ['0e000000000000a5', 'hcalcs'],
  sapc: ['0e000000000000a6', 'sapc'],
  /** Another device of the premises, for messages that have lost their way. */
  otherEsme: ['0e000000000000b0', 'esme'],
} as const satisfies Record<string, readonly [string, DeviceKind]>;

export type PartyName = keyof typeof PARTIES;
export type DeviceName = keyof typeof DEVICES;
export type IdentityName = PartyName | DeviceName;

/** An identity with what makes messages in its name. */
export interface Actor {
  readonly name: IdentityName;
  readonly entity: Eui64;
  readonly role: RemotePartyRole | undefined;
  readonly kind: DeviceKind | undefined;
  readonly digitalSignature: TestKey;
  readonly keyAgreement: TestKey;
}

const pki = makeTestPki(SEED);
export const AUTHORITIES = { root: pki.root, issuingAuthority: pki.issuingAuthority, deviceIssuer: pki.deviceIssuer };

const actors = new Map<IdentityName, Actor>();

export function actor(name: IdentityName): Actor {
  const known = actors.get(name);
  if (known !== undefined) return known;
  const made = name in PARTIES ? party(name as PartyName) : device(name as DeviceName);
  actors.set(name, made);
  return made;
}

function party(name: PartyName): Actor {
  const [digits, role] = PARTIES[name];
  const entity = eui64(digits);
  const keys = pki.organisation(entity, REMOTE_PARTY_ROLES[role], ['digitalSignature', 'keyAgreement']);
  const [digitalSignature, keyAgreement] = keys as readonly [TestKey, TestKey];
  return { name, entity, role, kind: undefined, digitalSignature, keyAgreement };
}

function device(name: DeviceName): Actor {
  const [digits, kind] = DEVICES[name];
  const entity = eui64(digits);
  const [digitalSignature, keyAgreement] = pki.device(entity);
  return { name, entity, role: undefined, kind, digitalSignature, keyAgreement };
}

/** Deterministic signatures, and nothing of Node.js. */
export const PROVIDER: CryptoProvider = portableProvider;

/** Plain `r || s` with the nonce of RFC 6979. */
export function signBy(key: TestKey, octets: Uint8Array): Uint8Array {
  return PROVIDER.sign(PROVIDER.privateKey(key.privateScalar), octets);
}

const secrets = new Map<string, Uint8Array>();

/** Z of the key agreement keys of two. */
export function secretOf(one: IdentityName, other: IdentityName): Uint8Array {
  const label = [one, other].sort().join(' ');
  const known = secrets.get(label);
  if (known !== undefined) return known;
  const own = PROVIDER.privateKey(actor(one).keyAgreement.privateScalar);
  const secret = PROVIDER.sharedSecret(own, PROVIDER.publicKey(actor(other).keyAgreement.publicPoint));
  secrets.set(label, secret);
  return secret;
}

/** Names of the receivers: devices, two of them also with more cells than they usually have, and remote parties. */
export type ReceiverName =
  | Exclude<DeviceName, 'otherEsme'>
  | 'esmeWithLoadController'
  | 'hcalcsWithNetworkOperator'
  | PartyName;

function both(role: PartyName & RemotePartyRole): GoldenCell[] {
  return [signing(role), { role, usage: 'keyAgreement', identity: role }];
}

function signing(role: PartyName & RemotePartyRole): GoldenCell {
  return { role, usage: 'digitalSignature', identity: role };
}

const EVERY = [signing('recovery'), ...both('accessControlBroker')];
const OF_METERS = [...EVERY, ...both('supplier'), ...both('networkOperator'), signing('transitionalCoS')];
const OF_TYPE_1 = [...EVERY, ...both('supplier'), signing('transitionalCoS')];

/**
 * Cells of the devices. Which a kind of device has no text at hand says (assumptions `esme-`, `hcalcs-` and
 * `hub-trust-anchor-cells`), which is why every file lists them.
 */
const CELLS: Readonly<Partial<Record<ReceiverName, readonly GoldenCell[]>>> = {
  esme: OF_METERS,
  esmeWithLoadController: [...OF_METERS, ...both('loadController')],
  gsme: OF_METERS,
  gasProxyFunction: OF_METERS,
  sapc: [...OF_METERS, ...both('loadController')],
  communicationsHub: [...EVERY, ...both('wanProvider')],
  hcalcs: OF_TYPE_1,
  hcalcsWithNetworkOperator: [...OF_TYPE_1, ...both('networkOperator')],
  ppmid: OF_TYPE_1,
};

export function cellsOf(receiver: ReceiverName): readonly GoldenCell[] {
  return CELLS[receiver] ?? [];
}

/** Roles that a device knows, each once. */
export function rolesKnownTo(receiver: ReceiverName): readonly (PartyName & RemotePartyRole)[] {
  return [...new Set(cellsOf(receiver).map(({ role }) => role as PartyName & RemotePartyRole))];
}

export function identityOf(receiver: ReceiverName): IdentityName {
  if (receiver === 'esmeWithLoadController') return 'esme';
  return receiver === 'hcalcsWithNetworkOperator' ? 'hcalcs' : receiver;
}

/** @param devices those that a remote party gets messages from */
export function goldenReceiver(receiver: ReceiverName, devices: readonly DeviceName[]): GoldenReceiver {
  const identity = identityOf(receiver);
  const cells = CELLS[receiver];
  const others: readonly IdentityName[] =
    cells?.filter(({ usage }) => usage === 'keyAgreement').map((cell) => cell.identity as PartyName) ?? devices;
  return {
    identity,
    ...(cells === undefined ? { devices } : { cells }),
    sharedSecrets: Object.fromEntries(others.map((other) => [other, toHex(secretOf(identity, other))])),
  };
}

export function goldenIdentity(name: IdentityName): GoldenIdentity {
  const { entity, role, kind, digitalSignature, keyAgreement } = actor(name);
  return {
    entity,
    ...(role === undefined ? {} : { role }),
    ...(kind === undefined ? {} : { kind }),
    digitalSignature: goldenKey(digitalSignature),
    keyAgreement: goldenKey(keyAgreement),
  };
}

function goldenKey({ publicPoint, privateScalar, certificate }: TestKey) {
  return {
    publicKey: toHex(publicPoint),
    privateKey: toHex(privateScalar),
    certificate: toHex(certificate.der),
  };
}
