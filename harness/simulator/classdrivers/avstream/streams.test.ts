import { describe, expect, test } from 'vitest';
import { byteLength } from '../../../abi/byte-length.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS, statusName } from '../../../abi/ntstatus.ts';
import { TESTCAP_SUBTYPE } from '../../minidrivers/testcap/sets.ts';
import { PIN } from '../../minidrivers/testcap/testcap.ts';
import { Client, concat, GET, i64, u32, ulongs, type FrameSpec } from '../../testing/client.ts';
import { Machine, plainPin } from '../../testing/machine.ts';
import { callerLayout } from '../ks/caller-layout.ts';
import { makeFormat } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import { KSPIN_FLAG } from './descriptors.ts';

const FLAG = { DATADISCONTINUITY: 4, TYPECHANGED: 8, TIMEVALID: 0x10, TIMEDISCONTINUITY: 0x40, FLUSHONPAUSE: 0x80, ENDOFSTREAM: 0x200 };
const [STOP, ACQUIRE, PAUSE, RUN] = [0, 1, 2, 3] as const;
const second = 10_000_000n;

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  function setup(pinId: number) {
    const client = new Client('testcap', { arch });
    const filter = client.openFilter();
    const pin = client.openPin(filter, pinId);
    const write = pinId === PIN.RENDER;
    return {
      client,
      filter,
      pin,
      target: client.target,
      send: (...frames: FrameSpec[]) => client.streamNow(pin, write, client.stream(frames).headers),
      submit: (...frames: FrameSpec[]) => client.submitStream(pin, write, client.stream(frames).headers),
    };
  }

  describe('the probe', () => {
    test('STRM-010…014: geometry of the headers, in any state', () => {
      const { client, pin, send, target } = setup(PIN.CAPTURE);
      const refused = { status: 'STATUS_INVALID_BUFFER_SIZE', information: 0 };
      const { size } = callerLayout(arch).streamHeader;
      for (const state of [STOP, RUN]) {
        client.setState(pin, state);
        expect(client.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, 0)).toMatchObject(refused);
        expect(client.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, size - 1)).toMatchObject(refused);
        expect(client.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, size + 8)).toMatchObject(refused);
        for (const wrong of [0, size - 8, size + 8, 0xffff_ffff]) {
          expect(send({ extent: 16, size: wrong })).toEqual(refused);
        }
      }
      const answer = target.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, { address: 16n, length: byteLength(size) });
      expect(statusName(answer.status)).toBe('STATUS_ACCESS_VIOLATION');
    });

    test('STRM-015: a write that uses more than there is', () => {
      const { client, pin, send } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      expect(send({ extent: 16, used: 17 })?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
      expect(send({ extent: 16, used: 16 })?.status).toBe('STATUS_SUCCESS');
    });

    test('STRM-016, STRM-017: a read that is not clean', () => {
      const { client, pin, send } = setup(PIN.CAPTURE);
      client.setState(pin, RUN);
      expect(send({ extent: 16, used: 1 })?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
      for (const flags of [FLAG.TYPECHANGED, FLAG.TIMEVALID, 0x8000_0000]) {
        expect(send({ extent: 16, flags })?.status).toBe('STATUS_INVALID_PARAMETER');
      }
      expect(send({ extent: 16, used: 1, flags: 1 })?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
    });

    test('STRM-019: the first bad header decides and nothing is processed', () => {
      const { client, pin, send, target } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      expect(send({ extent: 4, used: 4 }, { extent: 4, used: 5 })?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
      expect(target.census().pendingRequests).toBe(0);
    });

    test('STRM-020, IOC-084: the whole frame must be accessible, in the direction of the data', () => {
      const { client, pin, send, target } = setup(PIN.CAPTURE);
      client.setState(pin, RUN);
      for (const kind of ['no-access', 'freed', 'read-only'] as const) {
        expect(send({ extent: 16, kind })?.status).toBe('STATUS_ACCESS_VIOLATION');
      }
      const { headers, frames } = client.stream([{ extent: 16 }]);
      const at = callerLayout(arch).streamHeader;
      headers.bytes.set(ulongs(17), at.frameExtent);
      expect(client.streamNow(pin, false, headers)?.status).toBe('STATUS_ACCESS_VIOLATION');
      target.release(frames[0] as (typeof frames)[0]);
      const render = setup(PIN.RENDER);
      render.client.setState(render.pin, RUN);
      expect(render.send({ extent: 16, used: 1, kind: 'read-only' })?.status).toBe('STATUS_SUCCESS');
      expect(render.send({ extent: 16, used: 1, kind: 'no-access' })?.status).toBe('STATUS_ACCESS_VIOLATION');
    });

    test('STRM-021: a header without a frame ignores Data', () => {
      const { client, pin, send } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      expect(send({ extent: 0, kind: 'no-access' })).toEqual({ status: 'STATUS_SUCCESS', information: 0 });
    });

    test('STRM-023: a valid time needs a scale', () => {
      const { client, pin, send } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      expect(send({ extent: 0, flags: FLAG.TIMEVALID, numerator: 0 })?.status).toBe('STATUS_INVALID_PARAMETER');
      expect(send({ extent: 0, numerator: 0 })?.status).toBe('STATUS_SUCCESS');
    });

    test('IOC-037, IOC-038, STRM-004: handles and directions', () => {
      const { client, filter, pin } = setup(PIN.CAPTURE);
      client.setState(pin, RUN);
      const clock = client.openClock(pin);
      const { headers } = client.stream([{ extent: 4 }]);
      for (const [handle, write] of [
        [pin, true],
        [filter, false],
        [filter, true],
        [clock, false],
      ] as const) {
        const expected = handle === clock || handle === filter || write ? 'STATUS_INVALID_DEVICE_REQUEST' : '';
        expect(client.streamNow(handle, write, headers)?.status).toBe(expected);
      }
    });
  });

  describe('reading', () => {
    test('STRM-030, STRM-042: a frame with its size, times and flags', () => {
      const { client, pin, target } = setup(PIN.CAPTURE);
      client.setState(pin, RUN);
      const { headers, frames } = client.stream([{ extent: 153_600 + 100 }]);
      const start = target.now();
      expect(client.streamNow(pin, false, headers)).toEqual({
        status: 'STATUS_SUCCESS',
        information: callerLayout(arch).streamHeader.size,
      });
      expect(target.now() - start).toBe(333_333n);
      expect(client.headerField(headers, 'dataUsed')).toBe(153_600);
      expect(client.headerField(headers, 'optionsFlags')).toBe(0x111);
      expect([i64(headers.bytes, 8), u32(headers.bytes, 16), u32(headers.bytes, 20), i64(headers.bytes, 24)]).toEqual([
        333_300n,
        1,
        1,
        333_333n,
      ]);
      const [frame] = frames;
      expect([frame?.bytes[0], frame?.bytes[153_599], frame?.bytes[153_600]]).toEqual([1, 1, 0]);
    });

    test('STRM-005, STRM-033: several headers and several requests are filled in order', () => {
      const { client, pin, target } = setup(PIN.CAPTURE);
      client.setState(pin, RUN);
      const [first, second] = [client.stream([{ extent: 8 }, { extent: 8 }]), client.stream([{ extent: 8 }])];
      const one = client.submitStream(pin, false, first.headers);
      const two = client.submitStream(pin, false, second.headers);
      expect(target.wait(two, 10n * 333_333n)).not.toBeNull();
      expect(target.wait(one, 0n)).toEqual({ status: 0, information: 2 * callerLayout(arch).streamHeader.size });
      expect([...first.frames, ...second.frames].map(({ bytes }) => bytes[0])).toEqual([1, 2, 3]);
    });

    test('CONN-020, CONN-021, STRM-040: reads wait in PAUSE and survive a pause', () => {
      const { client, pin, target, submit } = setup(PIN.CAPTURE);
      client.setState(pin, PAUSE);
      const request = submit({ extent: 8 });
      expect(target.wait(request, second)).toBeNull();
      client.setState(pin, RUN);
      client.setState(pin, PAUSE);
      expect(target.wait(request, second)).toBeNull();
      client.setState(pin, RUN);
      expect(target.wait(request, second)).toMatchObject({ status: 0 });
    });

    test('STRM-038: nothing is accepted in STOP and ACQUIRE', () => {
      const { client, pin, send } = setup(PIN.CAPTURE);
      expect(send({ extent: 8 })).toEqual({ status: 'STATUS_DEVICE_NOT_READY', information: 0 });
      client.setState(pin, ACQUIRE);
      expect(send({ extent: 8 })?.status).toBe('STATUS_DEVICE_NOT_READY');
    });

    test('CONN-019, STRM-032, STRM-037: STOP returns what is queued; nothing of it is seen', () => {
      const { client, pin, target } = setup(PIN.CAPTURE);
      client.setState(pin, PAUSE);
      const { headers } = client.stream([{ extent: 8 }]);
      const before = headers.bytes.slice();
      const request = client.submitStream(pin, false, headers);
      client.setState(pin, STOP);
      expect(target.wait(request, 0n)).toEqual({ status: STATUS.STATUS_CANCELLED, information: 0 });
      expect(headers.bytes).toEqual(before);
    });

    test('OBJ-135, OBJ-145: cancelled and closed reads end once', () => {
      const { client, pin, target, submit } = setup(PIN.CAPTURE);
      client.setState(pin, PAUSE);
      const [one, two] = [submit({ extent: 8 }), submit({ extent: 8 })];
      target.cancel(one);
      target.cancel(one);
      expect(target.wait(one, 0n)?.status).toBe(STATUS.STATUS_CANCELLED);
      target.close(pin);
      expect(target.wait(two, 0n)?.status).toBe(STATUS.STATUS_CANCELLED);
      expect(target.census().pendingRequests).toBe(0);
    });

    test('a synchronous read that takes too long is cancelled', () => {
      const { client, pin, target } = setup(PIN.CAPTURE);
      client.setState(pin, PAUSE);
      const { headers } = client.stream([{ extent: 8 }]);
      const start = target.now();
      const span = { region: headers, offset: 0, length: headers.length };
      expect(target.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, span)).toEqual({
        status: STATUS.STATUS_CANCELLED,
        information: 0,
        timedOut: true,
      });
      expect(target.now() - start).toBe(5n * second);
    });

    test('VCAP-008, VCAP-009, CONN-024: lost frames are counted, flagged, and forgotten on the way up', () => {
      const { client, pin, target, send } = setup(PIN.CAPTURE);
      const counts = () => {
        const { out } = client.property(pin, 'PROPSETID_VIDCAP_DROPPEDFRAMES', 0, GET, 48, new Uint8Array(24));
        return [i64(out, 24), i64(out, 32)];
      };
      client.setState(pin, RUN);
      target.sleep(5n * 333_333n);
      expect(counts()).toEqual([5n, 5n]);
      client.setState(pin, PAUSE);
      client.setState(pin, RUN);
      const { headers } = client.stream([{ extent: 8 }]);
      client.streamNow(pin, false, headers);
      expect(client.headerField(headers, 'optionsFlags') & FLAG.DATADISCONTINUITY).toBe(FLAG.DATADISCONTINUITY);
      expect(counts()).toEqual([6n, 5n]);
      client.setState(pin, STOP);
      client.setState(pin, ACQUIRE);
      expect(counts()).toEqual([0n, 0n]);
      expect(send({ extent: 8 })).not.toBeNull();
    });
  });

  describe('writing', () => {
    test('STRM-031: Information is bytes, and headers are not touched', () => {
      const { client, pin } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      const { headers } = client.stream([{ extent: 1000, used: 700 }, { extent: 20, used: 5 }]);
      const before = headers.bytes.slice();
      expect(client.streamNow(pin, true, headers)).toEqual({ status: 'STATUS_SUCCESS', information: 705 });
      expect(headers.bytes).toEqual(before);
    });

    test('AVS-005: a pin that processes in RUN only keeps data waiting in PAUSE', () => {
      const { client, pin, submit, target } = setup(PIN.RENDER);
      client.setState(pin, PAUSE);
      const request = submit({ extent: 4, used: 4 });
      expect(target.wait(request, second)).toBeNull();
      client.setState(pin, RUN);
      expect(target.wait(request, 0n)).toEqual({ status: 0, information: 4 });
    });

    test('EVT-091, EVT-092, STRM-044, STRM-049, STRM-051: flags raise their events as they pass', () => {
      const { client, pin, submit, target } = setup(PIN.RENDER);
      const events = [1, 2, 4].map((id) => {
        const signal = target.createSignal('auto-reset');
        expect(client.enable(pin, 'KSEVENTSETID_Connection', id, 1, client.eventData(1, signal))).toBe('STATUS_SUCCESS');
        return signal;
      });
      client.setState(pin, PAUSE);
      const flags = [FLAG.DATADISCONTINUITY, FLAG.TIMEDISCONTINUITY, FLAG.ENDOFSTREAM];
      const requests = flags.map((flag) => submit({ extent: 0, flags: flag }));
      const taken = () => events.map((signal) => target.takeSignals(signal, 0n));
      expect(taken()).toEqual([0, 0, 0]);
      client.setState(pin, RUN);
      expect(taken()).toEqual([1, 1, 1]);
      for (const request of requests) expect(target.wait(request, 0n)?.status).toBe(0);
    });

    test('STRM-018, STRM-047: a format in band', () => {
      const { client, pin, send } = setup(PIN.RENDER);
      client.setState(pin, RUN);
      const format = (subFormat: string) =>
        makeFormat({
          majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
          subFormat,
          specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
        });
      const current = () => client.property(pin, 'KSPROPSETID_Connection', 2, GET, 64).out;
      const change = (bytes: Uint8Array): FrameSpec => ({ extent: 64, used: 64, flags: FLAG.TYPECHANGED, bytes });
      const other = format(TESTCAP_SUBTYPE);
      expect(send(change(other))).toMatchObject({ status: 'STATUS_SUCCESS' });
      expect(current()).toEqual(other);
      expect(send(change(format('{00000000-1111-2222-3333-444444444444}')))?.status).toBe('STATUS_NO_MATCH');
      expect(send({ extent: 0, flags: FLAG.TYPECHANGED })?.status).toBe('STATUS_INVALID_PARAMETER');
      expect(send(change(other), { extent: 4, used: 4 })?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
      expect(current()).toEqual(other);
    });

    test('STRM-018: where no change of format was negotiated', () => {
      const machine = new Machine([plainPin({ dataFlow: 1, dispatch: { process: () => {} } })], {}, { arch });
      const { client } = machine;
      const pin = client.openPin(client.openFilter(), 0);
      client.setState(pin, RUN);
      const { headers } = client.stream([{ extent: 64, used: 64, flags: FLAG.TYPECHANGED }]);
      expect(client.streamNow(pin, true, headers)?.status).toBe('STATUS_INVALID_PARAMETER');
    });

    test('STRM-045: stale data is dropped by a pause', () => {
      const machine = new Machine([plainPin({ dataFlow: 1, flags: KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING })], {}, { arch });
      const { client } = machine;
      const pin = client.openPin(client.openFilter(), 0);
      client.setState(pin, RUN);
      const send = (flags: number) => client.submitStream(pin, true, client.stream([{ extent: 4, used: 4, flags }]).headers);
      const [stale, kept] = [send(FLAG.FLUSHONPAUSE), send(0)];
      client.setState(pin, PAUSE);
      expect(client.target.wait(stale, 0n)).toEqual({ status: 0, information: 0 });
      expect(client.target.wait(kept, 0n)).toBeNull();
    });
  });

  describe('RESET_STATE', () => {
    test('IOC-050…052, IOC-058: the request itself', () => {
      const { client, pin } = setup(PIN.CAPTURE);
      const reset = (input: Uint8Array | null) => client.ioctl(pin, IOCTL.IOCTL_KS_RESET_STATE, input, 0).status;
      expect([reset(null), reset(new Uint8Array(3))]).toEqual(new Array(2).fill('STATUS_INVALID_BUFFER_SIZE'));
      expect(reset(ulongs(2))).toBe('STATUS_INVALID_PARAMETER');
      expect(reset(ulongs(0))).toBe('STATUS_SUCCESS');
      const bad = client.target.ioctl(pin, IOCTL.IOCTL_KS_RESET_STATE, { address: 4n, length: byteLength(4) }, null);
      expect(statusName(bad.status)).toBe('STATUS_ACCESS_VIOLATION');
    });

    test('IOC-053…057, IOC-060: what reset does to a stream', () => {
      const { client, pin, target, submit, send } = setup(PIN.CAPTURE);
      client.setState(pin, PAUSE);
      const request = submit({ extent: 8 });
      expect([client.reset(pin, 1), client.reset(pin, 0), client.reset(pin, 0)]).toEqual(new Array(3).fill('STATUS_SUCCESS'));
      expect(target.wait(request, 0n)?.status).toBe(STATUS.STATUS_CANCELLED);
      expect(send({ extent: 8 })?.status).toBe('STATUS_DEVICE_NOT_READY');
      client.setState(pin, RUN);
      expect([client.state(pin), send({ extent: 8 })?.status]).toEqual([RUN, 'STATUS_DEVICE_NOT_READY']);
      expect(client.property(pin, 'KSPROPSETID_Connection', 2, GET, 0).status).toBe('STATUS_BUFFER_OVERFLOW');
      expect(client.reset(pin, 1)).toBe('STATUS_SUCCESS');
      expect([client.state(pin), send({ extent: 8 })?.status]).toEqual([RUN, 'STATUS_SUCCESS']);
    });

    test('IOC-036, IOC-059, IOC-070: other objects and other codes', () => {
      const { client, filter, pin } = setup(PIN.CAPTURE);
      const clock = client.openClock(pin);
      for (const handle of [filter, clock]) {
        expect(client.ioctl(handle, IOCTL.IOCTL_KS_RESET_STATE, null, 0).status).toBe('STATUS_SUCCESS');
      }
      for (const handle of [filter, clock, pin]) {
        for (const code of [IOCTL.IOCTL_KS_HANDSHAKE, 0x002f_0023, 0x0022_0003]) {
          expect(client.ioctl(handle, code, new Uint8Array(7), 3)).toMatchObject({
            status: 'STATUS_INVALID_DEVICE_REQUEST',
            information: 0,
          });
        }
      }
    });
  });
});

