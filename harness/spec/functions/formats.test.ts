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
  ])('%s', (_, a, b, intersect, inside) => {
    expect(call('rangesIntersect', a, b)).toBe(intersect);
    expect(call('rangesIntersect', b, a)).toBe(intersect);
    expect(call('within', a, b)).toBe(inside);
  });
});
