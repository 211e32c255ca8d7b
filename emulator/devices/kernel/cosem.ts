import {
  type AccessRequest,
  type AccessResponse,
  type AccessSpecification,
  bareData,
  compactArray,
  type Data,
  type DataShape,
  decodeData,
  type Eui64,
  encodeData,
  eui64,
  type Instant,
  NULL_DATA,
  readProtectedDataRequest,
  shapeProblem,
  structure,
} from '../../../gbcs/index.js';
import type { Effect } from '../../kernel/device.js';
import { amount, fitted, runClassMethod } from './cosem/class-methods.js';
import { defaultValue } from './cosem/default-value.js';
import { FutureActivations, type Planned } from './cosem/future-activations.js';
import { entriesWithin, type LogRange, restrictedRange, selectedRange } from './cosem/log-range.js';
import {
  type Address,
  type AttributeDefinition,
  addressKey,
  type MethodDefinition,
  type ObjectModel,
} from './cosem/object-model.js';

/**
 * COSEM objects of a device, and the ACCESS service over them: instructions run in list order; the first that fails
 * gives its own result, and every later one gives other-reason and is not attempted (GBCS 18.2).
 *
 * Which objects there are, and of which form, says the catalogue ({@link ObjectModel}); a device holds the values that
 * are not as they were at first. What acts on the device is bound to addresses.
 */

/** Data-Access-Results and Action-Results (Green Book 9.5). */
export const RESULT = {
  success: 0,
  hardwareFault: 1,
  readWriteDenied: 3,
  objectUndefined: 4,
  typeUnmatched: 12,
  scopeOfAccessViolated: 13,
  otherReason: 250,
} as const;

/** In whose name an instruction runs, and what it brings about. */
export interface ExecutionContext {
  readonly now: Instant;
  readonly originator: Eui64;
  readonly messageCode: number;
  readonly originatorCounter: bigint;
  emit(effect: Effect): void;
  /** Encrypts data for whoever asked (GBCS 8.5); nothing where there is no key for that party. */
  seal?(data: Data): Data | undefined;
}

/** Outcome of one instruction: a result code, and data where there is some. */
export interface Outcome {
  readonly code: number;
  readonly data?: Data;
}

export type Attribute = {
  /** @param selection the part of a log that is asked for; who gives more than that is cut to it */
  readonly get?: (selection: AccessSpecification['selection'], now: Instant) => Data;
  /** @returns a result code; 0 is success */
  readonly set?: (value: Data, context: ExecutionContext) => number;
  /**
   * Puts the device in a state where {@link get} gives this value, without acting on it.
   * @returns false if it has no such state
   */
  readonly preset?: (value: Data, now: Instant) => unknown;
  /** Takes what was the next value until now (GBCS 9.2). */
  readonly activate?: (value: Data, now: Instant) => void;
};

export interface Method {
  readonly execute: (value: Data, context: ExecutionContext) => Outcome;
  /** Puts the device in a state where the method succeeds with this input, if that takes more than nothing. */
  readonly preset?: (value: Data, now: Instant) => void;
  /** Puts the device in a state where the method gives back this, at this time. */
  readonly presetReturn?: (data: Data, now: Instant) => void;
}

/** What a kind of device binds to its objects: one table for all devices, which make what they use of it. */
interface Bindings<Device> {
  readonly attributes: ReadonlyMap<string, (device: Device) => Attribute>;
  readonly methods: ReadonlyMap<string, (device: Device) => Method>;
}

/** A table of bindings, as it is written. */
export class BindingTable<Device> implements Bindings<Device> {
  readonly attributes = new Map<string, (device: Device) => Attribute>();
  readonly methods = new Map<string, (device: Device) => Method>();

  attribute(classId: number, obis: string, member: number, bind: (device: Device) => Attribute): void {
    this.attributes.set(addressKey({ classId, obis, member }), bind);
  }

  method(classId: number, obis: string, member: number, bind: (device: Device) => Method): void {
    this.methods.set(addressKey({ classId, obis, member }), bind);
  }
}

/** What the objects ask of the device around them. */
export interface ObjectsPort {
  attribute?(key: string): Attribute | undefined;
  method?(key: string): Method | undefined;
  /** A next value has come into force, or could not, at the time planned for it. */
  activated?(planned: Planned, isDone: boolean): void;
  /** All of a Command has been carried out, or all that was planned for now: what goes together is in force together. */
  settled?(now: Instant): void;
  /** A log has been cleared by Command. */
  cleared?(log: Address, now: Instant): void;
  /** Names of the defects that the device has. */
  readonly defects?: ReadonlySet<string> | undefined;
}

