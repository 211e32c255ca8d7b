import { assumptionValue, type Eui64, type Instant, type Profile } from '../../../gbcs/index.js';
import type { HanContent, KeyEstablishmentOutcome, KeyEstablishmentStep } from '../../han/frames.js';
import type { Part } from './ability.js';

/**
 * Certificate-based key establishment (CBKE) of a device: with the hub as it gets onto the HAN, and with a partner that it
 * is joined with, for which the trust centre gives both a partner link key first (GBCS 13.7.4). The steps and their
 * outcomes are those of the ZigBee Key Establishment cluster; what they carry of cryptography is out of scope: a
 * certificate is the name of its issuer, and a key confirmation says whether it holds.
 */

/** What key establishment asks of the device around it. */
export interface KeyEstablishmentPort {
  send(to: Eui64, content: HanContent): void;
  /** Whether this device wants a key for another one that asks. */
  expects(partner: Eui64): boolean;
  /** How it ended that this device has begun. */
  established(partner: Eui64, outcome: KeyEstablishmentOutcome, now: Instant): void;
  /** One that another device has begun has led to a key. */
  confirmed?(partner: Eui64, now: Instant): void;
  dropped(reason: string): void;
}

/** Where key establishment with one other device stands. */
type State =
  /** The device that begins: waits for the trust centre, and then for each answer. */
  | 'awaitingLinkKey'
  | 'initiating'
  | 'exchangingEphemeralKeys'
  | 'confirming'
  /** The other one: what it has answered last. */
  | 'initiated'
  | 'exchangedEphemeralKeys'
  | 'confirmed';

type StepOf<Step extends KeyEstablishmentStep['step']> = Extract<KeyEstablishmentStep, { readonly step: Step }>;

interface Session {
  readonly partner: Eui64;
  readonly state: State;
  /** What to send again where no answer comes; nothing for the device that only answers. */
  readonly last: { readonly to: Eui64; readonly content: HanContent } | undefined;
  readonly repeatAt: Instant | undefined;
  readonly expires: Instant;
}

/** Issuer of the certificates for key establishment of all emulated devices. */
const ISSUER = 'emulated SEP certificate authority';
/** Key establishments that a device takes part in at once. */
const MAX_SESSIONS = 8;

export class KeyEstablishment implements Part {
  readonly name = 'keyEstablishment';
  readonly #profile: Profile;
  readonly #port: KeyEstablishmentPort;
  readonly #defects: ReadonlySet<string>;
  readonly #sessions = new Map<Eui64, Session>();

  constructor(profile: Profile, port: KeyEstablishmentPort, defects: ReadonlySet<string> = new Set()) {
    this.#profile = profile;
    this.#port = port;
    this.#defects = defects;
  }

  get #suite(): number {
    return assumptionValue(this.#profile, 'cbke-suite') + (this.#defects.has('other-key-suite') ? 1 : 0);
  }

  /** Asks the trust centre for a partner link key, as the first step to a key with a partner. */
  request(partner: Eui64, hub: Eui64, now: Instant): void {
    this.#send(partner, 'awaitingLinkKey', { to: hub, content: { kind: 'partnerLinkKeyRequest', partner } }, now);
  }

  /** The trust centre has given a partner link key to both. Only the one that asked for it goes on. */
  linkKeyGiven(partner: Eui64, now: Instant): void {
    if (this.#sessions.get(partner)?.state === 'awaitingLinkKey') this.begin(partner, now);
  }

  /** The trust centre gives no key. */
  refused(partner: Eui64, outcome: KeyEstablishmentOutcome, now: Instant): void {
    if (this.#sessions.get(partner)?.state === 'awaitingLinkKey') this.#end(partner, outcome, now);
  }

  /** Begins with another device that is ready for it. */
  begin(partner: Eui64, now: Instant): void {
    this.#ask(partner, 'initiating', { step: 'initiateRequest', suite: this.#suite, issuer: ISSUER }, now);
  }

  #ask(partner: Eui64, state: State, message: KeyEstablishmentStep, now: Instant): void {
    this.#send(partner, state, { to: partner, content: { kind: 'keyEstablishment', message } }, now);
  }

  #send(partner: Eui64, state: State, last: NonNullable<Session['last']>, now: Instant): void {
    const expires =
      this.#sessions.get(partner)?.expires ?? now + assumptionValue(this.#profile, 'cbke-timeout-seconds') * 1000;
    this.#sessions.set(partner, { partner, state, last, repeatAt: now + this.#repeatMs, expires });
    this.#port.send(last.to, last.content);
  }

  get #repeatMs(): number {
    return assumptionValue(this.#profile, 'zcl-confirmation-timeout-seconds') * 1000;
  }

  /** Takes a step of another device. */
  handle(partner: Eui64, message: KeyEstablishmentStep, now: Instant): void {
    switch (message.step) {
      case 'initiateRequest':
      case 'ephemeralDataRequest':
      case 'confirmKeyRequest':
        this.#respond(partner, message, now);
        break;
      case 'initiateResponse':
      case 'ephemeralDataResponse':
      case 'confirmKeyResponse':
        this.#goOn(partner, message, now);
        break;
      case 'terminate':
        this.#terminated(partner, message.reason, now);
        break;
      default:
        message satisfies never;
    }
  }

