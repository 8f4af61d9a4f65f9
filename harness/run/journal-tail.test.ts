import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalLine } from './journal-lines.ts';
import { JournalTail } from './journal-reader.ts';

let folder = '';
let file = '';
let seen: JournalLine[] = [];
let tail: JournalTail;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kscts-tail-'));
  file = join(folder, 'journal.jsonl');
  seen = [];
  tail = new JournalTail(file, (line) => seen.push(line));
});
afterEach(() => { rmSync(folder, { recursive: true }); });

const line = JSON.stringify({ t: 'stop', why: 'crash', detail: 'gone' } satisfies JournalLine);

test('a file that is not there yet has nothing, and nothing to settle', () => {
  expect(tail.poll()).toBe(false);
  tail.settle();
  expect(tail.end()).toBe(false);
});

test('what is no file is no journal', () => {
  expect(() => new JournalTail(join(file, 'journal.jsonl'), () => {}).poll()).not.toThrow();
  appendFileSync(file, '');
  expect(() => new JournalTail(join(file, 'journal.jsonl'), () => {}).poll()).toThrow('ENOTDIR');
});

test('what is appended is told once', () => {
  appendFileSync(file, `${line}\n`);
  expect([tail.poll(), tail.poll(), seen.length]).toEqual([true, false, 1]);
  tail.settle();
  expect(readFileSync(file, 'utf8')).toBe(`${line}\n`);
});

test('a whole line without its end gets one, a part of a line goes', () => {
  appendFileSync(file, line);
  tail.settle();
  expect([readFileSync(file, 'utf8'), seen.length]).toEqual([`${line}\n`, 1]);
  appendFileSync(file, line.slice(0, 9));
  tail.settle();
  expect([readFileSync(file, 'utf8'), seen.length]).toEqual([`${line}\n`, 1]);
  expect(tail.end()).toBe(false);
});

test('a line that was cut off is told at the end', () => {
  appendFileSync(file, `${line}\n${line.slice(0, 9)}`);
  expect([tail.end(), seen.length]).toEqual([true, 1]);
});

test.each([
  ['{', 'KS301', 'not a line of JSON'],
  ['7', 'KS302', 'not a journal line of format 1: '],
  ['{"t":"stop","why":7}', 'KS302', 'not a journal line of format 1: "'],
  [`{"t":"stop","why":"${'x'.repeat(200)}"}`, 'KS302', 'not a journal line of format 1: "'],
])('%s is no line', (text, code, message) => {
  appendFileSync(file, `${text}\n`);
  expect(() => tail.poll()).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code, message: expect.stringContaining(message) as string })] }) as Error);
});
