import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace, normalised } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

test('doctor says what works, and how to get what does not', async () => {
  const { code, stdout } = await place.kscts(['doctor']);
  expect(code).toBe(0);
  expect(normalised(stdout, place)).toMatch(/^kscts <version> on /);
  expect(stdout).toMatch(/^ok {2}simulator +testcap shows 1 filter$/m);
  if (process.platform !== 'win32') expect(stdout).toMatch(/^no {2}windows target +this is not Windows\n +run "kscts agent"/m);
});

test('what kscts itself needs makes the exit code 2', async () => {
  writeFileSync(place.path('taken'), '');
  const { code, stdout } = await place.kscts(['doctor'], { env: { KSCTS_OUTPUT: 'taken/results' } });
  expect([code, stdout]).toEqual([2, expect.stringMatching(/^no {2}results folder +taken is no folder\n.*name another one with --output/m)]);
});

test('--show-config prints what counts and where it comes from', async () => {
  const { code, stdout } = await place.kscts(['run', '--seed', '7', '--show-config'], { env: { KSCTS_TARGET: 'simulator:testcap' } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^target +simulator:testcap +KSCTS_TARGET$/m);
  expect(stdout).toMatch(/^seed +7 +--seed$/m);
  expect(stdout).toMatch(/^bail +0 +default$/m);
});
