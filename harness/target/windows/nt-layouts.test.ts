/** The structures, numbers and functions against the headers and libraries of mingw-w64, and the double's own against them. */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildFolder, has } from '../native/testing/build.ts';
import { HKEY_LOCAL_MACHINE, nt, ntLayouts, propertyKeys } from './nt-layouts.ts';
import type { LibraryName } from './nt-system.ts';
import { ntFunctions } from './nt-system.ts';
import { windowsFolder } from './testing/double.ts';

const folder = buildFolder();
afterAll(() => { rmSync(folder, { recursive: true }); });

const compilers = { x64: 'x86_64-w64-mingw32-gcc', x86: 'i686-w64-mingw32-gcc' } as const;
const headers = ['#include <windows.h>', '#include <winternl.h>', '#include <cfgmgr32.h>', '#include <initguid.h>', '#include <devpkey.h>'];
/** Which numbers the headers for user mode lack. */
const onlyInKernelHeaders = new Set(['STATUS_NAME_TOO_LONG']);

function assertLayouts(arch: 'x64' | 'x86'): string[] {
  return Object.entries(ntLayouts[arch]).flatMap(([name, { size, ...members }]) => [
    `_Static_assert(sizeof(${name}) == ${size}, "size of ${name}");`,
    ...Object.entries(members).map(
      ([member, offset]) => `_Static_assert(offsetof(${name}, ${member}) == ${offset}, "${name}.${member}");`,
    ),
  ]);
}

/** @throws Error with what the compiler said */
function compile(compiler: string, lines: readonly string[], ...flags: string[]): void {
  const source = join(folder, `${compiler}.c`);
  writeFileSync(source, ['#include <stddef.h>', ...lines, ''].join('\n'));
  execFileSync(compiler, ['-std=c11', '-Wall', '-Werror', ...flags, source], { stdio: 'pipe' });
}

describe.for(['x64', 'x86'] as const)('%s', (arch) => {
  const compiler = compilers[arch];

  test.skipIf(!has(compiler))('layouts and numbers are those of the headers (needs mingw-w64)', () => {
    const numbers = Object.entries(nt)
      .filter(([name]) => !onlyInKernelHeaders.has(name))
      .map(([name, value]) => `_Static_assert((unsigned)(${name}) == ${value}u, "${name}");`);
    const root = `_Static_assert((ULONG_PTR)HKEY_LOCAL_MACHINE == ${HKEY_LOCAL_MACHINE[arch]}u, "HKEY_LOCAL_MACHINE");`;
    compile(compiler, [...headers, ...assertLayouts(arch), ...numbers, root], '-fsyntax-only');
  });

  test.skipIf(!has(compiler))('a layout that is off by one is noticed (needs mingw-w64)', () => {
    const wrong = assertLayouts(arch).map((line) => line.replace(/== (\d+), "UNICODE_STRING.Buffer/, (_, n: string) => `== ${Number(n) + 1}, "`));
    expect(() => { compile(compiler, [...headers, ...wrong], '-fsyntax-only', '-w', '-fmax-errors=1'); }).toThrow(
      /static assertion failed/,
    );
  });
});

/** The import libraries of 32-bit Windows name the bytes of arguments after an `@`. */
test.skipIf(!has(compilers.x86))('every function takes as many bytes as its import library says (needs mingw-w64)', () => {
  const decorated = Object.entries(ntFunctions).map(([name, [, ...parameters]]) => `_${name}@${parameters.length * 4}`);
  const lines = decorated.map((symbol, i) => `extern char f${i} __asm__("${symbol}");`);
  const uses = decorated.map((_, i) => `&f${i},`);
  const libraries = [...new Set(Object.values(ntFunctions).map(([library]) => library satisfies LibraryName))].map((name) => `-l${name}`);
  const source = join(folder, 'functions.c');
  writeFileSync(source, [...lines, 'const void *all[] = {', ...uses, '};', 'int main(void) { return all[0] == 0; }', ''].join('\n'));
  execFileSync(compilers.x86, ['-o', join(folder, 'functions.exe'), source, ...libraries], { stdio: ['ignore', 'inherit', 'inherit'] });
});

test.skipIf(!has(compilers.x64))('property keys are those of devpkey.h (needs mingw-w64)', () => {
  const expected = Object.entries(propertyKeys).map(([name, [guid, id]]) => {
    const hex = guid.replace(/[{}-]/g, '');
    const tail = hex.slice(16).match(/../g)!.map((byte) => `0x${byte}`).join(',');
    const same = `0x${hex.slice(0, 8)},0x${hex.slice(8, 12)},0x${hex.slice(12, 16)},${tail},${id}`;
    return [name, same.toLowerCase()] as const;
  });
  const source = join(folder, 'keys.c');
  writeFileSync(source, '#include <windows.h>\n#include <initguid.h>\n#include <devpkey.h>\n');
  const text = execFileSync(compilers.x64, ['-E', '-P', source], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const keys = new Map([...text.matchAll(/(\bDEVPKEY_\w+)[^;=]* = ([^;]*);/g)].map(([, name, values]) => [name, values!]));
  const numbers = (values: string) => values.replace(/[{} ]/g, '').split(',').map(Number);
  for (const [name, values] of expected) expect(numbers(keys.get(name) ?? ''), name).toEqual(numbers(values));
});

test.skipIf(!has('gcc') || process.arch !== 'x64')('the double has the layouts of 64-bit Windows (needs gcc)', () => {
  compile('gcc', ['#include "nt_types.h"', ...assertLayouts('x64')], '-fsyntax-only', `-I${join(windowsFolder, 'double')}`);
});
