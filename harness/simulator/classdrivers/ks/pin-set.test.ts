import { describe, expect, test } from 'vitest';
import { readGuid } from '../../../abi/guid.ts';
import { TESTCAP_STILL } from '../../minidrivers/testcap/sets.ts';
import { NODE, PIN } from '../../minidrivers/testcap/testcap.ts';
import { BASICSUPPORT, Client, concat, GET, nodeId, pinId, SET, u32, ulongs } from '../../testing/client.ts';
import { dataFormatSize, makeFormat, readU32, sampleSize } from './formats.ts';
import { ksGuid } from './guids.ts';

const nullGuid = '{00000000-0000-0000-0000-000000000000}';

function setup() {
  const client = new Client();
  const filter = client.openFilter();
  return { client, filter, get: (id: number, pin: number, out: number) => client.pinProperty(filter, id, pin, out) };
}

/** The ranges of a multiple-item list. */
function ranges(list: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 8;
  for (let i = 0; i < u32(list, 4); i++) {
    found.push(list.slice(at, at + u32(list, at)));
    at += Math.ceil(u32(list, at) / 8) * 8;
  }
  return found;
}

describe('simple values', () => {
  test('PIN-003, PIN-004: a PinId that does not exist, and what is tested before it', () => {
    const { get } = setup();
    for (const id of [0, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13]) {
      expect(get(id, 7, 100).status).toBe('STATUS_INVALID_PARAMETER');
      expect(get(id, 0xffff_ffff, 100).status).toBe('STATUS_INVALID_PARAMETER');
    }
    for (const id of [3, 5, 6, 12, 13]) expect(get(id, 7, 0).status).toBe('STATUS_INVALID_PARAMETER');
    for (const id of [0, 2, 7, 8, 9, 11]) {
      expect(get(id, 7, 0).status).toBe('STATUS_BUFFER_OVERFLOW');
      expect(get(id, 7, 1).status).toBe('STATUS_BUFFER_TOO_SMALL');
    }
  });

  test('PIN-007: SET on what can only be read', () => {
    const { client, filter } = setup();
    for (const id of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]) {
      const { status } = client.pinProperty(filter, id, 0, new Uint8Array(200), SET);
      expect(status).toBe('STATUS_NOT_FOUND');
    }
  });

  test('PIN-010: CTYPES takes a plain KSPROPERTY', () => {
    const { client, filter } = setup();
    const plain = client.property(filter, 'KSPROPSETID_Pin', 1, GET, 4);
    expect([plain.information, u32(plain.out)]).toEqual([4, 7]);
    expect(u32(client.pinProperty(filter, 1, 99, 4).out)).toBe(7);
  });

  test('PIN-012, PIN-013: DATAFLOW and COMMUNICATION', () => {
    const { get } = setup();
    const all = Object.values(PIN);
    expect(all.map((pin) => u32(get(2, pin, 4).out))).toEqual([2, 2, 2, 1, 1, 1, 2]);
    expect(all.map((pin) => u32(get(7, pin, 4).out))).toEqual([1, 1, 1, 1, 4, 4, 4]);
  });

  test('PIN-016…020: instances of the filter, of the device, and those needed', () => {
    const { client, filter, get } = setup();
    const counts = (id: number, pin: number) => [u32(get(id, pin, 8).out), u32(get(id, pin, 8).out, 4)];
    expect(counts(0, PIN.AUDIO)).toEqual([2, 0]);
    expect(counts(0, PIN.RENDER)).toEqual([0xffff_ffff, 0]);
    expect(counts(8, PIN.CAPTURE)).toEqual([1, 0]);
    expect(u32(get(9, PIN.CAPTURE, 4).out)).toBe(1);
    const other = client.openFilter();
    client.openPin(other, PIN.AUDIO);
    client.openPin(filter, PIN.AUDIO);
    const pin = client.openPin(filter, PIN.AUDIO);
    expect([counts(0, PIN.AUDIO), counts(8, PIN.AUDIO)]).toEqual([
      [2, 2],
      [0xffff_ffff, 3],
    ]);
    client.target.close(pin);
    expect(counts(8, PIN.AUDIO)).toEqual([0xffff_ffff, 2]);
  });

  test('PIN-023, PIN-031…034: CATEGORY and NAME', () => {
    const { get } = setup();
    expect(readGuid(get(11, PIN.STILL, 16).out, 0)).toBe(ksGuid('PINNAME_VIDEO_CAPTURE'));
    const text = (pin: number) => {
      const { information } = get(12, pin, 0);
      return Buffer.from(get(12, pin, information).out).toString('utf16le');
    };
    expect(text(PIN.CAPTURE)).toBe('Capture\0');
    expect(text(PIN.STILL)).toBe('Test still\0');
    expect(get(12, PIN.STILL, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 22 });
    expect(get(12, PIN.STILL, 21)).toMatchObject({ status: 'STATUS_BUFFER_TOO_SMALL', information: 0 });
    expect(get(12, PIN.STILL, 100)).toMatchObject({ status: 'STATUS_SUCCESS', information: 22 });
    expect(TESTCAP_STILL).toMatch(/^\{/);
  });

  test('PIN-097, PROP-058: without physical connections the property is not advertised', () => {
    const { client, filter, get } = setup();
    expect(get(10, PIN.CAPTURE, 0).status).toBe('STATUS_NOT_FOUND');
    expect(u32(client.property(filter, 'KSPROPSETID_Pin', 10, BASICSUPPORT, 4).out) & 3).toBe(0);
  });
});

