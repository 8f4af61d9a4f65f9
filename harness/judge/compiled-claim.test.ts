import { expect, test } from 'vitest';
import type { CompiledLaw, CompiledStep } from '../spec/model.ts';
import { compiledClaim } from './compiled-claim.ts';
import type { CaseContext } from './context.ts';

/** How often somebody asked what kind a step is. */
let looks = 0;

const sees = (evaluate: (scope: Record<string, number>) => unknown) => ({ evaluate, evaluateNumber: evaluate, test: evaluate, variables: [] });
const step = (kind: string, rest: object): CompiledStep =>
  Object.defineProperty(rest, 'kind', { enumerable: true, get: () => (looks++, kind) }) as CompiledStep;
const bind = (name: string, evaluate: (scope: Record<string, number>) => unknown) => step('let', { let: new Map([[name, sees(evaluate)]]) });
const add = (n: number) => bind('sum', ({ sum = 0 }) => sum + n);

const claim = {
  kind: 'law',
  let: new Map([['sum', sees(() => 0)]]),
  steps: [
    step('repeat', { repeat: sees(() => 3), as: 'i', steps: [bind('sum', ({ sum = 0, i = 0 }) => sum + i)] }),
    step('each', { each: sees(() => [10, 20]), as: 'n', steps: [bind('sum', ({ sum = 0, n = 0 }) => sum + n), add(1)] }),
    step('if', { if: sees(({ sum }) => sum === 35), steps: [add(100), add(100), add(100)], else: [] }),
    step('interleave', { interleave: [[add(1000)], [step('repeat', { repeat: sees(() => 2), steps: [add(1000)] })]] }),
  ],
} as unknown as CompiledLaw;

test('a claim is compiled once: no try looks at the kinds of its steps again', () => {
  const { run, interleaves, stateless } = compiledClaim(claim);
  expect({ interleaves, stateless }).toEqual({ interleaves: true, stateless: false });
  expect(compiledClaim(claim).run).toBe(run);
  const before = looks;
  expect(before).toBeGreaterThan(0);
  for (let i = 0; i < 2; i++) {
    const ctx = { scope: {} as Record<string, unknown>, switches: new Set(), points: 0, trace: [], target: {} };
    run(ctx as unknown as CaseContext);
    expect(ctx.scope['sum']).toBe(3335);
  }
  expect(looks).toBe(before);
});
