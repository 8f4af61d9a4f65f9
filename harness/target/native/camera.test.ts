/** The example camera on the mini KS, through the boundary, against the rules that the comments name. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import type { Buffer, Handle, MemoryKind, RequestId, Target } from '../target.ts';
import { createNativeTarget } from './native.ts';
import { buildFolder, buildTime, cannotBuild, makeExample } from './testing/build.ts';
import { Client, decode, encode, guid, named, number, request } from './testing/client.ts';

const [get, set, basicSupport, topology] = [1, 2, 0x200, 0x1000_0000];
const [success, overflow, tooSmall] = ['STATUS_SUCCESS', 'STATUS_BUFFER_OVERFLOW', 'STATUS_BUFFER_TOO_SMALL'];
const frameInterval = 333_333;
const frameSize = 160 * 120 * 2;

const folder = buildFolder();
let camera = '';
let target: Target;
let ks: Client;

beforeAll(() => {
  if (!cannotBuild) camera = makeExample(folder, 'camera.so')[0] ?? '';
}, buildTime);
afterAll(() => { rmSync(folder, { recursive: true }); });
beforeEach(({ skip, onTestFinished }) => {
  if (cannotBuild) skip(cannotBuild);
  target = createNativeTarget(camera);
  ks = new Client(target);
  onTestFinished(() => { target.dispose(); });
});

const out = (length: number) => new Uint8Array(length);
const pinProperty = (id: number, pin = 0, verb = get) => request('KSPROPSETID_Pin', id, verb, pin, 0);
/** The whole structure of VideoProcAmp, as request and as value (VCAP-001). */
const brightness = (verb: number, value = 0, flags = 2) =>
  encode('KSPROPERTY_VIDEOPROCAMP_S', {
    Property: { Set: guid('PROPSETID_VIDCAP_VIDEOPROCAMP'), Id: 0, Flags: verb },
    Value: value,
    Flags: flags,
  });
const readBrightness = () => decode('KSPROPERTY_VIDEOPROCAMP_S', ks.get(ks.filter, brightness(get)))['Value'];
const writeBrightness = (value: number, flags = 2) => ks.property(ks.filter, brightness(set), brightness(set, value, flags))[0];

