/** What the bus-mastering codec does with a single stream: conversion, placement in space, mixing, reverberation. */
import { GUID_NULL } from '../../../../abi/guid.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import { ksGuid } from '../../ks/guids.ts';
import { VT } from '../../ks/values.ts';
import { answerLongs, guidBytes, longs, needValue, pcAnswer, verbs } from '../answers.ts';
import type { PcAutomationTable, PcNodeDescriptor, PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { clampToStep, LEVEL } from '../parts/channel-values.ts';
import { cellItem, partItem, switchItem, type Cell, type Find } from '../parts/state-items.ts';

/** KSAUDIO_QUALITY_*. */
const [WORST, ADVANCED] = [0, 3];
/** Largest time of the reverberation: 255 255⁄256 s. */
const longestReverb = 0xff_ff00;

/** A path of the mixer. */
export interface MixLevel {
  mute: boolean;
  level: number;
}

const inputs = 2;
const outputs = 2;

/** The settings of a stream: its own, and gone with it. */
export interface StreamEffects {
  readonly quality: Cell;
  readonly reverb: Cell;
  /** By input, then by output. */
  readonly mix: readonly MixLevel[];
  /** KSDS3D_LISTENER_ALL. */
  readonly listener: Uint8Array;
  /** KSDS3D_BUFFER_ALL. */
  readonly buffer: Uint8Array;
  readonly batch: Cell;
  readonly allocation: Cell;
  readonly speakers: Cell;
  /** Angle between the speakers. */
  readonly geometry: Cell;
}

type Of = Find<StreamEffects>;
const vector = { size: 12 } as const;

/** Whether a FLOAT lies within bounds. */
const float = (min: number, max: number) => (bytes: Uint8Array): boolean => {
  const value = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat32(0, true);
  return value >= min && value <= max;
};
const word = (legal: (value: number) => boolean) => (bytes: Uint8Array): boolean =>
  legal(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true));

/** KSNODETYPE_3D_EFFECTS (PCLS-169): the parts of two structures, and the whole of each. */
function spatialTable(of: Of): PcAutomationTable {
  const listener: Find<Uint8Array> = (request) => of(request)?.listener;
  const buffer: Find<Uint8Array> = (request) => of(request)?.buffer;
  const listens = (name: string, offset: number, part: { size: number; legal?: (bytes: Uint8Array) => boolean }) =>
    partItem(`KSPROPERTY_DIRECTSOUND3DLISTENER_${name}`, listener, { offset, ...part });
  const sounds = (name: string, offset: number, part: { size: number; legal?: (bytes: Uint8Array) => boolean }) =>
    partItem(`KSPROPERTY_DIRECTSOUND3DBUFFER_${name}`, buffer, { offset, ...part });
  const factor = { size: 4, legal: float(0, 10) } as const;
  return {
    properties: [
      listens('ALL', 0, { size: 60 }),
      listens('POSITION', 0, vector),
      listens('VELOCITY', 12, vector),
      listens('ORIENTATION', 24, { size: 24 }),
      listens('DISTANCEFACTOR', 48, { size: 4, legal: float(Number.MIN_VALUE, 3.4e38) }),
      listens('ROLLOFFFACTOR', 52, factor),
      listens('DOPPLERFACTOR', 56, factor),
      switchItem('KSPROPERTY_DIRECTSOUND3DLISTENER_BATCH', (request) => of(request)?.batch),
      switchItem('KSPROPERTY_DIRECTSOUND3DLISTENER_ALLOCATION', (request) => of(request)?.allocation),
      sounds('ALL', 0, { size: 60 }),
      sounds('POSITION', 0, vector),
      sounds('VELOCITY', 12, vector),
      sounds('CONEANGLES', 24, { size: 8 }),
      sounds('CONEORIENTATION', 32, vector),
      // 1/100 dB, as DirectSound counts.
      sounds('CONEOUTSIDEVOLUME', 44, { size: 4, legal: word((value) => (value | 0) >= -10_000 && (value | 0) <= 0) }),
      sounds('MINDISTANCE', 48, { size: 4, legal: float(0, 3.4e38) }),
      sounds('MAXDISTANCE', 52, { size: 4, legal: float(0, 3.4e38) }),
      sounds('MODE', 56, { size: 4, legal: word((value) => value <= 2) }),
      ...speakerItems((request) => of(request)?.speakers, (request) => of(request)?.geometry),
      partItem('KSPROPERTY_AUDIO_3D_INTERFACE', guidBytes(GUID_NULL), { offset: 0, size: 16 }),
    ],
  };
}

