/** The rear camera of a phone: photo sequences with settings of each frame, flash and torch, regions of interest. */
import type { KsDeviceDescriptor, KsFilterDescriptor } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { extendedControlEvents, extendedControlSet } from '../../classdrivers/avstream/video/extended-control.ts';
import { perFrameSet } from '../../classdrivers/avstream/video/per-frame-settings.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, fromSensor, stillPin } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';
import { StillTrigger } from '../../classdrivers/avstream/video/still-trigger.ts';
import { videoControlSet } from '../../classdrivers/avstream/video/video-control-set.ts';
import { captureControls, FRAME_SETTINGS } from './capture-controls.ts';
import { photoControls } from './photo-controls.ts';
import { PHOTOS, PIN, VIDEO } from './pins.ts';
import { previewMetadata } from './preview-metadata.ts';

/** KSEVENT_PHOTO_SAMPLE_SCANNED: the moment at which a client plays the sound of a shutter. */
const SCANNED = { set: ksGuid('KSEVENTSETID_CameraEvent'), id: 0 } as const;

function camera(arch: Arch): KsFilterDescriptor {
  const sensor = { arch, pictures: pictureSource };
  const trigger = new StillTrigger(false, (filter) => {
    filter.generateEvents(SCANNED);
  });
  const controls = [...captureControls(), ...photoControls(), ...previewMetadata()];
  return {
    name: 'camera',
    friendlyName: 'kscts phone camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid),
    pins: [
      capturePin(sensor, VIDEO, undefined, ksGuid('PINNAME_VIDEO_PREVIEW')),
      capturePin(sensor, VIDEO),
      stillPin(sensor, PHOTOS, trigger),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    connections: fromSensor(PIN.SENSOR, PIN.PREVIEW, PIN.CAPTURE, PIN.STILL),
    automation: {
      properties: [
        videoControlSet([{ ranges: VIDEO }, { ranges: VIDEO }, { ranges: PHOTOS, trigger }], 0),
        extendedControlSet(controls),
        perFrameSet(FRAME_SETTINGS),
      ],
      events: [extendedControlEvents(controls), { set: SCANNED.set, items: [{ id: SCANNED.id }] }],
    },
  };
}

/** Makes the device. */
export function phonecam({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'phonecam', version: '1.0.0', provider: 'kscts', hardwareId: 'ACPI\\KSCTS_PHONECAM' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_PREVIEW'), 'Preview'],
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
