import {
  assumptionValue,
  CodecError,
  checkCommandPayload,
  commandProtections,
  decodePayload,
  type Eui64,
  type Frame,
  isRow,
  type Payload,
  type Profile,
  type RemotePartyRole,
  type ServiceRequest,
  UsageError,
  type UseCase,
  type UserRole,
} from '../../gbcs/index.js';
import type { InventoryDevice, SupplyPoints } from './inventory/inventory.js';
import { allowsService } from './inventory/status-rules.js';

/**
 * The access control of the DCC: an ordered list of named checks of a Service Request, each with its DUIS response
 * code (DUIS 3.5; the order is the assumption `broker-check-order`). A critical request is checked as it comes to be
 * transformed, and again as it comes back signed.
 */

/** CRA of a Command. */
const COMMAND = 1;

/** Who asks for what of which device. The counter is also that of the GBCS Command. */
export interface RequestHeader {
  /** Service Reference Variant, such as `7.6`. */
  readonly variant: string;
  readonly originator: Eui64;
  readonly target: Eui64;
  readonly counter: bigint;
  /** 1 to 9; where left out the one that goes without saying. */
  readonly commandVariant?: number;
  /** Where a device that the request names is to be from now on, which no Command says (DUIS 8.4, 8.11). */
  readonly supplyPoints?: SupplyPoints;
}

/** How a request gets to the DCC: to be transformed, come back signed, not critical, or for the DCC itself. */
export type RequestStage = 'transform' | 'signed' | 'nonCritical' | 'nonDevice';

/** Command Variants by the way that a request comes (DUIS, table of Command Variants). */
export const COMMAND_VARIANTS: Readonly<Record<RequestStage, readonly number[]>> = {
  transform: [4],
  signed: [5, 6, 7],
  nonCritical: [1, 2, 3],
  nonDevice: [8],
};

/** Command Variants whose Command the User gets to deliver. */
export const LOCAL_VARIANTS: ReadonlySet<number | undefined> = new Set([2, 3, 6, 7]);

/** Command Variants of requests that may be future-dated and not critical: what is delivered locally is on demand. */
const HELD: readonly number[] = [1];

/** Who has put a document in, as the channel and the signature show. */
export interface DocumentOrigin {
  /** Whose key has signed it. */
  readonly signer: Eui64;
  /** The service that it was put to. */
  readonly service: 'transform' | 'send' | 'nonDevice';
  /** The Service Reference of its header, which has the variant of it beside. */
  readonly serviceReference: string;
}

/** A User of the DCC. */
export interface User {
  /** At least one. */
  readonly roles: readonly UserRole[];
  /** Whether it may use the DCC at present. */
  readonly suspended?: boolean;
}

/** What the checks may look at. */
interface AccessRequestContext {
  readonly profile: Profile;
  readonly stage: RequestStage;
  readonly header: RequestHeader;
  /** Absent where the request did not come as a document. */
  readonly document: DocumentOrigin | undefined;
  readonly user: User | undefined;
  readonly serviceRequest: ServiceRequest | undefined;
  /** Whether the target is the DCC itself. */
  readonly isToDcc: boolean;
  /** Whether it names a time until which the DCC is to hold it. */
  readonly isHeldByDcc: boolean;
  /** The target. */
  readonly device: InventoryDevice | undefined;
  /**
   * Whose premises count: the target, or the device that a service of the DCC itself changes. Absent where that changes
   * none; without a device where the inventory does not have it.
   */
  readonly subject: { readonly device: InventoryDevice | undefined } | undefined;
  /** The supply points at which the request would put a device, and where the subject is not already. */
  readonly claimed: readonly string[];
  /** Whether the counter of the RequestID is above all before it. */
  isNew(): boolean;
  /** Whether the originator is registered in a role for the premises of the subject. */
  isRegistered(role: UserRole): boolean;
  /** Whether the originator is registered in a role for a supply point. */
  isRegisteredAt(mpxn: string, role: UserRole): boolean;
  /** Whether the subject is at no premises yet, and was pre-notified by the originator. */
  isOwnPreNotified(): boolean;
  /** Whether a service of the DCC itself has the body of its Service Reference Variant. */
  readonly isOfBody: boolean;
  /** Whether there is anything that the request could be for this kind of device. */
  isForDevice(): boolean;
  /** What the Command makes the device do, if the device's profile has it. */
  useCase(): UseCase | undefined;
  /** The Command as it is to be sent, or has come back signed; undefined where none can be made. */
  command(): Frame | undefined;
  /** Whether the signature of a Signed Pre-Command holds under the originator's certificate. */
  signatureHolds(): boolean;
  /** Whether the DCC has the device's key, for the MAC. */
  hasCertificate(): boolean;
}

