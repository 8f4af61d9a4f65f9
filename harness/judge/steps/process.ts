/** Steps about another process: duplicate, exit. */
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { mark } from '../trace.ts';
import type { Run } from './run.ts';

/** Gives the other process a handle. It is started for the first one. */
export function duplicate({ duplicate: name, as }: CompiledSteps['duplicate']): Run {
  return (ctx) => {
    const { handle, kind, object } = ctx.resolve(name);
    const copy = ctx.other.give(handle);
    if (copy === undefined) throw new NotJudged('target-cannot', 'the target has one process');
    ctx.bound.set(as, { handle: copy, kind, object });
    ctx.scope[as] = { status: 0, handle: Number(copy) };
    mark(ctx.trace, `another process is given the ${name}`);
  };
}

/** Ends the other process; its handles are closed for it. */
export function exit(ctx: CaseContext): void {
  if (!ctx.other.runs) throw new CannotTell('there is no other process');
  for (const [name, { handle }] of ctx.bound) if (ctx.other.has(handle)) ctx.bound.delete(name);
  ctx.other.end();
  mark(ctx.trace, 'the other process ends');
}
