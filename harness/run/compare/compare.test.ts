import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { perform } from '../../traffic/perform.ts';
import { loadBook } from '../book.ts';
import { resolveOptions } from '../options.ts';
import { compare } from './compare.ts';
import { Ignores, readIgnores } from './ignores.ts';

vi.setConfig({ testTimeout: 300_000 });
const book = loadBook([]);
const folder = mkdtempSync(join(tmpdir(), 'kscts-compare-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const fault = 'event.disable-unknown-succeeds';
const query = 'core/clock/KSEVENT_CLOCK_POSITION_MARK:event.disable.*';

function comparing(faults: string[], reference: string[], ignoreText?: string, ...queries: string[]) {
  const path = join(folder, 'ignore.yaml');
  if (ignoreText !== undefined) writeFileSync(path, ignoreText);
  const ignores = new Ignores(ignoreText === undefined ? [] : readIgnores(path), book, 'x64');
  const options = resolveOptions([{ target: { texts: ['simulator:testcap'], source: 'test', base: '.' } }], queries, '.');
  const opened = { target: createSimulator('testcap', { faults }), risk: 'process' as const, book };
  return { compared: compare(opened, createSimulator('testcap', { faults: reference }), options, ignores), ignores };
}

test('two that are the same have no differences, in answers, frames and what ran at the same time', () => {
  const { compared } = comparing([], [], undefined, query, 'core/streaming:streaming.read.frame', 'core/concurrency:concurrency.write.one-fetch');
  expect(compared.groups).toEqual([]);
  expect(compared.cases).toBeGreaterThan(5);
});

test('a fault is found, told once, and shown by as few actions as will do', () => {
  const { compared } = comparing([fault], [], undefined, query);
  expect(compared.groups).toHaveLength(1);
  const [{ first, cases, count, story }] = compared.groups as [(typeof compared.groups)[number]];
  expect(first).toMatchObject({
    title: 'IOCTL_KS_DISABLE_EVENT',
    part: 'status',
    target: 'STATUS_SUCCESS, Information 0',
    reference: 'STATUS_UNSUCCESSFUL, Information 0',
  });
  expect(cases.length).toBeGreaterThan(1);
  expect(count).toBeGreaterThanOrEqual(cases.length);
  expect(story.length).toBeLessThanOrEqual(5);
  const status = (faults: string[]) => perform(createSimulator('testcap', { faults }), story.map(({ action }) => action)).answers.at(-1)?.status;
  expect(status([fault])).not.toBe(status([]));
});

describe('differences that do not count', () => {
  test('are counted by entry, and entries that were of no use are told', () => {
    const text = 'ignore:\n  - { cases: [core/clock], request: IOCTL_KS_DISABLE_EVENT, part: status, reason: known }\n  - { request: KSPROPERTY_X, reason: none }\n';
    const { compared, ignores } = comparing([fault], [], text, query);
    expect(compared.groups).toEqual([]);
    expect([...ignores.used.values()]).toEqual([compared.ignored]);
    expect(compared.ignored).toBeGreaterThan(0);
    expect(ignores.unused.map(({ at, reason }) => [at.replace(/.*\//, ''), reason])).toEqual([['ignore.yaml:3:5', 'none']]);
  });

  const bytes = { case: 'core/clock/X:y@testcap', index: 0, action: { do: 'plug' } as const, part: 'bytes' as const, target: '', reference: '' };
  const ranged = (title: string, offset: number, length: number) => ({ ...bytes, title, ranges: [{ offset, length }] });
  const takes = (entry: object, difference: ReturnType<typeof ranged>) => new Ignores([{ reason: 'x', at: 'x', ...entry }], book, 'x64').takes(difference);

  test('by bytes', () => {
    const entry = { bytes: { offset: 4, length: 8 } };
    expect([takes(entry, ranged('A', 4, 8)), takes(entry, ranged('A', 3, 2)), takes(entry, ranged('A', 8, 5))]).toEqual([true, false, false]);
  });

  test('by field of the value', () => {
    const entry = { field: 'Time' };
    const title = 'GET KSPROPERTY_CLOCK_CORRELATEDTIME';
    expect([takes(entry, ranged(title, 0, 8)), takes(entry, ranged(title, 8, 8)), takes({ field: 'Nothing' }, ranged(title, 0, 8))]).toEqual([true, false, false]);
  });

  test('what is wrong in the file is told with its place', () => {
    const message = (text: string): string => {
      writeFileSync(join(folder, 'bad.yaml'), text);
      try {
        readIgnores(join(folder, 'bad.yaml'));
      } catch (error) {
        if (error instanceof UserError) return error.message.replaceAll(`${folder}/`, '');
        throw error;
      }
      return 'nothing';
    };
    expect(message('ignore:\n  - { requets: X, reason: y }\n')).toContain('bad.yaml:2:7: error[KS014]: unknown key "requets"');
    expect(message('ignore:\n  - { request: X }\n')).toContain('bad.yaml:2:5: error[KS015]: the key "reason" is missing');
    expect(message('ignore:\n  - { part: colour, reason: y }\n')).toContain('bad.yaml:2:13: error[KS016]: "colour" cannot stand here');
    expect(() => readIgnores(join(folder, 'none.yaml'))).toThrow('cannot be read (ENOENT)');
  });
});
