/** Records and waivers are untrusted: whatever is in one, the reader tells what is wrong, and nothing else happens. */
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { damaged } from '../base/testing/mutate.ts';
import { misplaced, mistakesOf } from '../base/testing/user-errors.ts';
import { JournalReader } from './journal-reader.ts';
import type { JournalLine } from './journal-lines.ts';
import { caseLine, journalOf } from './testing/journal-fixtures.ts';
import { readWaivers } from './waivers/read.ts';

const journal = journalOf([caseLine('core/a:b@c', 'fail'), caseLine('core/d:e@f', 'pass')])
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

function read(bytes: Uint8Array, chunk: number): { lines: readonly JournalLine[]; error: string | undefined; cut: boolean } {
  const lines: JournalLine[] = [];
  const reader = new JournalReader('damaged.jsonl', (line) => lines.push(line));
  let cut = false;
  const error = mistakesOf(() => {
    for (let i = 0; i < bytes.length; i += chunk) reader.feed(bytes.subarray(i, i + chunk));
    cut = reader.end();
  });
  return { lines, error: error?.message, cut };
}

describe('a damaged journal', () => {
  test('is read up to the damage, however its bytes arrive', () => {
    fc.assert(
      fc.property(damaged([journal]), fc.integer({ min: 1, max: 400 }), (text, chunk) => {
        const bytes = Buffer.from(text);
        const whole = read(bytes, Math.max(1, bytes.length));
        expect(read(bytes, chunk)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test('of any bytes is no bug', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, chunk) => { read(bytes, chunk); }), { numRuns: 300 });
  });
});

describe('a damaged file of waivers', () => {
  let folder: string;
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'kscts-damaged-')); });
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  const text = `waivers:
  - cases: ["core/clock/*"]
    reason: The clock of this device has no start.
    owner: audio team
    link: https://example.org/1
    expires: 2030-01-01
    where: { driverVersion: ">=1.0 <2.0" }
`;
  test('is told what is wrong with it, at places that it has', () => {
    fc.assert(
      fc.property(damaged([text]), (changed) => {
        const file = join(folder, 'waivers.yaml');
        writeFileSync(file, changed);
        expect(misplaced(mistakesOf(() => readWaivers([file], folder)), changed)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
