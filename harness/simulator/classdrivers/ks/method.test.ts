import { expect, test } from 'vitest';
import { byteLength } from '../../../abi/byte-length.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { readGuid } from '../../../abi/guid.ts';
import { METHOD, PROPERTY, TESTCAP_METHODS as METHODS, TESTCAP_PROPERTIES } from '../../minidrivers/testcap/sets.ts';
import { NODE } from '../../minidrivers/testcap/testcap.ts';
import { canary, Client, GET, header, nodeId, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';

const SEND = 1;
const BASICSUPPORT = 0x200;
const SETSUPPORT = 0x100;
const unknownSet = '{00000000-1111-2222-3333-444444444444}';
const nullSet = '{00000000-0000-0000-0000-000000000000}';

function setup() {
  const client = new Client();
  const filter = client.openFilter();
  const call = (id: number, out: Uint8Array | number, flags = SEND) => client.method(filter, METHODS, id, flags, out);
  const level = () => u32(client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4).out) | 0;
  return { client, filter, call, level };
}

test('METH-003: In below 24 bytes', () => {
  const { client, filter } = setup();
  expect(client.ioctl(filter, IOCTL.IOCTL_KS_METHOD, new Uint8Array(23), 4).status).toBe('STATUS_INVALID_BUFFER_SIZE');
});

test('METH-004, METH-005, METH-010: unknown set, unknown id, not executable', () => {
  const { client, filter, call } = setup();
  expect(client.method(filter, unknownSet, 0, SEND, 4).status).toBe('STATUS_PROPSET_NOT_FOUND');
  expect(call(77, 4).status).toBe('STATUS_NOT_FOUND');
  expect(call(METHOD.NOT_EXECUTABLE, 4).status).toBe('STATUS_NOT_FOUND');
});

test('METH-007: Out below MinData', () => {
  const { call } = setup();
  expect(call(METHOD.WRITE, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 8 });
  expect(call(METHOD.WRITE, 7)).toMatchObject({ status: 'STATUS_BUFFER_TOO_SMALL', information: 0 });
});

test('METH-021, METH-027: NONE transfers nothing', () => {
  const { call, level } = setup();
  call(METHOD.READ, ulongs(20));
  expect(call(METHOD.NONE, 4)).toMatchObject({
    status: 'STATUS_SUCCESS',
    information: 0,
    out: new Uint8Array(4).fill(canary),
  });
  expect(level()).toBe(0);
});

test('METH-022: READ takes Out and leaves it', () => {
  const { call, level } = setup();
  expect(call(METHOD.READ, ulongs(20))).toMatchObject({ status: 'STATUS_SUCCESS', information: 0, out: ulongs(20) });
  expect(level()).toBe(20);
});

test('METH-023, METH-026: WRITE returns Information bytes', () => {
  const { call } = setup();
  call(METHOD.READ, ulongs(20));
  const { status, information, out } = call(METHOD.WRITE, 12);
  expect([status, information, u32(out), u32(out, 4), u32(out, 8)]).toEqual(['STATUS_SUCCESS', 8, 20, 1, 0xcccc_cccc]);
});

test('METH-024: MODIFY takes and returns', () => {
  const { call, level } = setup();
  call(METHOD.READ, ulongs(20));
  const { information, out } = call(METHOD.MODIFY, ulongs(30));
  expect([information, u32(out), level()]).toEqual([4, 20, 30]);
});

test('METH-022, METH-023: read-only memory serves READ, not WRITE', () => {
  const { client, filter } = setup();
  const { target } = client;
  const out = { region: target.allocate(8, 'read-only'), offset: 0, length: byteLength(8) };
  const send = (id: number) => client.target.ioctl(filter, IOCTL.IOCTL_KS_METHOD, header(METHODS, id, SEND), out).status;
  expect([send(METHOD.READ), send(METHOD.WRITE)]).toEqual([0, 0xc000_0005]);
});

test('METH-011: any value of the low bits executes', () => {
  const { call } = setup();
  for (const flags of [0, 1, 2, 3]) expect(call(METHOD.NONE, 0, flags).status).toBe('STATUS_SUCCESS');
});

test('METH-008, METH-040, METH-041: BASICSUPPORT', () => {
  const { call } = setup();
  for (const length of [0, 3]) expect(call(METHOD.WRITE, length, BASICSUPPORT).status).toBe('STATUS_BUFFER_TOO_SMALL');
  const short = call(METHOD.WRITE, 39, BASICSUPPORT);
  expect([short.information, u32(short.out)]).toEqual([4, 2]);
  const long = call(METHOD.MODIFY, 60, BASICSUPPORT);
  expect([long.information, u32(long.out), u32(long.out, 4), u32(long.out, 32)]).toEqual([40, 3, 40, 0]);
  expect(call(77, 4, BASICSUPPORT).status).toBe('STATUS_NOT_FOUND');
});

test('METH-042…044: SETSUPPORT', () => {
  const { client, filter, call } = setup();
  expect(client.method(filter, nullSet, 0, SETSUPPORT, 0)).toMatchObject({
    status: 'STATUS_BUFFER_OVERFLOW',
    information: 16,
  });
  expect(readGuid(client.method(filter, nullSet, 0, SETSUPPORT, 16).out, 0)).toBe(METHODS);
  expect(call(0, 0, SETSUPPORT).status).toBe('STATUS_SUCCESS');
  expect(client.method(filter, unknownSet, 0, SETSUPPORT, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
});

test('METH-029, OBJ-145: a method may pend, and be cancelled', () => {
  const { client, filter, call } = setup();
  const { target } = client;
  const start = target.now();
  expect(call(METHOD.WAIT, 0).status).toBe('STATUS_SUCCESS');
  expect(target.now() - start).toBe(100_000n);
  const request = target.submit(filter, IOCTL.IOCTL_KS_METHOD, header(METHODS, METHOD.WAIT, SEND), null);
  target.cancel(request);
  expect(target.wait(request, 0n)?.status).toBe(0xc000_0120);
});

test('METH-002, TOPO-030: a method of a node', () => {
  const { client, filter, level } = setup();
  const send = (node: number) => client.method(filter, METHODS, METHOD.READ, SEND | TOPOLOGY, ulongs(10), nodeId(node));
  expect(send(NODE.CONTROLS).status).toBe('STATUS_SUCCESS');
  expect(send(NODE.ADC).status).toBe('STATUS_PROPSET_NOT_FOUND');
  expect(send(12).status).toBe('STATUS_INVALID_PARAMETER');
  expect(level()).toBe(10);
});
