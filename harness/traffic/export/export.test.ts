import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { GET, SET, ulongs } from '../../simulator/testing/client.ts';
import { buildTime, has } from '../../target/native/testing/build.ts';
import type { Arch } from '../../target/target.ts';
import type { Action } from '../actions.ts';
import type { Done } from '../answered.ts';
import type { ReplayFile } from '../file.ts';
import { storyOf } from '../story.ts';
import { event, record, stream } from '../testing/recordings.ts';
import { openFilter, property, PROPERTY, slot } from '../testing/testcap.ts';
import { cProgram } from './c.ts';
import { powershellScript } from './powershell.ts';
import { grammar } from './testing/grammar.ts';

vi.setConfig({ testTimeout: buildTime });
const folder = mkdtempSync(join(tmpdir(), 'kscts-export-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const fileOf = (story: readonly Done[], arch: Arch = 'x64', change: Partial<ReplayFile> = {}): ReplayFile => ({
  kscts: '0.0.0',
  target: 'simulator:testcap',
  arch,
  faults: [],
  found: { by: 'core/event:x@testcap', verdict: 'fail', message: 'status is A', expected: 'status B', action: story.length - 1 },
  story,
  ...change,
});

const { handle, code, input } = property(0, PROPERTY.SLOW, GET, 4);
/** Every kind of action. */
const all: Action[] = [
  openFilter(createSimulator('testcap'), 0),
  ...(['normal', 'read-only', 'no-access', 'freed', 'kernel'] as const).map((kind, i): Action => ({ do: 'allocate', length: 4, kind, misalign: 1, makes: slot(10 + i) })),
  { do: 'create-signal', kind: 'semaphore', limit: 3, makes: slot(3) },
  { do: 'create-signal', kind: 'manual-reset', limit: 3, makes: slot(5) },
  { do: 'submit', handle, code, input, output: { region: slot(10), offset: 0, length: 4 }, makes: slot(4) },
  { do: 'cancel', request: slot(4) },
  { do: 'wait', request: slot(4), limit: 5n },
  { do: 'ioctl', handle, code: 0x1234, input: { address: 0xffff_8000_0000_1000n, length: 24 }, output: null, limit: 100n },
  { do: 'ioctl', handle, code, input: { bytes: new Uint8Array(300).fill(0xcc), links: [{ at: 8, size: 8, to: slot(10), offset: 2 }] }, output: { bytes: new Uint8Array(0), links: [] } },
  { do: 'take-signals', signal: slot(3), limit: 0n },
  { do: 'sleep', duration: 10n },
  { do: 'power', state: 'D2' },
  { do: 'unplug' },
  { do: 'plug' },
  { do: 'together', lanes: [[property(0, PROPERTY.LEVEL, SET, ulongs(5))], [property(0, PROPERTY.LEVEL, GET, 4), { do: 'wait', request: slot(99), limit: 0n }]], switches: [1] },
  { do: 'release', region: slot(12) },
  { do: 'close', handle: slot(0) },
];
const everything = all.map((action): Done => ({ action, answered: { status: STATUS.STATUS_SUCCESS, information: 0 } }));
/** Texts that would end a comment, a string or a here-string if they could. */
const hostile = fileOf(
  [{ action: { do: 'open', path: '\\\\?\\a"*/\'\r\n\'@ %s ??/ $(calc) é', access: 0xc000_0000, makes: slot(0) }, answered: { died: '*/ " \n%n ??/' } }],
  'x64',
  { target: '*/ int x; #> \n', kscts: '"', found: { by: '\u0000*/', verdict: 'crash', message: '"); system("calc', expected: "'; calc; '\n'@", action: 0 } },
);
const files: [string, ReplayFile][] = [
  ['event', fileOf(storyOf(record(event)))],
  ['stream', fileOf(storyOf(record(stream)))],
  ['everything', fileOf(everything)],
  ['hostile', hostile],
  ['nothing', fileOf([], 'x64', { found: undefined })],
  ['caller-of-32-bits', fileOf(storyOf(record(stream, 'x86')), 'x86')],
];

