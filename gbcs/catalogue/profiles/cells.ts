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
