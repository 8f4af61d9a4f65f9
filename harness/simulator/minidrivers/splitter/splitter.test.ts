import { describe, expect, it } from 'vitest';
import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { Client, concat, GET, header, i64, SET, u32, ulongs, type FrameSpec } from '../../testing/client.ts';
import { PIN } from './filter.ts';

const [STOP, PAUSE, RUN] = [0, 2, 3];
const STREAM_IO = 'KSMETHODSETID_StreamIo';
const ENDOFSTREAM = 0x200;
const DATADISCONTINUITY = 0x4;
const bytes = (length: number, first = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (first + i) & 0xff);

function open() {
  const client = new Client('splitter');
  const filter = client.openFilter();
  const pin = (id: number, state = STOP) => {
    const handle = client.openPin(filter, id);
    client.setState(handle, state);
    return handle;
  };
  const send = (handle: ReturnType<typeof pin>, write: boolean, ...frames: FrameSpec[]) => {
    const stream = client.stream(frames);
    return { request: client.submitStream(handle, write, stream.headers), ...stream };
  };
  return { client, filter, pin, send };
}

describe('the data of a splitter', () => {
  it('comes out of every source that runs, in as many parts as the reads need', () => {
    const { client, pin, send } = open();
    const sink = pin(PIN.IN, RUN);
    const [one, other] = [pin(PIN.OUT, RUN), pin(PIN.OUT, RUN)];
    const whole = send(one, false, { extent: 16 });
    const write = send(sink, true, { extent: 16, used: 12, bytes: bytes(12) });
    expect(client.target.wait(write.request, 0n)).toBeNull();
    const parts = send(other, false, { extent: 8 }, { extent: 8 });
    expect(client.target.wait(write.request, 0n)).toEqual({ status: 0, information: 12 });
    expect(client.target.wait(whole.request, 0n)?.status).toBe(0);
    expect(client.target.wait(parts.request, 0n)?.status).toBe(0);
    expect(whole.frames[0]?.bytes.slice(0, 12)).toEqual(bytes(12));
    expect([0, 1].map((i) => client.headerField(parts.headers, 'dataUsed', i))).toEqual([8, 4]);
    expect(parts.frames[1]?.bytes.slice(0, 4)).toEqual(bytes(4, 9));
  });

  it('is dropped where no source runs, and waits for the sink to run', () => {
    const { client, pin, send } = open();
    const sink = pin(PIN.IN, PAUSE);
    pin(PIN.OUT, PAUSE);
    const write = send(sink, true, { extent: 4, used: 4 });
    expect(client.target.wait(write.request, 0n)).toBeNull();
    client.setState(sink, RUN);
    expect(client.target.wait(write.request, 0n)).toEqual({ status: 0, information: 4 });
  });

  it('brings its flags along: the gap with the first part, the end with the last', () => {
    const { client, pin, send } = open();
    const sink = pin(PIN.IN, RUN);
    const read = send(pin(PIN.OUT, RUN), false, { extent: 4 }, { extent: 4 });
    const flags = DATADISCONTINUITY | ENDOFSTREAM;
    send(sink, true, { extent: 8, used: 8, flags });
    expect(client.target.wait(read.request, 0n)?.status).toBe(0);
    expect([0, 1].map((i) => client.headerField(read.headers, 'optionsFlags', i))).toEqual([
      DATADISCONTINUITY,
      ENDOFSTREAM,
    ]);
  });

  it('METH-061: bytes go in and out by methods as well, in the order of all requests', () => {
    const { client, pin, send } = open();
    const [sink, source] = [pin(PIN.IN, RUN), pin(PIN.OUT, RUN)];
    const [READ, WRITE] = [0, 1];
    const read = client.target.submit(source, IOCTL.IOCTL_KS_METHOD, header(STREAM_IO, READ, 2), new Uint8Array(8));
    expect(client.method(sink, STREAM_IO, WRITE, 1, bytes(8)).information).toBe(8);
    expect(client.target.wait(read, 0n)).toEqual({ status: 0, information: 8 });
    const write = send(sink, true, { extent: 4, used: 4, bytes: bytes(4, 9) });
    expect(client.method(source, STREAM_IO, READ, 2, 8)).toMatchObject({ status: 'STATUS_SUCCESS', information: 4 });
    expect(client.target.wait(write.request, 0n)).toEqual({ status: 0, information: 4 });
    expect(client.method(source, STREAM_IO, WRITE, 1, bytes(4)).status).toBe('STATUS_NOT_FOUND');
  });

  it('IOC-053, OBJ-135: reset, STOP and close cancel what is queued', () => {
    const { client, pin, send } = open();
    const sink = pin(PIN.IN, PAUSE);
    const cancelled = { status: STATUS.STATUS_CANCELLED, information: 0 };
    const reset = send(sink, true, { extent: 4, used: 4 });
    client.reset(sink, 0);
    expect(client.target.wait(reset.request, 0n)).toEqual(cancelled);
    client.reset(sink, 1);
    const stop = send(sink, true, { extent: 4, used: 4 });
    client.setState(sink, STOP);
    expect(client.target.wait(stop.request, 0n)).toEqual(cancelled);
    client.setState(sink, PAUSE);
    const close = send(sink, true, { extent: 4, used: 4 });
    client.target.close(sink);
    expect(client.target.wait(close.request, 0n)).toEqual(cancelled);
  });
});

