import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openTarget, sharesDevice, targetNames, type TargetOptions } from './targets.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-targets-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const options: TargetOptions = { arch: 'x64', fault: [] };
const modules = new Map<string, string>();
/** A module with that text. */
const module = (text: string): string => {
  const path = modules.get(text) ?? join(folder, `m${modules.size}.mjs`);
  modules.set(text, path);
  writeFileSync(path, text);
  return `module:${path}`;
};

describe('the name of a target', () => {
  test.each([
    ['testcap', 'KS201', 'unknown target "testcap"', 'did you mean "simulator:testcap"?'],
    ['simulator:testcab', 'KS201', 'unknown target "simulator:testcab"', 'did you mean "simulator:testcap"?'],
    ['simulater:testcap', 'KS201', 'unknown target "simulater:testcap"', 'did you mean "simulator:testcap"?'],
    ['remote:host:4100', 'KS201', 'unknown target "remote:host:4100"', undefined],
    ['something else', 'KS201', 'unknown target "something else"', 'known targets: simulator:testcap, '],
    [`module:${join(folder, 'none.mjs')}`, 'KS202', 'there is no file ', undefined],
  ])('%s is none', async (name, code, message, hint) => {
    const problem = { code, message: expect.stringContaining(message) as string, ...(hint !== undefined && { hint: expect.stringContaining(hint) as string }) };
    await expect(openTarget(name, options)).rejects.toMatchObject({ problems: [problem] });
  });

  test.each([
    ['export const createTarget = 7;', 'it does not export a function createTarget'],
    ['export const makeTarget = () => ({});', 'it does not export a function createTarget'],
  ])('of a module that says %s', async (text, message) => {
    await expect(openTarget(module(text), options)).rejects.toThrow(`error[KS202]: ${module(text)}: ${message}`);
  });

  test('of a module tells what a death takes along; a process unless told', async () => {
    const made = 'export const createTarget = ({ arch }) => ({ name: `mine for ${arch}` });';
    expect(await openTarget(module(made), options)).toMatchObject({ target: { name: 'mine for x64' }, risk: 'process' });
    expect(await openTarget(module(`${made} export const risk = 'machine';`), options)).toMatchObject({ risk: 'machine' });
  });

  test('of a simulated device may come with a fault', async () => {
    const { target, risk } = await openTarget('simulator:testcap', { ...options, fault: ['property.get-hangs'] });
    expect([target.arch, risk]).toEqual(['x64', 'none']);
    await expect(openTarget('simulator:testcap', { ...options, fault: ['property.get-hang'] })).rejects.toThrow('did you mean "property.get-hangs"?');
    await expect(openTarget('simulator:testcab', { ...options, fault: ['property.get-hangs'] })).rejects.toThrow('did you mean "simulator:testcap"?');
  });

  test.skipIf(process.platform === 'win32')('of all filters of Windows needs Windows', async () => {
    await expect(openTarget('windows', options)).rejects.toThrow('error[KS4');
    await expect(openTarget('windows:camera', options)).rejects.toThrow('error[KS4');
  });

  test('of a device at the other end needs somebody who listens there, and files that can be read', async () => {
    await expect(openTarget('remote://127.0.0.1:1', { ...options, tlsCa: join(folder, 'none.pem') })).rejects.toThrow('--tls-ca');
    await expect(openTarget('remote://127.0.0.1:1', { ...options, tokenFile: join(folder, 'none.txt') })).rejects.toThrow('--token-file');
  });
});

test('processes share what is not made for each of them', async () => {
  expect(['windows', 'windows:camera', 'remote://host:1', 'simulator:testcap', 'native:a.so', 'other'].map(sharesDevice)).toEqual([true, true, true, false, false, false]);
  expect(await targetNames()).toEqual(expect.arrayContaining(['simulator:testcap', 'native:LIBRARY', 'module:FILE', 'windows:SELECTOR', 'remote://HOST:PORT']));
});
