/** Requests that were answered like none before, by template: what later requests are made from. */
import type { Draft } from './generate/draft.ts';
import type { Template } from './generate/template.ts';
import type { Action } from '../traffic/actions.ts';
import type { Random } from './random.ts';

/** A request as it was sent, but for memory that misbehaves. */
export interface Seed {
  readonly template: Template;
  readonly code: number;
  readonly input: Uint8Array;
  readonly value: Uint8Array;
  readonly outputLength: number;
}

/** A request that is worth keeping for other campaigns, with what led to the place where it was sent. */
export interface Kept {
  readonly template: Template;
  readonly status: number;
  readonly actions: readonly Action[];
}

/** Most that are kept for one template; a new one then takes the place of another. */
const mostSeeds = 16;
/** One neighbourhood of so many is around a request of the corpus. */
const ownOf = 4;

export class Corpus {
  readonly #seeds = new Map<Template, Seed[]>();
  /** Of earlier campaigns, and not used yet. */
  readonly #loaded = new Map<Template, Seed[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get all(): readonly Seed[] {
    return [...this.#seeds.values()].flat();
  }

  /** Keeps what the draft holds. */
  keep(draft: Draft, random: Random): void {
    const { template } = draft;
    if (!template || draft.odd || draft.astray) return;
    this.add(
      {
        template,
        code: draft.code,
        input: draft.input.slice(0, draft.inputLength),
        value: draft.value.slice(0, Math.min(draft.valueLength, draft.outputLength)),
        outputLength: draft.outputLength,
      },
      random,
    );
  }

  add(seed: Seed, random: Random): void {
    const known = this.#seeds.get(seed.template);
    if (!known) this.#seeds.set(seed.template, [seed]);
    else if (known.length < mostSeeds) known.push(seed);
    else {
      known[random.below(mostSeeds)] = seed;
      return;
    }
    this.#count++;
  }

  /** Takes what an earlier campaign kept; it comes before anything else. */
  load(seed: Seed): void {
    const known = this.#loaded.get(seed.template);
    if (known) known.push(seed);
    else this.#loaded.set(seed.template, [seed]);
  }

  /** One that was loaded and not used yet, else now and then one of this campaign. */
  pick(template: Template, random: Random): Seed | undefined {
    const loaded = this.#loaded.get(template)?.shift();
    if (loaded) {
      this.add(loaded, random);
      return loaded;
    }
    if (!random.once(ownOf)) return undefined;
    const known = this.#seeds.get(template);
    return known && random.pick(known);
  }

  /** Makes the draft what a seed holds. Nothing is known of its answer. */
  static load(draft: Draft, seed: Seed): void {
    draft.load(seed.template, seed.value.length > 0 ? seed.value : undefined);
    draft.code = seed.code;
    draft.input.set(seed.input);
    draft.inputLength = seed.input.length;
    draft.outputLength = seed.outputLength;
    draft.changes = 1;
  }
}