  /** The side that answers. */
  #respond(
    partner: Eui64,
    message: StepOf<'initiateRequest' | 'ephemeralDataRequest' | 'confirmKeyRequest'>,
    now: Instant,
  ): void {
    if (!this.#port.expects(partner)) {
      this.#port.dropped(`key establishment with ${partner} is not expected`);
      return;
    }
    const state = this.#sessions.get(partner)?.state;
    if (message.step === 'initiateRequest') {
      const reason = this.#objection(message.suite, message.issuer, partner);
      if (reason !== undefined) this.#terminate(partner, reason);
      else this.#answer(partner, 'initiated', { step: 'initiateResponse', suite: this.#suite, issuer: ISSUER }, now);
    } else if (
      message.step === 'ephemeralDataRequest' &&
      state === 'initiated' &&
      !this.#defects.has('key-step-lost')
    ) {
      this.#answer(partner, 'exchangedEphemeralKeys', { step: 'ephemeralDataResponse' }, now);
    } else if (message.step === 'ephemeralDataRequest' && state === 'exchangedEphemeralKeys') {
      // It came again: so does the answer.
      this.#answer(partner, state, { step: 'ephemeralDataResponse' }, now);
    } else if (message.step === 'confirmKeyRequest' && (state === 'exchangedEphemeralKeys' || state === 'confirmed')) {
      if (!message.holds) {
        this.#terminate(partner, 'badKeyConfirm');
        return;
      }
      this.#answer(
        partner,
        'confirmed',
        { step: 'confirmKeyResponse', holds: !this.#defects.has('wrong-key-confirm') },
        now,
      );
      if (state !== 'confirmed') this.#port.confirmed?.(partner, now);
    } else {
      this.#terminate(partner, 'badMessage');
    }
  }

  #objection(
    suite: number,
    issuer: string,
    partner: Eui64,
  ): 'noResources' | 'unsupportedSuite' | 'unknownIssuer' | undefined {
    const isFull = this.#sessions.size >= MAX_SESSIONS && !this.#sessions.has(partner);
    if (isFull || this.#defects.has('no-key-resources')) return 'noResources';
    if (suite !== this.#suite) return 'unsupportedSuite';
    return issuer !== ISSUER || this.#defects.has('other-key-issuer') ? 'unknownIssuer' : undefined;
  }

  #answer(partner: Eui64, state: State, message: KeyEstablishmentStep, now: Instant): void {
    const expires = now + assumptionValue(this.#profile, 'cbke-timeout-seconds') * 1000;
    this.#sessions.set(partner, { partner, state, last: undefined, repeatAt: undefined, expires });
    this.#port.send(partner, { kind: 'keyEstablishment', message });
  }

  #terminate(partner: Eui64, reason: StepOf<'terminate'>['reason']): void {
    this.#sessions.delete(partner);
    this.#port.send(partner, { kind: 'keyEstablishment', message: { step: 'terminate', reason } });
  }

  /** The side that has begun: each answer leads to the next step. One that came late or twice leads to none. */
  #goOn(
    partner: Eui64,
    message: StepOf<'initiateResponse' | 'ephemeralDataResponse' | 'confirmKeyResponse'>,
    now: Instant,
  ): void {
    const state = this.#sessions.get(partner)?.state;
    if (message.step === 'initiateResponse' && state === 'initiating') {
      const reason =
        message.suite !== this.#suite ? 'unsupportedSuite' : message.issuer !== ISSUER ? 'unknownIssuer' : undefined;
      if (reason === undefined) this.#ask(partner, 'exchangingEphemeralKeys', { step: 'ephemeralDataRequest' }, now);
      else this.#giveUp(partner, reason, now);
    } else if (message.step === 'ephemeralDataResponse' && state === 'exchangingEphemeralKeys') {
      this.#ask(partner, 'confirming', { step: 'confirmKeyRequest', holds: true }, now);
    } else if (message.step === 'confirmKeyResponse' && state === 'confirming') {
      if (message.holds) this.#end(partner, 'success', now);
      else this.#giveUp(partner, 'badKeyConfirm', now);
    } else {
      this.#port.dropped(`${message.step} of ${partner} is not expected`);
    }
  }

  #giveUp(partner: Eui64, reason: 'unsupportedSuite' | 'unknownIssuer' | 'badKeyConfirm', now: Instant): void {
    this.#terminate(partner, reason);
    this.#port.established(partner, reason, now);
  }

  #terminated(partner: Eui64, reason: KeyEstablishmentOutcome, now: Instant): void {
    const session = this.#sessions.get(partner);
    if (session === undefined) return;
    if (session.last === undefined) this.#sessions.delete(partner);
    else this.#end(partner, reason, now);
  }

  #end(partner: Eui64, outcome: KeyEstablishmentOutcome, now: Instant): void {
    this.#sessions.delete(partner);
    this.#port.established(partner, outcome, now);
  }

  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const { repeatAt, expires } of this.#sessions.values()) {
      const due = Math.min(repeatAt ?? expires, expires);
      if (first === undefined || due < first) first = due;
    }
    return first;
  }

  /** Repeats what is not answered. Whoever waits for the end of it has a time limit of its own. */
  tick(now: Instant): void {
    for (const session of [...this.#sessions.values()]) {
      if (now >= session.expires) this.#sessions.delete(session.partner);
      else if (session.repeatAt !== undefined && now >= session.repeatAt && session.last !== undefined) {
        this.#sessions.set(session.partner, { ...session, repeatAt: now + this.#repeatMs });
        this.#port.send(session.last.to, session.last.content);
      }
    }
  }

  save(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  restore(saved: unknown): void {
    this.#sessions.clear();
    for (const session of saved as readonly Session[]) this.#sessions.set(session.partner, session);
  }
}
