import { expect, test } from 'vitest';
import type { Action, Slot } from '../../traffic/actions.ts';
import { deathOf } from './death.ts';

const close: Action = { do: 'close', handle: 1 as Slot };

test('a process that ended by a signal crashed in its last request', () => {
  const found = deathOf([close, { do: 'sleep', duration: 1n }], 'x64', null, false, 'SIGSEGV');
  expect(found).toMatchObject({ verdict: 'crash', verb: 'close', proof: { kind: 'died' } });
  expect(found.breach).toMatchObject({ oracle: 'O1', message: 'the process died: SIGSEGV' });
  expect(found).not.toHaveProperty('detail');
});

test('what a sanitizer said stands before how it ended', () => {
  const report = { summary: 'heap-use-after-free in Get', text: '==1==ERROR' };
  const found = deathOf([], 'x64', report as Parameters<typeof deathOf>[2], false, 'exit code 1');
  expect(found).toMatchObject({ verdict: 'crash', verb: '', item: '', detail: '==1==ERROR' });
  expect(found.breach.message).toBe('heap-use-after-free in Get; the process died: exit code 1');
});

test('one that had to be killed hung', () => {
  const found = deathOf([close], 'x86', null, true, 'SIGKILL');
  expect(found).toMatchObject({ verdict: 'hang', proof: { kind: 'hang' } });
  expect(found.breach).toMatchObject({ oracle: 'O11', message: 'the process did not answer any more and was killed' });
});
