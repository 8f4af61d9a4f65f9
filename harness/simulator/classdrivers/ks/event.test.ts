import { describe, expect, test } from 'vitest';
import { byteLength } from '../../../abi/byte-length.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { readGuid } from '../../../abi/guid.ts';
import { statusName } from '../../../abi/ntstatus.ts';
import type { Handle, Region } from '../../../target/target.ts';
import { EVENT, PROPERTY, TESTCAP_EVENTS as EVENTS, TESTCAP_PROPERTIES } from '../../minidrivers/testcap/sets.ts';
import { NODE } from '../../minidrivers/testcap/testcap.ts';
import { Client, concat, header, nodeId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { callerLayout } from './caller-layout.ts';

const ENABLE = 1;
const ONESHOT = 2;
const ENABLEBUFFERED = 4;
const SETSUPPORT = 0x100;
const BASICSUPPORT = 0x200;
const QUERYBUFFER = 0x400;
const EVENT_HANDLE = 1;
const SEMAPHORE_HANDLE = 2;
const unknownSet = '{00000000-1111-2222-3333-444444444444}';
const nullSet = '{00000000-0000-0000-0000-000000000000}';

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  function setup() {
    const client = new Client('testcap', { arch });
    const filter = client.openFilter();
    const signal = client.target.createSignal('auto-reset');
    let next = 0;
    return {
      client,
      filter,
      signal,
      target: client.target,
      /** Changes the level, which raises the events. */
      occur: (on: Handle = filter) => {
        next = next === 100 ? -100 : next + 5;
        client.property(on, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(next));
      },
      setLevel: (level: number) => client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(level)),
      taken: (handle: Handle = signal) => client.target.takeSignals(handle, 0n),
    };
  }

  test('EVT-010, EVT-011, EVT-023: an enable signals at every occurrence and writes nothing', () => {
    const { client, filter, signal, target, occur, taken } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    const before = data.bytes.slice();
    const answer = target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(EVENTS, EVENT.CHANGED, ENABLE), {
      region: data,
      offset: 0,
      length: data.length,
    });
    expect(answer).toEqual({ status: 0, information: 0 });
    expect(data.bytes).toEqual(before);
    expect(taken()).toBe(0);
    for (let i = 0; i < 3; i++) {
      occur();
      expect([taken(), taken()]).toEqual([1, 0]);
    }
    expect(target.census().eventEnables).toBe(1);
  });

  test('EVT-012…015: envelope and lookup', () => {
    const { client, filter, signal, target } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    const short = target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, new Uint8Array(23), null);
    expect(statusName(short.status)).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(client.enable(filter, unknownSet, 0, ENABLE, data)).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(client.enable(filter, EVENTS, 42, ENABLE, data)).toBe('STATUS_NOT_FOUND');
    expect(client.enable(filter, EVENTS, EVENT.CHANGED, 0, data)).toBe('STATUS_INVALID_PARAMETER');
    for (const [input, out] of [
      [{ address: 8n, length: byteLength(24) }, { region: data, offset: 0, length: data.length }],
      [header(EVENTS, EVENT.CHANGED, ENABLE), { address: 8n, length: byteLength(64) }],
    ] as const) {
      expect(statusName(target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, input, out).status)).toBe(
        'STATUS_ACCESS_VIOLATION',
      );
    }
    expect(target.census().eventEnables).toBe(0);
  });

  test('EVT-016, CLK-047: Out below what the event needs', () => {
    const { client, filter, signal, target } = setup();
    const data = client.eventData(EVENT_HANDLE, signal, { extra: ulongs(10) });
    for (const [id, needed] of [
      [EVENT.CHANGED, data.length - 4],
      [EVENT.REACHED, data.length],
    ] as const) {
      const send = (length: number) =>
        target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(EVENTS, id, ENABLE), { region: data, offset: 0, length: byteLength(length) });
      for (const length of [0, 1, needed - 1]) {
        expect(statusName(send(length).status)).toBe('STATUS_INVALID_BUFFER_SIZE');
      }
      expect(send(needed).status).toBe(0);
    }
  });

  test('EVT-017: kinds of notification that are the kernel’s', () => {
    const { client, filter, signal } = setup();
    for (const type of [0, 3, 4, 8, 0x10, 0x20, 0x80, 0xffff_ffff]) {
      expect(client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(type, signal))).toBe(
        'STATUS_INVALID_PARAMETER',
      );
    }
  });

  test('EVT-018: handles that are nothing, or the wrong thing', () => {
    const { client, filter, signal, target } = setup();
    const enable = (type: number, handle: number) =>
      client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(type, handle));
    expect(enable(EVENT_HANDLE, 0)).toBe('STATUS_INVALID_HANDLE');
    expect(enable(EVENT_HANDLE, 0x7777_0000)).toBe('STATUS_INVALID_HANDLE');
    expect(enable(EVENT_HANDLE, filter)).toBe('STATUS_OBJECT_TYPE_MISMATCH');
    expect(enable(SEMAPHORE_HANDLE, signal)).toBe('STATUS_OBJECT_TYPE_MISMATCH');
    expect(enable(EVENT_HANDLE, target.createSignal('semaphore'))).toBe('STATUS_OBJECT_TYPE_MISMATCH');
  });

  test('EVT-019: the enable keeps the object alive when its handle is closed', () => {
    const { client, filter, signal, target, occur } = setup();
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(EVENT_HANDLE, signal));
    target.close(signal);
    occur();
    expect(client.disable(filter, null)).toBe('STATUS_SUCCESS');
    target.close(filter);
    expect(target.census().references).toBe(0);
  });

  test('EVT-024, EVT-025: a one-shot fires once and is gone', () => {
    const { client, filter, signal, target, occur, taken } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ONESHOT, data);
    occur();
    occur();
    expect([taken(), taken()]).toEqual([1, 0]);
    expect(target.census().eventEnables).toBe(0);
    expect(client.disable(filter, data)).toBe('STATUS_UNSUCCESSFUL');
    client.enable(filter, EVENTS, EVENT.CHANGED, ONESHOT, data);
    expect(client.disable(filter, data)).toBe('STATUS_SUCCESS');
    occur();
    expect(taken()).toBe(0);
  });

  test('EVT-027, EVT-050: one address enabled twice is two entries', () => {
    const { client, filter, signal } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    expect([client.disable(filter, data), client.disable(filter, data), client.disable(filter, data)]).toEqual([
      'STATUS_SUCCESS',
      'STATUS_SUCCESS',
      'STATUS_UNSUCCESSFUL',
    ]);
  });

  test('EVT-028: extra parameters are fixed at enable time', () => {
    const { client, filter, signal, setLevel, taken } = setup();
    const data = client.eventData(EVENT_HANDLE, signal, { extra: ulongs(50) });
    client.enable(filter, EVENTS, EVENT.REACHED, ENABLE, data);
    data.bytes.fill(0);
    setLevel(45);
    expect(taken()).toBe(0);
    setLevel(60);
    expect(taken()).toBe(1);
  });

  test('EVT-029…031: semaphores count by their adjustment and never overflow; events coalesce', () => {
    const { client, filter, signal, target, occur, taken } = setup();
    const semaphore = target.createSignal('semaphore', 5);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(SEMAPHORE_HANDLE, semaphore, { adjustment: 2 }));
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(EVENT_HANDLE, signal));
    for (let i = 0; i < 4; i++) occur();
    expect([taken(semaphore), taken()]).toEqual([4, 1]);
    occur();
    expect(taken(semaphore)).toBe(2);
  });

  test('EVT-040, EVT-043: only the address of the KSEVENTDATA names an enable', () => {
    const { client, filter, signal } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    const copy = client.eventData(EVENT_HANDLE, signal);
    expect(client.disable(filter, copy)).toBe('STATUS_UNSUCCESSFUL');
    expect(client.disable(filter, data)).toBe('STATUS_SUCCESS');
    expect(client.disable(filter, data)).toBe('STATUS_UNSUCCESSFUL');
  });

  test('EVT-041, EVT-042: lengths of In when disabling', () => {
    const { client, filter, signal, target } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    const { size } = callerLayout(arch).eventData;
    const send = (length: number) =>
      statusName(target.ioctl(filter, IOCTL.IOCTL_KS_DISABLE_EVENT, { address: data.address, length: byteLength(length) }, null).status);
    expect([1, size - 1].map(send)).toEqual(['STATUS_INVALID_BUFFER_SIZE', 'STATUS_INVALID_BUFFER_SIZE']);
    expect(send(size + 16)).toBe('STATUS_SUCCESS');
  });

  test('EVT-044, EVT-045, EVT-033: disabling everything concerns the own file object only', () => {
    const { client, filter, signal, target, occur, taken } = setup();
    const other = client.openFilter();
    const otherSignal = target.createSignal('auto-reset');
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(EVENT_HANDLE, signal));
    client.enable(filter, EVENTS, EVENT.LOG, ENABLE, client.eventData(EVENT_HANDLE, signal));
    client.enable(other, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(EVENT_HANDLE, otherSignal));
    expect(client.disable(filter, null)).toBe('STATUS_SUCCESS');
    expect(client.disable(filter, null)).toBe('STATUS_SUCCESS');
    occur();
    expect([taken(), taken(otherSignal)]).toEqual([0, 1]);
  });

  test('EVT-047: the memory behind the address need not exist any more', () => {
    const { client, filter, signal, target } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    target.release(data);
    expect(client.disable(filter, data)).toBe('STATUS_SUCCESS');
  });

  test('EVT-048: another file object cannot disable', () => {
    const { client, filter, signal } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    expect(client.disable(client.openFilter(), data)).toBe('STATUS_UNSUCCESSFUL');
  });

  test('EVT-049: a signal sent before the disable remains', () => {
    const { client, filter, signal, occur, taken } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.CHANGED, ENABLE, data);
    occur();
    client.disable(filter, data);
    occur();
    expect([taken(), taken()]).toEqual([1, 0]);
  });

  test('EVT-060…062: support queries', () => {
    const { client, filter, target } = setup();
    const ask = (set: string, id: number, flags: number, out: number) =>
      client.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(set, id, flags), out);
    expect(ask(EVENTS, EVENT.LOG, BASICSUPPORT, 0)).toMatchObject({ status: 'STATUS_SUCCESS', information: 0 });
    expect(ask(EVENTS, 42, BASICSUPPORT, 0).status).toBe('STATUS_NOT_FOUND');
    expect(ask(unknownSet, 0, BASICSUPPORT, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(ask(EVENTS, 42, SETSUPPORT, 0).status).toBe('STATUS_SUCCESS');
    expect(ask(unknownSet, 0, SETSUPPORT, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
    // testcap's own set, and that of a device.
    expect(ask(nullSet, 0, SETSUPPORT, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 32 });
    expect(ask(nullSet, 0, SETSUPPORT, 31).status).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(readGuid(ask(nullSet, 0, SETSUPPORT, 32).out, 0)).toBe(EVENTS);
    const out = new Uint8Array(32);
    expect(target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, null, out)).toEqual({ status: 0, information: 32 });
    expect(readGuid(out, 0)).toBe(EVENTS);
  });

  test('EVT-070…075: buffered events queue records that are fetched in order', () => {
    const { client, filter, signal, target, setLevel, taken } = setup();
    const data = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.LOG, ENABLEBUFFERED, data);
    const at = callerLayout(arch).queryBuffer;
    const query = (out: number, of: Region = data) => {
      const pointer = new Uint8Array(at.size - 24);
      pointer.set(ulongs(Number(of.address & 0xffff_ffffn), arch === 'x64' ? Number(of.address >> 32n) : 0), 0);
      return client.ioctl(
        filter,
        IOCTL.IOCTL_KS_ENABLE_EVENT,
        header(EVENTS, EVENT.LOG, QUERYBUFFER, pointer.slice(0, at.size - 24)),
        out,
      );
    };
    expect(query(8)).toMatchObject({ status: 'STATUS_NO_MORE_ENTRIES', information: 0 });
    setLevel(10);
    setLevel(20);
    expect(taken()).toBe(0);
    expect(query(0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 8 });
    expect(query(7).status).toBe('STATUS_BUFFER_TOO_SMALL');
    const first = query(8);
    expect([first.status, first.information, u32(first.out), u32(first.out, 4)]).toEqual(['STATUS_SUCCESS', 8, 0, 10]);
    expect(u32(query(8).out, 4)).toBe(20);
    expect(query(8).status).toBe('STATUS_NO_MORE_ENTRIES');
    expect(query(8, client.eventData(EVENT_HANDLE, signal)).status).toBe('STATUS_NOT_FOUND');
    const plain = client.eventData(EVENT_HANDLE, signal);
    client.enable(filter, EVENTS, EVENT.LOG, ENABLE, plain);
    expect(query(8, plain).status).toBe('STATUS_INVALID_PARAMETER');
    client.disable(filter, data);
    expect(query(8).status).toBe('STATUS_NOT_FOUND');
    const short = client.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(EVENTS, EVENT.LOG, QUERYBUFFER), 8);
    expect(short.status).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(target.census().eventEnables).toBe(1);
  });

  test('EVT-080, OBJ-133: closing the handle ends its enables', () => {
    const { client, filter, signal, target, occur, taken } = setup();
    const other = client.openFilter();
    client.enable(other, EVENTS, EVENT.CHANGED, ENABLE, client.eventData(EVENT_HANDLE, signal));
    target.close(other);
    occur(filter);
    expect([taken(), target.census().eventEnables]).toEqual([0, 0]);
  });

  test('TOPO-030, TOPO-039: events of a node, through the filter and through a node handle', () => {
    const { client, filter, target, occur, taken } = setup();
    const [one, two] = [target.createSignal('auto-reset'), target.createSignal('auto-reset')];
    const enable = (handle: Handle, signal: Handle, flags: number, instance?: Uint8Array) =>
      client.enable(handle, EVENTS, EVENT.CHANGED, flags, client.eventData(EVENT_HANDLE, signal), instance);
    expect(enable(filter, one, ENABLE | TOPOLOGY, nodeId(NODE.CONTROLS))).toBe('STATUS_SUCCESS');
    expect(enable(filter, one, ENABLE | TOPOLOGY, nodeId(NODE.ADC))).toBe('STATUS_PROPSET_NOT_FOUND');
    const node = client.openChild(filter, 'KSSTRING_TopologyNode', ulongs(0, NODE.CONTROLS)).handle;
    expect(enable(node, two, ENABLE)).toBe('STATUS_SUCCESS');
    occur();
    expect([taken(one), taken(two)]).toEqual([1, 1]);
    target.close(node);
    occur();
    expect([taken(one), taken(two)]).toEqual([1, 0]);
  });
});

test('EVT-040: an event enabled with a plain byte array cannot be named again, but ends with the handle', () => {
  const client = new Client();
  const filter = client.openFilter();
  const signal = client.target.createSignal('auto-reset');
  const data = concat(ulongs(1, 0, signal, 0), new Uint8Array(16));
  const { target } = client;
  expect(target.ioctl(filter, IOCTL.IOCTL_KS_ENABLE_EVENT, header(EVENTS, 0, ENABLE), data).status).toBe(0);
  expect(statusName(target.ioctl(filter, IOCTL.IOCTL_KS_DISABLE_EVENT, data, null).status)).toBe('STATUS_UNSUCCESSFUL');
  expect(target.census().eventEnables).toBe(1);
  target.close(filter);
  expect(target.census().eventEnables).toBe(0);
});
