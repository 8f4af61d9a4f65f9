import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeText } from './write-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-write-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

test('a file is written, with the folders that it lies in where that is wanted', () => {
  const path = join(folder, 'a', 'b.txt');
  expect(() => { writeText(path, 'x'); }).toThrow(`error[KS342]: "${path}" cannot be written (ENOENT)`);
  writeText(path, 'x', true);
  writeText(path, 'y');
  expect(readFileSync(path, 'utf8')).toBe('y');
});

test('one that cannot be written is told with the reason', () => {
  expect(() => { writeText(folder, ''); }).toThrow(/error\[KS342\]: ".*" cannot be written \(E\w+\)/);
  expect(() => { writeText('a\0b', ''); }).toThrow('ERR_INVALID_ARG_VALUE');
});
