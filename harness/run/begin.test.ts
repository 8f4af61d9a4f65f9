import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { UserError } from '../base/errors.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { TargetDied, type Target } from '../target/target.ts';
import { beginRun } from './begin.ts';
import type { Execution } from './execute.ts';
import type { JournalLine } from './journal-lines.ts';
import { resolveOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-begin-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const journal = join(folder, 'journal.jsonl');
const lines = () => readFileSync(journal, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as JournalLine);

/** Runs listen to these; what else does is left alone. */
const signals = ['SIGINT', 'disconnect'] as const;
const before = new Map(signals.map((signal) => [signal, process.listeners(signal as 'disconnect')]));
const added = (signal: (typeof signals)[number]) => process.listeners(signal as 'disconnect').filter((listener) => !before.get(signal)?.includes(listener));
afterEach(() => {
  for (const signal of signals) for (const listener of added(signal)) process.off(signal, listener);
});

const written = (...texts: string[]) => ({ texts, source: 'test', base: folder });
const options = resolveOptions([{ output: written(folder), target: written('simulator:testcap') }], ['core/clock/KSPROPERTY_CLOCK_TIME:property.get.**'], folder);
/** A run on a target of its own, judged whole. */
async function run(resume = false, target: Target = createSimulator('testcap'), risk: 'none' | 'process' = 'process'): Promise<Execution> {
  const execution = await beginRun(options, folder, resume, { target: { target, risk } });
  for (const c of execution.cases) execution.judge(c);
  execution.finish();
  return execution;
}
/** A target that fails as it is looked at. */
const failing = (error: unknown): Target => Object.assign(createSimulator('testcap'), { discover: () => { throw error; } });

describe('a run that cannot begin says why in its journal', () => {
  test.each<[string, unknown, Partial<JournalLine>]>([
    ['its target died', new TargetDied('PAGE_FAULT', 'crash'), { t: 'stop', why: 'crash', detail: 'the target died before the first case: PAGE_FAULT' }],
    ['of a mistake in kscts or in a target', new RangeError('out of it'), { t: 'stop', why: 'crash', detail: 'kscts itself failed before the first case: out of it', output: expect.stringContaining('RangeError') as string }],
    ['of something that is no error', 'just so', { t: 'stop', why: 'crash', detail: 'kscts itself failed before the first case: just so' }],
    ['of a mistake of its user', new UserError({ code: 'KS201', message: 'no such target' }), { t: 'error', exitCode: 2, problems: [{ code: 'KS201', message: 'no such target' }] }],
  ])('%s', async (_why, error, line) => {
    await expect(run(false, failing(error))).rejects.toBe(error);
    expect(lines().at(-1)).toMatchObject(line);
  });

  test('before there is a target', async () => {
    await expect(beginRun({ ...options, specs: [join(folder, 'none.yaml')] }, folder)).rejects.toThrow(UserError);
    expect(lines()).toMatchObject([{ t: 'error', exitCode: 2 }]);
  });
});

describe('a run goes on', () => {
  test('only with what is left, and only with what it began with', async () => {
    const first = await run();
    const judged = lines().filter(({ t }) => t === 'case').length;
    expect(judged).toBe(first.cases.length);
    const again = await run(true);
    expect(again.cases.length).toBe(0);
    expect(lines().filter(({ t }) => t === 'case').length).toBe(judged);
    const other = { ...createSimulator('testcap').identity, version: '99' };
    const [begun, ...rest] = readFileSync(journal, 'utf8').split('\n');
    const changed = (change: object) => { writeFileSync(journal, [JSON.stringify({ ...(JSON.parse(begun ?? '') as object), ...change }), ...rest].join('\n')); };
    for (const [change, what] of [
      [{ specs: 'other' }, 'the specs'],
      [{ kscts: '0.0.0' }, 'the version of kscts'],
      [{ identity: other }, 'the driver'],
      [{ specs: 'other', identity: other }, 'the specs and the driver'],
    ] as const) {
      changed(change);
      await expect(run(true)).rejects.toThrow(`error[KS240]: the run cannot go on: ${what} changed since it began`);
    }
  });
});

test.each([['SIGINT', 'interrupted by the user'], ['disconnect', 'the parent process went away']] as const)('%s stops it before its next case', async (signal, detail) => {
  const execution = await beginRun(options, folder, false, { target: { target: createSimulator('testcap'), risk: 'process' } });
  const [first, second] = execution.cases;
  execution.judge(first!);
  for (const listener of added(signal)) listener();
  execution.judge(second!);
  execution.finish();
  expect(lines().filter(({ t }) => t === 'start')).toHaveLength(1);
  expect(lines().find(({ t }) => t === 'stop')).toEqual({ t: 'stop', why: 'interrupted', detail });
});
