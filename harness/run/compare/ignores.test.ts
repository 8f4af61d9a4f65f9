import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Slot } from '../../traffic/actions.ts';
import { loadBook } from '../book.ts';
import type { Difference } from './differences.ts';
import { Ignores, readIgnores } from './ignores.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-ignores-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const path = join(folder, 'ignore.yaml');
const read = (text: string) => {
  writeFileSync(path, text);
  return readIgnores(path);
};
const book = loadBook([]);

const difference: Difference = {
  case: 'core/allocator/KSPROPERTY_STREAMALLOCATOR_STATUS:property.get.legal@camera/pin0/allocator',
  index: 1,
  action: { do: 'close', handle: 1 as Slot },
  title: 'get KSPROPERTY_STREAMALLOCATOR_STATUS',
  part: 'bytes',
  target: '',
  reference: '',
  ranges: [{ offset: 24, length: 4 }],
};

describe('an entry takes a difference', () => {
  const takes = (entry: string, of: Partial<Difference> = {}) => new Ignores(read(`ignore:\n  - { ${entry}, reason: known }\n`), book, 'x64').takes({ ...difference, ...of });

  test.each<[string, Partial<Difference>, boolean]>([
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS', {}, true],
    ['request: KSPROPERTY_CLOCK_TIME', {}, false],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, part: bytes', {}, true],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, part: status', {}, false],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, bytes: { offset: 24, length: 8 }', {}, true],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, bytes: { offset: 0, length: 8 }', {}, false],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, bytes: { offset: 24, length: 8 }', { part: 'status' }, false],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, field: AllocatedFrames', {}, true],
    ['request: KSPROPERTY_STREAMALLOCATOR_STATUS, field: Framing', {}, false],
    ["cases: ['core/allocator/**']", {}, true],
    ["cases: ['core/clock/**']", {}, false],
  ])('%s: %o, %s', (entry, of, taken) => {
    expect(takes(entry, of)).toBe(taken);
  });
});

test('entries that were of no use are told with their place', () => {
  const ignores = new Ignores(read('ignore:\n  - { request: KSPROPERTY_STREAMALLOCATOR_STATUS, reason: one }\n  - { request: KSPROPERTY_X, reason: two }\n'), book, 'x64');
  expect([ignores.takes(difference), ignores.takes(difference)]).toEqual([true, true]);
  expect([...ignores.used.values()]).toEqual([2]);
  expect(ignores.unused).toMatchObject([{ reason: 'two', at: `${path}:3:5` }]);
});

test.each([
  ['', 'KS013', 'the file is empty'],
  ['ignore: 7\n', 'KS013', 'expected a list'],
  ['ignore: [\n', 'KS011', 'no YAML'],
])('%j is refused', (text, code, message) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code, message: expect.stringContaining(message) as string })]) as unknown }) as Error);
});