describe('what a minidriver does wrong', () => {
  function machine(process: NonNullable<NonNullable<Parameters<typeof plainPin>[0]['dispatch']>['process']>) {
    const { client } = new Machine([plainPin({ dispatch: { process } })]);
    const pin = client.openPin(client.openFilter(), 0);
    client.setState(pin, RUN);
    return () => client.streamNow(pin, false, client.stream([{ extent: 8 }]).headers);
  }

  test('writing outside a frame is a bug check', () => {
    const send = machine((pin) => pin.leadingEdge()?.write(4, new Uint8Array(5)));
    expect(send).toThrow(/PAGE_FAULT_IN_NONPAGED_AREA: stream frame: bytes 4…9 touched, but FrameExtent is 8/);
    expect(send).toThrow(/the target died/);
  });

  test('finishing a frame twice is a bug check', () => {
    const send = machine((pin) => {
      const frame = pin.leadingEdge();
      frame?.advance();
      frame?.advance();
    });
    expect(send).toThrow(/stream pointer: advanced twice/);
  });

  test('STRM-035: an error on a frame is the status of the request', () => {
    const send = machine((pin) => {
      const frame = pin.leadingEdge();
      frame?.setStatusCode(STATUS.STATUS_DEVICE_DATA_ERROR);
      frame?.advance();
    });
    expect(send()).toEqual({ status: 'STATUS_DEVICE_DATA_ERROR', information: 0 });
  });
});

test('STRM-006, STRM-007: extended headers come back with their extension', () => {
  const { client } = new Machine([
    plainPin({
      streamHeaderExtension: 16,
      dispatch: {
        process: (pin) => {
          const frame = pin.leadingEdge();
          frame?.extension?.fill(7);
          frame?.advance();
        },
      },
    }),
  ]);
  const pin = client.openPin(client.openFilter(), 0);
  client.setState(pin, RUN);
  expect(u32(client.property(pin, 'KSPROPSETID_StreamInterface', 0, GET, 4).out)).toBe(72);
  const bare = client.stream([{ extent: 8 }]);
  expect(client.streamNow(pin, false, bare.headers)?.status).toBe('STATUS_INVALID_BUFFER_SIZE');
  const header = concat(bare.headers.bytes, new Uint8Array(16));
  header.set(ulongs(72));
  const reply = client.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, header);
  expect([reply.status, reply.information, reply.out[56], reply.out[71]]).toEqual(['STATUS_SUCCESS', 72, 7, 7]);
});
