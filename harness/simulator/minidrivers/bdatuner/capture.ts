/** The capture filter behind a tuner: takes the transport stream, and delivers programmes, sections and IP packets. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  type KsFilter,
  type KsIntersectHandler,
  type KsPinDescriptorEx,
  type KsPinDispatch,
} from '../../classdrivers/avstream/descriptors.ts';
import type { BdaFilterDescriptor } from '../../classdrivers/bda/descriptors.ts';
import type { KsPropertyItem } from '../../classdrivers/ks/automation.ts';
import { makeFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { conditionalAccess, conditionalAccessEvents } from '../../classdrivers/bda/sets/conditional-access.ts';
import { ipSink } from '../../classdrivers/bda/sets/ip-sink.ts';
import { pidFilter } from '../../classdrivers/bda/sets/pid-filter.ts';
import { timedOutput, type TimedOutput } from '../../classdrivers/avstream/parts/timed-output.ts';
import { demultiplexerOf } from '../../classdrivers/bda/sets/demultiplexer.ts';
import { newDemultiplexer } from '../../hardware/bda/demultiplexer.ts';
import { frameInterval, frameSize, packetSize, passing, sections, transportPackets } from '../../hardware/bda/transport-stream.ts';

const PIN = { INPUT: 0, TRANSPORT: 1, SECTIONS: 2, IP: 3 } as const;
const NODE = { PID_FILTER: 0, CONDITIONAL_ACCESS: 1, IP_SINK: 2 } as const;

/** KS_DATARANGE_BDA_TRANSPORT: packets, physical frames and their alignment, 100 ns between frames. */
function transportInfo(): Uint8Array {
  const block = new Uint8Array(24);
  const view = new DataView(block.buffer);
  view.setUint32(0, packetSize, true);
  view.setUint32(4, frameSize, true);
  view.setBigInt64(16, 100_000n, true);
  return block;
}

/** The stream between a tuner and its capture filter. */
export const transportRange: Uint8Array = makeFormat({
  majorFormat: ksGuid('KSDATAFORMAT_TYPE_STREAM'),
  subFormat: ksGuid('KSDATAFORMAT_TYPE_MPEG2_TRANSPORT'),
  specifier: ksGuid('KSDATAFORMAT_SPECIFIER_BDA_TRANSPORT'),
  block: transportInfo(),
});

/** A range that holds one format only. */
export const onlyFormat: KsIntersectHandler = (_filter, _pin, _range, ownRange) => ownRange.bytes;

const range = (major: string, sub: string, specifier: string) => ({
  bytes: makeFormat({ majorFormat: ksGuid(major), subFormat: ksGuid(sub), specifier: ksGuid(specifier) }),
});

const framing = {
  items: [
    {
      frames: 8,
      fileAlignment: 0,
      physicalRange: { minFrameSize: packetSize, maxFrameSize: frameSize * 8, stepping: packetSize },
      framingRange: { minFrameSize: packetSize, maxFrameSize: frameSize * 8, stepping: packetSize },
    },
  ],
};

/** Delivers what the hardware makes of the stream. */
export const delivery = (source: TimedOutput['source']): KsPinDispatch => timedOutput({ interval: frameInterval, size: frameSize, source });

/** What pins that deliver a stream to a client have in common. */
export const output = {
  dataFlow: KSPIN_DATAFLOW.OUT,
  communication: KSPIN_COMMUNICATION.SINK,
  flags: KSPIN_FLAG.IMPLEMENT_CLOCK | KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING,
  allocatorFraming: framing,
} as const;

