/** The process that steps started beside that of the harness, if they did. */
import type { Handle, ProcessId, Target } from '../target/target.ts';

export class OtherProcess {
  readonly #target: Target;
  #process: ProcessId | undefined;
  /** Its handles. */
  readonly #handles = new Set<Handle>();

  constructor(target: Target) {
    this.#target = target;
  }

  get runs(): boolean {
    return this.#process !== undefined;
  }

  /** Whether it is a handle of that process. */
  has(handle: Handle): boolean {
    return this.#handles.has(handle);
  }

  /** Gives it a duplicate. It is started for the first one. @returns undefined where the target has one process only */
  give(handle: Handle): Handle | undefined {
    const { processes } = this.#target;
    if (!processes) return undefined;
    this.#process ??= processes.start();
    const copy = processes.duplicate(handle, this.#process);
    this.#handles.add(copy);
    return copy;
  }

  /** Does something in the process whose handle it is. */
  from<R>(handle: Handle, body: () => R): R {
    const { processes } = this.#target;
    return this.#process === undefined || !processes || !this.#handles.has(handle) ? body() : processes.within(this.#process, body);
  }

  /** It closed one. */
  forget(handle: Handle): void {
    this.#handles.delete(handle);
  }

  /** Ends it, if it runs. */
  end(): void {
    if (this.#process !== undefined) this.#target.processes?.end(this.#process);
    this.#process = undefined;
    this.#handles.clear();
  }
}
