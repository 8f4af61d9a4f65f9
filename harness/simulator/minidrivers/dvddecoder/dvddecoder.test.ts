import { describe, expect, it } from 'vitest';
import { STATUS } from '../../../abi/ntstatus.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import type { Handle } from '../../../target/target.ts';
import { Client, concat, GET, header, SET, u32, ulongs, type FrameSpec } from '../../testing/client.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { captionsOf } from '../../hardware/dvddecoder/captions.ts';
import { PIN } from './streams.ts';

const COPY = 'KSPROPSETID_CopyProt';
const [CHLG_KEY, DVD_KEY1, DEC_KEY2, TITLE_KEY, COPY_STATE, DISC_KEY] = [1, 2, 3, 4, 7, 0x80];
const [INITIALIZE_TITLE, NOT_REQUIRED, REQUIRED] = [1, 2, 3];
const [STOP, PAUSE, RUN] = [0, 2, 3];
const [DATADISCONTINUITY, TYPECHANGED] = [0x4, 0x8];
const USE_NEW_CSS_KEY = 1;

function open() {
  const client = new Client('dvddecoder');
  const filter = client.openFilter();
  const pin = (id: number, state = STOP): Handle => {
    const range = client.pinProperty(filter, 3, id, 400).out;
    const format = client.intersect(filter, id, [range.slice(8, 8 + u32(range, 8))]);
    const medium = { set: ksGuid(id === PIN.VIDEO_PORT ? 'KSMEDIUMSETID_VPBus' : 'KSMEDIUMSETID_Standard') };
    const connect = client.connect(id, format, { medium });
    const { status, handle } = client.openChild(filter, 'KSSTRING_Pin', connect);
    expect(status).toBe('STATUS_SUCCESS');
    client.setState(handle, state);
    return handle;
  };
  const get = (handle: Handle, id: number, size: number) => client.property(handle, COPY, id, GET, size);
  const set = (handle: Handle, id: number, value: Uint8Array) => client.property(handle, COPY, id, SET, value).status;
  const send = (handle: Handle, write: boolean, frame: FrameSpec, typeSpecific = 0) => {
    const stream = client.stream([frame]);
    new DataView(stream.headers.bytes.buffer, stream.headers.bytes.byteOffset).setUint32(4, typeSpecific, true);
    return { request: client.submitStream(handle, write, stream.headers), ...stream };
  };
  return { client, filter, pin, get, set, send };
}

describe('copy protection', () => {
  it('DVD-003: the stream that is asked first must negotiate, until it closes', () => {
    const { client, pin, get } = open();
    const [video, audio] = [pin(PIN.VIDEO), pin(PIN.AUDIO)];
    const state = (handle: Handle) => u32(get(handle, COPY_STATE, 4).out);
    expect([audio, video, audio].map(state)).toEqual([REQUIRED, NOT_REQUIRED, REQUIRED]);
    client.target.close(audio);
    expect(state(video)).toBe(REQUIRED);
  });

  it('the answer to the drive follows from its challenge', () => {
    const { pin, get, set } = open();
    const video = pin(PIN.VIDEO);
    const answer = (first: number) => {
      expect(set(video, CHLG_KEY, Uint8Array.of(first, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0))).toBe('STATUS_SUCCESS');
      return get(video, DEC_KEY2, 6).out;
    };
    expect(answer(1)).toEqual(answer(1));
    expect(answer(1)).not.toEqual(answer(2));
    expect(get(video, CHLG_KEY, 12).out).not.toEqual(get(video, CHLG_KEY, 12).out);
    expect(set(video, DVD_KEY1, new Uint8Array(6))).toBe('STATUS_SUCCESS');
    expect(set(video, DISC_KEY, new Uint8Array(2048))).toBe('STATUS_SUCCESS');
  });

  it('DVD-004: a new negotiation waits until every stream has told where the new key begins', () => {
    const { client, pin, set, send } = open();
    const [video, audio] = [pin(PIN.VIDEO, RUN), pin(PIN.AUDIO, RUN)];
    expect(set(video, TITLE_KEY, new Uint8Array(20))).toBe('STATUS_SUCCESS');
    const announce = () =>
      client.target.submit(video, IOCTL.IOCTL_KS_PROPERTY, header(COPY, COPY_STATE, SET), ulongs(INITIALIZE_TITLE));
    const request = announce();
    send(video, true, { extent: 4, used: 4 }, USE_NEW_CSS_KEY);
    expect(client.target.wait(request, 0n)).toBeNull();
    expect(client.state(video)).toBe(RUN);
    send(audio, true, { extent: 4, used: 4 }, USE_NEW_CSS_KEY);
    expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: 0 });

    set(video, TITLE_KEY, new Uint8Array(20));
    const cancelled = announce();
    client.target.cancel(cancelled);
    expect(client.target.wait(cancelled, 0n)?.status).toBe(STATUS.STATUS_CANCELLED);
    const stopped = announce();
    for (const handle of [video, audio]) client.setState(handle, STOP);
    expect(client.target.wait(stopped, 0n)?.status).toBe(0);
  });
});

