import { expect, test } from 'vitest';
import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import type { Measurement } from '../verdict.ts';
import { measure } from './measure.ts';

const ms = 10_000;

/** What the step says is wrong, and what it kept. */
function measured(list: unknown, limits: object): { wrong: string[]; kept: Measurement | undefined } {
  const wrong: string[] = [];
  const ctx = { scope: {}, measurements: new Map<string, Measurement>(), breach: (message: string, expected: string) => wrong.push(`${message}; ${expected}`) };
  const bounds = Object.fromEntries(
    Object.entries(limits).map(([kind, of]) => [kind, Object.fromEntries(Object.entries(of as object).map(([key, n]) => [key, { evaluateNumber: () => n as number }]))]),
  );
  const step = { measure: { source: 'samples', evaluate: () => list }, title: 'Time', ...bounds, rules: [], strength: 'must' };
  measure(step as unknown as CompiledSteps['measure'])(ctx as unknown as CaseContext);
  return { wrong, kept: ctx.measurements.get('Time') };
}
const line = (count: number, at: (i: number) => number) => Array.from({ length: count }, (_, i) => ({ t: 70 * ms + i * 10 * ms, v: 5 + at(i) }));

test('a line of the nominal rate holds, and is kept from its first point with its limits', () => {
  const { wrong, kept } = measured(line(3, (i) => i * 10 * ms), { line: { rate: 0.01, sigma: ms, residual: 4 * ms } });
  expect(wrong).toEqual([]);
  expect(kept).toEqual({
    kind: 'line',
    title: 'Time',
    points: [[0, 0], [100_000, 100_000], [200_000, 200_000]],
    slope: 1,
    sigma: 0,
    residual: 0,
    limits: { rate: 0.01, sigma: ms, residual: 4 * ms },
  });
});

test.each([
  ['too fast', (i: number) => i * 10.3 * ms, { rate: 0.01 }, ['Time: the rate is 3 % too high; at most 1 % off']],
  ['too slow', (i: number) => i * 9.8 * ms, { rate: 0.01 }, ['Time: the rate is 2 % too low; at most 1 % off']],
  ['trembling', (i: number) => i * 10 * ms + (i % 2) * 3 * ms, { rate: 0.01, sigma: ms }, ['Time: the standard deviation is 1.5 ms; less than 1 ms']],
  ['with one jump', (i: number) => i * 10 * ms + (i === 15 ? 5 * ms : 0), { sigma: ms, residual: 4 * ms }, ['Time: a point is 4.83 ms off the line; less than 4 ms']],
])('a line that is %s does not hold', (_what, at, limits, wrong) => {
  expect(measured(line(30, at), { line: limits }).wrong).toEqual(wrong);
});

test('values stay between their limits', () => {
  expect(measured([ms, 2 * ms], { values: { least: ms, most: 2 * ms } })).toEqual({
    wrong: [],
    kept: { kind: 'values', title: 'Time', values: [ms, 2 * ms], limits: { least: ms, most: 2 * ms } },
  });
  expect(measured([0, 3 * ms], { values: { least: ms, most: 2 * ms } }).wrong).toEqual(['Time: a value is 0 ms; at least 1 ms', 'Time: a value is 3 ms; at most 2 ms']);
});

test('of many points the first, the last and an even selection are kept', () => {
  const { kept } = measured(line(5000, (i) => i * 10 * ms), { line: {} });
  const points = kept?.kind === 'line' ? kept.points : [];
  expect([points.length, points[0], points.at(-1)]).toEqual([400, [0, 0], [499_900_000, 499_900_000]]);
});

test.each([['no list', 3], ['nothing', []], ['no points', [1, 2]], ['points at one time', [{ t: 1, v: 1 }, { t: 1, v: 2 }]]])('%s cannot be judged', (_what, list) => {
  expect(() => measured(list, { line: {} })).toThrow();
});