describe('property requests', () => {
  test.for<[what: string, input: () => Uint8Array, output: number, status: string, information: number]>([
    ['CTYPES', () => request('KSPROPSETID_Pin', 1, get), 4, success, 4],
    ['PROP-026 with room to spare', () => request('KSPROPSETID_Pin', 1, get), 100, success, 4],
    ['PROP-021 the size of a value', () => pinProperty(0), 0, overflow, 8],
    ['PROP-022 a short value', () => pinProperty(0), 7, tooSmall, 0],
    ['PROP-001 a short envelope', () => request('KSPROPSETID_Pin', 1, get).subarray(0, 23), 4, 'STATUS_INVALID_BUFFER_SIZE', 0],
    ['PROP-020 a short request', () => pinProperty(0).subarray(0, 31), 8, 'STATUS_INVALID_BUFFER_SIZE', 0],
    ['PROP-010 an unknown set', () => request('KSPROPSETID_Audio', 1, get), 4, 'STATUS_PROPSET_NOT_FOUND', 0],
    ['PROP-011 an unknown id', () => request('KSPROPSETID_Pin', 99, get), 4, 'STATUS_NOT_FOUND', 0],
    ['PROP-016 a set of what can only be read', () => request('KSPROPSETID_Pin', 1, set), 4, 'STATUS_NOT_FOUND', 0],
    ['PROP-032 no verb', () => request('KSPROPSETID_Pin', 1, 0), 4, 'STATUS_INVALID_PARAMETER', 0],
    ['PIN-003 an unknown pin', () => pinProperty(2, 2), 4, 'STATUS_INVALID_PARAMETER', 0],
    ['PIN-048 interfaces', () => pinProperty(5), 32, success, 32],
    ['PROP-131 the size of a list', () => pinProperty(6), 0, overflow, 32],
    ['PROP-132 the first word of a list', () => pinProperty(6), 4, success, 4],
    ['PROP-133 the head of a list', () => pinProperty(6), 8, success, 8],
    ['PROP-136 part of a list', () => pinProperty(6), 31, tooSmall, 0],
    ['PIN-023 the category', () => pinProperty(11), 16, success, 16],
    ['PIN-033 the size of a name', () => pinProperty(12), 0, overflow, 16],
    ['PROP-080 all sets', () => request('{00000000-0000-0000-0000-000000000000}', 0, 0x100), 48, success, 48],
    ['PROP-083 one set', () => request('KSPROPSETID_Topology', 0, 0x100), 0, success, 0],
    ['PROP-090 the size of relations', () => request('KSPROPSETID_Pin', 1, 0x400), 0, overflow, 8],
    ['PROP-110 a serialized size', () => request('KSPROPSETID_Pin', 1, 0x8000), 4, success, 4],
    ['PROP-120 raw serialization', () => request('KSPROPSETID_Pin', 1, 0x2000), 4, 'STATUS_NOT_FOUND', 0],
    ['TOPO-032 a node without its id', () => request('KSPROPSETID_Pin', 1, get | topology), 4, 'STATUS_INVALID_BUFFER_SIZE', 0],
    ['TOPO-033 an unknown node', () => request('KSPROPSETID_Pin', 1, get | topology, 2, 0), 4, 'STATUS_INVALID_PARAMETER', 0],
    ['TOPO-034 a node without properties', () => request('KSPROPSETID_Pin', 1, get | topology, 0, 0), 4, 'STATUS_PROPSET_NOT_FOUND', 0],
    ['TOPO-013 the name of a node', () => request('KSPROPSETID_Topology', 3, get | topology, 1, 0), 34, success, 34],
  ])('%s', ([, input, output, status, information]) => {
    const bytes = out(output).fill(0xa5);
    expect(ks.property(ks.filter, input(), bytes)).toEqual([status, information]);
    const written = information <= output ? information : 0;
    expect(bytes.subarray(status === success ? written : 0).every((byte) => byte === 0xa5)).toBe(true);
  });

  test('PROP-050…055 BASICSUPPORT in every length', () => {
    const answers = [0, 3, 4, 39, 40, 41, 91, 92, 100].map((n) => ks.property(ks.filter, brightness(basicSupport), out(n)));
    expect(answers).toEqual([
      [overflow, 92], [tooSmall, 0], [success, 4], [tooSmall, 0], [success, 40], [tooSmall, 0], [tooSmall, 0], [success, 92], [success, 92],
    ]);
  });

  test('PROP-060…065 BASICSUPPORT and DEFAULTVALUES describe the values', () => {
    const description = decode('KSPROPERTY_DESCRIPTION', ks.get(ks.filter, brightness(basicSupport)));
    expect(description).toMatchObject({ AccessFlags: 0x203, DescriptionSize: 92, MembersListCount: 2 });
    expect(description['PropTypeSet']).toMatchObject({ Set: guid('KSPROPTYPESETID_General'), Id: 3 });
    expect(decode('KSPROPERTY_DESCRIPTION', ks.get(ks.filter, brightness(0x10000)))).toMatchObject({ DescriptionSize: 60, MembersListCount: 1 });
  });

  test('brightness takes every step of its range and nothing else, on filter and node alike', () => {
    for (const value of [-64, -2, 0, 64]) {
      expect(writeBrightness(value)).toBe(success);
      expect(readBrightness()).toBe(value);
    }
    for (const [value, flags] of [[65, 2], [66, 2], [1, 2], [-66, 2], [0, 1], [2 ** 31 - 1, 2]] as const) {
      expect(writeBrightness(value, flags)).toBe('STATUS_INVALID_PARAMETER');
    }
    expect(readBrightness()).toBe(64);
    const onNode = (verb: number) => encode('KSPROPERTY_VIDEOPROCAMP_NODE_S', {
      NodeProperty: { Property: { Set: guid('PROPSETID_VIDCAP_VIDEOPROCAMP'), Id: 0, Flags: verb }, NodeId: 1 },
    });
    const fromNode = decode('KSPROPERTY_VIDEOPROCAMP_NODE_S', ks.get(ks.filter, onNode(get | topology)));
    expect(fromNode).toMatchObject({ Value: 64, Flags: 2, Capabilities: 2 });
    const { handle } = ks.child(ks.filter, 'KSSTRING_TopologyNode', encode('KSNODE_CREATE', { Node: 1 }));
    expect(decode('KSPROPERTY_VIDEOPROCAMP_NODE_S', ks.get(handle, onNode(get)))['Value']).toBe(64);
  });

  test('PROP-112…121 a set is serialized and restored', () => {
    const sets = (verb: number) => request('PROPSETID_VIDCAP_VIDEOPROCAMP', 0, verb);
    writeBrightness(22);
    const stream = ks.get(ks.filter, sets(0x800));
    expect(stream.length).toBe(20 + 32 + 40);
    writeBrightness(-4);
    expect(ks.property(ks.filter, sets(0x1000), stream)).toEqual([success, 0]);
    expect(readBrightness()).toBe(22);
    expect(ks.property(ks.filter, sets(0x1000), stream.subarray(0, 91))[0]).toBe('STATUS_INVALID_BUFFER_SIZE');
  });

  test('methods: no object has any', () => {
    const method = (input: Uint8Array) => named(target.ioctl(ks.filter, IOCTL.IOCTL_KS_METHOD, input, null))[0];
    expect(method(request('KSMETHODSETID_StreamAllocator', 0, 1))).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(method(out(23))).toBe('STATUS_INVALID_BUFFER_SIZE');
  });
});

