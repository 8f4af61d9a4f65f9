/**
 * Walks a model: every enabled command in every state that can be reached, by the shortest way known, then a random
 * stretch. What a state is, is what the model's variables say.
 */
import fc from 'fast-check';
import type { Value } from '../abi/codec.ts';
import type { CompiledCommand, CompiledModel } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { domainOf } from './domain.ts';
import { evaluateAll } from '../plan/fixture.ts';
import { runSteps } from './steps/index.ts';
import { show } from './show.ts';

/** Most commands of one walk, systematic and random together. */
const mostCommands = 4000;
/** Commands of the random stretch at the end. */
const randomCommands = 200;
/** Most values of a command's variables that are told apart. */
const mostChoices = 64;

type Variables = Readonly<Record<string, Value>>;

interface Choice {
  readonly command: CompiledCommand;
  readonly values: Variables;
  readonly label: string;
}

/** What a walk has seen; also the model coverage of a report. */
export interface Walked {
  readonly states: readonly string[];
  /** `STOP --set(RUN)--> RUN`. */
  readonly transitions: readonly string[];
}

export class ModelWalk {
  readonly #ctx: CaseContext;
  readonly #model: CompiledModel;
  #state: Variables = {};
  #commands = 0;
  readonly #path: string[] = [];
  readonly #choices = new Map<string, readonly Choice[]>();
  /** Tried choices by state, and where each led. */
  readonly #edges = new Map<string, Map<string, string>>();
  readonly #transitions = new Set<string>();

  constructor(ctx: CaseContext, model: CompiledModel) {
    this.#ctx = ctx;
    this.#model = model;
  }

  /** The commands so far, since the last fresh start: what leads to a counterexample. */
  get path(): readonly string[] {
    return this.#path;
  }

  get walked(): Walked {
    return { states: [...this.#edges.keys()], transitions: [...this.#transitions] };
  }

  /** Walks until nothing is left to try. Throws what ended it early. */
  run(seed: number): void {
    this.#start();
    for (;;) {
      const way = this.#wayToUntried();
      if (!way || this.#commands > mostCommands) {
        if (!way && this.#restartHelps()) {
          this.#start();
          continue;
        }
        break;
      }
      for (const choice of way) this.#take(choice);
    }
    this.#wander(seed);
  }

  #start(): void {
    const ctx = this.#ctx;
    ctx.tearDown();
    this.#path.length = 0;
    this.#state = evaluateAll(this.#model.state, ctx.scope);
    Object.assign(ctx.scope, this.#state);
    ctx.subject();
    runSteps(ctx, this.#model.setup);
    this.#edgesAt(key(this.#state));
  }

  /** A fresh start helps if the first state leads somewhere untried that the present one does not. */
  #restartHelps(): boolean {
    const first = key(evaluateAll(this.#model.state, this.#ctx.scope));
    return first !== key(this.#state) && this.#search(first) !== undefined;
  }

  #wayToUntried(): readonly Choice[] | undefined {
    return this.#search(key(this.#state));
  }

  /** Breadth first over known transitions, to the nearest choice that was never taken. */
  #search(from: string): readonly Choice[] | undefined {
    const queue: { at: string; way: readonly Choice[] }[] = [{ at: from, way: [] }];
    const seen = new Set([from]);
    for (let head = queue.shift(); head; head = queue.shift()) {
      const known = this.#edges.get(head.at);
      for (const choice of this.#choices.get(head.at) ?? []) {
        const next = known?.get(choice.label);
        if (next === undefined) return [...head.way, choice];
        if (!seen.has(next)) {
          seen.add(next);
          queue.push({ at: next, way: [...head.way, choice] });
        }
      }
    }
    return undefined;
  }

  #edgesAt(state: string): Map<string, string> {
    let edges = this.#edges.get(state);
    if (!edges) {
      this.#edges.set(state, (edges = new Map()));
      this.#choices.set(state, this.#choicesHere());
    }
    return edges;
  }

  #choicesHere(): readonly Choice[] {
    const ctx = this.#ctx;
    return this.#model.commands.flatMap((command) => {
      if (command.when && !command.when.test(ctx.scope)) return [];
      return combinations(command, ctx).map((values) => ({ command, values, label: labelOf(command, values) }));
    });
  }

  #take(choice: Choice): void {
    const ctx = this.#ctx;
    const before = key(this.#state);
    this.#commands++;
    this.#path.push(choice.label);
    ctx.values = { ...choice.values, path: this.#path.join(' ') };
    ctx.with(choice.values, () => {
      runSteps(ctx, choice.command.steps);
      this.#state = { ...this.#state, ...evaluateAll(choice.command.next, ctx.scope) };
    });
    Object.assign(ctx.scope, this.#state);
    const after = key(this.#state);
    this.#edgesAt(before).set(choice.label, after);
    this.#edgesAt(after);
    this.#transitions.add(`${before} --${choice.label}--> ${after}`);
  }

  #wander(seed: number): void {
    const picks = fc.sample(fc.nat({ max: 0x7fff_ffff }), { seed, numRuns: randomCommands });
    for (const pick of picks) {
      const choices = this.#choices.get(key(this.#state)) ?? [];
      const choice = choices[pick % Math.max(1, choices.length)];
      if (!choice) return;
      this.#take(choice);
    }
  }
}

function key(state: Variables): string {
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
