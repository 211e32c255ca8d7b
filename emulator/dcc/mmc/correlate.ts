import {
  allUseCases,
  CodecError,
  DEVICE_KINDS,
  DuisError,
  decodeMessage,
  type Eui64,
  encodeMessage,
  equalBytes,
  HanlabError,
  type Instant,
  type Message,
  type NamedMessage,
  type NamedValue,
  nameMessage,
  type RemotePartyRole,
  useCaseByCode,
} from '../../../gbcs/index.js';
import { COMMAND_VARIANTS } from '../access-control.js';
import type { DuisRequest } from '../duis/request.js';
import { DEVICE_VERSIONS, type InventoryKind, type TargetDevice, type TransformContext } from '../transform/context.js';
import { isForDeviceKind, mappingOf, transformRequest } from '../transform/transform.js';
import { fieldsOf, isFields } from './values.js';

/**
 * Correlation: before a User signs a Pre-Command, it makes the Command of its own request itself and holds the one against
 * the other, octet for octet. So nothing that the DCC, or anyone on the way, has put in is signed.
 */

/** What a User knows beside its request. What it leaves out is tried, or read from the Pre-Command, and said. */
export interface CorrelationContext {
  /** The target: every kind that the request may be for, every version and variant, as far as it is left out. */
  readonly device?: Partial<Omit<TargetDevice, 'eui'>>;
  /** In which role the User asks. */
  readonly role?: RemotePartyRole;
  /** The kind of the device that a join is with. */
  kindOf?(device: Eui64): InventoryKind | undefined;
  /** DER of the key agreement certificate of that device, for joins that carry it. */
  certificateOf?(device: Eui64): Uint8Array | undefined;
  /** The clock of the DCC as it made the Pre-Command, to the second; gas meters' Commands carry it. */
  readonly now?: Instant;
}

/** A Pre-Command that is what a request asks for. */
export interface Correlation {
  readonly useCase: string;
  /** Octets of the User's own making, to be signed. */
  readonly preCommand: Uint8Array;
  /** What the target was taken for. */
  readonly device: TargetDevice;
  /** What the User did not say and its Command has all the same: it was read from the Pre-Command, or tried. */
  readonly taken: {
    /** The clock of the DCC. */
    readonly now?: Instant;
    /** The kind of the device that a join is with. */
    readonly otherKind?: InventoryKind;
  };
}

/** An ESME with one element, with two, and for three phases, each with all that an ESME may have besides. */
const TRIED_VARIANTS: readonly string[] = ['ADEF', 'BDEF', 'CDEF'];
const ROLES: readonly RemotePartyRole[] = ['supplier', 'networkOperator', 'loadController'];
const OTHER_KINDS: readonly InventoryKind[] = [...DEVICE_KINDS, 'ihd'];

/** What a request may become. */
interface Candidate extends Correlation {
  readonly named: NamedMessage;
}

/**
 * Says whether a Pre-Command is what a request asks for.
 * @throws DuisError `DUIS_E_CORRELATION` where it is not, with the first field that differs as `path`, or cannot be read;
 *   `DUIS_E_REQUEST` where the request becomes no Command at all
 */
export function correlate(request: DuisRequest, preCommand: Uint8Array, context: CorrelationContext = {}): Correlation {
  return correlator(request, context)(preCommand);
}

/** The same for any number of Pre-Commands of one request. */
export function correlator(
  request: DuisRequest,
  context: CorrelationContext = {},
): (preCommand: Uint8Array) => Correlation {
  const made = new Map<Instant | undefined, Candidates>();
  return (preCommand) => {
    const named = namedPreCommand(preCommand);
    const now = context.now ?? clockIn(named);
    const candidates = made.get(now) ?? candidatesOf(request, context, now);
    // Whoever sends many of different times gets no more memory than one.
    if (!made.has(now)) made.clear();
    made.set(now, candidates);
    const match = candidates.found.find((candidate) => isSame(candidate.preCommand, preCommand));
    if (match === undefined) throw differs(candidates, named, preCommand);
    const { useCase, preCommand: own, device, taken } = match;
    return { useCase, preCommand: own, device, taken };
  };
}

/** Whether octets are those of the User's own making; some DCCs end them with the octet that says there is no signature. */
function isSame(own: Uint8Array, other: Uint8Array): boolean {
  const isEnded = other.length === own.length + 1 && other.at(-1) === 0;
  return equalBytes(own, isEnded ? other.subarray(0, -1) : other);
}

