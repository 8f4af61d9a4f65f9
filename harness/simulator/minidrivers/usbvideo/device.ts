import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../base/errors.ts';
import { packageRoot } from '../../../base/package-root.ts';
import type { Arch } from '../../../target/target.ts';
import type { KsDeviceDescriptor } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { UsbDevice, VideoFunction } from '../../usb/descriptors.ts';
import { parseLsusb } from '../../usb/lsusb.ts';
import { UsbProblem } from '../../usb/source-text.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { filterOf } from '../../classdrivers/usbvideo/filter.ts';
import { CAMERA_TERMINAL_CATEGORY } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';

/** Folder of the descriptor texts that come with kscts. */
export const cameraFolder = join(packageRoot, 'harness', 'simulator', 'hardware', 'camera', 'lsusb');
/** The camera that is simulated unless another is asked for. */
const defaultCamera = join(cameraFolder, 'webcam-1080p.txt');

/**
 * A USB Video Class camera with the in-box driver, made from the text that `lsusb -v` prints of it.
 * @param options.arch of the callers; x64 unless told
 * @param options.descriptors path of the text; the bundled 1080p camera without it
 * @throws UserError if the text cannot be read or describes no camera; it names the place in the text
 */
export function usbvideoDevice(
  options: { readonly arch?: Arch; readonly descriptors?: string } = {},
): KsDeviceDescriptor {
  const file = options.descriptors ?? defaultCamera;
  return usbvideoDeviceOf(readText(file), file, options.arch);
}

/** The same from a text that was read already; `file` is its name in errors. */
export function usbvideoDeviceOf(text: string, file: string, arch: Arch = 'x64'): KsDeviceDescriptor {
  const devices = parsed(text, file);
  const functions = devices.flatMap((device) => device.videoFunctions.map((video) => ({ device, video })));
  const pinNames = capturePinNames(Math.max(...functions.map(({ video }) => video.streams.length)));
  const used = new Set<string>();
  return {
    identity: { driver: 'usbvideo (simulated)', version: '1.0', provider: 'kscts', hardwareId: hardwareId(devices[0]) },
    filters: functions.map(({ device, video }, functionIndex) =>
      filterOf({
        pictures: pictureSource,
        arch,
        video,
        functionIndex,
        pinNames,
        name: uniqueName(isInfraRed(video) ? 'camera-ir' : 'camera', used),
        friendlyName: video.name ?? device.product ?? 'USB Video Device',
        // The path of the only filter of a device ends in GLOBAL on Windows; there each function is a device of its own.
        referenceString: functionIndex === 0 ? 'GLOBAL' : `GLOBAL${functionIndex + 1}`,
      }),
    ),
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [ksGuid('PINNAME_VIDEO_STILL'), 'Still'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
      ...pinNames.map((guid, i) => [guid, `Capture ${i + 2}`] as const),
    ]),
    start: (device) => {
      startState(device, functions.length);
    },
  };
}

let last: { readonly text: string; readonly devices: UsbDevice[] } | undefined;

/** What the text says. It is asked for whenever the device is plugged in, and hardly ever another one than before. */
function parsed(text: string, file: string): readonly UsbDevice[] {
  if (last?.text !== text) last = { text, devices: parseLsusb(text, file) };
  return last.devices;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UserError({
      code: UsbProblem.unreadable,
      message: `the descriptor file "${file}" cannot be read (${reason})`,
      hint: 'give a file with the output of "lsusb -v", or leave --descriptors out for the bundled camera',
    });
  }
}

function hardwareId(device: UsbDevice | undefined): string {
  const hex = (value = 0): string => value.toString(16).toUpperCase().padStart(4, '0');
  return `USB\\VID_${hex(device?.vendorId)}&PID_${hex(device?.productId)}&REV_${hex(device?.release)}`;
}

/** Name GUIDs for the second and later capture pins of a filter; private to the simulator. */
function capturePinNames(most: number): string[] {
  return Array.from(
    { length: Math.max(0, most - 1) },
    (_, i) => `{6B736374-7300-4000-8000-${(i + 2).toString(16).toUpperCase().padStart(12, '0')}}`,
  );
}

/** `camera`, `camera-2` …; what is given out joins `used`. */
function uniqueName(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let n = 2; used.has(name); n += 1) name = `${wanted}-${n}`;
  used.add(name);
  return name;
}

function isInfraRed({ streams }: VideoFunction): boolean {
  return streams.flatMap(({ formats }) => formats).every(({ guid }) => guid?.slice(10, 14) === '0002');
}
