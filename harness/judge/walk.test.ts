import { describe, expect, it } from 'vitest';
import type { Value } from '../abi/codec.ts';
import type { CompiledCommand, CompiledModel, Expression } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { ModelWalk } from './walk.ts';

type Scope = Record<string, Value>;
const expr = (evaluate: (scope: Scope) => Value): Expression =>
  ({ source: '', variables: [], evaluate, evaluateNumber: evaluate, test: evaluate }) as unknown as Expression;

function context() {
  const scope: Scope = {};
  let starts = 0;
  const ctx = {
    scope,
    values: {},
    tearDown: () => void starts++,
    subject: () => ({}),
    with(values: Scope, body: () => unknown) {
      const before = { ...scope };
      Object.assign(scope, values);
      try {
        return body();
      } finally {
        for (const name of Object.keys(values)) Reflect.deleteProperty(scope, name);
        Object.assign(scope, before);
      }
    },
  };
  return { ctx: ctx as unknown as CaseContext, starts: () => starts };
}

const command = (name: string, more: Partial<CompiledCommand>): CompiledCommand => ({
  name,
  any: new Map(),
  steps: [],
  next: new Map(),
  at: { file: 'x.yaml', line: 1, column: 1 },
  ...more,
});

function walk(commands: readonly CompiledCommand[], initial: Scope) {
  const model = {
    state: new Map(Object.entries(initial).map(([name, value]) => [name, expr(() => value)])),
    setup: [],
    commands,
  } as unknown as CompiledModel;
  const { ctx, starts } = context();
  const walker = new ModelWalk(ctx, model);
  walker.run(3);
  return { ...walker.walked, starts: starts() };
}

const go = command('go', {
  any: new Map([['to', { kind: 'oneOf', options: [0, 1, 2, 3].map((n) => expr(() => n)) }]]),
  next: new Map([['now', expr((scope) => scope['to'] ?? null)]]),
});

describe('the walk of a model', () => {
  it('takes every enabled command in every state', () => {
    const { states, transitions, untried } = walk([go], { now: 0 });
    expect(states).toEqual(['now=0', 'now=1', 'now=2', 'now=3']);
    expect(untried).toEqual([]);
    expect(new Set(transitions).size).toBe(16);
  });

  it('takes a command only where its precondition holds', () => {
    const onlyFromTwo = command('leap', { when: expr((s) => s['now'] === 2), next: new Map([['now', expr(() => 9)]]) });
    const { states, transitions } = walk([go, onlyFromTwo], { now: 0 });
    expect(states).toContain('now=9');
    expect(transitions.filter((t) => t.includes('leap'))).toEqual(['now=2 --leap--> now=9']);
  });

  it('starts afresh where a state cannot be left and something is left to try', () => {
    const trap = command('trap', { when: expr((s) => s['now'] === 0), next: new Map([['now', expr(() => 1)]]) });
    const other = command('other', { when: expr((s) => s['now'] === 0), next: new Map([['now', expr(() => 2)]]) });
    const { states, starts } = walk([trap, other], { now: 0 });
    expect(states).toEqual(['now=0', 'now=1', 'now=2']);
    expect(starts).toBe(2);
  });

  it('ends where nothing can be done', () => {
    expect(walk([command('never', { when: expr(() => false) })], { now: 0 })).toMatchObject({ states: ['now=0'], transitions: [] });
  });
});
