import { describe, expect, test } from 'vitest';
import type { Case } from '../plan/case.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { TargetDied } from '../target/target.ts';
import type { Target } from '../target/target.ts';
import type { SpecBook } from '../spec/model.ts';
import type { CaseResult, Verdict } from '../judge/verdict.ts';
import { Execution } from './execute.ts';
import type { JournalLine } from './journal-lines.ts';
import { runLineOf } from './run-line.ts';
import { resolveOptions } from './options.ts';
import type { RunOptions } from './options.ts';
import type { PreparedRun } from './prepare.ts';
import type { Restored } from './settings.ts';
import { caseLine, runLine } from './testing/journal-fixtures.ts';

const options = resolveOptions([], [], '/home/user');

/** An execution whose cases get the given verdicts, or throw. */
function executionOf(script: Record<string, Verdict | Error>, changed: Partial<RunOptions> = {}, giveBack?: () => Restored, more: Partial<PreparedRun> = {}) {
  const journal: JournalLine[] = [];
  const asked: string[] = [];
  const skip = { reason: 'not-offered', detail: '' } as const;
  const cases = Object.entries(script).map(([id, verdict]): Case => ({
    id, kind: 'law', claim: 'x', object: 'camera', ...(verdict === 'skip' && { skip }),
  }));
  let disposed = 0;
  const prepared: PreparedRun = {
    target: { arch: 'x64', identity: runLine.identity, dispose: () => disposed++ } as unknown as Target,
    risk: 'process',
    book: { digest: 'digest' } as SpecBook,
    shape: [],
    counts: { items: 1, laws: 1, behaviours: 0, models: 0, profiles: ['usb-camera'], objects: ['camera'], whole: { cases: 0, digest: '' }, device: '', oracles: { available: 20, of: 20, absent: [], partial: [] } },
    cases: cases as PlannedCase[],
    judge: ({ id }): CaseResult => {
      asked.push(id);
      const verdict = script[id]!;
      if (verdict instanceof Error) throw verdict;
      return caseLine(id, verdict);
    },
    recover: () => true,
    titleOf: () => 'a title',
    ...more,
  };
  const line = runLineOf(prepared, { ...options, ...changed }, '/home/user');
  const execution = new Execution(prepared, line, changed.bail ?? 0, { write: (line) => journal.push(line) }, [], giveBack);
  const kinds = () => journal.map((line) => ('id' in line ? `${line.t} ${line.id}` : line.t));
  return { execution, journal, asked, kinds, disposed: () => disposed, runAll: () => execution.cases.map((c) => execution.judge(c)) };
}

test('a start line stands before every case that touches the target', () => {
  const run = executionOf({ a: 'pass', b: 'skip', c: 'fail' });
  run.runAll();
  run.execution.finish();
  expect(run.kinds()).toEqual(['device', 'plan', 'start a', 'case a', 'case b', 'start c', 'case c', 'end']);
  expect(run.asked).toEqual(['a', 'c']);
  expect(run.journal.at(-1)).toMatchObject({ counts: { pass: 1, skip: 1, fail: 1, crash: 0 } });
});

test('the target is closed and the last line written once', () => {
  const run = executionOf({ a: 'pass' });
  run.execution.finish();
  run.execution.finish();
  expect(run.disposed()).toBe(1);
  expect(run.kinds().filter((kind) => kind === 'end')).toHaveLength(1);
});

describe('stopping', () => {
  test('--bail counts red verdicts only', () => {
    const run = executionOf({ a: 'warn', b: 'fail', c: 'hang', d: 'pass' }, { bail: 2 });
    expect(run.runAll().map((result) => result?.verdict)).toEqual(['warn', 'fail', 'hang', undefined]);
    expect(run.journal.at(-1)).toEqual({ t: 'stop', why: 'bail', detail: 'stopped after 2 by --bail' });
  });
  test('after an interruption no further case begins', () => {
    const run = executionOf({ a: 'pass', b: 'pass' });
    run.execution.judge(run.execution.cases[0]!);
    run.execution.stop('interrupted', 'by the user');
    run.execution.stop('interrupted', 'again');
    expect(run.execution.judge(run.execution.cases[1]!)).toBeUndefined();
    expect(run.kinds()).toEqual(['device', 'plan', 'start a', 'case a', 'stop']);
  });
});

