import type { Instant } from '../../gbcs/index.js';
import type { Stored } from './stored.js';

/** What those see of the time who plan events of some kinds. */
export interface Clock<Event> {
  readonly now: Instant;
  /** Plans an event; an instant in the past means now. @returns the number by which {@link takeBack} knows it */
  plan(instant: Instant, event: Event): number;
  /** Takes back an event that has not happened; for any other number nothing happens. */
  takeBack(order: number): void;
}

/**
 * Virtual time. Nothing in the emulator waits: what is due later stands in one heap, and time jumps from one due
 * event to the next. Events due at the same instant happen in the order in which they were planned. Events are plain
 * data, so that a home can be saved with all that is on its way.
 */
export class VirtualClock<Event> implements Clock<Event>, Stored<SavedClock<Event>> {
  #now: Instant;
  #planned = 0;
  #heap: PlannedEvent<Event>[] = [];
  readonly #pending = new Map<number, PlannedEvent<Event>>();
  readonly #happen: (event: Event) => void;

  /** @param happen carries an event out when it is due */
  constructor(now: Instant, happen: (event: Event) => void) {
    this.#now = now;
    this.#happen = happen;
  }

  get now(): Instant {
    return this.#now;
  }

  plan(instant: Instant, event: Event): number {
    const order = this.#planned++;
    this.#add({ due: Math.max(instant, this.#now), order, event, takenBack: false });
    return order;
  }

  takeBack(order: number): void {
    const planned = this.#pending.get(order);
    if (planned === undefined) return;
    planned.takenBack = true;
    this.#pending.delete(order);
  }

  /** Lets everything happen that is due up to `instant`, which is then the time. */
  advanceTo(instant: Instant): void {
    while (this.step(instant));
    this.#now = Math.max(this.#now, instant);
  }

  /** Lets the next event happen, if it is due up to `instant`. @returns whether one was */
  step(instant: Instant): boolean {
    const next = this.#next();
    if (next === undefined || next.due > instant) return false;
    this.#pop();
    this.#pending.delete(next.order);
    this.#now = next.due;
    this.#happen(next.event);
    return true;
  }

  /** When the next event is due, if there is one. */
  get nextDue(): Instant | undefined {
    return this.#next()?.due;
  }

  save(): SavedClock<Event> {
    const events = [...this.#pending.values()].sort((a, b) => a.order - b.order);
    return {
      now: this.#now,
      planned: this.#planned,
      events: events.map(({ due, order, event }) => ({ due, order, event: structuredClone(event) })),
    };
  }

  restore({ now, planned, events }: SavedClock<Event>): void {
    this.#now = now;
    this.#planned = planned;
    this.#heap = [];
    this.#pending.clear();
    for (const one of structuredClone(events)) this.#add({ ...one, takenBack: false });
  }

  #add(planned: PlannedEvent<Event>): void {
    this.#pending.set(planned.order, planned);
    this.#push(planned);
  }

  #next(): PlannedEvent<Event> | undefined {
    while (this.#heap[0]?.takenBack) this.#pop();
    return this.#heap[0];
  }

  #push(event: PlannedEvent<Event>): void {
    const heap = this.#heap;
    heap.push(event);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i] as PlannedEvent<Event>, heap[parent] as PlannedEvent<Event>)) return;
      [heap[i], heap[parent]] = [heap[parent] as PlannedEvent<Event>, heap[i] as PlannedEvent<Event>];
      i = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const right = left + 1;
      let first = i;
      if (left < heap.length && isBefore(heap[left] as PlannedEvent<Event>, heap[first] as PlannedEvent<Event>))
        first = left;
      if (right < heap.length && isBefore(heap[right] as PlannedEvent<Event>, heap[first] as PlannedEvent<Event>))
        first = right;
      if (first === i) return;
      [heap[i], heap[first]] = [heap[first] as PlannedEvent<Event>, heap[i] as PlannedEvent<Event>];
      i = first;
    }
  }
}

/** Events that wait, in the order in which they were planned, and how many have ever been. */
export interface SavedClock<Event> {
  readonly now: Instant;
  readonly planned: number;
  readonly events: readonly { readonly due: Instant; readonly order: number; readonly event: Event }[];
}

interface PlannedEvent<Event> {
  readonly due: Instant;
  readonly order: number;
  readonly event: Event;
  takenBack: boolean;
}

function isBefore(a: PlannedEvent<unknown>, b: PlannedEvent<unknown>): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
