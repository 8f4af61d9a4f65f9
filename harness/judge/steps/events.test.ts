import { expect, it } from 'vitest';
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { notify, signals } from './events.ts';

/** A case whose clock stands still, with signals that were set a number of times. */
function context() {
  const breaches: string[] = [];
  const set = new Map<number, number>();
  const ctx = {
    scope: {},
    enables: new Map(),
    notifications: new Map<string, number>(),
    createSignal: () => 70 + set.size,
    target: {
      now: () => 0n,
      takeSignals: (signal: number) => {
        const count = set.get(signal) ?? 0;
        set.set(signal, 0);
        return count;
      },
    },
    breach: (found: string, expected: string) => void breaches.push(`${found}, not ${expected}`),
  };
  return { ctx: ctx as unknown as CaseContext, set, breaches, scope: ctx.scope };
}

const take = (count: number) =>
  ({ signals: 'tick', count: { evaluateNumber: () => count }, rules: [], strength: 'must' }) as unknown as CompiledSteps['signals'];

it('takes what comes through an event object that a step made', () => {
  const { ctx, set, breaches, scope } = context();
  notify({ notification: 'tick', signal: 'auto-reset' })(ctx);
  expect(scope).toEqual({ tick: { signal: 70 } });
  set.set(70, 2);
  signals(take(2))(ctx);
  expect(breaches).toEqual([]);
  signals(take(1))(ctx);
  expect(breaches).toEqual(['tick was signalled 0 times within 0 ms, not 1 times']);
});

it('knows no event object that no step made', () => {
  const { ctx } = context();
  expect(() => signals(take(0))(ctx)).toThrow('nothing enabled is called "tick"');
});
