/**
 * A process killed at any point loses nothing: three hundred times a process that runs a plan, or goes on with one, is killed
 * after a random time. What is on the disk then is looked at, and in the end the plan is brought to its end.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ioctlName } from '../abi/ioctl.ts';
import { transpile } from '../target/native/testing/transpile.ts';
import { requestInFlight } from './in-flight.ts';
import { journalName, readRecord } from './record.ts';
import { lastRequest, RequestLog, requestLogName } from './request-log.ts';
import { codeOf, idOf, planned, runPlan } from './testing/dying-plan.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'kscts-killed-'));
let script = '';
beforeAll(() => { script = transpile('harness/run/testing/dying-plan-process.ts'); });
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(dirname(script), '..', '..', '..'), { recursive: true });
});

const kills = 3;
const histories = 100;
const atOnce = 4;
/** Longer than most plans take: some are killed at their end, some behind it. */
const longest = 400;

/** Runs the plan in a process and kills it so many milliseconds after it began. */
function killAfter(place: string, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, place], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== null && code !== 0) reject(new Error(errors));
      else resolve();
    });
  });
}

/** What is on the disk is a beginning of the run: every case whose next one was begun is there, once and whole. */
function inspect(place: string): { judged: number; inFlight: string | undefined } {
  const { results, inFlight, end } = readRecord(join(place, journalName));
  expect(results.map(({ id }) => id)).toEqual(results.map((_, n) => idOf(n)));
  for (const [n, { verdict, title }] of results.entries()) {
    if (verdict === 'pass') expect(title).toBe(`${idOf(n)} — title`);
  }
  if (end) expect(results).toHaveLength(planned);
  else if (inFlight !== undefined) expect(inFlight).toBe(idOf(results.length));
  return { judged: results.length, inFlight };
}

test.skipIf(process.platform === 'win32')(`${histories * kills} kills lose nothing, and every run comes to its end`, async () => {
  const seen = { before: 0, named: 0, unasked: 0, ended: 0 };
  const history = async (n: number) => {
    const place = join(folder, String(n));
    mkdirSync(place);
    const deaths: string[] = [];
    for (let kill = 0; kill < kills; kill++) {
      await killAfter(place, Math.random() * longest);
      let found: ReturnType<typeof inspect>;
      try {
        found = inspect(place);
      } catch (error) {
        // Killed before its first line was out, which is no run yet.
        if (!(error as Error).message.includes('there is no journal')) throw error;
        seen.before++;
        continue;
      }
      if (found.judged === planned) seen.ended++;
      const { inFlight } = found;
      if (inFlight === undefined) continue;
      // Killed before the death of the kill before was written down: it still is that one.
      if (deaths.at(-1) !== inFlight) deaths.push(inFlight);
      const request = requestInFlight(place, 'x64', inFlight);
      if (request === undefined) seen.unasked++;
      else {
        seen.named++;
        expect(request).toContain(ioctlName(codeOf(Number(inFlight.slice('case-'.length)))));
      }
    }
    runPlan(place);
    const { results, end } = readRecord(join(place, journalName));
    expect(results.map(({ id }) => id)).toEqual(Array.from({ length: planned }, (_, i) => idOf(i)));
    const crashed = results.filter(({ verdict }) => verdict === 'crash');
    expect(crashed.map(({ id }) => id)).toEqual(deaths);
    expect(end).toMatchObject({ counts: { pass: planned - deaths.length, crash: deaths.length } });
  };
  const left = Array.from({ length: histories }, (_, n) => n);
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let n = left.pop(); n !== undefined; n = left.pop()) await history(n);
  }));
  // Else none of them was killed where it counts.
  expect(seen.named).toBeGreaterThan(histories / 5);
});

describe('the last request', () => {
  const path = join(folder, requestLogName);
  const write = (...codes: number[]) => {
    const log = new RequestLog(path, 'process');
    log.begin('x');
    for (const code of codes) log.write({ do: 'ioctl', code, input: '00', inputLength: 1, outputLength: 0 });
    log.close();
  };

  test('is the one that was written last', () => {
    write(1, 2, 3);
    expect(lastRequest(path)).toMatchObject({ number: 2, code: 3, case: 'x' });
    write();
    expect(lastRequest(path)).toBeUndefined();
    expect(lastRequest(join(folder, 'none'))).toBeUndefined();
  });

  test('is the one before if its writing was cut off, wherever', () => {
    write(1, 2, 3);
    const bytes = readFileSync(path);
    const length = bytes.readUInt32LE(0);
    for (let cut = 0; cut < 8 + length; cut++) {
      // The third went over the first; from `cut` on that one is still there.
      const torn = Buffer.from(bytes);
      for (let at = cut; at < 8 + length; at++) torn[at] = (torn[at] ?? 0) ^ 0x55;
      writeFileSync(path, torn);
      expect(lastRequest(path), `cut at ${cut}`).toMatchObject({ number: 1, code: 2 });
    }
    truncateSync(path, 0);
    expect(lastRequest(path)).toBeUndefined();
  });
});
