import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { cleanEnvironment, ending } from './testing/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-faults-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const faults = (...args: string[]) => ending(spawn(process.execPath, [join(packageRoot, 'dist/harness/cli/faults.js'), ...args], { env: cleanEnvironment() }));
const file = join(folder, 'faults.md');
const onSplitter = ['--device', 'splitter', '--grep', 'transform'];

test('a fault, what noticed it, and the healthy device: printed and written', async () => {
  const { code, stdout, stderr } = await faults('transform.last-byte-lost', ...onSplitter, '--campaigns', '1', '--requests', '2000', '--write', file);
  const row = /^\| transform\.last-byte-lost \| BUG-\d+ \| .* \| `transform\.splitter\.copies` on splitter \| fail \| \d+ \|$/m;
  expect(stdout).toMatch(row);
  expect(stdout).toContain('1 of 1 faults noticed, seed 1');
  expect(stdout).toContain('The healthy devices (splitter) pass everything. Campaigns with seeds 1 to 1, 2,000 requests in all, find nothing on them.');
  expect(stderr).toContain('healthy splitter, seed 1: nothing found');
  expect(readFileSync(file, 'utf8')).toMatch(row);
  expect(code).toBe(0);
});

test('rows of faults that were not tried stay as they are; one that nothing notices makes it fail', async () => {
  const { code, stdout } = await faults('transform.one-output-fed', '--device', 'splitter', '--grep', 'string.terminated', '--campaigns', '0', '--write', file);
  expect(stdout).toMatch(/^\| transform\.one-output-fed \| .* \| nothing \| {2}\| {2}\|$/m);
  expect(readFileSync(file, 'utf8')).toContain('| `transform.splitter.copies` on splitter |');
  expect(readFileSync(file, 'utf8')).toContain('1 of 2 faults noticed');
  expect(code).toBe(1);
});
