/** What pins of a WaveRT port answer for streams that lack something, and for handles that are no events. */
import { describe, expect, it } from 'vitest';
import { STATUS, statusName, ntStatus } from '../../../abi/ntstatus.ts';
import { Pool } from '../../kernel/pool.ts';
import type { KsRequest } from '../ks/automation.ts';
import { callerLayout } from '../ks/caller-layout.ts';
import type { WaveRtPin } from './wavert-pin.ts';
import { waveRtTable } from './wavert-table.ts';

const [GET, SET] = ['get', 'set'] as const;
const RT = { BUFFER: 1, POSITION: 3, CLOCK: 4, NOTIFIED: 5, REGISTER: 6, UNREGISTER: 7, NOTIFIES: 8, PACKETS: 9, PRESENTED: 10, READ: 11, WRITE: 12, NOBODY: 13 } as const;
const layouts = { x64: callerLayout('x64'), x86: callerLayout('x86') };

/** Asks a pin with this stream; the value has room for anything. */
function ask(stream: object, id: number, verb: 'get' | 'set', options: { pin?: object; input?: readonly number[]; value?: readonly number[]; arch?: 'x64' | 'x86' } = {}) {
  const { arch = 'x64' } = options;
  const pool = new Pool();
  const buffer = (name: string, words: readonly number[] = []) => {
    const made = pool.allocate(name, 64);
    made.zero();
    words.forEach((word, i) => { made.setU32(i * 4, word); });
    return made;
  };
  const target = { stream, buffer: null, registered: [], mappedRegisters: new Set(), addressOf: () => 0x1000, ...options.pin } as unknown as WaveRtPin;
  const item = waveRtTable(layouts[arch]).properties?.[0]?.items.find((each) => each.id === id);
  const request = { target, arch, input: buffer('In', options.input), value: buffer('value', options.value), information: 0 } as unknown as KsRequest<WaveRtPin>;
  const status = item?.[verb]?.(request);
  return { status: status === undefined ? 'no handler' : statusName(ntStatus(status)), request, access: item?.access?.(target) };
}

/** In behind KSPROPERTY. */
const behind = (...words: number[]) => [0, 0, 0, 0, 0, 0, ...words];

describe('a stream that lacks', () => {
  it.each<[what: string, id: number, verb: 'get' | 'set', input?: number[]]>([
    ['notifications', RT.NOTIFIED, GET, behind(0, 0, 4096, 1)],
    ['notifications', RT.REGISTER, SET, behind(4)],
    ['notifications', RT.UNREGISTER, SET, behind(4)],
    ['packets', RT.PACKETS, GET],
    ['output', RT.PRESENTED, GET],
    ['output', RT.WRITE, SET],
    ['input', RT.READ, GET],
    ['registers', RT.POSITION, GET],
    ['registers', RT.CLOCK, GET],
    ['everything', RT.NOBODY, GET],
  ])('%s supports none of them (property %i)', (_what, id, verb, input = []) => {
    const { status, access, request } = ask({}, id, verb, { input });
    expect([status, access, request.information]).toEqual(['STATUS_NOT_SUPPORTED', 0, 0]);
  });

  it('notifications says so, one that has them, too', () => {
    expect(ask({}, RT.NOTIFIES, GET).request.value.u32(0)).toBe(0);
    expect(ask({ notification: {} }, RT.NOTIFIES, GET).request.value.u32(0)).toBe(1);
    expect(ask({ notification: {} }, RT.REGISTER, SET).access).toBe(3);
  });
});

