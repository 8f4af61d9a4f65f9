/** The bundled cameras through the target boundary: open, ranges, intersection, pin, states, frames, close. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Arch, Handle } from '../../../target/target.ts';
import { KSSTATE, KSSTREAM_HEADER_OPTIONSF } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { parseLsusb } from '../../usb/lsusb.ts';
import { createSimulator } from '../../simulator.ts';
import { cameraFolder } from './device.ts';
import { KsClient, u32s, type Frame } from './testing/ks-client.ts';

const cameras = readdirSync(cameraFolder).sort();
const { SPLICEPOINT, TIMEVALID, DURATIONVALID, DATADISCONTINUITY } = KSSTREAM_HEADER_OPTIONSF;
const SECOND = 10_000_000n;

function boot(camera: string | undefined, arch: Arch = 'x64'): KsClient {
  return new KsClient(
    createSimulator('usbvideo', { arch, ...(camera === undefined ? {} : { descriptors: join(cameraFolder, camera) }) }),
  );
}

/** Opens a capture pin with the driver's answer to one of its ranges and lets it run. */
function run(client: KsClient, filter: Handle, pinId: number, rangeIndex: number): { pin: Handle; sampleSize: number } {
  const range = client.dataRanges(filter, pinId)[rangeIndex]!;
  const format = client.intersect(filter, pinId, range);
  expect(format.status).toBe('STATUS_SUCCESS');
  const { status, pin } = client.openPin(filter, pinId, format.out);
  expect(status).toBe('STATUS_SUCCESS');
  for (const state of [KSSTATE.ACQUIRE, KSSTATE.PAUSE, KSSTATE.RUN])
    expect(client.setState(pin, state)).toBe('STATUS_SUCCESS');
  return { pin, sampleSize: format.view.getUint32(8, true) };
}

function stop(client: KsClient, pin: Handle): void {
  for (const state of [KSSTATE.PAUSE, KSSTATE.ACQUIRE, KSSTATE.STOP])
    expect(client.setState(pin, state)).toBe('STATUS_SUCCESS');
  client.target.close(pin);
}

test('there are three, and each is a text without oddities', () => {
  expect(cameras).toEqual(['webcam-1080p.txt', 'webcam-h264.txt', 'webcam-rgb-ir.txt']);
  for (const camera of cameras) {
    for (const device of parseLsusb(readFileSync(join(cameraFolder, camera), 'utf8'), camera))
      expect(device.remarks).toEqual([]);
  }
});

test('the default camera', () => {
  const { target } = boot(undefined);
  expect(target.discover()).toMatchObject([
    {
      name: 'camera',
      friendlyName: 'Example Webcam',
      categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid),
    },
  ]);
  expect(target.identity.hardwareId).toBe('USB\\VID_1209&PID_0001&REV_0100');
});

test('an infra-red function is a sensor camera', () => {
  expect(boot('webcam-rgb-ir.txt').target.discover()).toMatchObject([
    { name: 'camera', categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid) },
    {
      name: 'camera-ir',
      categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_SENSOR_CAMERA'].map(ksGuid),
    },
  ]);
});

describe.each<Arch>(['x64', 'x86'])('every range of every camera streams (%s caller)', (arch) => {
  test.each(cameras)('%s', (camera) => {
    const client = boot(camera, arch);
    const { target } = client;
    const before = target.census();
    for (const { name } of target.discover()) {
      const filter = client.openFilter(name);
      const capturePins = parseLsusb(readFileSync(join(cameraFolder, camera), 'utf8'), camera).flatMap(
        (device) => device.videoFunctions,
      )[name === 'camera-ir' ? 1 : 0]!.streams.length;
      for (let pinId = 0; pinId < capturePins; pinId += 1) {
        client.dataRanges(filter, pinId).forEach((_, index) => {
          const { pin, sampleSize } = run(client, filter, pinId, index);
          const frames = [client.submitRead(pin, sampleSize), client.submitRead(pin, sampleSize)].map((read) =>
            read.wait(SECOND),
          );
          const [first, second] = frames as [Frame, Frame];
          expect(first).toMatchObject({ status: 'STATUS_SUCCESS', pictureNumber: 1, dropCount: 0 });
          expect(first.optionsFlags).toBe(SPLICEPOINT | TIMEVALID | DURATIONVALID);
          expect(first.dataUsed).toBeGreaterThan(0);
          expect(second.presentationTime - first.presentationTime).toBe(first.duration);
          stop(client, pin);
        });
      }
      target.close(filter);
    }
    expect(target.census()).toEqual(before);
  });
});

