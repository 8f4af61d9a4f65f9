/**
 * A camera board with a driver of its own: preview, capture and still pins, a button for stills, the camera and picture
 * controls of a full USB camera, and the extended controls of lens and exposure, which take time.
 */
import type { KsDeviceDescriptor, KsFilter, KsFilterDescriptor, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { extendedControlEvents, extendedControlSet } from '../../classdrivers/avstream/video/extended-control.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, stillPin } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';
import { StillTrigger } from '../../classdrivers/avstream/video/still-trigger.ts';
import { VIDEO_CONTROL, videoControlSet } from '../../classdrivers/avstream/video/video-control-set.ts';
import { cameraNode, controlEvents, filterControls, processingNode } from './classic-controls.ts';
import { exposureControls } from './exposure-controls.ts';
import { NODE, PIN, RANGES } from './pins.ts';

/** KSEVENT_VIDCAPTOSTI_EXT_TRIGGER. */
const EXT_TRIGGER = 0;
const FLIPS = VIDEO_CONTROL.FLIP_HORIZONTAL | VIDEO_CONTROL.FLIP_VERTICAL;

function board(arch: Arch): KsFilterDescriptor {
  const sensor = { arch, pictures: pictureSource };
  const trigger = new StillTrigger(true);
  const controls = exposureControls();
  const controlled = [
    { ranges: RANGES.preview, more: FLIPS },
    { ranges: RANGES.capture, more: FLIPS },
    { ranges: RANGES.still, trigger },
    undefined,
  ];
  const streaming: KsEventSet<KsFilter | KsPin> = { set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), items: [{ id: EXT_TRIGGER }] };
  return {
    name: 'camera',
    friendlyName: 'kscts camera board',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA'].map(ksGuid),
    pins: [
      capturePin(sensor, RANGES.preview, undefined, ksGuid('PINNAME_VIDEO_PREVIEW')),
      capturePin(sensor, RANGES.capture),
      stillPin(sensor, RANGES.still, trigger),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    nodes: [
      { type: ksGuid('KSNODETYPE_VIDEO_CAMERA_TERMINAL'), automation: { properties: cameraNode } },
      { type: ksGuid('KSNODETYPE_VIDEO_PROCESSING'), automation: { properties: processingNode } },
      { type: ksGuid('KSNODETYPE_VIDEO_STREAMING'), automation: { events: [streaming] } },
    ],
    connections: [
      { fromNode: -1, fromPin: PIN.SENSOR, toNode: NODE.CAMERA, toPin: 1 },
      { fromNode: NODE.CAMERA, fromPin: 0, toNode: NODE.PROCESSING, toPin: 1 },
      { fromNode: NODE.PROCESSING, fromPin: 0, toNode: NODE.STREAMING, toPin: 1 },
      ...[PIN.PREVIEW, PIN.CAPTURE, PIN.STILL].map((toPin) => ({ fromNode: NODE.STREAMING, fromPin: 0, toNode: -1, toPin })),
    ],
    automation: {
      properties: [
        ...(filterControls as readonly KsPropertySet<KsFilter>[]),
        videoControlSet(controlled, 0),
        extendedControlSet(controls),
      ],
      events: [extendedControlEvents(controls), ...controlEvents],
    },
  };
}

/** Makes the device. */
export function avcapture({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'avcapture', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_AVCAPTURE' },
    mediaCategories: new Map([
      [ksGuid('PINNAME_VIDEO_PREVIEW'), 'Preview'],
      [ksGuid('PINNAME_VIDEO_CAPTURE'), 'Capture'],
      [ksGuid('PINNAME_VIDEO_STILL'), 'Still'],
      [CAMERA_TERMINAL_CATEGORY, 'Video Camera Terminal'],
    ]),
    filters: [board(arch)],
    start: (device) => {
      startState(device, 1);
    },
  };
}
