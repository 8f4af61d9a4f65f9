import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { readRecord } from '../run/record.ts';
import { cleanEnvironment, ending, newPlace, normalised } from './testing/cli.ts';
import type { Ended, Place } from './testing/cli.ts';

// Each of these starts processes that read all specs and run Vitest.
vi.setConfig({ testTimeout: 300_000 });

const demo = ['--specs', 'specs/demo.yaml', '--no-progress'];
const dying = ['--target', `module:${join(packageRoot, 'harness/cli/testing/targets/dying.mjs')}`];

let place: Place;
afterEach(() => { place.remove(); });

function text({ code, stdout, stderr }: Ended): string {
  return normalised(`exit ${code}\n--- stdout\n${stdout}--- stderr\n${stderr}`, place);
}
const results = () => join(place.cwd, 'kscts-results');
const record = () => readRecord(join(results(), 'journal.jsonl'));
const junit = () => readFileSync(join(results(), 'junit.xml'), 'utf8');
const verdicts = () => record().results.map(({ id, verdict }) => `${verdict} ${id.slice('demo:demo.'.length)}`);

describe('kscts run', () => {
  test('shows what failed, why and how to see it again; 1', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo]);
    await expect(text(ended)).toMatchFileSnapshot('__snapshots__/run-fails.txt');
    expect(verdicts()).toEqual([
      'pass a-passes@camera', 'fail b-fails@camera', 'warn b-warns@camera', 'skip c-skips@camera', 'pass d-unknown-ioctl@camera', 'pass e-passes@camera',
    ]);
    expect(junit()).toMatch(/<testsuites name="kscts" tests="7" failures="1" errors="0">/);
  });

  test('of cases that pass is clean; 0', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', '**:demo.*-passes', ...demo, '--output', 'out/deep']);
    await expect(text(ended)).toMatchFileSnapshot('__snapshots__/run-passes.txt');
    expect(existsSync(place.path('out/deep/junit.xml'))).toBe(true);
  });

  test('gives the same cases and verdicts again', async () => {
    place = newPlace();
    const args = ['run', 'core/general', 'core/clock', '--seed', '7', '--quiet', '--no-progress'];
    const timeless = () => record().results.map((result) => ({ ...result, milliseconds: 0, times: {} }));
    await place.kscts(args);
    const first = timeless();
    await place.kscts(args);
    expect(first.length).toBeGreaterThan(10);
    expect(timeless()).toEqual(first);
  });

  test('in which everything is skipped is not clean; 4', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo:demo.c-skips', ...demo, '-q']);
    expect(text(ended)).toBe('exit 4\n--- stdout\nResult    NOTHING RAN  every case was skipped\n--- stderr\n');
    expect(junit()).toContain('<error message="every case was skipped"');
  });

  test('--bail stops early; 1', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo, '--bail', '1', '-q']);
    expect(text(ended)).toContain('exit 1\n--- stdout\nResult    FAILED  1 of 2 cases is not as required; stopped after 1 by --bail');
    expect(verdicts()).toEqual(['pass a-passes@camera', 'fail b-fails@camera']);
  });

  test('--list and --dry-run run nothing', async () => {
    place = newPlace();
    expect(text(await place.kscts(['run', 'demo:demo.a-passes', ...demo, '--list']))).toBe(
      'exit 0\n--- stdout\ndemo:demo.a-passes@camera\n--- stderr\n',
    );
    const dry = await place.kscts(['run', 'demo', ...demo, '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('6 cases, of which 6 would be judged; nothing was run');
    expect(existsSync(results())).toBe(false);
  });
});

