import {
  type Asn1Payload,
  assumptionValue,
  type DeviceKind,
  type Eui64,
  type Instant,
  JOIN_DEVICE_TYPE,
  JOIN_METHOD_AND_ROLE,
  type JoinDeviceCommand,
  type Profile,
} from '../../../gbcs/index.js';
import { KEY_ESTABLISHMENT_OUTCOMES, type KeyEstablishmentOutcome } from '../../han/frames.js';
import type { Ability } from './ability.js';
import { type AcceptedCommand, restoreCommand, type SavedCommand, saveCommand } from './accepted-command.js';
import type { DeviceLog } from './device-log.js';

/**
 * Joining two devices by method A and unjoining them (GBCS 13.7): what the Commands to either side do. A partner of method
 * B has an entry too, but no device here is given one by a Command: CS03B is for GSME and Gas Proxy Function.
 */

/** Numbers of `joinResponseCode` that a device decides on by itself. */
const JOIN = {
  success: 0,
  invalidMessageCodeForJoinMethodAndRole: 1,
  invalidJoinMethodAndRole: 2,
  incompatibleWithExistingEntry: 3,
  deviceLogFull: 4,
  writeFailure: 5,
} as const;

const UNJOIN = { success: 0, otherDeviceNotInDeviceLog: 1, otherFailure: 2 } as const;

/** The one joinMethodAndRole that belongs to each use case: a rule that is checked before any other. */
const METHOD_OF_USE_CASE: Readonly<Record<string, number>> = { CS03A1: 0, CS03A2: 1 };

/** The use case that unjoins partners of method B, where the others are unjoined by CS04AC. */
const UNJOIN_B = 'CS04B';

/** What the assumption `method-a-partners` says: kind of device, its method and role, type of its partner. */
function pairsOf(profile: Profile): readonly { kind: string; method: number; partner: number }[] {
  return assumptionValue(profile, 'method-a-partners')
    .split(',')
    .map((pair) => {
      const [kind = '', method = '', partner = ''] = pair.trim().split(' ');
      return {
        kind,
        method: (JOIN_METHOD_AND_ROLE as readonly string[]).indexOf(method),
        partner: (JOIN_DEVICE_TYPE as readonly string[]).indexOf(partner),
      };
    });
}

const METHOD_A_INITIATOR = 0;

interface PendingJoin {
  readonly command: AcceptedCommand;
  readonly join: JoinDeviceCommand;
  readonly deadline: Instant;
}

/** A join that waits, as it is saved. */
interface SavedJoin {
  readonly command: SavedCommand;
  readonly deadline: Instant;
}

/** What joining asks of the device around it. */
export interface JoiningPort {
  /** Asks the hub for a link key with a partner; the outcome comes by {@link Joining.keyEstablished}. */
  establishKey(partner: Eui64, now: Instant): void;
  /** Sends a Response that could not be given at once. */
  answer(command: AcceptedCommand, payload: Asn1Payload, now: Instant): void;
  /** A partner has come into the device log. */
  joined?(partner: Eui64, type: number, now: Instant): void;
  /** A partner is no longer in the device log. */
  unjoined?(partner: Eui64): void;
  /** A device with a defect joins whatever it is told to. */
  readonly acceptsAnyJoin?: boolean;
}

export class Joining implements Ability {
  readonly name = 'joining';
  readonly useCases: readonly string[];
  readonly #port: JoiningPort;
  readonly #kind: DeviceKind;
  readonly #profile: Profile;
  readonly #log: DeviceLog;
  /** Joins that wait for a key, by partner. */
  readonly #pending = new Map<Eui64, PendingJoin>();
  #assumedOutcome: KeyEstablishmentOutcome | undefined;

  /** @param useCases those by which this kind of device is joined and unjoined */
  constructor(
    kind: DeviceKind,
    useCases: readonly ('CS03A1' | 'CS03A2' | 'CS04AC' | 'CS04B')[],
    profile: Profile,
    log: DeviceLog,
    port: JoiningPort,
  ) {
    this.useCases = useCases;
    this.#port = port;
    this.#kind = kind;
    this.#profile = profile;
    this.#log = log;
  }

  /** Fixes how key establishment with any partner ends, for a device that has none to try it with. */
  assumeKeyEstablishment(outcome: KeyEstablishmentOutcome): void {
    this.#assumedOutcome = outcome;
  }

