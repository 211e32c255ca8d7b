import {
  assumptionValue,
  type DataShape,
  type DeviceKind,
  type DlmsRow,
  type Profile,
  shapeProblem,
} from '../../../../gbcs/index.js';
import { defaultValue } from './default-value.js';

/**
 * The COSEM objects that a kind of device has under a profile: the catalogue's rows of all use cases that are addressed
 * to it, by address. One for all devices; a device holds values only.
 */

/** Class, logical name and number of an attribute or method. */
export interface Address {
  readonly classId: number;
  /** `A-B:C.D.E.F`. */
  readonly obis: string;
  readonly member: number;
}

interface Valued {
  readonly shape: DataShape;
  /** The only value allowed. */
  readonly constant?: number | boolean;
}

export interface AttributeDefinition {
  readonly address: Address;
  /** In the words of the catalogue. */
  readonly name: string;
  /** What it reads as; of an attribute that is only set, what it is set to. */
  readonly value: Valued;
  readonly readable: boolean;
  /** What it may be set to, by one row or another; none where it cannot be set. */
  readonly settable: readonly Valued[];
  /** The buffer of a log, read by ranges of time. */
  readonly isLog: boolean;
}

export interface MethodDefinition {
  readonly address: Address;
  readonly name: string;
  readonly inputs: readonly Valued[];
  readonly returns?: DataShape;
  /** Addresses of what a method of class 30 reads under protection. */
  readonly protects: ReadonlySet<string>;
}

/** What comes into force together with an activation object. */
interface Move {
  readonly from: Address;
  readonly to: Address;
}

export interface ObjectModel {
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  readonly methods: ReadonlyMap<string, MethodDefinition>;
  /** By the address of the activation time or of the method that activates. */
  readonly activations: ReadonlyMap<string, readonly Move[]>;
  /** By the address of a method that resets: the attribute that tells when. */
  readonly resetTimes: ReadonlyMap<string, Address>;
  /** Names of the use cases whose rows these are. */
  readonly useCases: readonly string[];
  /** Result of reading a log by a range without entries: `empty-log-result`. */
  readonly emptyLogResult: number;
}

export function addressKey({ classId, obis, member }: Address): string {
  return `${classId}/${obis}/${member}`;
}

const models = new WeakMap<Profile, Map<DeviceKind, ObjectModel>>();

/** The objects of a kind of device, made when they are first asked for, once for each profile. */
export function objectModelOf(profile: Profile, kind: DeviceKind): ObjectModel {
  const ofProfile = models.get(profile) ?? new Map<DeviceKind, ObjectModel>();
  models.set(profile, ofProfile);
  const known = ofProfile.get(kind);
  if (known !== undefined) return known;
  const model = modelOf(profile, kind);
  ofProfile.set(kind, model);
  return model;
}

interface Building {
  readonly attributes: Map<string, AttributeDefinition>;
  readonly methods: Map<string, MethodDefinition>;
}

function modelOf(profile: Profile, kind: DeviceKind): ObjectModel {
  const building: Building = { attributes: new Map(), methods: new Map() };
  const useCases: string[] = [];
  for (const { name, payload, authorisations } of profile.useCases) {
    if (payload.family !== 'dlms' || !authorisations.some(({ targets }) => targets.includes(kind))) continue;
    useCases.push(name);
    for (const row of payload.rows) addRow(building, row);
  }
  const emptyLogResult = assumptionValue(profile, 'empty-log-result');
  return { ...building, ...pairs(building), useCases, emptyLogResult };
}

function addRow({ attributes, methods }: Building, row: DlmsRow): void {
  const { access, classId, obis, member, name, shape, constant } = row;
  const address = { classId, obis, member };
  const value = { shape, ...(constant === undefined ? {} : { constant }) };
  if (access === 'action') {
    const known = methods.get(addressKey(address));
    for (const each of row.protects ?? []) addAttribute(attributes, each.name, each, each, 'read');
    methods.set(addressKey(address), {
      address,
      name: known?.name ?? name,
      inputs: [...(known?.inputs ?? []), value],
      ...(row.returns === undefined ? {} : { returns: row.returns }),
      protects: new Set([...(known?.protects ?? []), ...(row.protects ?? []).map(addressKey)]),
    });
    return;
  }
  addAttribute(attributes, name, address, value, access === 'get' ? 'read' : 'set', row.selection !== undefined);
}