/** Where the speakers stand: a DAC is asked through the filter, a 3D node through the pin. */
export function speakerItems(speakers: Cell | Find<Cell>, geometry: Cell | Find<Cell>): readonly PcPropertyItem[] {
  return [
    // Stereo, or quadraphonic.
    cellItem('KSPROPERTY_AUDIO_CHANNEL_CONFIG', speakers, { legal: (value) => value === 0x3 || value === 0x33 }),
    // Headphones, or an angle of 5 to 180 degrees.
    cellItem('KSPROPERTY_AUDIO_STEREO_SPEAKER_GEOMETRY', geometry, {
      legal: (value) => value === -1 || (value >= 0 && value <= 180),
      values: { type: VT.I4, members: [] },
    }),
  ];
}

/** KSNODETYPE_SUPERMIX (PCLS-146). */
function mixTable(of: Of): PcAutomationTable {
  const caps = longs(inputs, outputs, ...Array.from({ length: inputs * outputs }, () => [1, LEVEL.min, LEVEL.max, 0]).flat());
  const size = inputs * outputs * 8;
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_AUDIO_MIX_LEVEL_CAPS'),
        ...verbs({ get: (request) => (of(request) === undefined ? STATUS.STATUS_INVALID_DEVICE_REQUEST : pcAnswer(request, caps)) }),
      },
      {
        ...ksItem('KSPROPERTY_AUDIO_MIX_LEVEL_TABLE'),
        ...verbs({
          size,
          get: (request) => {
            const effects = of(request);
            if (effects === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
            const status = needValue(request, size);
            return status === STATUS.STATUS_SUCCESS
              ? answerLongs(request, ...effects.mix.flatMap(({ mute, level }) => [mute ? 1 : 0, level]))
              : status;
          },
          set: (request) => {
            const effects = of(request);
            if (effects === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
            effects.mix.forEach((path, i) => {
              path.mute = request.value.u32(i * 8) !== 0;
              path.level = clampToStep(request.value.i32(i * 8 + 4), LEVEL);
            });
            return STATUS.STATUS_SUCCESS;
          },
        }),
      },
    ],
  };
}

/** The nodes that a stream of the codec passes, in their order; `rate` answers the rate of a converter. */
export function effectNodes(of: Of, rate: PcPropertyItem): readonly PcNodeDescriptor[] {
  const node = (type: string, automationTable: PcAutomationTable): PcNodeDescriptor => ({ type: ksGuid(type), automationTable });
  return [
    node('KSNODETYPE_SRC', {
      properties: [
        rate,
        switchItem('KSPROPERTY_AUDIO_DYNAMIC_SAMPLING_RATE', { value: 0 }),
        cellItem('KSPROPERTY_AUDIO_QUALITY', (request) => of(request)?.quality, {
          legal: (value) => value >= WORST && value <= ADVANCED,
        }),
      ],
    }),
    node('KSNODETYPE_3D_EFFECTS', spatialTable(of)),
    node('KSNODETYPE_SUPERMIX', mixTable(of)),
    node('KSNODETYPE_REVERB', {
      properties: [
        // How much of a stream goes there is its own; the room is one for all.
        cellItem('KSPROPERTY_AUDIO_REVERB_LEVEL', (request) => of(request)?.reverb, {
          legal: (value) => value >= 0 && value <= 0x1_0000,
        }),
        cellItem('KSPROPERTY_AUDIO_REVERB_TIME', { value: 0x1_0000 }, {
          legal: (value) => value >= 0 && value <= longestReverb && value % 0x100 === 0,
        }),
      ],
    }),
  ];
}