/** What a Pre-Command says, by name. @throws DuisError `DUIS_E_CORRELATION` where it is none */
function namedPreCommand(octets: Uint8Array): NamedMessage {
  try {
    return nameMessage(decodeMessage(octets));
  } catch (error) {
    if (!(error instanceof HanlabError)) throw error;
    throw new DuisError('DUIS_E_CORRELATION', `the Pre-Command cannot be read: ${error.message}`, {
      ...(error.path === undefined ? {} : { path: error.path }),
      cause: error,
    });
  }
}

const EPOCH = Date.UTC(2000, 0, 1);

/** The clock by which the DCC made a Command to a gas meter: all that it announces carries it. */
function clockIn({ payload: { components } }: NamedMessage): Instant | undefined {
  if (!Array.isArray(components)) return undefined;
  for (const component of components as readonly NamedValue[]) {
    const { fields } = fieldsOf(component, 'components');
    const issued = isFields(fields) ? fields['issuerEventId'] : undefined;
    if (typeof issued === 'number') return EPOCH + issued * 1000;
  }
  return undefined;
}

interface Candidates {
  readonly found: readonly Candidate[];
  /** Why there is none of a use case that the request may become: such as that a certificate is not known. */
  readonly refused: ReadonlyMap<string, Error>;
}

/** Every Command that the request becomes to a device that it may be for. @throws DuisError `DUIS_E_REQUEST` */
function candidatesOf(request: DuisRequest, context: CorrelationContext, now: Instant | undefined): Candidates {
  const found: Candidate[] = [];
  const refused = new Map<string, Error>();
  let firstRefusal: Error | undefined;
  for (const { transformContext, otherKind } of contextsOf(request, context, now)) {
    let name: string | undefined;
    try {
      name = mappingOf(request, transformContext).useCase;
      const { useCase, message } = transformRequest(request, transformContext);
      const preCommand = encodeMessage(message);
      if (found.some((one) => equalBytes(one.preCommand, preCommand))) continue;
      // Only what got into the Command was taken from anywhere.
      const named = nameMessage(message);
      const hasClock = clockIn(named) !== undefined;
      const taken = {
        ...(hasClock && context.now === undefined && now !== undefined ? { now } : {}),
        ...(otherKind() === undefined ? {} : { otherKind: otherKind() as InventoryKind }),
      };
      found.push({ useCase: useCase.name, preCommand, device: transformContext.device, taken, named });
    } catch (error) {
      if (!(error instanceof DuisError || error instanceof CodecError)) throw error;
      if (name !== undefined) refused.set(name, error);
      firstRefusal ??= error;
    }
  }
  for (const { useCase } of found) refused.delete(useCase);
  if (found.length > 0) return { found, refused };
  throw (
    firstRefusal ?? new DuisError('DUIS_E_REQUEST', `no use case is for ${request.body.name} as ${request.variant}`)
  );
}

/** A context to try, and the kind of the other device, if the transform asked for one that the User did not say. */
interface Tried {
  readonly transformContext: TransformContext;
  otherKind(): InventoryKind | undefined;
}

function* contextsOf(
  request: DuisRequest,
  context: CorrelationContext,
  now: Instant | undefined,
): Generator<Tried, void, undefined> {
  const { device: known = {} } = context;
  const kinds = saidOr(DEVICE_KINDS, known.kind).filter((kind) => isForDeviceKind(request, kind));
  for (const kind of kinds) {
    for (const gbcsVersion of saidOr(DEVICE_VERSIONS, known.gbcsVersion)) {
      for (const esmeVariant of kind === 'esme' ? saidOr(TRIED_VARIANTS, known.esmeVariant) : [undefined]) {
        for (const role of saidOr(ROLES, context.role)) {
          const device = {
            eui: request.id.target,
            kind,
            gbcsVersion,
            ...(esmeVariant === undefined ? {} : { esmeVariant }),
          };
          yield* withOtherKinds(request, context, { device, role, now: now ?? EPOCH });
        }
      }
    }
  }
}

/** What the User said, or else all there is to try. */
function saidOr<T>(all: readonly T[], said: T | undefined): readonly T[] {
  return said === undefined ? all : [said];
}

