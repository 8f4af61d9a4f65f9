import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verdicts } from '../judge/verdict.ts';
import { isIn, type Part } from '../plan/shard.ts';
import type { CaseLine, JournalLine, PlanLine, RunLine } from './journal-lines.ts';
import { mergeRecords, type NamedRecord } from './merge.ts';
import { outcomeOf } from './outcome.ts';
import { caseLine, endLine, journalOf, planLine, recordOf, runLine } from './testing/journal-fixtures.ts';

const all = Array.from({ length: 12 }, (_, i) => caseLine(`x/item${i}:law@camera`, i === 4 ? 'fail' : 'pass', { number: i }));
const plan = (cases: number, whole = all.length): PlanLine => ({ ...planLine(cases), whole: { cases: whole, digest: 'cases' }, device: 'device' });

/** The journal of a shard. */
function shard(part: Part, changes: Partial<RunLine> = {}, cases = all.filter(({ id }) => isIn(id, [part])), more: Partial<PlanLine> = {}): JournalLine[] {
  const lines: JournalLine[] = [{ ...runLine, shard: part, runOptions: ['--shard', `${part.index}/${part.count}`, '--bail', '0'], ...changes }, { ...plan(cases.length), ...more }, ...cases];
  return [...lines, endLine(lines)];
}
const named = (name: string, lines: readonly JournalLine[]): NamedRecord => ({ name, record: recordOf(lines) });
const three = () => [1, 2, 3].map((index) => named(`s${index}`, shard({ index, count: 3 })));
const ids = (lines: readonly JournalLine[]) => lines.flatMap((line) => (line.t === 'case' ? [line.id] : []));

