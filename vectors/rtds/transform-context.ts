import {
  DEVICE_VERSIONS,
  type DuisRequest,
  type InventoryKind,
  type Numbered,
  type TransformContext,
} from '../../emulator/dcc/index.js';
import { roleOfNumber } from '../../emulator/index.js';
import {
  type DeviceKind,
  type Eui64,
  eui64,
  type NamedFields,
  type NamedMessage,
  type NamedValue,
  nameMessage,
  type RemotePartyRole,
} from '../../gbcs/index.js';
import { DATA_SET_TIME } from './exchanges.js';
import type { RtdsContext, RtdsMessage } from './message.js';

/**
 * What a DCC would know beside a service request of the data set. The XML does not hold it, so it is read from the
 * reference message: by which route the Command goes, in whose name and with which counter; what the inventory says of
 * another device; and values that the DCC makes or has kept. Version and variant of the target are not read, but tried.
 * Nothing else of the reference gets into a message.
 */

const DEVICE_KINDS: ReadonlyMap<Eui64, DeviceKind> = new Map([
  [eui64('00db1234567890a0'), 'esme'],
  [eui64('00db1234567890a1'), 'gsme'],
  [eui64('00db1234567890a2'), 'communicationsHub'],
  [eui64('00db1234567890a3'), 'gasProxyFunction'],
  [eui64('00db1234567890a4'), 'ppmid'],
  [eui64('00db1234567890a5'), 'hcalcs'],
  [eui64('00db1234567890a6'), 'sapc'],
]);

/** An ESME with one element, with two, and for three phases, each with all that an ESME may have besides. */
const ESME_VARIANTS = ['ADEF', 'BDEF', 'CDEF'];

/** Kinds of device by their names in joins, and by their numbers in the log of a hub. */
const KINDS_IN_JOINS: Readonly<Record<string, InventoryKind>> = {
  gSME: 'gsme',
  eSME: 'esme',
  communicationsHubCHF: 'communicationsHub',
  communicationsHubGPF: 'gasProxyFunction',
  hCALCS: 'hcalcs',
  pPMID: 'ppmid',
  type2: 'ihd',
};
const KINDS_IN_LOGS: Readonly<Record<string, InventoryKind>> = {
  0: 'esme',
  1: 'gsme',
  13: 'hcalcs',
  128: 'ihd',
  130: 'cad',
  132: 'ppmid',
  254: 'gasProxyFunction',
};

/** Where messages have the values that the DCC makes, by their names in a context. */
const MADE: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ECS50: { customerIdentificationNumber: ['CustomerIdentificationNumber.value'] },
  GCS36: { customerIdentificationNumber: ['components', '0', 'fields', 'customerIdNumber'] },
};

/** Every context that a reference leaves open. None where the device of the request is not in the data set. */
export function contextsOf(
  request: DuisRequest,
  { message }: RtdsMessage,
  rtds: RtdsContext,
): readonly TransformContext[] {
  const kind = DEVICE_KINDS.get(request.id.target);
  if (kind === undefined) return [];
  const named = nameMessage(message);
  const role = roleOf(request.id.originator, rtds);
  const known = {
    ...routeOf(request, message, rtds),
    ...(role === undefined ? {} : { role }),
    now: DATA_SET_TIME,
    kindOf: () => kindOfOther(named.payload),
    certificateOf: (device: Eui64) => rtds.keys.certificate({ entity: device, usage: 'keyAgreement' })?.der,
    keptDeviceLog: () => keptDeviceLog(named.payload),
    made: madeBy(named),
  };
  // What is in the catalogue first: only the older editions beside them are for what is older.
  const versions = [...DEVICE_VERSIONS.slice(1), DEVICE_VERSIONS[0]];
  const variants = kind === 'esme' ? ESME_VARIANTS.map((esmeVariant) => ({ esmeVariant })) : [{}];
  return versions.flatMap((gbcsVersion) =>
    variants.map((variant) => ({ ...known, device: { eui: request.id.target, kind, gbcsVersion, ...variant } })),
  );
}

/** Roles in which the DCC itself sends Commands. */
const DCC_ROLES: readonly (RemotePartyRole | undefined)[] = ['accessControlBroker', 'transitionalCoS'];

/**
 * The requester itself, with its own counter, unless the reference is in the name of the DCC: then it is whoever that is,
 * for the requester. A request of the DCC itself is for whom the reference says, if for anybody.
 */
function routeOf(
  { id }: DuisRequest,
  { frame }: RtdsMessage['message'],
  rtds: RtdsContext,
): Pick<TransformContext, 'originator' | 'supplementary'> {
  const { originator, originatorCounter, otherInformation } = frame.header;
  const requester: Numbered = { party: id.originator, counter: id.counter };
  if (!DCC_ROLES.includes(roleOf(originator, rtds))) return { originator: requester };
  const { supplementaryRemotePartyId: named } = otherInformation;
  const party = originator === id.originator ? named : id.originator;
  return {
    originator: { party: originator, counter: originatorCounter },
    ...(party === undefined ? {} : { supplementary: { party, counter: id.counter } }),
  };
}

/** The role of a party by its certificates. */
export function roleOf(party: Eui64, { keys }: Pick<RtdsContext, 'keys'>): RemotePartyRole | undefined {
  const certificate = keys.certificate({ entity: party, usage: 'digitalSignature' });
  return certificate?.remotePartyRole === undefined ? undefined : roleOfNumber(certificate.remotePartyRole);
}

function kindOfOther(payload: NamedFields): InventoryKind | undefined {
  const joined = KINDS_IN_JOINS[String(payload['otherDeviceType'])];
  return joined ?? KINDS_IN_LOGS[String(at(payload, ['DeviceLog(CHF).addEntry', 'deviceType']))];
}

function keptDeviceLog(payload: NamedFields): NamedValue | undefined {
  return payload['DeviceLog(CHF).restoreCHFDeviceLog'] ?? payload['deviceLogEntries'];
}

function madeBy({ useCase, payload }: NamedMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(MADE[useCase] ?? {}).flatMap(([name, path]) => {
      const value = at(payload, path);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function at(value: NamedValue | undefined, path: readonly string[]): NamedValue | undefined {
  return path.reduce<NamedValue | undefined>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as NamedFields)[name] : undefined),
    value,
  );
}
