import {
  type KeyUsage,
  REMOTE_PARTY_ROLES,
  type RemotePartyRole,
  type TrustAnchorCell,
} from '../../../../gbcs/index.js';
import { roleOfNumber } from './trust-anchors.js';

/** Trust anchor cells as messages name them, and as devices and profiles do. */

/** A cell in the payloads of CS02a, CS02b, CS02f and CS02g. */
export interface CellId {
  readonly role: number;
  readonly keyUsage: readonly string[];
  readonly cellUsage: number;
}

const PREPAYMENT_TOP_UP = 1;

/** The cell of a message; `undefined` if its role has no name or its usages are not exactly one. */
export function cellOf({ role, keyUsage, cellUsage }: CellId): TrustAnchorCell | undefined {
  const name = roleOfNumber(role);
  const [usage, ...others] = keyUsage;
  if (name === undefined || usage === undefined || others.length > 0 || cellUsage > PREPAYMENT_TOP_UP) return undefined;
  return {
    role: name,
    usage: usage as KeyUsage,
    ...(cellUsage === PREPAYMENT_TOP_UP ? { prepayment: true } : {}),
  };
}

/** A role's number in messages. */
export function roleNumber(role: RemotePartyRole): number {
  return REMOTE_PARTY_ROLES[role];
}
