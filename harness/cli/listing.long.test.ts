import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

test('specs --coverage: set by set, and everything that is missing has a reason', async () => {
  const { code, stdout } = await place.kscts(['specs', '--coverage', '--verbose']);
  expect(stdout).toMatch(/^ +documented +header only +specified +behaviours +laws +unexposed$/m);
  expect(stdout).toMatch(/^[\d,]+ of [\d,]+ documented and header items specified \(100\.0 %\)$/m);
  expect(stdout).toContain('\non no bundled device:\n  ');
  expect(stdout).not.toContain('without an entry:');
  expect(code).toBe(0);
});

test('list --verbose: titles, and why a case is skipped', async () => {
  const { code, stdout } = await place.kscts(['list', 'core/quality', '--target', 'simulator:bda', '--verbose']);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n').map((line) => line.split('\t'));
  expect(lines.every(([id = '', title = '']) => id.startsWith('core/quality') && title !== '')).toBe(true);
  expect(lines.some(([, , skip]) => skip?.startsWith('skip: '))).toBe(true);
});

test('run --dry-run: claims, and why cases would be skipped', async () => {
  const { code, stdout } = await place.kscts(['run', 'core/quality', '--target', 'simulator:bda', '--dry-run']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^[\d,]+ cases, of which [\d,]+ would be judged; nothing was run$/m);
  expect(stdout).toMatch(/\nskipped\n +[\d,]+ {2}[a-z-]+: /);
});

test('nothing that is asked for, or can be: exit code 4', async () => {
  expect((await place.kscts(['list', 'core/none', '--target', 'simulator:bda'])).code).toBe(4);
  const { stdout } = await place.kscts(['list', 'core/quality', '--target', 'simulator:bda', '--verbose']);
  const skipped = stdout.split('\n').find((line) => line.includes('\tskip: '))?.split('\t')[0] ?? '';
  const compared = await place.kscts(['compare', skipped, '--target', 'simulator:bda', '--reference', 'simulator:bda']);
  expect([compared.code, compared.stdout.split('\n').at(-2)]).toEqual([4, 'Result    NOTHING  no case could be judged on the target']);
});

test('compare --json FILE: bytes that differ, and a death', async () => {
  const compare = ['compare', '--target', 'simulator:testcap', '--reference', 'simulator:testcap', '--json', 'compared.json'];
  const read = () => JSON.parse(readFileSync(place.path('compared.json'), 'utf8')) as { differences: Record<string, unknown>[] };
  expect((await place.kscts([...compare, 'core/connection', '--fault', 'property.error-writes-output'])).code).toBe(1);
  expect(read().differences[0]).toMatchObject({ part: 'bytes', bytes: [{ offset: expect.any(Number) as number }] });
  const dead = await place.kscts([...compare, '**:property.request.short-instance', '--fault', 'property.short-input-crashes']);
  expect([dead.code, dead.stdout]).toEqual([1, expect.stringContaining('it died: ')]);
  expect(read().differences[0]).toMatchObject({ part: 'death' });
});
