/** Certifies a simulated device, and checks what was signed. */
import { createPrivateKey, sign } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { certifyBundle } from '../certify/bundle.ts';
import { digestsOf } from '../certify/files.ts';
import { reportFormats, reportNames } from '../../reports/formats.ts';
import { newPlace } from './testing/cli.ts';
import type { Ended, Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

let place: Place;
let certified: Ended;
const device = {
  format: 'kscts-device/1',
  identity: { driver: 'demo.sys', version: '1.0.4', hardwareId: 'ROOT\\DEMO' },
  filters: [{ name: 'effects', friendlyName: 'Demo effects', categories: ['KSCATEGORY_AUDIO'], pins: [] }],
};
const certify = (...more: string[]) => place.kscts(['certify', '--target', 'simulator:device.json', '--key', 'own.key', '--no-progress', ...more]);
const verify = (...more: string[]) => place.kscts(['verify', 'bundle', '--key', 'own.pub', ...more]);

beforeAll(async () => {
  place = newPlace();
  writeFileSync(place.path('device.json'), JSON.stringify(device));
  expect((await place.kscts(['keygen', 'own'])).code).toBe(0);
  certified = await certify('--seeds', '1,7', '-o', 'made');
});
afterAll(() => { place.remove(); });
beforeEach(() => {
  rmSync(place.path('bundle'), { recursive: true, force: true });
  cpSync(place.path('made'), place.path('bundle'), { recursive: true });
});

/** Changes a file of the bundle and signs the whole again, with the right key. */
function forge(path: string, change: (text: string) => string, more: (manifest: Record<string, unknown>) => object = () => ({})): void {
  const text = readFileSync(place.path('bundle', path), 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(place.path('bundle', path), change(text));
  const manifest = JSON.parse(readFileSync(place.path('bundle/manifest.json'), 'utf8')) as Record<string, unknown>;
  const signed = Buffer.from(JSON.stringify({ ...manifest, ...more(manifest), files: digestsOf(place.path('bundle')) }));
  writeFileSync(place.path('bundle/manifest.json'), signed);
  writeFileSync(place.path('bundle/manifest.sig'), sign(null, signed, createPrivateKey(readFileSync(place.path('own.key')))));
}

describe('kscts certify and kscts verify', () => {
  test('give a certificate that is valid; 0', async () => {
    expect(certified).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^CERTIFIED made\n[^]*\nruns {6}2 seeds: 1, 7\n/) });
    expect(await verify()).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^VALID {5}bundle\n[^]*\ndriver {4}demo.sys 1.0.4, ROOT\\DEMO, simulated kernel\n/) });
    expect(await verify('-q')).toMatchObject({ code: 0, stdout: 'VALID     bundle\n' });
  });

  test.skipIf(spawnSync('openssl', ['version']).status !== 0)('that OpenSSL takes, too', () => {
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', 'own.pub', '-rawin', '-in', 'made/manifest.json', '-sigfile', 'made/manifest.sig'];
    expect(execFileSync('openssl', args, { cwd: place.cwd }).toString()).toContain('Signature Verified Successfully');
  });

  test('what was changed is named; 6', async () => {
    const journal = place.path('bundle/runs/seed-7/journal.jsonl');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('"pass"', '"fail"'));
    expect(await verify()).toMatchObject({ code: 6, stdout: '', stderr: 'error[KS392]: runs/seed-7/journal.jsonl was changed: its SHA-256 is not the one that was signed\n' });
  });

  test('with the key of somebody else; 6', async () => {
    await place.kscts(['keygen', 'other']);
    const { code, stderr } = await place.kscts(['verify', 'bundle', '--key', 'other.pub']);
    expect([code, stderr]).toEqual([6, expect.stringContaining('error[KS391]: manifest.json: it was signed with another key, or changed')]);
  });

  test('a report that was changed before it was signed; 7', async () => {
    forge('runs/seed-1/summary.md', (text) => `${text}All is well.\n`);
    expect(await verify()).toMatchObject({ code: 7, stderr: 'error[KS394]: runs/seed-1/summary.md is not the report of the record beside it\n' });
  });

  test('a folder that is no certificate, and a key that is none', async () => {
    expect(await place.kscts(['verify', 'specs', '--key', 'own.pub'])).toMatchObject({ code: 6, stderr: 'error[KS390]: specs is no certificate: there is no manifest.json\n' });
    expect(await place.kscts(['verify', 'bundle', '--key', 'own.key'])).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS382]: own.key is a private key') });
  });
});

