/**
 * A sound card of the time before WaveRT, with two codecs of the same kind: one is fed through a DMA buffer, under a
 * WaveCyclic port, the other fetches its data by itself, under a WavePci port. There is no topology filter.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter, PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, verbs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcPinDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type {
  PcMiniportWaveCyclic,
  PcMiniportWaveCyclicStream,
  PcMiniportWavePci,
  PcMiniportWavePciStream,
  PcPortWaveCyclicStream,
  PcPortWavePciStream,
} from '../../classdrivers/portcls/miniports.ts';
import { analogRange, parseWave, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { BusMasterStream } from './bus-master.ts';
import { SoundCardStream } from './stream.ts';

/** PinIds. */
export const SOUND_PIN = { RENDER: 0, SPEAKER: 1, CAPTURE: 2, MICROPHONE: 3 } as const;
/** NodeIds. */
export const SOUND_NODE = { DAC: 0, ADC: 1 } as const;

/** The codec takes any rate that its clock divides to. */
const dataRanges = [pcmRange({ maxChannels: 2, minBits: 8, maxBits: 16, minRate: 5000, maxRate: 48_000 })];

const streamPin = (dataFlow: number, category: string): PcPinDescriptor => ({
  maxGlobalInstanceCount: 1,
  maxFilterInstanceCount: 1,
  minFilterInstanceCount: 0,
  ksPinDescriptor: { dataRanges, dataFlow, communication: KSPIN_COMMUNICATION.SINK, category: ksGuid(category) },
});

const jackPin = (dataFlow: number, category: string): PcPinDescriptor => ({
  maxGlobalInstanceCount: 0,
  maxFilterInstanceCount: 0,
  minFilterInstanceCount: 0,
  ksPinDescriptor: {
    dataRanges: [analogRange],
    dataFlow,
    communication: KSPIN_COMMUNICATION.NONE,
    category: ksGuid(category),
  },
});

/** The rate of a stream's converter; a filter has none (PCLS-031). */
const samplingRate: PcAutomationTable = {
  properties: [
    {
      ...ksItem('KSPROPERTY_AUDIO_SAMPLING_RATE'),
      ...verbs({
        get: (request) => {
          const { minorTarget } = request;
          return minorTarget instanceof SoundCardStream || minorTarget instanceof BusMasterStream
            ? answerLongs(request, minorTarget.wave.rate)
            : STATUS.STATUS_INVALID_DEVICE_REQUEST;
        },
      }),
    },
  ],
};

const description: PcFilterDescriptor = {
  pins: [
    streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
    jackPin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
    streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE'),
    jackPin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
  ],
  nodes: [
    { type: ksGuid('KSNODETYPE_DAC'), automationTable: samplingRate },
    { type: ksGuid('KSNODETYPE_ADC'), automationTable: samplingRate },
  ],
  connections: [
    { fromNode: PCFILTER_NODE, fromNodePin: SOUND_PIN.RENDER, toNode: SOUND_NODE.DAC, toNodePin: 1 },
    { fromNode: SOUND_NODE.DAC, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: SOUND_PIN.SPEAKER },
    { fromNode: PCFILTER_NODE, fromNodePin: SOUND_PIN.MICROPHONE, toNode: SOUND_NODE.ADC, toNodePin: 1 },
    { fromNode: SOUND_NODE.ADC, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: SOUND_PIN.CAPTURE },
  ],
  categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_CAPTURE'].map(ksGuid),
};

/** IMiniportWaveCyclic of the card. */
class CyclicMiniport implements PcMiniportWaveCyclic {
  readonly description = description;
  readonly #adapter: PcAdapter;

  constructor(adapter: PcAdapter) {
    this.#adapter = adapter;
  }

  newStream(
    port: PcPortWaveCyclicStream,
    _pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWaveCyclicStream | number {
    const wave = parseWave(format);
    return wave === undefined
      ? STATUS.STATUS_INVALID_PARAMETER
      : new SoundCardStream(this.#adapter, port, capture, wave);
  }
}

/** IMiniportWavePci of the card. */
class PciMiniport implements PcMiniportWavePci {
  readonly description = description;
  readonly #adapter: PcAdapter;

  constructor(adapter: PcAdapter) {
    this.#adapter = adapter;
  }

  newStream(
    port: PcPortWavePciStream,
    _pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWavePciStream | number {
    const wave = parseWave(format);
    return wave === undefined
      ? STATUS.STATUS_INVALID_PARAMETER
      : new BusMasterStream(this.#adapter, port, capture, wave);
  }
}

/** Makes the device. */
export function soundcard(): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: { driver: 'soundcard', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\VEN_0000&DEV_0002' },
    startDevice: (adapter) => {
      adapter.registerSubdevice('cyclic', 'Sound card', { kind: 'WaveCyclic', miniport: new CyclicMiniport(adapter) });
      adapter.registerSubdevice('pci', 'Sound card (bus master)', {
        kind: 'WavePci',
        miniport: new PciMiniport(adapter),
      });
    },
  };
}
