import { assumptionValue, type Payload, type Profile, type UseCase } from '../../../gbcs/index.js';
import type { AcceptedCommand } from './accepted-command.js';
import type { Planned } from './cosem/future-activations.js';
import { EVENT_LOG } from './event-log.js';

/** Events of the Event Log about Commands that a device carries out at once (hcalcs 3.2; RTDS ECS35a). */
export const COMMAND_EVENTS = { executed: 0x8154, notExecuted: 0x8155 } as const;

/**
 * The event that a Command makes, by its Response. One that is planned for later makes none now: it has its own event
 * when its time comes (8F66, 8F67).
 * @param planned what the device has planned by the ACCESS service, this Command included
 */
export function commandEventOf(
  { useCase, frame }: Pick<AcceptedCommand, 'useCase' | 'frame'>,
  response: Payload,
  planned: readonly Planned[],
  profile: Profile,
): number | undefined {
  if (clearsEventLog(useCase)) return undefined;
  if (onlyReads(useCase) && !assumptionValue(profile, 'event-log-has-reads')) return undefined;
  const { originatorCounter } = frame.header;
  const isPlanned = planned.some(
    (one) => one.messageCode === useCase.messageCode && one.originatorCounter === originatorCounter,
  );
  const isExecuted = isPlanned ? undefined : outcomeOf(response);
  if (isExecuted === undefined) return undefined;
  return isExecuted ? COMMAND_EVENTS.executed : COMMAND_EVENTS.notExecuted;
}

/** Its event is another, in the Security Log: this log is empty after it. */
function clearsEventLog({ payload }: UseCase): boolean {
  if (payload.family !== 'dlms') return false;
  return payload.rows.some(({ access, obis }) => access === 'action' && obis === EVENT_LOG.obis);
}

/** What the ACCESS service only gets, also as what a method gives back; of ASN.1, what no counter protects from replay. */
function onlyReads({ payload, replayProtected }: UseCase): boolean {
  if (payload.family !== 'dlms') return !replayProtected;
  return payload.rows.every(({ access, returns }) => access === 'get' || returns !== undefined);
}

/** Whether all that was asked for was done; nothing where it is only planned, or taken back. */
function outcomeOf(response: Payload): boolean | undefined {
  if (response.kind === 'access-response') return response.results.every(({ code }) => code === 0);
  if (response.kind !== 'asn1') return undefined;
  switch (response.type) {
    case 'JoinDeviceResponse':
      return response.value.joinResponseCode === 0;
    case 'UnjoinDeviceResponse':
      return response.value.unjoinResponseCode === 0;
    case 'UpdateSecurityCredentialsResponse':
      return response.value.outcome?.replacementOutcomes.every(({ status }) => status === 0);
    case 'ActivateFirmwareResponse':
      return 'outcome' in response.value ? response.value.outcome.responseCode === 0 : undefined;
    case 'UpdateDeviceCertificateResponse':
      return response.value.responseCode === 0;
    case 'IssueSecurityCredentialsResponse':
    case 'ProvideDeviceCertificateResponse':
      // What was asked for takes the place of the code.
      return !('responseCode' in response.value);
    case 'ReadDeviceJoinDetailsResponse':
      return response.value.readResponseCode === 0;
    case 'ProvideSecurityCredentialDetailsResponse':
      return true;
    default:
      return undefined;
  }
}
