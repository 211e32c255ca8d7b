import type { Instant, Profile } from '../../../gbcs/index.js';
import { type AcceptedCommand, restoreCommand, type SavedCommand, saveCommand } from './accepted-command.js';

/** A Command that waits for its time, as it is saved. */
export interface SavedDatedCommand {
  readonly command: SavedCommand;
  readonly due: Instant;
}

/** The executionDateTime that takes back what was planned (GBCS 9.2). */
const CANCELLATION = '9999-12-31T23:59:59Z';

/** Whether a time takes back what was planned. */
export function isCancellation(executionDateTime: string): boolean {
  return executionDateTime === CANCELLATION;
}

/** Commands whose payload names the time of their execution (GBCS 9.2); a newer one of the same use case replaces them. */
export class DatedCommands {
  readonly #waiting = new Map<string, { readonly command: AcceptedCommand; readonly due: Instant }>();

  /**
   * Plans a Command for its time, or takes back the one that is planned of its use case.
   * @param executionDateTime ISO 8601, UTC
   */
  plan(command: AcceptedCommand, executionDateTime: string): void {
    this.#waiting.delete(command.useCase.name);
    if (isCancellation(executionDateTime)) return;
    this.#waiting.set(command.useCase.name, { command, due: Date.parse(executionDateTime) });
  }

  nextDue(): Instant | undefined {
    let first: Instant | undefined;
    for (const { due } of this.#waiting.values()) if (first === undefined || due < first) first = due;
    return first;
  }

  /** Takes out the Commands whose time has come, the earliest first. */
  takeDue(now: Instant): readonly AcceptedCommand[] {
    const due = [...this.#waiting].filter(([, one]) => one.due <= now).sort(([, a], [, b]) => a.due - b.due);
    for (const [useCase] of due) this.#waiting.delete(useCase);
    return due.map(([, { command }]) => command);
  }

  save(): readonly SavedDatedCommand[] {
    return Array.from(this.#waiting.values(), ({ command, due }) => ({ command: saveCommand(command), due }));
  }

  restore(saved: readonly SavedDatedCommand[], profile: Profile): void {
    this.#waiting.clear();
    for (const { command: octets, due } of saved) {
      const command = restoreCommand(octets, profile);
      this.#waiting.set(command.useCase.name, { command, due });
    }
  }
}
