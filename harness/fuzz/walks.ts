/** The models of a device, gone to again for a finding: by the same commands, or by fewer of them. */
import { CaseContext } from '../judge/context.ts';
import { declaredModel, type DeclaredModel } from '../judge/declared-model.ts';
import { ModelGraph } from '../judge/model-graph.ts';
import { Broken, CannotTell, Hung, NotJudged } from '../judge/outcome.ts';
import { ModelWalk } from '../judge/walk.ts';
import { OpenFailed } from '../plan/fixture.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { SpecBook } from '../spec/model.ts';
import { TargetDied, type Target } from '../target/target.ts';
import type { Action } from '../traffic/actions.ts';
import type { Proof } from './proof.ts';
import { TapedTarget } from './taped-target.ts';

export type WalkProof = Extract<Proof, { kind: 'walk' }>;

/** Numbers are others by another way. */
export const withoutNumbers = (message: string): string => message.replace(/0x[0-9a-f]+|\d+/gi, '#');

export class Walks {
  readonly #book: SpecBook;
  readonly #target: Target;
  /** Looked at once: what is found there is the same each time. */
  #plan: Plan | undefined;

  constructor(book: SpecBook, target: Target) {
    this.#book = book;
    this.#target = target;
  }

  /** What was done until the same thing broke; `undefined` if it does not, or if the path cannot be gone. */
  again({ claim, object, message }: WalkProof, path: readonly string[]): readonly Action[] | undefined {
    const { planned, device } = this.#planned(claim, object);
    if (!planned?.model) return undefined;
    const taped = new TapedTarget(this.#target);
    const ctx = new CaseContext(this.#book, taped, planned, device);
    const graph = new ModelGraph();
    const walk = new ModelWalk(ctx, planned.model, graph);
    try {
      walk.start();
      for (const label of path) {
        const choice = graph.choicesAt(walk.state).find((each) => each.label === label);
        if (!choice) return undefined;
        walk.take(choice);
      }
    } catch (error) {
      if ((error instanceof Broken || error instanceof Hung) && withoutNumbers(error.message) === withoutNumbers(message)) return taped.tape.actions();
      if (!isKnown(error)) throw error;
    } finally {
      if (this.#target.probe().alive) ctx.tearDown();
    }
    return undefined;
  }

  /** The model of a case, as what requests at the same time are held against. */
  modelOf({ claim, object }: { readonly claim: string; readonly object: string }): DeclaredModel | undefined {
    const { planned, device } = this.#planned(claim, object);
    const model = planned && declaredModel(this.#book, this.#target.arch, planned, device);
    return typeof model === 'object' ? model : undefined;
  }

  #planned(claim: string, object: string) {
    if (this.#target.capabilities.has('reset')) this.#target.reset();
    this.#plan ??= makePlan(this.#book, this.#target, { query: [], profiles: [], destructive: true });
    const { cases, device } = this.#plan;
    return { planned: cases.find((each) => each.claim === claim && each.object === object), device };
  }
}

const isKnown = (error: unknown): boolean => [Broken, Hung, NotJudged, CannotTell, OpenFailed, TargetDied].some((kind) => error instanceof kind);

/** Fewer commands for which it still holds: half of them are left out at once, then quarters, at last single ones. */
export function shorterPath(path: readonly string[], holds: (path: readonly string[]) => boolean): readonly string[] {
  let best = path;
  for (let size = Math.max(1, path.length >> 1); ; size >>= 1) {
    for (let start = 0; start < best.length; ) {
      const fewer = [...best.slice(0, start), ...best.slice(start + size)];
      if (holds(fewer)) best = fewer;
      else start += size;
    }
    if (size <= 1) return best;
  }
}
