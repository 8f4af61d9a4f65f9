/**
 * The reference minidriver: one device that exercises everything that the AVStream class driver dispatches. Capture
 * pins for video and audio, a still pin with a fixed format, a render pin, bridge pins to what lies outside, a node
 * with controls, and every kind of property, method and event.
 */
import { GUID_NULL } from '../../../abi/guid.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  type KsDeviceDescriptor,
  type KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../classdrivers/device-options.ts';
import { bridgePin, framing, opaqueRange, pcmFormats, videoFormats } from '../../classdrivers/avstream/parts/pins.ts';
import { captureDispatch, droppedFrames, pcmSource } from '../../classdrivers/avstream/parts/timed-capture.ts';
import { controls, startRegisters } from './controls.ts';
import { renderDispatch, renderTable } from '../../classdrivers/avstream/sets/rendered-stream.ts';
import { mediaSeeking } from '../../classdrivers/avstream/sets/media-seeking.ts';
import { TESTCAP_NODE, TESTCAP_STILL, TESTCAP_SUBTYPE } from './sets.ts';
import { frameInterval, frameSize, UncompressedVideo } from '../../classdrivers/ks/video-info.ts';

/** PinIds. */
export const PIN = { CAPTURE: 0, AUDIO: 1, STILL: 2, RENDER: 3, SENSOR: 4, MICROPHONE: 5, DISPLAY: 6 } as const;
/** NodeIds. */
export const NODE = { CONTROLS: 0, STREAMING: 1, ADC: 2 } as const;

const unlimited = 0xffff_ffff;

/** YUY2 in two sizes, 10 to 30 frames a second. */
const video = videoFormats(new UncompressedVideo({ fourcc: 'YUY2', fastest: 333_333, slowest: 1_000_000 }), [
  { width: 320, height: 240 },
  { width: 640, height: 480 },
]);
const frames = captureDispatch({ interval: frameInterval, size: frameSize });

/** PCM, 8 or 16 bits, one or two channels, 8 to 48 kHz. */
const audio = pcmFormats({ maxChannels: 2, minBits: 8, maxBits: 16, minRate: 8000, maxRate: 48_000 });
const samples = captureDispatch(pcmSource(100_000));

function pins(arch: DeviceOptions['arch']): KsPinDescriptorEx[] {
  const { IMPLEMENT_CLOCK, DO_NOT_INITIATE_PROCESSING, GENERATE_EOS_EVENTS, FIXED_FORMAT, RENDERER } = KSPIN_FLAG;
  const capture = { dataFlow: KSPIN_DATAFLOW.OUT, communication: KSPIN_COMMUNICATION.SINK } as const;
  return [
    {
      ...capture,
      ...video,
      category: ksGuid('PINNAME_VIDEO_CAPTURE'),
      flags: IMPLEMENT_CLOCK | DO_NOT_INITIATE_PROCESSING | GENERATE_EOS_EVENTS,
      instancesPossible: 1,
      globalInstancesPossible: 1,
      instancesNecessary: 1,
      allocatorFraming: framing(153_600, 614_400),
      automation: droppedFrames,
      dispatch: frames,
    },
    {
      ...capture,
      ...audio,
      category: ksGuid('KSNODETYPE_MICROPHONE'),
      flags: IMPLEMENT_CLOCK | DO_NOT_INITIATE_PROCESSING,
      instancesPossible: 2,
      allocatorFraming: framing(80, 65_536),
      dispatch: samples,
    },
    {
      ...capture,
      ...video,
      category: ksGuid('PINNAME_VIDEO_CAPTURE'),
      name: TESTCAP_STILL,
      dataRanges: video.dataRanges.slice(1),
      flags: FIXED_FORMAT | DO_NOT_INITIATE_PROCESSING,
      instancesPossible: 1,
      automation: droppedFrames,
      dispatch: frames,
    },
    {
      dataFlow: KSPIN_DATAFLOW.IN,
      communication: KSPIN_COMMUNICATION.SINK,
      category: ksGuid('KSCATEGORY_RENDER'),
      dataRanges: [opaqueRange(), opaqueRange(TESTCAP_SUBTYPE)],
      flags: IMPLEMENT_CLOCK | RENDERER,
      allowFormatChange: true,
      instancesPossible: unlimited,
      allocatorFraming: framing(1, 1 << 20),
      automation: renderTable(arch),
      dispatch: renderDispatch(arch),
    },
    bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_VIDEO_CAMERA_TERMINAL'),
    bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
    bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
  ];
}

/** Makes the device. */
export function testcap({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'testcap', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_TESTCAP' },
    mediaCategories: new Map([[TESTCAP_NODE, 'Test controls'], [TESTCAP_STILL, 'Test still']]),
    start: startRegisters,
    filters: [
      {
        name: 'testcap',
        friendlyName: 'kscts reference capture device',
        categories: ['KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO'].map(ksGuid),
        componentId: {
          manufacturer: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900010}',
          product: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900011}',
          component: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900012}',
          name: GUID_NULL,
          version: 1,
          revision: 0,
        },
        automation: {
          // A clip of ten seconds at 25 frames a second.
          properties: [...controls(24).properties, mediaSeeking({ duration: 100_000_000, frame: 400_000 })],
          methods: controls(24).methods,
          // Virtual, it is never lost nor taken over (EVT-097).
          events: [...controls(24).events, { set: ksGuid('KSEVENTSETID_Device'), items: [{ id: 0 }, { id: 1 }] }],
        },
        pins: pins(arch),
        nodes: [
          { type: TESTCAP_NODE, automation: controls(32) },
          { type: ksGuid('KSNODETYPE_VIDEO_STREAMING') },
          { type: ksGuid('KSNODETYPE_ADC') },
        ],
        connections: [
          { fromNode: -1, fromPin: PIN.SENSOR, toNode: NODE.CONTROLS, toPin: 1 },
          { fromNode: NODE.CONTROLS, fromPin: 0, toNode: NODE.STREAMING, toPin: 1 },
          { fromNode: NODE.STREAMING, fromPin: 0, toNode: -1, toPin: PIN.CAPTURE },
          { fromNode: NODE.STREAMING, fromPin: 0, toNode: -1, toPin: PIN.STILL },
          { fromNode: -1, fromPin: PIN.MICROPHONE, toNode: NODE.ADC, toPin: 1 },
          { fromNode: NODE.ADC, fromPin: 0, toNode: -1, toPin: PIN.AUDIO },
          { fromNode: -1, fromPin: PIN.RENDER, toNode: -1, toPin: PIN.DISPLAY },
        ],
      },
    ],
  };
}