/** What outlives a restart: values by address, as octets, and the activations that are to come. */
export interface SavedObjects {
  readonly values: ReadonlyMap<string, Uint8Array>;
  readonly planned: readonly Planned[];
}

/** Originator of what is set from outside. */
const NOBODY = eui64('0000000000000000');
const NO_OBJECTS: ObjectModel = {
  attributes: new Map(),
  methods: new Map(),
  activations: new Map(),
  resetTimes: new Map(),
  useCases: [],
  emptyLogResult: RESULT.success,
};

/** Class Data Protection, whose method 1 reads other objects and gives their values encrypted. */
const DATA_PROTECTION = 30;
/** Class of logs, and the method that empties them. */
const PROFILE_GENERIC = 7;
const CLEAR = 1;

export class CosemObjects {
  readonly model: ObjectModel;
  readonly #port: ObjectsPort;
  readonly #activations: FutureActivations;
  #values: Map<string, Uint8Array> | undefined;
  /** What a device binds for itself alone. */
  #attributes: Map<string, Attribute> | undefined;
  #methods: Map<string, Method> | undefined;
  /** Results that instructions are made to fail with, by address: a broken memory, say. */
  #injected: Map<string, number> | undefined;

  /** @param model the objects that there are besides those that are bound */
  constructor(model: ObjectModel = NO_OBJECTS, port: ObjectsPort = {}) {
    this.model = model;
    this.#port = port;
    this.#activations = new FutureActivations(
      (address, now) => this.#activate(address, now),
      (planned, isDone) => port.activated?.(planned, isDone),
      port.defects,
    );
  }

  attribute(classId: number, obis: string, member: number, attribute: Attribute): void {
    this.#attributes ??= new Map();
    this.#attributes.set(addressKey({ classId, obis, member }), attribute);
  }

  method(classId: number, obis: string, member: number, method: Method): void {
    this.#methods ??= new Map();
    this.#methods.set(addressKey({ classId, obis, member }), method);
  }

  #boundAttribute(key: string): Attribute | undefined {
    return this.#attributes?.get(key) ?? this.#port.attribute?.(key);
  }

  #boundMethod(key: string): Method | undefined {
    return this.#methods?.get(key) ?? this.#port.method?.(key);
  }

  /**
   * Sets the value of an attribute from outside, as if the device had always had it; of a method, makes the device one
   * in which it succeeds with this input.
   * @returns false if there is no such attribute or method, or it cannot be set so
   */
  preset(
    specification: Address & { readonly access: AccessSpecification['access'] },
    value: Data,
    now: Instant,
  ): boolean {
    const key = addressKey(specification);
    if (specification.access === 'action') {
      const method = this.#boundMethod(key);
      method?.preset?.(value, now);
      return method !== undefined || this.model.methods.has(key);
    }
    const attribute = this.#boundAttribute(key);
    if (attribute?.preset !== undefined) {
      return attribute.preset(value, now) !== false;
    }
    if (attribute?.set !== undefined) {
      const context = { now, originator: NOBODY, messageCode: 0, originatorCounter: 0n, emit: () => {} };
      return attribute.set(value, context) === RESULT.success;
    }
    if (!this.model.attributes.has(key)) return false;
    this.store(specification, value);
    return true;
  }

  /** Makes a method that gives back data give back this, at this time. @returns false if there is none that does */
  presetReturn(address: Address, data: Data, now: Instant): boolean {
    const key = addressKey(address);
    const bound = this.#boundMethod(key);
    bound?.presetReturn?.(data, now);
    if (bound !== undefined) return bound.presetReturn !== undefined;
    if (this.model.methods.get(key)?.returns === undefined) return false;
    this.#store(`return of ${key}`, data);
    return true;
  }

  /** Makes every later instruction at this address fail with this result. */
  injectFailure(specification: Address & { readonly access: AccessSpecification['access'] }, code: number): void {
    this.#injected ??= new Map();
    this.#injected.set(`${specification.access} ${addressKey(specification)}`, code);
  }

  /** The value that an attribute has now, whatever may be read of it from outside. */
  value(address: Address, now: Instant = 0): Data {
    const key = addressKey(address);
    return this.#boundAttribute(key)?.get?.(undefined, now) ?? this.#stored(key);
  }

  /** The value that an attribute has been given; nothing where it is as it was at first. */
  kept(address: Address): Data | undefined {
    const octets = this.#values?.get(addressKey(address));
    return octets === undefined ? undefined : bareData(decodeData(octets));
  }

  #stored(key: string): Data {
    const octets = this.#values?.get(key);
    if (octets !== undefined) return bareData(decodeData(octets));
    const definition = this.model.attributes.get(key);
    // What no use case reads is an amount that methods work on.
    if (definition === undefined) return amount(0);
    if (definition.isLog) return { type: 'array', items: [] };
    return defaultValue(definition.value.shape, definition.value.constant);
  }

  /** Gives an attribute a value, whatever it may be set to from outside. */
  store(address: Address, data: Data): void {
    this.#store(addressKey(address), data);
  }

  #store(key: string, data: Data): void {
    this.#values ??= new Map();
    this.#values.set(key, encodeData(bareData(data)));
  }

  /** Gives an attribute the value that it had at first. */
  reset(address: Address): void {
    this.#values?.delete(addressKey(address));
  }

  /** Adds an entry to a log, which loses its oldest where it is full. @param capacity in entries */
  append(log: Address, entry: Data, capacity: number): void {
    const known = this.value(log);
    const entries = 'items' in known ? known.items : [];
    this.store(log, { type: 'array', items: [...entries, entry].slice(-capacity) });
  }

  /** Runs the instructions of a request. The response's long-invoke-id is that of the request. */
  execute(request: AccessRequest, context: ExecutionContext): AccessResponse {
    const goesOn = this.#port.defects?.has('returns-own-code-after-first-failure') ?? false;
    let broken = false;
    const outcomes = request.specifications.map((specification, i): Outcome => {
      if (broken && !goesOn) return { code: RESULT.otherReason };
      const outcome = this.#run(specification, request.data[i] ?? NULL_DATA, context);
      broken = outcome.code !== RESULT.success;
      return outcome;
    });
    this.#port.settled?.(context.now);
    return {
      kind: 'access-response',
      longInvokeId: request.longInvokeId,
      dateTime: new Uint8Array(0),
      data: outcomes.map((outcome) => outcome.data ?? NULL_DATA),
      results: outcomes.map(({ code }, i) => ({ access: request.specifications[i]?.access ?? 'get', code })),
    };
  }

  #run(specification: AccessSpecification, value: Data, context: ExecutionContext): Outcome {
    const key = addressKey(specification);
    const injected = this.#injected?.get(`${specification.access} ${key}`);
    if (injected !== undefined) return { code: injected };
    switch (specification.access) {
      case 'get':
        return this.#get(specification, key, context.now);
      case 'set':
        return { code: this.#set(specification, key, value, context) };
      case 'action':
        return this.#act(specification, key, value, context);
      default:
        return specification.access satisfies never;
    }
  }

  #get(specification: AccessSpecification, key: string, now: Instant): Outcome {
    const bound = this.#boundAttribute(key);
    const definition = this.model.attributes.get(key);
    if (bound?.get === undefined && definition === undefined) return { code: RESULT.objectUndefined };
    if (bound?.get === undefined && definition?.readable === false) return { code: RESULT.readWriteDenied };
    const { selection } = specification;
    if (selection === undefined) return { code: RESULT.success, data: this.#read(key, now) };
    const range = selectedRange(selection);
    return range === undefined
      ? { code: RESULT.typeUnmatched }
      : this.#entriesRead(key, this.#read(key, now, range, selection));
  }

  /** What has been read of a log by a range: a log of one entry at least may have none to give. */
  #entriesRead(key: string, data: Data): Outcome {
    const shape = this.model.attributes.get(key)?.value.shape;
    const lacksEntry = shape?.type === 'array' && shape.min > 0 && 'items' in data && data.items.length === 0;
    const fails = this.#port.defects?.has('fails-on-empty-log');
    const code = lacksEntry ? (fails ? RESULT.hardwareFault : this.model.emptyLogResult) : RESULT.success;
    return code === RESULT.success ? { code, data } : { code };
  }

  /** The value as it is read: of a log, the entries that lie in the range, if there is one. */
  #read(key: string, now: Instant, range?: LogRange, selection?: AccessSpecification['selection']): Data {
    const value = this.#boundAttribute(key)?.get?.(selection, now) ?? this.#stored(key);
    if (this.model.attributes.get(key)?.isLog !== true || !('items' in value)) return value;
    const excludes = this.#port.defects?.has('log-range-excludes-boundary');
    return compactArray(range === undefined ? value.items : entriesWithin(value.items, range, excludes));
  }

  #set(address: Address, key: string, value: Data, context: ExecutionContext): number {
    const bound = this.#boundAttribute(key);
    if (bound?.set !== undefined) return bound.set(value, context);
    const definition = this.model.attributes.get(key);
    if (definition === undefined) return RESULT.objectUndefined;
    if (definition.settable.length === 0) return RESULT.readWriteDenied;
    if (!definition.settable.some((one) => fits(value, one))) return RESULT.typeUnmatched;
    if (this.model.activations.has(key)) return this.#activations.plan(address, value, context);
    this.store(address, value);
    return RESULT.success;
  }

  #act(address: Address, key: string, value: Data, context: ExecutionContext): Outcome {
    const bound = this.#boundMethod(key);
    const definition = this.model.methods.get(key);
    if (bound !== undefined) {
      const outcome = bound.execute(value, context);
      if (outcome.code === RESULT.success) this.#afterwards(address, context);
      return outcome;
    }
    if (definition === undefined) return { code: RESULT.objectUndefined };
    if (!definition.inputs.some((one) => fits(value, one))) return { code: RESULT.typeUnmatched };
    if (address.classId === DATA_PROTECTION) return this.#readProtected(definition, value, context);
    if (this.model.activations.has(key)) {
      return { code: this.#activate(address, context.now) ? RESULT.success : RESULT.otherReason };
    }
    if (runClassMethod(this, definition, value, context)) {
      this.#afterwards(address, context);
      return { code: RESULT.success };
    }
    if (definition.returns === undefined) return { code: RESULT.success };
    return { code: RESULT.success, data: this.#returned(key, definition.returns) };
  }

  #afterwards(address: Address, { now }: ExecutionContext): void {
    if (address.classId === PROFILE_GENERIC && address.member === CLEAR) this.#port.cleared?.(address, now);
  }

  #returned(key: string, shape: DataShape): Data {
    const octets = this.#values?.get(`return of ${key}`);
    return octets === undefined ? defaultValue(shape) : decodeData(octets);
  }

  /** Reads attributes, and gives their values encrypted for whoever asked (GBCS 8.5). */
  #readProtected(definition: MethodDefinition, value: Data, { now, seal }: ExecutionContext): Outcome {
    const attributes = readProtectedDataRequest(value);
    if (attributes === undefined) return { code: RESULT.typeUnmatched };
    const values: Data[] = [];
    for (const { classId, obis, attribute: member, range } of attributes) {
      const key = addressKey({ classId, obis, member });
      if (!definition.protects.has(key)) return { code: RESULT.scopeOfAccessViolated };
      const injected = this.#injected?.get(`get ${key}`);
      if (injected !== undefined) return { code: injected };
      const within = range && restrictedRange(range);
      if (range !== undefined && within === undefined) return { code: RESULT.typeUnmatched };
      const value = this.#read(key, now, within);
      const { code } = within === undefined ? { code: RESULT.success } : this.#entriesRead(key, value);
      if (code !== RESULT.success) return { code };
      values.push(value);
    }
    const data = seal?.(structure(...values));
    return data === undefined ? { code: RESULT.otherReason } : { code: RESULT.success, data };
  }

  /** Brings the next values of an activation object into force. @returns whether all could be */
  #activate(address: Address, now: Instant): boolean {
    const moves = this.model.activations.get(addressKey(address)) ?? [];
    if (moves.some(({ to }) => this.#injected?.has(`set ${addressKey(to)}`))) return false;
    for (const { from, to } of moves) {
      const key = addressKey(to);
      const definition = this.model.attributes.get(key) as AttributeDefinition;
      const value = fitted(this.value(from), definition.value.shape, definition.value.constant);
      const bound = this.#boundAttribute(key);
      if (bound?.activate !== undefined) bound.activate(value, now);
      else this.store(to, value);
    }
    return true;
  }

  /** When the next planned values come into force. */
  nextDue(): Instant | undefined {
    return this.#activations.nextDue();
  }

  /** Brings into force what is due. */
  tick(now: Instant): void {
    if (this.#activations.tick(now)) this.#port.settled?.(now);
  }

  get planned(): readonly Planned[] {
    return this.#activations.planned;
  }

  save(): SavedObjects {
    return { values: new Map(this.#values), planned: [...this.#activations.planned] };
  }

  restore({ values, planned }: SavedObjects): void {
    this.#values = values.size === 0 ? undefined : new Map(values);
    this.#activations.restore(planned);
  }
}

function fits(value: Data, { shape, constant }: { readonly shape: DataShape; readonly constant?: number | boolean }) {
  if (shapeProblem(value, shape) !== undefined) return false;
  return constant === undefined || ('value' in value && value.value === constant);
}
