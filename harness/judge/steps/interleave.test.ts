/** How lists of steps are switched: their steps only say that they were done, and where the target lets others run. */
import { describe, expect, test } from 'vitest';
import type { CompiledStep, CompiledSteps } from '../../spec/model.ts';
import { MustWait, type SwitchPoint } from '../../target/target.ts';
import type { CaseContext } from '../context.ts';
import { interleave, type SingleStep } from './interleave.ts';

/** A step under a name. Inside of it the target passes some points, of which each may be one that switches; then it may throw. */
interface Fake {
  readonly name: string;
  readonly inside?: readonly SwitchPoint[];
  readonly throws?: () => unknown;
}
type Step = string | Fake | CompiledStep;

/** Runs lists that are switched at some points; what was done and told, in order, and what was thrown. */
function run(lists: readonly (readonly Step[])[], switches: readonly number[] = [], more: Partial<CaseContext> = {}) {
  const log: string[] = [];
  let switcher: ((at: SwitchPoint) => void) | null | undefined;
  const ctx = {
    scope: {}, trace: [], switches: new Set(switches), points: 0, level: 0, interleaved: false, pending: new Map(),
    target: { scheduling: { setSwitcher: (one: typeof switcher) => void (switcher = one) } },
    ...more,
  } as unknown as CaseContext;
  const compiled = lists.map((steps) => steps.map((step) => (typeof step === 'string' ? { kind: 'let', fake: { name: step } } : 'kind' in step ? step : { kind: 'let', fake: step })));
  const compile = (step: SingleStep) => {
    const { name, inside = [], throws } = (step as unknown as { fake?: Fake }).fake ?? { name: step.kind };
    return ({ trace, level }: CaseContext) => {
      if (!ctx.interleaved) throw new Error('nobody is told that lists run at the same time');
      trace.push({ asked: { title: `${name}${'^'.repeat(level)}` } } as never);
      for (const at of inside) switcher?.(at);
      const error = throws?.();
      if (error !== undefined) throw error as Error;
      if (inside.length > 0) trace.push({ asked: { title: `/${name}` } } as never);
    };
  };
  try {
    interleave({ kind: 'interleave', interleave: compiled } as unknown as CompiledSteps['interleave'], compile)(ctx);
  } catch (error) {
    log.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
  expect([ctx.interleaved, ctx.level, switcher ?? null]).toEqual([false, 0, null]);
  return { did: [...ctx.trace.map(({ asked }) => asked.title), ...log], points: ctx.points, ctx };
}
const on = (list: number) => `list ${list} goes on`;
const inside = (upper: number, lower: number, at: SwitchPoint) => `list ${upper} goes on inside list ${lower}, at its ${at}`;
const once = (error: unknown) => {
  let left = 1;
  return () => (left-- > 0 ? error : undefined);
};

describe('between steps', () => {
  const lists = [['a', 'b'], ['c', 'd'], ['e']];
  test.each([
    [[], ['a', 'b', on(2), 'c', 'd', on(3), 'e']],
    [[0], [on(2), 'c', 'd', on(3), 'e', on(1), 'a', 'b']],
    [[1], ['a', on(2), 'c', 'd', on(3), 'e', on(1), 'b']],
    [[1, 2], ['a', on(2), 'c', on(3), 'e', on(1), 'b', on(2), 'd']],
    [[2], ['a', 'b', on(2), 'c', 'd', on(3), 'e']],
    [[4], ['a', 'b', on(2), 'c', 'd', on(3), 'e']],
  ] as const)('switched at %j', (switches, wanted) => {
    const { did, points } = run(lists, switches);
    // A point before each step, and one after the last.
    expect([did, points]).toEqual([wanted, 6]);
  });

  test('one list alone goes on, and none is done at once', () => {
    expect(run([['a', 'b']], [0, 1, 2]).did).toEqual(['a', 'b']);
    expect(run([[], []])).toMatchObject({ did: [], points: 1 });
    expect(run([[], ['a']]).did).toEqual([on(2), 'a']);
    expect(run([[]], [], { target: {} as never }).did).toEqual([]);
  });

  test('what fails ends all', () => {
    expect(run([['a', { name: 'b', throws: () => new Error('oops') }], ['c']]).did).toEqual(['a', 'b', 'Error: oops']);
    expect(run([['a', { name: 'b', throws: () => new MustWait('a lock') }], ['c']]).did).toEqual(['a', 'b', 'Error: must wait for a lock, though nothing is interrupted that it could wait for']);
  });

  test('lists that stand for others are done one after the other, each when it is there', () => {
    const many = { kind: 'repeat', repeat: { evaluateNumber: () => 2 }, as: 'i', steps: [{ kind: 'let', fake: { name: 'x' } }, { kind: 'let', fake: { name: 'y' } }] } as never;
    const none = { kind: 'interleave', interleave: [] } as never;
    const { did, ctx } = run([[many, 'z'], ['a', none]], [2]);
    expect(did).toEqual(['x', 'y', on(2), 'a', on(1), 'x', 'y', 'z']);
    expect(ctx.scope['i']).toBe(1);
  });
});

describe('inside of a step', () => {
  const long: Fake = { name: 'a', inside: ['probe', 'complete'] };
  test.each([
    // The other list runs to its end above the interrupted step, unless it is switched back between two of its steps.
    [[1], ['a', inside(2, 1, 'probe'), 'c^', 'd^', on(1), '/a', 'b']],
    [[1, 2], ['a', inside(2, 1, 'probe'), 'c^', on(1), '/a', 'b', on(2), 'd']],
    [[1, 2, 3], ['a', inside(2, 1, 'probe'), 'c^', on(1), inside(2, 1, 'complete'), 'd^', on(1), '/a', 'b']],
    [[2], ['a', inside(2, 1, 'complete'), 'c^', 'd^', on(1), '/a', 'b']],
    [[3], ['a', '/a', on(2), 'c', 'd', on(1), 'b']],
  ] as const)('switched at %j', (switches, wanted) => {
    expect(run([[long, 'b'], ['c', 'd']], switches).did).toEqual(wanted);
  });

  test('three lists may be on top of each other, each once', () => {
    const { did } = run([[long], [{ name: 'c', inside: ['state'] }], ['e']], [1, 2]);
    expect(did).toEqual(['a', inside(2, 1, 'probe'), 'c^', inside(3, 2, 'state'), 'e^^', on(2), '/c', on(1), '/a']);
  });

  test('there must be another list that can go on', () => {
    expect(run([[long, 'b'], []], [1]).did).toEqual(['a', '/a', 'b']);
    expect(run([[long, 'b']], [1]).did).toEqual(['a', '/a', 'b']);
  });

  test('what must wait is done later, as if it had not been tried', () => {
    const { did } = run([[long, 'b'], ['c', { name: 'd', throws: once(new MustWait('a lock')) }]], [1]);
    expect(did).toEqual(['a', inside(2, 1, 'probe'), 'c^', on(1), '/a', 'b', on(2), 'd']);
  });

  test('what fails there is thrown when the interrupted step is back, and nothing is switched any more', () => {
    const failing: Fake = { name: 'c', throws: () => new Error('oops') };
    expect(run([[long, 'b'], [failing, 'd'], ['e']], [1, 2, 3]).did).toEqual(['a', inside(2, 1, 'probe'), 'c^', on(1), '/a', 'Error: oops']);
    // The first failure counts, also where the interrupted step fails of it.
    const both = { ...long, throws: () => new Error('of the lower') };
    expect(run([[both, 'b'], [failing]], [1]).did).toEqual(['a', inside(2, 1, 'probe'), 'c^', on(1), 'Error: oops']);
    expect(run([[both, 'b'], ['c']], [1]).did.at(-1)).toBe('Error: of the lower');
    const middle: Fake = { name: 'c', inside: ['state'], throws: () => new Error('of the middle') };
    expect(run([[long], [middle], [{ ...failing, name: 'e' }]], [1, 2]).did.at(-1)).toBe('Error: oops');
    // A step that is done above another that failed is the last of its list there.
    const done: Fake = { name: 'c', inside: ['state'] };
    expect(run([[long], [done, 'd'], [failing]], [1, 2]).did).toEqual(['a', inside(2, 1, 'probe'), 'c^', inside(3, 2, 'state'), 'c^^', on(2), '/c', on(1), '/a', 'Error: oops']);
  });
});

describe('a list that waits', () => {
  const wait = (more: object = {}) => ({ kind: 'wait', wait: 'r', ...more }) as unknown as CompiledStep;
  /** A request that completes when it is looked at so often. */
  const pending = (looks: number) => {
    let left = looks;
    const entry = { asked: { title: 'r' } };
    return { pending: new Map([['r', { request: 1, entry, output: null }]]), target: { wait: () => (left-- > 0 ? null : { status: 0, information: 0 }) } } as never;
  };

  test('is left for one that need not, and is gone on with when it can', () => {
    expect(run([[wait(), 'a'], ['b', 'c', 'd']], [], pending(2)).did).toEqual([on(2), 'b', 'c', 'completed r', 'd', on(1), 'wait', 'a']);
    expect(run([[wait(), 'a'], ['b']], [], pending(0)).did).toEqual(['completed r', 'wait', 'a', on(2), 'b']);
  });

  test('is gone on with where all wait, for time passes then', () => {
    expect(run([[wait(), 'a'], []], [], pending(99)).did).toEqual(['wait', 'a']);
    expect(run([[wait({ pending: true }), 'a'], ['b']], [], pending(99)).did).toEqual(['wait', 'a', on(2), 'b']);
    expect(run([[wait({ pending: true, within: {} }), 'a'], ['b']], [], pending(99)).did).toEqual([on(2), 'b', on(1), 'wait', 'a']);
  });

  test('for nothing that was submitted need not wait', () => {
    expect(run([[wait(), 'a'], ['b']]).did).toEqual(['wait', 'a', on(2), 'b']);
  });

  test('for signals in a time waits, and for those that came does not', () => {
    const signals = (more: object) => ({ kind: 'signals', signals: 'e', ...more }) as unknown as CompiledStep;
    expect(run([[signals({ within: {} }), 'a'], ['b']]).did).toEqual([on(2), 'b', on(1), 'signals', 'a']);
    expect(run([[signals({}), 'a'], ['b']]).did).toEqual(['signals', 'a', on(2), 'b']);
  });
});
