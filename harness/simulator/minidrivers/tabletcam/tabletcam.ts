/**
 * The camera of a tablet that came with Windows 8: the controls of that time, from before there were extended ones, and a
 * pin that captures into the memory of the display adapter.
 */
import type {
  KsDeviceDescriptor,
  KsFilter,
  KsFilterDescriptor,
  KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, fromSensor, stillPin } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';
import { StillTrigger } from '../../classdrivers/avstream/video/still-trigger.ts';
import { videoControlSet } from '../../classdrivers/avstream/video/video-control-set.ts';
import { fourccFormat, pictureModes, type PictureSize } from '../../classdrivers/avstream/video/video-mode.ts';
import { earlySets } from './early-controls.ts';
import { vramSet } from './vram.ts';

/** PinIds. */
const PIN = { CAPTURE: 0, STILL: 1, SENSOR: 2 } as const;
const YUY2 = fourccFormat('YUY2', 16);
const VGA: PictureSize = [640, 480];
const VIDEO = modeRanges(pictureModes(YUY2, [VGA, [320, 240]], [333_333, 666_666]));
const PHOTOS = modeRanges(pictureModes(YUY2, [[1280, 720], VGA], [333_333], { still: true }));

/** A new region of interest is told. */
const regionEvents: KsEventSet<KsFilter> = {
  set: ksGuid('EVENTSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST'),
  items: [{ id: 0 }],
};

function intoVram(arch: Arch, pin: KsPinDescriptorEx): KsPinDescriptorEx {
  return { ...pin, automation: { ...pin.automation, properties: [...(pin.automation?.properties ?? []), vramSet(arch)] } };
}

function camera(arch: Arch): KsFilterDescriptor {
  const sensor = { arch, pictures: pictureSource };
  const trigger = new StillTrigger(false);
  return {
    name: 'camera',
    friendlyName: 'kscts tablet camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid),
    pins: [
      intoVram(arch, capturePin(sensor, VIDEO)),
      stillPin(sensor, PHOTOS, trigger),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    connections: fromSensor(PIN.SENSOR, PIN.CAPTURE, PIN.STILL),
    automation: {
      properties: [videoControlSet([{ ranges: VIDEO }, { ranges: PHOTOS, trigger }], 0), ...earlySets()],
      events: [regionEvents],
    },
  };
}

/** Makes the device. */
export function tabletcam({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'tabletcam', version: '1.0.0', provider: 'kscts', hardwareId: 'ACPI\\KSCTS_TABLETCAM' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [ksGuid('PINNAME_VIDEO_STILL'), 'Still'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
    ]),
    filters: [camera(arch)],
    start: (device) => {
      startState(device, 1);
    },
  };
}
