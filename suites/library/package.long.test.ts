/** The package as users get it: packed, installed into an empty folder, and used there. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../harness/base/package-root.ts';
import { cleanEnvironment } from '../../harness/cli/testing/cli.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const run = promisify(execFile);
const env = cleanEnvironment();
const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kscts-package-'));
  // What is packed is what is built; the scripts of a checkout have no place here.
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: packageRoot, env, maxBuffer: 64 << 20 });
  tarball = join(folder, (JSON.parse(stdout) as [{ filename: string }])[0].filename);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

describe('the tarball', () => {
  test('publint has nothing to say', async () => {
    const buffer = readFileSync(tarball);
    const { messages, pkg } = await publint({ pack: { tarball: buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length) } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test('the types are right for everyone who imports ES modules', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    if (!analysis.types) throw new Error('the package has no types');
    // require() of an ES module needs Node.js 20.19 and works there; its types are those of the module.
    const problems = analysis.problems.filter(({ kind }) => kind !== 'CJSResolvesToESM');
    // Resolution of old, which knows no exports: nobody who can run the package uses it for a subpath.
    expect(problems.filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))).toEqual([]);
  });

  test('nothing runs when it is installed', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });
});

describe('installed into an empty folder', () => {
  const at = (...parts: string[]) => join(folder, 'user', ...parts);
  let missing: string | undefined;
  beforeAll(() => {
    spawnSync('mkdir', ['-p', at()]);
    writeFileSync(at('package.json'), '{ "private": true, "type": "module" }\n');
    const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: at(), env, encoding: 'utf8' });
    if (status === 0) return;
    // Without a network its dependencies cannot be had; everything else is a fault of the package.
    if (!/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr)) throw new Error(stderr);
    missing = 'no registry can be reached';
  });

  const user = (words: readonly string[]) =>
    spawnSync(process.execPath, words, { cwd: at(), env, encoding: 'utf8' });

  test('the command runs the suite', (context) => {
    if (missing !== undefined) return context.skip(missing);
    const { status, stdout, stderr } = user([at('node_modules/kscts/dist/harness/cli/main.js'), 'run', 'core/clock', '--target', 'simulator:testcap', '--no-progress']);
    expect([status, stdout], stderr).toEqual([0, expect.stringContaining('PASSED')]);
  });

  test('a Vitest project holds cases, an oracle and a report of its own', (context) => {
    if (missing !== undefined) return context.skip(missing);
    writeFileSync(at('driver.test.ts'), [
      "import { defineConformance } from 'kscts/vitest';",
      "import type { OwnOracle, ReportFormat } from 'kscts/vitest';",
      'let seen = 0;',
      "const oracle: OwnOracle = ({ status }) => (++seen, status === 0xdead ? { message: 'dead', expected: 'alive' } : undefined);",
      "const count: ReportFormat = { fileName: 'count.txt', render: ({ results }) => `${results.length} cases, ${seen > 0 ? 'seen' : 'unseen'}\\n` };",
      "await defineConformance({ target: 'simulator:testcap', query: 'core/clock', seed: 5, oracles: [oracle], reporters: ['junit', count] });",
      '',
    ].join('\n'));
    const { status, stdout, stderr } = user([at('node_modules/vitest/vitest.mjs'), 'run']);
    expect(status, stdout + stderr).toBe(0);
    expect(readFileSync(at('kscts-results/count.txt'), 'utf8')).toMatch(/^[1-9]\d* cases, seen\n$/);
    expect(readFileSync(at('kscts-results/junit.xml'), 'utf8')).toContain('<testsuites');
  });

  test('a finding, also one of an oracle of one\'s own, fails the test of its case', (context) => {
    if (missing !== undefined) return context.skip(missing);
    writeFileSync(at('driver.test.ts'), [
      "import { defineConformance } from 'kscts/vitest';",
      "const oracle = () => ({ message: 'nothing is good enough', expected: 'better' });",
      "await defineConformance({ target: 'simulator:testcap', query: 'core/clock/KSPROPERTY_CLOCK_TIME:property.get.*', oracles: [oracle] });",
      '',
    ].join('\n'));
    const { status, stdout, stderr } = user([at('node_modules/vitest/vitest.mjs'), 'run']);
    expect([status, stdout + stderr]).toEqual([1, expect.stringContaining('nothing is good enough')]);
  });

  test('its types hold in a strict project', (context) => {
    if (missing !== undefined) return context.skip(missing);
    writeFileSync(at('user.ts'), [
      "import { openTarget, readRecord, reportFormats, type ReportFormat, type ReporterModule, type Target, type TargetModule } from 'kscts';",
      "import { defineConformance, type ConformanceOptions, type OwnOracle } from 'kscts/vitest';",
      "const { target } = await openTarget('simulator:testcap', { arch: 'x64', fault: [] });",
      "const own: Target = target;",
      "export const createTarget: TargetModule['createTarget'] = () => own;",
      "export const reporter: ReportFormat = { fileName: 'count.txt', render: ({ results }) => String(results.filter(({ verdict }) => verdict === 'fail').length) };",
      "export const module: ReporterModule = { reporter };",
      "const oracle: OwnOracle = ({ status, output }) => (status === 0 && output.length > 9 ? { message: 'long', expected: 'short' } : undefined);",
      "const options: ConformanceOptions = { target: own, query: ['core'], seed: 1, oracles: [oracle], reporters: ['html', reporter] };",
      'await defineConformance(options);',
      "export const html: string = reportFormats.html.render(readRecord('kscts-results'));",
      '// @ts-expect-error a seed is a number',
      "export const wrong: ConformanceOptions = { target: own, seed: 'one' };",
      '// @ts-expect-error a report is text',
      "export const binary: ReportFormat = { fileName: 'a.bin', render: () => new Uint8Array(1) };",
      '// @ts-expect-error no such report',
      "export const unknown: ConformanceOptions = { target: own, reporters: ['junti'] };",
      '// @ts-expect-error an oracle says what was expected',
      "export const silent: OwnOracle = () => ({ message: 'bad' });",
      '// @ts-expect-error a target has an ioctl',
      "export const mute: Target = { ...own, ioctl: undefined };",
      '',
    ].join('\n'));
    writeFileSync(at('tsconfig.json'), JSON.stringify({
      compilerOptions: { module: 'nodenext', target: 'es2023', lib: ['es2023'], strict: true, noEmit: true, exactOptionalPropertyTypes: true, types: ['node'] },
      files: ['user.ts'],
    }));
    symlinkSync(join(packageRoot, 'node_modules/@types/node'), at('node_modules/@types/node'));
    const { status, stdout } = user([join(packageRoot, 'node_modules/typescript-7/bin/tsc'), '-p', at()]);
    expect([status, stdout]).toEqual([0, '']);
  });
});
