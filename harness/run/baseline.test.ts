import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { verdicts } from '../judge/verdict.ts';
import { isKnown } from './baseline.ts';
import { outcomeOf } from './outcome.ts';
import { readBaseline } from './read-baseline.ts';
import { caseLine, journalOf, recordOf, runLine } from './testing/journal-fixtures.ts';
import type { JournalLine } from './journal-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-baseline-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const write = (lines: readonly JournalLine[]) => {
  writeFileSync(join(folder, 'journal.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
};

describe('a baseline', () => {
  test('is the red cases of a record, the one in which it died among them', () => {
    const lines = journalOf(verdicts.map((verdict) => caseLine(verdict, verdict)));
    write([...lines.slice(0, -1), { t: 'start', id: 'last' }, { t: 'stop', why: 'hang', detail: 'killed' }]);
    const red = { fail: 'fail', crash: 'crash', hang: 'hang', inconclusive: 'inconclusive', last: 'hang' };
    expect(readBaseline(folder, tmpdir())).toEqual({ record: folder.slice(tmpdir().length + 1), red });
  });

  test('is not of a run that never began', () => {
    write([{ t: 'error', exitCode: 2, problems: [] }]);
    expect(() => readBaseline(folder, tmpdir())).toThrow('error[KS360]');
  });

  test.each([
    ['fail', 'fail', true], ['crash', 'fail', true], ['fail', 'crash', false], ['fail', 'hang', false], ['hang', 'fail', true],
    ['inconclusive', 'fail', false], ['fail', 'inconclusive', true], ['fail', 'pass', false], ['fail', 'warn', false],
  ] as const)('knows a case that was %s and is %s now: %s', (before, now, known) => {
    expect(isKnown({ record: '', red: { a: before } }, { id: 'a', verdict: now })).toBe(known);
    expect(isKnown({ record: '', red: { a: before } }, { id: 'toString', verdict: now })).toBe(false);
  });
});

test('a run held against a baseline fails only for what is new', () => {
  const [, ...rest] = journalOf([caseLine('a', 'fail'), caseLine('b', 'hang'), caseLine('c', 'pass')]);
  const outcome = (red: Record<string, 'fail' | 'hang'>) => outcomeOf(recordOf([{ ...runLine, baseline: { record: 'r', red } }, ...rest]));
  expect(outcome({ a: 'fail', b: 'hang' })).toMatchObject({ exitCode: 0, summary: 'nothing is broken but what was broken in the baseline: 2 known' });
  expect(outcome({ a: 'fail', b: 'fail' })).toMatchObject({ exitCode: 1, summary: '1 of 3 cases is not as required; 1 more known from the baseline' });
  expect([...outcome({ a: 'fail' }).known].map(({ id }) => id)).toEqual(['a']);
});
