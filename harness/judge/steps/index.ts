/** Runs the steps of a claim. */
import type { CompiledStep } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import * as ask from './ask.ts';
import { buffer, poke } from './buffer.ts';
import * as device from './device.ts';
import * as events from './events.ts';
import * as flow from './flow.ts';
import { interleave, type SingleStep } from './interleave.ts';
import { measure } from './measure.ts';
import * as opening from './open.ts';
import * as pending from './pending.ts';
import * as process from './process.ts';

/** Runs steps in order. Throws what ends the try: see `outcome.ts`. */
export function runSteps(ctx: CaseContext, steps: readonly CompiledStep[]): void {
  for (const step of steps) {
    if (flow.isFlow(step)) for (const body of flow.bodies(ctx, step)) runSteps(ctx, body);
    else if (step.kind === 'interleave') interleave(ctx, step, runStep);
    else runStep(ctx, step);
  }
}

function runStep(ctx: CaseContext, step: SingleStep): void {
  switch (step.kind) {
    case 'send':
      return ask.send(ctx, step);
    case 'get':
      return ask.get(ctx, step);
    case 'set':
      return ask.set(ctx, step);
    case 'support':
      return ask.support(ctx, step);
    case 'call':
      return ask.call(ctx, step);
    case 'enable':
      return events.enable(ctx, step);
    case 'disable':
      return events.disable(ctx, step);
    case 'notification':
      return events.notify(ctx, step);
    case 'buffer':
      return buffer(ctx, step);
    case 'power':
      return device.power(ctx, step);
    case 'unplug':
      return device.unplug(ctx);
    case 'plug':
      return device.plug(ctx);
    case 'duplicate':
      return process.duplicate(ctx, step);
    case 'exit':
      return process.exit(ctx);
    case 'poke':
      return poke(ctx, step);
    case 'signals':
      return events.signals(ctx, step);
    case 'open':
      return opening.open(ctx, step);
    case 'close':
      return opening.close(ctx, step);
    case 'submit':
      return pending.submit(ctx, step);
    case 'wait':
      return pending.wait(ctx, step);
    case 'cancel':
      return pending.cancel(ctx, step);
    case 'sleep':
      return flow.sleep(ctx, step);
    case 'let':
      return flow.bind(ctx, step);
    case 'check':
      return flow.check(ctx, step);
    case 'measure':
      return measure(ctx, step);
    case 'require':
      return flow.require(ctx, step);
  }
}
