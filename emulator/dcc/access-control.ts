import {
  assumptionValue,
  CodecError,
  checkCommandPayload,
  commandProtections,
  type DeviceKind,
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

/**
 * The access control of the DCC: an ordered list of named checks of a Service Request, each with its DUIS response
 * code (DUIS 3.5; the order is the assumption `broker-check-order`).
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
}

/** A device in the DCC's inventory. */
export interface InventoryDevice {
  readonly eui: Eui64;
  readonly kind: DeviceKind;
  /** The parties registered for its premises. */
  readonly registered: ReadonlySet<Eui64>;
}

/** How a Command gets to the DCC: asked to be made, come back signed, or not critical. */
export type RequestStage = 'transform' | 'signed' | 'nonCritical';

/** What the checks may look at. */
interface AccessRequestContext {
  readonly profile: Profile;
  readonly stage: RequestStage;
  readonly header: RequestHeader;
  readonly userRole: UserRole | undefined;
  readonly serviceRequest: ServiceRequest | undefined;
  readonly device: InventoryDevice | undefined;
  /** What the Command makes the device do, if the device's profile has it. */
  readonly useCase: UseCase | undefined;
  /** The Command as it is to be sent, or has come back signed. */
  readonly command: Frame | undefined;
  /** Whether the signature of a Signed Pre-Command holds under the originator's certificate. */
  signatureHolds(): boolean;
}

export interface AccessCheck {
  readonly name: 'user' | 'eligibility' | 'device' | 'registration' | 'deviceType' | 'content';
  readonly rule: string;
  /** DUIS response code when it fails. */
  code(profile: Profile): string;
  passes(context: AccessRequestContext): boolean;
}

export const ACCESS_CHECKS: readonly AccessCheck[] = [
  {
    name: 'user',
    rule: 'The originator is a User of the DCC.',
    code: () => 'E1',
    passes: ({ userRole }) => userRole !== undefined,
  },
  {
    name: 'eligibility',
    rule: 'The User Role may send this Service Reference Variant.',
    code: () => 'E2',
    passes: ({ userRole, serviceRequest }) =>
      userRole !== undefined && (serviceRequest?.eligibleRoles.includes(userRole) ?? false),
  },
  {
    name: 'device',
    rule: 'The device is in the inventory.',
    code: () => 'E19',
    passes: ({ device }) => device !== undefined,
  },
  {
    name: 'registration',
    rule: 'The originator is registered for the premises of the device.',
    code: () => 'E4',
    passes: ({ device, header }) => device?.registered.has(header.originator) ?? false,
  },
  {
    name: 'deviceType',
    rule: 'The use case of the Command is one of that kind of device.',
    code: () => 'E11',
    passes: ({ useCase, device }) =>
      useCase === undefined ||
      useCase.authorisations.some((one) => device !== undefined && one.targets.includes(device.kind)),
  },
  {
    name: 'content',
    rule: 'The Command is what the Service Reference Variant may carry, of this originator, target and counter, and signed if critical.',
    code: (profile) => assumptionValue(profile, 'broker-content-mismatch-code'),
    passes: (context) => belongs(context) && isOfRequest(context) && isWellFormed(context) && isSigned(context),
  },
];

/** The use case is one of the Service Reference Variant, and as critical as the way it came. */
function belongs({ useCase, header, stage }: AccessRequestContext): boolean {
  if (useCase === undefined || !useCase.serviceReferenceVariants.includes(header.variant)) return false;
  return commandProtections(useCase).signature === (stage !== 'nonCritical');
}

/** A User's own Command names the User, the device and the counter of the request, and nobody else. */
function isOfRequest({ command, header, useCase, stage }: AccessRequestContext): boolean {
  if (command === undefined || command.header.cra !== COMMAND || command.header.recipient !== header.target)
    return false;
  const { otherInformation, originator, originatorCounter } = command.header;
  if (otherInformation.messageCode !== useCase?.messageCode) return false;
  if (stage === 'nonCritical') return true;
  return (
    originator === header.originator &&
    originatorCounter === header.counter &&
    otherInformation.supplementaryRemotePartyId === undefined
  );
}

/** The payload has the form of the use case, and the value that tells this request from others of the same use case. */
function isWellFormed({ command, useCase, serviceRequest }: AccessRequestContext): boolean {
  if (command === undefined || useCase === undefined) return false;
  const { otherInformation, cra, originatorCounter } = command.header;
  try {
    const payload = decodePayload(command.payload, 0, otherInformation.messageCode, cra, { preset: 'strict' });
    checkCommandPayload(payload, useCase, originatorCounter);
    const selector = serviceRequest?.selector;
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
};