test('the device gets its settings back once, at the end and after an interruption', () => {
  for (const interrupted of [false, true]) {
    let given = 0;
    const run = executionOf({ a: 'fail', b: 'pass' }, {}, () => ({ saved: 2, restored: ++given, failed: [] }));
    run.execution.judge(run.execution.cases[0]!);
    if (interrupted) run.execution.stop('interrupted', 'by the user');
    run.execution.finish();
    run.execution.finish();
    expect(run.journal.at(-1)).toMatchObject({ t: 'end', settings: { saved: 2, restored: 1 } });
  }
});

describe('what the judge throws costs the verdict of its case, not the run', () => {
  test('a mistake of kscts is inconclusive and shows where', () => {
    const run = executionOf({ a: new RangeError('off by one'), b: 'pass' });
    const [a, b] = run.runAll();
    expect(a).toMatchObject({ verdict: 'inconclusive', title: 'a title' });
    expect(a?.finding?.message).toMatch(/^kscts itself failed: RangeError: off by one\n +at /);
    expect(b?.verdict).toBe('pass');
  });
  test('so is what is thrown and is no error', () => {
    const [a] = executionOf({ a: 'pass' }, {}, undefined, { judge: () => { throw 'just so' as unknown; } }).runAll();
    expect(a).toMatchObject({ verdict: 'inconclusive', finding: { message: 'kscts itself failed: just so' } });
  });
  test('a death is a crash', () => {
    const [a] = executionOf({ a: new TargetDied('bug check 0x50') }).runAll();
    expect(a).toMatchObject({ verdict: 'crash', finding: { message: 'the target died: bug check 0x50' } });
  });
});

describe('a device that went away', () => {
  const lost = (alive: boolean, returns?: true) =>
    executionOf({ a: 'hang', b: 'pass' }, {}, undefined, {
      recover: () => false,
      ...(returns && { returns }),
      target: { arch: 'x64', identity: runLine.identity, dispose: () => {}, probe: () => (alive ? { alive } : { alive, detail: 'nobody answers' }) } as unknown as Target,
    });

  test('and may return another day stops the run', () => {
    for (const [alive, detail] of [[false, 'nobody answers'], [true, caseLine('a', 'hang').finding!.message]] as const) {
      const run = lost(alive, true);
      expect(run.runAll().map((result) => result?.verdict)).toEqual(['hang', undefined]);
      expect(run.journal.at(-1)).toEqual({ t: 'stop', why: 'crash', detail });
    }
  });

  test('and does not return leaves the other cases to be tried', () => {
    expect(lost(false).runAll().map((result) => result?.verdict)).toEqual(['hang', 'pass']);
  });
});

test('the first line repeats what a replay needs, with paths from where the user stands', () => {
  const { execution } = executionOf({}, {
    descriptors: '/home/user/cams/c920.txt',
    specs: ['/opt/specs', '/home/user/specs'],
    arch: 'x86',
    runs: 7,
    destructive: true,
  });
  expect(execution.runLine.replayOptions.join(' ')).toBe(
    '--descriptors cams/c920.txt --arch x86 --specs /opt/specs --specs specs --runs 7 --destructive',
  );
});

test('and what a run that goes on needs, which is not of the case', () => {
  const { execution } = executionOf({}, { realTime: true, fault: ['a', 'b'], tokenFile: '/home/user/token.txt', tlsCa: '/etc/ca.pem', profile: ['camera'], grep: 'x', shard: { index: 2, count: 3 }, strict: true, jobs: 2 });
  expect(execution.runLine.replayOptions.join(' ')).toBe('--real-time --fault a --fault b --token-file token.txt --tls-ca /etc/ca.pem');
  expect(execution.runLine.runOptions.join(' ')).toMatch(/^--profile camera --grep x --shard 2\/3 --strict .*--jobs 2/);
});

test('others of the process have their turn while cases follow each other', async () => {
  const { execution } = executionOf({});
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const until = performance.now() + 300;
  while (performance.now() < until) await execution.breathe();
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(2);
});
