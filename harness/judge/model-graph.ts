/**
 * What is known of a model on one subject: its states, the choices there are in each, and where those that were taken
 * led. A walk adds to it; several walks of the same model may share one.
 */
import type { Value } from '../abi/codec.ts';
import type { CompiledCommand } from '../spec/model.ts';

/** Values of a model's variables, or of those of a command. */
export type Variables = Readonly<Record<string, Value>>;

/** A command with values for its variables. */
export interface Choice {
  readonly command: CompiledCommand;
  readonly values: Variables;
  /** `go(RUN)`. */
  readonly label: string;
}

export class ModelGraph {
  readonly #choices = new Map<string, readonly Choice[]>();
  /** Taken choices by state, and where each led. */
  readonly #edges = new Map<string, Map<string, string>>();
  readonly #transitions = new Set<string>();

  /** States seen, in the order in which they were. */
  get states(): readonly string[] {
    return [...this.#edges.keys()];
  }

  /** `STOP --go(RUN)--> RUN`, each once. */
  get transitions(): readonly string[] {
    return [...this.#transitions];
  }

  /** Choices of the states seen, taken or not, as `STOP --go(RUN)-->`. */
  get untried(): readonly string[] {
    return [...this.#choices].flatMap(([state, choices]) => {
      const taken = this.#edges.get(state);
      return choices.filter(({ label }) => !taken?.has(label)).map(({ label }) => `${state} --${label}-->`);
    });
  }

  /** Makes a state known, with what can be done in it. */
  arrive(state: string, choices: () => readonly Choice[]): void {
    if (this.#edges.has(state)) return;
    this.#edges.set(state, new Map());
    this.#choices.set(state, choices());
  }

  choicesAt(state: string): readonly Choice[] {
    return this.#choices.get(state) ?? [];
  }

  /** Records where a choice led. True if that is news. */
  took(from: string, { label }: Choice, to: string): boolean {
    this.#edges.get(from)?.set(label, to);
    const transition = `${from} --${label}--> ${to}`;
    const news = !this.#transitions.has(transition);
    this.#transitions.add(transition);
    return news;
  }

  /** The shortest way to a choice that was never taken, that choice included. */
  wayToUntried(from: string): readonly Choice[] | undefined {
    return this.#search(from, (at, choice) => !this.#edges.get(at)?.has(choice.label));
  }

  /** The shortest way known to a state; empty where it is `from` itself. */
  wayTo(from: string, state: string): readonly Choice[] | undefined {
    return from === state ? [] : this.#search(from, (at, choice) => this.#edges.get(at)?.get(choice.label) === state);
  }

  /** Breadth first over known transitions, up to the first choice that is `wanted`. */
  #search(from: string, wanted: (at: string, choice: Choice) => boolean): readonly Choice[] | undefined {
    const queue: { at: string; way: readonly Choice[] }[] = [{ at: from, way: [] }];
    const seen = new Set([from]);
    for (let head = queue.shift(); head; head = queue.shift()) {
      const known = this.#edges.get(head.at);
      for (const choice of this.choicesAt(head.at)) {
        const way = [...head.way, choice];
        if (wanted(head.at, choice)) return way;
        const next = known?.get(choice.label);
        if (next !== undefined && !seen.has(next)) {
          seen.add(next);
          queue.push({ at: next, way });
        }
      }
    }
    return undefined;
  }
}
