import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findConfig, readConfig } from './config.ts';
import { optionsFromEnvironment, resolveOptions } from './options.ts';
import type { WrittenOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-options-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const cwd = '/home/user';
const flag = (text: string, source = '--x') => ({ texts: [text], source, base: cwd });
const resolved = (...sources: WrittenOptions[]) => resolveOptions(sources, [], cwd);

describe('resolving', () => {
  test('without anything written, the defaults', () => {
    expect(resolved({ today: flag('2027-03-31') })).toEqual({
      query: [],
      profile: [],
      restarts: 10,
      target: 'simulator:usbvideo',
      arch: 'x64',
      descriptors: undefined,
      realTime: false,
      fault: [],
      specs: [],
      seed: 1,
      runs: undefined,
      destructive: false,
      grep: undefined,
      shard: undefined,
      lastFailed: false,
      baseline: undefined,
      waivers: [],
      today: '2027-03-31',
      traffic: false,
      strict: false,
      bail: 0,
      caseLimit: 60,
      jobs: 1,
      reconnect: 300,
      reporter: [],
      tokenFile: undefined,
      tlsCa: undefined,
      output: '/home/user/kscts-results',
    });
  });
  test('the stronger source wins', () => {
    expect(resolved({ seed: flag('7') }, { seed: flag('8'), bail: flag('1') })).toMatchObject({ seed: 7, bail: 1 });
  });
  test('a random seed is a number that can be given again', () => {
    const { seed } = resolved({ seed: flag('random') });
    expect(resolved({ seed: flag(String(seed)) }).seed).toBe(seed);
  });
  test('reports are named with or without a file, which is absolute', () => {
    const reporter = { texts: ['junit', 'json=-', 'html=out/a.html', 'module:own.mjs=a.txt'], source: '--reporter', base: cwd };
    const { source } = reporter;
    expect(resolved({ reporter }).reporter).toEqual([
      { name: 'junit', source },
      { name: 'json', source, file: '-' },
      { name: 'html', source, file: '/home/user/out/a.html' },
      { name: 'module:/home/user/own.mjs', source, file: '/home/user/a.txt' },
    ]);
  });
  test('today is the present day', () => {
    expect(resolved().today).toBe(resolved({ today: flag('today') }).today);
    expect(Math.abs(Date.parse(resolved().today) - Date.now())).toBeLessThan(2 * 86_400_000);
  });
  test.each([
    [{ today: flag('2027-02-29', '--today') }, '--today: "2027-02-29" is no day'],
    [{ seed: flag('12x', '--seed') }, '--seed: "12x" is not a whole number from 0 to 2147483647'],
    [{ shard: flag('3/2', '--shard') }, '--shard: "3/2" is no part of a whole'],
    [{ shard: flag('0/2', '--shard') }, '--shard: "0/2" is no part of a whole'],
    [{ runs: flag('-1', '--runs') }, '--runs: "-1" is not a whole number'],
    [{ reporter: flag('junit=', '--reporter') }, '--reporter: "junit=" is neither NAME nor NAME=FILE'],
    [{ arch: flag('x68', 'KSCTS_ARCH') }, 'KSCTS_ARCH: "x68" is none of x64, x86'],
    [{ destructive: flag('maybe', 'KSCTS_DESTRUCTIVE') }, 'KSCTS_DESTRUCTIVE: "maybe" is none of true, false'],
  ])('a value that does not fit is refused by its source: %j', (written, message) => {
    expect(() => resolved(written)).toThrow(message);
  });
});

test('the environment names every option', () => {
  const env = { KSCTS_SEED: '9', KSCTS_CASE_LIMIT: '5', KSCTS_FAULT: 'x,y', KSCTS_SPECS: 'a:b', KSCTS_DESTRUCTIVE: '1', KSCTS_GREP: '' };
  const options = resolved(optionsFromEnvironment(env, '/etc'));
  expect(options).toMatchObject({ seed: 9, caseLimit: 5, fault: ['x', 'y'], specs: ['/etc/a', '/etc/b'], destructive: true, grep: undefined });
});

describe('configuration file', () => {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  test('is found upward', () => {
    const deep = join(folder, 'found', 'a', 'b');
    mkdirSync(deep, { recursive: true });
    const path = write('found/kscts.config.yaml', 'seed: 1');
    expect(findConfig(deep)).toBe(path);
  });
  test('sets options; its paths start at its folder', async () => {
    const path = write('kscts.config.yaml', '# ours\nseed: 5\nspecs: [specs, more]\noutput: out\ndestructive: true\n');
    const options = resolved(await readConfig(path));
    expect(options).toMatchObject({
      seed: 5,
      specs: [join(folder, 'specs'), join(folder, 'more')],
      output: join(folder, 'out'),
      destructive: true,
    });
  });
  test('may be JSON, or empty', async () => {
    expect(resolved(await readConfig(write('kscts.config.json', '{"bail": 3}'))).bail).toBe(3);
    expect(await readConfig(write('empty.yaml', ''))).toEqual({});
  });
  test.each([
    ['sead: 5\n', ':1:1: error[KS222]: unknown option "sead"'],
    ['sead: 5\n', 'did you mean "seed"?'],
    ['seed: 5\nruns: {a: 1}\n', ':2:1: error[KS222]: "runs" takes a value'],
    ['nothing_like_it: 5\n', 'known: '],
    ['[seed]: 5\n', ':1:1: error[KS222]: unknown option ""'],
    ['seed:\n', '"null" is not a whole number'],
    ['- seed\n', 'error[KS221]: a configuration file is a mapping'],
    ['seed: "5\n', 'error[KS220]'],
  ])('%j is refused', async (text, message) => {
    await expect(readConfig(write('bad.yaml', text)).then(resolved)).rejects.toThrow(message);
  });
});