describe('a running stream', () => {
  test('frames come at the negotiated interval, with numbers that go on', () => {
    const client = boot(undefined);
    const filter = client.openFilter('camera');
    const { pin, sampleSize } = run(client, filter, 0, 0);
    const start = client.target.now();
    const frames = Array.from({ length: 4 }, () => client.submitRead(pin, sampleSize)).map(
      (read) => read.wait(SECOND)!,
    );
    expect(frames.map(({ presentationTime }) => presentationTime)).toEqual([333_333, 666_666, 999_999, 1_333_332]);
    expect(frames.map(({ pictureNumber }) => pictureNumber)).toEqual([1, 2, 3, 4]);
    expect(Number(client.target.now() - start)).toBe(1_333_332);
    // YUY2: the first pixel pair is the white bar's; the bright line has gone down by one row a frame.
    expect(frames.map(({ data }) => [data[1280 * 100], data[1280 * frames.findIndex((f) => f.data === data)]])).toEqual(
      frames.map(() => [191, 0xeb]),
    );
    stop(client, pin);
    client.target.close(filter);
  });

  test('frames without a buffer are dropped and counted', () => {
    const client = boot(undefined);
    const filter = client.openFilter('camera');
    const { pin, sampleSize } = run(client, filter, 0, 0);
    client.target.sleep(3n * 333_333n);
    const frame = client.submitRead(pin, sampleSize).wait(SECOND)!;
    expect(frame).toMatchObject({ pictureNumber: 4, dropCount: 3 });
    expect(frame.optionsFlags & DATADISCONTINUITY).toBe(DATADISCONTINUITY);
    const counts = client.get(
      pin,
      'PROPSETID_VIDCAP_DROPPEDFRAMES',
      'KSPROPERTY_DROPPEDFRAMES_CURRENT',
      new Uint8Array(24),
    );
    expect(counts).toMatchObject({ status: 'STATUS_SUCCESS', information: 48 });
    expect([
      counts.view.getBigInt64(24, true),
      counts.view.getBigInt64(32, true),
      counts.view.getUint32(40, true),
    ]).toEqual([4n, 3n, sampleSize]);
    // Counts survive PAUSE and begin anew after STOP.
    client.setState(pin, KSSTATE.PAUSE);
    client.setState(pin, KSSTATE.RUN);
    expect(client.submitRead(pin, sampleSize).wait(SECOND)).toMatchObject({ pictureNumber: 5, dropCount: 3 });
    client.setState(pin, KSSTATE.STOP);
    client.setState(pin, KSSTATE.RUN);
    expect(client.submitRead(pin, sampleSize).wait(SECOND)).toMatchObject({ pictureNumber: 1, dropCount: 0 });
    stop(client, pin);
    client.target.close(filter);
  });

  test('nothing comes in PAUSE', () => {
    const client = boot(undefined);
    const filter = client.openFilter('camera');
    const { pin, sampleSize } = run(client, filter, 0, 0);
    client.setState(pin, KSSTATE.PAUSE);
    const read = client.submitRead(pin, sampleSize);
    expect(read.wait(SECOND)).toBeNull();
    client.setState(pin, KSSTATE.RUN);
    expect(read.wait(SECOND)).toMatchObject({ status: 'STATUS_SUCCESS' });
    stop(client, pin);
    client.target.close(filter);
  });

  test('a buffer that is too short gets the beginning of the frame', () => {
    const client = boot(undefined);
    const filter = client.openFilter('camera');
    const { pin } = run(client, filter, 0, 0);
    expect(client.submitRead(pin, 100).wait(SECOND)).toMatchObject({ status: 'STATUS_SUCCESS', dataUsed: 100 });
    stop(client, pin);
    client.target.close(filter);
  });

  test('H.264 pictures between key frames say so', () => {
    const client = boot('webcam-h264.txt');
    const filter = client.openFilter('camera');
    const h264 = client.dataRanges(filter, 1);
    expect(h264).toHaveLength(2);
    const { pin, sampleSize } = run(client, filter, 1, 0);
    const [key, other] = [client.submitRead(pin, sampleSize), client.submitRead(pin, sampleSize)].map(
      (read) => read.wait(SECOND)!,
    );
    expect([...key!.data.subarray(0, 5)]).toEqual([0, 0, 0, 1, 0x67]);
    expect([...other!.data.subarray(0, 5)]).toEqual([0, 0, 0, 1, 0x41]);
    expect(other!.optionsFlags & SPLICEPOINT).toBe(0);
    stop(client, pin);
    client.target.close(filter);
  });
});

