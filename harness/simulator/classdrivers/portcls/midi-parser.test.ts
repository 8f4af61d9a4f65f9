import { expect, test } from 'vitest';
import { MidiParser } from './midi-parser.ts';

/** The messages in these bytes, as bytes. */
const messages = (...bytes: number[]) => new MidiParser().push(Uint8Array.from(bytes)).map((message) => [...message]);

test.each<[string, number[], number[][]]>([
  ['a note', [0x90, 60, 100], [[0x90, 60, 100]]],
  ['notes of one status', [0x90, 60, 100, 62, 101], [[0x90, 60, 100], [0x90, 62, 101]]],
  ['a message of one data byte', [0xc3, 5, 0xd3, 6], [[0xc3, 5], [0xd3, 6]]],
  ['a real-time message inside of another', [0x90, 60, 0xf8, 100], [[0xf8], [0x90, 60, 100]]],
  ['system exclusive', [0xf0, 1, 2, 3, 0xf7], [[0xf0, 1, 2, 3, 0xf7]]],
  ['an end without a beginning', [0xf7, 0x90, 60, 100], [[0x90, 60, 100]]],
  ['system common, with and without data', [0xf2, 1, 2, 0xf3, 4, 0xf6], [[0xf2, 1, 2], [0xf3, 4], [0xf6]]],
  ['no status behind system common', [0x90, 60, 100, 0xf6, 60, 100], [[0x90, 60, 100], [0xf6]]],
  ['data that nothing announced', [60, 100], []],
  ['what another status interrupts', [0x90, 60, 0x80, 60, 0], [[0x80, 60, 0]]],
])('%s', (_what, bytes, found) => {
  expect(messages(...bytes)).toEqual(found);
});

test('what is unfinished is forgotten', () => {
  const parser = new MidiParser();
  parser.push(Uint8Array.of(0x90, 60));
  parser.reset();
  expect(parser.push(Uint8Array.of(100, 60, 100))).toEqual([]);
});
