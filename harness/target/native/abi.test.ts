import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TypeObject } from 'koffi';
import { afterAll, describe, expect, test } from 'vitest';
import { layoutOf } from '../../abi/layout.ts';
import { layouts, optionalFunctions, readText, requiredFunctions, structures } from './abi.ts';
import type { StructureName } from './abi.ts';
import { loadKoffi } from './load-koffi.ts';
import { buildFolder, cannotBuild, compile, has, nativeFolder } from './testing/build.ts';

const header = readFileSync(join(nativeFolder, 'include', 'kscts.h'), 'utf8');

describe('the structures of kscts.h', () => {
  const folder = buildFolder();
  afterAll(() => { rmSync(folder, { recursive: true }); });

  test.skipIf(cannotBuild)(`are laid out as the compiler does${cannotBuild ? `: ${cannotBuild}` : ''}`, () => {
    const said = new Map(
      execFileSync(compile(folder, 'layouts', 'program'), { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' ') as [string, string]),
    );
    const ours = Object.entries(layouts).flatMap(([name, { size, offsets }]) => [
      [name, size] as const,
      ...Object.entries<number>(offsets).map(([member, offset]) => [`${name}.${member}`, offset] as const),
    ]);
    for (const [name, value] of ours) expect(`${name} ${said.get(name)}`).toBe(`${name} ${value}`);

    // What else was printed are the structures of KS: they must be what the facts say.
    const theirs = [...said].filter(([name]) => !name.startsWith('kscts_'));
    expect(theirs.length).toBeGreaterThan(90);
    for (const [name, value] of theirs) {
      const [type = '', member] = name.split('.');
      const layout = layoutOf('x64', type);
      const offset = layout?.fields.find((field) => field.name === member)?.offset;
      const fact = member === undefined ? layout?.size : member === '*' ? layout?.align : offset;
      expect(`${name} ${value}`).toBe(`${name} ${fact}`);
    }
  });

  test('are laid out as koffi does', () => {
    const koffi = loadKoffi();
    const types = { u8: 'uint8_t', u16: 'uint16_t', u32: 'uint32_t', u64: 'uint64_t' } as const;
    const made = new Map<string, TypeObject>();
    for (const [name, members] of Object.entries(structures)) {
      const fields = Object.entries(members).map(([member, type]) => {
        if (typeof type === 'string') return [member, types[type as keyof typeof types]];
        if ('text' in type) return [member, koffi.array('char', type.text)];
        return [member, koffi.array(made.get(type.array) ?? types[type.array as 'u8'], type.length)];
      });
      const struct = koffi.struct(Object.fromEntries(fields));
      made.set(name, struct);
      const { size, offsets } = layouts[name as StructureName];
      expect(koffi.sizeof(struct), name).toBe(size);
      for (const [member, offset] of Object.entries(offsets)) expect(koffi.offsetof(struct, member), `${name}.${member}`).toBe(offset);
    }
  });
});

test('the header and the target know the same functions, with as many parameters', () => {
  const declared = new Map(
    [...header.matchAll(/KSCTS_EXPORT \w+ \*?(kscts_\w+)\(([^)]*)\)/g)].map(([, name = '', parameters = '']) => [
      name,
      parameters.trim() === 'void' ? 0 : parameters.split(',').length,
    ]),
  );
  const known = { ...requiredFunctions, ...Object.assign({}, ...Object.values(optionalFunctions)) } as Record<string, readonly string[]>;
  expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(Object.entries(known).map(([name, types]) => [name, types.length - 1])));
});

test('the header is C99 without extensions', { skip: cannotBuild !== false }, () => {
  const include = join(nativeFolder, 'include', 'kscts.h');
  execFileSync('cc', ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-x', 'c', include]);
  if (has('c++')) execFileSync('c++', ['-std=c++11', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-fsyntax-only', '-x', 'c++', include]);
});

test('text ends at its NUL, or at the end of its array', () => {
  const bytes = new TextEncoder().encode('ab\0cdé');
  expect(readText(bytes, 0, 4)).toBe('ab');
  expect(readText(bytes, 3, 4)).toBe('cdé');
});
