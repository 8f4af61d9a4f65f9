import { describe, expect, it } from 'vitest';
import { BASICSUPPORT, Client, GET, SET, u32, ulongs } from '../../testing/client.ts';
import { writeGuid } from '../../../abi/guid.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { PIN } from './encoder.ts';
import { BITRATE_MODE } from '../../classdrivers/avstream/sets/encoder-api.ts';

const RUN = 3;
const RAW_FRAME = 640 * 480 * 2;
const CODED_FRAME = 640 * 480 * 2;

/** A client with the encoder open. */
class Encoder {
  readonly client = new Client('encoder');
  readonly filter = this.client.openFilter();

  ask(set: string, verb: number, out: Uint8Array | number) {
    return this.client.property(this.filter, set, 0, verb, out);
  }

  /** Writes a raw picture while a read waits; the bytes that the read got. */
  encode(format?: Uint8Array): Uint8Array {
    const { client } = this;
    const raw = client.openPin(this.filter, PIN.RAW);
    const coded = client.openPin(this.filter, PIN.CODED, format);
    client.setState(raw, RUN);
    client.setState(coded, RUN);
    const { headers, frames } = client.stream([{ extent: CODED_FRAME }]);
    const read = client.submitStream(coded, false, headers);
    const write = client.stream([{ extent: RAW_FRAME, used: RAW_FRAME }]);
    expect(client.streamNow(raw, true, write.headers)?.status).toBe('STATUS_SUCCESS');
    expect(client.target.wait(read, 0n)?.status).toBe(0);
    const used = client.headerField(headers, 'dataUsed');
    for (const pin of [raw, coded]) client.target.close(pin);
    return frames[0]?.bytes.slice(0, used) ?? new Uint8Array(0);
  }
}

describe('the stream', () => {
  it('gives a coded picture for each raw one', () => {
    const h264 = new Encoder().encode();
    expect([...h264.slice(0, 5)]).toEqual([0, 0, 0, 1, 0x67]);
    expect(h264.length).toBeLessThan(RAW_FRAME / 10);
  });

  it('gives MPEG-2 where the format says so: a sequence, and a slice for every row of macroblocks', () => {
    const encoder = new Encoder();
    const format = encoder.client.format(encoder.filter, PIN.CODED);
    writeGuid(format, 32, ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'));
    new DataView(format.buffer).setUint32(128, 0x3247_504d, true);
    const bytes = encoder.encode(format);
    const codes = [...bytes.keys()].filter((i) => bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1).map((i) => bytes[i + 3] ?? 0);
    expect(codes.slice(0, 5)).toEqual([0xb3, 0xb5, 0xb8, 0x00, 0xb5]);
    expect(codes.slice(5)).toEqual(Array.from({ length: 480 / 16 }, (_, row) => row + 1));
  });

  it('fills a constant bit rate', () => {
    const encoder = new Encoder();
    encoder.ask('ENCAPIPARAM_BITRATE_MODE', SET, ulongs(BITRATE_MODE.CONSTANT));
    encoder.ask('ENCAPIPARAM_BITRATE', SET, ulongs(800_000));
    expect(encoder.encode().length).toBe(Math.floor((800_000 * 333_667) / 80_000_000));
  });
});

describe('the parameters', () => {
  it('are stepped ranges and lists with defaults', () => {
    const { out } = new Encoder().ask('ENCAPIPARAM_BITRATE', BASICSUPPORT, 200);
    // VT_UI4; step, least and greatest; the default.
    expect([u32(out, 24), u32(out, 56), u32(out, 64), u32(out, 68), u32(out, 88)]).toEqual([19, 400, 400_000, 8_000_000, 4_000_000]);
  });

  it('VCAP-015: changes are listed until the list is reset, and everything goes into a block and back', () => {
    const encoder = new Encoder();
    const list = (): number => encoder.ask('CODECAPI_CURRENTCHANGELIST', GET, 64).information;
    const saved = encoder.ask('CODECAPI_ALLSETTINGS', GET, 32).out;
    expect(list()).toBe(0);
    encoder.ask('ENCAPIPARAM_BITRATE', SET, ulongs(800_000));
    expect([list(), encoder.ask('CODECAPI_CURRENTCHANGELIST', SET, 0).status, list()]).toEqual([16, 'STATUS_SUCCESS', 0]);
    expect(encoder.ask('CODECAPI_ALLSETTINGS', SET, saved).status).toBe('STATUS_SUCCESS');
    expect([u32(encoder.ask('ENCAPIPARAM_BITRATE', GET, 4).out), list()]).toEqual([4_000_000, 16]);
    saved[20] = (saved[20] ?? 0) ^ 1;
    expect(encoder.ask('CODECAPI_ALLSETTINGS', SET, saved).status).toBe('STATUS_INVALID_PARAMETER');
    expect(encoder.ask('ENCAPIPARAM_BITRATE', SET, ulongs(800_001)).status).toBe('STATUS_INVALID_PARAMETER');
  });
});
