/**
 * A sound card of the time before WaveRT, with two codecs of the same kind: one is fed through a DMA buffer, under a
 * WaveCyclic port, the other fetches its data by itself, under a WavePci port, and has effects for each stream. Both lead
 * to an analogue mixer.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter, PcDeviceDescriptor } from '../../classdrivers/portcls/adapter.ts';
import { longs, verbs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcNodeDescriptor,
  type PcPropertyItem,
  type PcPropertyRequest,
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
import { parseWave, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { bridgePin, link, streamPin } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { readItem } from '../../classdrivers/portcls/parts/state-items.ts';
import { BusMaster } from '../../hardware/audio/bus-master.ts';
import { effectNodes, speakerItems } from '../../classdrivers/portcls/sets/stream-effects.ts';
import { MIXER_PIN, MixerMiniport } from './mixer.ts';
import { StreamEffects } from '../../hardware/audio/stream-effects.ts';
import { CyclicChannel } from '../../hardware/audio/cyclic-channel.ts';
import { waveTable } from '../../classdrivers/portcls/sets/wave.ts';

/** KSPROPERTY_SYSAUDIO_MIXER_DEFAULT, the last of the device types. */
const lastDefaultType = 4;

/** PinIds. */
export const SOUND_PIN = { RENDER: 0, SPEAKER: 1, CAPTURE: 2, MICROPHONE: 3 } as const;
/** NodeIds; those of the effects are there on the bus-mastering codec only. */
export const SOUND_NODE = { DAC: 0, ADC: 1, SRC: 2, SPATIAL: 3, MIX: 4, REVERB: 5 } as const;

/** The codec takes any rate that its clock divides to. */
const limits = { maxChannels: 2, minBits: 8, maxBits: 16, minRate: 5000, maxRate: 48_000 } as const;
const dataRanges = [pcmRange(limits)];

/** A stream of the bus-mastering codec, with effects of its own. */
class EffectStream extends BusMaster {
  readonly effects = new StreamEffects();
}

/** The rate of a stream's converter; a filter has none (PCLS-031). */
const samplingRate = readItem('KSPROPERTY_AUDIO_SAMPLING_RATE', ({ minorTarget }) =>
  minorTarget instanceof CyclicChannel || minorTarget instanceof BusMaster
    ? longs(minorTarget.wave.rate)
    : STATUS.STATUS_INVALID_DEVICE_REQUEST,
);

const effects = (request: PcPropertyRequest) =>
  request.minorTarget instanceof EffectStream ? request.minorTarget.effects : undefined;

/** Tells the driver that the user prefers the card, or no longer does; all that the card does is look at it. */
const preferredStatus: PcPropertyItem = {
  ...ksItem('KSPROPERTY_AUDIO_PREFERRED_STATUS'),
  ...verbs({
    size: 16,
    set: ({ value }) =>
      value.u32(0) > 1 || value.u32(4) > lastDefaultType ? STATUS.STATUS_INVALID_PARAMETER : STATUS.STATUS_SUCCESS,
  }),
};

/** A codec: `through` are the nodes between its render pin and its DAC, `pinTable` what its pins have of their own. */
function codec(through: readonly PcNodeDescriptor[], pinTable?: (capture: boolean) => PcAutomationTable): PcFilterDescriptor {
  const own = (capture: boolean) => (pinTable === undefined ? {} : { automationTable: pinTable(capture) });
  const rendering = [...through.map((_, i) => SOUND_NODE.SRC + i), SOUND_NODE.DAC];
  return {
    automationTable: { properties: [preferredStatus] },
    pins: [
      streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO', dataRanges, own(false)),
      bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
      streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE', dataRanges, own(true)),
      bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
    ],
    nodes: [
      {
        type: ksGuid('KSNODETYPE_DAC'),
        automationTable: { properties: [samplingRate, ...speakerItems({ value: 0x3 }, { value: 20 })] },
      },
      { type: ksGuid('KSNODETYPE_ADC'), automationTable: { properties: [samplingRate] } },
      ...through,
    ],
    connections: [
      ...rendering.map((to, i) => (i === 0 ? link(PCFILTER_NODE, SOUND_PIN.RENDER, to, 1) : link(rendering[i - 1] ?? to, 0, to, 1))),
      link(SOUND_NODE.DAC, 0, PCFILTER_NODE, SOUND_PIN.SPEAKER),
      link(PCFILTER_NODE, SOUND_PIN.MICROPHONE, SOUND_NODE.ADC, 1),
      link(SOUND_NODE.ADC, 0, PCFILTER_NODE, SOUND_PIN.CAPTURE),
    ],
    categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_CAPTURE'].map(ksGuid),
  };
}

/** IMiniportWaveCyclic of the card. */
class CyclicMiniport implements PcMiniportWaveCyclic {
  readonly description = codec([], (capture) => waveTable(capture, limits));
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
      : new CyclicChannel(this.#adapter, port, capture, wave, parseWave);
  }
}

/** IMiniportWavePci of the card. */
class PciMiniport implements PcMiniportWavePci {
  readonly description = codec(effectNodes(effects, samplingRate));
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
      : new EffectStream(this.#adapter, port, capture, wave, parseWave);
  }
}

/** Makes the device. */
export function soundcard(): PcDeviceDescriptor {
  return {
    classDriver: 'portcls',
    identity: { driver: 'soundcard', version: '1.0.0', provider: 'kscts', hardwareId: 'PCI\\VEN_0000&DEV_0002' },
    startDevice: (adapter) => {
      adapter.registerSubdevice('cyclic', 'Sound card', { kind: 'WaveCyclic', miniport: new CyclicMiniport(adapter) });
      const pci = adapter.registerSubdevice('pci', 'Sound card (bus master)', {
        kind: 'WavePci',
        miniport: new PciMiniport(adapter),
      });
      const mixer = adapter.registerSubdevice('mixer', 'Sound card mixer', { kind: 'Topology', miniport: new MixerMiniport(adapter) });
      adapter.registerPhysicalConnection(pci, SOUND_PIN.SPEAKER, mixer, MIXER_PIN.WAVE_IN);
      adapter.registerPhysicalConnection(mixer, MIXER_PIN.WAVE_OUT, pci, SOUND_PIN.MICROPHONE);
    },
  };
}
