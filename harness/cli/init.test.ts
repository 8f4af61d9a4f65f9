/** `kscts init`, and the example that it writes. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { formatSpec } from '../spec/format.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => {
  place = newPlace('empty');
});
afterAll(() => { place.remove(); });

test('docs/vendor-sets.md shows the configuration that is written', async () => {
  expect((await place.kscts(['init'])).code).toBe(0);
  const guide = readFileSync(join(packageRoot, 'docs/vendor-sets.md'), 'utf8');
  expect(readFileSync(place.path('kscts.config.yaml'), 'utf8')).toContain(/```yaml\n([^]*?)```/.exec(guide)?.[1]);
});

test('the example passes by itself, through its folder, and every claim of its own is judged', async () => {
  rmSync(place.path('kscts.config.yaml'));
  const example = join(packageRoot, 'docs/examples/vendor');
  const { code, stdout } = await place.kscts(['run', 'vendor', '--target', 'simulator:testcap', '--specs', example, '--no-progress']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('everything that is required holds')]);
  const journal = readFileSync(place.path('kscts-results/journal.jsonl'), 'utf8').trimEnd().split('\n');
  const passed = journal.map((line) => JSON.parse(line) as { t: string; id: string; verdict: string })
    .flatMap(({ t, id, verdict }) => (t === 'case' && verdict === 'pass' ? [/:(testcap\.[^@]*)/.exec(id)?.[1] ?? ''] : []));
  expect([...new Set(passed)].filter((claim) => claim !== '').toSorted()).toEqual([
    'testcap.changes.counted',
    'testcap.controls',
    'testcap.whole-values',
    'testcap.write.of-one-moment',
  ]);
});

test('init overwrites nothing: it names what is there, and writes no file', async () => {
  rmSync(place.path('kscts.config.yaml'), { force: true });
  writeFileSync(place.path('specs/controls.yaml'), 'mine\n');
  const { code, stderr } = await place.kscts(['init']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('error[KS230]: specs/controls.yaml is there already; nothing was written')]);
  expect(readFileSync(place.path('specs/controls.yaml'), 'utf8')).toBe('mine\n');
  expect(existsSync(place.path('kscts.config.yaml'))).toBe(false);
});

test('init into a folder of its own says where to go on', async () => {
  const { code, stdout } = await place.kscts(['init', 'new/project']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('  cd new/project\n')]);
  const text = readFileSync(place.path('new/project/specs/controls.yaml'), 'utf8');
  expect(formatSpec(text)).toBe(text);
  expect(text).toContain('$schema=../node_modules/kscts/specs/schema.json');
});
