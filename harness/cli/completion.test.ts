import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

async function completions(...words: string[]): Promise<readonly string[]> {
  const { code, stdout } = await place.kscts(['complete', '--', ...words]);
  expect(code).toBe(0);
  return stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
}

test('commands, options and targets are completed', async () => {
  expect(await completions('re')).toEqual(expect.arrayContaining(['replay', 'resume', 'report']));
  expect(await completions('run', '--see')).toContain('--seed');
  expect(await completions('run', '--target', 'simulator:test')).toContain('simulator:testcap');
});

test('what completes is not completed itself', async () => {
  expect(await completions('comp')).not.toContain('complete');
});

test.each(['bash', 'zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
  const { code, stdout } = await place.kscts(['completion', shell]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('kscts')]);
  if (shell !== 'bash') return;
  const file = place.path('kscts.bash');
  writeFileSync(file, stdout);
  execFileSync('bash', ['-n', file]);
});

test('an unknown shell is a mistake', async () => {
  const { code, stderr } = await place.kscts(['completion', 'csh']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are bash, zsh, fish, powershell')]);
});
