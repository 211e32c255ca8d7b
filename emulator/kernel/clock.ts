import type { Instant } from '../../gbcs/index.js';

/**
 * Virtual time. Nothing in the emulator waits: what is due later stands in one heap, and time jumps from one due
 * event to the next. Events due at the same instant happen in the order in which they were planned.
 */
export class VirtualClock {
  #now: Instant;
  #planned = 0;
  readonly #heap: PlannedEvent[] = [];

  constructor(now: Instant) {
    this.#now = now;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Plans an event; an instant in the past means now. @returns a function that takes the event back */
  at(instant: Instant, happen: () => void): () => void {
    const event: PlannedEvent = { due: Math.max(instant, this.#now), order: this.#planned++, happen };
    this.#push(event);
    return () => {
      event.happen = undefined;
    };
  }

  /** Lets everything happen that is due up to `instant`, which is then the time. */
  advanceTo(instant: Instant): void {
    for (let next = this.#heap[0]; next !== undefined && next.due <= instant; next = this.#heap[0]) {
      this.#pop();
      if (next.happen === undefined) continue;
      this.#now = next.due;
      next.happen();
    }
    this.#now = Math.max(this.#now, instant);
  }

  /** When the next event is due, if there is one. */
  get nextDue(): Instant | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].happen === undefined) this.#pop();
    return this.#heap[0]?.due;
  }

  #push(event: PlannedEvent): void {
    const heap = this.#heap;
    heap.push(event);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i] as PlannedEvent, heap[parent] as PlannedEvent)) return;
      [heap[i], heap[parent]] = [heap[parent] as PlannedEvent, heap[i] as PlannedEvent];
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
      if (left < heap.length && isBefore(heap[left] as PlannedEvent, heap[first] as PlannedEvent)) first = left;
      if (right < heap.length && isBefore(heap[right] as PlannedEvent, heap[first] as PlannedEvent)) first = right;
      if (first === i) return;
      [heap[i], heap[first]] = [heap[first] as PlannedEvent, heap[i] as PlannedEvent];
      i = first;
    }
  }
}

interface PlannedEvent {
  readonly due: Instant;
  readonly order: number;
  /** Gone once the event has been taken back. */
  happen: (() => void) | undefined;
}

function isBefore(a: PlannedEvent, b: PlannedEvent): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
