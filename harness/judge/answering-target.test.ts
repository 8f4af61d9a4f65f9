import { expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { byteLength } from '../abi/byte-length.ts';
import type { Handle } from '../target/target.ts';
import { AnsweringTarget } from './answering-target.ts';
import { OutputMemory } from './output-memory.ts';
import { canaryLength } from './oracles/stateless.ts';

const handle = 5 as Handle;
const refused = { status: STATUS.STATUS_UNSUCCESSFUL, information: 0 };
const given = { code: 7, input: Uint8Array.of(1, 2), status: STATUS.STATUS_SUCCESS, information: 2, output: Uint8Array.of(8, 9, 10) };

test('it answers what it was given to the request that it was given for, and remembers what was sent', () => {
  const target = new AnsweringTarget('x86');
  const output = new Uint8Array(4).fill(3);
  expect(target.ioctl(handle, 7, given.input, output)).toEqual(refused);
  target.given = given;
  expect(target.ioctl(handle, 7, given.input, output)).toEqual({ status: STATUS.STATUS_SUCCESS, information: 2 });
  expect([...output]).toEqual([8, 9, 3, 3]);
  expect(target.sent).toEqual({ handle, code: 7, input: given.input, output: new Uint8Array(4).fill(3) });
  expect([target.ioctl(handle, 8, given.input, output), target.ioctl(handle, 7, Uint8Array.of(1, 3), output)]).toEqual([refused, refused]);
  expect(target.sent).toMatchObject({ code: 7, input: Uint8Array.of(1, 3) });
  // Information may be beyond what there is room for.
  target.given = { ...given, information: 3 };
  const short = new Uint8Array(2);
  expect(target.ioctl(handle, 7, given.input, short).information).toBe(3);
  expect([...short]).toEqual([8, 9]);
  target.dispose();
  expect(target.ioctl(handle, 7, given.input, output)).toEqual(refused);
});

test('it tells sizes where it is to, which is no request to remember', () => {
  const target = new AnsweringTarget('x64');
  expect(target.ioctl(handle, 7, null, null)).toEqual(refused);
  target.sent = undefined;
  target.tellsSize = true;
  expect(target.ioctl(handle, 7, null, null)).toEqual({ status: STATUS.STATUS_BUFFER_OVERFLOW, information: 4096 });
  expect(target.sent).toBeUndefined();
  target.ioctl(handle, 7, null, new Uint8Array(1));
  expect(target.sent).toEqual({ handle, code: 7, input: new Uint8Array(0), output: new Uint8Array(1) });
});

test('requests in flight are answered when they are waited for; parts of memory are what is sent', () => {
  const target = new AnsweringTarget('x64');
  const region = target.allocate(4);
  region.bytes.set([1, 2, 3, 4]);
  const first = target.submit(handle, 9, { region, offset: 1, length: byteLength(2) }, region.bytes);
  expect(target.sent).toEqual({ handle, code: 9, input: Uint8Array.of(2, 3), output: Uint8Array.of(1, 2, 3, 4) });
  expect(target.submit(handle, 9, null, { address: 0x1000n, length: byteLength(8) })).not.toBe(first);
  expect(target.sent?.output).toEqual(new Uint8Array(0));
  expect(target.wait()).toEqual(refused);
  target.given = given;
  expect(target.wait()).toEqual({ status: STATUS.STATUS_SUCCESS, information: 2 });
});

test('handles and addresses are told apart, there is no time, and nothing is counted', () => {
  const target = new AnsweringTarget('x64');
  const [one, other, child] = [target.open(), target.open(), target.openChild()];
  expect([one.status, child.status, target.close()]).toEqual([STATUS.STATUS_SUCCESS, STATUS.STATUS_SUCCESS, STATUS.STATUS_SUCCESS]);
  expect(new Set([one.handle, other.handle, child.handle, target.createSignal()]).size).toBe(4);
  expect(target.allocate(1).address).not.toBe(target.allocate(1).address);
  expect(target.allocate(3, 'freed')).toMatchObject({ length: 3, kind: 'freed', bytes: new Uint8Array(3) });
  expect([target.now(), target.takeSignals(), target.probe(), target.discover(), target.arch]).toEqual([0n, 0, { alive: true }, [], 'x64']);
  expect(() => target.census()).toThrow('nothing is counted where there is no device');
});

test('output memory is filled again, as far as it was written', () => {
  const memory = new OutputMemory(0xa5);
  memory.take(3);
  expect([memory.output.length, memory.whole.length]).toEqual([3, 3 + canaryLength]);
  expect(memory.whole.every((byte) => byte === 0xa5)).toBe(true);
  memory.whole.fill(1);
  memory.restore(2);
  expect([...memory.whole.subarray(0, 4)]).toEqual([0xa5, 0xa5, 1, 1]);
  memory.restore(0);
  expect(memory.whole[2]).toBe(1);
  memory.restore();
  expect(memory.whole.every((byte) => byte === 0xa5)).toBe(true);
  const { output } = memory;
  memory.take(3);
  expect(memory.output).toBe(output);
  // What is longer than what there is gets new memory, what is shorter a part of it.
  memory.take(100);
  const { whole } = memory;
  expect([memory.output.length, whole.every((byte) => byte === 0xa5)]).toEqual([100, true]);
  memory.take(150);
  expect([memory.output.length, memory.whole.length, memory.whole.buffer === whole.buffer]).toEqual([150, 150 + canaryLength, true]);
});
