/** Steps about another process: duplicate, exit. */
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { mark } from '../trace.ts';

/** Gives the other process a handle. It is started for the first one. */
export function duplicate(ctx: CaseContext, step: CompiledSteps['duplicate']): void {
  const { processes } = ctx.target;
  if (!processes) throw new NotJudged('target-cannot', 'the target has one process');
  const { handle, kind, object } = ctx.resolve(step.duplicate);
  ctx.otherProcess ??= processes.start();
  const copy = processes.duplicate(handle, ctx.otherProcess);
  ctx.elsewhere.set(copy, ctx.otherProcess);
  ctx.bound.set(step.as, { handle: copy, kind, object });
  ctx.scope[step.as] = { status: 0, handle: Number(copy) };
  mark(ctx.trace, `another process is given the ${step.duplicate}`);
}

/** Ends the other process; its handles are closed for it. */
export function exit(ctx: CaseContext): void {
  if (ctx.otherProcess === undefined) throw new CannotTell('there is no other process');
  ctx.endOtherProcess();
  mark(ctx.trace, 'the other process ends');
}