type AccessCheckName =
  | 'service'
  | 'signer'
  | 'counter'
  | 'user'
  | 'eligibility'
  | 'userStatus'
  | 'device'
  | 'registration'
  | 'deviceStatus'
  | 'deviceType'
  | 'commandVariant'
  | 'content'
  | 'certificate';

export interface AccessCheck {
  readonly name: AccessCheckName;
  readonly rule: string;
  /** DUIS response code when it fails. @param context of the request, where the code depends on it */
  code(profile: Profile, context?: AccessRequestContext): string;
  passes(context: AccessRequestContext): boolean;
}

/** The service of the DCC that takes a request of this stage. */
const SERVICE_OF_STAGE: Readonly<Record<RequestStage, DocumentOrigin['service']>> = {
  transform: 'transform',
  signed: 'send',
  nonCritical: 'send',
  nonDevice: 'nonDevice',
};

export const ACCESS_CHECKS: readonly AccessCheck[] = [
  {
    name: 'service',
    rule: 'The request was put to the service for its Command Variant.',
    code: () => 'E13',
    passes: ({ document, stage }) => document === undefined || document.service === SERVICE_OF_STAGE[stage],
  },
  {
    name: 'signer',
    rule: 'The document is signed with the key of the originator in its RequestID.',
    code: (profile) => assumptionValue(profile, 'dcc-authentication-failure-code'),
    passes: ({ document, header }) => document === undefined || document.signer === header.originator,
  },
  {
    name: 'counter',
    rule: 'The counter of the RequestID is above all before it of this originator and target.',
    code: (profile) => assumptionValue(profile, 'dcc-stale-counter-code'),
    passes: ({ isNew }) => isNew(),
  },
  {
    name: 'user',
    rule: 'The originator is a User of the DCC.',
    code: () => 'E1',
    passes: ({ user }) => user !== undefined,
  },
  {
    name: 'eligibility',
    rule: 'The User Role may send this Service Reference Variant.',
    code: () => 'E2',
    passes: (context) => context.user === undefined || eligibleRolesOf(context).length > 0,
  },
  {
    name: 'userStatus',
    rule: 'The User may use the DCC at present.',
    code: () => 'E3',
    passes: ({ user }) => user?.suspended !== true,
  },
  {
    name: 'device',
    rule: 'The device is in the inventory: the target, or the one that 8.3 or 8.4 is about.',
    code: () => 'E19',
    passes: ({ subject }) => subject === undefined || subject.device !== undefined,
  },
  {
    name: 'registration',
    rule: 'The originator is registered for the premises of the device, and for those to which the request would move one.',
    code: () => 'E4',
    passes: (context) =>
      context.user === undefined ||
      ((context.subject?.device === undefined || isRegisteredWhereNeeded(context)) && mayClaim(context)),
  },
  {
    name: 'deviceStatus',
    rule: 'The state of the device in the inventory allows the service.',
    code: () => 'E5',
    passes: ({ profile, device, header }) =>
      device === undefined || allowsService(profile, device.status, header.variant),
  },
  {
    name: 'deviceType',
    rule: 'The use case of the Command is one of that kind of device.',
    code: () => 'E11',
    passes: (context) => isOfDevice(context),
  },
  {
    name: 'commandVariant',
    rule: 'Service Reference, its variant, Command Variant and target go together, and the Command Variant is 1 where the DCC is to wait for a time.',
    code: (_profile, context) => (context !== undefined && isAtFaultForLocalDelivery(context) ? 'E17' : 'E12'),
    passes: (context) => isOfOneService(context) && mayHaveVariant(context),
  },
  {
    name: 'content',
    rule: 'The Command is what the Service Reference Variant may carry, of this originator, target and counter, and signed if critical.',
    code: (profile) => assumptionValue(profile, 'broker-content-mismatch-code'),
    passes: (context) =>
      context.isOfBody &&
      (!hasContent(context) ||
        (belongs(context) && isOfRequest(context) && isWellFormed(context) && isSigned(context))),
  },
  {
    name: 'certificate',
    rule: 'The DCC has the certificate of the device, without which no Command can be protected.',
    code: (profile) => assumptionValue(profile, 'dcc-no-device-certificate-code'),
    passes: ({ stage, device, hasCertificate }) =>
      stage === 'nonDevice' || stage === 'transform' || device === undefined || hasCertificate(),
  },
];

