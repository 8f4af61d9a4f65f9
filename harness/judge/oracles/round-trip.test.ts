import { describe, expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { atomicityBreach, frameBreach, idempotenceBreach, rangeBreach, roundTripBreach, supportBreach } from './round-trip.ts';
import { firstChange, text, type Snapshot } from './snapshot.ts';

const snapshot = (values: Record<string, string | Uint8Array>): Snapshot => new Map(Object.entries(values));
const before = snapshot({ level: Uint8Array.of(1, 2), mode: 'off' });
const same = snapshot({ level: Uint8Array.of(1, 2), mode: 'off' });
const louder = snapshot({ level: Uint8Array.of(9, 2), mode: 'off' });

describe('snapshots', () => {
  test('are compared by content', () => {
    expect(firstChange(before, same)).toBeUndefined();
    expect(firstChange(before, louder)).toBe('level');
    expect(firstChange(before, louder, new Set(['level']))).toBeUndefined();
    expect(firstChange(before, snapshot({ level: Uint8Array.of(1, 2) }))).toBe('mode');
    expect(firstChange(before, new Map([...before, ['new', '1']]))).toBe('new');
    expect(text(new Uint8Array(40))).toBe(`${'00'.repeat(32)}…`);
  });
});

test('a get answers what was set, or what the declaration allows', () => {
  expect(roundTripBreach('level', Uint8Array.of(7), Uint8Array.of(7))).toBeNull();
  expect(roundTripBreach('level', Uint8Array.of(7), Uint8Array.of(5))?.message).toBe('level answers 05 after 07 was set');
  expect(roundTripBreach('level', Uint8Array.of(7), Uint8Array.of(5), ([value]) => value === 5)).toBeNull();
});

test('what fails changes nothing; a warning may', () => {
  expect(atomicityBreach('set', STATUS.STATUS_INVALID_PARAMETER, before, same)).toBeNull();
  expect(atomicityBreach('set', STATUS.STATUS_INVALID_PARAMETER, before, louder)?.message).toBe(
    'set failed with STATUS_INVALID_PARAMETER, and level is 0902 and was 0102',
  );
  expect(atomicityBreach('set', STATUS.STATUS_BUFFER_OVERFLOW, before, louder)).toBeNull();
});

test('a set changes what it names; a get nothing; a repetition nothing more', () => {
  expect(frameBreach('set level', before, louder, new Set(['level']))).toBeNull();
  expect(frameBreach('set mode', before, louder, new Set(['mode']))?.expected).toBe('only mode changes');
  expect(frameBreach('get mode', before, louder, new Set())?.expected).toBe('nothing changes');
  expect(idempotenceBreach('reset', before, same)).toBeNull();
  expect(idempotenceBreach('reset', before, louder)?.oracle).toBe('O6');
});

test('support says what is there', () => {
  const { STATUS_NOT_FOUND, STATUS_INVALID_PARAMETER, STATUS_BUFFER_OVERFLOW } = STATUS;
  expect(supportBreach('x', { verb: 'get', told: true, status: 0 })).toBeNull();
  expect(supportBreach('x', { verb: 'get', told: true, status: STATUS_BUFFER_OVERFLOW })).toBeNull();
  expect(supportBreach('x', { verb: 'get', told: true, status: STATUS_INVALID_PARAMETER })).toBeNull();
  expect(supportBreach('x', { verb: 'set', told: false, status: STATUS_NOT_FOUND })).toBeNull();
  expect(supportBreach('x', { verb: 'set', told: false, status: STATUS_INVALID_PARAMETER })).toBeNull();
  expect(supportBreach('x', { verb: 'get', told: true, status: STATUS_NOT_FOUND })?.message).toContain('is said to be supported');
  expect(supportBreach('x', { verb: 'set', told: false, status: 0 })?.message).toContain('is said not to be supported, and succeeds');
});

test('ranges make sense', () => {
  expect(rangeBreach('gain', { min: 0, max: 10, step: 1, current: 5, byDefault: 0 })).toBeNull();
  expect(rangeBreach('gain', { min: 0, max: 0, step: 0 })).toBeNull();
  expect(rangeBreach('gain', { min: 1, max: 0, step: 1 })?.expected).toBe('min ≤ max');
  expect(rangeBreach('gain', { min: 0, max: 1, step: 0 })?.message).toContain('the step is 0');
  expect(rangeBreach('gain', { min: 0, max: 1, step: 1, current: 2 })?.message).toContain('the value is 2');
  expect(rangeBreach('gain', { min: 0, max: 1, step: 1, byDefault: -1 })?.message).toContain('the default is -1');
});