test('one pin instance for the whole device; bridge pins cannot be opened', () => {
  const client = boot(undefined);
  const filters = [client.openFilter('camera'), client.openFilter('camera')] as const;
  const format = client.intersect(filters[0], 0, client.dataRanges(filters[0], 0)[0]!).out;
  const { pin } = client.openPin(filters[0], 0, format);
  expect(client.openPin(filters[1], 0, format).status).not.toBe('STATUS_SUCCESS');
  expect(client.openPin(filters[0], 1, format).status).not.toBe('STATUS_SUCCESS');
  client.target.close(pin);
  const again = client.openPin(filters[1], 0, format);
  expect(again.status).toBe('STATUS_SUCCESS');
  for (const handle of [again.pin, ...filters]) client.target.close(handle);
});

test('the rate that is asked for, or the next lower one (VCAP-010)', () => {
  const client = boot(undefined);
  const filter = client.openFilter('camera');
  const format = client.intersect(filter, 0, client.dataRanges(filter, 0)[0]!).out.slice();
  // 27 frames a second: the camera has 30 and 20.
  new DataView(format.buffer).setBigInt64(64 + 40, 370_370n, true);
  const { status, pin } = client.openPin(filter, 0, format);
  expect(status).toBe('STATUS_SUCCESS');
  const rate = client.get(
    filter,
    'PROPSETID_VIDCAP_VIDEOCONTROL',
    'KSPROPERTY_VIDEOCONTROL_ACTUAL_FRAME_RATE',
    new Uint8Array(32),
  );
  expect([rate.view.getBigInt64(40, true), rate.view.getBigInt64(48, true)]).toEqual([500_000n, 333_333n]);
  client.target.close(pin);
  expect(
    client.get(filter, 'PROPSETID_VIDCAP_VIDEOCONTROL', 'KSPROPERTY_VIDEOCONTROL_ACTUAL_FRAME_RATE', new Uint8Array(32))
      .status,
  ).toBe('STATUS_NOT_SUPPORTED');
  client.target.close(filter);
});

test('frame rates of a size (VCAP-012)', () => {
  const client = boot(undefined);
  const filter = client.openFilter('camera');
  const rates = (range: number, width: number, height: number) =>
    client.get(
      filter,
      'PROPSETID_VIDCAP_VIDEOCONTROL',
      'KSPROPERTY_VIDEOCONTROL_FRAME_RATES',
      u32s(0, range, width, height),
    );
  const { view, information } = rates(0, 640, 480);
  expect(information).toBe(8 + 4 * 8);
  expect([0, 1, 2, 3].map((i) => view.getBigInt64(8 + i * 8, true))).toEqual([
    333_333n,
    500_000n,
    666_666n,
    1_000_000n,
  ]);
  expect(rates(0, 0, 0)).toMatchObject({ status: 'STATUS_SUCCESS', information });
  expect(rates(0, 641, 480).status).toBe('STATUS_INVALID_PARAMETER');
  expect(rates(99, 640, 480).status).toBe('STATUS_INVALID_PARAMETER');
  client.target.close(filter);
});
