/** Steps about the device as a whole: power, unplug, plug. */
import type { CompiledSteps } from '../../spec/model.ts';
import type { PlugAndPlay } from '../../target/target.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { mark } from '../trace.ts';
import type { Run } from './run.ts';

export function power({ power: state }: CompiledSteps['power']): Run {
  return (ctx) => {
    manager(ctx).setPower(state);
    ctx.power = state;
    mark(ctx.trace, `the device goes to ${state}`);
  };
}

export function unplug(ctx: CaseContext): void {
  if (!ctx.plugged) throw new CannotTell('the device is unplugged already');
  manager(ctx).unplug();
  ctx.plugged = false;
  ctx.power = 'D0';
  mark(ctx.trace, 'the device is unplugged');
}

export function plug(ctx: CaseContext): void {
  if (ctx.plugged) throw new CannotTell('the device is plugged in already');
  manager(ctx).plug();
  ctx.plugged = true;
  mark(ctx.trace, 'the device is plugged in');
}

function manager({ target }: CaseContext): PlugAndPlay {
  if (!target.plugAndPlay) throw new NotJudged('target-cannot', 'the target can neither suspend nor unplug its device');
  return target.plugAndPlay;
}
