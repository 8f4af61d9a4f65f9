/**
 * The whole suite through the windows target, with a double of ntdll in place of Windows: what runs on a simulator runs
 * unchanged on an installed driver, down to pins and clocks, and no call is one that a kernel would refuse.
 */
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { buildFolder, cannotBuild } from '../target/native/testing/build.ts';
import { buildDouble } from '../target/windows/testing/double.ts';
import { createWindowsTarget } from '../target/windows/windows.ts';
import { loadBook } from './book.ts';
import { resolveOptions } from './options.ts';
import { isRed } from './outcome.ts';
import { planRun } from './prepare.ts';

const folder = buildFolder();
afterAll(() => { rmSync(folder, { recursive: true }); });

// The device's clock is the real one: on a machine that is busy at the wrong moment a rate may be off.
test('the camera passes behind the windows target', { timeout: 300_000, retry: 2 }, ({ skip }) => {
  if (cannotBuild) skip(cannotBuild);
  const double = buildDouble(folder);
  const target = createWindowsTarget('', { system: double.system });
  const options = resolveOptions([{ runs: { texts: ['2'], source: 'test', base: folder } }], [], folder);
  const run = planRun({ target, risk: 'process', book: loadBook([]) }, options);
  const verdicts = run.cases.map((c) => [c.id, c.skip ? 'skip' : run.judge(c).verdict] as const);
  target.dispose();

  expect(verdicts.filter(([, verdict]) => isRed(verdict))).toEqual([]);
  expect(verdicts.filter(([, verdict]) => verdict === 'pass').length).toBeGreaterThan(1500);
  for (const kind of ['/pin0', '/clock']) {
    expect(verdicts.some(([id, verdict]) => id.endsWith(kind) && verdict === 'pass'), kind).toBe(true);
  }
  expect(double.takeComplaint()).toBe('');
  expect(double.openHandles()).toBe(0);
});
