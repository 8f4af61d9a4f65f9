import { expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import type { Answered } from '../../traffic/answered.ts';
import { differenceOf } from './differences.ts';

const action: Action = { do: 'ioctl', handle: 1 as Slot, code: IOCTL.IOCTL_KS_PROPERTY, input: null, output: null };
const status = STATUS.STATUS_SUCCESS;
const bytes = (...values: number[]) => Uint8Array.from(values);

/** The part, and what both gave. */
function told(a: Answered, b: Answered) {
  const found = differenceOf('case', 3, action, a, b, 'x64');
  return found && [found.part, found.target, found.reference];
}

test.each<[string, Answered, Answered, readonly string[] | undefined]>([
  ['nothing', { status, information: 4, output: bytes(1, 2) }, { status, information: 4, output: bytes(1, 2) }, undefined],
  ['the status', { status, information: 4 }, { status: STATUS.STATUS_NOT_FOUND }, ['status', 'STATUS_SUCCESS, Information 4', 'STATUS_NOT_FOUND']],
  ['whether it was opened', { opened: true }, { opened: false }, ['status', 'no status', 'no status']],
  ['the length', { status, information: 4 }, { status, information: 8 }, ['information', 'STATUS_SUCCESS, Information 4', 'STATUS_SUCCESS, Information 8']],
  ['the bytes', { output: bytes(1, 2, 3, 4, 5) }, { output: bytes(1, 9, 9, 4, 9) }, ['bytes', '1: 0203, 4: 05', '1: 0909, 4: 09']],
  ['an output that only one has', { output: bytes(1) }, {}, ['bytes', '', 'no output']],
  ['memory', { memory: [{ region: 2 as Slot, offset: 8, bytes: bytes(7) }] }, {}, ['memory', '8: 07', 'nothing changed']],
  ['memory, elsewhere', { memory: [{ region: 2 as Slot, offset: 8, bytes: bytes(7) }] }, { memory: [{ region: 2 as Slot, offset: 9, bytes: bytes(7) }] }, ['memory', '8: 07', '9: 07']],
  ['the same memory', { memory: [{ region: 2 as Slot, offset: 8, bytes: bytes(7) }] }, { memory: [{ region: 2 as Slot, offset: 8, bytes: bytes(7) }] }, undefined],
  ['signals', { signals: 2 }, { signals: 1 }, ['events', 'signalled 2 times', 'signalled 1 times']],
  ['signals that one was not asked for', { signals: 2 }, {}, ['events', 'signalled 2 times', 'signalled 0 times']],
  ['the time', { status, timedOut: true }, { status }, ['time', 'it did not complete in time', 'completed with STATUS_SUCCESS']],
  ['what is pending', { pending: true }, {}, ['time', 'pending', 'completed with STATUS_SUCCESS']],
  ['a death', { died: 'PAGE_FAULT' }, { status }, ['death', 'it died: PAGE_FAULT', 'STATUS_SUCCESS']],
  ['what was not done', { skipped: 'slot 1 holds no handle' }, { status }, ['status', 'not done: slot 1 holds no handle', 'STATUS_SUCCESS']],
  [
    'lists that ran at the same time',
    { lanes: [[{ status }, { status }], [{ status: STATUS.STATUS_NOT_FOUND }]] },
    { lanes: [[{ status }, { status }], [{ status }]] },
    ['status', 'STATUS_SUCCESS, STATUS_SUCCESS | STATUS_NOT_FOUND', 'STATUS_SUCCESS, STATUS_SUCCESS | STATUS_SUCCESS'],
  ],
])('%s', (_what, a, b, parts) => {
  expect(told(a, b)).toEqual(parts);
});

test('long bytes are cut, and where they differ is told whole', () => {
  const found = differenceOf('case', 3, action, { output: Uint8Array.from({ length: 100 }, (_, i) => i + 1) }, { output: new Uint8Array(100) }, 'x64');
  expect(found).toMatchObject({ case: 'case', index: 3, ranges: [{ offset: 0, length: 100 }] });
  expect(found?.target).toMatch(/^0: 01020304 05060708 .{102} …$/);
});
