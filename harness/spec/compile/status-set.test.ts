import { expect, test } from 'vitest';
import type { CompiledSteps } from '../model.ts';
import { compileSteps } from '../testing/acme.ts';

/** Success, another success, information, warning, error, another error. */
const statuses = [0, 0x103, 0x4000_0000, 0x8000_0005, 0xc000_0023, 0xc000_00bb];

const sets: [status: string, text: string, matching: number[]][] = [
  ['any', 'any', statuses],
  ['success', 'success', [0, 0x103, 0x4000_0000]],
  ['warning', 'warning', [0x8000_0005]],
  ['error', 'error', [0xc000_0023, 0xc000_00bb]],
  ['failure', 'failure', [0x8000_0005, 0xc000_0023, 0xc000_00bb]],
  ['STATUS_SUCCESS', 'STATUS_SUCCESS', [0]],
  ['STATUS_PENDING', 'STATUS_PENDING', [0x103]],
  ['0xC00000BB', 'STATUS_NOT_SUPPORTED', [0xc000_00bb]],
  ['[STATUS_BUFFER_TOO_SMALL, 0x80000005]', 'STATUS_BUFFER_TOO_SMALL or STATUS_BUFFER_OVERFLOW', [0x8000_0005, 0xc000_0023]],
  ['[warning, STATUS_PENDING, success]', 'warning or STATUS_PENDING or success', [0, 0x103, 0x4000_0000, 0x8000_0005]],
];

test('a set of statuses matches what it names, signed or not, and shows what was written', () => {
  const all = compileSteps(sets.map(([status]) => `{ send: {}, expect: { status: ${status} } }`));
  const found = all.map(({ steps, problems }, i) => {
    expect(problems).toEqual([]);
    const { expect: expected } = steps.at(-1) as CompiledSteps['send'];
    expect(statuses.filter((status) => expected.status.matches(status | 0))).toEqual(statuses.filter((status) => expected.status.matches(status)));
    return [sets[i]?.[0], expected.status.text, statuses.filter((status) => expected.status.matches(status))];
  });
  expect(found).toEqual(sets);
});

test('where none is named a success is meant', () => {
  const [{ steps = [] } = {}] = compileSteps(['{ send: {}, expect: { written: 1 } }']);
  const { expect: expected } = steps.at(-1) as CompiledSteps['send'];
  expect(expected.status.text).toBe('success');
  expect(statuses.filter((status) => expected.status.matches(status))).toEqual([0, 0x103, 0x4000_0000]);
});

test('a word that is no status is told what there is', () => {
  const told = compileSteps(['qqqqqqqqqqqqqqqq', 'toString', 'BUFFER_OVERFLOW', 'failur'].map((word) => `{ send: {}, expect: { status: ${word} } }`));
  expect(told.map(({ problems }) => problems)).toEqual([
    ['KS035 there is no status "qqqqqqqqqqqqqqqq" -- a STATUS_* name, a number or one of any, success, warning, error, failure'],
    ['KS035 there is no status "toString" -- a STATUS_* name, a number or one of any, success, warning, error, failure'],
    ['KS035 there is no status "BUFFER_OVERFLOW" -- did you mean "STATUS_BUFFER_OVERFLOW"?'],
    ['KS035 there is no status "failur" -- did you mean "failure"?'],
  ]);
});
