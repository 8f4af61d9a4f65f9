import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../base/testing/seed.ts';
import { linearizabilityBreach, linearize, mostOperations, type Operation, type Sequential } from './linearizability.ts';

type Call = { readonly write: number } | 'read';
/** A cell that is written and read. */
const cell: Sequential<number, Call, number> = {
  initial: 0,
  key: String,
  apply: (state, call, answer) => {
    if (call !== 'read') return [call.write];
    return answer === undefined || answer === state ? [state] : [];
  },
};
const op = (call: Call, answer: number, invoked: number, returned: number): Operation<Call, number> => ({ call, answer, invoked, returned });
const show = ({ call, answer }: Operation<Call, number>) => (call === 'read' ? `read: ${answer}` : `write ${call.write}`);

test('what comes one after the other has one order', () => {
  expect(linearize([op({ write: 1 }, 0, 0, 1), op('read', 1, 2, 3)], cell)).toEqual([0, 1]);
  expect(linearize([op({ write: 1 }, 0, 0, 1), op('read', 0, 2, 3)], cell)).toBeUndefined();
});

test('what overlaps may come either way, but one way for all', () => {
  const write = op({ write: 1 }, 0, 0, 10);
  expect(linearize([write, op('read', 0, 1, 2), op('read', 1, 3, 4)], cell)).toEqual([1, 0, 2]);
  const back = [write, op('read', 1, 1, 2), op('read', 0, 3, 4)];
  expect(linearizabilityBreach(back, cell, show)).toEqual({
    oracle: 'O9',
    message: 'no order explains write 1; read: 1; read: 0',
    expected: 'the effect of some order of what overlapped',
  });
});

test('what never returned may have had its effect, or not', () => {
  const lost = op({ write: 1 }, 0, 0, Infinity);
  expect(linearize([lost, op('read', 0, 1, 2)], cell)).toEqual([1]);
  expect(linearize([lost, op('read', 1, 1, 2)], cell)).toEqual([0, 1]);
  expect(linearize([lost, op('read', 1, 1, 2), op('read', 0, 3, 4)], cell)).toBeUndefined();
});

test('histories that are too long are the caller’s mistake', () => {
  const long = Array.from({ length: mostOperations + 1 }, (_, i) => op('read', 0, 2 * i, 2 * i + 1));
  expect(() => linearize(long, cell)).toThrow(RangeError);
});

test('a history made by really doing one order is explained, one with a value that was never there is not', () => {
  const calls = fc.array(fc.oneof(fc.record({ write: fc.integer({ min: 1, max: 3 }) }), fc.constant<Call>('read')), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(calls, fc.array(fc.nat({ max: 4 }), { minLength: 20, maxLength: 20 }), (list, slack) => {
      let state = 0;
      // Effects happen at 10, 20, …; each operation begins before its own and ends after it.
      const history = list.map((call, i) => {
        if (call !== 'read') state = call.write;
        const at = 10 * (i + 1);
        return op(call, state, at - 6 * (slack[i] ?? 0), at + 6 * (slack[10 + i] ?? 0) + 1);
      });
      expect(linearize(history, cell)).toBeDefined();
      const wrong = [...history, op('read', 99, 0, 1000)];
      expect(linearize(wrong, cell)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
