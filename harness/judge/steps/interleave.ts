/**
 * The step `interleave`: lists of steps that run at the same time. One list runs until it is switched, at one of the
 * points that are counted here: between two steps, and, where the target can schedule, inside a request. What is switched
 * to inside a request runs there until it ends, must wait, or is switched back between two of its steps. Which points
 * switch is chosen by the caller (`ctx.switches`), so that a run can be repeated and made smaller.
 */
import type { CompiledStep, CompiledSteps } from '../../spec/model.ts';
import { MustWait, type SwitchPoint } from '../../target/target.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell } from '../outcome.ts';
import { mark } from '../trace.ts';
import { bodies, isFlow, type FlowStep } from './flow.ts';
import { settled } from './pending.ts';
import type { Run } from './run.ts';

/** A step that stands for no others. */
export type SingleStep = Exclude<CompiledStep, FlowStep | { readonly kind: 'interleave' }>;

/** A step that stands for no others, compiled. */
interface Single {
  readonly run: Run;
  /** Whether it can be done without time passing; absent where it always can. */
  readonly ready?: (ctx: CaseContext) => boolean;
}

/** Single steps, each computed when the one before it is done. */
type Singles = (ctx: CaseContext) => Iterable<Single>;

export function interleave(step: CompiledSteps['interleave'], compile: (step: SingleStep) => Run): Run {
  const lists = step.interleave.map((steps) => singlesOf(steps, compile));
  return (ctx) => {
    new Interleaving(ctx, lists).run();
  };
}

function singlesOf(steps: readonly CompiledStep[], compile: (step: SingleStep) => Run): Singles {
  const parts = steps.flatMap((step): Singles[] => {
    if (isFlow(step)) {
      const bodiesOf = bodies(step, (body) => singlesOf(body, compile));
      return [function* (ctx) {
        for (const body of bodiesOf(ctx)) yield* body(ctx);
      }];
    }
    if (step.kind === 'interleave') return [];
    const single = [{ run: compile(step), ...readiness(step) }];
    return [() => single];
  });
  return function* (ctx) {
    for (const part of parts) yield* part(ctx);
  };
}

function readiness(step: SingleStep): Pick<Single, 'ready'> {
  if (step.kind === 'wait') return { ready: (ctx) => settled(ctx, step) };
  return step.kind === 'signals' && step.within !== undefined ? { ready: () => false } : {};
}

/** One list on its way. */
class Lane {
  readonly number: number;
  readonly #steps: Iterator<Single>;
  /** The step to be done next; undefined at the end. */
  step: Single | undefined;
  /** It is at work, or interrupted inside a step. */
  busy = false;

  constructor(ctx: CaseContext, number: number, singles: Singles) {
    this.number = number;
    this.#steps = singles(ctx)[Symbol.iterator]();
    this.advance();
  }

  advance(): void {
    const next = this.#steps.next();
    this.step = next.done === true ? undefined : next.value;
  }
}

/** What a list throws while another one is interrupted below it: kept until that one is back. */
interface Failure {
  readonly error: unknown;
}

class Interleaving {
  readonly #ctx: CaseContext;
  readonly #lanes: readonly Lane[];
  #current: Lane | undefined;
  #failure: Failure | undefined;

  constructor(ctx: CaseContext, lists: readonly Singles[]) {
    this.#ctx = ctx;
    this.#lanes = lists.map((singles, i) => new Lane(ctx, i + 1, singles));
  }

  run(): void {
    const { scheduling } = this.#ctx.target;
    this.#ctx.interleaved = true;
    scheduling?.setSwitcher((at) => {
      this.#inside(at);
    });
    try {
      this.#current = this.#lanes[0];
      for (let lane = this.#pick(); lane; lane = this.#pick()) this.#doStep(lane);
    } finally {
      scheduling?.setSwitcher(null);
      this.#ctx.interleaved = false;
    }
  }

  /** The list whose next step is done now, at the bottom; undefined when all are at their end. */
  #pick(): Lane | undefined {
    const switched = this.#switchesHere();
    const current = this.#current;
    const other = this.#next(current);
    const lane = (switched || !current || !this.#ready(current)) && other ? other : current;
    // Where every list waits for something, time passes for the first one.
    const chosen = lane && this.#ready(lane) ? lane : this.#lanes.find(({ step }) => step !== undefined);
    if (chosen !== current && chosen) mark(this.#ctx.trace, `list ${chosen.number} goes on`);
    this.#current = chosen;
    return chosen;
  }

  #doStep(lane: Lane): void {
    if (!lane.step) return;
    lane.busy = true;
    try {
      lane.step.run(this.#ctx);
    } catch (error) {
      if (this.#failure) throw this.#failure.error;
      if (error instanceof MustWait) throw new CannotTell(`${error.message}, though nothing is interrupted that it could wait for`);
      throw error;
    } finally {
      lane.busy = false;
    }
    if (this.#failure) throw this.#failure.error;
    lane.advance();
  }

  /** A point inside a request of the current list. */
  #inside(at: SwitchPoint): void {
    if (this.#failure || !this.#switchesHere()) return;
    const below = this.#current;
    const lane = this.#next(below);
    if (!lane) return;
    mark(this.#ctx.trace, `list ${lane.number} goes on inside list ${below?.number ?? 0}, at its ${at}`);
    this.#current = lane;
    this.#ctx.level++;
    lane.busy = true;
    try {
      while (this.#stepAbove(lane) && this.#ready(lane) && !this.#switchesHere());
    } finally {
      lane.busy = false;
      this.#ctx.level--;
      this.#current = below;
    }
    mark(this.#ctx.trace, `list ${below?.number ?? 0} goes on`);
  }

  /** Does a step above an interrupted list; whether it is done. Nothing is thrown through the target’s own code. */
  #stepAbove(lane: Lane): boolean {
    if (!lane.step) return false;
    const traced = this.#ctx.trace.length;
    try {
      lane.step.run(this.#ctx);
      lane.advance();
      return this.#failure === undefined;
    } catch (error) {
      if (error instanceof MustWait) this.#ctx.trace.length = traced;
      else this.#failure ??= { error };
      return false;
    }
  }

  /** Counts a point; whether it is one that switches. */
  #switchesHere(): boolean {
    return this.#ctx.switches.has(this.#ctx.points++);
  }

  /** The next list in turn that is not at work and need not wait. */
  #next(after: Lane | undefined): Lane | undefined {
    const start = after?.number ?? 0;
    for (let i = 0; i < this.#lanes.length; i++) {
      const lane = this.#lanes[(start + i) % this.#lanes.length];
      if (lane && lane !== after && !lane.busy && this.#ready(lane)) return lane;
    }
    return undefined;
  }

  /** Whether it has a next step, and one that waits for nothing. */
  #ready({ step }: Lane): boolean {
    return step !== undefined && (step.ready?.(this.#ctx) ?? true);
  }
}
