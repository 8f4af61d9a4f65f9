/** What a target changes in the caller's memory while actions are performed: `Answered.memory`. */
import type { Region } from '../target/target.ts';
import type { Action, Slot } from './actions.ts';
import type { Change } from './answered.ts';
import { RegionWatch } from './region-watch.ts';

/** Regions into which the caller wrote handles or addresses. */
export class PointerRegions {
  readonly #slots = new Set<Slot>();

  see(action: Action): void {
    if (action.do === 'write' && action.content.links.length > 0) this.#slots.add(action.region);
  }

  /** The changes outside of them. */
  without(changes: readonly Change[]): readonly Change[] {
    return changes.filter(({ region }) => !this.#slots.has(region));
  }
}

export class MemoryWatch {
  readonly #watch = new RegionWatch();
  readonly #pointers = new PointerRegions();

  add(slot: Slot, region: Region): void {
    this.#watch.add(slot, region);
  }

  remove(region: Region): void {
    this.#watch.remove(region);
  }

  /** What an action changed. What the caller wrote itself, there or in lists that ran at the same time, is no change. */
  after(action: Action): readonly Change[] {
    this.#pointers.see(action);
    const changes = this.#watch.take();
    return action.do === 'write' || action.do === 'together' ? [] : this.#pointers.without(changes);
  }
}
