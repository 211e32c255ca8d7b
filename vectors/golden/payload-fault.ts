import type { Payload, UseCase } from '../../gbcs/index.js';
import type { FlagName } from './notes.js';

/** One way in which a payload does not have the form of its use case. */
export interface PayloadFault {
  readonly id: string;
  readonly flag: FlagName;
  readonly comment: string;
  readonly everywhere?: true;
  /** Valid although it looks odd. */
  readonly valid?: true;
  /** @returns the octets of the payload, or nothing where it cannot have the fault */
  readonly make: (payload: Payload, useCase: UseCase) => Uint8Array | undefined;
}
