import {
  assumptionValue,
  type DeviceKind,
  type Eui64,
  type Frame,
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

/** What the checks may look at. */
interface AccessRequestContext {
  readonly profile: Profile;
  readonly header: RequestHeader;
  readonly userRole: UserRole | undefined;
  readonly serviceRequest: ServiceRequest | undefined;
  readonly device: InventoryDevice | undefined;
  /** What the request makes the device do, if it has a use case. */
  readonly useCase: UseCase | undefined;
  /** Once it has come back signed. */
  readonly preCommand: Frame | undefined;
}

export interface AccessCheck {
  readonly name: 'user' | 'eligibility' | 'device' | 'registration' | 'content';
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
    name: 'content',
    rule: 'The Command belongs to the Service Reference Variant, and is that of this originator, target and counter.',
    code: (profile) => assumptionValue(profile, 'broker-content-mismatch-code'),
    passes: ({ useCase, header, preCommand }) => {
      if (useCase === undefined || !useCase.serviceReferenceVariants.includes(header.variant)) return false;
      if (preCommand === undefined) return true;
      const { originator, recipient, originatorCounter, otherInformation } = preCommand.header;
      return (
        originator === header.originator &&
        recipient === header.target &&
        originatorCounter === header.counter &&
        otherInformation.messageCode === useCase.messageCode
      );
    },
  },
];

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
