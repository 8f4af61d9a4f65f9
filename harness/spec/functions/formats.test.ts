import { describe, expect, it } from 'vitest';
import { codecOf, type Value } from '../../abi/codec.ts';
import { guidByName } from '../../abi/names.ts';
import type { Host } from './function.ts';
import { formats } from './formats.ts';

const host: Host = { arch: 'x64', types: undefined, guid: guidByName };
const call = (name: string, ...args: Value[]): Value | undefined => formats.find((f) => f.name === name)?.apply(args, host);
/** Through the codec, so that the names are those of real answers. */
const coded = (type: string, value: Value): Value => codecOf(type, 'x64').decode(codecOf(type, 'x64').encode(value));
const guid = (name: string): string => guidByName(`KSDATAFORMAT_${name}`) ?? '';

const wave = { MajorFormat: guid('TYPE_AUDIO'), SubFormat: guid('SUBTYPE_PCM'), Specifier: guid('SPECIFIER_WAVEFORMATEX') };
const audioRange = (more: Record<string, Value> = {}) =>
  coded('KSDATARANGE', {
    ...wave,
    MaximumChannels: 2,
    MinimumBitsPerSample: 16,
    MaximumBitsPerSample: 24,
    MinimumSampleFrequency: 8000,
    MaximumSampleFrequency: 48000,
    ...more,
  });
const pcm = { wFormatTag: 1, nChannels: 2, nSamplesPerSec: 44100, wBitsPerSample: 16 };
const audio = (more: Record<string, Value> = {}) => coded('KSDATAFORMAT', { ...wave, WaveFormatEx: { ...pcm, ...more } });
const extensible = (more: Record<string, Value> = {}) =>
  coded('KSDATAFORMAT', { ...wave, WaveFormatExt: { Format: { ...pcm, wFormatTag: 0xfffe, cbSize: 22, ...more } } });

const video = { MajorFormat: guid('TYPE_VIDEO'), SubFormat: guid('SUBTYPE_L8'), Specifier: guid('SPECIFIER_VIDEOINFO') };
const videoRange = (more: Record<string, Value> = {}) =>
  coded('KSDATARANGE', {
    ...video,
    ConfigCaps: {
      MinOutputSize: { cx: 160, cy: 120 },
      MaxOutputSize: { cx: 640, cy: 480 },
      OutputGranularityX: 16,
      OutputGranularityY: 1,
      MinFrameInterval: 333333,
      MaxFrameInterval: 666666,
      ...more,
    },
  });
const picture = (width: number, height: number, interval = 333333) =>
  coded('KSDATAFORMAT', { ...video, VideoInfoHeader: { AvgTimePerFrame: interval, bmiHeader: { biWidth: width, biHeight: height } } });

