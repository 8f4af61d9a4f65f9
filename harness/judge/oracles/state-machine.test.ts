import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { StateOracle, type Machine } from './state-machine.ts';

/** A door that must be closed before it is locked. */
const door: Machine<string> = {
  initial: 'open',
  key: (state) => state,
  commands: {
    close: { next: () => 'closed' },
    open: { when: (state) => state !== 'locked', next: () => 'open' },
    lock: { when: (state) => state === 'closed', next: () => 'locked', accepts: (status) => status === STATUS.STATUS_NO_MORE_ENTRIES },
    unlock: { when: (state) => state === 'locked', next: () => 'closed' },
  },
};
const { STATUS_INVALID_DEVICE_STATE: refused } = STATUS;

test('a device that does what the model does is in order', () => {
  const oracle = new StateOracle(door);
  expect(oracle.did('lock', refused)).toBeNull();
  expect(oracle.did('close', 0)).toBeNull();
  expect(oracle.says('closed')).toBeNull();
  expect(oracle.did('lock', STATUS.STATUS_NO_MORE_ENTRIES)).toBeNull();
  expect(oracle.did('open', refused)).toBeNull();
  expect(oracle.state).toBe('locked');
});

test('what must be done and is refused, what must be refused and is done', () => {
  const oracle = new StateOracle(door);
  oracle.did('close', 0);
  expect(oracle.did('lock', refused)).toEqual({
    oracle: 'O5',
    message: 'lock ends with STATUS_INVALID_DEVICE_STATE in closed, after close lock',
    expected: 'locked',
  });
  oracle.did('open', 0);
  expect(oracle.did('lock', 0)?.expected).toBe('lock is refused in open');
  expect(() => oracle.did('kick', 0)).toThrow(RangeError);
});

test('a state that the device tells otherwise', () => {
  const oracle = new StateOracle(door);
  expect(oracle.says('closed')?.message).toBe('the state is closed after its creation');
});

test('a state that depends on the way to it', () => {
  const oracle = new StateOracle(door);
  oracle.did('close', 0);
  expect(oracle.looks('handle down')).toBeNull();
  oracle.did('lock', 0);
  oracle.did('unlock', 0);
  expect(oracle.looks('handle down')).toBeNull();
  oracle.reset();
  for (let i = 0; i < 8; i++) {
    oracle.did('close', 0);
    oracle.did('open', 0);
  }
  oracle.did('close', 0);
  expect(oracle.looks('handle up')).toMatchObject({
    message: expect.stringMatching(/^closed shows handle up after … (open|close) /) as string,
    expected: 'handle down, as after close',
  });
});