describe('lists', () => {
  test('PROP-130…136, PIN-040…042: DATARANGES', () => {
    const { get } = setup();
    const { status, information: size } = get(3, PIN.CAPTURE, 0);
    expect([status, size]).toEqual(['STATUS_BUFFER_OVERFLOW', 8 + 2 * 296]);
    expect(u32(get(3, PIN.CAPTURE, 4).out)).toBe(size);
    expect(get(3, PIN.CAPTURE, 4)).toMatchObject({ status: 'STATUS_SUCCESS', information: 4 });
    expect([...get(3, PIN.CAPTURE, 8).out]).toEqual([...ulongs(size, 2)]);
    for (const out of [1, 2, 3, 5, 6, 7, 9, 64, size - 1]) {
      expect(get(3, PIN.CAPTURE, out)).toMatchObject({ status: 'STATUS_BUFFER_TOO_SMALL', information: 0 });
    }
    const full = get(3, PIN.CAPTURE, size + 50);
    expect([full.status, full.information]).toEqual(['STATUS_SUCCESS', size]);
    expect(ranges(full.out).map((range) => range.length)).toEqual([296, 296]);
  });

  test('PIN-045: without a constrained list the full one answers', () => {
    const { get } = setup();
    expect(get(13, PIN.CAPTURE, 1000).out).toEqual(get(3, PIN.CAPTURE, 1000).out);
  });

  test('PIN-048, PIN-051: default interface and medium', () => {
    const { get } = setup();
    const expected = (set: string) => concat(ulongs(32, 1), guidBytes(ksGuid(set)), ulongs(0, 0));
    expect(get(5, PIN.CAPTURE, 32).out).toEqual(expected('KSINTERFACESETID_Standard'));
    expect(get(6, PIN.CAPTURE, 32).out).toEqual(expected('KSMEDIUMSETID_Standard'));
  });
});

const guidBytes = (guid: string): Uint8Array =>
  makeFormat({ majorFormat: guid, subFormat: nullGuid, specifier: nullGuid }).slice(16, 32);

