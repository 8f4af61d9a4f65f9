/** A camera that is reached over the network by Onvif: it looks like one of this computer, and tells where it is. */
import type { KsDeviceDescriptor, KsFilterDescriptor } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, fromSensor } from '../../classdrivers/avstream/video/pins.ts';
import { fourccFormat, pictureModes } from '../../classdrivers/avstream/video/video-mode.ts';
import { networkSet } from './network-control.ts';

/** PinIds. */
const PIN = { CAPTURE: 0, SENSOR: 1 } as const;
/** What the driver makes of the stream on the network: 25 and 12.5 frames a second. */
const VIDEO = modeRanges(pictureModes(fourccFormat('NV12', 12), [[640, 360], [320, 240]], [400_000, 800_000]));

function camera(arch: Arch): KsFilterDescriptor {
  return {
    name: 'camera',
    friendlyName: 'kscts network camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_NETWORK_CAMERA'].map(ksGuid),
    pins: [capturePin({ arch, pictures: pictureSource }, VIDEO), bridgePin('in', CAMERA_TERMINAL_CATEGORY)],
    connections: fromSensor(PIN.SENSOR, PIN.CAPTURE),
    automation: { properties: [networkSet()] },
  };
}

/** Makes the device. */
export function netcam({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'netcam', version: '1.0.0', provider: 'kscts', hardwareId: 'SWD\\KSCTS_NETCAM' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
    ]),
    filters: [camera(arch)],
  };
}