describe('a target that takes its process down', () => {
  const crashed = 'demo:demo.d-unknown-ioctl@camera';

  test('is a crash of the case in flight, in every report, and a new process goes on behind it; 1', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo, ...dying], { env: { KSCTS_TEST_DEATH: 'abort' } });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(`CRASH  ${crashed}`);
    expect(ended.stdout).toContain('the worker died: SIGABRT; in flight: 0x002F018F');
    expect(ended.stdout).toMatch(/it had printed:\n +driver: about to die/);
    expect(ended.stdout).toContain('FAILED  2 of 6 cases are not as required');
    expect(ended.stdout).toContain('2 pass, 1 fail, 1 crash, 1 warn, 1 skip');
    expect(record()).toMatchObject({ resumed: 1, end: { counts: { pass: 2, crash: 1 } } });
    expect(record().stop).toBeUndefined();
    expect(junit()).toMatch(/<testcase [^>]*name="demo:demo.d-unknown-ioctl@camera"[^>]*>\s*<error message="crash: /);
  });

  test('as often as --restarts says: then the run is incomplete; 3. kscts resume goes on with it', async () => {
    place = newPlace();
    const env = { KSCTS_TEST_DEATH: 'abort' };
    const ended = await place.kscts(['run', 'demo', ...demo, ...dying, '--restarts', '0'], { env });
    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain(`INCOMPLETE  the worker died: SIGABRT, in case ${crashed}`);
    expect(ended.stdout).toContain('1 pass, 1 fail, 1 crash, 1 warn, 1 skip, 1 not reached');
    expect(record()).toMatchObject({ inFlight: crashed, stop: { why: 'crash', detail: 'the worker died: SIGABRT' } });
    expect(junit()).toMatch(/name="session" [^]*<error message="the worker died: SIGABRT, in case/);

    const resumed = await place.kscts(['resume', results(), '-q'], { env });
    expect(text(resumed)).toContain('exit 1\n--- stdout\nResult    FAILED  2 of 6 cases are not as required');
    expect(verdicts()).toEqual(['pass a-passes@camera', 'fail b-fails@camera', 'warn b-warns@camera', 'skip c-skips@camera', 'crash d-unknown-ioctl@camera', 'pass e-passes@camera']);
    const again = await place.kscts(['resume', results()]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is of a run that reached its end')]);
  });

  test('or never comes back is killed and a hang, and a new process goes on; 1', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo, ...dying, '--case-limit', '8', '-q'], { env: { KSCTS_TEST_DEATH: 'hang' } });
    expect(text(ended)).toContain('exit 1\n--- stdout\nResult    FAILED  2 of 6 cases are not as required');
    expect(verdicts()).toContain('hang d-unknown-ioctl@camera');
    expect(verdicts()).toContain('pass e-passes@camera');
    expect(junit()).toMatch(/<error message="hang: /);
  });

  test('or goes wrong before the first case, says so; 3', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo, ...dying, '-q'], { env: { KSCTS_TEST_DEATH: 'discover' } });
    expect(text(ended)).toContain('exit 3\n--- stdout\nResult    INCOMPLETE  kscts itself failed before the first case: off by one');
    expect(record().stop?.output).toMatch(/RangeError: off by one\n +at /);
  });

  test('is not gone on with where something else is there now', async () => {
    place = newPlace();
    await place.kscts(['run', 'demo', ...demo, ...dying, '--restarts', '0'], { env: { KSCTS_TEST_DEATH: 'abort' } });
    writeFileSync(place.path('specs/demo.yaml'), readFileSync(place.path('specs/demo.yaml'), 'utf8').replace('Pin types can be counted', 'Pins can be counted'));
    const resumed = await place.kscts(['resume', results()], { env: {} });
    expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringContaining('error[KS240]: the run cannot go on: the specs changed since it began')]);
  });

  test('is red under plain Vitest too, and the reports are written', async () => {
    place = newPlace();
    const env = {
      ...cleanEnvironment(),
      NO_COLOR: '1',
      KSCTS_SPECS: place.path('specs'),
      KSCTS_TARGET: dying[1],
      KSCTS_TEST_DEATH: 'abort',
      KSCTS_GREP: '^demo:',
      KSCTS_OUTPUT: results(),
    };
    const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs');
    const ended = await ending(spawn(process.execPath, [vitest, 'run', '--project', 'conformance'], { cwd: packageRoot, env }));
    expect(ended.code).toBe(1);
    expect(record()).toMatchObject({ inFlight: 'demo:demo.d-unknown-ioctl@camera' });
    expect(junit()).toMatch(/<testcase [^>]*name="demo:demo.d-unknown-ioctl@camera"[^>]*>\s*<error message="crash: /);
  });
});

describe('Ctrl-C', () => {
  test.skipIf(process.platform === 'win32')('ends the case, then the run, with journal and reports; 130', async () => {
    place = newPlace();
    const ended = await place.kscts(['run', 'demo', ...demo, ...dying], {
      env: { KSCTS_TEST_DEATH: 'slow' },
      started: (child) => {
        const journal = join(results(), 'journal.jsonl');
        const timer = setInterval(() => {
          if (!existsSync(journal) || !readFileSync(journal, 'utf8').includes('"start","id":"demo:demo.d-unknown')) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 20);
      },
    });
    expect(ended.code).toBe(130);
    expect(ended.stdout).toContain('INTERRUPTED');
    expect(record().stop).toMatchObject({ why: 'interrupted' });
    expect(verdicts()).toContain('pass d-unknown-ioctl@camera');
    expect(verdicts()).not.toContain('pass e-passes@camera');
    expect(junit()).toContain('<error message="interrupted"');
  });
});

test('plain Vitest runs the same suite and writes the same reports', async () => {
  place = newPlace();
  const env = { ...cleanEnvironment(), NO_COLOR: '1', KSCTS_SPECS: place.path('specs'), KSCTS_GREP: '^demo:demo.[abc]', KSCTS_OUTPUT: results() };
  const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs');
  const ended = await ending(spawn(process.execPath, [vitest, 'run', '--project', 'conformance'], { cwd: packageRoot, env }));
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('1 failed | 2 passed | 1 skipped (4)');
  expect(ended.stderr).toContain('FAIL  demo:demo.b-fails@camera');
  expect(verdicts()).toEqual(['pass a-passes@camera', 'fail b-fails@camera', 'warn b-warns@camera', 'skip c-skips@camera']);
  expect(junit()).toMatch(/<testsuites name="kscts" tests="5" failures="1" errors="0">/);
});