describe('kscts verify judges the traffic again, and finds', () => {
  const text = (path: string) => readFileSync(place.path('bundle', path), 'utf8');
  /** Makes a certificate of what is in the bundle, as if it were all in order. */
  const sealed = async () => {
    for (const name of reportNames) rmSync(place.path('bundle/runs/seed-1', reportFormats[name].fileName));
    const reports = reportNames.flatMap((name) => [`--${name}`, `bundle/runs/seed-1/${reportFormats[name].fileName}`]);
    await place.kscts(['report', 'bundle/runs/seed-1', ...reports]);
    rmSync(place.path('bundle/runs/seed-7'), { recursive: true });
    certifyBundle(place.path('bundle'), [1], createPrivateKey(readFileSync(place.path('own.key'))), '2027-01-01T00:00:00.000Z');
    return verify('-q');
  };

  test('nothing where nothing was changed', async () => {
    expect(await sealed()).toMatchObject({ code: 0, stderr: '' });
  });

  test('a failure that was made to pass; 7', async () => {
    const { code } = await certify('--fault', 'property.unknown-set-status', '-o', 'failing', '--seeds', '1', '-q');
    expect(code).toBe(5);
    rmSync(place.path('bundle/runs/seed-1'), { recursive: true });
    cpSync(place.path('failing/runs/seed-1'), place.path('bundle/runs/seed-1'), { recursive: true });
    const lines = text('runs/seed-1/journal.jsonl').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    const forged = lines.map((line) => (line['verdict'] === 'fail' ? { ...line, verdict: 'pass', finding: undefined } : line));
    writeFileSync(place.path('bundle/runs/seed-1/journal.jsonl'), forged.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(await sealed()).toMatchObject({ code: 7, stdout: '', stderr: expect.stringMatching(/^error\[KS397\]: runs\/seed-1: \S+ is pass in the record and fail when its traffic is judged again: pass became fail\n/) });
  });

  test('an answer that was changed; 7', async () => {
    const path = place.path('bundle/runs/seed-1/traffic.jsonl.gz');
    const lines = gunzipSync(readFileSync(path)).toString().split('\n');
    // STATUS_BUFFER_OVERFLOW, as it must be, becomes STATUS_SUCCESS.
    const at = lines.findIndex((line) => line.includes('property.get.size-query') && line.includes('"status":2147483653'));
    lines[at] = lines[at]!.replace('"status":2147483653', '"status":0');
    writeFileSync(path, gzipSync(lines.join('\n')));
    expect(at).toBeGreaterThan(0);
    const { code, stderr } = await sealed();
    expect([code, stderr]).toEqual([7, expect.stringContaining('property.get.size-query')]);
  });

  test('specs that ask for less; 7', async () => {
    const rules = place.path('bundle/specs/core/general.yaml');
    writeFileSync(rules, readFileSync(rules, 'utf8').replace(/^behaviours:[^]*$/m, ''));
    expect(await sealed()).toMatchObject({ code: 7, stderr: expect.stringContaining('error[KS397]: specs/ says something else than the specs of the runs') });
  });
});

describe('kscts certify refuses', () => {
  test('a driver of which something does not hold; nothing is signed, the record stays; 5', async () => {
    const { code, stdout, stderr } = await certify('--fault', 'property.unknown-set-status', '-o', 'refused', '--seeds', '1,2');
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^error\[KS385\]: not certified: seed 1: \d+ cases? with the verdict fail\n$/)]);
    expect(stdout).toContain('Result    FAILED');
    expect([existsSync(place.path('refused/manifest.json')), existsSync(place.path('refused/runs/seed-1/junit.xml')), existsSync(place.path('refused/runs/seed-2'))]).toEqual([false, true, false]);
  });

  test('a folder with something in it, a missing key, seeds that are none; 2', async () => {
    expect(await certify('-o', 'specs')).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS384]: ') });
    expect(await place.kscts(['certify', '--key', 'none.key'])).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS382]: the key "none.key" cannot be read (ENOENT)') });
    expect(await certify('--seeds', '1,1')).toMatchObject({ code: 2, stderr: expect.stringContaining('Write different whole numbers') });
    expect(await place.kscts(['certify'])).toMatchObject({ code: 2, stderr: expect.stringContaining("required option '--key <file>' not specified") });
  });

  test('keygen overwrites nothing; 2', async () => {
    const before = readFileSync(place.path('own.key'), 'utf8');
    expect(await place.kscts(['keygen', 'own'])).toMatchObject({ code: 2, stderr: expect.stringContaining('error[KS380]: own.key and own.pub are there already; nothing was written') });
    expect(readFileSync(place.path('own.key'), 'utf8')).toBe(before);
  });
});
