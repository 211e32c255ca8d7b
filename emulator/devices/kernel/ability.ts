import type { Instant, Payload } from '../../../gbcs/index.js';
import type { Effect } from '../../kernel/device.js';
import type { Stored } from '../../kernel/stored.js';
import type { AcceptedCommand } from './accepted-command.js';
import type { CommandExecutor } from './gbcs-endpoint.js';

/**
 * What a device is made of besides its GBCS endpoint: parts with state and time of their own. Those that carry out
 * Commands are abilities. A device lists its parts; they fall due in that order.
 */
export interface Part extends Partial<Stored> {
  /** Under which its state is saved: one word for each part of a device. */
  readonly name: string;
  /** Lets everything happen that is due by `now`. */
  tick?(now: Instant): void;
  /** When {@link tick} is next needed, if at all. */
  nextDue?(): Instant | undefined;
  /** Is told of every Response that the device gives. */
  answered?(payload: Payload, now: Instant, command: AcceptedCommand): void;
}

/** A group of use cases that a device can carry out. */
export interface Ability extends Part {
  /** Their names in the catalogue; those that the device's profile lacks do not count. */
  readonly useCases: readonly string[];
  /**
   * Carries out a Command that has passed the checks.
   * @returns the payload of the Response, or nothing where it comes later
   */
  execute(command: AcceptedCommand, now: Instant, emit: (effect: Effect) => void): Payload | undefined;
}

/** The parts of one device, as one. */
export class Parts implements CommandExecutor, Stored<ReadonlyMap<string, unknown>> {
  readonly supportedUseCases: ReadonlySet<string>;
  readonly #parts: readonly Part[];
  readonly #abilities: ReadonlyMap<string, Ability>;

  /** @throws RangeError if two parts have the same name, or two abilities the same use case */
  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    const abilities = new Map<string, Ability>();
    for (const ability of parts.filter(isAbility)) {
      for (const useCase of ability.useCases) {
        if (abilities.has(useCase)) throw new RangeError(`two abilities carry out ${useCase}`);
        abilities.set(useCase, ability);
      }
    }
    if (new Set(parts.map(({ name }) => name)).size < parts.length) throw new RangeError('two parts have one name');
    this.#abilities = abilities;
    this.supportedUseCases = new Set(abilities.keys());
  }

  execute(command: AcceptedCommand, now: Instant, emit: (effect: Effect) => void): Payload | undefined {
    return this.#abilities.get(command.useCase.name)?.execute(command, now, emit);
  }

  answered(payload: Payload, now: Instant, command: AcceptedCommand): void {
    for (const part of this.#parts) part.answered?.(payload, now, command);
  }

  tick(now: Instant): void {
    for (const part of this.#parts) part.tick?.(now);
  }

  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const part of this.#parts) {
      const due = part.nextDue?.();
      if (due !== undefined && (first === undefined || due < first)) first = due;
    }
    return first;
  }

  save(): ReadonlyMap<string, unknown> {
    return new Map(this.#parts.flatMap((part) => (part.save === undefined ? [] : [[part.name, part.save()]])));
  }

  restore(saved: ReadonlyMap<string, unknown>): void {
    for (const part of this.#parts) {
      if (saved.has(part.name)) part.restore?.(saved.get(part.name));
    }
  }
}

function isAbility(part: Part): part is Ability {
  return 'useCases' in part;
}
