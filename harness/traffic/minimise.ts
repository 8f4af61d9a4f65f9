/**
 * Makes a list of actions smaller while something about it still holds: drops actions, with those that need them, then
 * switches, then shortens buffers, sets bytes to zero and clears flags. The same list and the same predicate give the
 * same result; how often the predicate is asked is bounded.
 */
import type { Target } from '../target/target.ts';
import type { Action, Content, Memory } from './actions.ts';
import { without } from './dependants.ts';
import { perform, type Performed } from './perform.ts';

export interface MinimiseOptions {
  /** Actions of the list itself that are never dropped or changed. */
  readonly keep?: (action: Action) => boolean;
  /** Whether bytes are made simpler, too, and not only fewer actions kept; they are unless told. */
  readonly bytes?: boolean;
  /** Most times that the predicate is asked; 1000 unless told. */
  readonly tries?: number;
}

export interface Minimised {
  readonly actions: readonly Action[];
  /** How often the predicate was asked. */
  readonly tries: number;
  /** Every single thing that could be left out was tried: nothing smaller of this kind holds. */
  readonly complete: boolean;
}

/** Performs actions on a machine that was just started, where the target can do that. */
export function performFresh(target: Target, actions: readonly Action[]): Performed {
  if (target.capabilities.has('reset')) target.reset();
  return perform(target, actions);
}

/**
 * @param holds what must stay true; it is for `actions` themselves, and is not asked about them
 */
export function minimise(actions: readonly Action[], holds: (actions: readonly Action[]) => boolean, options: MinimiseOptions = {}): Minimised {
  return new Minimiser(actions, holds, options).run();
}

/** The budget is spent. */
class Spent extends Error {}

class Minimiser {
  readonly #holds: (actions: readonly Action[]) => boolean;
  readonly #keep: (action: Action) => boolean;
  readonly #bytes: boolean;
  readonly #most: number;
  #tries = 0;
  #best: readonly Action[];

  constructor(actions: readonly Action[], holds: (actions: readonly Action[]) => boolean, { keep = () => false, bytes = true, tries = 1000 }: MinimiseOptions) {
    this.#bytes = bytes;
    this.#best = actions;
    this.#holds = holds;
    this.#keep = keep;
    this.#most = tries;
  }

