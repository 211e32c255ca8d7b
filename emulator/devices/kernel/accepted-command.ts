import {
  type Data,
  decodeFrame,
  encodeFrame,
  type Frame,
  HanlabError,
  type Payload,
  type Profile,
  type RemotePartyRole,
  type UseCase,
} from '../../../gbcs/index.js';
import { payloadOf, useCaseOf } from './receive-checks.js';

/** A Command that has passed the checks, and the way to answer it, now or later. */
export interface AcceptedCommand {
  readonly frame: Frame;
  readonly useCase: UseCase;
  readonly payload: Payload;
  readonly role: RemotePartyRole | undefined;
  /** Encrypts data for the party that the Command is in the name of (GBCS 8.5); nothing where there is no key for it. */
  seal?(data: Data): Data | undefined;
  /** The device's own counter under which it encrypted for an Unknown Remote Party, once it has (GBCS 8.4). */
  ownCounter?(): bigint | undefined;
}

/** A Command that a device still has to answer, as it is saved: what its octets say is not kept beside them. */
export interface SavedCommand {
  readonly message: Uint8Array;
  readonly role: RemotePartyRole | undefined;
}

export function saveCommand({ frame, role }: AcceptedCommand): SavedCommand {
  return { message: encodeFrame(frame), role };
}

/** @throws HanlabError if the profile is not that under which the Command was accepted */
export function restoreCommand({ message, role }: SavedCommand, profile: Profile): AcceptedCommand {
  const frame = decodeFrame(message);
  const useCase = useCaseOf(frame, profile);
  if (useCase === undefined) {
    throw new HanlabError('HANLAB_E_HARNESS', `a saved Command is of a use case that '${profile.id}' does not have`);
  }
  return { frame, useCase, payload: payloadOf(frame), role };
}
