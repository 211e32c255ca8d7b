import { expect } from 'chai';
import {
  accessRequest,
  array,
  assumptionValue,
  booleanData,
  type Command,
  type Data,
  type Instruction,
  longUnsigned,
  NULL_DATA,
  octetString,
  parseObis,
  structure,
} from '../../gbcs/index.js';
import type { Laboratory, UserParty } from '../targets/laboratory.js';
import { responseData, resultCodes } from './steps.js';

/** Instructions to the COSEM objects of an ESME, and what it answers. Commands come past the DCC. */

type Access = Instruction['specification']['access'];

export function instruction(
  access: Access,
  classId: number,
  obis: string,
  member: number,
  data: Data = NULL_DATA,
): Instruction {
  return { specification: { access, classId, obis, member }, data };
}

function seconds(value: number): Data {
  return { type: 'double-long-unsigned', value };
}

/** What the ESME answers a Command of a party: results and data. */
export async function answer(
  lab: Laboratory,
  command: Command,
  originator: UserParty = 'supplier',
): Promise<{ readonly codes: readonly number[]; readonly data: readonly Data[] }> {
  const { responses } = await lab.deliver('esme', await lab.craft('esme', command, { originator }));
  expect(responses.length, `Responses to ${command.useCase}`).to.equal(1);
  const [response] = responses;
  expect(response?.authentic, `protection of the Response to ${command.useCase}`).to.equal(true);
  return { codes: resultCodes(response?.message), data: responseData(response?.message) };
}

/** ECS28a: the load limit that is to hold from a time on. @param watts 0 to 4,294,967,295 */
export function setLoadLimit(watts: number, time: Uint8Array): Command {
  const objects = ['0-0:94.44.0.3', '0-0:94.44.128.7', '0-0:94.44.128.6', '0-0:94.44.128.8'] as const;
  const values = [booleanData(false), seconds(watts), seconds(300), seconds(30)];
  const payload = accessRequest([
    ...objects.map((obis, i) => instruction('set', 9000, obis, 4, values[i])),
    ...objects.map((obis) => instruction('set', 9000, obis, 6, octetString(time))),
  ]);
  return { useCase: 'ECS28a', payload };
}

export const EVENT_LOG = { useCase: 'ECS35a', obis: '0-0:99.98.0.255' } as const;
export const SECURITY_LOG = { useCase: 'ECS35b', obis: '0-0:99.98.1.255' } as const;
export const EPOCH = Date.UTC(2000, 0, 1);
const END_OF_TIME = EPOCH + 0xffff_ffff * 1000;

/** An instruction that reads a log from one time to another, both included. */
export function logRead(obis: string, from = EPOCH, to = END_OF_TIME): Instruction {
  const clock = structure(
    longUnsigned(1),
    octetString(parseObis('0-0:94.44.100.255')),
    { type: 'integer', value: 2 },
    longUnsigned(0),
  );
  const range = structure(clock, seconds((from - EPOCH) / 1000), seconds((to - EPOCH) / 1000), array());
  const { specification, data } = instruction('get', 7, obis, 2);
  return { specification: { ...specification, selection: { selector: 1, parameters: range } }, data };
}

/** The codes of a log's entries from one time to another, both included. */
export async function codesOf(
  lab: Laboratory,
  log: typeof EVENT_LOG | typeof SECURITY_LOG,
  from?: number,
  to?: number,
): Promise<readonly number[]> {
  const payload = accessRequest([logRead(log.obis, from, to)]);
  const { codes, data } = await answer(lab, { useCase: log.useCase, payload });
  const [entries] = data;
  const isEmpty = entries === undefined || !('items' in entries) || entries.items.length === 0;
  const result = isEmpty ? assumptionValue(lab.profile, 'empty-log-result') : 0;
  expect(codes, `result of ${log.useCase}`).to.deep.equal([result]);
  return (entries !== undefined && 'items' in entries ? entries.items : []).map((entry) => {
    const code = 'items' in entry ? entry.items[1] : undefined;
    return code !== undefined && 'value' in code ? Number(code.value) : Number.NaN;
  });
}
