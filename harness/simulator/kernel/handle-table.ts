import type { FileObject } from './file-object.ts';
import type { Processor } from './processor.ts';
import type { SignalObject } from './signals.ts';

export type HandleObject = FileObject | SignalObject;

interface Entry {
  readonly object: HandleObject;
  readonly process: number;
}

/** Handles of every process: each sees its own. Values are multiples of 4 and never used again. */
export class HandleTable {
  readonly #entries = new Map<number, Entry>();
  readonly #processor: Processor;
  #next = 0;

  constructor(processor: Processor) {
    this.#processor = processor;
  }

  /** Open handles of all processes. */
  get size(): number {
    return this.#entries.size;
  }

  /** Gives the process that runs a handle. */
  insert(object: HandleObject): number {
    this.#next += 4;
    this.#entries.set(this.#next, { object, process: this.#processor.process });
    if (object.type === 'file') object.handles++;
    return this.#next;
  }

  /** What a handle of the process that runs stands for. */
  get(handle: number): HandleObject | undefined {
    const entry = this.#entries.get(handle);
    return entry?.process === this.#processor.process ? entry.object : undefined;
  }

  /** The handles of the process that runs, in the order in which it got them. */
  ofCurrent(): readonly { readonly handle: number; readonly object: HandleObject }[] {
    return [...this.#entries]
      .filter(([, { process }]) => process === this.#processor.process)
      .map(([handle, { object }]) => ({ handle, object }));
  }

  /** Whether `handle` was ever given out. */
  known(handle: number): boolean {
    return handle > 0 && handle <= this.#next && handle % 4 === 0;
  }

  remove(handle: number): void {
    const object = this.#entries.get(handle)?.object;
    this.#entries.delete(handle);
    if (object?.type === 'file') object.handles--;
  }
}
