/** A camera for conferences: it frames who speaks, blurs what is behind them, and shows as much of the room as is wanted. */
import type { KsDeviceDescriptor, KsFilterDescriptor } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { extendedControlSet } from '../../classdrivers/avstream/video/extended-control.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, fromSensor } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';
import { VIDEO_CONTROL, videoControlSet } from '../../classdrivers/avstream/video/video-control-set.ts';
import { controls } from './controls.ts';
import { PIN, VIDEO } from './pins.ts';

/** The camera may hang from the ceiling, or look into a mirror. */
const FLIPS = VIDEO_CONTROL.FLIP_HORIZONTAL | VIDEO_CONTROL.FLIP_VERTICAL;

function camera(arch: Arch): KsFilterDescriptor {
  const sensor = { arch, pictures: pictureSource };
  const stream = { ranges: VIDEO, more: FLIPS };
  return {
    name: 'camera',
    friendlyName: 'kscts conference camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid),
    pins: [
      capturePin(sensor, VIDEO, undefined, ksGuid('PINNAME_VIDEO_PREVIEW')),
      capturePin(sensor, VIDEO),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    connections: fromSensor(PIN.SENSOR, PIN.PREVIEW, PIN.CAPTURE),
    automation: { properties: [videoControlSet([stream, stream], 0), extendedControlSet(controls())] },
  };
}

/** Makes the device. */
export function roomcam({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'roomcam', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\KSCTS_ROOMCAM' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_PREVIEW'), 'Preview'],
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
    ]),
    filters: [camera(arch)],
    start: (device) => {
      startState(device, 1);
    },
  };
}