describe('a pin on KS itself', () => {
  it('the sink makes clocks and takes none; a source takes one and has no name for its own', () => {
    const { client, pin } = open();
    const [sink, source] = [pin(PIN.IN), pin(PIN.OUT)];
    const clock = client.openClock(sink);
    const MASTERCLOCK = 3;
    const assign = (to: typeof sink) =>
      client.property(to, 'KSPROPSETID_Stream', MASTERCLOCK, SET, ulongs(clock, 0)).status;
    expect(assign(source)).toBe('STATUS_SUCCESS');
    expect(assign(sink)).toBe('STATUS_NOT_FOUND');
    expect(client.openChild(source, 'KSSTRING_Clock', ulongs(0)).status).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    client.setState(sink, RUN);
    client.target.sleep(1000n);
    expect(i64(client.property(clock, 'KSPROPSETID_Clock', 0, GET, 8).out)).toBe(1000n);
  });

  it('OBJ-139: a source that holds the clock of a sink lets it go when it closes', () => {
    const { client, filter, pin } = open();
    const before = client.target.census();
    const [sink, source] = [pin(PIN.IN), pin(PIN.OUT)];
    const clock = client.openClock(sink);
    client.property(source, 'KSPROPSETID_Stream', 3, SET, ulongs(clock, 0));
    for (const handle of [sink, clock, source]) client.target.close(handle);
    expect(client.target.census()).toEqual(before);
    expect(u32(client.pinProperty(filter, 0, PIN.IN, 8).out, 4)).toBe(0);
  });

  it('CONN-081: a source in PAUSE starts when the clock of the sink gets to a mark, and lets go of the clock', () => {
    const { client, pin } = open();
    const [sink, source] = [pin(PIN.IN), pin(PIN.OUT, PAUSE)];
    const before = client.target.census().references;
    const clock = client.openClock(sink);
    const event = header('KSEVENTSETID_Clock', 1, 1);
    const start = (time: number) =>
      client.property(
        source,
        'KSPROPSETID_Connection',
        7,
        SET,
        concat(ulongs(88, 1, clock, 0, 0, 0), event, new Uint8Array(32), ulongs(time, 0)),
      ).status;
    expect(start(5000)).toBe('STATUS_SUCCESS');
    client.setState(source, STOP);
    expect(start(5000)).toBe('STATUS_INVALID_DEVICE_STATE');
    client.setState(source, PAUSE);
    start(5000);
    client.setState(sink, RUN);
    client.target.sleep(4900n);
    expect(client.state(source)).toBe(PAUSE);
    client.target.sleep(100n);
    expect(client.state(source)).toBe(RUN);
    client.target.close(clock);
    expect(client.target.census().references).toBe(before);
  });

  it('every pin makes allocators with the framing that is asked for', () => {
    const { client, pin } = open();
    const framing = ulongs(2, 0, 3, 512, 3, 0);
    for (const id of [PIN.IN, PIN.OUT]) {
      const { status, handle } = client.openChild(pin(id), 'KSSTRING_Allocator', framing);
      expect(status).toBe('STATUS_SUCCESS');
      expect(client.property(handle, 'KSPROPSETID_StreamAllocator', 1, GET, 32).out.slice(0, 24)).toEqual(framing);
    }
  });

  it('IOC-036: what an object has no handler for gets the default answer of KS', () => {
    const { client, filter, pin } = open();
    expect(client.method(filter, 'KSPROPSETID_Pin', 0, 1, 0).status).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(client.reset(filter, 0)).toBe('STATUS_SUCCESS');
    expect(client.streamNow(pin(PIN.OUT), true, client.stream([{ extent: 4 }]).headers)?.status).toBe(
      'STATUS_INVALID_DEVICE_REQUEST',
    );
  });
});

describe('formats', () => {
  it('all pins have the same: the first pin settles it', () => {
    const { client, filter, pin } = open();
    const source = pin(PIN.OUT);
    const other = client.format(filter, PIN.IN);
    new DataView(other.buffer).setUint32(68, 8000, true);
    new DataView(other.buffer).setUint32(72, 32_000, true);
    expect(client.openChild(filter, 'KSSTRING_Pin', client.connect(PIN.IN, other)).status).toBe('STATUS_NO_MATCH');
    expect(client.property(source, 'KSPROPSETID_Connection', 2, SET, other).status).toBe('STATUS_SUCCESS');
    expect(client.openChild(filter, 'KSSTRING_Pin', client.connect(PIN.IN, other)).status).toBe('STATUS_SUCCESS');
    expect(u32(client.pinProperty(filter, 13, PIN.OUT, 96).out, 8 + 80)).toBe(8000);
  });

  it('the sink can be opened once, a source four times', () => {
    const { client, filter, pin } = open();
    pin(PIN.IN);
    for (let i = 0; i < 4; i++) pin(PIN.OUT);
    for (const id of [PIN.IN, PIN.OUT]) {
      const { status } = client.openChild(filter, 'KSSTRING_Pin', client.connect(id, client.format(filter, id)));
      expect(status).toBe('STATUS_INSUFFICIENT_RESOURCES');
    }
  });
});
