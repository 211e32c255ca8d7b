import { bareData, type Data, encodeDateTime } from '../../../../gbcs/index.js';
import type { CosemObjects, ExecutionContext } from '../cosem.js';
import { defaultValue } from './default-value.js';
import { type Address, addressKey, type MethodDefinition } from './object-model.js';

/**
 * What the methods of COSEM interface classes do to the attributes of their object (Blue Book 4), whichever object it is.
 * Methods that act on more than that are bound by the device.
 */

/** Numbers of attributes and methods by class. */
const REGISTER = { ids: [3, 4], value: 2, captureTime: 5, reset: 1 } as const;
const PROFILE_GENERIC = { id: 7, buffer: 2, clear: 1 } as const;
const CREDIT = { id: 112, amount: 2, updateAmount: 1, setAmount: 2 } as const;
const CHARGE = { id: 113, remaining: 12, updateRemaining: 4 } as const;

/**
 * Runs a method that its class defines.
 * @returns whether the class defines it
 */
export function runClassMethod(
  objects: CosemObjects,
  { address }: MethodDefinition,
  input: Data,
  { now }: ExecutionContext,
): boolean {
  const { classId, member } = address;
  const at = (attribute: number): Address => ({ ...address, member: attribute });
  if (REGISTER.ids.some((id) => id === classId) && member === REGISTER.reset) {
    objects.reset(at(REGISTER.value));
    if (classId === 4) objects.store(at(REGISTER.captureTime), dateTime(now));
    const time = objects.model.resetTimes.get(addressKey(address));
    if (time !== undefined) objects.store(time, dateTime(now));
    return true;
  }
  if (classId === PROFILE_GENERIC.id && member === PROFILE_GENERIC.clear) {
    objects.reset(at(PROFILE_GENERIC.buffer));
    return true;
  }
  if (classId === CREDIT.id && member === CREDIT.updateAmount) {
    objects.store(at(CREDIT.amount), amount(amountOf(objects.value(at(CREDIT.amount))) + amountOf(input)));
    return true;
  }
  if (classId === CREDIT.id && member === CREDIT.setAmount) {
    objects.store(at(CREDIT.amount), amount(amountOf(input)));
    return true;
  }
  if (classId === CHARGE.id && member === CHARGE.updateRemaining) {
    objects.store(at(CHARGE.remaining), amount(amountOf(objects.value(at(CHARGE.remaining))) + amountOf(input)));
    return true;
  }
  return false;
}

function dateTime(now: number): Data {
  return { type: 'octet-string', octets: encodeDateTime(now) };
}

const AMOUNT = { low: -0x8000_0000, high: 0x7fff_ffff } as const;

/** An amount of money, in the unit of its object; it stops at the ends of its type. */
export function amount(value: number): Data {
  return { type: 'double-long', value: Math.min(AMOUNT.high, Math.max(AMOUNT.low, value)) };
}

export function amountOf(data: Data): number {
  return 'value' in data ? Number(data.value) : 0;
}

/**
 * A value as the object that it moves to has it: in a list of one where that is a list, with the constants of the fields
 * there (an account that is next is active once it is in force).
 */
export function fitted(data: Data, target: Parameters<typeof defaultValue>[0], constant?: number | boolean): Data {
  if (target.type === 'array' && data.type !== 'array') return { type: 'array', items: [fitted(data, target.of)] };
  if (target.type === 'structure' && data.type === 'structure') {
    return {
      type: 'structure',
      items: data.items.map((item, i) => {
        const field = target.fields[i];
        return field === undefined ? item : fitted(item, field.shape, field.constant);
      }),
    };
  }
  return constant === undefined ? bareData(data) : defaultValue(target, constant);
}
