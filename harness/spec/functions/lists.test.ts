import { expect, test } from 'vitest';
import type { Value } from '../../abi/codec.ts';
import { compileExpression } from '../expression.ts';
import { sameValue } from '../values.ts';

const run = (source: string, variables: Record<string, unknown> = {}) => compileExpression(source, { file: 'x.yaml', line: 1, column: 1 }).evaluate({ arch: 'x64', ...variables });

test.each<[string, Record<string, unknown>, Value]>([
  ['sum([])', {}, 0],
  ['sum(list)', { list: [1, 2n ** 60n] }, 2n ** 60n + 1n],
  ['sum(list)', { list: [1, 0.5, 2n] }, 3.5],
  ['distinct(list)', { list: [1, 1n, 2n ** 60n, 2n ** 60n, 'a', 'a', null, null] }, [1, 2n ** 60n, 'a', null]],
  ['distinct(list)', { list: [{ a: 1 }, { a: 1n }, { a: 2 }] }, [{ a: 1 }, { a: 2 }]],
  ['sorted(list)', { list: [3, 2n ** 60n, 1] }, [1, 3, 2n ** 60n]],
  ['sorted(list)', { list: ['b', 'a', 'b'] }, ['a', 'b', 'b']],
  ['sorted([])', {}, []],
  // A name that is bound in an expression is none of its variables.
  ['cel.bind(twice, n + n, twice * twice)', { n: 3 }, 36],
])('%s with %o', (source, variables, expected) => {
  expect(sameValue(run(source, variables), expected)).toBe(true);
});

test('a bound name is not free, and what it is bound to is', () => {
  expect(compileExpression('cel.bind(twice, n + n, twice * k)', { file: 'x.yaml', line: 1, column: 1 }).variables.toSorted()).toEqual(['k', 'n']);
});

test.each([
  ['sum(list)', { list: ['a'] }, 'the list must hold numbers'],
  ['sorted(list)', { list: [1, 'a'] }, 'the list must hold numbers only, or strings only'],
  ['sorted(list)', { list: [null] }, 'the list must hold numbers only, or strings only'],
  ['linearFit(list)', { list: [1, 2] }, "the list must hold maps {'t': …, 'v': …}"],
])('%s with %o is a mistake', (source, variables, message) => {
  expect(() => run(source, variables)).toThrow(message);
});
