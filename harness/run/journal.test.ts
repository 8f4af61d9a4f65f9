import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { JournalLine } from './journal-lines.ts';
import { JournalReader, JournalTail } from './journal-reader.ts';
import { JournalWriter } from './journal-writer.ts';
import { readRecord } from './record.ts';
import { caseLine, finding, journalOf, planLine, runLine } from './testing/journal-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'kscts-journal-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

// Multi-byte characters, so that a cut can fall inside one.
const lines = journalOf([
  caseLine('a', 'pass', { title: 'Größe ≥ 0 — 𝄞', notes: ['“quoted”\nand broken'] }),
  caseLine('b', 'fail', { finding: { ...finding, message: 'é' } }),
  caseLine('c', 'skip'),
]);
const bytes = Buffer.from(lines.map((line) => JSON.stringify(line) + '\n').join(''));

function read(data: Uint8Array, pieces: readonly number[] = []): { lines: JournalLine[]; cut: boolean } {
  const found: JournalLine[] = [];
  const reader = new JournalReader('journal.jsonl', (line) => found.push(line));
  let from = 0;
  for (const to of [...pieces, data.length]) {
    reader.feed(data.subarray(from, to));
    from = to;
  }
  return { lines: found, cut: reader.end() };
}

describe('reading', () => {
  test('gives the lines written', () => {
    expect(read(bytes)).toEqual({ lines, cut: false });
  });

  test('cut off after any byte, the whole lines remain', () => {
    for (let length = 0; length <= bytes.length; length++) {
      const part = bytes.subarray(0, length);
      const result = read(part);
      const whole = part.filter((byte) => byte === 10).length;
      // Where only the line end is missing, the last line is whole too.
      const atLineEnd = bytes[length] === 10;
      expect(result.lines, `${length} bytes`).toEqual(lines.slice(0, whole + (atLineEnd ? 1 : 0)));
      expect(result.cut, `${length} bytes`).toBe(length > 0 && bytes[length - 1] !== 10 && !atLineEnd);
    }
  });

  test('does not depend on how the bytes arrive', () => {
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 40 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(fc.property(cuts, (pieces) => {
      expect(read(bytes, pieces).lines).toEqual(lines);
    }));
  });

  test.each([
    ['no JSON', '{"t":"run"\n{}\n', 'journal.jsonl:1:1: error[KS301]: not a line of JSON'],
    ['an unknown kind of line', '\n{"t":"walk"}\n', 'journal.jsonl:2:2: error[KS302]: not a journal line of format 1: "t"'],
    ['a wrong member', '{"t":"stop","why":"tired","detail":""}\n', 'journal.jsonl:1:13: error[KS302]: not a journal line of format 1: "why"'],
    ['another format', JSON.stringify({ ...runLine, format: 2 }) + '\n', 'not a journal line of format 1: "format"'],
  ])('%s is refused with its place', (_name, text, message) => {
    expect(() => read(Buffer.from(text))).toThrow(message);
  });

  test('a file that is not there is a mistake of the user', () => {
    expect(() => readRecord(join(folder, 'none.jsonl'))).toThrow('there is no journal at');
  });
});

describe('writing', () => {
  test('what is read back is what was written', () => {
    const path = join(folder, 'deep', 'journal.jsonl');
    const writer = new JournalWriter(path, 'process');
    for (const line of lines) writer.write(line);
    writer.close();
    expect(read(readFileSync(path)).lines).toEqual(lines);
    expect(readRecord(path).results.map((result) => result.verdict)).toEqual(['pass', 'fail', 'skip']);
  });

  test('before a case touches the target, its start line and all before it are out', () => {
    const path = join(folder, 'start.jsonl');
    const writer = new JournalWriter(path, 'process');
    const written: JournalLine[] = [runLine, planLine(2), caseLine('a', 'skip'), { t: 'start', id: 'b' }];
    for (const line of written) writer.write(line);
    expect(read(readFileSync(path)).lines).toEqual(written);
    writer.close();
  });

  test('an earlier journal is replaced', () => {
    const path = join(folder, 'again.jsonl');
    writeFileSync(path, 'something longer than what comes\n');
    new JournalWriter(path, 'machine').close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

describe('following', () => {
  test('a journal that grows is read as it grows', () => {
    const path = join(folder, 'tail.jsonl');
    const found: JournalLine[] = [];
    const tail = new JournalTail(path, (line) => found.push(line));
    expect(tail.poll()).toBe(false);
    const writer = new JournalWriter(path, 'process');
    writer.write(runLine);
    expect(tail.poll()).toBe(true);
    expect(found).toEqual([runLine]);
    expect(tail.poll()).toBe(false);
    writer.write(planLine(0));
    writer.close();
    expect(tail.end()).toBe(false);
    expect(found).toEqual([runLine, planLine(0)]);
  });
});
