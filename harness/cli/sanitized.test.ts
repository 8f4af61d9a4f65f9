/** A handler that reads behind its buffer, built with AddressSanitizer: found by a run, told where, and the run goes on. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRecord } from '../run/record.ts';
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
