/** Libraries that take their process down: each call here is made in a process that dies of it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeGuid } from '../../abi/guid.ts';
import { packageRoot } from '../../base/package-root.ts';
import { readSanitizerReport, sanitizerEnvironment } from './sanitizer.ts';
import { buildFolder, buildTime, cannotBuild, compile, makeExample } from './testing/build.ts';
import type { Call } from './testing/call.ts';
import { encode, guid, request } from './testing/client.ts';
import { transpile } from './testing/transpile.ts';

vi.setConfig({ testTimeout: buildTime });
const folder = buildFolder();
const scripts: string[] = [];
/** Compiles a script of testing/ for a process of its own. */
const prepare = (name: string) => {
  const script = transpile(relative(packageRoot, join(import.meta.dirname, 'testing', name)));
  scripts.push(script);
  return script;
};
let script = '';
beforeAll(() => { script = prepare('call.ts'); }, buildTime);
afterAll(() => {
  rmSync(folder, { recursive: true });
  for (const path of scripts) rmSync(path.slice(0, path.indexOf('/harness/target/')), { recursive: true });
});

/** Makes the calls in a new process. */
function callsIn(library: string, calls: readonly Call[], env: Readonly<Record<string, string>> = {}, timeout = 60_000) {
  const { pid, status, signal, stdout, stderr } = spawnSync(process.execPath, [script, library, JSON.stringify(calls)], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout,
  });
  const [ready, ...answers] = stdout.trim().split('\n');
  return { pid, status, signal, stderr, ready, answers: answers.map((line) => JSON.parse(line) as unknown) };
}

const code = (what: string, offset = 0) => ((offset << 16) | what.charCodeAt(0)) >>> 0;

describe.skipIf(cannotBuild)('a byte too far is a fault', () => {
  let library = '';
  beforeAll(() => { library = compile(folder, 'touch'); }, buildTime);
  const ok = { status: 0, information: 1 };

  test.for<[string, Call]>([
    ['behind an output buffer', { code: code('W', 64), output: 64 }],
    ['behind an input buffer', { code: code('R', 32), input: '00'.repeat(32) }],
    ['behind a region', { code: code('W', 4096), output: { kind: 'normal', length: 4096 } }],
    ['before a region of a page', { code: code('W', -1), output: { kind: 'normal', length: 4096 } }],
    ['in read-only memory', { code: code('W', 0), output: { kind: 'read-only', length: 64 } }],
    ['in no-access memory', { code: code('R', 0), input: { kind: 'no-access', length: 64 } }],
    ['in freed memory', { code: code('R', 0), input: { kind: 'freed', length: 64 } }],
    ['in the kernel half', { code: code('R', 0), input: { kind: 'kernel', length: 64 } }],
    ['at NULL', { code: code('W', 0) }],
  ])('%s', ([, call]) => {
    const inside: Call = { code: code('W', 63), output: 64 };
    expect(callsIn(library, [inside, call, inside])).toMatchObject({ ready: 'ready', answers: [ok], signal: 'SIGSEGV' });
  });

  test('and nothing else is', () => {
    const calls: Call[] = [
      { code: code('W', 63), output: { kind: 'normal', length: 64 } },
      { code: code('R', 63), input: { kind: 'read-only', length: 64 } },
    ];
    expect(callsIn(library, calls)).toMatchObject({ answers: [ok, { status: 0, information: 0 }], status: 0 });
  });
});

/** A VideoProcAmp structure in hex, as request and as value. */
const brightness = (verb: number, value = 0) => {
  const Property = { Set: guid('PROPSETID_VIDCAP_VIDEOPROCAMP'), Id: 0, Flags: verb };
  return Buffer.from(encode('KSPROPERTY_VIDEOPROCAMP_S', { Property, Value: value, Flags: 2 })).toString('hex');
};

