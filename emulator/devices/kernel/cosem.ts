import type { AccessRequest, AccessResponse, AccessSpecification, Data, Eui64, Instant } from '../../../gbcs/index.js';
import { eui64, NULL_DATA } from '../../../gbcs/index.js';
import type { Effect } from '../../kernel/device.js';

/**
 * COSEM objects of a device, and the ACCESS service over them: instructions run in list order; the first that fails
 * gives its own result, and every later one gives other-reason and is not attempted (GBCS 18.2).
 */

export const RESULT = { success: 0, hardwareFault: 1, objectUndefined: 4, otherReason: 250 } as const;

/** In whose name an instruction runs, and what it brings about. */
export interface ExecutionContext {
  readonly now: Instant;
  readonly originator: Eui64;
  readonly messageCode: number;
  readonly originatorCounter: bigint;
  emit(effect: Effect): void;
}

/** Outcome of one instruction: a result code, and data where there is some. */
export interface Outcome {
  readonly code: number;
  readonly data?: Data;
}

export type Attribute = {
  /** @param selection the part of a log that is asked for */
  readonly get?: (selection?: AccessSpecification['selection']) => Data;
  /** @returns a result code; 0 is success */
  readonly set?: (value: Data, context: ExecutionContext) => number;
  /** Puts the device in a state where {@link get} gives this value, without acting on it. */
  readonly preset?: (value: Data) => void;
};

export interface Method {
  readonly execute: (value: Data, context: ExecutionContext) => Outcome;
  /** Puts the device in a state where the method succeeds with this input, if that takes more than nothing. */
  readonly preset?: (value: Data) => void;
}

type Address = Pick<AccessSpecification, 'classId' | 'obis' | 'member'>;

/** Originator of what is set from outside. */
const NOBODY = eui64('0000000000000000');

function key({ classId, obis, member }: Address): string {
  return `${classId}/${obis}/${member}`;
}

export class CosemObjects {
  readonly #attributes = new Map<string, Attribute>();
  readonly #methods = new Map<string, Method>();
  /** Results that instructions are made to fail with, by address: a broken memory, say. */
  readonly #injected = new Map<string, number>();

  attribute(classId: number, obis: string, member: number, attribute: Attribute): void {
    this.#attributes.set(key({ classId, obis, member }), attribute);
  }

  method(classId: number, obis: string, member: number, method: Method): void {
    this.#methods.set(key({ classId, obis, member }), method);
  }

  /**
   * Sets the value of an attribute from outside, as if the device had always had it; of a method, makes the device one
   * in which it succeeds with this input.
   * @returns false if there is no such attribute or method, or it cannot be set so
   */
  preset(specification: AccessSpecification, value: Data, now: Instant): boolean {
    if (specification.access === 'action') {
      const method = this.#methods.get(key(specification));
      method?.preset?.(value);
      return method !== undefined;
    }
    const attribute = this.#attributes.get(key(specification));
    if (attribute?.preset !== undefined) {
      attribute.preset(value);
      return true;
    }
    if (attribute?.set === undefined) return false;
    const context = { now, originator: NOBODY, messageCode: 0, originatorCounter: 0n, emit: () => {} };
    return attribute.set(value, context) === RESULT.success;
  }

  /** Makes every later instruction at this address fail with this result. */
  injectFailure(specification: AccessSpecification, code: number): void {
    this.#injected.set(`${specification.access} ${key(specification)}`, code);
  }

  /** Runs the instructions of a request. The response's long-invoke-id is that of the request. */
  execute(request: AccessRequest, context: ExecutionContext): AccessResponse {
    let broken = false;
    const outcomes = request.specifications.map((specification, i): Outcome => {
      if (broken) return { code: RESULT.otherReason };
      const outcome = this.#run(specification, request.data[i] ?? NULL_DATA, context);
      broken = outcome.code !== RESULT.success;
      return outcome;
    });
    return {
      kind: 'access-response',
      longInvokeId: request.longInvokeId,
      dateTime: new Uint8Array(0),
      data: outcomes.map((outcome) => outcome.data ?? NULL_DATA),
      results: outcomes.map(({ code }, i) => ({ access: request.specifications[i]?.access ?? 'get', code })),
    };
  }

  #run(specification: AccessSpecification, value: Data, context: ExecutionContext): Outcome {
    const address = key(specification);
    const injected = this.#injected.get(`${specification.access} ${address}`);
    if (injected !== undefined) return { code: injected };
    if (specification.access === 'action') {
      return this.#methods.get(address)?.execute(value, context) ?? { code: RESULT.objectUndefined };
    }
    const attribute = this.#attributes.get(address);
    if (specification.access === 'set') return { code: attribute?.set?.(value, context) ?? RESULT.objectUndefined };
    const data = attribute?.get?.(specification.selection);
    return data === undefined ? { code: RESULT.objectUndefined } : { code: RESULT.success, data };
  }
}
