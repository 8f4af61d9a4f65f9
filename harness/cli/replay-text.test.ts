import { expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS } from '../abi/ntstatus.ts';
import type { Action, Memory, Slot } from '../traffic/actions.ts';
import type { Answered } from '../traffic/answered.ts';
import type { Paint } from '../../reports/text.ts';
import { actionLines, answerText, fileHead } from './replay-text.ts';

const slot = 1 as Slot;
const plain: Paint = (_style, text) => text;
const lines = (action: Action, answered: Answered, then?: Answered, culprit = false) => actionLines(3, { action, answered }, then, 'x64', plain, culprit).trimEnd().split('\n').map((line) => line.replace(/ {3,}/g, '  '));
const bytes = (...values: number[]): Memory => ({ bytes: Uint8Array.from(values), links: [] });
const asks = (input: Memory, output: Memory): Action => ({ do: 'ioctl', handle: slot, code: IOCTL.IOCTL_KS_PROPERTY, input, output });
const status = STATUS.STATUS_SUCCESS;

test('what was sent and what came back', () => {
  expect(lines(asks(bytes(1, 2), bytes(0)), { status, information: 1, output: Uint8Array.of(9) }, undefined, true)).toEqual([
    expect.stringMatching(/^ +3 > IOCTL_KS_PROPERTY .*STATUS_SUCCESS, Information 1$/),
    '  input  0102',
    '  output  09',
  ]);
});

test('memory of a region, and where there is none', () => {
  expect(lines(asks({ region: slot, offset: 8, length: 24 }, { address: 0x1000n, length: 4 }), { status })).toEqual([
    expect.stringContaining('IOCTL_KS_PROPERTY'),
    '  input  24 bytes at 8 of the memory of slot 1',
    '  at  4 bytes at 0x1000',
  ]);
});

test('what it gave then, if it was something else', () => {
  const then = { status, information: 1, output: Uint8Array.of(8) };
  expect(lines(asks(null, bytes(0)), { status, information: 1, output: Uint8Array.of(9) }, then).slice(1)).toEqual(['  output  09', '  then  STATUS_SUCCESS, Information 1', '  08']);
  expect(lines(asks(null, bytes(0)), then, then).slice(1)).toEqual(['  output  08']);
});

test('long bytes are cut', () => {
  const [, shown = ''] = lines({ do: 'write', region: slot, offset: 0, content: { bytes: Uint8Array.from({ length: 200 }, (_, i) => i), links: [] } }, {});
  expect(shown).toMatch(/^ {2}bytes {2}00010203 04050607 .{142} …$/);
});

test('lists that ran at the same time, and in which order', () => {
  const close: Action = { do: 'close', handle: slot };
  const together: Action = { do: 'together', lanes: [[close, close], [close]], switches: [2] };
  const shown = lines(together, { lanes: [[{ status }], [{ status }]], order: ['list 2 goes on inside list 1, at its return'] });
  expect(shown.slice(1)).toEqual([
    '  list 1  close  STATUS_SUCCESS',
    '  list 1  close  not done: not done',
    '  list 2  close  STATUS_SUCCESS',
    '  list 2 goes on inside list 1, at its return',
  ]);
});

test.each<[Answered, string]>([
  [{ died: 'PAGE_FAULT' }, 'the target died: PAGE_FAULT'],
  [{ skipped: 'slot 1 holds no handle' }, 'not done: slot 1 holds no handle'],
  [{ status: STATUS.STATUS_CANCELLED, timedOut: true }, 'STATUS_CANCELLED, did not complete in time'],
  [{ pending: true }, 'pending'],
  [{ signals: 2 }, 'signalled 2 times'],
])('%j', (answered, text) => {
  expect(answerText(answered)).toBe(text);
});

test('the head says on what it was seen and on what it is played', () => {
  const file = { kscts: '0.1.0', target: 'simulator:testcap', arch: 'x64', faults: ['a.fault'] } as unknown as Parameters<typeof fileHead>[1];
  expect(fileHead('x.json', file, 'simulator:testcap').split('\n')).toEqual(['replay    x.json, written by kscts 0.1.0', 'of        simulator:testcap (x64) --fault a.fault']);
  const found = { message: 'wrong', expected: 'right', rule: 'PROP-001', by: 'kscts fuzz', action: 0 };
  expect(fileHead('x.json', { ...file, found } as typeof file, 'simulator:bda').split('\n').slice(2)).toEqual([
    'on        simulator:bda', 'found     wrong', 'expected  right', 'rule      PROP-001', 'by        kscts fuzz',
  ]);
});
