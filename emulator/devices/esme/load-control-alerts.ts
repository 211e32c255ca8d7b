import {
  type Data,
  encodeDateTime,
  type Instant,
  octetString,
  type Profile,
  useCaseByName,
} from '../../../gbcs/index.js';
import type { Controller, TimedLevel } from './controllers.js';
import { DIRECTION_NIBBLE, type Direction } from './levels.js';

/** The Alerts of load control, all of which go to the supplier (ECS101, ECS102, ECS200 of GBCS 4.x; 811A). */

/** An Alert before it has a recipient and a time. */
export interface LoadControlAlert {
  readonly messageCode: number;
  readonly alertCode: number;
  readonly extras: readonly Data[];
  /** Whether it names the Load Controller as supplementary party. */
  readonly forLoadController?: true;
  readonly protection: 'signature' | 'mac';
}

const CODE = { limitProcessed: 0x8f86, limitEnded: 0x8f87, operationalUpdate: 0x8f88, switchFailure: 0x811a } as const;
/** Message code of Alerts that have no use case of their own and are not critical. */
const GENERIC_NON_CRITICAL = 0x1001;

function alertOf(profile: Profile, useCase: string, alertCode: number, extras: readonly Data[]): LoadControlAlert {
  const messageCode = useCaseByName(profile.useCases, useCase)?.messageCode;
  if (messageCode === undefined) throw new RangeError(`${profile.id} has no ${useCase}`);
  return { messageCode, alertCode, extras, protection: 'signature' };
}

const unsigned = (value: number): Data => ({ type: 'unsigned', value });

function directionAndNumber(direction: Direction, number: number): Data {
  return unsigned((DIRECTION_NIBBLE[direction] << 4) | number);
}

const dateTime = (instant: Instant): Data => octetString(encodeDateTime(instant));

/** ECS101: a limit has been taken; `level` is what the controller has then. */
export function limitProcessed(
  profile: Profile,
  number: number,
  direction: Direction,
  limit: TimedLevel,
  level: number,
): LoadControlAlert {
  return alertOf(profile, 'ECS101', CODE.limitProcessed, [
    directionAndNumber(direction, number),
    dateTime(limit.from),
    dateTime(limit.until),
    unsigned(level),
  ]);
}

/** ECS102: a limit is over, or has been replaced; `level` is what the controller has then. */
export function limitEnded(profile: Profile, number: number, direction: Direction, level: number): LoadControlAlert {
  return alertOf(profile, 'ECS102', CODE.limitEnded, [directionAndNumber(direction, number), unsigned(level)]);
}

/** ECS200: what a controller does now, by the Load Controller's request; the levels are texts here. */
export function operationalUpdate(profile: Profile, { output, input, information }: Controller): LoadControlAlert {
  const state = { outputState: `${output.level}`, inputState: `${input.level}`, 'other-data': '', ...information };
  const body: Data = { type: 'utf8-string', octets: new TextEncoder().encode(JSON.stringify(state)) };
  return { ...alertOf(profile, 'ECS200', CODE.operationalUpdate, [body]), forLoadController: true };
}

/** 811A: the state of a switch could not be changed. */
export function switchFailure(): LoadControlAlert {
  return { messageCode: GENERIC_NON_CRITICAL, alertCode: CODE.switchFailure, extras: [], protection: 'mac' };
}
