/** Runs that are shared: by shards that are merged, and by processes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { readRecord } from '../run/record.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

const some = ['run', 'core/pin', 'core/general', '--target', 'simulator:encoder', '-q', '--no-progress'];
const record = (folder: string) => readRecord(place.path(folder, 'journal.jsonl'));
const judged = (folder: string) => record(folder).results.map(({ id, verdict, requests }) => [id, verdict, requests]).toSorted();

describe('kscts report merge', () => {
  test('makes the record and the reports of the whole run of those of its shards', async () => {
    for (const i of [1, 2]) expect((await place.kscts([...some, '--shard', `${i}/2`, '--output', `s${i}`])).code).toBe(0);
    await place.kscts([...some, '--output', 'one']);
    const merged = await place.kscts(['report', 'merge', 's2', 's1', '-o', 'all']);
    expect(merged).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Reports   all/report.html  all/junit.xml  all/journal.jsonl') });
    expect(judged('all')).toEqual(judged('one'));
    const diff = await place.kscts(['diff', 'one', 'all', '--json']);
    expect(JSON.parse(diff.stdout)).toMatchObject({ worse: false, conditions: [], broken: [], fixed: [], changed: [], new: [], gone: [] });
  });

  test('says what is missing, and refuses what does not belong together', async () => {
    const missing = await place.kscts(['report', 'merge', 's2', '-o', 'half']);
    expect(missing).toMatchObject({ code: 3, stderr: 'shard 1/2 is missing\n', stdout: expect.stringContaining('INCOMPLETE') });
    await place.kscts([...some, '--shard', '1/2', '--seed', '2', '--output', 'other']);
    const other = await place.kscts(['report', 'merge', 'other', 's2', '-o', 'none']);
    expect(other).toMatchObject({ code: 2, stdout: '', stderr: 'error[KS372]: not parts of the same run: seed is 2 in other and 1 in s2\n' });
    expect(existsSync(place.path('none'))).toBe(false);
    expect(await place.kscts(['report', 'merge', 's1', 's2', '-o', 's1'])).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS373]') });
  });
});

describe('--jobs', () => {
  test('judges the same as one process, and leaves one journal', async () => {
    const shared = await place.kscts([...some, '--jobs', '3', '--output', 'jobs']);
    expect(shared).toMatchObject({ code: 0, stdout: 'Result    PASSED  everything that is required holds\n' });
    expect(judged('jobs')).toEqual(judged('one'));
    expect(existsSync(place.path('jobs/jobs'))).toBe(false);
    expect(record('jobs').run).not.toHaveProperty('job');
    const inOrder = (folder: string) => record(folder).results.flatMap(({ id, skip }) => (skip ? [] : [id]));
    expect(inOrder('jobs')).toEqual(inOrder('one'));
  });

  const demo = ['run', 'demo', '--specs', 'specs/demo.yaml', '--no-progress'];
  const dying = ['--target', `module:${join(packageRoot, 'harness/cli/testing/targets/dying.mjs')}`];

  test('a process that dies costs its case, as ever', async () => {
    const { code, stdout } = await place.kscts([...demo, ...dying, '--jobs', '2', '--output', 'died'], { env: { KSCTS_TEST_DEATH: 'abort' } });
    expect([code, stdout]).toEqual([1, expect.stringContaining('FAILED  2 of 6 cases are not as required')]);
    expect(record('died').end?.counts).toMatchObject({ pass: 2, fail: 1, crash: 1, warn: 1, skip: 1 });
    expect(readFileSync(place.path('died/junit.xml'), 'utf8')).toContain('the worker died: SIGABRT');
  });

  test('and more often than --restarts: incomplete, and one process goes on with it', async () => {
    const env = { KSCTS_TEST_DEATH: 'abort' };
    const died = await place.kscts([...demo, ...dying, '--jobs', '2', '--restarts', '0', '-q', '--output', 'died'], { env });
    expect(died).toMatchObject({ code: 3, stdout: expect.stringMatching(/^Result {4}INCOMPLETE {2}job \d\/2: the worker died: SIGABRT\n$/) });
    const resumed = await place.kscts(['resume', 'died', '-q', '--no-progress'], { env });
    expect(resumed).toMatchObject({ code: 1, stdout: 'Result    FAILED  2 of 6 cases are not as required\n' });
  });

  test('Ctrl-C ends all of them, and the reports are written', async () => {
    const args = ['run', '--target', 'simulator:encoder', '--jobs', '2', '--no-progress', '-q', '--output', 'stopped'];
    const { code, stdout } = await place.kscts(args, {
      started: (child) => {
        const timer = setInterval(() => {
          if (!existsSync(place.path('stopped/jobs/2/journal.jsonl')) || !readFileSync(place.path('stopped/jobs/2/journal.jsonl'), 'utf8').includes('"t":"start"')) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 50);
        child.once('close', () => { clearInterval(timer); });
      },
    });
    expect([code, stdout]).toEqual([130, 'Result    INTERRUPTED  interrupted\n']);
    expect(record('stopped').stop).toMatchObject({ why: 'interrupted', detail: 'interrupted by the user' });
    expect(existsSync(place.path('stopped/junit.xml'))).toBe(true);
  });

  test('--bail stops all of them', async () => {
    const { code, stdout } = await place.kscts([...demo, '--jobs', '2', '--bail', '1', '--output', 'bail']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('FAILED  1 of ')]);
  });

  test('mistakes of the user are told once; 2', async () => {
    const { code, stderr } = await place.kscts(['run', '--jobs', '3', '--specs', 'none.yaml', '--no-progress', '--output', 'bad']);
    expect([code, stderr]).toEqual([2, 'error[KS010]: there is no file or folder "none.yaml"\n'.replace('none.yaml', place.path('none.yaml'))]);
    const windows = await place.kscts(['run', '--jobs', '2', '--target', 'windows', '--no-progress']);
    expect(windows).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS213]: --jobs 2: all processes would ask the same device') });
  });
});
