import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace, normalised } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

const id = 'video/still-trigger/KSEVENT_VIDCAP_AUTO_UPDATE:event.disable.twice@camera';

test('a finding is saved as a file, comes again from it, and is gone on a device without the bug', async () => {
  const saved = await place.kscts(['replay', id, '--fault', 'event.disable-unknown-succeeds', '--save', 'bug.json']);
  expect([saved.code, saved.stderr]).toEqual([1, `${id}\nsaved 7 actions: npx kscts replay bug.json\n`]);
  const again = await place.kscts(['replay', 'bug.json']);
  expect(again).toMatchObject({ code: 1, stderr: '' });
  await expect(normalised(again.stdout, place)).toMatchFileSnapshot('__snapshots__/replay-file.txt');
  const gone = await place.kscts(['replay', 'bug.json', '--target', 'simulator:usbvideo']);
  expect(gone).toMatchObject({ code: 0, stdout: expect.stringContaining('Result    GONE  what was found does not come again\n') as string });
  expect(gone.stdout).toContain('STATUS_UNSUCCESSFUL, Information 0\n        input   32 bytes at 0 of the memory of slot 2\n        then    STATUS_SUCCESS, Information 0\n');
});

test('and is exported', async () => {
  const c = await place.kscts(['replay', 'bug.json', '--export', 'c']);
  const script = await place.kscts(['replay', 'bug.json', '--export', 'powershell']);
  expect([c.code, script.code]).toEqual([0, 0]);
  expect(c.stdout).toContain('NtDeviceIoControlFile');
  expect(script.stdout).toContain('Add-Type');
});

test('a file about more than a simulation is done only where that is said', async () => {
  writeFileSync(place.path('native.json'), readFileSync(place.path('bug.json'), 'utf8').replace('simulator:usbvideo', 'module:evil.mjs'));
  const { code, stdout, stderr } = await place.kscts(['replay', 'native.json']);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error[KS523]: native.json is about module:evil.mjs, which is more than a simulation\n' +
      '  hint: read what the file does, and allow it by --target module:evil.mjs\n',
  });
});

test.each([
  ['a file that is none', ['replay', 'other.json'], /^other\.json:1:1: error\[KS015\]: the key "format" is missing/],
  ['a caller of another kind', ['replay', 'bug.json', '--arch', 'x86'], /^error\[KS522\]: bug\.json is about a caller of x64, and the target has one of x86/],
  ['an export of a case', ['replay', id, '--export', 'c'], /^error\[KS524\]: --export takes a replay file/],
])('%s is refused', async (_, args, message) => {
  writeFileSync(place.path('other.json'), '{}\n');
  const { code, stdout, stderr } = await place.kscts(args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});
