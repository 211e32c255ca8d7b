import { expect } from 'chai';
import type { DeviceName, PartyName } from '../../emulator/index.js';
import {
  accessRequest,
  assumptionValue,
  type Command,
  type Data,
  type Payload,
  requestFromRows,
  UsageError,
  useCaseByName,
} from '../../gbcs/index.js';
import { logRead } from '../scenarios/cosem-steps.js';
import { responseData, resultCodes } from '../scenarios/steps.js';
import type { DeviceMessage, Laboratory, Reaction } from '../targets/laboratory.js';
import type { Example, ReadyExample } from './example.js';

/** What examples say and expect again and again. */

/** The payload of the one authentic Response. */
export function answered({ responses }: Reaction, { isAuthentic }: Pick<ReadyExample, 'isAuthentic'> = {}): Payload {
  expect(responses.length, 'Responses').to.equal(1);
  const [response] = responses as [DeviceMessage];
  const { message, authentic } = response;
  expect(authentic || isAuthentic?.(message) === true, 'protection of the Response').to.equal(true);
  return message.payload;
}

/** One authentic Response, in which every instruction has succeeded. @returns its values */
export function allDone(reaction: Reaction): readonly Data[] {
  answered(reaction);
  const message = reaction.responses[0]?.message;
  const codes = resultCodes(message);
  expect(codes.length, 'results').to.be.greaterThan(0);
  expect(codes, 'results').to.deep.equal(codes.map(() => 0));
  return responseData(message);
}

/** The value of the one authentic Response in ASN.1. @param type of Annex 3, such as `JoinDeviceResponse` */
export function asn1Answer(reaction: Reaction, type: string, ready: Pick<ReadyExample, 'isAuthentic'> = {}): object {
  const payload = answered(reaction, ready);
  expect(payload, 'the Response').to.include({ kind: 'asn1', type });
  return (payload as Extract<Payload, { kind: 'asn1' }>).value;
}

/** A Command of the use case in the edition of the profile, every row without a value but its own. */
export function rowsOf(lab: Laboratory, name: string, values: Readonly<Record<string, Data | true>> = {}): Command {
  const useCase = useCaseByName(lab.profile.useCases, name);
  if (useCase === undefined) throw new UsageError('GBCS_E_UNKNOWN_USE_CASE', `${name} is not in ${lab.profile.id}`);
  return { useCase: name, payload: requestFromRows(useCase, values) };
}

/** Hands a device a right Command. */
export async function send(
  lab: Laboratory,
  device: DeviceName,
  command: Command,
  originator: PartyName,
): Promise<Reaction> {
  return lab.deliver(device, await lab.craft(device, command, { originator }));
}

/** A use case that reads, by the rows of the catalogue, from a home as it is. */
export function reading(
  useCase: string,
  device: Example['device'],
  originator: PartyName,
  effect: string,
  more: Partial<Pick<Example, 'gbcs' | 'assumptions'>> = {},
): Example {
  return {
    useCase,
    device,
    originator,
    effect,
    ...more,
    async ready(lab) {
      return {
        command: () => rowsOf(lab, useCase),
        async expectDone(reaction) {
          allDone(reaction);
        },
      };
    },
  };
}

/**
 * A use case that reads the whole of a log.
 * @param prepare makes the log have an entry; a log that may have none is answered as assumed
 */
export function readingLog(
  useCase: string,
  device: Example['device'],
  obis: string,
  effect: string,
  prepare: (lab: Laboratory) => Promise<unknown>,
  more: Partial<Pick<Example, 'gbcs'>> = {},
): Example {
  return {
    useCase,
    device,
    originator: device === 'hub' ? 'broker' : 'supplier',
    effect,
    assumptions: ['empty-log-result'],
    ...more,
    async ready(lab): Promise<ReadyExample> {
      await prepare(lab);
      return {
        command: () => ({ useCase, payload: accessRequest([logRead(obis)]) }),
        async expectDone(reaction) {
          answered(reaction);
          const message = reaction.responses[0]?.message;
          const [entries] = responseData(message);
          const isEmpty = entries === undefined || !('items' in entries) || entries.items.length === 0;
          const result = isEmpty ? assumptionValue(lab.profile, 'empty-log-result') : 0;
          expect(resultCodes(message), `result of ${useCase}`).to.deep.equal([result]);
        },
      };
    },
  };
}