const pins = (medium: string): readonly KsPinDescriptorEx[] => [
  {
    dataFlow: KSPIN_DATAFLOW.IN,
    communication: KSPIN_COMMUNICATION.BOTH,
    category: ksGuid('PINNAME_BDA_TRANSPORT'),
    mediums: [{ set: medium, id: 0 }],
    dataRanges: [{ bytes: transportRange }],
    intersectHandler: onlyFormat,
    flags: KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT | KSPIN_FLAG.FIXED_FORMAT,
  },
  {
    ...output,
    category: ksGuid('PINNAME_BDA_TRANSPORT'),
    dataRanges: [range('KSDATAFORMAT_TYPE_STREAM', 'KSDATAFORMAT_SUBTYPE_BDA_MPEG2_TRANSPORT', 'KSDATAFORMAT_SPECIFIER_NONE')],
    dispatch: delivery((pin) => transportPackets(() => passing(demultiplexerOf(pin)))),
  },
  {
    ...output,
    dataRanges: [range('KSDATAFORMAT_TYPE_MPEG2_SECTIONS', 'KSDATAFORMAT_SUBTYPE_DVB_SI', 'KSDATAFORMAT_SPECIFIER_NONE')],
    dispatch: delivery((pin) => sections(demultiplexerOf(pin))),
  },
  {
    ...output,
    category: ksGuid('PINNAME_MPE'),
    dataRanges: [range('KSDATAFORMAT_TYPE_BDA_IP', 'KSDATAFORMAT_SUBTYPE_BDA_IP', 'KSDATAFORMAT_SPECIFIER_BDA_IP')],
    intersectHandler: onlyFormat,
    dispatch: delivery((pin) => sections(demultiplexerOf(pin))),
  },
];

/** Starts or ends a bypass: a property without a value. */
const bypass = (id: number, bypassed: boolean): KsPropertyItem<KsFilter> => ({
  id,
  minData: 0,
  set: ({ target }) => {
    demultiplexerOf(target).bypassed = bypassed;
    return STATUS.STATUS_SUCCESS;
  },
});

/** Makes the capture filter that the medium joins to a tuner. */
export function captureFilter(medium: string): BdaFilterDescriptor {
  const pair = { maxInputsPerOutput: 1, maxOutputsPerInput: 3, inputPin: PIN.INPUT };
  return {
    name: 'capture',
    friendlyName: 'kscts transport stream capture',
    categories: [ksGuid('KSCATEGORY_BDA_RECEIVER_COMPONENT')],
    automation: {
      properties: [
        { set: ksGuid('KSPROPSETID_BdaNullTransform'), items: [bypass(0, true), bypass(1, false)] },
        { set: ksGuid('KSPROPSETID_BdaVoidTransform'), items: [bypass(0, false), bypass(1, true)] },
      ],
      events: [conditionalAccessEvents],
    },
    dispatch: {
      create: (filter) => {
        filter.context = newDemultiplexer();
        return STATUS.STATUS_SUCCESS;
      },
    },
    template: {
      pins: pins(medium),
      nodes: [
        { type: ksGuid('KSNODE_BDA_PID_FILTER'), automation: pidFilter },
        { type: ksGuid('KSNODE_BDA_COMMON_CA_POD'), automation: conditionalAccess },
        { type: ksGuid('KSNODE_BDA_IP_SINK'), automation: ipSink },
      ],
      connections: [
        { fromNode: -1, fromPin: PIN.INPUT, toNode: NODE.PID_FILTER, toPin: 0 },
        { fromNode: NODE.PID_FILTER, fromPin: 1, toNode: NODE.CONDITIONAL_ACCESS, toPin: 0 },
        { fromNode: NODE.CONDITIONAL_ACCESS, fromPin: 1, toNode: -1, toPin: PIN.TRANSPORT },
        { fromNode: NODE.PID_FILTER, fromPin: 1, toNode: -1, toPin: PIN.SECTIONS },
        { fromNode: NODE.PID_FILTER, fromPin: 1, toNode: NODE.IP_SINK, toPin: 0 },
        { fromNode: NODE.IP_SINK, fromPin: 1, toNode: -1, toPin: PIN.IP },
      ],
      pinPairs: [
        { ...pair, outputPin: PIN.TRANSPORT, joints: [1] },
        { ...pair, outputPin: PIN.SECTIONS, joints: [3] },
        { ...pair, outputPin: PIN.IP, joints: [4] },
      ],
    },
    initialPins: [PIN.INPUT, PIN.TRANSPORT, PIN.SECTIONS, PIN.IP],
    initialTopologies: [PIN.TRANSPORT, PIN.SECTIONS, PIN.IP].map((pin) => ({ input: PIN.INPUT, output: pin })),
  };
}
