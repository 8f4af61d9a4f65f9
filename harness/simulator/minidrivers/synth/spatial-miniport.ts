/** A mixer that places mono and stereo streams around a listener: 3D pins of a WaveCyclic port, as DirectSound wants. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcFilterDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniportWaveCyclic, PcPortWaveCyclicStream } from '../../classdrivers/portcls/miniports.ts';
import { analogRange, parseWave, pcmRange, type WaveFormat } from '../../classdrivers/portcls/wave-format.ts';
import { spatialTable, type SourceOf } from '../../classdrivers/portcls/sets/spatial.ts';
import { CyclicChannel } from '../../hardware/audio/cyclic-channel.ts';
import { SpatialBuffer, type Listener } from '../../hardware/synth/spatial.ts';

/** PinIds. */
export const SPATIAL_PIN = { SOURCE: 0, SPEAKERS: 1 } as const;
/** NodeIds. */
export const SPATIAL_NODE = { EFFECTS: 0, SUM: 1 } as const;

const sources = 8;

/** A stream with its place in space. */
export class SpatialStream extends CyclicChannel {
  readonly source = new SpatialBuffer();
  readonly #listener: Listener;

  constructor(adapter: PcAdapter, port: PcPortWaveCyclicStream, wave: WaveFormat, listener: Listener) {
    super(adapter, port, false, wave, parseWave);
    this.#listener = listener;
    listener.join(this.source);
  }

  close(): void {
    this.#listener.leave(this.source);
  }
}

const sourceOf: SourceOf = ({ minorTarget }) => (minorTarget instanceof SpatialStream ? minorTarget.source : undefined);

/** IMiniportWaveCyclic of the mixer. */
export class SpatialMiniport implements PcMiniportWaveCyclic {
  readonly description: PcFilterDescriptor;
  readonly #adapter: PcAdapter;
  readonly #listener: Listener;

  constructor(adapter: PcAdapter, listener: Listener) {
    this.#adapter = adapter;
    this.#listener = listener;
    const dataRanges = [pcmRange({ maxChannels: 2, minBits: 16, maxBits: 16, minRate: 8000, maxRate: 48_000 })];
    this.description = {
      pins: [
        {
          maxGlobalInstanceCount: sources,
          maxFilterInstanceCount: sources,
          minFilterInstanceCount: 0,
          ksPinDescriptor: {
            dataRanges,
            dataFlow: KSPIN_DATAFLOW.IN,
            communication: KSPIN_COMMUNICATION.SINK,
            category: ksGuid('KSCATEGORY_AUDIO'),
          },
        },
        {
          maxGlobalInstanceCount: 0,
          maxFilterInstanceCount: 0,
          minFilterInstanceCount: 0,
          ksPinDescriptor: {
            dataRanges: [analogRange],
            dataFlow: KSPIN_DATAFLOW.OUT,
            communication: KSPIN_COMMUNICATION.NONE,
            category: ksGuid('KSNODETYPE_SPEAKER'),
          },
        },
      ],
      nodes: [{ type: ksGuid('KSNODETYPE_3D_EFFECTS'), automationTable: spatialTable(listener, sourceOf) }, { type: ksGuid('KSNODETYPE_SUM') }],
      connections: [
        { fromNode: PCFILTER_NODE, fromNodePin: SPATIAL_PIN.SOURCE, toNode: SPATIAL_NODE.EFFECTS, toNodePin: 1 },
        { fromNode: SPATIAL_NODE.EFFECTS, fromNodePin: 0, toNode: SPATIAL_NODE.SUM, toNodePin: 1 },
        { fromNode: SPATIAL_NODE.SUM, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: SPATIAL_PIN.SPEAKERS },
      ],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER'].map(ksGuid),
    };
  }

  newStream(port: PcPortWaveCyclicStream, _pin: number, _capture: boolean, format: Uint8Array): SpatialStream | number {
    const wave = parseWave(format);
    return wave === undefined
      ? STATUS.STATUS_INVALID_PARAMETER
      : new SpatialStream(this.#adapter, port, wave, this.#listener);
  }
}
