import type { Handle, SignalKind } from '../target.ts';
import { TargetMisuse } from '../target.ts';

/** What a handle names. */
export type HandleKind = 'file' | SignalKind;

/**
 * The handles of a target. Windows uses the values of closed handles again, for anything in this process: a request for
 * a handle that was closed here must never reach it.
 */
export class OpenHandles {
  readonly #open = new Map<Handle, HandleKind>();
  readonly #closed = new Set<Handle>();

  add(handle: Handle, kind: HandleKind): void {
    this.#open.set(handle, kind);
    this.#closed.delete(handle);
  }

  /** @throws TargetMisuse for a handle that was never given out */
  kindOf(handle: Handle): HandleKind | undefined {
    const kind = this.#open.get(handle);
    if (kind === undefined && !this.#closed.has(handle)) throw new TargetMisuse(`handle ${handle} was never opened`);
    return kind;
  }

  remove(handle: Handle): void {
    this.#open.delete(handle);
    this.#closed.add(handle);
  }

  /** Those that are open, the newest first. */
  newestFirst(): readonly Handle[] {
    return [...this.#open.keys()].reverse();
  }
}
