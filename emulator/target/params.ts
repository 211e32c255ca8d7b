import { type Eui64, eui64, fromHex, HanlabError, type Instant } from '../../gbcs/index.js';
import { instantOf } from '../kernel/instant.js';
import { isRecord, type Params, RpcError } from './json-rpc.js';

/** Reads params of a request by name; each throws RpcError `invalidParams` with the name of what is wrong. */

export function octetsIn(params: Params, name: string, length?: number): Uint8Array {
  const text = textIn(params, name);
  const octets = reading(name, () => fromHex(text));
  if (length === undefined || octets.length === length) return octets;
  throw new RpcError('invalidParams', `${name} has ${octets.length} octets, not ${length}`);
}

export function euiIn(params: Params, name: string): Eui64 {
  const text = textIn(params, name);
  return reading(name, () => eui64(text));
}

export function textIn(params: Params, name: string): string {
  const value = params[name];
  if (typeof value === 'string') return value;
  throw new RpcError('invalidParams', `${name} is not a text`);
}

export function booleanIn(params: Params, name: string): boolean {
  const value = params[name];
  if (typeof value === 'boolean') return value;
  throw new RpcError('invalidParams', `${name} is not true or false`);
}

/** @param most highest value, inclusive */
export function numberIn(params: Params, name: string, most: number): number {
  const value = params[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RpcError('invalidParams', `${name} is not a whole number from 0 to ${most}`);
}

/** A number from 0 on, whole or not. @param most highest value, inclusive */
export function quantityIn(params: Params, name: string, most: number): number {
  const value = params[name];
  if (typeof value === 'number' && value >= 0 && value <= most) return value;
  throw new RpcError('invalidParams', `${name} is not a number from 0 to ${most}`);
}

/** A time such as `2026-01-05T18:00:00Z`. */
export function instantIn(params: Params, name: string): Instant {
  const instant = instantOf(textIn(params, name));
  if (instant !== undefined) return instant;
  throw new RpcError('invalidParams', `${name} is no time such as 2026-01-05T18:00:00Z`);
}

export function choiceIn<Choice extends string>(params: Params, name: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === params[name]);
  if (choice !== undefined) return choice;
  throw new RpcError('invalidParams', `${name} is none of ${choices.join(', ')}`);
}

export function recordIn(params: Params, name: string): Params {
  const value = params[name];
  if (isRecord(value)) return value;
  throw new RpcError('invalidParams', `${name} is no object`);
}

export function listIn(params: Params, name: string): readonly unknown[] {
  const value = params[name];
  if (Array.isArray(value)) return value;
  throw new RpcError('invalidParams', `${name} is no list`);
}

/** Refuses names that a request does not have, as a mistyped one is. */
export function onlyIn(params: Params, names: readonly string[]): void {
  const unknown = Object.keys(params).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new RpcError(
    'invalidParams',
    `there is no ${JSON.stringify(unknown.slice(0, 40))} among ${names.join(', ') || 'no params'}`,
  );
}

function reading<Value>(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof HanlabError) throw new RpcError('invalidParams', `${name}: ${error.message}`);
    throw error;
  }
}
