import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../base/errors.ts';
import { readSanitizerReport, refuseWithoutRuntime, sanitizerEnvironment } from './sanitizer.ts';
import { cannotBuild } from './testing/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-sanitizer-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

/** A file that has what a library of that kind has in it. */
function library(name: string, ...words: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, words.join('\0'));
  return path;
}

test('a library without sanitizers needs nothing', () => {
  expect(sanitizerEnvironment(library('plain.so', '__cxa_finalize'), folder)).toBeNull();
  expect(sanitizerEnvironment(join(folder, 'absent.so'), folder)).toBeNull();
  refuseWithoutRuntime(library('plain.so', '__cxa_finalize'));
});

test.skipIf(cannotBuild)("AddressSanitizer's runtime is loaded first, and the user's own options win", () => {
  const base = { LD_PRELOAD: '/lib/own.so', ASAN_OPTIONS: 'detect_leaks=1' };
  const { env, reportPrefix } = sanitizerEnvironment(library('asan.so', '__asan_init', 'libasan.so.8'), folder, base) ?? { env: {} };
  expect(env).toMatchObject({
    LD_PRELOAD: expect.stringMatching(/^\/.*libasan\.so[.\d]*:\/lib\/own\.so$/),
    ASAN_OPTIONS: `log_path=${reportPrefix}:abort_on_error=1:detect_leaks=0:allocator_may_return_null=1:detect_leaks=1`,
  });
});

test('UndefinedBehaviorSanitizer needs no runtime, but a place for its report', () => {
  const { env } = sanitizerEnvironment(library('ubsan.so', '__ubsan_handle_add_overflow'), folder, {}) ?? { env: {} };
  expect(env).toMatchObject({ UBSAN_OPTIONS: expect.stringContaining('halt_on_error=1') });
  expect(env).not.toHaveProperty('LD_PRELOAD');
});

test('a runtime that no compiler has is the user\'s to install', () => {
  const path = library('clang.so', '__asan_init', 'libclang_rt.asan-nowhere.so');
  expect(() => sanitizerEnvironment(path, folder, {})).toThrow(UserError);
  expect(() => sanitizerEnvironment(path, folder, {})).toThrow(/KS404.*libclang_rt\.asan-nowhere\.so is not found/);
});

test('a report is known by the process that wrote it', () => {
  const prefix = join(folder, 'sanitizer');
  writeFileSync(`${prefix}.12`, '==12==ERROR: AddressSanitizer: SEGV on unknown address\n    #0 0x1 in f\nSUMMARY: AddressSanitizer: SEGV a.c:3 in f\n==12==ABORTING\n');
  writeFileSync(`${prefix}.13`, 'a.c:7:2: runtime error: signed integer overflow\n');
  expect(readSanitizerReport(prefix, 12)).toMatchObject({ summary: 'AddressSanitizer: SEGV a.c:3 in f', text: expect.stringContaining('#0 0x1 in f') });
  expect(readSanitizerReport(prefix, 13)?.summary).toBe('signed integer overflow');
  expect(readSanitizerReport(prefix, 14)).toBeNull();
  expect(readSanitizerReport(join(folder, 'nowhere', 'sanitizer'), 12)).toBeNull();
});
