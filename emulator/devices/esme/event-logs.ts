import type { Instant, Payload, Profile } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import type { AcceptedCommand } from '../kernel/accepted-command.js';
import { commandEventOf } from '../kernel/command-events.js';
import type { Address } from '../kernel/cosem/object-model.js';
import type { BindingTable, CosemObjects } from '../kernel/cosem.js';
import { EVENT_LOG, enterEvent, SECURITY_LOG, type SecurityLogPort, securityLogBuffer } from '../kernel/event-log.js';
import { joinEventOf } from '../kernel/join-events.js';
import type { EventBehaviours } from './event-behaviours.js';

/** The Event Log and the Security Log of an ESME (ECS35a, ECS35b, ECS15a). */

export const EVENTS = {
  userCommandExecuted: 0x8161,
  userCommandFailed: 0x8162,
  futureDatedExecuted: 0x8f66,
  futureDatedFailed: 0x8f67,
  eventLogCleared: 0x8f52,
} as const;

/** What the logs need of the endpoint, which keeps the Security Log. */
export interface EsmeSecurityLogPort extends SecurityLogPort {
  add(event: number, cause: string, now: Instant): void;
}

/** What the logs are bound to. */
export interface LoggingDevice {
  readonly logs: EventLogs;
}

export class EventLogs implements Part {
  readonly name = 'eventLogs';
  readonly #objects: () => CosemObjects;
  readonly #behaviours: EventBehaviours;
  readonly #profile: Profile;
  readonly #defects: ReadonlySet<string> | undefined;
  readonly security: EsmeSecurityLogPort;

  constructor(
    objects: () => CosemObjects,
    security: EsmeSecurityLogPort,
    behaviours: EventBehaviours,
    profile: Profile,
    defects: ReadonlySet<string> | undefined,
  ) {
    this.#objects = objects;
    this.security = security;
    this.#behaviours = behaviours;
    this.#profile = profile;
    this.#defects = defects;
  }

  /**
   * Enters an event in the Event Log, unless its party has set that it is not logged.
   * @param about message code, where it is about a Command; number of the command, where it is about one of the user
   *   interface
   */
  event(code: number, now: Instant, about?: number): void {
    if (this.#behaviours.isLogged(code)) enterEvent(this.#objects(), code, now, about);
  }

  /** A log has been cleared by Command; that of the events leaves a trace in the other. */
  cleared(log: Address, now: Instant): void {
    if (log.obis !== EVENT_LOG.obis || this.#defects?.has('clears-log-without-trace')) return;
    this.security.add(EVENTS.eventLogCleared, 'ECS15a', now);
  }

  /**
   * Commands that are carried out at once are events of the Event Log; joins and unjoins are also events of the Security
   * Log, whatever came of them (hcalcs 3.2).
   */
  answered(payload: Payload, now: Instant, command: AcceptedCommand): void {
    const event = commandEventOf(command, payload, this.#objects().planned, this.#profile);
    if (event !== undefined) this.event(event, now, command.useCase.messageCode);
    const join = joinEventOf(payload);
    if (join !== undefined) this.security.add(join.event, join.cause, now);
  }
}

export function bindEventLogs<Device extends LoggingDevice>(table: BindingTable<Device>): void {
  const { classId, obis, member } = SECURITY_LOG;
  table.attribute(classId, obis, member, ({ logs }) => securityLogBuffer(logs.security));
}
