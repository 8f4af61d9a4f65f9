import type { FileObject } from './file-object.ts';
import type { SignalObject } from './signals.ts';

export type HandleObject = FileObject | SignalObject;

/** Handles of the one process that the harness is. Values are multiples of 4 and never used again. */
export class HandleTable {
  readonly #objects = new Map<number, HandleObject>();
  #next = 0;

  /** Open handles. */
  get size(): number {
    return this.#objects.size;
  }

  insert(object: HandleObject): number {
    this.#next += 4;
    this.#objects.set(this.#next, object);
    return this.#next;
  }

  get(handle: number): HandleObject | undefined {
    return this.#objects.get(handle);
  }

  /** Whether `handle` was ever given out. */
  known(handle: number): boolean {
    return handle > 0 && handle <= this.#next && handle % 4 === 0;
  }

  remove(handle: number): void {
    this.#objects.delete(handle);
  }
}