function addAttribute(
  attributes: Map<string, AttributeDefinition>,
  name: string,
  { classId, obis, member }: Address,
  { shape, constant }: Valued,
  use: 'read' | 'set',
  selected = false,
): void {
  const address = { classId, obis, member };
  const value: Valued = { shape, ...(constant === undefined ? {} : { constant }) };
  const known = attributes.get(addressKey(address));
  const reads = use === 'read';
  attributes.set(addressKey(address), {
    address,
    name: known?.name ?? name,
    value: known !== undefined && (!reads || (known.readable && servesBoth(known.value, value))) ? known.value : value,
    readable: reads || known?.readable === true,
    settable: [...(known?.settable ?? []), ...(reads ? [] : [value])],
    isLog: known?.isLog === true || selected || (shape.type === 'array' && shape.compact === true),
  });
}

/** Whether a value that nobody has set is one for readers of another edition, too. */
function servesBoth(known: Valued, other: Valued): boolean {
  return shapeProblem(defaultValue(known.shape, known.constant), other.shape) === undefined;
}

/** `X.activateNextDateTime`, `X.activateAmountNextDateTime` and `X.activateNext` bring the next values of X into force. */
const ACTIVATION = /^(.*)\.activate(\w*?)Next(?:DateTime)?$/;
/** `X.valueNext`, `X.nextSeasons`, `X.entries.next`. */
const NEXT = /^(.*?)\.(?:(\w*)Next|next(\w+)|entries\.(next))$/;
const RESET = /^(.*)\.reset$/;

/**
 * What belongs together by the catalogue's names, which are built alike: next values with those in force and with what
 * activates them, resets with the time of the last one.
 */
function pairs({ attributes, methods }: Building): Pick<ObjectModel, 'activations' | 'resetTimes'> {
  const byName = new Map(Array.from(attributes.values(), (one) => [one.name, one]));
  const nexts = Array.from(attributes.values()).flatMap((attribute) => {
    const [, object, part] = NEXT.exec(attribute.name) ?? [];
    return object === undefined ? [] : [{ object, part: part ?? '', attribute }];
  });
  const activations = new Map<string, readonly Move[]>();
  const resetTimes = new Map<string, Address>();
  for (const { name, address } of [...attributes.values(), ...methods.values()]) {
    const [, object, part] = ACTIVATION.exec(name) ?? [];
    if (object !== undefined) {
      const exact = nexts.filter((next) => next.object === object);
      // The thresholds of a matrix are objects of their own, of which the matrix has one activation.
      const all = exact.length > 0 ? exact : nexts.filter((next) => next.object.startsWith(object));
      const chosen = all.filter((next) => next.part.toLowerCase() === part?.toLowerCase() || part === '');
      activations.set(
        addressKey(address),
        chosen.flatMap(({ attribute }) => moveOf(attribute, byName)),
      );
    }
    const [, reset] = RESET.exec(name) ?? [];
    const time = reset === undefined ? undefined : byName.get(`${reset}.dateTimeOfLastReset`);
    if (time !== undefined) resetTimes.set(addressKey(address), time.address);
  }
  return { activations, resetTimes };
}

/** From a next value to the one in force; nothing where the profile has no way to see the latter. */
function moveOf(next: AttributeDefinition, byName: ReadonlyMap<string, AttributeDefinition>): readonly Move[] {
  const current = next.name.replace(/Next$/, 'Current').replace(/\.next/, '.current');
  const target = byName.get(current) ?? byName.get(next.name.replace(/Next$/, ''));
  return target === undefined || target === next ? [] : [{ from: next.address, to: target.address }];
}
