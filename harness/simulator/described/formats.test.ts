import { describe, expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { accepts, formatOf, frameInterval, intersect, rangeOf } from './formats.ts';

const bitmap = (width: number) => ({ biSize: 40, biWidth: width, biHeight: 480, biPlanes: 1, biBitCount: 16, biCompression: 0x32595559, biSizeImage: width * 960 });
const video = { MajorFormat: 'KSDATAFORMAT_TYPE_VIDEO', SubFormat: '{32595559-0000-0010-8000-00AA00389B71}', Specifier: 'KSDATAFORMAT_SPECIFIER_VIDEOINFO' };

/** 15 to 30 pictures a second, or as told. */
const range = (interval = 333_333, least = 333_333, most = 666_666, width = 640) => rangeOf({
  ...video,
  ConfigCaps: { guid: 'KSDATAFORMAT_SPECIFIER_VIDEOINFO', MinFrameInterval: least, MaxFrameInterval: most },
  VideoInfoHeader: { AvgTimePerFrame: interval, bmiHeader: bitmap(width) },
} as Parameters<typeof rangeOf>[0]);
const format = (interval: number, width = 640) => formatOf({ ...video, VideoInfoHeader: { AvgTimePerFrame: interval, bmiHeader: bitmap(width) } } as Parameters<typeof formatOf>[0]);

/** The interval of the format that two ranges meet in, or the status. */
function met(caller: Uint8Array, own = range(), known?: Uint8Array): number {
  const found = intersect(caller, own, known);
  return typeof found === 'number' ? found : frameInterval(found);
}

describe('a format lies inside a range', () => {
  test('with its picture and an interval that it allows', () => {
    expect(accepts(format(400_000), range())).toBe(true);
    expect(accepts(format(333_333), range())).toBe(true);
    expect(accepts(format(333_332), range())).toBe(false);
    expect(accepts(format(700_000), range())).toBe(false);
    expect(accepts(format(400_000, 320), range())).toBe(false);
  });
  test('of its own kind', () => {
    const other = formatOf({ ...video, SubFormat: 'KSDATAFORMAT_SUBTYPE_NONE', VideoInfoHeader: { AvgTimePerFrame: 400_000, bmiHeader: bitmap(640) } } as Parameters<typeof formatOf>[0]);
    expect(accepts(other, range())).toBe(false);
    expect(accepts(format(400_000).subarray(0, 64), range())).toBe(false);
  });
});

describe('two ranges meet', () => {
  test('at the interval that the caller names', () => {
    expect(met(range(400_000).bytes)).toBe(400_000);
  });
  test('at that of the device, if the caller names none', () => {
    expect(met(range(0).bytes)).toBe(333_333);
  });
  test('at the nearest that both allow', () => {
    expect(met(range(100_000, 100_000, 500_000).bytes)).toBe(333_333);
    expect(met(range(900_000, 500_000, 900_000).bytes)).toBe(666_666);
    expect(met(range(400_000, 500_000, 600_000).bytes)).toBe(500_000);
  });
  test('nowhere, if there is none, or the pictures differ', () => {
    expect(met(range(900_000, 700_000, 900_000).bytes)).toBe(STATUS.STATUS_NO_MATCH);
    expect(met(range(400_000, 333_333, 666_666, 320).bytes)).toBe(STATUS.STATUS_NO_MATCH);
  });
  test('in what the device answered, where the caller leaves the choice to it', () => {
    const known = format(500_000);
    expect(met(range().bytes, range(), known)).toBe(500_000);
    expect(met(range(400_000).bytes, range(), known)).toBe(400_000);
    expect(met(range().bytes, range(), format(700_000))).toBe(333_333);
  });
});

test('a range of two headers', () => {
  const two = (interval: number) => rangeOf({
    ...video,
    Specifier: 'KSDATAFORMAT_SPECIFIER_VIDEOINFO2',
    ConfigCaps: { guid: 'KSDATAFORMAT_SPECIFIER_VIDEOINFO2', MinFrameInterval: 333_333, MaxFrameInterval: 666_666 },
    VideoInfoHeader: { AvgTimePerFrame: interval, bmiHeader: bitmap(640) },
  } as Parameters<typeof rangeOf>[0]);
  expect(met(two(500_000).bytes, two(333_333))).toBe(500_000);
  expect(met(two(500_000).bytes, range())).toBe(500_000);
});

test('of a format without a header no interval is known', () => {
  expect(frameInterval(new Uint8Array(64))).toBe(0);
  expect(frameInterval(new Uint8Array(3))).toBe(0);
});
