/** The camera above the screen of a notebook: colour for calls, and an infra-red sensor with a torch to sign in by face. */
import type { KsDeviceDescriptor, KsFilterDescriptor } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { extendedControlSet } from '../../classdrivers/avstream/video/extended-control.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, fromSensor } from '../../classdrivers/avstream/video/pins.ts';
import { controls } from './controls.ts';
import { COLOUR, INFRARED, PIN } from './pins.ts';

/** Name of the infra-red pin: it shares the category of the capture pin. */
const INFRARED_NAME = '{6B736374-7300-4000-8000-0000000000A2}';

function camera(arch: Arch): KsFilterDescriptor {
  const sensor = { arch, pictures: pictureSource };
  return {
    name: 'camera',
    friendlyName: 'kscts face camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_SENSOR_CAMERA'].map(ksGuid),
    pins: [
      capturePin(sensor, COLOUR),
      capturePin(sensor, INFRARED, INFRARED_NAME),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    connections: fromSensor(PIN.SENSOR, PIN.CAPTURE, PIN.INFRARED),
    automation: { properties: [extendedControlSet(controls())] },
  };
}

/** Makes the device. */
export function facecam({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'facecam', version: '1.0.0', provider: 'kscts', hardwareId: 'ACPI\\KSCTS_FACECAM' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [INFRARED_NAME, 'Infra-red'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
    ]),
    filters: [camera(arch)],
  };
}