describe('merging', () => {
  test('gives the record of the whole run, whatever the order of the parts', () => {
    const whole = journalOf(all).map((line) => (line.t === 'plan' ? plan(all.length) : line));
    const [a, b, c] = three();
    const { lines, remarks } = mergeRecords([c!, a!, b!]);
    expect(remarks).toEqual([]);
    expect(lines[0]).toEqual({ ...runLine, runOptions: ['--bail', '0'] });
    expect(ids(lines)).toEqual(ids(whole));
    expect(JSON.stringify(lines)).not.toContain('"number"');
    expect(outcomeOf(recordOf(lines))).toMatchObject({ exitCode: 1, unreached: 0, counts: { pass: 11, fail: 1 } });
  });

  test('of any parts of any cases loses and doubles none', () => {
    const cases = fc.uniqueArray(fc.tuple(fc.string(), fc.constantFrom(...verdicts)), { selector: ([id]) => id, maxLength: 40 });
    fc.assert(fc.property(cases, fc.integer({ min: 1, max: 7 }), (pairs, count) => {
      const list: CaseLine[] = pairs.map(([id, verdict], number) => caseLine(id, verdict, { number }));
      const parts = Array.from({ length: count }, (_, i) => {
        const part = { index: i + 1, count };
        return named(`s${i}`, shard(part, {}, list.filter(({ id }) => isIn(id, [part])), { whole: { cases: list.length, digest: '' } }));
      });
      const { lines, remarks } = mergeRecords(parts);
      expect(remarks).toEqual([]);
      expect(ids(lines)).toEqual(list.map(({ id }) => id));
    }));
  });

  test('says what is missing: the run is not whole; 3', () => {
    const [a, , c] = three();
    const { lines, remarks } = mergeRecords([a!, c!]);
    expect(remarks).toEqual(['shard 2/3 is missing']);
    expect(outcomeOf(recordOf(lines))).toMatchObject({ exitCode: 3, unreached: all.filter(({ id }) => isIn(id, [{ index: 2, count: 3 }])).length });
  });

  test('says which part did not reach its end, and how it ended', () => {
    const [a, b] = three();
    const lines = shard({ index: 3, count: 3 });
    const [run, planned, first, second] = lines;
    const died = named('s3', [run!, planned!, first!, { t: 'start', id: (second as CaseLine).id }, { t: 'stop', why: 'crash', detail: 'the worker died: SIGSEGV' }]);
    const left = (planned as PlanLine).cases - 2;
    const merged = mergeRecords([a!, b!, died]);
    expect(merged.remarks).toEqual([`s3: ${left} of its ${left + 2} cases ${left === 1 ? 'has' : 'have'} no verdict`]);
    expect(outcomeOf(recordOf(merged.lines))).toMatchObject({ exitCode: 3, summary: 'shard 3/3: the worker died: SIGSEGV', counts: { crash: 1 } });
  });

  test('says what is there twice, and lets the worse verdict count', () => {
    const [a, b, c] = three();
    const again = shard({ index: 1, count: 3 }).map((line) => (line.t === 'case' ? { ...caseLine(line.id, 'hang'), number: line.number ?? 0 } : line));
    const { lines, remarks } = mergeRecords([a!, b!, c!, named('again', again)]);
    expect(remarks[0]).toBe('shard 1/3 is there 2 times: s1, again');
    expect(remarks).toContainEqual(expect.stringMatching(/^x\/item\d+:law@camera is pass in s1 and hang in again: the worse one counts$/));
    expect(outcomeOf(recordOf(lines)).counts.hang).toBe(ids(again).length);
    expect(new Set(ids(lines)).size).toBe(all.length);
  });

  test.each<[string, Partial<RunLine>, Partial<PlanLine>]>([
    ['version of kscts', { kscts: '9.9.9' }, {}],
    ['specs (SHA-256)', { specs: 'other' }, {}],
    ['seed', { seed: 7 }, {}],
    ['target', { target: 'simulator:testcap' }, {}],
    ['ABI', { arch: 'x86' }, {}],
    ['driver', { identity: { ...runLine.identity, version: '10.1' } }, {}],
    ['query', { query: ['core'] }, {}],
    ['--grep', { grep: 'x' }, {}],
    ['options', { replayOptions: ['--destructive'] }, {}],
    ['waivers', { waivers: { today: '2027-01-01', strict: false, list: [] } }, {}],
    ['baseline', { baseline: { record: 'r', red: {} } }, {}],
    ['number of parts', { shard: { index: 2, count: 4 } }, {}],
    ['device (SHA-256)', {}, { device: 'other' }],
    ['profiles', {}, { profiles: ['camera'] }],
    ['planned cases (SHA-256)', {}, { whole: { cases: 12, digest: 'other' } }],
  ])('refuses parts that differ in: %s', (what, run, planned) => {
    const other = named('other', shard({ index: 2, count: 3 }, run, undefined, planned));
    expect(() => mergeRecords([named('s1', shard({ index: 1, count: 3 })), other])).toThrow(`error[KS372]: not parts of the same run: ${what} is `);
  });

  test('of the processes of a run keeps which part that is, and the numbers of its cases', () => {
    const job = (index: number) => {
      const [run, planned, ...rest] = shard({ index: 1, count: 2 }, { job: { index, count: 2 }, pid: 7 }, all.filter((_, i) => i % 2 === index - 1));
      return named(`j${index}`, [run!, planned!, ...rest]);
    };
    const { lines, remarks } = mergeRecords([job(2), job(1)], 'job');
    expect(remarks).toEqual([]);
    expect(lines[0]).toEqual({ ...runLine, shard: { index: 1, count: 2 }, runOptions: ['--shard', '1/2', '--bail', '0'] });
    expect(lines.find(({ t }) => t === 'plan')).toMatchObject({ cases: all.length });
    expect(lines.flatMap((line) => (line.t === 'case' ? [line.number] : []))).toEqual(all.map(({ number }) => number));
    expect(mergeRecords([job(1)], 'job').remarks).toEqual(['job 2/2 is missing']);
  });

  test('of parts without numbers and of several ends keeps what is worst', () => {
    const stopped = (index: number, why: 'bail' | 'hang', detail: string) => named(`s${index}`, [...shard({ index, count: 2 }, { runOptions: [] }, []).slice(0, 2), { t: 'stop', why, detail }]);
    const { lines } = mergeRecords([stopped(1, 'bail', 'enough'), stopped(2, 'hang', 'no answer')]);
    expect(lines.filter(({ t }) => t === 'stop' || t === 'end')).toEqual([{ t: 'stop', why: 'hang', detail: 'shard 2/2: no answer' }]);
    expect(lines[0]).toMatchObject({ runOptions: [] });
  });

  test('refuses no parts at all', () => {
    expect(() => mergeRecords([])).toThrow('error[KS370]: there is nothing to merge');
  });

  test('refuses what is of no part, and what never began', () => {
    expect(() => mergeRecords([named('whole', journalOf(all))])).toThrow('error[KS370]: whole is not of a part of a run');
    const error = named('bad', [{ t: 'error', exitCode: 2, problems: [{ code: 'KS201', message: 'unknown target' }] }]);
    expect(() => mergeRecords([...three(), error])).toThrow('error[KS371]: bad is of a run that could not begin: unknown target');
    expect(() => mergeRecords([named('none', [])])).toThrow('its journal ends before the plan was made');
  });
});
