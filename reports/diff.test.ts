import { describe, expect, test } from 'vitest';
import { diffJson, diffText } from './diff.ts';
import { plainLayout } from './finding.ts';
import { diffRecords, isWorse } from '../harness/run/diff.ts';
import { caseLine, finding, journalOf, recordOf, runLine } from '../harness/run/testing/journal-fixtures.ts';
import type { CaseLine } from '../harness/run/journal-lines.ts';

const recorded = (cases: readonly CaseLine[], changes = {}) => recordOf(journalOf(cases).map((line) => (line.t === 'run' ? { ...line, ...changes } : line)));
const diff = (before: readonly CaseLine[], after: readonly CaseLine[], changes = {}) => diffRecords(recorded(before), recorded(after, changes));
const found = (message: string) => ({ finding: { ...finding, message } });

describe('two records', () => {
  test.each<[CaseLine, CaseLine, string, boolean]>([
    [caseLine('a', 'fail'), caseLine('a', 'pass'), 'fixed', false],
    [caseLine('a', 'crash'), caseLine('a', 'waived'), 'fixed', false],
    [caseLine('a', 'pass'), caseLine('a', 'fail'), 'broken', true],
    [caseLine('a', 'skip'), caseLine('a', 'hang'), 'broken', true],
    [caseLine('a', 'fail'), caseLine('a', 'skip'), 'changed', false],
    [caseLine('a', 'fail'), caseLine('a', 'crash'), 'changed', true],
    [caseLine('a', 'pass'), caseLine('a', 'warn'), 'changed', false],
    [caseLine('a', 'fail', found('status is A')), caseLine('a', 'fail', found('status is B')), 'changed', false],
    [caseLine('a', 'pass', { milliseconds: 60 }), caseLine('a', 'pass', { milliseconds: 121 }), 'slower', false],
  ])('%#', (before, after, list, worse) => {
    const got = diff([before], [after]);
    const lists = Object.entries(got).flatMap(([name, cases]) => (cases.length > 0 ? [name] : []));
    expect([lists, isWorse(got)]).toEqual([[list], worse]);
  });

  test('that are the same differ in nothing, whatever their numbers', () => {
    const before = [caseLine('a', 'fail', found('handle 0x12, 3 bytes')), caseLine('b', 'pass', { milliseconds: 1 })];
    const after = [caseLine('b', 'pass', { milliseconds: 40 }), caseLine('a', 'fail', found('handle 0x77, 4 bytes'))];
    const got = diff(before, after);
    expect(Object.values(got).flat()).toEqual([]);
    expect(diffText(got, ['x', 'y'], plainLayout)).toBe('x → y\n\nResult    NOT WORSE  nothing differs\n');
  });

  test('what is new and red is worse; what is gone is told', () => {
    const got = diff([caseLine('a', 'pass')], [caseLine('b', 'fail')]);
    expect([got.added.map(({ id }) => id), got.gone.map(({ id }) => id), isWorse(got)]).toEqual([['b'], ['a'], true]);
    expect(isWorse(diff([], [caseLine('b', 'pass')]))).toBe(false);
  });

  test('as text and as JSON', () => {
    const got = diff(
      [caseLine('x:a.b@c', 'pass'), caseLine('x:a.c@c', 'fail'), caseLine('x:a.d@c', 'skip')],
      [caseLine('x:a.b@c', 'fail'), caseLine('x:a.c@c', 'pass'), caseLine('x:a.e@c', 'pass')],
      { seed: 7, identity: { ...runLine.identity, version: '10.1' } },
    );
    expect(diffText(got, ['before', 'after'], plainLayout)).toBe(`before → after
driver version  10.0 → 10.1
seed            42 → 7

1 broken
  a.b  1 case
    PASS → FAIL x:a.b@c: status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)

1 fixed
  a.c  1 case
    FAIL → PASS x:a.c@c

1 new
  a.e  1 case
    PASS x:a.e@c

1 gone
  a.d  1 case
    SKIP x:a.d@c

Result    WORSE  1 broken, 1 fixed, 1 new, 1 gone
`);
    expect(JSON.parse(diffJson(got))).toMatchObject({
      format: 1,
      worse: true,
      conditions: [{ what: 'driver version', before: '10.0', after: '10.1' }, { what: 'seed', before: '42', after: '7' }],
      broken: [{ id: 'x:a.b@c', before: { verdict: 'pass' }, after: { verdict: 'fail', found: 'status is STATUS_SUCCESS' } }],
      new: [{ id: 'x:a.e@c', verdict: 'pass' }],
    });
  });
});