test.skipIf(cannotBuild)('a handler that hangs holds its process until it is ended', () => {
  const [library = ''] = makeExample(folder, 'camera-fault4.so');
  const set = (value: number): Call => ({ code: 0x2f0003, input: brightness(2), output: brightness(2, value) });
  const run = callsIn(library, [set(60), set(62)], {}, 10_000);
  expect(run).toMatchObject({ signal: 'SIGTERM', answers: [{ status: 0, information: 0 }] });
});

describe.skipIf(cannotBuild)('a library built with AddressSanitizer', () => {
  /** A get of VideoProcAmp's brightness into `length` bytes. */
  const getBrightness = (length: number): Call => ({ code: 0x2f0003, input: brightness(1), output: length });

  test('works as ever in a process that was started for it', () => {
    const [library = ''] = makeExample(folder, 'camera-asan.so');
    const sanitizer = sanitizerEnvironment(library, mkdtempSync(join(folder, 'reports-')));
    const run = callsIn(library, [getBrightness(40), getBrightness(39)], sanitizer?.env);
    expect(run).toMatchObject({ status: 0, answers: [{ status: 0, information: 40 }, { status: 0xc000_0023, information: 0 }] });
    expect(readSanitizerReport(sanitizer?.reportPrefix ?? '', run.pid)).toBeNull();
  });

  test('leaves a report when it overflows the heap', () => {
    const [library = ''] = makeExample(folder, 'camera-asan-fault1.so');
    const sanitizer = sanitizerEnvironment(library, mkdtempSync(join(folder, 'reports-')));
    const run = callsIn(library, [getBrightness(40), getBrightness(30), getBrightness(40)], sanitizer?.env);
    expect(run).toMatchObject({ signal: 'SIGABRT', answers: [{ status: 0, information: 40 }] });
    const report = readSanitizerReport(sanitizer?.reportPrefix ?? '', run.pid);
    expect(report?.summary).toMatch(/^AddressSanitizer: heap-buffer-overflow .*camera\.c:\d+ in get_brightness$/);
    expect(report?.text).toContain('in ks_property_request');
  });

  test('leaves a report when it reads behind a short range', () => {
    const [library = ''] = makeExample(folder, 'camera-asan-fault3.so');
    const sanitizer = sanitizerEnvironment(library, mkdtempSync(join(folder, 'reports-')));
    const range = new Uint8Array(64);
    range[0] = range.length;
    writeGuid(range, 16, guid('KSDATAFORMAT_TYPE_VIDEO'));
    writeGuid(range, 48, guid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'));
    const intersection = [...request('KSPROPSETID_Pin', 4, 1, 0, 0), ...encode('KSMULTIPLE_ITEM', { Size: 72, Count: 1 }), ...range];
    const run = callsIn(library, [{ code: 0x2f0003, input: Buffer.from(intersection).toString('hex'), output: 152 }], sanitizer?.env);
    expect(run).toMatchObject({ ready: 'ready', signal: 'SIGABRT', answers: [] });
    const report = readSanitizerReport(sanitizer?.reportPrefix ?? '', run.pid);
    expect(report?.summary).toMatch(/^AddressSanitizer: heap-buffer-overflow .*camera\.c:\d+ in allows_picture$/);
  });

  test('answers anything, and holds nothing after it', () => {
    const [library = ''] = makeExample(folder, 'camera-asan.so');
    const sanitizer = sanitizerEnvironment(library, mkdtempSync(join(folder, 'reports-')));
    const run = spawnSync(process.execPath, [prepare('random.ts'), library, '20261124', '20000'], {
      encoding: 'utf8',
      env: { ...process.env, ...sanitizer?.env },
    });
    expect([run.stderr, readSanitizerReport(sanitizer?.reportPrefix ?? '', run.pid)?.text]).toEqual(['', undefined]);
    expect(JSON.parse(run.stdout)).toEqual({
      impossible: 0,
      census: { handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 },
    });
  });
});
