import { type Eui64, eui64, type Instant, UsageError, type UserRole } from '../../../gbcs/index.js';
import { instantOf } from '../../kernel/instant.js';

/** Who is registered for which supply point, and from when to when: what the DCC is told by the registration systems. */

/** One registration. */
export interface Registration {
  /** MPAN, or of gas MPRN: 1 to 13 digits. */
  readonly mpxn: string;
  readonly party: Eui64;
  readonly role: UserRole;
  readonly from: Instant;
  /** The first instant at which it does not hold any more; open where left out. */
  readonly to?: Instant;
}

/** All registrations, by supply point. */
export class Registrations {
  readonly #byMpxn: ReadonlyMap<string, readonly Registration[]>;

  constructor(registrations: Iterable<Registration> = []) {
    const byMpxn = new Map<string, Registration[]>();
    for (const one of registrations) {
      const known = byMpxn.get(one.mpxn);
      if (known === undefined) byMpxn.set(one.mpxn, [one]);
      else known.push(one);
    }
    this.#byMpxn = byMpxn;
  }

  /** The parties registered for any of these supply points at an instant, in a role. */
  partiesOf(mpxns: Iterable<string>, role: UserRole, at: Instant): readonly Eui64[] {
    const found = new Set<Eui64>();
    for (const mpxn of mpxns) {
      for (const one of this.#byMpxn.get(mpxn) ?? []) {
        if (one.role === role && one.from <= at && (one.to === undefined || at < one.to)) found.add(one.party);
      }
    }
    return [...found];
  }

  isRegistered(party: Eui64, mpxns: Iterable<string>, role: UserRole, at: Instant): boolean {
    return this.partiesOf(mpxns, role, at).includes(party);
  }
}

const FIELDS = ['mpxn', 'party', 'role', 'from', 'to'];
const ROLES: readonly UserRole[] = [
  'importSupplier',
  'exportSupplier',
  'gasSupplier',
  'electricityDistributor',
  'gasTransporter',
  'registeredSupplierAgent',
  'otherUser',
  'loadController',
];

/**
 * Reads registrations from JSON: `{"registrations": [{"mpxn", "party", "role", "from", "to"}, ...]}`, times as
 * `2026-01-01T00:00:00Z`.
 * @throws UsageError `HANLAB_E_INPUT` naming the entry and the field that is wrong
 */
export function readRegistrations(json: unknown): Registrations {
  const list = isObject(json) && Object.keys(json).join() === 'registrations' ? json['registrations'] : undefined;
  if (!Array.isArray(list)) throw wrong('registrations', 'is a list, and all that there is');
  return new Registrations(list.map((entry: unknown, at) => registrationOf(entry, `registrations[${at}]`)));
}

function registrationOf(entry: unknown, path: string): Registration {
  if (!isObject(entry)) throw wrong(path, 'is an object');
  const unknown = Object.keys(entry).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) throw wrong(`${path}.${unknown}`, 'is no field of a registration');
  const { mpxn, party, role, from, to } = entry;
  if (typeof mpxn !== 'string' || !/^\d{1,13}$/.test(mpxn)) throw wrong(`${path}.mpxn`, 'is text of 1 to 13 digits');
  if (!ROLES.includes(role as UserRole)) throw wrong(`${path}.role`, `is one of ${ROLES.join(', ')}`);
  const start = instant(from, `${path}.from`);
  const end = to === undefined ? undefined : instant(to, `${path}.to`);
  if (end !== undefined && end <= start) throw wrong(`${path}.to`, 'is after from');
  return {
    mpxn,
    party: identifier(party, `${path}.party`),
    role: role as UserRole,
    from: start,
    ...(end === undefined ? {} : { to: end }),
  };
}

function identifier(value: unknown, path: string): Eui64 {
  try {
    if (typeof value === 'string') return eui64(value);
  } catch {
    // Said below.
  }
  throw wrong(path, 'is an identifier such as 90-B3-D5-1F-30-02-00-00');
}

function instant(value: unknown, path: string): Instant {
  const found = typeof value === 'string' ? instantOf(value) : undefined;
  if (found === undefined) throw wrong(path, 'is a time such as 2026-01-01T00:00:00Z');
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(path: string, what: string): UsageError {
  return new UsageError('HANLAB_E_INPUT', `${path} ${what}`, { path });
}