describe('DATAINTERSECTION', () => {
  const wildcard = makeFormat({ majorFormat: nullGuid, subFormat: nullGuid, specifier: nullGuid });
  const foreign = makeFormat({ majorFormat: ksGuid('KSDATAFORMAT_TYPE_MIDI'), subFormat: nullGuid, specifier: nullGuid });

  test('PIN-066…069, PIN-079: the size protocol, and a concrete format', () => {
    const { client, filter } = setup();
    const [own] = ranges(client.pinProperty(filter, 3, PIN.CAPTURE, 1000).out);
    if (own === undefined) throw new Error('no range');
    expect(client.intersection(filter, PIN.CAPTURE, [own], 0)).toMatchObject({
      status: 'STATUS_BUFFER_OVERFLOW',
      information: 152,
    });
    expect(client.intersection(filter, PIN.CAPTURE, [own], 151)).toMatchObject({
      status: 'STATUS_BUFFER_TOO_SMALL',
      information: 0,
    });
    const { status, information, out } = client.intersection(filter, PIN.CAPTURE, [own], 500);
    expect([status, information, u32(out), sampleSize(out)]).toEqual(['STATUS_SUCCESS', 152, 152, sampleSize(own)]);
    expect(out.slice(16, 64)).toEqual(own.slice(16, 64));
    expect(client.intersection(filter, PIN.CAPTURE, [foreign], 500)).toMatchObject({
      status: 'STATUS_NO_MATCH',
      information: 0,
    });
  });

  test('PIN-061, PIN-062: the first client range that matches decides, factory ranges in order', () => {
    const { client, filter } = setup();
    const [small, large] = ranges(client.pinProperty(filter, 3, PIN.CAPTURE, 1000).out) as [Uint8Array, Uint8Array];
    const width = (range: readonly Uint8Array[]) => readU32(client.intersect(filter, PIN.CAPTURE, range), 116);
    expect(width([large, small])).toBe(640);
    expect(width([foreign, small, large])).toBe(320);
    expect(width([wildcard])).toBe(320);
    const broken = large.slice();
    broken.set(ulongs(10), 0);
    expect(width([small, broken])).toBe(320);
  });

  test('PIN-071, PIN-075, PIN-003: In, then PinId, then ranges', () => {
    const { client, filter } = setup();
    const ask = (instance: Uint8Array) => client.property(filter, 'KSPROPSETID_Pin', 4, GET, 500, instance).status;
    expect(ask(concat(pinId(0), ulongs(8)))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(concat(pinId(0), ulongs(72, 1), new Uint8Array(63)))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(concat(pinId(99), ulongs(72, 1), new Uint8Array(63)))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(concat(pinId(99), ulongs(0xffff_ffff, 9), new Uint8Array(64)))).toBe('STATUS_INVALID_PARAMETER');
  });

  test('PIN-072…074: sizes that lie, and no range at all', () => {
    const { client, filter } = setup();
    const ask = (size: number, count: number, ...parts: Uint8Array[]) =>
      client.property(filter, 'KSPROPSETID_Pin', 4, GET, 500, concat(pinId(0), ulongs(size, count), ...parts)).status;
    const range = (size: number) => concat(ulongs(size), foreign.slice(4));
    expect(ask(72, 1, range(63))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(72, 1, range(65))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(72, 1, range(0xffff_fff0))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(73, 1, range(64))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(72, 2, range(64))).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(ask(72, 0, range(64))).toBe('STATUS_NO_MATCH');
  });

  test('PIN-070: without a handler only specifier NONE meets', () => {
    const { client, filter } = setup();
    const format = client.intersect(filter, PIN.RENDER, [wildcard]);
    expect([format.length, readGuid(format, 16), readGuid(format, 48)]).toEqual([
      dataFormatSize,
      ksGuid('KSDATAFORMAT_TYPE_STREAM'),
      ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
    ]);
    const other = makeFormat({
      majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
      subFormat: nullGuid,
      specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
    });
    expect(client.intersection(filter, PIN.RENDER, [other], 500).status).toBe('STATUS_NO_MATCH');
  });

  test('PIN-063: a required attribute of the client that the factory lacks', () => {
    const { client, filter } = setup();
    const [own] = ranges(client.pinProperty(filter, 3, PIN.CAPTURE, 1000).out) as [Uint8Array];
    own.set(ulongs(2), 4);
    const attributes = (required: number) => concat(ulongs(32, 1), ulongs(24, required), guidBytes(ksGuid('KSPROPSETID_Pin')));
    const ask = (list: Uint8Array) =>
      client.property(
        filter,
        'KSPROPSETID_Pin',
        4,
        GET,
        500,
        concat(pinId(0), ulongs(8 + 296 + list.length, 1), own, list),
      ).status;
    expect(ask(attributes(0))).toBe('STATUS_SUCCESS');
    expect(ask(attributes(1))).toBe('STATUS_NO_MATCH');
    expect(ask(ulongs(32, 1))).toBe('STATUS_INVALID_BUFFER_SIZE');
  });
});