describe('data', () => {
  const gop = Uint8Array.of(0, 0, 1, 0xb8, 9, 0, 0, 1, 0xb2, 0x43, 0x43, 1, 2, 0, 0, 1, 0);

  it('packs wait for RUN, and go back at once in STOP', () => {
    const { client, pin, send } = open();
    const video = pin(PIN.VIDEO);
    expect(client.target.wait(send(video, true, { extent: 4, used: 4 }).request, 0n)?.status).toBe(0);
    client.setState(video, PAUSE);
    const { request } = send(video, true, { extent: 4, used: 4 });
    expect(client.target.wait(request, 0n)).toBeNull();
    client.setState(video, RUN);
    expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: 4 });
  });

  it('captions of a GOP come out of line 21', () => {
    const { client, pin, send } = open();
    const [video, captions] = [pin(PIN.VIDEO, RUN), pin(PIN.CAPTIONS, RUN)];
    const read = send(captions, false, { extent: 200 });
    send(video, true, { extent: 4, used: 4 });
    expect(client.target.wait(read.request, 0n)).toBeNull();
    send(video, true, { extent: gop.length, used: gop.length, bytes: gop });
    expect(client.target.wait(read.request, 0n)?.status).toBe(0);
    expect(client.headerField(read.headers, 'dataUsed')).toBe(4);
    expect(read.frames[0]?.bytes.slice(0, 4)).toEqual(Uint8Array.of(0x43, 0x43, 1, 2));
    const empty = send(captions, false, { extent: 200 });
    client.setState(captions, STOP);
    expect(client.target.wait(empty.request, 0n)?.status).toBe(0);
    expect(client.headerField(empty.headers, 'dataUsed')).toBe(0);
  });

  it('DVD-014: a gap of the video is a gap of its captions', () => {
    const { client, pin, send } = open();
    const [video, captions] = [pin(PIN.VIDEO, RUN), pin(PIN.CAPTIONS, RUN)];
    const { headers } = client.stream([{ extent: 200 }, { extent: 200 }]);
    const read = client.submitStream(captions, false, headers);
    send(video, true, { extent: 0, flags: DATADISCONTINUITY });
    expect(client.target.wait(read, 0n)).toBeNull();
    send(video, true, { extent: gop.length, used: gop.length, bytes: gop });
    expect(client.target.wait(read, 0n)?.status).toBe(0);
    const field = (name: 'dataUsed' | 'optionsFlags') => [0, 1].map((i) => client.headerField(headers, name, i));
    expect(field('optionsFlags')).toEqual([DATADISCONTINUITY, 0]);
    expect(field('dataUsed')).toEqual([0, 4]);
  });

  it('only user data behind a GOP start is captions', () => {
    expect(captionsOf(gop.slice(5))).toEqual([]);
    expect(captionsOf(gop.slice(0, 5))).toEqual([]);
    expect(captionsOf(concat(gop, gop))).toHaveLength(2);
  });

  it('a change of the video format is told on the video port', () => {
    const { client, filter, pin, send } = open();
    const [video, port] = [pin(PIN.VIDEO, RUN), pin(PIN.VIDEO_PORT)];
    const signal = client.target.createSignal('auto-reset');
    expect(client.enable(port, 'KSEVENTSETID_VPNotify', 0, 1, client.eventData(1, signal))).toBe('STATUS_SUCCESS');
    const format = client.format(filter, PIN.VIDEO);
    send(video, true, { extent: format.length, used: format.length, flags: TYPECHANGED, bytes: format });
    expect(client.target.takeSignals(signal, 0n)).toBe(1);
    const direct = client.streamNow(port, false, client.stream([{ extent: 4 }]).headers);
    expect(direct?.status).toBe('STATUS_NOT_IMPLEMENTED');
  });
});

describe('settings', () => {
  it.each([
    ['an output mode that the card lacks', PIN.AUDIO, 'KSPROPSETID_AudioDecoderOut', 1, ulongs(2)],
    ['a stereo mode of AC-3 that there is not', PIN.AUDIO, 'KSPROPSETID_AC3', 2, ulongs(1, 4)],
    ['a display mode of video that there is not', PIN.VIDEO, 'KSPROPSETID_Mpeg2Vid', 1, ulongs(3)],
    ['a Macrovision level that there is not', PIN.VIDEO, COPY, 5, ulongs(4)],
    ['a subpicture that is neither on nor off', PIN.SUBPICTURE, 'KSPROPSETID_DvdSubPic', 2, ulongs(2)],
  ])('%s is refused', (_what, id, set, property, value) => {
    const { client, pin } = open();
    expect(client.property(pin(id), set, property, SET, value).status).toBe('STATUS_INVALID_PARAMETER');
  });

  it('are kept for each stream', () => {
    const { client, pin } = open();
    const [video, audio] = [pin(PIN.VIDEO), pin(PIN.AUDIO)];
    const rate = concat(ulongs(0, 0, 20_000, 0));
    expect(client.property(video, 'KSPROPSETID_TSRateChange', 1, SET, rate).status).toBe('STATUS_SUCCESS');
    const read = (handle: Handle) => u32(client.property(handle, 'KSPROPSETID_TSRateChange', 1, GET, 16).out, 8);
    expect([video, audio].map(read)).toEqual([20_000, 10_000]);
  });
});
