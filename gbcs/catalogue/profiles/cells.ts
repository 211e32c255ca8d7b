import type { RemotePartyRole } from '../use-case.js';
import type { TrustAnchorCell } from './profile.js';

/** The cell that holds a role's key for signatures. */
export function signing(role: RemotePartyRole): TrustAnchorCell {
  return { role, usage: 'digitalSignature' };
}

/** A role's cells for signatures and for key agreement. */
export function bothUsages(role: RemotePartyRole): readonly TrustAnchorCell[] {
  return [signing(role), { role, usage: 'keyAgreement' }];
}

/** The cell that holds the key of the root, which certificates go back to. */
export const ROOT: TrustAnchorCell = { role: 'root', usage: 'keyCertSign' };

/** The cell that holds a supplier's key for top-ups. */
export const TOP_UP: TrustAnchorCell = { role: 'supplier', usage: 'keyAgreement', prepayment: true };
