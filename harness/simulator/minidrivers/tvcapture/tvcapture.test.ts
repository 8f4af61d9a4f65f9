import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../abi/codec.ts';
import { statusName } from '../../../abi/ntstatus.ts';
import { Access, type Handle } from '../../../target/target.ts';
import { callerLayout } from '../../classdrivers/ks/caller-layout.ts';
import { Client, concat, GET, SET, i64, u32, ulongs } from '../../testing/client.ts';
import { MEDIUM } from './sets.ts';

const PIN = { CAPTURE: 0, VBI: 2, CAPTIONS: 3, VIDEO_PORT: 5, ANALOG: 7 } as const;
const TUNER = 'PROPSETID_TUNER';
const CROSSBAR = 'PROPSETID_VIDCAP_CROSSBAR';
const [STOP, PAUSE, RUN] = [0, 2, 3];
const none = 0xffff_ffff;

function start() {
  const client = new Client('tvcapture');
  const open = (name: string): Handle => {
    const path = client.target.discover().find((each) => each.name === name)?.path ?? '';
    return client.opened(client.target.open(path, Access.readWrite));
  };
  /** A property whose structure is these ULONGs behind KSPROPERTY. */
  const ask = (filter: Handle, set: string, id: number, flags: number, ...members: number[]) => {
    const instance = ulongs(...members);
    const { status, out } = client.property(filter, set, id, flags, concat(new Uint8Array(24), instance), instance);
    return { status, members: members.map((_member, i) => u32(out, 24 + 4 * i)) };
  };
  return { client, open, ask };
}