  run(): Minimised {
    try {
      // What was dropped late can make something early needless, and shorter buffers can make actions needless.
      for (let before: readonly Action[] | undefined; before !== this.#best; ) {
        before = this.#best;
        this.#dropActions();
        this.#dropSwitches();
        if (this.#bytes) this.#simplifyEach();
      }
    } catch (error) {
      if (!(error instanceof Spent)) throw error;
      return { actions: this.#best, tries: this.#tries, complete: false };
    }
    return { actions: this.#best, tries: this.#tries, complete: true };
  }

  /** Whether it holds for a smaller list, which is then the best so far. */
  #try(actions: readonly Action[]): boolean {
    if (this.#tries >= this.#most) throw new Spent();
    this.#tries++;
    if (!this.#holds(actions)) return false;
    this.#best = actions;
    return true;
  }

  // ---- actions -----------------------------------------------------------------------------------------------------

  /** Half of them at once, then quarters, at last one by one; late ones first, since early ones are needed by others. */
  #dropActions(): void {
    for (let size = Math.max(1, this.#droppable().length >> 1); ; size >>= 1) {
      let end = this.#droppable().length;
      while (end > 0) {
        const start = Math.max(0, end - size);
        const smaller = without(this.#best, new Set(this.#droppable().slice(start, end)));
        if (this.#best.every((action) => !this.#keep(action) || smaller.includes(action))) this.#try(smaller);
        end = Math.min(start, this.#droppable().length);
      }
      if (size <= 1) return;
    }
  }

  #droppable(): readonly Action[] {
    return this.#best.flatMap((action) => (action.do === 'together' ? [action, ...action.lanes.flat()] : [action])).filter((action) => !this.#keep(action));
  }

  #dropSwitches(): void {
    for (let index = 0; index < this.#best.length; index++) {
      let action = this.#best[index];
      for (let at = 0; action?.do === 'together' && at < action.switches.length; ) {
        const fewer: Action = { ...action, switches: action.switches.filter((_, i) => i !== at) };
        if (this.#try(this.#best.with(index, fewer))) action = fewer;
        else at++;
      }
    }
  }

  // ---- within an action --------------------------------------------------------------------------------------------

  #simplifyEach(): void {
    for (let index = 0; index < this.#best.length; index++) {
      const action = this.#best[index];
      if (!action || this.#keep(action)) continue;
      if (action.do !== 'together') {
        this.#simplify(() => this.#best[index], (simpler) => this.#best.with(index, simpler));
        continue;
      }
      for (const [i, lane] of action.lanes.entries()) {
        for (const k of lane.keys()) {
          const together = () => this.#best[index] as Extract<Action, { do: 'together' }>;
          this.#simplify(
            () => together().lanes[i]?.[k],
            (simpler) => this.#best.with(index, { ...together(), lanes: together().lanes.with(i, (together().lanes[i] ?? []).with(k, simpler)) }),
          );
        }
      }
    }
  }

  /** @param now the action as it is by now; `put` gives the list with another one in its place */
  #simplify(now: () => Action | undefined, put: (simpler: Action) => readonly Action[]): void {
    for (const part of partsOf(now())) {
      const content = () => part.get(now());
      const change = (simpler: Content): boolean => {
        const action = now();
        return action !== undefined && this.#try(put(part.set(action, simpler)));
      };
      shorten(content, change);
      zero(content, change);
      clearBits(content, change);
    }
  }
}

type Get = () => Content | undefined;
type Change = (simpler: Content) => boolean;

/** Cuts the end off, as much as can be. */
function shorten(content: Get, change: Change): void {
  for (let cut = content()?.bytes.length ?? 0; cut >= 1; cut = Math.min(cut >> 1, content()?.bytes.length ?? 0)) {
    for (let now = content(); now && now.bytes.length >= cut; now = content()) {
      const bytes = now.bytes.slice(0, now.bytes.length - cut);
      if (!change({ bytes, links: now.links.filter(({ at, size }) => at + size <= bytes.length) })) break;
    }
  }
}

/** Sets bytes to zero: all, then parts, at last single ones. Handles and addresses become zero with their bytes. */
function zero(content: Get, change: Change): void {
  const length = content()?.bytes.length ?? 0;
  for (let size = length; size >= 1; size >>= 1) {
    for (let start = 0; start < length; start += size) {
      const now = content();
      if (!now) return;
      const end = Math.min(start + size, length);
      const inside = (at: number, linkSize: number) => at < end && at + linkSize > start;
      if (!now.bytes.subarray(start, end).some((byte) => byte !== 0)) continue;
      const bytes = now.bytes.slice().fill(0, start, end);
      change({ bytes, links: now.links.filter(({ at, size: linkSize }) => !inside(at, linkSize)) });
    }
  }
}

/** Most bytes whose bits are cleared one by one: those of a header with its fields. */
const mostBitBytes = 64;

/** Clears single bits, such as flags. */
function clearBits(content: Get, change: Change): void {
  const length = Math.min(content()?.bytes.length ?? 0, mostBitBytes);
  for (let at = 0; at < length; at++) {
    const linked = content()?.links.some((link) => at >= link.at && at < link.at + link.size);
    for (let bit = 0x80; bit >= 1 && !linked; bit >>= 1) {
      const now = content();
      const byte = now?.bytes[at] ?? 0;
      // A single bit that is left was tried when the byte was set to zero.
      if (!now || (byte & bit) === 0 || byte === bit) continue;
      change({ bytes: now.bytes.with(at, byte & ~bit), links: now.links });
    }
  }
}

interface Part {
  get(action: Action | undefined): Content | undefined;
  set(action: Action, content: Content): Action;
}

const bytesOf = (memory: Memory | undefined): Content | undefined => (memory && 'bytes' in memory ? memory : undefined);
const input: Part = {
  get: (action) => (action && 'input' in action ? bytesOf(action.input) : undefined),
  set: (action, content) => ('input' in action ? { ...action, input: content } : action),
};
const output: Part = {
  get: (action) => (action && 'output' in action ? bytesOf(action.output) : undefined),
  set: (action, content) => ('output' in action ? { ...action, output: content } : action),
};
const name: Part = {
  get: (action) => (action?.do === 'open-child' ? action.name : undefined),
  set: (action, content) => (action.do === 'open-child' ? { ...action, name: content } : action),
};
const written: Part = {
  get: (action) => (action?.do === 'write' ? action.content : undefined),
  set: (action, content) => (action.do === 'write' ? { ...action, content } : action),
};

/** The bytes of an action that can be changed. */
function partsOf(action: Action | undefined): readonly Part[] {
  return [input, output, name, written].filter((part) => part.get(action) !== undefined);
}
