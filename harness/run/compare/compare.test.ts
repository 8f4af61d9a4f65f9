import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { createSimulator, simulatedDevices } from '../../simulator/simulator.ts';
import { perform } from '../../traffic/perform.ts';
import { loadBook } from '../book.ts';
import { resolveOptions } from '../options.ts';
import { planRun } from '../prepare.ts';
import { compare } from './compare.ts';
import { Ignores, readIgnores } from './ignores.ts';
import { ignoreSchemaFile, ignoreSchemaText } from './json-schema.ts';

vi.setConfig({ testTimeout: 300_000 });
const book = loadBook([]);
const folder = mkdtempSync(join(tmpdir(), 'kscts-compare-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const fault = 'event.disable-unknown-succeeds';
const query = 'core/clock/KSEVENT_CLOCK_POSITION_MARK:event.disable.*';

/** A device and its double. */
function doubles(device: string, seed: string, faults: readonly string[], queries: readonly string[]) {
  const target = createSimulator(device, { faults: [...faults] });
  return compare({ target, risk: 'process', book }, createSimulator(device), optionsFor(device, seed, queries), new Ignores([], book, 'x64'));
}

function optionsFor(device: string, seed: string, queries: readonly string[]) {
  const written = (text: string) => ({ texts: [text], source: 'test', base: '.' });
  return resolveOptions([{ target: written(`simulator:${device}`), seed: written(seed), runs: written('3') }], queries, '.');
}

/** Cases that each seed takes, spread over all of a device. */
const taken = 100;

describe.each(simulatedDevices)('%s is the same as itself', (device) => {
  const { cases } = planRun({ target: createSimulator(device), risk: 'none', book }, optionsFor(device, '1', []));
  const judged = cases.filter(({ skip }) => !skip).map(({ id }) => id);
  const step = Math.floor(judged.length / taken);

  test.each([1, 77, 4242])('with seed %i', (seed) => {
    const chosen = judged.filter((_id, i) => i % step === seed % step);
    const { groups, cases: compared } = doubles(device, String(seed), [], chosen);
    expect(groups.map(({ first }) => first)).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(taken);
  });
});

test('a planted fault is the only difference, told by few actions', () => {
  const { groups } = doubles('testcap', '1', ['property.error-writes-output'], ['core/connection']);
  expect(groups.length).toBeGreaterThan(0);
  expect(new Set(groups.map(({ first }) => first.part))).toEqual(new Set(['bytes']));
  for (const { story } of groups) expect(story.length).toBeLessThanOrEqual(4);
});

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

  test('have a JSON Schema for editors, which is the one of this version', () => {
    expect(readFileSync(ignoreSchemaFile, 'utf8')).toBe(ignoreSchemaText());
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