describe('C', () => {
  const compilers = { x64: 'x86_64-w64-mingw32-gcc', x86: 'i686-w64-mingw32-gcc' } as const;

  test.each(files)('%s: compiles without warnings', (name, file) => {
    const compiler = compilers[file.arch];
    if (!has(compiler)) return expect.soft(cProgram(file)).toContain('int main');
    const source = join(folder, `${name}.c`);
    writeFileSync(source, cProgram(file));
    for (const level of ['-O0', '-O2']) {
      execFileSync(compiler, [level, '-Wall', '-Wextra', '-Werror', '-o', join(folder, `${name}.exe`), source, '-lntdll'], { stdio: ['ignore', 'inherit', 'inherit'] });
    }
    expect(readdirSync(folder)).toContain(`${name}.exe`);
  });

  test.skipIf(!has(compilers.x64))('a program about a caller of 64 bits is none of 32 bits', () => {
    const source = join(folder, 'wrong.c');
    writeFileSync(source, cProgram(fileOf([], 'x86', { found: undefined })));
    const { status, stderr } = spawnSync(compilers.x64, ['-c', '-o', join(folder, 'wrong.o'), source], { encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('caller_of_32_bits');
  });

  test('it says what was found, and what came back then', () => {
    const text = cProgram(files[0]![1]);
    expect(text).toContain(' * found     status is A\n * expected  status B\n * by        core/event:x@testcap\n');
    expect(text.slice(text.indexOf('int main'))).toMatchSnapshot();
  });
});

describe('PowerShell (none runs here: grammars parse its text)', async () => {
  const [powershell, cSharp] = await Promise.all([grammar('powershell'), grammar('c-sharp')]);
  const script = (file: ReplayFile): string[] => powershellScript(file).split('\r\n');
  /** The lines behind the class. */
  const body = (file: ReplayFile): string[] => {
    const lines = script(file);
    return lines.slice(lines.indexOf("'@") + 1);
  };
  const classOf = (text: string): string => text.slice(text.indexOf('using System;'), text.indexOf("\r\n'@"));
  const withoutStrings = (line: string): string => line.replace(/'(?:[^']|'')*'/g, "''");

  test.each(files)('%s: strings and brackets are closed, and every line is a call that the class has', (_, file) => {
    const lines = script(file);
    expect(lines.filter((line) => line.startsWith("'@"))).toEqual(["'@"]);
    expect(lines.filter((line) => line.startsWith('#>'))).toEqual(['#>']);
    const source = lines.slice(lines.findIndex((line) => line.startsWith('Add-Type')) + 1, lines.indexOf("'@")).join('\n');
    const methods = new Map([...source.matchAll(/public static (?:readonly )?\w+ (\w+)(?:\(([^)]*)\))?/g)].map(([, name = '', parameters]) => [name, parameters?.split(',') ?? []]));
    for (const line of body(file).map((text) => (text.startsWith('#') ? '' : text))) {
      const code = withoutStrings(line);
      expect(code.replace(/[^'"`$]/g, '').replaceAll("''", '').replace('$Path', '').replaceAll('$', '')).toBe('');
      expect([code.split('(').length, code.split('{').length]).toEqual([code.split(')').length, code.split('}').length]);
      for (const [, method = ''] of code.matchAll(/\[Replay\]::(\w+)/g)) expect([...methods.keys()]).toContain(method);
      const [, method = '', values = ''] = /^\[Replay\]::(\w+)\((.*)\)$/.exec(code) ?? [];
      // Commas between the values of the call itself.
      const flat = values.replace(/\([^()]*\)/g, '');
      if (method !== '') expect([method, flat.split(',').length]).toEqual([method, methods.get(method)?.length]);
    }
  });

  test('the calls of an event', () => {
    expect(body(files[0]![1]).join('\n')).toMatchSnapshot();
  });

  test('the class is C# 5: no interpolation, no expression bodies, no declarations in arguments', () => {
    const text = powershellScript(files[4]![1]);
    const source = classOf(text);
    expect(source).not.toMatch(/\$"|=>|out var|nameof|\?\./);
    expect(source.split('{').length).toBe(source.split('}').length);
  });

  test.each(files)('%s: the script is PowerShell, and its class is C#', (_, file) => {
    const text = powershellScript(file);
    expect([powershell(text), cSharp(classOf(text))]).toEqual([[], []]);
  });

  test('whatever texts a file has, and whichever of its actions are left', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\'"`$@#<>(){};%\r\n -]{0,24}$/));
    const paths = fc.tuple(texts, texts).map(([path, died]): Done => (
      { action: { do: 'open', path, access: 0xc000_0000, makes: slot(0) }, answered: { died } }));
    const replays = fc.record({ first: paths, rest: fc.shuffledSubarray(everything), target: texts, kscts: texts, by: texts, message: texts, expected: texts });
    fc.assert(
      fc.property(replays, ({ first, rest, target, kscts, by, message, expected }) => {
        const story = [first, ...rest];
        const found = { by, verdict: 'fail' as const, message, expected, action: story.length - 1 };
        expect(powershell(powershellScript(fileOf(story, 'x64', { target, kscts, found })))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['a brace', (text: string) => text.replace('{ exit 1 }', '{ exit 1'), 'powershell'],
    ['the end of the here-string', (text: string) => text.replace("\r\n'@", ''), 'powershell'],
    ['the end of a string', (text: string) => text.replace(/', 4\)$/m, ', 4)'), 'powershell'],
    ['the end of the comment', (text: string) => text.replace('#>', ''), 'powershell'],
    ['a comma', (text: string) => text.replace(/(OpenPath\(\d+),/, '$1'), 'powershell'],
    ['a parenthesis', (text: string) => text.replace('Marshal.Copy(', 'Marshal.Copy'), 'c-sharp'],
    ['a semicolon', (text: string) => text.replace('return mem;', 'return mem'), 'c-sharp'],
  ])('which the grammar would tell if %s were missing', (_, damage, language) => {
    const whole = powershellScript(files[2]![1]);
    const text = damage(whole);
    expect(text).not.toBe(whole);
    expect(language === 'c-sharp' ? cSharp(classOf(text)) : powershell(text)).not.toEqual([]);
  });
});
