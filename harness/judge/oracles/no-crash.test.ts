import { expect, test } from 'vitest';
import { MustWait, TargetDied } from '../../target/target.ts';
import { deathBreach, livenessBreach } from './no-crash.ts';

test('the death of a target is a breach, and nothing else that is thrown', () => {
  expect(deathBreach(new TargetDied('bug check 0x50'))).toEqual({
    oracle: 'O1',
    message: 'the target died: bug check 0x50',
    expected: 'the target stays alive',
  });
  expect(deathBreach(new MustWait('a lock'))).toBeNull();
  expect(deathBreach(undefined)).toBeNull();
});

test('a target that is found dead has died', () => {
  expect(livenessBreach({ alive: true })).toBeNull();
  expect(livenessBreach({ alive: false, detail: 'signal 11' })?.message).toBe('the target died: signal 11');
});
