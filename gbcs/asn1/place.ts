import { CodecError, type ErrorCode } from '../errors.js';
import { DER_CLAUSE } from './der-rules.js';

/** Where in a value something is: the name of a field or the index of an element, and what is around it. */
export interface Place {
  readonly name: string | number;
  readonly around: Place | undefined;
}

/** The place as text: `JoinDeviceCommand.otherDeviceType`, `X.replacements[2].targetCell`. */
function placeText({ name, around }: Place): string {
  if (around === undefined) return String(name);
  return typeof name === 'number' ? `${placeText(around)}[${name}]` : `${placeText(around)}.${name}`;
}

/** An error at a place; `offset` only where there are octets. */
export function errorAt(code: ErrorCode, place: Place, message: string, offset?: number, cause?: unknown): CodecError {
  const detail = { path: placeText(place), clause: DER_CLAUSE, ...(cause === undefined ? {} : { cause }) };
  return new CodecError(code, message, offset === undefined ? detail : { ...detail, offset });
}

/** Does something that knows offsets only; its errors get the place. */
export function withPlace<T>(place: Place, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof CodecError) throw errorAt(error.code, place, error.message, error.offset, error.cause);
    throw error;
  }
}
