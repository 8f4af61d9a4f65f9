/**
 * A camera board with a driver of its own: preview, capture, still and infra-red pins, every control that Microsoft's
 * documentation has for cameras, and beside it a camera that is reached over the network.
 */
import type {
  KsDeviceDescriptor,
  KsFilter,
  KsFilterDescriptor,
  KsPin,
  KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import type { Arch } from '../../../target/target.ts';
import { extendedControlSet, type ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { pictureSource } from '../../hardware/camera/pictures/sources.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, stillPin } from '../../classdrivers/avstream/video/pins.ts';
import { startState } from '../../classdrivers/avstream/video/state.ts';
import { StillTrigger } from '../../classdrivers/avstream/video/still-trigger.ts';
import { VIDEO_CONTROL, videoControlSet } from '../../classdrivers/avstream/video/video-control-set.ts';
import { cameraNode, controlEvents, filterControls, processingNode } from './classic-controls.ts';
import { earlySets } from './early-controls.ts';
import { exposureControls } from './exposure-controls.ts';
import { infraredControls } from './infrared-controls.ts';
import { networkSet } from './network.ts';
import { NODE } from './nodes.ts';
import { perFrameSet } from './per-frame.ts';
import { photoControls } from './photo-controls.ts';
import { PIN, RANGES } from './pins.ts';
import { videoControls } from './video-controls.ts';
import { viewControls } from './view-controls.ts';
import { vramSet } from './vram.ts';

/** Name of the infra-red pin: it shares the category of the capture pin. */
const INFRARED = '{6B736374-7300-4000-8000-0000000000A2}';
/** KSEVENT_VIDCAPTOSTI_EXT_TRIGGER. */
const EXT_TRIGGER = 0;
/** KSEVENT_PHOTO_SAMPLE_SCANNED: the moment at which a client plays the sound of a shutter. */
const PHOTO_SAMPLE_SCANNED = 0;
const FLIPS = VIDEO_CONTROL.FLIP_HORIZONTAL | VIDEO_CONTROL.FLIP_VERTICAL;

function captureInto(arch: Arch, pin: KsPinDescriptorEx): KsPinDescriptorEx {
  return { ...pin, automation: { ...pin.automation, properties: [...(pin.automation?.properties ?? []), vramSet(arch)] } };
}

function extendedControls(): ExtendedControl[] {
  const exposure = exposureControls();
  return [...exposure.all, ...photoControls(), ...videoControls(), ...viewControls(exposure.regions), ...infraredControls()];
}

/** Events of the board: one for each asynchronous control, with its id, and those of the older sets. */
function events(controls: readonly ExtendedControl[]): KsEventSet<KsFilter>[] {
  const asynchronous = controls.filter((control) => control.asynchronous).map(({ id }) => ({ id }));
  return [
    { set: ksGuid('KSEVENTSETID_ExtendedCameraControl'), items: asynchronous },
    { set: ksGuid('EVENTSETID_VIDCAP_CAMERACONTROL_REGION_OF_INTEREST'), items: [{ id: 0 }] },
    { set: ksGuid('KSEVENTSETID_CameraEvent'), items: [{ id: PHOTO_SAMPLE_SCANNED }] },
    ...controlEvents,
  ];
}

function board(arch: Arch): KsFilterDescriptor {
  const trigger = new StillTrigger(true, (filter) => {
    filter.generateEvents({ set: ksGuid('KSEVENTSETID_CameraEvent'), id: PHOTO_SAMPLE_SCANNED });
  });
  const controls = extendedControls();
  const controlled = [
    { ranges: RANGES.preview, more: FLIPS },
    { ranges: RANGES.capture, more: FLIPS },
    { ranges: RANGES.still, trigger },
    { ranges: RANGES.infrared },
    undefined,
  ];
  const streaming: KsEventSet<KsFilter | KsPin> = { set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), items: [{ id: EXT_TRIGGER }] };
  return {
    name: 'camera',
    friendlyName: 'kscts camera board',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_SENSOR_CAMERA'].map(ksGuid),
    pins: [
      capturePin({ arch, pictures: pictureSource }, RANGES.preview, undefined, ksGuid('PINNAME_VIDEO_PREVIEW')),
      captureInto(arch, capturePin({ arch, pictures: pictureSource }, RANGES.capture)),
      stillPin({ arch, pictures: pictureSource }, RANGES.still, trigger),
      capturePin({ arch, pictures: pictureSource }, RANGES.infrared, INFRARED),
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
      ...[PIN.PREVIEW, PIN.CAPTURE, PIN.STILL, PIN.INFRARED].map((pin) => ({
        fromNode: NODE.STREAMING,
        fromPin: 0,
        toNode: -1,
        toPin: pin,
      })),
    ],
    automation: {
      properties: [
        ...(filterControls as readonly KsPropertySet<KsFilter>[]),
        videoControlSet(controlled, 0),
        extendedControlSet(controls),
        perFrameSet(),
        ...earlySets(),
      ],
      events: events(controls),
    },
  };
}

function networkCamera(arch: Arch): KsFilterDescriptor {
  return {
    name: 'network',
    friendlyName: 'kscts network camera',
    categories: ['KSCATEGORY_VIDEO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_NETWORK_CAMERA'].map(ksGuid),
    pins: [
      capturePin({ arch, pictures: pictureSource }, RANGES.capture),
      bridgePin('in', CAMERA_TERMINAL_CATEGORY),
    ],
    connections: [{ fromNode: -1, fromPin: 1, toNode: -1, toPin: 0 }],
    automation: { properties: [networkSet()] },
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
      [INFRARED, 'Infra-red'],
    ]),
    filters: [board(arch), networkCamera(arch)],
    start: (device) => {
      startState(device, 1);
    },
  };
}
