import type { RecordIndex } from './record-index.ts';
import { type SlabSpace, toReference } from './slab-space.ts';

/** Compaction begins when more than one byte in this many is dead. */
const DEAD_PART = 4;
/** The least number of bytes one step looks at. */
const STEP_BYTES = 8192;

/** Moves the live records out of the slabs with the most dead bytes, a bounded part of one slab with each change. */
export class Compaction {
  readonly #space: SlabSpace;
  readonly #index: RecordIndex;
  #slab = 0;
  #position = 0;

  constructor(space: SlabSpace, index: RecordIndex) {
    this.#space = space;
    this.#index = index;
  }

  /** One step after a change that left `deadBytes` behind. It works off more than the change left. */
  step(deadBytes: number): void {
    const space = this.#space;
    if (this.#slab !== 0 && !space.holds(this.#slab)) this.#slab = 0;
    if (this.#slab === 0) {
      if (space.dead * DEAD_PART <= space.used) return;
      this.#slab = space.mostDead();
      this.#position = 0;
      if (this.#slab === 0) return;
    }
    const slab = space.slab(this.#slab);
    const end = Math.min(slab.used, this.#position + STEP_BYTES + deadBytes * DEAD_PART);
    while (this.#position < end) {
      const position = this.#position;
      this.#position += slab.recordBytes(position);
      const reference = toReference(this.#slab, position);
      const hash = slab.hash(position);
      if (this.#index.has(hash, reference)) this.#index.move(hash, reference, space.rewrite(reference));
    }
    if (this.#position >= slab.used) {
      space.drop(this.#slab);
      this.#slab = 0;
    }
  }
}
