/** One right request, then all that is near it: every single change, then several at once. */
import type { Corpus } from './corpus.ts';
import { Corpus as Seeds } from './corpus.ts';
import { neighbourhood } from './generate/neighbourhood.ts';
import { shapeOf, type Mutation } from './generate/mutation.ts';
import type { Template } from './generate/template.ts';
import type { Prober } from './prober.ts';
import type { Random } from './random.ts';

/** Requests with several changes, for each one with a single change. */
const several = 0.5;
const mostChanges = 4;

export class Spread {
  readonly #prober: Prober;
  readonly #corpus: Corpus;
  /** The changes of the request in hand, for a finding to name. */
  readonly changes: Mutation[] = [];
  /** Templates that get a property, by those that set it. */
  readonly #getOf: ReadonlyMap<Template, Template>;
  /** Set by {@link stop}. */
  #stopped = false;

  constructor(prober: Prober, corpus: Corpus, templates: readonly Template[]) {
    this.#prober = prober;
    this.#corpus = corpus;
    const gets = new Map(templates.filter(({ verb }) => verb === 'get').map((template) => [template.learned, template]));
    this.#getOf = new Map(
      templates.flatMap((template) => {
        const get = template.verb === 'set' ? gets.get(template.learned) : undefined;
        const compared = get?.fixed && get.item?.kind === 'property' && !get.item.volatile && get.item.access.get !== 'forbidden';
        return get && compared ? [[template, get] as const] : [];
      }),
    );
  }

  /** Ends the present neighbourhood after the request in hand. */
  stop(): void {
    this.#stopped = true;
  }

  /** Sends the neighbourhood of one request of the template, at most about `most` requests. */
  around(template: Template, random: Random, most: number): void {
    this.#stopped = false;
    const end = this.#prober.requests + most;
    this.changes.length = 0;
    const value = this.#valueOf(template, random);
    this.#prober.sendRight(template, value);
    if (!template.offered) return;
    const seed = this.#corpus.pick(template, random);
    const load = (): void => {
      if (seed) Seeds.load(this.#prober.draft, seed);
      else this.#prober.draft.load(template, value);
    };
    load();
    const mutations = neighbourhood(shapeOf(template, this.#prober.draft.outputLength));
    const isOver = (): boolean => this.#stopped || this.#prober.requests >= end;
    for (const mutation of mutations) {
      if (isOver()) return;
      load();
      this.#change([mutation], template, random);
    }
    for (let i = 0; i < mutations.length * several && !isOver(); i++) {
      load();
      const count = 2 + random.below(mostChanges - 1);
      this.#change(Array.from({ length: count }, () => random.pick(mutations)), template, random);
    }
  }

  #change(mutations: readonly Mutation[], template: Template, random: Random): void {
    const { draft } = this.#prober;
    this.changes.length = 0;
    for (const mutation of mutations) {
      mutation.apply(draft, random);
      draft.known = mutation.known;
      draft.changes++;
      this.changes.push(mutation);
    }
    const get = this.#getOf.get(template);
    if (get) this.#prober.sendSet(get);
    else this.#prober.send();
  }

  #valueOf({ legal, illegal, learned, verb }: Template, random: Random): Uint8Array | undefined {
    if (verb === 'get' || verb === 'support' || verb === 'serialize' || verb === 'raw') return undefined;
    if (learned.value && random.once(3)) return learned.value;
    if (illegal.length > 0 && random.once(4)) return random.pick(illegal);
    return legal.length > 0 ? random.pick(legal) : undefined;
  }
}
