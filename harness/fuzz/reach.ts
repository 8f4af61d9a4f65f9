/**
 * State first: brings the subject of a model into one of its states by the shortest way that is known, through the steps of
 * the model, which are judged. What was never taken comes before what was.
 */
import type { CaseContext } from '../judge/context.ts';
import { ModelGraph, type Choice } from '../judge/model-graph.ts';
import { ModelWalk } from '../judge/walk.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { CompiledModel } from '../spec/model.ts';
import type { Random } from './random.ts';

/** Commands of one way: enough to get everywhere, few enough that a round begins soon. */
const mostCommands = 128;
/** A model whose states hold what the device chooses may have no end of them. */
const mostStates = 512;

/** A model on one subject, and what of it was reached. */
export class Reach {
  readonly planned: PlannedCase;
  readonly model: CompiledModel;
  readonly graph = new ModelGraph();
  /** The commands of the last walk, as far as it came. */
  path: readonly string[] = [];
  /** Why it cannot be walked on this device; absent if it can. */
  refused: string | undefined;
  /** Rounds spent in each state. */
  readonly #spent = new Map<string, number>();

  constructor(planned: PlannedCase, model: CompiledModel) {
    this.planned = planned;
    this.model = model;
  }

  /** Whether there are transitions that were never taken, so far as is known. */
  get unfinished(): boolean {
    return this.refused === undefined && (this.graph.states.length === 0 || (this.graph.states.length < mostStates && this.graph.untried.length > 0));
  }

  /**
   * Opens the subject and walks: along what was never taken while there is any, else to the state in which least was done.
   * @returns the walk, which knows the state
   * @throws Broken, NotJudged, CannotTell, TargetDied as the steps do
   */
  arrive(ctx: CaseContext, random: Random): ModelWalk {
    const walk = new ModelWalk(ctx, this.model, this.graph);
    this.path = walk.path;
    walk.start();
    const wanted = this.unfinished ? undefined : this.#leastSpent(random);
    let left = mostCommands;
    for (let way = this.#way(walk, wanted); way && left > 0; way = wanted === undefined ? this.#way(walk, undefined) : undefined) {
      for (const choice of way) walk.take(choice);
      left -= Math.max(1, way.length);
    }
    this.#spent.set(walk.state, (this.#spent.get(walk.state) ?? 0) + 1);
    return walk;
  }

  /** Opens the subject and walks the shortest way to one of the states that are known. */
  revisit(ctx: CaseContext, random: Random): ModelWalk {
    const walk = new ModelWalk(ctx, this.model, this.graph);
    walk.start();
    for (const choice of this.graph.wayTo(walk.state, random.pick(this.graph.states)) ?? []) walk.take(choice);
    return walk;
  }

  #way(walk: ModelWalk, wanted: string | undefined): readonly Choice[] | undefined {
    return wanted === undefined ? this.graph.wayToUntried(walk.state) : this.graph.wayTo(walk.state, wanted);
  }

  #leastSpent(random: Random): string {
    const { states } = this.graph;
    const spent = (state: string): number => this.#spent.get(state) ?? 0;
    const least = Math.min(...states.map(spent));
    return random.pick(states.filter((state) => spent(state) === least));
  }
}

/** What of all models was reached, by name: `connection.state@camera/pin0: now=0 --go(1)--> now=1`. */
export interface FoundCoverage {
  readonly states: readonly string[];
  readonly transitions: readonly string[];
  /** Transitions that were never taken: the same without where they lead. */
  readonly missed: readonly string[];
  /** Models that the device does not let be walked, and why. */
  readonly refused: readonly string[];
}

export function coverageOf(reaches: readonly Reach[]): FoundCoverage {
  const named = (list: (reach: Reach) => readonly string[]): string[] =>
    reaches.filter(({ refused }) => refused === undefined).flatMap((reach) => list(reach).map((text) => `${nameOf(reach)}: ${text}`));
  return {
    states: named(({ graph }) => graph.states),
    transitions: named(({ graph }) => graph.transitions),
    missed: named(({ graph }) => graph.untried),
    refused: reaches.flatMap((reach) => (reach.refused === undefined ? [] : [`${nameOf(reach)}: ${reach.refused}`])),
  };
}

/** What several campaigns reached together. */
export function mergeCoverage(all: readonly FoundCoverage[]): FoundCoverage {
  const union = (list: (coverage: FoundCoverage) => readonly string[]): string[] => [...new Set(all.flatMap(list))];
  const transitions = union((coverage) => coverage.transitions);
  const taken = new Set(transitions.map((text) => text.slice(0, text.lastIndexOf('-->') + 3)));
  const walked = new Set(union((coverage) => coverage.states).map((text) => text.slice(0, text.indexOf(':'))));
  return {
    states: union((coverage) => coverage.states),
    transitions,
    missed: union((coverage) => coverage.missed).filter((text) => !taken.has(text)),
    refused: union((coverage) => coverage.refused).filter((text) => !walked.has(text.slice(0, text.indexOf(':')))),
  };
}

const nameOf = ({ planned }: Reach): string => `${planned.claim}@${planned.object}`;
