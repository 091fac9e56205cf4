import { type DecisionEvent, EVENT_BYTES } from './event.ts';

/** Decisions that wait to be written, first in, first out. When it is full the oldest makes room and is counted. */
export class EventQueue {
  readonly #limits: { readonly events: number; readonly bytes: number };
  #items: (DecisionEvent | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: { readonly events: number; readonly bytes: number }) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** How many made room for others. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds an event and gives the length that results. */
  push(event: DecisionEvent): number {
    this.#bytes += event.bytes ?? EVENT_BYTES;
    this.#items.push(event);
    while (this.length > this.#limits.events || (this.#bytes > this.#limits.bytes && this.length > 1)) {
      this.shift();
      this.#dropped += 1;
    }
    return this.length;
  }

  shift(): DecisionEvent | undefined {
    const event = this.#items[this.#head];
    if (event === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= event.bytes ?? EVENT_BYTES;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head >= 4096 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }
}
