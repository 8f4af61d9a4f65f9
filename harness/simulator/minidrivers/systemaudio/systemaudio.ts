/** Audio of the system itself: SysAudio with its virtual devices, and a filter for global effects. */
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  type KsDataRange,
  type KsDeviceDescriptor,
  type KsFilter,
  type KsPin,
  type KsPinDescriptorEx,
  type KsPinDispatch,
  type ProcessPins,
} from '../../classdrivers/avstream/descriptors.ts';
import { makeFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { gfxTable } from './gfx.ts';
import { createSelection, SYSAUDIO_NODE, sysaudioPinTable, sysaudioTable, VirtualSources } from './sysaudio.ts';

/** PinIds of both filters: where sound goes in, and where it comes out. */
export const SYSTEM_PIN = { IN: 0, OUT: 1 } as const;
const filterNode = 0xffff_ffff;

/** Sound whose format is agreed on elsewhere. */
const sound: KsDataRange = {
  bytes: makeFormat({
    majorFormat: ksGuid('KSDATAFORMAT_TYPE_AUDIO'),
    subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_PCM'),
    specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
  }),
};

const take = (pin: KsPin): void => {
  for (let frame = pin.leadingEdge(); frame !== null; frame = pin.leadingEdge()) frame.advance();
};

/** Pin-centric: every client is served by itself. */
const dispatch: KsPinDispatch = { process: take };

/** Filter-centric: what there is of all clients is mixed in one go, and a client that is silent holds up nobody. */
const mix = (_filter: KsFilter, index: ProcessPins): void => {
  index[SYSTEM_PIN.IN]?.forEach(take);
};

const input = (more: Partial<KsPinDescriptorEx> = {}): KsPinDescriptorEx => ({
  dataFlow: KSPIN_DATAFLOW.IN,
  communication: KSPIN_COMMUNICATION.SINK,
  category: ksGuid('KSCATEGORY_AUDIO'),
  dataRanges: [sound],
  instancesPossible: 4,
  ...more,
});

const output: KsPinDescriptorEx = {
  dataFlow: KSPIN_DATAFLOW.OUT,
  communication: KSPIN_COMMUNICATION.BRIDGE,
  category: ksGuid('KSNODETYPE_SPEAKER'),
  dataRanges: [sound],
};

/** Makes the device. */
export function systemaudio(): KsDeviceDescriptor {
  const sources = new VirtualSources();
  return {
    identity: { driver: 'systemaudio', version: '1.0.0', provider: 'kscts', hardwareId: 'SW\\KSCTS_SYSTEMAUDIO' },
    filters: [
      {
        name: 'sysaudio',
        friendlyName: 'System audio',
        categories: ['KSCATEGORY_SYSAUDIO', 'KSCATEGORY_AUDIO_DEVICE'].map(ksGuid),
        dispatch: { create: createSelection },
        automation: sysaudioTable(sources),
        pins: [input({ automation: sysaudioPinTable(sources), dispatch }), output],
        nodes: [{ type: ksGuid('KSNODETYPE_ACOUSTIC_ECHO_CANCEL') }],
        connections: [
          { fromNode: filterNode, fromPin: SYSTEM_PIN.IN, toNode: SYSAUDIO_NODE.ECHO, toPin: 1 },
          { fromNode: SYSAUDIO_NODE.ECHO, fromPin: 0, toNode: filterNode, toPin: SYSTEM_PIN.OUT },
        ],
      },
      {
        name: 'gfx',
        friendlyName: 'Global effects',
        categories: ['KSCATEGORY_DATATRANSFORM', 'KSCATEGORY_AUDIO'].map(ksGuid),
        automation: gfxTable,
        dispatch: { process: mix },
        pins: [input({ flags: KSPIN_FLAG.SOME_FRAMES_REQUIRED_FOR_PROCESSING }), output],
        connections: [{ fromNode: filterNode, fromPin: SYSTEM_PIN.IN, toNode: filterNode, toPin: SYSTEM_PIN.OUT }],
      },
    ],
  };
}
