import { ALERT_CODES, assumptionValue, type Instant, type Payload, type Profile } from '../../../gbcs/index.js';
import type { Part } from '../kernel/ability.js';
import type { AcceptedCommand } from '../kernel/accepted-command.js';
import { commandEventOf } from '../kernel/command-events.js';
import type { Address } from '../kernel/cosem/object-model.js';
import type { BindingTable, CosemObjects } from '../kernel/cosem.js';
import { RESULT } from '../kernel/cosem.js';
import { EVENT_LOG, enterEvent, SECURITY_LOG, type SecurityLogPort, securityLogBuffer } from '../kernel/event-log.js';
import { joinEventOf } from '../kernel/join-events.js';

/**
 * The Event Log and the Security Log of an ESME (ECS35a, ECS35b, ECS15a), and the settings that say which events are
 * logged (ECS25a3, ECS25b3).
 */

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
  readonly profile: Profile;
  readonly objects: CosemObjects;
}

export class EventLogs implements Part {
  readonly name = 'eventLogs';
  readonly #objects: () => CosemObjects;
  readonly #profile: Profile;
  readonly #defects: ReadonlySet<string> | undefined;
  readonly security: EsmeSecurityLogPort;

  constructor(
    objects: () => CosemObjects,
    security: EsmeSecurityLogPort,
    profile: Profile,
    defects: ReadonlySet<string> | undefined,
  ) {
    this.#objects = objects;
    this.security = security;
    this.#profile = profile;
    this.#defects = defects;
  }

  /**
   * Enters an event in the Event Log, if the supplier has it logged.
   * @param about message code, where it is about a Command; number of the command, where it is about one of the user
   *   interface
   */
  event(code: number, now: Instant, about?: number): void {
    if (this.#isLogged(code)) enterEvent(this.#objects(), code, now, about);
  }

  #isLogged(code: number): boolean {
    const bit = behaviourBit(code);
    if (bit === undefined || this.#defects?.has('ignores-logging-settings')) return true;
    return settingOf(this.#objects(), LOGGING_SETTING)[bit] === '1';
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

  get profile(): Profile {
    return this.#profile;
  }
}

const DATA_CLASS = 1;
const VALUE = 2;
const SETTINGS_BITS = 256;
/** Groups A to E of the settings objects of each party: of the supplier and of the distributor. */
const PARTIES = ['0-30', '0-33'] as const;
/** Of each object that is set, the one that shows the settings. */
const SETTINGS: readonly { readonly set: number; readonly shown: number }[] = [
  { set: 11, shown: 15 },
  { set: 12, shown: 16 },
  { set: 13, shown: 17 },
  { set: 14, shown: 18 },
];
const LOGGING_SETTING: Address = { classId: DATA_CLASS, obis: '0-30:97.98.18.255', member: VALUE };
const ALL_ON = '1'.repeat(SETTINGS_BITS);

const SORTED_CODES = ALERT_CODES.map(({ code }) => code).sort((a, b) => a - b);

/** The bit of the settings that stands for an event: the assumption `alert-behaviour-bits`. */
function behaviourBit(code: number): number | undefined {
  const at = SORTED_CODES.indexOf(code);
  return at < 0 ? undefined : at;
}

function settingOf(objects: CosemObjects, address: Address): string {
  const value = objects.value(address);
  return value.type === 'bit-string' ? value.bits : ALL_ON;
}

/** Settings with those that the mask names changed to the actions. @param bits 256 of each, the one before the other */
function changedSettings(before: string, bits: string, maskFirst: boolean): string {
  const halves = [bits.slice(0, SETTINGS_BITS), bits.slice(SETTINGS_BITS)] as const;
  const [mask, actions] = maskFirst ? halves : [halves[1], halves[0]];
  return Array.from(before, (bit, i) => (mask[i] === '1' ? (actions[i] ?? bit) : bit)).join('');
}

export function bindEventLogs<Device extends LoggingDevice>(table: BindingTable<Device>): void {
  const { classId, obis, member } = SECURITY_LOG;
  table.attribute(classId, obis, member, ({ logs }) => securityLogBuffer(logs.security));
  for (const party of PARTIES) {
    for (const { set, shown } of SETTINGS) {
      const address: Address = { classId: DATA_CLASS, obis: `${party}:97.98.${shown}.255`, member: VALUE };
      const written: Address = { ...address, obis: `${party}:97.98.${set}.255` };
      table.attribute(DATA_CLASS, written.obis, VALUE, ({ objects, profile }) => ({
        set: (value) => {
          if (value.type !== 'bit-string') return RESULT.typeUnmatched;
          const maskFirst = assumptionValue(profile, 'alert-behaviour-mask-first');
          const bits = changedSettings(settingOf(objects, address), value.bits, maskFirst);
          objects.store(address, { type: 'bit-string', bits });
          return RESULT.success;
        },
      }));
      // Until anything is configured, every event is alerted and logged.
      table.attribute(DATA_CLASS, address.obis, VALUE, ({ objects }) => ({
        get: () => objects.kept(address) ?? { type: 'bit-string', bits: ALL_ON },
        preset: (value) => objects.store(address, value),
      }));
    }
  }
}
