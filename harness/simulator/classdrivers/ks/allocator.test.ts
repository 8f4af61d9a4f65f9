import { describe, expect, test } from 'vitest';
import { PIN } from '../../minidrivers/testcap/testcap.ts';
import { BASICSUPPORT, Client, GET, SET, u32, ulongs } from '../../testing/client.ts';

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  function setup() {
    const client = new Client('testcap', { arch });
    const filter = client.openFilter();
    const pin = client.openPin(filter, PIN.CAPTURE);
    const open = (options: number, frames: number, frameSize: number, alignment: number, parent = pin) =>
      client.openChild(parent, 'KSSTRING_Allocator', ulongs(options, 0, frames, frameSize, alignment, 0));
    return { client, filter, pin, open };
  }

  test('OBJ-086…089: what a framing may say', () => {
    const { client, pin, open } = setup();
    expect(open(3, 4, 4096, 3).status).toBe('STATUS_SUCCESS');
    expect(open(0, 0, 1, 0xfff).status).toBe('STATUS_SUCCESS');
    expect(open(0, 4, 0, 0).status).toBe('STATUS_INVALID_PARAMETER');
    for (const options of [4, 8, 0x8000_0000]) expect(open(options, 4, 1, 0).status).toBe('STATUS_INVALID_PARAMETER');
    for (const alignment of [4096, 0x1fff, 0xffff_ffff]) {
      expect(open(0, 4, 1, alignment).status).toBe('STATUS_INVALID_PARAMETER');
    }
    expect(client.openChild(pin, 'KSSTRING_Allocator', new Uint8Array(23)).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test('ALLOC-004: an alignment that is no mask (BUG-070)', () => {
    const { open } = setup();
    for (const alignment of [2, 5, 0x7fe]) expect(open(0, 4, 1, alignment).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test('OBJ-092: a pin without framing has no allocators', () => {
    const { client, filter, open } = setup();
    const still = client.openPin(filter, PIN.STILL);
    expect(open(0, 4, 1, 0, still).status).toBe('STATUS_NOT_SUPPORTED');
    expect(client.property(still, 'KSPROPSETID_Stream', 0, GET, 8).status).toBe('STATUS_NOT_FOUND');
    expect(client.property(still, 'KSPROPSETID_Connection', 6, GET, 0).status).toBe('STATUS_NOT_FOUND');
    for (const [set, id] of [
      ['KSPROPSETID_Stream', 0],
      ['KSPROPSETID_Connection', 6],
    ] as const) {
      expect(u32(client.property(still, set, id, BASICSUPPORT, 4).out) & 3).toBe(0);
    }
  });

  test('ALLOC-040…042: STATUS repeats the framing', () => {
    const { client, open } = setup();
    const { handle } = open(2, 5, 1000, 7);
    const { information, out } = client.property(handle, 'KSPROPSETID_StreamAllocator', 1, GET, 32);
    expect(information).toBe(32);
    expect(out).toEqual(ulongs(2, 0, 5, 1000, 7, 0, 0, 0));
  });

  test('ALLOC-020, ALLOC-025, ALLOC-027, ALLOC-043: what users are refused', () => {
    const { client, open } = setup();
    const { handle } = open(0, 4, 64, 0);
    const size = client.pointerSize;
    const method = (id: number, flags: number, out: number) =>
      client.method(handle, 'KSMETHODSETID_StreamAllocator', id, flags, out);
    expect(method(0, 2, size).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    expect(method(1, 1, size).status).toBe('STATUS_INVALID_PARAMETER');
    expect(method(0, 2, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: size });
    expect(u32(method(0, 0x200, 4).out)).toBe(2);
    const table = client.property(handle, 'KSPROPSETID_StreamAllocator', 0, GET, 64);
    expect(table.status).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });

  test('ALLOC-050…052: assigning an allocator', () => {
    const { client, filter, pin, open } = setup();
    const { handle } = open(0, 4, 64, 0);
    const size = client.pointerSize;
    const set = (value: number) => {
      const bytes = new Uint8Array(size);
      bytes.set(ulongs(value));
      return client.property(pin, 'KSPROPSETID_Stream', 0, SET, bytes).status;
    };
    expect(client.property(pin, 'KSPROPSETID_Stream', 0, GET, size)).toMatchObject({
      status: 'STATUS_SUCCESS',
      information: size,
      out: new Uint8Array(size),
    });
    expect([set(handle), set(0), set(filter), set(0x7777_0000)]).toEqual([
      'STATUS_SUCCESS',
      'STATUS_SUCCESS',
      'STATUS_PROPSET_NOT_FOUND',
      'STATUS_INVALID_HANDLE',
    ]);
    set(handle);
    client.setState(pin, 1);
    expect(set(0)).toBe('STATUS_INVALID_DEVICE_STATE');
    client.target.close(handle);
    client.target.close(pin);
    expect(client.target.census().references).toBe(1);
  });

  test('CONN-071, CONN-072, ALLOC-009: ALLOCATORFRAMING_EX', () => {
    const { client, pin } = setup();
    const get = (out: number) => client.property(pin, 'KSPROPSETID_Connection', 6, GET, out);
    expect(get(0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 24 + 88 });
    expect(get(111).status).toBe('STATUS_BUFFER_TOO_SMALL');
    const { information, out } = get(200);
    expect([information, u32(out)]).toEqual([112, 1]);
    expect([u32(out, 24 + 44), u32(out, 24 + 48)]).toEqual([4, 3]);
    const [min, max, stepping] = [68, 72, 76].map((at) => u32(out, 24 + at)) as [number, number, number];
    expect(min <= max && stepping <= max - min).toBe(true);
  });
});