describe('creating', () => {
  test('PIN-078 a pin with the format that the intersection gave', () => {
    const format = ks.intersect(0);
    expect(decode('KSDATAFORMAT', format)).toMatchObject({ FormatSize: 152, SampleSize: frameSize });
    const pin = ks.pin();
    expect(ks.get(pin, request('KSPROPSETID_Connection', 2, get))).toEqual(format);
    expect(ks.property(pin, request('KSPROPSETID_Connection', 2, set), format)[0]).toBe(success);
    expect(ks.get(ks.filter, pinProperty(0))).toEqual(encode('KSPIN_CINSTANCES', { PossibleCount: 1, CurrentCount: 1 }));
  });

  test('refuses what the rules refuse', () => {
    const format = ks.intersect(0);
    const wrong = format.slice();
    wrong[32] = 0;
    const make = (blob: Uint8Array) => ks.child(ks.filter, 'KSSTRING_Pin', blob).status;
    const { Interface, Medium } = decode('KSPIN_CONNECT', ks.connect({}, format)) as Record<string, Record<string, string>>;
    expect([
      make(out(0)),
      make(ks.connect({}, format).subarray(0, 200)),
      make(ks.connect({ PinId: 2 }, format)),
      make(ks.connect({ Interface: { ...Interface, Id: 7 } }, format)),
      make(ks.connect({ Medium: { ...Medium, Set: guid('KSPROPSETID_Pin') } }, format)),
      make(ks.connect({}, wrong)),
      make(ks.connect({ PinToHandle: 4711n }, format)),
      make(ks.connect({ PinId: 1 }, ks.intersect(1))),
    ]).toEqual([
      'STATUS_INVALID_PARAMETER', 'STATUS_INVALID_PARAMETER', 'STATUS_INVALID_PARAMETER', 'STATUS_NO_MATCH', 'STATUS_NO_MATCH',
      'STATUS_NO_MATCH', 'STATUS_INVALID_HANDLE', 'STATUS_INSUFFICIENT_RESOURCES',
    ]);
    const pin = ks.pin();
    expect(ks.child(ks.filter, 'KSSTRING_Pin', ks.connect({}, format)).status).toBe('STATUS_INSUFFICIENT_RESOURCES');
    expect(ks.child(ks.filter, 'KSSTRING_Clock', out(4)).status).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(ks.child(pin, 'KSSTRING_Clock', Uint8Array.of(1, 0, 0, 0)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(ks.child(pin, 'KSSTRING_Allocator', out(24)).status).toBe('STATUS_NOT_SUPPORTED');
    expect(ks.child(ks.filter, 'KSSTRING_TopologyNode', encode('KSNODE_CREATE', { Node: 2 })).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test('OBJ-131 a pin outlives its filter handle, and all is given back', () => {
    const pin = ks.pin();
    const { handle: clock } = ks.child(pin, 'KSSTRING_Clock', out(4));
    target.close(ks.filter);
    expect(ks.setState(pin, 'RUN')[0]).toBe(success);
    target.close(pin);
    expect(ks.property(clock, request('KSPROPSETID_Clock', 0, get), out(8))).toEqual([success, 8]);
    target.close(clock);
    expect(target.census()).toEqual({ handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 });
  });
});

describe('streaming', () => {
  let pin: Handle;
  beforeEach(() => { pin = ks.pin(); });

  /** Sends a read of one frame; `headers` to look at, `frame` its memory. */
  const read = (changes = {}, extent = frameSize) => {
    const frame = target.allocate(extent);
    const headers = target.allocate(56);
    headers.bytes.set(encode('KSSTREAM_HEADER', {
      Size: 56, PresentationTime: { Time: 0n, Numerator: 1, Denominator: 1 }, FrameExtent: extent, Data: frame.address, ...changes,
    }));
    return { frame, headers, id: target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, { region: headers, offset: 0, length: byteLength(56) }) };
  };
  const answer = (id: RequestId, limit = 0n) => {
    const got = target.wait(id, limit);
    return got && named(got);
  };

  test('frames arrive in time and in order while the pin runs', () => {
    ks.setState(pin, 'PAUSE');
    const reads = [read(), read()];
    expect(answer(reads[0]!.id, 10_000_000n)).toBeNull();
    writeBrightness(10);
    ks.setState(pin, 'RUN');
    const start = target.now();
    reads.forEach(({ frame, headers, id }, i) => {
      expect(answer(id, 10_000_000n)).toEqual([success, 56]);
      expect(target.now() - start).toBe(BigInt((i + 1) * frameInterval));
      const header = decode('KSSTREAM_HEADER', headers.bytes);
      expect(header).toMatchObject({ DataUsed: frameSize, Duration: BigInt(frameInterval), OptionsFlags: 0x111 });
      expect(header['PresentationTime']).toMatchObject({ Time: BigInt((i + 1) * frameInterval) });
      expect([frame.bytes[0], frame.bytes[8], frame.bytes[frameSize - 1]]).toEqual([i + 1, 138, 138]);
    });
  });

  test('requests are checked before they are queued', () => {
    const first = (changes: object, extent?: number) => answer(read(changes, extent).id)?.[0];
    expect(first({})).toBe('STATUS_DEVICE_NOT_READY');
    ks.setState(pin, 'RUN');
    expect(first({ Size: 48 })).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(first({ Size: 64 })).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(first({ DataUsed: 1 })).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(first({ OptionsFlags: 1 })).toBe('STATUS_INVALID_PARAMETER');
    expect(first({ FrameExtent: frameSize + 8192 })).toBe('STATUS_ACCESS_VIOLATION');
    expect(first({ Data: 0n })).toBe('STATUS_ACCESS_VIOLATION');
    expect(named(target.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, null))[0]).toBe('STATUS_INVALID_BUFFER_SIZE');
    expect(named(target.ioctl(pin, IOCTL.IOCTL_KS_WRITE_STREAM, null, out(56)))[0]).toBe('STATUS_INVALID_DEVICE_REQUEST');
    const reader = target.open(target.discover()[0]!.path, 0x8000_0000).handle;
    expect(named(target.ioctl(reader, IOCTL.IOCTL_KS_WRITE_STREAM, null, out(56)))[0]).toBe('STATUS_ACCESS_DENIED');
  });

  test('reads end when they are cancelled, reset, stopped or closed', () => {
    ks.setState(pin, 'PAUSE');
    const reset = (value: number) => named(target.ioctl(pin, IOCTL.IOCTL_KS_RESET_STATE, encode('ULONG', value), null))[0];
    const ended: (readonly [string, number] | null)[] = [];
    const [cancelled, resetRead] = [read().id, read().id];
    target.cancel(cancelled);
    ended.push(answer(cancelled));
    expect(reset(0)).toBe(success);
    ended.push(answer(resetRead), answer(read().id));
    expect([reset(1), reset(2)]).toEqual([success, 'STATUS_INVALID_PARAMETER']);
    const stopped = read().id;
    ks.setState(pin, 'STOP');
    ended.push(answer(stopped));
    ks.setState(pin, 'PAUSE');
    const closed = read().id;
    target.close(pin);
    ended.push(answer(closed));
    const cancellation = ['STATUS_CANCELLED', 0];
    expect(ended).toEqual([cancellation, cancellation, ['STATUS_DEVICE_NOT_READY', 0], cancellation, cancellation]);
  });

  test('VCAP-008 frames without a buffer are counted as dropped', () => {
    const dropped = () => {
      const bytes = request('PROPSETID_VIDCAP_DROPPEDFRAMES', 0, get, 0, 0, 0, 0, 0, 0);
      return decode('KSPROPERTY_DROPPEDFRAMES_CURRENT_S', ks.get(pin, bytes));
    };
    ks.setState(pin, 'RUN');
    target.sleep(BigInt(3 * frameInterval));
    expect(dropped()).toMatchObject({ PictureNumber: 3n, DropCount: 3n, AverageFrameSize: frameSize });
    expect(answer(read().id, 1_000_000n)).toEqual([success, 56]);
    ks.setState(pin, 'PAUSE');
    expect(dropped()).toMatchObject({ PictureNumber: 4n, DropCount: 3n });
    ks.setState(pin, 'STOP');
    ks.setState(pin, 'PAUSE');
    expect(dropped()).toMatchObject({ PictureNumber: 0n, DropCount: 0n });
  });
});

describe('clocks and events', () => {
  let pin: Handle;
  let clock: Handle;
  beforeEach(() => {
    pin = ks.pin();
    clock = ks.child(pin, 'KSSTRING_Clock', out(4)).handle;
  });
  const time = () => decode('KSCORRELATED_TIME', ks.get(clock, request('KSPROPSETID_Clock', 2, get)))['Time'];
  /** Enables an event and returns where its data is. */
  const enable = (handle: Handle, set: string, id: number, signal: Handle, more: bigint[] = [], flags = 1, type = 1) => {
    const data = target.allocate(32 + 8 * more.length);
    const view = new DataView(data.bytes.buffer, data.bytes.byteOffset);
    view.setUint32(0, type, true);
    view.setBigUint64(8, BigInt(signal), true);
    if (type === 2) view.setInt32(20, 1, true);
    more.forEach((value, i) => { view.setBigInt64(32 + 8 * i, value, true); });
    const span = { region: data, offset: 0, length: data.length };
    const status = named(target.ioctl(handle, IOCTL.IOCTL_KS_ENABLE_EVENT, request(set, id, flags), span))[0];
    return { status, span };
  };
  const disable = (handle: Handle, input: Buffer) => named(target.ioctl(handle, IOCTL.IOCTL_KS_DISABLE_EVENT, input, null))[0];

  test('CLK-022 the clock runs with its pin', () => {
    target.sleep(100n);
    expect(time()).toBe(0n);
    ks.setState(pin, 'RUN');
    target.sleep(100n);
    ks.setState(pin, 'PAUSE');
    target.sleep(100n);
    ks.setState(pin, 'RUN');
    target.sleep(11n);
    expect(time()).toBe(111n);
    expect(ks.get(clock, request('KSPROPSETID_Clock', 5, get))).toEqual(encode('ULONG', number('KSSTATE_RUN')));
    ks.setState(pin, 'STOP');
    expect(time()).toBe(0n);
  });

  test('CLK-040…044 a position mark fires once, at its time; a passed one at once', () => {
    const signal = target.createSignal('auto-reset');
    expect(enable(clock, 'KSEVENTSETID_Clock', 1, signal, [500n]).status).toBe(success);
    expect(target.takeSignals(signal, 1000n)).toBe(0);
    ks.setState(pin, 'RUN');
    const start = target.now();
    expect(target.takeSignals(signal, 1000n)).toBe(1);
    expect(target.now() - start).toBe(500n);
    expect(target.takeSignals(signal, 1000n)).toBe(0);
    enable(clock, 'KSEVENTSETID_Clock', 1, signal, [3n]);
    expect(target.takeSignals(signal, 0n)).toBe(1);
  });

  test('CLK-041 interval marks, counted by a semaphore', () => {
    const semaphore = target.createSignal('semaphore', 100);
    expect(enable(clock, 'KSEVENTSETID_Clock', 0, semaphore, [50n, 100n], 1, 2).status).toBe(success);
    expect(enable(clock, 'KSEVENTSETID_Clock', 0, semaphore, [50n, 0n], 1, 2).status).toBe('STATUS_INVALID_PARAMETER');
    ks.setState(pin, 'RUN');
    target.sleep(1049n);
    expect(target.takeSignals(semaphore, 0n)).toBe(10);
    target.sleep(1n);
    expect(target.takeSignals(semaphore, 0n)).toBe(1);
  });

  test('EVT-024, 040…048 one-shots, and disabling by address', () => {
    const signal = target.createSignal('semaphore', 100);
    const event = (flags: number) => enable(pin, 'KSEVENTSETID_Connection', 1, signal, [], flags, 2);
    const [always, once] = [event(1), event(2)];
    ks.setState(pin, 'RUN');
    target.sleep(BigInt(2 * frameInterval));
    expect(target.takeSignals(signal, 0n)).toBe(3);
    expect(disable(pin, once.span)).toBe('STATUS_UNSUCCESSFUL');
    expect(disable(clock, always.span)).toBe('STATUS_UNSUCCESSFUL');
    expect(disable(pin, { ...always.span, length: byteLength(31) })).toBe('STATUS_INVALID_BUFFER_SIZE');
    const { address } = always.span.region;
    target.release(always.span.region);
    expect(disable(pin, { address, length: byteLength(32) })).toBe(success);
    event(1);
    event(4);
    expect(target.census().eventEnables).toBe(2);
    expect([disable(pin, null), disable(pin, null)]).toEqual([success, success]);
    target.sleep(BigInt(2 * frameInterval));
    expect(target.takeSignals(signal, 0n)).toBe(0);
  });

  test('enables are refused as the rules say', () => {
    const event = target.createSignal('auto-reset');
    const semaphore = target.createSignal('semaphore', 1);
    const first = (set: string, id: number, signal: Handle, type = 1) => enable(pin, set, id, signal, [], 1, type).status;
    expect([
      first('KSEVENTSETID_Clock', 1, event),
      first('KSEVENTSETID_Connection', 4, event),
      first('KSEVENTSETID_Connection', 1, event, 4),
      first('KSEVENTSETID_Connection', 1, 4444 as Handle),
      first('KSEVENTSETID_Connection', 1, pin),
      first('KSEVENTSETID_Connection', 1, semaphore),
      first('KSEVENTSETID_Connection', 1, event, 2),
      enable(clock, 'KSEVENTSETID_Clock', 1, event).status,
    ]).toEqual([
      'STATUS_PROPSET_NOT_FOUND', 'STATUS_NOT_FOUND', 'STATUS_INVALID_PARAMETER', 'STATUS_INVALID_HANDLE',
      'STATUS_OBJECT_TYPE_MISMATCH', 'STATUS_OBJECT_TYPE_MISMATCH', 'STATUS_OBJECT_TYPE_MISMATCH', 'STATUS_INVALID_BUFFER_SIZE',
    ]);
    const ask = (input: Uint8Array, length = 0) => named(target.ioctl(clock, IOCTL.IOCTL_KS_ENABLE_EVENT, input, out(length)));
    expect(ask(request('KSEVENTSETID_Clock', 1, 0x200))).toEqual([success, 0]);
    expect(ask(request('{00000000-0000-0000-0000-000000000000}', 0, 0x100), 16)).toEqual([success, 16]);
  });

  test('EVT-019, OBJ-133 a signal outlives its handle, an enable does not outlive its file object', () => {
    const signal = target.createSignal('manual-reset');
    enable(clock, 'KSEVENTSETID_Clock', 1, signal, [5n]);
    target.close(signal);
    ks.setState(pin, 'RUN');
    target.sleep(10n);
    target.close(clock);
    target.close(pin);
    target.close(ks.filter);
    expect(target.census()).toEqual({ handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 });
  });
});

test.for<MemoryKind>(['no-access', 'freed', 'kernel', 'read-only'])('IOC-003 bad %s pointers are answered, not died of', (kind) => {
  const region = target.allocate(64, kind);
  const bad = (length: number): Buffer => ({ region, offset: 0, length: byteLength(length) });
  const count = request('KSPROPSETID_Pin', 1, get);
  const readable = kind === 'read-only';
  const violation = 'STATUS_ACCESS_VIOLATION';
  expect(ks.property(ks.filter, count, bad(4))[0]).toBe(violation);
  expect(ks.property(ks.filter, bad(24), out(4))[0]).toBe(readable ? 'STATUS_PROPSET_NOT_FOUND' : violation);
  expect(ks.property(ks.filter, bad(23), out(4))[0]).toBe('STATUS_INVALID_BUFFER_SIZE');
  expect(ks.property(ks.filter, count, bad(0))).toEqual([overflow, 4]);
  expect(ks.property(ks.filter, brightness(set), bad(40))[0]).toBe(readable ? 'STATUS_INVALID_PARAMETER' : violation);
  const enable = request('KSEVENTSETID_Connection', 1, 1);
  expect(named(target.ioctl(ks.pin(), IOCTL.IOCTL_KS_ENABLE_EVENT, enable, bad(32)))[0]).toBe(readable ? 'STATUS_INVALID_PARAMETER' : violation);
});
