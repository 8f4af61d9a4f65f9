import { expect, test } from 'vitest';
import { PROPERTY, TESTCAP_PROPERTIES as OWN } from '../../minidrivers/testcap/sets.ts';
import { NODE } from '../../minidrivers/testcap/testcap.ts';
import { Client, concat, GET, nodeId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { readGuid, writeGuid } from '../../../abi/guid.ts';
import { ksGuid } from './guids.ts';

const SERIALIZESET = 0x800;
const UNSERIALIZESET = 0x1000;
const SERIALIZERAW = 0x2000;
const UNSERIALIZERAW = 0x4000;
const SERIALIZESIZE = 0x8000;

function setup() {
  const client = new Client();
  const filter = client.openFilter();
  const own = (id: number, flags: number, out: Uint8Array | number, instance?: Uint8Array) =>
    client.property(filter, OWN, id, flags, out, instance);
  const serialized = (): Uint8Array => own(0, SERIALIZESET, own(0, SERIALIZESET, 0).information).out;
  return { client, filter, own, serialized };
}

/** The records of a stream by id. */
function records(stream: Uint8Array): Map<number, { type: string; value: Uint8Array }> {
  const found = new Map<number, { type: string; value: Uint8Array }>();
  let at = 20;
  for (let i = 0; i < u32(stream, 16); i++) {
    at = (at + 3) & ~3;
    const length = u32(stream, at + 28);
    found.set(u32(stream, at + 24), { type: readGuid(stream, at), value: stream.slice(at + 32, at + 32 + length) });
    at += 32 + length;
  }
  expect(at).toBe(stream.length);
  return found;
}

/** A stream with one record. */
function oneRecord(set: string, id: number, value: Uint8Array, claim = value.length): Uint8Array {
  const head = new Uint8Array(20);
  writeGuid(head, 0, set);
  head[16] = 1;
  const record = new Uint8Array(32);
  record.set(ulongs(id, claim), 24);
  return concat(head, record, value);
}

test('PROP-110, PROP-111: SERIALIZESIZE', () => {
  const { own } = setup();
  const size = (id: number) => u32(own(id, SERIALIZESIZE, 4).out);
  expect([PROPERTY.LEVEL, PROPERTY.CHANGES, PROPERTY.TABLE, PROPERTY.WIDE].map(size)).toEqual([4, 0, 1, 8]);
  expect(own(PROPERTY.LEVEL, SERIALIZESIZE, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 4 });
  expect(own(PROPERTY.LEVEL, SERIALIZESIZE, 3).status).toBe('STATUS_BUFFER_TOO_SMALL');
});

test('PROP-112…115: the stream of a set', () => {
  const { own, serialized } = setup();
  const total = own(0, SERIALIZESET, 0);
  expect(total.status).toBe('STATUS_BUFFER_OVERFLOW');
  expect(own(0, SERIALIZESET, total.information - 1).status).toBe('STATUS_BUFFER_TOO_SMALL');
  const stream = serialized();
  expect(readGuid(stream, 0)).toBe(OWN);
  const found = records(stream);
  expect([...found.keys()]).toEqual([PROPERTY.LEVEL, PROPERTY.ENABLE, PROPERTY.MODE, PROPERTY.TABLE, PROPERTY.WIDE]);
  expect([...(found.get(PROPERTY.TABLE)?.value ?? [])]).toEqual([...ulongs(20, 3, 1, 2, 3)]);
  expect(found.get(PROPERTY.LEVEL)?.type).toBe(ksGuid('KSPROPTYPESETID_General'));
  expect(found.get(PROPERTY.TABLE)?.type).toBe('{00000000-0000-0000-0000-000000000000}');
});

test('PROP-121: an unmodified stream restores every value', () => {
  const { own, serialized } = setup();
  own(PROPERTY.LEVEL, SET, ulongs(45));
  own(PROPERTY.TABLE, SET, ulongs(16, 2, 8, 9));
  const stream = serialized();
  own(PROPERTY.LEVEL, SET, ulongs(0));
  own(PROPERTY.TABLE, SET, ulongs(8, 0));
  expect(own(0, UNSERIALIZESET, stream)).toMatchObject({ status: 'STATUS_SUCCESS', information: 0 });
  expect(serialized()).toEqual(stream);
  expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(45);
});

test('PROP-117, PROP-118: malformed streams are refused, what was set before stays', () => {
  const { own } = setup();
  const refused = (stream: Uint8Array) => own(0, UNSERIALIZESET, stream).status;
  expect(refused(new Uint8Array(0))).toBe('STATUS_INVALID_PARAMETER');
  expect(refused(new Uint8Array(19))).toBe('STATUS_INVALID_PARAMETER');
  expect(refused(oneRecord(ksGuid('KSPROPSETID_Pin'), 0, ulongs(5)))).toBe('STATUS_INVALID_PARAMETER');
  expect(refused(oneRecord(OWN, PROPERTY.LEVEL, ulongs(5), 5))).toBe('STATUS_INVALID_PARAMETER');
  expect(refused(oneRecord(OWN, PROPERTY.LEVEL, ulongs(5), 0xffff_ffff))).toBe('STATUS_INVALID_PARAMETER');
  expect(refused(oneRecord(OWN, 99, ulongs(5)))).toBe('STATUS_NOT_FOUND');
  expect(refused(oneRecord(OWN, PROPERTY.CHANGES, ulongs(5)))).toBe('STATUS_NOT_FOUND');
  expect(refused(oneRecord(OWN, PROPERTY.LEVEL, Uint8Array.of(1, 2)))).toBe('STATUS_BUFFER_TOO_SMALL');
  const two = concat(oneRecord(OWN, PROPERTY.LEVEL, ulongs(5)), oneRecord(OWN, PROPERTY.MODE, ulongs(3)).slice(20));
  two[16] = 2;
  expect(refused(two)).toBe('STATUS_INVALID_PARAMETER');
  expect(u32(own(PROPERTY.LEVEL, GET, 4).out)).toBe(5);
  expect(u32(own(PROPERTY.MODE, GET, 4).out)).toBe(1);
});

test('PROP-117: a wrapped SET has the outcome of the direct one (BUG-001)', () => {
  for (const [id, value] of [
    [PROPERTY.LEVEL, ulongs(15)],
    [PROPERTY.LEVEL, ulongs(16)],
    [PROPERTY.MODE, ulongs(7)],
    [PROPERTY.WIDE, ulongs(1, 0xffff_ffff)],
    [PROPERTY.TABLE, ulongs(8, 1)],
  ] as const) {
    const direct = setup();
    const wrapped = setup();
    expect(wrapped.own(0, UNSERIALIZESET, oneRecord(OWN, id, value)).status).toBe(direct.own(id, SET, value).status);
    expect(wrapped.serialized()).toEqual(direct.serialized());
  }
});

test('PROP-119, PROP-120: raw serialization', () => {
  const { own } = setup();
  own(PROPERTY.LEVEL, SET, ulongs(-20));
  expect(own(PROPERTY.RAW, SERIALIZERAW, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 4 });
  const raw = own(PROPERTY.RAW, SERIALIZERAW, 4).out;
  own(PROPERTY.LEVEL, SET, ulongs(0));
  expect(own(PROPERTY.RAW, UNSERIALIZERAW, raw).status).toBe('STATUS_SUCCESS');
  expect(u32(own(PROPERTY.LEVEL, GET, 4).out) | 0).toBe(-20);
  expect(own(PROPERTY.LEVEL, SERIALIZERAW, 4).status).toBe('STATUS_NOT_FOUND');
});

test('PROP-112 on a node: the parts carry the node', () => {
  const { client, filter } = setup();
  const ask = (out: number) =>
    client.property(filter, OWN, 0, SERIALIZESET | TOPOLOGY, out, nodeId(NODE.CONTROLS));
  const { information } = ask(0);
  expect(ask(information).status).toBe('STATUS_SUCCESS');
  expect(client.property(filter, OWN, 0, SERIALIZESET | TOPOLOGY, 0, nodeId(9)).status).toBe('STATUS_INVALID_PARAMETER');
});

test('a set without anything to serialize is an empty stream; nothing stays allocated', () => {
  const { client, filter } = setup();
  const before = client.target.census();
  const { out, information } = client.property(filter, 'KSPROPSETID_Pin', 0, SERIALIZESET, 20);
  expect([information, u32(out, 16)]).toEqual([20, 0]);
  expect(client.target.census()).toEqual(before);
});
