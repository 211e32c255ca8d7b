import { allUseCases } from './lookup.js';
import { alertProtections, commandProtections, responseProtections } from './protections.js';
import type { DeviceKind, Protections, RemotePartyRole, UseCase } from './use-case.js';

/** What a message must carry, as far as a reader of traffic can know who its parties are (GBCS 6). */

/** Of the parties to a message, what its reader knows; an identifier alone says neither. */
export interface KnownParties {
  /** Role of the remote party: originator of a Command, recipient of a Response. */
  readonly role?: RemotePartyRole | undefined;
  /** Kind of the device at the other end. */
  readonly device?: DeviceKind | undefined;
}

export type ProtectionDemand =
  /** The catalogue does not know the Message Code. */
  | { readonly kind: 'unknown' }
  /** The use case has no message of this kind: an alert for a Command, or no message of GBCS at all. */
  | { readonly kind: 'no-such-message'; readonly useCase: UseCase }
  /** Several where it depends on a party that is not known; at least one. */
  | { readonly kind: 'protections'; readonly useCase: UseCase; readonly any: readonly Protections[] };

const COMMAND = 1;
const RESPONSE = 2;
const ALERT = 3;

/**
 * The protections that a message must carry, exactly these, when it reaches the device or comes from it.
 * @param messageCode 16 bits
 * @param cra 1 Command, 2 Response, 3 Alert; no other value is a message of any use case
 */
export function demandedProtections(messageCode: number, cra: number, parties: KnownParties = {}): ProtectionDemand {
  const editions = allUseCases.filter((useCase) => useCase.messageCode === messageCode);
  const [useCase] = editions;
  if (useCase === undefined) return { kind: 'unknown' };
  const any = editions.flatMap((edition) => demandsOf(edition, cra, parties));
  if (any.length === 0) return { kind: 'no-such-message', useCase };
  const key = ({ signature, mac }: Protections) => `${signature} ${mac}`;
  return { kind: 'protections', useCase, any: [...new Map(any.map((one) => [key(one), one])).values()] };
}

function demandsOf(useCase: UseCase, cra: number, parties: KnownParties): Protections[] {
  switch (useCase.category) {
    case 'ZSE specified':
      return [];
    case 'SME.A.C':
    case 'SME.A.NC':
      return cra === ALERT ? [alertProtections(useCase)] : [];
    case 'SME.C.C':
    case 'SME.C.NC':
    case 'SME.C.PPMID-GSME': {
      if (cra !== COMMAND && cra !== RESPONSE) return [];
      const protections = cra === COMMAND ? commandProtections : responseProtections;
      return possibleParties(useCase, parties).map(([role, device]) => protections(useCase, role, device));
    }
    default:
      return useCase.category satisfies never;
  }
}

/** Who may stand behind the identifiers, by what is known and by the rights of the use case. */
function possibleParties(
  { authorisations }: UseCase,
  { role, device }: KnownParties,
): (readonly [role: RemotePartyRole | undefined, device: DeviceKind | undefined])[] {
  const pairs = authorisations.flatMap((one) => one.targets.map((target) => [one.role, target] as const));
  const ofRole = pairs.filter((pair) => role === undefined || pair[0] === role);
  const possible = ofRole.filter((pair) => device === undefined || pair[1] === device);
  // Whether they may is not asked here: where nobody may, what is known counts.
  return possible.length > 0 ? possible : [[role, device]];
}
