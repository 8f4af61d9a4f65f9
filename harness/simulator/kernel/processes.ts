import { TargetMisuse, type Handle, type Processes, type ProcessId } from '../../target/target.ts';
import type { Kernel } from './kernel.ts';

/**
 * Processes beside the first one: each has handles and memory of its own, a handle can be duplicated from the one that
 * runs into another, and what a process leaves when it ends is closed for it.
 */
export class ProcessManager implements Processes {
  readonly #kernel: Kernel;
  readonly #live = new Set<ProcessId>();
  #next = 1;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  start(): ProcessId {
    const process = this.#next++ as ProcessId;
    this.#live.add(process);
    return process;
  }

  within<R>(process: ProcessId, body: () => R): R {
    this.#check(process);
    return this.#kernel.processor.inProcess(process, body);
  }

  duplicate(handle: Handle, into: ProcessId): Handle {
    this.#check(into);
    const { handles } = this.#kernel;
    const object = handles.get(handle);
    if (object === undefined) throw new TargetMisuse(`handle ${handle} is not open`);
    if (object.type === 'signal') this.#kernel.referenceSignal(object);
    else object.reference();
    return this.#kernel.processor.inProcess(into, () => handles.insert(object)) as Handle;
  }

  /** What its threads wait for is cancelled first, then its handles are closed, the first ones first. */
  end(process: ProcessId): void {
    this.#check(process);
    this.#kernel.processor.inProcess(process, () => {
      const handles = this.#kernel.handles.ofCurrent();
      for (const { object } of handles) {
        if (object.type !== 'file') continue;
        for (const irp of [...object.pending]) if (irp.process === (process as number)) irp.cancel();
      }
      for (const { handle } of handles) this.#kernel.closeHandle(handle);
    });
    this.#kernel.memory.releaseOf(process);
    this.#live.delete(process);
  }

  #check(process: ProcessId): void {
    if (!this.#live.has(process)) throw new TargetMisuse(`process ${process} was never started, or has ended`);
  }
}
