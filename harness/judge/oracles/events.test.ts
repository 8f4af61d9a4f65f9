import { expect, test } from 'vitest';
import { EventLedger, silenceBreach } from './events.ts';

const counting = { cause: 'level changed', oneshot: false, counts: true };

test('each cause signals each enable of it', () => {
  const ledger = new EventLedger();
  ledger.enabled('a', counting);
  ledger.enabled('b', { ...counting, counts: false });
  ledger.enabled('other', { ...counting, cause: 'mode changed' });
  ledger.happened('level changed', 2);
  expect(ledger.took('a', 2)).toBeNull();
  expect(ledger.took('b', 1)).toBeNull();
  expect(ledger.took('other', 0)).toBeNull();
  expect(ledger.took('a', 1)).toEqual({ oracle: 'O15', message: 'a was signalled 1 times, though nothing happened', expected: 'no signal' });
});

test('a signal that is missing, or one too many', () => {
  const ledger = new EventLedger();
  ledger.enabled('a', counting);
  ledger.happened('level changed');
  expect(ledger.took('a', 0)?.expected).toBe('1 times');
  ledger.happened('level changed');
  expect(ledger.took('a', 2)?.message).toBe('a was signalled 2 times for level changed');
});

test('a one-shot comes once', () => {
  const ledger = new EventLedger();
  ledger.enabled('a', { ...counting, oneshot: true });
  ledger.happened('level changed', 3);
  ledger.happened('level changed');
  expect(ledger.took('a', 1)).toBeNull();
  expect(ledger.took('a', 1)?.message).toBe('a was signalled 1 times after it was disabled');
});

test('what was due before it was disabled may still be taken, nothing after', () => {
  const ledger = new EventLedger();
  ledger.enabled('a', counting);
  ledger.happened('level changed');
  ledger.disabled('a');
  ledger.happened('level changed');
  expect(ledger.took('a', 1)).toBeNull();
  expect(ledger.took('a', 1)?.oracle).toBe('O15');
  expect(() => ledger.took('b', 0)).toThrow(RangeError);
});

test('what is disabled is silent', () => {
  expect(silenceBreach('the event', 0)).toBeNull();
  expect(silenceBreach('the event', 2)).toMatchObject({ oracle: 'O15', message: 'the event was signalled 2 times after it was disabled' });
});