/** The roles of the User in which it may send the request. */
function eligibleRolesOf({ user, serviceRequest }: AccessRequestContext): readonly UserRole[] {
  return user?.roles.filter((role) => serviceRequest?.eligibleRoles.includes(role)) ?? [];
}

/** The roles whose registrations count: those in which the User may send it; where there is none, which another check says, all. */
function rolesThatCount(context: AccessRequestContext): readonly UserRole[] {
  const eligible = eligibleRolesOf(context);
  return eligible.length > 0 ? eligible : (context.user?.roles ?? []);
}

/** What changes the inventory takes a registration in any role (the assumption `inventory-changes-by-registered`). */
function isRegisteredWhereNeeded(context: AccessRequestContext): boolean {
  const { profile, stage, isRegistered, isOwnPreNotified } = context;
  const isOwnService = stage === 'nonDevice';
  const free = isOwnService ? [] : assumptionValue(profile, 'roles-without-registration').split(' ');
  return (
    rolesThatCount(context).some((role) => free.includes(role) || isRegistered(role)) ||
    (isOwnService && isOwnPreNotified())
  );
}

/** Nobody moves a device to premises that it is not registered for. */
function mayClaim(context: AccessRequestContext): boolean {
  const roles = rolesThatCount(context);
  return context.claimed.every((mpxn) => roles.some((role) => context.isRegisteredAt(mpxn, role)));
}

/** The parts of the header that no schema binds together. */
function isOfOneService({ document, header, stage, serviceRequest, isToDcc }: AccessRequestContext): boolean {
  const { variant } = header;
  const reference = variant.split('.').slice(0, 2).join('.');
  return (
    isStageOf(stage, serviceRequest) &&
    (document === undefined || document.serviceReference === reference) &&
    (stage !== 'nonDevice' || isToDcc)
  );
}

function mayHaveVariant(context: AccessRequestContext): boolean {
  const { header, stage, serviceRequest, isHeldByDcc } = context;
  const { commandVariant } = header;
  if (commandVariant === undefined) return true;
  if (!(isHeldByDcc ? HELD : COMMAND_VARIANTS[stage]).includes(commandVariant)) return false;
  return serviceRequest?.commandVariants?.includes(commandVariant) ?? true;
}

/** Whether the request would pass if its Command went over the WAN. */
function isAtFaultForLocalDelivery(context: AccessRequestContext): boolean {
  const { header, serviceRequest } = context;
  const { commandVariant } = header;
  const isLocal = commandVariant !== undefined && LOCAL_VARIANTS.has(commandVariant);
  return isLocal && isOfOneService(context) && !context.isHeldByDcc && serviceRequest?.commandVariants !== undefined;
}

/** Whether a request of this Service Reference Variant comes in this way. */
function isStageOf(stage: RequestStage, serviceRequest: ServiceRequest | undefined): boolean {
  if (serviceRequest === undefined) return true;
  const { critical, nonDevice } = serviceRequest;
  if (nonDevice) return stage === 'nonDevice';
  return critical ? stage === 'transform' || stage === 'signed' : stage === 'nonCritical';
}

