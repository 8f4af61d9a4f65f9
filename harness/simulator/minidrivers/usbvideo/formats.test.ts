import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimulator } from '../../simulator.ts';
import { runningInterval, listedIntervals, type VideoMode } from '../../classdrivers/avstream/video/video-mode.ts';
import { member } from '../../classdrivers/avstream/video/structs.ts';
import { KsClient } from './testing/ks-client.ts';

const client = new KsClient(createSimulator('usbvideo'));
const filter = client.openFilter('camera');
const ranges = client.dataRanges(filter, 0);
const at = (path: string): number => member('KS_DATARANGE_VIDEO', path).offset;

function altered(range: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = range.slice();
  change(new DataView(copy.buffer));
  return copy;
}

test('every range intersects with itself, and the answer opens a pin', () => {
  for (const range of ranges) {
    const answer = client.intersect(filter, 0, range);
    expect(answer).toMatchObject({ status: 'STATUS_SUCCESS', information: answer.view.getUint32(0, true) });
    const { status, pin } = client.openPin(filter, 0, answer.out);
    expect(status).toBe('STATUS_SUCCESS');
    client.target.close(pin);
  }
});

test('a bare range of our kind, and one with all wildcards, get our first format', () => {
  const first = client.intersect(filter, 0, ranges[0]!).out;
  const bare = altered(ranges[0]!.slice(0, 64), (view) => {
    view.setUint32(0, 64, true);
  });
  expect(client.intersect(filter, 0, bare).out).toEqual(first);
  const wild = new Uint8Array(64);
  new DataView(wild.buffer).setUint32(0, 64, true);
  expect(client.intersect(filter, 0, wild).out).toEqual(first);
});

test("the caller's interval is taken where the camera has it", () => {
  const wanted = altered(ranges[0]!, (view) => {
    view.setBigInt64(at('VideoInfoHeader.AvgTimePerFrame'), 666_666n, true);
  });
  expect(client.intersect(filter, 0, wanted).view.getBigInt64(64 + 40, true)).toBe(666_666n);
});

test('ranges that do not meet ours match nothing', () => {
  const refused = [
    (view: DataView) => {
      view.setInt32(at('ConfigCaps.MaxOutputSize.cx'), 100, true);
      view.setInt32(at('VideoInfoHeader.bmiHeader.biWidth'), 0, true);
    },
    (view: DataView) => {
      view.setBigInt64(at('ConfigCaps.MinFrameInterval'), 9_000_000n, true);
      view.setBigInt64(at('ConfigCaps.MaxFrameInterval'), 9_000_001n, true);
    },
    (view: DataView) => {
      view.setUint32(at('bTemporalCompression'), 1, true);
    },
    (view: DataView) => {
      view.setInt32(at('VideoInfoHeader.bmiHeader.biWidth'), 641, true);
    },
    (view: DataView) => {
      view.setUint32(at('VideoInfoHeader.bmiHeader.biCompression'), 1, true);
    },
  ];
  for (const change of refused) {
    const padded = altered(ranges[0]!, change);
    expect(client.intersect(filter, 0, padded).status).toBe('STATUS_NO_MATCH');
  }
});

test('a format with one member wrong is refused, whatever the member', () => {
  const format = client.intersect(filter, 0, ranges[0]!).out;
  const header = (path: string): number => member('KS_DATAFORMAT_VIDEOINFOHEADER', `VideoInfoHeader.${path}`).offset;
  const wrong: readonly ((view: DataView) => void)[] = [
    ...['biWidth', 'biHeight', 'biCompression', 'biSizeImage'].map((name) => (view: DataView) => {
      view.setUint32(header(`bmiHeader.${name}`), 3, true);
    }),
    (view) => {
      view.setUint16(header('bmiHeader.biBitCount'), 24, true);
    },
    (view) => {
      view.setUint32(header('bmiHeader.biSize'), 0, true);
    },
    (view) => {
      view.setInt32(header('rcSource.right'), 320, true);
    },
    (view) => {
      view.setInt32(header('rcTarget.left'), 1, true);
    },
    (view) => {
      view.setBigInt64(header('AvgTimePerFrame'), -1n, true);
    },
  ];
  for (const change of wrong) expect(client.openPin(filter, 0, altered(format, change)).status).toBe('STATUS_NO_MATCH');
});

test('any change of a range gives a format that the pin takes, or an error', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: ranges.length - 1 }),
      fc.nat({ max: 319 }),
      fc.nat({ max: 255 }),
      (which, offset, byte) => {
        const range = ranges[which]!;
        const changed = altered(range, (view) => {
          view.setUint8(16 + (offset % (range.length - 16)), byte);
        });
        const answer = client.intersect(filter, 0, changed);
        if (answer.status !== 'STATUS_SUCCESS') return;
        const { status, pin } = client.openPin(filter, 0, answer.out);
        expect(status).toBe('STATUS_SUCCESS');
        client.target.close(pin);
      },
    ),
    { numRuns: 200 },
  );
});

const mode = (intervals: VideoMode['intervals']): VideoMode => ({ intervals, defaultInterval: 333_333 }) as VideoMode;

test('the interval at which a stream runs is offered, and not shorter than asked unless nothing is', () => {
  const value = fc.integer({ min: 1, max: 10_000_000 });
  const discrete = fc.array(value, { minLength: 1, maxLength: 8 }).map((values) => mode({ kind: 'discrete', values }));
  fc.assert(
    fc.property(discrete, value, (of, wanted) => {
      const interval = runningInterval(of, wanted);
      const offered = listedIntervals(of);
      expect(offered).toContain(interval);
      expect(interval >= wanted || offered.every((each) => each < wanted)).toBe(true);
    }),
  );
  const continuous = mode({ kind: 'continuous', min: 100, max: 1000, step: 300 });
  expect([1, 100, 101, 400, 701, 999, 5000, 0].map((wanted) => runningInterval(continuous, wanted))).toEqual([
    100, 100, 400, 400, 1000, 1000, 1000, 333_333,
  ]);
  expect(listedIntervals(continuous)).toEqual([100, 400, 700, 1000]);
  expect(listedIntervals(mode({ kind: 'continuous', min: 100, max: 1000, step: 0 }))).toEqual([100, 1000]);
});
