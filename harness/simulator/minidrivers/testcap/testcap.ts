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
  type KsAllocatorFramingEx,
  type KsDataRange,
  type KsDeviceDescriptor,
  type KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import { makeFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DeviceOptions } from '../../devices.ts';
import { acceptAudio, audioRanges, bytesPerSecond, intersectAudio } from './audio.ts';
import { captureDispatch, droppedFrames } from './capture.ts';
import { filterControls, nodeControls } from './controls.ts';
import { renderDispatch, renderTable } from './render.ts';
import { seekingTable } from './seeking.ts';
import { TESTCAP_NODE, TESTCAP_STILL, TESTCAP_SUBTYPE } from './sets.ts';
import { initialState } from './state.ts';
import { acceptVideo, frameInterval, frameSize, intersectVideo, videoRanges } from './video.ts';

/** PinIds. */
export const PIN = { CAPTURE: 0, AUDIO: 1, STILL: 2, RENDER: 3, SENSOR: 4, MICROPHONE: 5, DISPLAY: 6 } as const;
/** NodeIds. */
export const NODE = { CONTROLS: 0, STREAMING: 1, ADC: 2 } as const;

const audioPeriod = 100_000;
const unlimited = 0xffff_ffff;

function framing(minFrameSize: number, maxFrameSize: number): KsAllocatorFramingEx {
  const range = { minFrameSize, maxFrameSize, stepping: 1 };
  return { items: [{ flags: 0x2 | 0x40, frames: 4, fileAlignment: 3, physicalRange: range, framingRange: range }] };
}

/** A range of bytes that nobody outside can name a format for. */
const opaque = (subFormat: string, major = ksGuid('KSDATAFORMAT_TYPE_STREAM')): KsDataRange => ({
  bytes: makeFormat({ majorFormat: major, subFormat, specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE') }),
});

const bridge = (dataFlow: number, category: string): KsPinDescriptorEx => ({
  dataFlow,
  communication: KSPIN_COMMUNICATION.BRIDGE,
  category,
  instancesPossible: 1,
  dataRanges: [opaque(ksGuid('KSDATAFORMAT_SUBTYPE_NONE'))],
});

const video = { interval: frameInterval, size: frameSize };
const audio = {
  interval: () => audioPeriod,
  size: (format: Uint8Array) => Math.floor((bytesPerSecond(format) * audioPeriod) / 10_000_000),
};

function pins(arch: DeviceOptions['arch']): KsPinDescriptorEx[] {
  const capture = { dataFlow: KSPIN_DATAFLOW.OUT, communication: KSPIN_COMMUNICATION.SINK } as const;
  return [
    {
      ...capture,
      category: ksGuid('PINNAME_VIDEO_CAPTURE'),
      dataRanges: videoRanges,
      flags: KSPIN_FLAG.IMPLEMENT_CLOCK | KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING | KSPIN_FLAG.GENERATE_EOS_EVENTS,
      instancesPossible: 1,
      globalInstancesPossible: 1,
      instancesNecessary: 1,
      allocatorFraming: framing(153_600, 614_400),
      intersectHandler: intersectVideo,
      acceptFormat: acceptVideo,
      automation: droppedFrames,
      dispatch: captureDispatch(video),
    },
    {
      ...capture,
      category: ksGuid('KSNODETYPE_MICROPHONE'),
      dataRanges: audioRanges,
      flags: KSPIN_FLAG.IMPLEMENT_CLOCK | KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING,
      instancesPossible: 2,
      allocatorFraming: framing(80, 65_536),
      intersectHandler: intersectAudio,
      acceptFormat: acceptAudio,
      dispatch: captureDispatch(audio),
    },
    {
      ...capture,
      category: ksGuid('PINNAME_VIDEO_CAPTURE'),
      name: TESTCAP_STILL,
      dataRanges: videoRanges.slice(1),
      flags: KSPIN_FLAG.FIXED_FORMAT | KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING,
      instancesPossible: 1,
      intersectHandler: intersectVideo,
      acceptFormat: acceptVideo,
      automation: droppedFrames,
      dispatch: captureDispatch(video),
    },
    {
      dataFlow: KSPIN_DATAFLOW.IN,
      communication: KSPIN_COMMUNICATION.SINK,
      category: ksGuid('KSCATEGORY_RENDER'),
      dataRanges: [opaque(ksGuid('KSDATAFORMAT_SUBTYPE_NONE')), opaque(TESTCAP_SUBTYPE)],
      flags: KSPIN_FLAG.IMPLEMENT_CLOCK | KSPIN_FLAG.RENDERER,
      allowFormatChange: true,
      instancesPossible: unlimited,
      allocatorFraming: framing(1, 1 << 20),
      automation: renderTable(arch),
      dispatch: renderDispatch(arch),
    },
    bridge(KSPIN_DATAFLOW.IN, ksGuid('KSNODETYPE_VIDEO_CAMERA_TERMINAL')),
    bridge(KSPIN_DATAFLOW.IN, ksGuid('KSNODETYPE_MICROPHONE')),
    bridge(KSPIN_DATAFLOW.OUT, ksGuid('KSNODETYPE_SPEAKER')),
  ];
}

/** Makes the device. */
export function testcap({ arch }: DeviceOptions): KsDeviceDescriptor {
  return {
    identity: { driver: 'testcap', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_TESTCAP' },
    mediaCategories: new Map([
      [TESTCAP_NODE, 'Test controls'],
      [TESTCAP_STILL, 'Test still'],
    ]),
    start: (device) => {
      device.context = initialState();
    },
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
          properties: [...(filterControls.properties ?? []), ...(seekingTable.properties ?? [])],
          methods: filterControls.methods ?? [],
          // Virtual, it is never lost nor taken over (EVT-097).
          events: [...(filterControls.events ?? []), { set: ksGuid('KSEVENTSETID_Device'), items: [{ id: 0 }, { id: 1 }] }],
        },
        pins: pins(arch),
        nodes: [
          { type: TESTCAP_NODE, automation: nodeControls },
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
