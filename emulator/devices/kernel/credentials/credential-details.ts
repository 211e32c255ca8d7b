import type { Asn1Payload, Asn1Values, RemotePartyRole } from '../../../../gbcs/index.js';
import type { Ability } from '../ability.js';
import type { AcceptedCommand } from '../accepted-command.js';
import type { DevicePort } from '../device-port.js';
import { cellOf, roleNumber } from './cell-ids.js';
import { keyIdentifierIn, roleOfNumber } from './trust-anchors.js';

type Details = Asn1Values['ProvideSecurityCredentialDetailsResponse']['remotePartyDetails'][number];

const STATUS = { success: 0, trustAnchorNotFound: 25, other: 127 } as const;

/** Says whose credentials a device holds, and the counters of each role (GBCS 13.2 CS02a; 13.9 CS02f). */
export class CredentialDetails implements Ability {
  readonly name = 'credentialDetails';
  readonly useCases = ['CS02a', 'CS02f'];
  readonly #port: DevicePort;
  readonly #failures = new Map<number, number>();

  constructor(port: DevicePort) {
    this.#port = port;
  }

  /** Makes every later read of a role fail with this status, as a broken memory would. */
  injectFailure(role: number, status: number): void {
    this.#failures.set(role, status);
  }

  execute({ payload, role: asker, useCase }: AcceptedCommand): Asn1Payload | undefined {
    if (payload.kind !== 'asn1' || payload.type !== 'ProvideSecurityCredentialDetailsCommand') return undefined;
    const { authorisingCell, rolesRequested } = payload.value;
    const authorised = cellOf(authorisingCell)?.role === asker;
    return {
      kind: 'asn1',
      type: 'ProvideSecurityCredentialDetailsResponse',
      value: {
        remotePartyDetails: rolesRequested.map((role) =>
          authorised ? this.#details(role, useCase.name) : { role, status: STATUS.other },
        ),
      },
    };
  }

  #details(number: number, useCase: string): Details {
    const failure = this.#failures.get(number);
    if (failure !== undefined) return { role: number, status: failure };
    const role = roleOfNumber(number);
    const { trustAnchors, counters, configuration } = this.#port.endpoint();
    const cells = trustAnchors.cells().filter((cell) => cell.role === role);
    // The older use case knows no load controller.
    const isKnown = role !== undefined && cells.length > 0 && !(role === 'loadController' && useCase === 'CS02a');
    if (!isKnown) return { role: number, status: STATUS.trustAnchorNotFound };
    const hidesTopUp = configuration.defects?.has('hides-top-up-cell') ?? false;
    return {
      role: roleNumber(role as RemotePartyRole),
      status: STATUS.success,
      currentSeqNumber: counters.of(role),
      cells: cells
        .filter(({ prepayment }) => !(prepayment && hidesTopUp))
        .map((cell) => ({
          keyUsage: [cell.usage],
          cellUsage: cell.prepayment ? 1 : 0,
          subjectUniqueID: cell.party,
          subjectKeyIdentifier: keyIdentifierIn(cell),
        })),
    };
  }
}
