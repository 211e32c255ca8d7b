import type { DeviceKind, GbcsVersion, RemotePartyRole, UseCase } from '../use-case.js';

/** DCC User Roles (SEC Appendix E), and the Load Controller, which the public matrix does not know yet. */
export type UserRole =
  | 'importSupplier'
  | 'exportSupplier'
  | 'gasSupplier'
  | 'electricityDistributor'
  | 'gasTransporter'
  | 'registeredSupplierAgent'
  | 'otherUser'
  | 'loadController';

/** A Service Reference Variant and the User Roles that may send it. */
export interface ServiceRequest {
  /** Such as `7.6`. */
  readonly variant: string;
  readonly title: string;
  readonly critical: boolean;
  /** Handled inside the DCC, no command leaves it. */
  readonly nonDevice: boolean;
  readonly eligibleRoles: readonly UserRole[];
  /** Command Variants, where it does not take all of those for its way to the DCC. */
  readonly commandVariants?: readonly number[];
  /** Who holds a request until its `ExecutionDateTime`; it names none where left out. */
  readonly futureDatedBy?: 'dcc' | 'device' | 'dccAndDevice';
  /** Where several requests are one use case: the low octet that a row's value has in this one. */
  readonly selector?: { readonly row: string; readonly lowOctet: number };
}

/**
 * Something that the product takes to be so although no text at hand says it; a profile can
 * change every one that is not `fixed`.
 */
export interface Assumption {
  /** Such as `hcalcs-default-state`. */
  readonly name: string;
  readonly statement: string;
  readonly value: string | number | boolean;
  readonly source: string;
  /** Why another value would change nothing: no other form is built, or other data of the profile say the same. */
  readonly fixed?: string;
}

/** Credentials that a kind of device holds: a trust anchor cell for each (role, usage) (GBCS 4.3.2.4). */
export interface TrustAnchorCell {
  readonly role: RemotePartyRole;
  readonly usage: 'digitalSignature' | 'keyAgreement' | 'keyCertSign';
  /** A cell for top-ups, not for management (cellUsage prePaymentTopUp, GBCS 4.3.2.6). */
  readonly prepayment?: boolean;
}

/** Everything that may differ between two editions of the rules. Behaviour reads it, and has no opinion of its own. */
export interface Profile {
  readonly id: string;
  readonly title: string;
  /** `in force` or `proposed, not in force`; shown wherever the profile is named. */
  readonly status: string;
  readonly parent: string | undefined;
  readonly gbcsVersion: GbcsVersion;
  readonly useCases: readonly UseCase[];
  readonly serviceRequests: readonly ServiceRequest[];
  readonly trustAnchorCells: Readonly<Partial<Record<DeviceKind, readonly TrustAnchorCell[]>>>;
  /** Whether a label outside the list is a failure or only worth a warning. */
  readonly labelMandate: 'mandatory' | 'advisory';
  /** Whether the DCC alerts the distributor of a home when a Supplier asks to remove an HCALCS (SECMP0046, REQ-15). */
  readonly hcalcsRemovalAlert: boolean;
  readonly assumptions: Readonly<Record<string, Assumption>>;
}
