import { expect, test } from 'vitest';
import type { Value } from '../../abi/codec.ts';
import { compileExpression } from '../expression.ts';
import { sameValue } from '../values.ts';

const run = (source: string, variables: Record<string, unknown> = {}) => compileExpression(source, { file: 'x.yaml', line: 1, column: 1 }).evaluate({ arch: 'x64', ...variables });

test.each<[string, Record<string, unknown>, Value]>([
  ['abs(n)', { n: -(2n ** 60n) }, 2n ** 60n],
  ['abs(n)', { n: 2n ** 60n }, 2n ** 60n],
  ['abs(n)', { n: -1.5 }, 1.5],
  ['min(list)', { list: [3, 2n ** 60n, 1] }, 1],
  ['concat(list)', { list: [Uint8Array.of(1), Uint8Array.of(2, 3)] }, Uint8Array.of(1, 2, 3)],
  ['concat(a)', { a: Uint8Array.of(1) }, Uint8Array.of(1)],
])('%s with %o', (source, variables, expected) => {
  expect(sameValue(run(source, variables), expected)).toBe(true);
});

test.each<[string, Record<string, unknown>, string]>([
  ['min(list)', { list: [] }, 'there is nothing to choose from'],
  ['max(list)', { list: [1, 'a'] }, 'value 2 is no number'],
  ['byteAt(b, 3)', { b: new Uint8Array(3) }, 'there is no byte 3 in 3'],
  ['concat(list)', { list: Array.from({ length: 20 }, () => new Uint8Array(2 ** 20)) }, 'the result would have 20971520 bytes'],
])('%s is refused', (source, variables, message) => {
  expect(() => run(source, variables)).toThrow(message);
});
