/** Compiles the steps of a claim: lists of steps become closures, once, which every try of every case runs. */
import type { CompiledStep } from '../../spec/model.ts';
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
import type { Run } from './run.ts';

const compiled = new WeakMap<readonly CompiledStep[], Run>();

/** What does these steps in order; the same closure for the same list. */
export function runOf(steps: readonly CompiledStep[]): Run {
  let run = compiled.get(steps);
  if (!run) compiled.set(steps, (run = inOrder(steps.map(compile))));
  return run;
}

function inOrder(runs: readonly Run[]): Run {
  const [first, second] = runs;
  if (!first) return () => {};
  if (!second) return first;
  if (runs.length === 2) {
    return (ctx) => {
      first(ctx);
      second(ctx);
    };
  }
  return (ctx) => {
    for (const run of runs) run(ctx);
  };
}

function compile(step: CompiledStep): Run {
  if (flow.isFlow(step)) {
    const bodiesOf = flow.bodies(step, runOf);
    return (ctx) => {
      for (const body of bodiesOf(ctx)) body(ctx);
    };
  }
  return step.kind === 'interleave' ? interleave(step, compileSingle) : compileSingle(step);
}

function compileSingle(step: SingleStep): Run {
  switch (step.kind) {
    case 'send':
      return ask.send(step);
    case 'get':
      return ask.get(step);
    case 'set':
      return ask.set(step);
    case 'support':
      return ask.support(step);
    case 'call':
      return ask.call(step);
    case 'enable':
      return events.enable(step);
    case 'disable':
      return events.disable(step);
    case 'notification':
      return events.notify(step);
    case 'buffer':
      return buffer(step);
    case 'power':
      return device.power(step);
    case 'unplug':
      return device.unplug;
    case 'plug':
      return device.plug;
    case 'duplicate':
      return process.duplicate(step);
    case 'exit':
      return process.exit;
    case 'poke':
      return poke(step);
    case 'signals':
      return events.signals(step);
    case 'open':
      return opening.open(step);
    case 'close':
      return opening.close(step);
    case 'submit':
      return pending.submit(step);
    case 'wait':
      return pending.wait(step);
    case 'cancel':
      return pending.cancel(step);
    case 'sleep':
      return flow.sleep(step);
    case 'let':
      return flow.bind(step.let);
    case 'check':
      return flow.check(step);
    case 'measure':
      return measure(step);
    case 'require':
      return flow.require(step);
  }
}
