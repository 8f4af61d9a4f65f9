import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { caseLine, planLine, runLine } from '../harness/run/testing/journal-fixtures.ts';
import { Progress } from './progress.ts';
import { plain } from './text.ts';

beforeEach(() => { vi.useFakeTimers({ toFake: ['performance'] }); });
afterEach(() => { vi.useRealTimers(); });

/** A run of 100 cases, ten a second, of which every fourth fails; gives what was written. */
function watch(isTTY: boolean): string[] {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const progress = new Progress(stream, plain);
  progress.see(runLine);
  progress.see(planLine(100));
  for (let i = 1; i <= 100; i++) {
    vi.advanceTimersByTime(105);
    progress.see(caseLine(`case ${i}`, i % 4 === 0 ? 'fail' : 'pass'));
  }
  progress.end();
  return written;
}

describe('progress', () => {
  test('is one line on a terminal, drawn over itself, and gone at the end', () => {
    const written = watch(true);
    expect(written[0]).toBe('\r\u001b[K0 of 100 cases, 0/s');
    expect(written[50]).toBe('\r\u001b[K50 of 100 cases, 12 not as required, 10/s, 5.2 s left');
    expect(written.at(-1)).toBe('\r\u001b[K');
    expect(written).toHaveLength(102);
  });
  test('is a line every ten seconds elsewhere', () => {
    expect(watch(false)).toEqual(['96 of 100 cases, 24 not as required, 10/s, 420 ms left\n']);
  });
});