describe('events', () => {
  const signal = { type: 'signal', kind: 'auto-reset' };
  /** A pin with a buffer that notifies, and a kernel that knows some handles. */
  const pin = (more: object = {}) => {
    const events: object[] = [];
    const handles = new Map<number, object>([[4, signal], [8, { type: 'file' }], [12, { type: 'signal', kind: 'semaphore' }]]);
    return {
      buffer: { address: 0, size: 4096, notifications: 1 },
      registered: events,
      kernel: { handles },
      register: (object: object) => { const event = { signal: object }; events.push(event); return event; },
      unregister: (event: object) => { events.splice(events.indexOf(event), 1); },
      ...more,
    };
  };
  const stream = (registers: number = STATUS.STATUS_SUCCESS, unregisters: number = STATUS.STATUS_SUCCESS) => ({
    notification: { registerNotificationEvent: () => registers, unregisterNotificationEvent: () => unregisters },
  });

  it.each([
    [0, 'STATUS_INVALID_HANDLE'],
    [8, 'STATUS_OBJECT_TYPE_MISMATCH'],
    [12, 'STATUS_OBJECT_TYPE_MISMATCH'],
    [4, 'STATUS_SUCCESS'],
  ])('with the handle %i: %s', (handle, status) => {
    expect(ask(stream(), RT.REGISTER, SET, { pin: pin(), input: behind(handle) }).status).toBe(status);
  });

  it('need a buffer that notifies', () => {
    for (const buffer of [null, { notifications: 0 }]) expect(ask(stream(), RT.REGISTER, SET, { pin: pin({ buffer }), input: behind(4) }).status).toBe('STATUS_DEVICE_NOT_READY');
  });

  it('are registered once, and gone once; what the miniport refuses stays as it was', () => {
    const held = pin();
    const register = (of = stream()) => ask(of, RT.REGISTER, SET, { pin: held, input: behind(4) }).status;
    const unregister = (of = stream()) => ask(of, RT.UNREGISTER, SET, { pin: held, input: behind(4) }).status;
    expect([unregister(), register(stream(STATUS.STATUS_NO_MEMORY)), held.registered.length]).toEqual(['STATUS_NOT_FOUND', 'STATUS_NO_MEMORY', 0]);
    expect([register(), register(), held.registered.length]).toEqual(['STATUS_SUCCESS', 'STATUS_UNSUCCESSFUL', 1]);
    expect([unregister(stream(0, STATUS.STATUS_UNSUCCESSFUL)), held.registered.length]).toEqual(['STATUS_UNSUCCESSFUL', 1]);
    expect([unregister(), held.registered.length]).toEqual(['STATUS_SUCCESS', 0]);
  });
});

describe('positions and packets', () => {
  it('are those of the stream, or its status', () => {
    const packet = { packetNumber: 7, performanceCounter: 9, moreData: true };
    const read = ask({ input: { getReadPacket: () => packet } }, RT.READ, GET);
    expect([read.request.value.u32(0), Number(read.request.value.i64(8)), read.request.value.u32(16), read.request.information]).toEqual([7, 9, 1, 24]);
    expect(ask({ input: { getReadPacket: () => ({ ...packet, moreData: false }) } }, RT.READ, GET).request.value.u32(16)).toBe(0);
    expect(ask({ input: { getReadPacket: () => STATUS.STATUS_DEVICE_NOT_READY } }, RT.READ, GET).status).toBe('STATUS_DEVICE_NOT_READY');
    const output = (position: unknown) => ({ output: { getOutputStreamPresentationPosition: () => position } });
    expect(ask(output(STATUS.STATUS_DEVICE_NOT_READY), RT.PRESENTED, GET).status).toBe('STATUS_DEVICE_NOT_READY');
    const presented = ask(output({ blocks: 48, performanceCounter: 3 }), RT.PRESENTED, GET).request;
    expect([Number(presented.value.i64(0)), Number(presented.value.i64(8)), presented.information]).toEqual([48, 3, 16]);
  });

  it('a packet is written with no flags but the last one', () => {
    const written: unknown[] = [];
    const stream = { output: { setWritePacket: (...words: unknown[]) => { written.push(words); return STATUS.STATUS_SUCCESS; } } };
    const write = (...value: number[]) => ask(stream, RT.WRITE, SET, { value }).status;
    expect([write(3, 2, 0), write(3, 1, 100), written]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_SUCCESS', [[3, 1, 100]]]);
  });
});

it.each([['x64', 8], ['x86', 4]] as const)('a register is mapped once, unless the stream refuses (%s)', (arch, pointerSize) => {
  const register = { pages: {}, width: 32, numerator: 1, denominator: 48_000, accuracy: 2 };
  const stream = { getPositionRegister: () => register, getClockRegister: () => STATUS.STATUS_INSUFFICIENT_RESOURCES };
  const pin = { mappedRegisters: new Set<string>() };
  const map = (id: number) => ask(stream, id, GET, { pin, arch });
  const first = map(RT.POSITION);
  expect([first.status, first.access, first.request.value.pointer(0, pointerSize)]).toEqual(['STATUS_SUCCESS', 1, 0x1000]);
  expect([map(RT.POSITION).status, map(RT.CLOCK).status, [...pin.mappedRegisters]]).toEqual(['STATUS_INVALID_DEVICE_REQUEST', 'STATUS_INSUFFICIENT_RESOURCES', ['position']]);
});

it.each([0, 3])('a buffer has no %i notifications, and the client does not say where it lies', (count) => {
  expect(ask({ notification: {} }, RT.NOTIFIED, GET, { input: behind(0, 0, 4096, count) }).status).toBe('STATUS_INVALID_PARAMETER');
  expect(ask({}, RT.BUFFER, GET, { input: behind(1, 0, 4096) }).status).toBe('STATUS_UNSUCCESSFUL');
  expect(ask({ allocateAudioBuffer: () => STATUS.STATUS_NO_MEMORY }, RT.BUFFER, GET, { input: behind(0, 0, 4096) }).status).toBe('STATUS_NO_MEMORY');
});
