import { UsageError } from '../../errors.js';
import type { AssumptionName, AssumptionValue } from '../assumptions.js';
import type { DeviceKind, RemotePartyRole, UseCase } from '../use-case.js';
import type { Assumption, Profile, ServiceRequest, TrustAnchorCell, UserRole } from './profile.js';

/** A use case and the kinds of device on which it may be invoked. */
interface UseCaseGrant {
  readonly useCase: string;
  readonly targets: readonly DeviceKind[];
}

/** All that a profile may change of its parent. It can add rights and cells, and never take any away. */
export interface ProfileChanges {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  /** Service Reference Variants that a User Role may send from now on. */
  readonly serviceRequests?: Readonly<Partial<Record<UserRole, readonly string[]>>>;
  /** Use cases that a remote party role may invoke from now on. */
  readonly useCases?: Readonly<Partial<Record<RemotePartyRole, readonly UseCaseGrant[]>>>;
  readonly trustAnchorCells?: Readonly<Partial<Record<DeviceKind, readonly TrustAnchorCell[]>>>;
  readonly labelMandate?: Profile['labelMandate'];
  readonly hcalcsRemovalAlert?: boolean;
  readonly assumptions?: { readonly [N in AssumptionName]?: AssumptionValue<N> };
}

/**
 * A profile that is its parent with exactly these changes. Rows that do not change are the parent's own objects.
 * @throws UsageError `HANLAB_E_USAGE` if a change names what the parent does not have, or grants what it already has:
 * otherwise the list of changes would not be the difference.
 */
export function overlay(parent: Profile, changes: ProfileChanges): Profile {
  return {
    id: changes.id,
    title: changes.title,
    status: changes.status,
    parent: parent.id,
    gbcsVersion: parent.gbcsVersion,
    useCases: grantUseCases(parent, changes),
    serviceRequests: grantServiceRequests(parent, changes),
    trustAnchorCells: addTrustAnchorCells(parent, changes),
    labelMandate: changes.labelMandate ?? parent.labelMandate,
    hcalcsRemovalAlert: changes.hcalcsRemovalAlert ?? parent.hcalcsRemovalAlert,
    assumptions: changeAssumptions(parent, changes),
  };
}

function mistake(changes: ProfileChanges, what: string): UsageError {
  return new UsageError('HANLAB_E_USAGE', `profile '${changes.id}': ${what}`);
}

function grantServiceRequests(parent: Profile, changes: ProfileChanges): readonly ServiceRequest[] {
  const rows = new Map(parent.serviceRequests.map((row) => [row.variant, row]));
  for (const [role, variants] of entries(changes.serviceRequests)) {
    for (const variant of variants) {
      const row = rows.get(variant);
      if (row === undefined) {
        throw mistake(changes, `'${parent.id}' has no Service Reference Variant ${variant}`);
      }
      if (row.eligibleRoles.includes(role)) {
        throw mistake(changes, `${role} may already send ${variant}`);
      }
      rows.set(variant, { ...row, eligibleRoles: [...row.eligibleRoles, role] });
    }
  }
  return [...rows.values()];
}

function grantUseCases(parent: Profile, changes: ProfileChanges): readonly UseCase[] {
  const rows = new Map(parent.useCases.map((row) => [row.name, row]));
  for (const [role, grants] of entries(changes.useCases)) {
    for (const { useCase, targets } of grants) {
      const row = rows.get(useCase);
      if (row === undefined) {
        throw mistake(changes, `'${parent.id}' has no use case ${useCase}`);
      }
      const held = row.authorisations.filter((held) => held.role === role).flatMap((held) => held.targets);
      const twice = targets.find((target) => held.includes(target));
      if (twice !== undefined) {
        throw mistake(changes, `${role} may already invoke ${useCase} on ${twice}`);
      }
      rows.set(useCase, { ...row, authorisations: [...row.authorisations, { role, targets }] });
    }
  }
  return [...rows.values()];
}

function addTrustAnchorCells(parent: Profile, changes: ProfileChanges): Profile['trustAnchorCells'] {
  const cells: Partial<Record<DeviceKind, readonly TrustAnchorCell[]>> = { ...parent.trustAnchorCells };
  for (const [device, added] of entries(changes.trustAnchorCells)) {
    const held = cells[device] ?? [];
    const twice = added.find((cell) =>
      held.some(
        ({ role, usage, prepayment }) => role === cell.role && usage === cell.usage && prepayment === cell.prepayment,
      ),
    );
    if (twice !== undefined) {
      throw mistake(changes, `${device} already has a cell for ${twice.role} ${twice.usage}`);
    }
    cells[device] = [...held, ...added];
  }
  return cells;
}

function changeAssumptions(parent: Profile, changes: ProfileChanges): Profile['assumptions'] {
  const assumptions: Record<string, Assumption> = { ...parent.assumptions };
  for (const [name, value] of entries(changes.assumptions)) {
    const assumption = assumptions[name];
    if (assumption === undefined) {
      throw mistake(changes, `'${parent.id}' has no assumption '${name}'`);
    }
    if (assumption.fixed !== undefined && assumption.value !== value) {
      throw mistake(changes, `'${name}' cannot have another value: ${assumption.fixed}`);
    }
    if (typeof assumption.value !== typeof value) {
      throw mistake(changes, `the value of '${name}' must be a ${typeof assumption.value}`);
    }
    assumptions[name] = { ...assumption, value };
  }
  return assumptions;
}

/** `Object.entries` for the partial records above. */
function entries<K extends string, V>(record: Readonly<Partial<Record<K, V>>> | undefined): [K, V][] {
  return Object.entries(record ?? {}) as [K, V][];
}
