import { expect, test } from 'vitest';
import { Client, concat, nodeId, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { RESULT } from '../../classdrivers/bda/services/service.ts';

const READ = 1;

/** A client of the receiver, and its methods. */
function open() {
  const client = new Client('pbda');
  const filter = client.openFilter();
  const call = (set: string, id: number, out: number, instance?: Uint8Array) => client.method(filter, set, id, READ, out, instance);
  const callNode = (set: string, id: number, node: number, out: number, instance: Uint8Array = new Uint8Array(0)) =>
    client.method(filter, set, id, READ | TOPOLOGY, out, concat(nodeId(node), instance));
  return { client, call, callNode };
}

const language = new Uint8Array(12);
const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('a tune request is answered, and kept', () => {
  const { call } = open();
  const request = concat(ulongs(3), letters('abc'), new Uint8Array(1));
  expect(call('KSMETHODSETID_BdaTuner', 0, 11, request)).toMatchObject({ status: 'STATUS_SUCCESS', information: 11 });
  const { out } = call('KSMETHODSETID_BdaTuner', 1, 11);
  expect([u32(out), u32(out, 4), ...out.slice(8)]).toEqual([RESULT.SUCCESS, 3, ...letters('abc')]);
  expect(call('KSMETHODSETID_BdaTuner', 1, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 8 });
  expect(call('KSMETHODSETID_BdaTuner', 1, 9).status).toBe('STATUS_BUFFER_TOO_SMALL');
});

test('a length beyond the request is a result, not a failure', () => {
  const { call } = open();
  const { status, out } = call('KSMETHODSETID_BdaTuner', 0, 16, concat(ulongs(0xffff_ffff), new Uint8Array(4)));
  expect([status, u32(out)]).toEqual(['STATUS_SUCCESS', RESULT.OUT_OF_BOUNDS]);
});

test('a name has the value that it was given', () => {
  const { call } = open();
  const NAMES = 'KSMETHODSETID_BdaNameValue';
  const value = concat(ulongs(0), language, ulongs(2, 3), letters('hi'), letters('you'), new Uint8Array(3));
  expect(u32(call(NAMES, 1, 4, value).out)).toBe(RESULT.SUCCESS);
  const { out } = call(NAMES, 0, 11, concat(ulongs(2), language, letters('hi'), new Uint8Array(6)));
  expect([...out.slice(4)]).toEqual([3, 0, 0, 0, ...letters('you')]);
  expect(u32(call(NAMES, 0, 8, concat(ulongs(2), language, letters('no'), new Uint8Array(6))).out)).toBe(RESULT.NOT_FOUND);
  expect([...call(NAMES, 2, 10, ulongs(0, 0)).out.slice(8)]).toEqual([...letters('hi')]);
});

test('a scan rests where something is received, and goes on from there', () => {
  const { client, call } = open();
  const SCAN = 'KSMETHODSETID_BdaScanning';
  const state = () => Array.from({ length: 4 }, (_, i) => u32(call(SCAN, 1, 16).out, 4 * i));
  call(SCAN, 3, 12, ulongs(498_000, 520_000));
  expect(state()).toEqual([RESULT.SUCCESS, 0, 1, 498_000]);
  client.target.sleep(10_000_000n);
  expect(state()).toEqual([RESULT.SUCCESS, 2, 0, 500_000]);
  call(SCAN, 4, 4);
  client.target.sleep(10_000_000n);
  expect(state()).toEqual([RESULT.SUCCESS, 0, 0, 520_000]);
  expect(u32(call(SCAN, 3, 12, ulongs(2, 1)).out)).toBe(RESULT.OUT_OF_BOUNDS);
});

test('nodes keep PID lists, keys and transport streams', () => {
  const { callNode } = open();
  callNode('KSMETHODSETID_BdaMux', 1, 5, 4, concat(ulongs(4), Uint8Array.of(1, 2, 3, 4)));
  expect([...callNode('KSMETHODSETID_BdaMux', 0, 5, 12).out.slice(4)]).toEqual([4, 0, 0, 0, 1, 2, 3, 4]);
  const key = new Uint8Array(16).fill(7);
  callNode('KSMETHODSETID_BdaWmdrmTuner', 1, 4, 4, concat(ulongs(0x100), key, new Uint8Array(4)));
  expect(callNode('KSMETHODSETID_BdaWmdrmTuner', 2, 4, 20, ulongs(0x100, 0)).out.slice(4)).toEqual(key);
  callNode('KSMETHODSETID_BdaTSSelector', 0, 1, 4, ulongs(0x1234, 0));
  expect([...callNode('KSMETHODSETID_BdaTSSelector', 1, 1, 22).out.slice(19)]).toEqual([1, 0x34, 0x12]);
});