describe('PROPOSEDATAFORMAT of a factory', () => {
  test('PIN-090, PIN-093: says whether a pin could have the format', () => {
    const { client, filter } = setup();
    const format = client.format(filter, PIN.CAPTURE);
    const propose = (bytes: Uint8Array, pin: number = PIN.CAPTURE) =>
      client.pinProperty(filter, 14, pin, bytes, SET).status;
    expect(propose(format)).toBe('STATUS_SUCCESS');
    expect(propose(concat(format, new Uint8Array(20)))).toBe('STATUS_SUCCESS');
    const wrong = format.slice();
    wrong.set(ulongs(321), 116);
    expect(propose(wrong)).toBe('STATUS_NO_MATCH');
    expect(propose(format, PIN.RENDER)).toBe('STATUS_NO_MATCH');
    expect(propose(format, 77)).toBe('STATUS_INVALID_PARAMETER');
    expect(propose(concat(ulongs(63), format.slice(4)))).toBe('STATUS_INVALID_PARAMETER');
    expect(propose(concat(ulongs(153), format.slice(4)))).toBe('STATUS_INVALID_PARAMETER');
    expect(propose(format.slice(0, 63))).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(propose(new Uint8Array(0))).toBe('STATUS_BUFFER_OVERFLOW');
    expect(client.pinProperty(filter, 14, 0, 200, GET).status).toBe('STATUS_NOT_FOUND');
  });
});

describe('Topology', () => {
  test('TOPO-002…004, TOPO-006…008: the lists', () => {
    const { client, filter } = setup();
    const list = (id: number) => client.property(filter, 'KSPROPSETID_Topology', id, GET, 500);
    expect(u32(list(0).out, 4)).toBe(3);
    expect(readGuid(list(0).out, 8)).toBe(ksGuid('KSCATEGORY_VIDEO_CAMERA'));
    expect([list(1).information, u32(list(1).out, 4)]).toEqual([8 + 3 * 16, 3]);
    expect(readGuid(list(1).out, 8 + 16)).toBe(ksGuid('KSNODETYPE_VIDEO_STREAMING'));
    const { out, information } = list(2);
    expect([information, u32(out, 4)]).toEqual([8 + 7 * 16, 7]);
    expect([0, 4, 8, 12].map((at) => u32(out, 8 + at))).toEqual([0xffff_ffff, PIN.SENSOR, NODE.CONTROLS, 1]);
  });

  test('TOPO-010, TOPO-011: names of nodes', () => {
    const { client, filter } = setup();
    const name = (node: number, out: number) => client.property(filter, 'KSPROPSETID_Topology', 3, GET, out, nodeId(node));
    expect(name(3, 0).status).toBe('STATUS_INVALID_PARAMETER');
    expect(Buffer.from(name(NODE.ADC, 8).out).toString('utf16le')).toBe('Adc\0');
  });

  test('GEN-001: COMPONENTID', () => {
    const { client, filter } = setup();
    expect(client.property(filter, 'KSPROPSETID_General', 0, GET, 72)).toMatchObject({
      status: 'STATUS_SUCCESS',
      information: 72,
    });
  });
});
