import {
  type AccessRequest,
  booleanData,
  type Command,
  type Data,
  type DlmsRow,
  isRow,
  longUnsigned,
  NULL_DATA,
  UsageError,
} from '../../../gbcs/index.js';
import { outOfRange } from './out-of-range.js';
import type { WrongCase, WrongCommand } from './wrong-case.js';

/** Access requests that are not of the rows of their use case. */

type PayloadCase = Pick<WrongCase, 'id' | 'what' | 'commands'>;

/** An instruction and the row of the use case that it is. */
interface Sent {
  readonly row: DlmsRow;
  readonly at: number;
}

export function dlmsCases(rows: readonly DlmsRow[]): readonly PayloadCase[] {
  const isNeeded = ({ optional, presentExactlyWhen }: DlmsRow) => optional !== true || presentExactlyWhen !== undefined;
  return [
    ...(rows.some(isNeeded)
      ? [
          {
            id: 'missing-row',
            what: 'without one of the instructions that belong to it',
            commands: (command: Command) =>
              sentOf(command, rows)
                .filter(({ row }) => isNeeded(row))
                .map(({ row, at }) => wrong(command, `without ${row.name}`, (request) => without(request, at))),
          },
        ]
      : []),
    {
      id: 'extra-row',
      what: 'with an instruction that does not belong to it',
      commands: (command) => [wrong(command, 'with a read of the clock at its end', withClock)],
    },
    {
      id: 'wrong-type',
      what: 'with a value of another type than its own',
      commands: (command) => [wrongType(command, rows)],
    },
    ...(rows.some((row) => row.access !== 'get' && isBounded(row))
      ? [
          {
            id: 'out-of-range',
            what: 'with a value beyond what it can be',
            commands: (command: Command) => [tooFar(command, rows)],
          },
        ]
      : []),
  ];
}

function requestOf({ payload, useCase }: Command): AccessRequest {
  if (payload.kind === 'access-request') return payload;
  throw new UsageError('HANLAB_E_USAGE', `${useCase} is no access request`);
}

function sentOf(command: Command, rows: readonly DlmsRow[]): readonly Sent[] {
  return requestOf(command).specifications.flatMap((specification, at) => {
    const row = rows.find((one) => isRow(specification, one));
    return row === undefined ? [] : [{ row, at }];
  });
}

function wrong(command: Command, what: string, change: (request: AccessRequest) => AccessRequest): WrongCommand {
  return { what, command: { ...command, payload: change(requestOf(command)) } };
}

function without(request: AccessRequest, at: number): AccessRequest {
  const { specifications, data } = request;
  return { ...request, specifications: specifications.toSpliced(at, 1), data: data.toSpliced(at, 1) };
}

function withClock(request: AccessRequest): AccessRequest {
  const clock = { access: 'get', classId: 8, obis: '0-0:1.0.0.255', member: 2 } as const;
  const { specifications, data } = request;
  return { ...request, specifications: [...specifications, clock], data: [...data, NULL_DATA] };
}

function withData(command: Command, { row, at }: Sent, value: Data): WrongCommand {
  const what = `${row.name} as ${value.type}${'value' in value ? ` ${value.value}` : ''}`;
  return wrong(command, what, (request) => ({ ...request, data: request.data.with(at, value) }));
}

/** The last instruction carries a value of another type; one that reads carries one at all. */
function wrongType(command: Command, rows: readonly DlmsRow[]): WrongCommand {
  const last = sentOf(command, rows).at(-1);
  if (last === undefined) throw new UsageError('HANLAB_E_USAGE', `${command.useCase} has no instruction`);
  return withData(command, last, last.row.shape.type === 'boolean' ? longUnsigned(1) : booleanData(true));
}

function isBounded({ shape, constant }: DlmsRow): boolean {
  return outOfRange(shape, constant) !== undefined;
}

/** The first instruction whose value can be beyond its range has such a value. */
function tooFar(command: Command, rows: readonly DlmsRow[]): WrongCommand {
  for (const sent of sentOf(command, rows)) {
    const { row, at } = sent;
    if (row.access === 'get') continue;
    const make = outOfRange(row.shape, row.constant);
    const value = requestOf(command).data[at];
    const changed = value && make?.(value);
    if (changed !== undefined) return withData(command, sent, changed);
  }
  throw new UsageError('HANLAB_E_USAGE', `the example of ${command.useCase} has no value that can be out of range`);
}
