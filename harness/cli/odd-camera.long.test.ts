import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

const control = (subtype: number, ...fields: string[]) => ['VideoControl Interface Descriptor:', `bDescriptorSubtype ${subtype}`, ...fields];
const streaming = (subtype: number, ...fields: string[]) => ['VideoStreaming Interface Descriptor:', `bDescriptorSubtype ${subtype}`, ...fields];
const frame = (subtype: number, index: number, ...intervals: string[]) => streaming(
  subtype, `bFrameIndex ${index}`, 'wWidth 720', 'wHeight 480', 'dwMinBitRate 1', 'dwMaxBitRate 9', 'dwMaxVideoFrameBufferSize 1036800', 'dwDefaultFrameInterval 333667', ...intervals,
);
const stepped = ['bFrameIntervalType 0', 'dwMinFrameInterval 333667', 'dwMaxFrameInterval 667334', 'dwFrameIntervalStep 333667'];
const discrete = ['bFrameIntervalType 1', 'dwFrameInterval( 0) 333667'];

/** A box that digitizes: two inputs and a tape behind a selector, a monitor beside the stream, no camera and no status endpoint. */
const box = [
  'Bus 001 Device 003: ID 1209:0009 Box',
  'Device Descriptor:', 'idVendor 0x1209', 'idProduct 0x0009',
  'Configuration Descriptor:',
  'Interface Descriptor:', 'bInterfaceNumber 0', 'bAlternateSetting 0', 'bInterfaceClass 14 Video', 'bInterfaceSubClass 1 Video Control',
  ...control(1, 'bcdUVC 1.10', 'baInterfaceNr( 0) 1'),
  ...control(2, 'bTerminalID 1', 'wTerminalType 0x0401'),
  ...control(2, 'bTerminalID 2', 'wTerminalType 0x0402'),
  ...control(2, 'bTerminalID 3', 'wTerminalType 0x0202'),
  ...control(4, 'bUnitID 4', 'bNrInPins 3', 'baSourceID( 0) 1', 'baSourceID( 1) 2', 'baSourceID( 2) 3'),
  ...control(5, 'bUnitID 5', 'bSourceID 4', 'wMaxMultiplier 0', 'bmControls 0x0000000f'),
  ...control(3, 'bTerminalID 6', 'wTerminalType 0x0101', 'bSourceID 5'),
  ...control(3, 'bTerminalID 7', 'wTerminalType 0x0301', 'bSourceID 5'),
  ...control(3, 'bTerminalID 8', 'wTerminalType 0x0302', 'bSourceID 5'),
  'Interface Descriptor:', 'bInterfaceNumber 1', 'bAlternateSetting 0', 'bInterfaceClass 14 Video', 'bInterfaceSubClass 2 Video Streaming',
  ...streaming(1, 'bNumFormats 2', 'bTerminalLink 6', 'bStillCaptureMethod 0'),
  ...streaming(4, 'bFormatIndex 1', 'bNumFrameDescriptors 1', 'guidFormat {32595559-0000-0010-8000-00aa00389b71}', 'bBitsPerPixel 16', 'bDefaultFrameIndex 1', 'bAspectRatioX 4', 'bAspectRatioY 3', 'bmInterlaceFlags 0x01'),
  ...frame(5, 1, ...stepped),
  ...streaming(13, 'bColorPrimaries 1', 'bTransferCharacteristics 1', 'bMatrixCoefficients 4'),
  ...streaming(4, 'bFormatIndex 2', 'bNumFrameDescriptors 1', 'guidFormat {e436eb7d-524f-11ce-9f53-0020af0ba770}', 'bBitsPerPixel 24', 'bDefaultFrameIndex 1'),
  ...frame(5, 1, ...discrete),
];

test('a box with a selector and no camera passes every claim', async () => {
  writeFileSync(place.path('box.txt'), box.join('\n'));
  const ended = await place.kscts(['run', '--no-progress', '--descriptors', 'box.txt', '--target', 'simulator:usbvideo']);
  expect(ended.stdout).toMatch(/^Result {4}PASSED/m);
  expect(ended.stdout).not.toMatch(/^(WARN|FAIL)/m);
  expect(ended.code).toBe(0);
});

test('the bundled camera as its bytes passes, too', async () => {
  // An older tool does not know the extension units and prints their bytes.
  const text = readFileSync(join(packageRoot, 'harness/simulator/hardware/camera/lsusb/webcam-1080p.txt'), 'utf8');
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.includes('(EXTENSION_UNIT)')) - 3;
  const bytes = '1a 24 06 03 f0 b7 c1 a8 5e 5d 1b 4c 9d 0e 3f 6a 2b 41 7c 01 08 01 02 01 ff 00';
  const end = lines.findIndex((line, i) => i > first + 1 && line.includes('VideoControl Interface Descriptor:'));
  writeFileSync(place.path('old.txt'), [...lines.slice(0, first), `      ** UNRECOGNIZED:  ${bytes}`, ...lines.slice(end)].join('\n'));
  const ended = await place.kscts(['run', 'video', '--no-progress', '--descriptors', 'old.txt', '--target', 'simulator:usbvideo']);
  expect(ended.stdout).toMatch(/^Result {4}PASSED/m);
  expect(ended.code).toBe(0);
});