describe('covers', () => {
  it.each<[string, Value, Value, boolean]>([
    ['audio inside', audioRange(), audio(), true],
    ['audio at the limits', audioRange(), audio({ nSamplesPerSec: 48000, wBitsPerSample: 24 }), true],
    ['too many channels', audioRange(), audio({ nChannels: 3 }), false],
    ['too fast', audioRange(), audio({ nSamplesPerSec: 48001 }), false],
    ['too few bits', audioRange(), audio({ wBitsPerSample: 8 }), false],
    ['extensible inside', audioRange(), extensible(), true],
    ['extensible outside', audioRange(), extensible({ nChannels: 6 }), false],
    ['any number of channels', audioRange({ MaximumChannels: 0xffffffff }), audio({ nChannels: 64 }), true],
    ['another subformat', audioRange({ SubFormat: guid('SUBTYPE_IEEE_FLOAT') }), audio(), false],
    ['a wildcard', coded('KSDATARANGE', {}), audio(), true],
    ['video inside', videoRange(), picture(320, 240), true],
    ['top-down video', videoRange(), picture(320, -240), true],
    ['video too wide', videoRange(), picture(656, 480), false],
    ['video off the grid', videoRange(), picture(321, 240), false],
    ['video too fast', videoRange(), picture(320, 240, 166666), false],
    ['video without a rate', videoRange(), picture(320, 240, 0), true],
    ['too slow', audioRange(), audio({ nSamplesPerSec: 7999 }), false],
    ['too many bits', audioRange(), audio({ wBitsPerSample: 32 }), false],
    ['no channel', audioRange(), audio({ nChannels: 0 }), false],
    ['in a DirectSound buffer', audioRange(), { ...wave, BufferDesc: { WaveFormatEx: { ...pcm, nChannels: 3 } } }, false],
    ['another major format', audioRange({ MajorFormat: guid('TYPE_VIDEO') }), audio(), false],
    ['video at the limits', videoRange(), picture(160, 120), true],
    ['video at the upper limits', videoRange(), picture(640, 480, 666666), true],
    ['video too narrow', videoRange(), picture(144, 120), false],
    ['video too low', videoRange(), picture(160, 119), false],
    ['video too high', videoRange(), picture(160, 481), false],
    ['video too slow', videoRange(), picture(160, 120, 666667), false],
    ['video of no size', videoRange(), picture(0, 0), true],
    ['video on a grid that begins at its least width', videoRange({ MinOutputSize: { cx: 162, cy: 120 } }), picture(178, 120), true],
    ['video between the lines of such a grid', videoRange({ MinOutputSize: { cx: 162, cy: 120 } }), picture(176, 120), false],
    ['a step of 1', videoRange({ OutputGranularityX: 1 }), picture(161, 120), true],
    ['video of the second header', videoRange(), { ...video, VideoInfoHeader2: { AvgTimePerFrame: 1, bmiHeader: { biWidth: 160, biHeight: 120 } } }, false],
    ['an MPEG header within its own', videoRange(), { ...video, MpegVideoInfoHeader2: { hdr: { bmiHeader: { biWidth: 161, biHeight: 120 } } } }, false],
    ['H.264', videoRange(), { ...video, H264VideoInfoHeader: { wWidth: 160, wHeight: 120, dwFrameInterval: 333333 } }, true],
    ['H.264 too wide', videoRange(), { ...video, H264VideoInfoHeader: { wWidth: 656, wHeight: 120, dwFrameInterval: 333333 } }, false],
    ['H.264 too high', videoRange(), { ...video, H264VideoInfoHeader: { wWidth: 160, wHeight: 481, dwFrameInterval: 333333 } }, false],
    ['H.264 too fast', videoRange(), { ...video, H264VideoInfoHeader: { wWidth: 160, wHeight: 120, dwFrameInterval: 1 } }, false],
    ['a still picture', videoRange(), { ...video, ImageInfoHeader: { biWidth: 160, biHeight: 120 } }, true],
    ['a still picture too wide', videoRange(), { ...video, ImageInfoHeader: { biWidth: 656, biHeight: 120 } }, false],
    ['sound that says nothing of pictures', videoRange({}), { ...video }, true],
  ])('%s', (_, range, format, expected) => {
    expect(call('covers', range, format)).toBe(expected);
  });
});

describe('rangesIntersect and within', () => {
  const low = audioRange({ MaximumSampleFrequency: 22050 });
  const high = audioRange({ MinimumSampleFrequency: 32000, MaximumChannels: 6 });
  const small = videoRange({ MaxOutputSize: { cx: 320, cy: 240 } });
  it.each<[string, Value, Value, boolean, boolean]>([
    ['the same', audioRange(), audioRange(), true, true],
    ['a part', low, audioRange(), true, true],
    ['the whole', audioRange(), low, true, false],
    ['apart', low, high, false, false],
    ['overlapping', audioRange(), high, true, false],
    ['a wildcard outside', audioRange(), coded('KSDATARANGE', {}), true, true],
    ['a wildcard inside', coded('KSDATARANGE', {}), audioRange(), true, false],
    ['smaller pictures', small, videoRange(), true, true],
    ['larger pictures', videoRange(), small, true, false],
    ['sound and pictures', audioRange(), videoRange(), false, false],
    ['touching', audioRange({ MaximumSampleFrequency: 22050 }), audioRange({ MinimumSampleFrequency: 22050 }), true, false],
    ['fewer bits', audioRange({ MinimumBitsPerSample: 20, MaximumBitsPerSample: 20 }), audioRange(), true, true],
    ['more bits', audioRange({ MinimumBitsPerSample: 8 }), audioRange(), true, false],
    ['other bits', audioRange({ MinimumBitsPerSample: 32, MaximumBitsPerSample: 32 }), audioRange(), false, false],
    ['lower pictures', videoRange({ MinOutputSize: { cx: 160, cy: 60 } }), videoRange(), true, false],
    ['slower pictures', videoRange({ MaxFrameInterval: 999999 }), videoRange(), true, false],
    ['other rates of pictures', videoRange({ MinFrameInterval: 700000, MaxFrameInterval: 800000 }), videoRange(), false, false],
    ['limits of one side only', { ...wave }, audioRange(), true, true],
  ])('%s', (_, a, b, intersect, inside) => {
    expect(call('rangesIntersect', a, b)).toBe(intersect);
    expect(call('rangesIntersect', b, a)).toBe(intersect);
    expect(call('within', a, b)).toBe(inside);
  });
});