function isOfDevice({ useCase, device, isForDevice }: AccessRequestContext): boolean {
  if (device === undefined) return true;
  return isForDevice() && (useCase()?.authorisations.some(({ targets }) => targets.includes(device.kind)) ?? true);
}

/** Whether there is a Command to be judged: one for no such device, or that came in the wrong way, other checks refuse. */
function hasContent(context: AccessRequestContext): boolean {
  const { stage, device, serviceRequest } = context;
  return stage !== 'nonDevice' && device !== undefined && isOfDevice(context) && isStageOf(stage, serviceRequest);
}

/**
 * The use case is one of the Service Reference Variant, and as critical as the way it came: what is not critical to the
 * User is not signed, or by the DCC.
 */
function belongs(context: AccessRequestContext): boolean {
  const { header, stage } = context;
  const useCase = context.useCase();
  if (useCase === undefined || !useCase.serviceReferenceVariants.includes(header.variant)) return false;
  const needsSignature = commandProtections(useCase).signature;
  return stage === 'nonCritical' ? !needsSignature || context.command()?.signature !== undefined : needsSignature;
}

/** A User's own Command names the User, the device and the counter of the request, and nobody else. */
function isOfRequest(context: AccessRequestContext): boolean {
  const { header, stage } = context;
  const command = context.command();
  if (command === undefined || command.header.cra !== COMMAND || command.header.recipient !== header.target)
    return false;
  const { otherInformation, originator, originatorCounter } = command.header;
  if (otherInformation.messageCode !== context.useCase()?.messageCode) return false;
  if (stage === 'nonCritical') return true;
  return (
    originator === header.originator &&
    originatorCounter === header.counter &&
    otherInformation.supplementaryRemotePartyId === undefined
  );
}

/** The payload has the form of the use case, and the value that tells this request from others of the same use case. */
function isWellFormed(context: AccessRequestContext): boolean {
  const command = context.command();
  const useCase = context.useCase();
  if (command === undefined || useCase === undefined) return false;
  const { otherInformation, cra, originatorCounter } = command.header;
  try {
    const payload = decodePayload(command.payload, 0, otherInformation.messageCode, cra, { preset: 'strict' });
    checkCommandPayload(payload, useCase, originatorCounter);
    const selector = context.serviceRequest?.selector;
    return selector === undefined || lowOctetOf(payload, useCase, selector.row) === selector.lowOctet;
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

function lowOctetOf(payload: Payload, useCase: UseCase, rowName: string): number | undefined {
  if (payload.kind !== 'access-request' || useCase.payload.family !== 'dlms') return undefined;
  const row = useCase.payload.rows.find((one) => one.name === rowName);
  const at = payload.specifications.findIndex((specification) => row !== undefined && isRow(specification, row));
  const value = payload.data[at];
  return value !== undefined && 'value' in value ? Number(value.value) & 0xff : undefined;
}

function isSigned({ stage, signatureHolds, profile }: AccessRequestContext): boolean {
  return stage !== 'signed' || !assumptionValue(profile, 'broker-verifies-signature') || signatureHolds();
}

/** The checks in the order that the profile assumes. @throws UsageError if it names one that there is not, or not all */
export function accessChecksOf(profile: Profile): readonly AccessCheck[] {
  const names = assumptionValue(profile, 'broker-check-order').split(' ');
  const checks = names.flatMap((name) => ACCESS_CHECKS.filter((check) => check.name === name));
  if (names.length !== ACCESS_CHECKS.length || new Set(checks).size !== ACCESS_CHECKS.length) {
    throw new UsageError('HANLAB_E_USAGE', `broker-check-order of ${profile.id} does not name each check once`);
  }
  return checks;
}

/** The remote party role in which a device knows a DCC User. */
export const REMOTE_PARTY_ROLE_OF_USER: Readonly<Partial<Record<UserRole, RemotePartyRole>>> = {
  importSupplier: 'supplier',
  gasSupplier: 'supplier',
  electricityDistributor: 'networkOperator',
  gasTransporter: 'networkOperator',
  loadController: 'loadController',
};