/** One context, or where the transform asks for the kind of another device that is not known, one for each kind. */
function* withOtherKinds(
  { id }: DuisRequest,
  context: CorrelationContext,
  known: Pick<TransformContext, 'device' | 'now'> & { readonly role: RemotePartyRole },
): Generator<Tried, void, undefined> {
  for (const other of OTHER_KINDS) {
    let asked: InventoryKind | undefined;
    const certificateOf = context.certificateOf;
    yield {
      transformContext: {
        ...known,
        originator: { party: id.originator, counter: id.counter },
        kindOf(device) {
          const said = context.kindOf?.(device);
          if (said === undefined) asked = other;
          return said ?? other;
        },
        ...(certificateOf === undefined ? {} : { certificateOf }),
        made: {},
      },
      otherKind: () => asked,
    };
    if (asked === undefined) return;
  }
}

/** The error for a Pre-Command that is none of the candidates: how it differs from the one that is nearest. */
function differs({ found, refused }: Candidates, named: NamedMessage, octets: Uint8Array): DuisError {
  const refusal = refused.get(named.useCase);
  if (refusal !== undefined) {
    const message = `the Pre-Command is ${named.useCase}, which the request does not become: ${refusal.message}`;
    return new DuisError('DUIS_E_CORRELATION', message, { path: 'useCase', cause: refusal });
  }
  const nearest = found.reduce((best, one) =>
    commonStart(one.preCommand, octets) > commonStart(best.preCommand, octets) ? one : best,
  );
  const difference = firstDifference(namedValues(nearest.named), namedValues(named), '');
  if (difference === undefined) {
    const message = 'the Pre-Command says what the request asks for in other octets';
    return new DuisError('DUIS_E_CORRELATION', message, { path: 'octets' });
  }
  const { path, own, other } = difference;
  const text = `the Pre-Command has ${shown(other)}, and the request asks for ${shown(own)}`;
  return new DuisError('DUIS_E_CORRELATION', text, { path });
}

/** A message by name is JSON, and so a value like those within. */
function namedValues(named: NamedMessage): NamedValue {
  return named as unknown as NamedValue;
}

function commonStart(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((octet, i) => octet !== b[i]);
  return at === -1 ? a.length : at;
}

interface Difference {
  readonly path: string;
  readonly own: NamedValue | undefined;
  readonly other: NamedValue | undefined;
}

/** The first value by name that is not the same in both. */
function firstDifference(
  own: NamedValue | undefined,
  other: NamedValue | undefined,
  path: string,
): Difference | undefined {
  const [names, otherNames] = [namesOf(own), namesOf(other)];
  if (names === undefined || otherNames === undefined || Array.isArray(own) !== Array.isArray(other)) {
    return own === other ? undefined : { path, own, other };
  }
  for (const name of new Set([...names, ...otherNames])) {
    const within = Array.isArray(own) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const found = firstDifference(namedValue(own, name), namedValue(other, name), within);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namesOf(value: NamedValue | undefined): readonly string[] | undefined {
  return typeof value === 'object' && value !== null ? Object.keys(value) : undefined;
}

function namedValue(value: NamedValue | undefined, name: string): NamedValue | undefined {
  const fields = value as Readonly<Record<string, NamedValue>>;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

const SHOWN_CHARACTERS = 60;

function shown(value: NamedValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/**
 * Says whether a Response answers a request: from its target, to who asked or the DCC for it, with its counter. One to the
 * DCC that names nobody for whom it is, as those on credentials, says no more of the request than its target.
 * @throws DuisError `DUIS_E_CORRELATION` naming the field that is another
 */
export function correlateResponse({ id, commandVariant }: DuisRequest, { frame }: Message): void {
  const { originator, recipient, originatorCounter, otherInformation } = frame.header;
  const { messageCode, supplementaryRemotePartyId: party, supplementaryRemotePartyCounter: counter } = otherInformation;
  const isToDccAlone =
    useCaseByCode(allUseCases, messageCode)?.withoutSupplementaryParty === true &&
    COMMAND_VARIANTS.nonCritical.includes(commandVariant) &&
    recipient !== id.originator;
  const toRequester = [
    ['recipient', recipient === id.originator],
    ['originatorCounter', originatorCounter === id.counter],
  ] as const;
  const toDcc = [
    ['supplementaryRemotePartyId', party === id.originator],
    ['supplementaryRemotePartyCounter', counter === id.counter],
  ] as const;
  const fields: readonly (readonly [name: string, isSame: boolean])[] = [
    ['originator', originator === id.target],
    ...(isToDccAlone ? [] : party === undefined ? toRequester : toDcc),
  ];
  const wrong = fields.find(([, isSame]) => !isSame)?.[0];
  if (wrong !== undefined) {
    const message = `the message does not answer the request: its ${wrong} is another`;
    throw new DuisError('DUIS_E_CORRELATION', message, { path: wrong });
  }
}
