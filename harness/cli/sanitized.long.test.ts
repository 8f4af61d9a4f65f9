/** A handler that reads behind its buffer, built with AddressSanitizer: found by a run, told where, and the run goes on. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRecord } from '../run/record.ts';
import type { FuzzJournalLine } from '../run/fuzzing/lines.ts';
import { readReplayFile } from '../traffic/file.ts';
import { buildFolder, buildTime, cannotBuild, makeExample } from '../target/native/testing/build.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

describe.skipIf(cannotBuild)('a library built with AddressSanitizer', () => {
  const folder = buildFolder();
  let place: Place;
  beforeAll(() => {
    place = newPlace();
    makeExample(folder, 'camera-asan.so', 'camera-asan-fault1.so');
  }, buildTime);
  afterAll(() => {
    place.remove();
    rmSync(folder, { recursive: true });
  });
  const query = 'video/procamp/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS:property.set.*';
  const run = (library: string) => place.kscts(['run', query, '--target', `native:${join(folder, library)}`, '--no-progress']);

  test('passes where nothing is wrong', async () => {
    const { code, stdout } = await run('camera-asan.so');
    expect([code, stdout]).toEqual([0, expect.stringContaining('PASSED')]);
  });

  test('dies of a heap overflow: the report names the line, and the other cases are judged', async () => {
    const { code, stdout } = await run('camera-asan-fault1.so');
    expect([code, stdout]).toEqual([1, expect.stringContaining('CRASH  video/procamp')]);
    const record = readRecord(place.path('kscts-results/journal.jsonl'));
    expect(record.end).toBeDefined();
    expect(record.results).toHaveLength(record.plan?.cases ?? 0);
    const crash = record.results.find(({ verdict }) => verdict === 'crash');
    expect(crash?.finding?.message).toMatch(/^AddressSanitizer: heap-buffer-overflow .*camera\.c:\d+ in set_brightness; the worker died: SIGABRT/);
    expect(crash?.finding?.message).toMatch(/allocated by thread/);
    expect(readFileSync(place.path('kscts-results/junit.xml'), 'utf8')).toContain('heap-buffer-overflow');
  });
});

describe.skipIf(cannotBuild)('a campaign on a library built with AddressSanitizer', () => {
  const folder = buildFolder();
  let place: Place;
  beforeAll(() => {
    place = newPlace();
    makeExample(folder, 'camera-asan.so', 'camera-asan-fault1.so');
  }, buildTime);
  afterAll(() => {
    place.remove();
    rmSync(folder, { recursive: true });
  });

  test('finds the heap overflow, tells where it is, and goes on', async () => {
    const focus = ['--focus', 'KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS'];
    const { code, stdout } = await place.kscts(['fuzz', '--target', `native:${join(folder, 'camera-asan-fault1.so')}`, '--runs', '300', ...focus]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('et KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS')]);
    const lines = readFileSync(place.path('kscts-results/fuzz.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as FuzzJournalLine);
    const crash = lines.find((line) => line.t === 'finding');
    expect(crash?.message).toMatch(/^AddressSanitizer: heap-buffer-overflow .*camera\.c:\d+ in [gs]et_brightness; the process died: SIGABRT/);
    expect(crash?.detail).toMatch(/allocated by thread/);
    expect(crash?.again).toBe(true);
    expect(readReplayFile(crash?.file ?? '').story.length).toBeLessThanOrEqual(3);
    expect(lines.at(-1)).toMatchObject({ t: 'end', why: 'runs' });

    // As the campaign printed it, without what a sanitizer needs in the environment.
    const [, command = ''] = /npx kscts (replay .*)/.exec(stdout) ?? [];
    const again = await place.kscts(command.split(' '));
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/ERROR: AddressSanitizer: heap-buffer-overflow[^]*in [gs]et_brightness[^]*the process died: SIGABRT/)]);

    const mended = await place.kscts(['replay', crash?.file ?? '', '--target', `native:${join(folder, 'camera-asan.so')}`]);
    expect([mended.code, mended.stdout]).toEqual([0, expect.stringContaining('GONE  what was found does not come again')]);
  });
});