  execute(command: AcceptedCommand, now: Instant): Asn1Payload | undefined {
    const { payload } = command;
    if (payload.kind !== 'asn1') return undefined;
    if (payload.type === 'UnjoinDeviceCommand') {
      return unjoinResponse(this.#unjoin(command.useCase.name, payload.value.otherDeviceEntityIdentifier));
    }
    return payload.type === 'JoinDeviceCommand' ? this.#join(command, payload.value, now) : undefined;
  }

  /** Carries out a JoinDevice Command. @returns the Response, or nothing while the key is being established */
  #join(command: AcceptedCommand, join: JoinDeviceCommand, now: Instant): Asn1Payload | undefined {
    const refusal = this.#port.acceptsAnyJoin === true ? undefined : this.#refusal(command.useCase.name, join);
    if (refusal !== undefined) return joinResponse(refusal);
    const partner = join.otherDeviceEntityIdentifier;
    if (this.#log.typeOf(partner) === join.otherDeviceType) {
      return joinResponse(assumptionValue(this.#profile, 'rejoin-identical-entry'));
    }
    if (this.#assumedOutcome !== undefined) {
      return joinResponse(this.#enter(join, this.#codeOf(this.#assumedOutcome), now));
    }
    if (join.joinMethodAndRole !== METHOD_A_INITIATOR) return joinResponse(this.#enter(join, JOIN.success, now));
    const timeout = assumptionValue(this.#profile, 'cbke-timeout-seconds');
    if (this.#pending.has(partner)) return joinResponse(KEY_ESTABLISHMENT_OUTCOMES.noResources);
    this.#pending.set(partner, { command, join, deadline: now + timeout * 1000 });
    this.#port.establishKey(partner, now);
    return undefined;
  }

  #refusal(useCase: string, join: JoinDeviceCommand): number | undefined {
    if (METHOD_OF_USE_CASE[useCase] !== join.joinMethodAndRole) return JOIN.invalidMessageCodeForJoinMethodAndRole;
    const fits = pairsOf(this.#profile).some(
      ({ kind, method, partner }) =>
        kind === this.#kind && method === join.joinMethodAndRole && partner === join.otherDeviceType,
    );
    if (!fits) return JOIN.invalidJoinMethodAndRole;
    // A certificate belongs only where a GSME and a PPMID are joined, which no pair here is.
    if (join.otherDeviceCertificate !== undefined) {
      return assumptionValue(this.#profile, 'method-a-certificate-result');
    }
    const existing = this.#log.typeOf(join.otherDeviceEntityIdentifier);
    if (existing !== undefined && existing !== join.otherDeviceType) return JOIN.incompatibleWithExistingEntry;
    return existing === undefined && this.#log.full ? JOIN.deviceLogFull : undefined;
  }

  /** When waiting for a key ends, for the join that has waited longest. */
  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const { deadline } of this.#pending.values()) {
      if (first === undefined || deadline < first) first = deadline;
    }
    return first;
  }

  /** Ends the joins that have waited for a key in vain. */
  tick(now: Instant): void {
    const late = [...this.#pending.values()].filter(({ deadline }) => now >= deadline);
    for (const pending of late) this.#finish(pending, assumptionValue(this.#profile, 'cbke-partner-silent'), now);
  }

  /** Takes the outcome of key establishment with a partner. */
  keyEstablished(partner: Eui64, outcome: KeyEstablishmentOutcome, now: Instant): void {
    const pending = this.#pending.get(partner);
    if (pending !== undefined) this.#finish(pending, this.#codeOf(outcome), now);
  }

  #finish({ command, join }: PendingJoin, code: number, now: Instant): void {
    this.#pending.delete(join.otherDeviceEntityIdentifier);
    this.#port.answer(command, joinResponse(this.#enter(join, code, now)), now);
  }

  #codeOf(outcome: KeyEstablishmentOutcome): number {
    return outcome === 'noPartnerLinkKeyReceived'
      ? assumptionValue(this.#profile, 'cbke-partner-without-link-key')
      : KEY_ESTABLISHMENT_OUTCOMES[outcome];
  }

  /** Enters the partner if all went well so far. @returns the response code */
  #enter({ otherDeviceEntityIdentifier, otherDeviceType }: JoinDeviceCommand, code: number, now: Instant): number {
    if (code !== JOIN.success) return code;
    // Another join may have taken the last place while the key was being established.
    if (this.#log.full && this.#log.typeOf(otherDeviceEntityIdentifier) === undefined) return JOIN.deviceLogFull;
    if (!this.#log.add(otherDeviceEntityIdentifier, otherDeviceType)) return JOIN.writeFailure;
    this.#port.joined?.(otherDeviceEntityIdentifier, otherDeviceType, now);
    return JOIN.success;
  }

  save(): readonly SavedJoin[] {
    return Array.from(this.#pending.values(), ({ command, deadline }) => ({ command: saveCommand(command), deadline }));
  }

  restore(saved: readonly SavedJoin[]): void {
    this.#pending.clear();
    for (const { command: octets, deadline } of saved) {
      const command = restoreCommand(octets, this.#profile);
      const { payload } = command;
      if (payload.kind !== 'asn1' || payload.type !== 'JoinDeviceCommand') continue;
      this.#pending.set(payload.value.otherDeviceEntityIdentifier, { command, join: payload.value, deadline });
    }
  }

  /** Carries out an UnjoinDevice Command. @returns the response code */
  #unjoin(useCase: string, partner: Eui64): number {
    const type = this.#log.typeOf(partner);
    if (type === undefined) return UNJOIN.otherDeviceNotInDeviceLog;
    const isOfMethodA = pairsOf(this.#profile).some((pair) => pair.kind === this.#kind && pair.partner === type);
    if (isOfMethodA === (useCase === UNJOIN_B)) return assumptionValue(this.#profile, 'unjoin-by-other-method');
    if (!this.#log.remove(partner)) return UNJOIN.otherFailure;
    this.#port.unjoined?.(partner);
    return UNJOIN.success;
  }
}

function joinResponse(joinResponseCode: number): Asn1Payload {
  return { kind: 'asn1', type: 'JoinDeviceResponse', value: { joinResponseCode } };
}

function unjoinResponse(unjoinResponseCode: number): Asn1Payload {
  return { kind: 'asn1', type: 'UnjoinDeviceResponse', value: { unjoinResponseCode } };
}