describe('tvcapture', () => {
  it('has a filter for each unit of the card', () => {
    const { client } = start();
    expect(client.target.discover().map(({ name, classDriver }) => [name, classDriver])).toEqual(
      ['capture', 'crossbar', 'tuner', 'tvaudio'].map((name) => [name, 'stream']),
    );
  });

  it('TVC-033, TVC-034, TVC-035: routes what can be routed, mutes audio, and tells what is new', () => {
    const { client, open, ask } = start();
    const crossbar = open('crossbar');
    const signal = client.target.createSignal('semaphore');
    client.enable(crossbar, 'EVENTSETID_CROSSBAR', 0, 1, client.eventData(2, signal));
    expect(ask(crossbar, CROSSBAR, 2, GET, 1, 0, 9, 9).members[2]).toBe(1);
    expect(ask(crossbar, CROSSBAR, 2, GET, 1, 1, 9, 9).members[2]).toBe(0);
    expect(ask(crossbar, CROSSBAR, 3, SET, 1, 0, 0, 0).status).toBe('STATUS_SUCCESS');
    expect(ask(crossbar, CROSSBAR, 3, SET, 1, 1, 0, 0).status).toBe('STATUS_INVALID_PARAMETER');
    expect(ask(crossbar, CROSSBAR, 3, GET, 9, 0, 0, 0).members[0]).toBe(1);
    expect(ask(crossbar, CROSSBAR, 3, SET, none, 1, 0, 0).status).toBe('STATUS_SUCCESS');
    expect(ask(crossbar, CROSSBAR, 3, SET, none, 0, 0, 0).status).toBe('STATUS_INVALID_PARAMETER');
    expect(client.target.takeSignals(signal, 0n)).toBe(2);
  });

  it('TVC-010, TVC-022, TVC-042: a new channel takes its time, and decides what the others hear and see', () => {
    const { client, open, ask } = start();
    const [tuner, audio, capture] = [open('tuner'), open('tvaudio'), open('capture')];
    const status = () => ask(tuner, TUNER, 6, GET, 0, 0, 0, 0).members;
    const locked = () => ask(capture, 'PROPSETID_VIDCAP_VIDEODECODER', 2, GET, 0, 0).members;
    const available = () => ask(audio, 'PROPSETID_VIDCAP_TVAUDIO', 2, GET, 0, 0).members[0];
    expect([available(), locked()]).toEqual([0x11, [525, 1]]);
    ask(tuner, TUNER, 4, SET, 61_250_000, 0, 1, 0, 0, 0, 1, 0);
    expect([status()[3], locked()]).toEqual([1, [525, 0]]);
    client.target.sleep(1_000_000n);
    expect([status(), available(), locked()]).toEqual([[61_250_000, 0, 1, 0], 0x33, [525, 1]]);
    ask(tuner, TUNER, 4, SET, 203_250_000, 0, 1, 0, 0, 0, 1, 0);
    client.target.sleep(1_000_000n);
    expect(locked()).toEqual([625, 0]);
    ask(tuner, TUNER, 2, SET, 2, 0);
    expect([status()[0], available()]).toEqual([95_250_000, 0x3]);
  });

  it('VCAP-008, VCAP-009, TVC-053: counts pictures and drops, and fills what waits', () => {
    const { client, open } = start();
    const pin = client.openPin(open('capture'), PIN.CAPTURE);
    const counts = () => {
      const { out } = client.property(pin, 'PROPSETID_VIDCAP_DROPPEDFRAMES', 0, GET, 48, new Uint8Array(24));
      return [Number(i64(out, 24)), Number(i64(out, 32))];
    };
    client.setState(pin, RUN);
    client.target.sleep(10_000_000n);
    expect(counts()).toEqual([29, 29]);
    client.setState(pin, PAUSE);
    client.target.sleep(10_000_000n);
    expect(counts()).toEqual([29, 29]);
    client.setState(pin, STOP);
    client.setState(pin, RUN);
    expect(counts()).toEqual([0, 0]);
  });

  it('TVC-056: passes a tuning packet on in the header of the next VBI frame', () => {
    const { client, open } = start();
    const capture = open('capture');
    const at = callerLayout(client.arch).streamHeader;
    const vbi = client.openPin(capture, PIN.VBI);
    const connect = client.connect(PIN.ANALOG, client.format(capture, PIN.ANALOG), { medium: { set: MEDIUM.DECODER_VIDEO } });
    const { handle: analog } = client.openChild(capture, 'KSSTRING_Pin', connect);
    for (const pin of [vbi, analog]) client.setState(pin, RUN);
    const packet = codecOf('KS_TVTUNER_CHANGE_INFO', client.arch).encode({ dwFlags: 1, dwCountryCode: 49, dwChannel: 7 });
    const { headers } = client.stream([{ extent: 16, used: 16, bytes: packet }]);
    expect(client.streamNow(analog, true, headers)?.status).toBe('STATUS_SUCCESS');
    const info = codecOf('KS_VBI_FRAME_INFO', client.arch);
    const frame = client.target.allocate(20_000);
    const list = client.target.allocate(at.size + info.minSize);
    const view = new DataView(list.bytes.buffer, list.bytes.byteOffset);
    view.setUint32(0, list.length, true);
    view.setUint32(at.frameExtent, frame.length, true);
    view.setBigUint64(at.data, frame.address, true);
    expect(client.streamNow(vbi, false, list)?.status).toBe('STATUS_SUCCESS');
    expect(info.decode(list.bytes, at.size)).toMatchObject({
      ExtendedHeaderSize: 88,
      dwFrameFlags: 0x10,
      TvTunerChangeInfo: { dwFlags: 1, dwCountryCode: 49, dwChannel: 7 },
    });
    expect(client.headerField(list, 'dataUsed')).toBe(19_200);
  });

  it('SCLS-007, SCLS-016: gives reads back at rest, and sends nothing of a video port through memory', () => {
    const { client, open } = start();
    const capture = open('capture');
    const captions = client.openPin(capture, PIN.CAPTIONS);
    const { headers } = client.stream([{ extent: 8 }]);
    expect(client.streamNow(captions, false, headers)?.status).toBe('STATUS_SUCCESS');
    expect(client.headerField(headers, 'dataUsed')).toBe(0);
    const connect = client.connect(PIN.VIDEO_PORT, client.format(capture, PIN.VIDEO_PORT), {
      medium: { set: '{A18C15EC-CE43-11D0-ABE7-00A0C9223196}' },
    });
    const { handle: port } = client.openChild(capture, 'KSSTRING_Pin', connect);
    client.setState(port, RUN);
    const refused = client.target.wait(client.submitStream(port, false, client.stream([{ extent: 8 }]).headers), 0n);
    expect(statusName(refused?.status ?? 0)).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });
});
