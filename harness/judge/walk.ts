/**
 * Walks a model: every enabled command in every state that can be reached, by the shortest way known, then a random
 * stretch. What a state is, is what the model's variables say.
 */
import fc from 'fast-check';
import type { CompiledCommand, CompiledModel } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { domainOf } from './domain.ts';
import { ModelGraph, type Choice, type Variables } from './model-graph.ts';
import { evaluateAll } from '../plan/fixture.ts';
import { runOf } from './steps/index.ts';
import { show } from './show.ts';

/** Most commands of one walk, systematic and random together. */
const mostCommands = 4000;
/** Commands of the random stretch at the end. */
const randomCommands = 200;
/** Most values of a command's variables that are told apart. */
const mostChoices = 64;

/** What a walk has seen; also the model coverage of a report. */
export interface Walked {
  readonly states: readonly string[];
  /** `STOP --set(RUN)--> RUN`. */
  readonly transitions: readonly string[];
  /** Choices that there are in states that were reached and that were never taken, as `STOP --set(RUN)-->`; none after a whole walk. */
  readonly untried: readonly string[];
}

export class ModelWalk {
  readonly #ctx: CaseContext;
  readonly #model: CompiledModel;
  readonly #graph: ModelGraph;
  #state: Variables = {};
  #commands = 0;
  readonly #path: string[] = [];

  /** @param graph what earlier walks of the model on the same subject have seen */
  constructor(ctx: CaseContext, model: CompiledModel, graph = new ModelGraph()) {
    this.#ctx = ctx;
    this.#model = model;
    this.#graph = graph;
  }

  /** The commands so far, since the last fresh start: what leads to a counterexample. */
  get path(): readonly string[] {
    return this.#path;
  }

  /** The state the model is in: `now=0 resetting=false`. */
  get state(): string {
    return keyOf(this.#state);
  }

  get walked(): Walked {
    return { states: this.#graph.states, transitions: this.#graph.transitions, untried: this.#graph.untried };
  }

  /** Walks until nothing is left to try. Throws what ended it early. */
  run(seed: number): void {
    this.start();
    for (;;) {
      const way = this.#graph.wayToUntried(this.state);
      if (!way || this.#commands > mostCommands) {
        if (!way && this.#restartHelps()) {
          this.start();
          continue;
        }
        break;
      }
      for (const choice of way) this.take(choice);
    }
    this.#wander(seed);
  }

  /** Begins anew: closes everything, opens the subject and brings it into the first state. */
  start(): void {
    const ctx = this.#ctx;
    ctx.tearDown();
    this.#path.length = 0;
    this.#state = evaluateAll(this.#model.state, ctx.scope);
    Object.assign(ctx.scope, this.#state);
    ctx.subject();
    runOf(this.#model.setup)(ctx);
    this.#arrive();
  }

  /** A fresh start helps if the first state leads somewhere untried that the present one does not. */
  #restartHelps(): boolean {
    const first = keyOf(evaluateAll(this.#model.state, this.#ctx.scope));
    return first !== this.state && this.#graph.wayToUntried(first) !== undefined;
  }

  #arrive(): void {
    this.#graph.arrive(this.state, () => this.#choicesHere());
  }

  #choicesHere(): readonly Choice[] {
    const ctx = this.#ctx;
    return this.#model.commands.flatMap((command) => {
      if (command.when && !command.when.test(ctx.scope)) return [];
      return choicesOf(command, ctx);
    });
  }

  /** Does one of the choices of the present state. True if that transition was never seen before. */
  take(choice: Choice): boolean {
    const ctx = this.#ctx;
    const before = this.state;
    this.#commands++;
    this.#path.push(choice.label);
    ctx.values = { ...choice.values, path: this.#path.join(' ') };
    ctx.with(choice.values, () => {
      runOf(choice.command.steps)(ctx);
      this.#state = { ...this.#state, ...evaluateAll(choice.command.next, ctx.scope) };
    });
    Object.assign(ctx.scope, this.#state);
    this.#arrive();
    return this.#graph.took(before, choice, this.state);
  }

  #wander(seed: number): void {
    const picks = fc.sample(fc.nat({ max: 0x7fff_ffff }), { seed, numRuns: randomCommands });
    for (const pick of picks) {
      const choices = this.#graph.choicesAt(this.state);
      const choice = choices[pick % Math.max(1, choices.length)];
      if (!choice) return;
      this.take(choice);
    }
  }
}

/** A command with each combination of values that its variables have in the present scope. */
export function choicesOf(command: CompiledCommand, ctx: CaseContext): readonly Choice[] {
  return combinations(command, ctx).map((values) => ({ command, values, label: labelOf(command, values) }));
}

/** Tells states of a model apart: `now=0 resetting=false`. */
export function keyOf(state: Variables): string {
  return Object.entries(state).map(([name, value]) => `${name}=${show(value)}`).join(' ');
}

function labelOf(command: CompiledCommand, values: Variables): string {
  const args = Object.values(values).map(show).join(', ');
  return args === '' ? command.name : `${command.name}(${args})`;
}

function combinations(command: CompiledCommand, ctx: CaseContext): readonly Variables[] {
  let all: readonly Variables[] = [{}];
  for (const [name, quantifier] of command.any) {
    const domain = domainOf(quantifier, ctx);
    const values = domain.all ?? domain.edges;
    all = all.flatMap((before) => values.map((value) => ({ ...before, [name]: value }))).slice(0, mostChoices);
  }
  return all;
}
