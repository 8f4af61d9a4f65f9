/** Tables of the mixer's effects: equaliser, loudness, chorus, delay, surround, and a word of the hardware. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { VT } from '../../ks/values.ts';
import { answerLongs, longs, pcAnswer, verbs } from '../answers.ts';
import type { PcAutomationTable, PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { channelInstance, channelsOf } from '../parts/channel-controls.ts';
import { clampToStep, describeChannels, levels, TONE } from '../parts/channel-values.ts';
import { cellItem, partItem, resetItem, switchItem, type Cell } from '../parts/state-items.ts';

/** Centre frequencies of the equaliser in Hz. */
const bands = [60, 250, 1000, 4000, 12_000];

/** The equaliser: levels of every band, for each channel (PCLS-144). */
export function equalizerTable(): PcAutomationTable {
  const described = levels(TONE);
  const channels = described.values.map(() => bands.map(() => 0));
  const item = (name: string, values: (channel: readonly number[]) => readonly number[], settable = false): PcPropertyItem => ({
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      size: bands.length * 4,
      values: settable ? describeChannels(described) : { type: VT.UI4, members: [] },
      get: (request) => {
        const [first] = channelsOf(request, channels.length);
        const channel = first === undefined ? undefined : channels[first];
        return channel === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerLongs(request, ...values(channel));
      },
      ...(settable && {
        set: (request) => {
          const wanted = bands.map((_, band) => clampToStep(request.value.i32(band * 4), TONE));
          const targets = channelsOf(request, channels.length);
          for (const channel of targets) channels[channel] = wanted;
          return targets.length === 0 ? STATUS.STATUS_INVALID_PARAMETER : STATUS.STATUS_SUCCESS;
        },
      }),
    }),
  });
  return {
    properties: [
      item('KSPROPERTY_AUDIO_NUM_EQ_BANDS', () => [bands.length]),
      item('KSPROPERTY_AUDIO_EQ_BANDS', () => bands),
      item('KSPROPERTY_AUDIO_EQ_LEVEL', (channel) => channel, true),
    ],
  };
}

/** Rates and depths are steps of 1/256 below 256; the level goes from nothing to 100 %. */
const isStep = (value: number): boolean => value >= 0 && value <= 0xff_ff00 && value % 0x100 === 0;

export function chorusTable(): PcAutomationTable {
  return {
    properties: [
      cellItem('KSPROPERTY_AUDIO_CHORUS_LEVEL', { value: 0x8000 }, { legal: (value) => value >= 0 && value <= 0x1_0000 }),
      cellItem('KSPROPERTY_AUDIO_CHORUS_MODULATION_RATE', { value: 0x1_0000 }, { legal: isStep }),
      cellItem('KSPROPERTY_AUDIO_CHORUS_MODULATION_DEPTH', { value: 0x4000 }, { legal: isStep }),
    ],
  };
}

/** KSTIME is a LONGLONG of units, and Numerator / Denominator of 100 ns: no channel is delayed at first. */
export function delayTable(): PcAutomationTable {
  const times = [longs(0, 0, 1, 1), longs(0, 0, 1, 1)];
  const item = partItem('KSPROPERTY_AUDIO_DELAY', ({ instance }) => times[instance.u32(0)], {
    instance: channelInstance,
    offset: 0,
    size: 16,
    // The line holds a second; a scale without a denominator is none.
    legal: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const [units, numerator, denominator] = [view.getBigInt64(0, true), view.getUint32(8, true), view.getUint32(12, true)];
      return denominator !== 0 && numerator !== 0 && units >= 0n && (units * BigInt(numerator)) / BigInt(denominator) <= 10_000_000n;
    },
  });
  return { properties: [item] };
}

/** Compressions of quiet and loud parts in per cent; none at first (PCLS-147). */
export function dynamicRange(): PcPropertyItem {
  return partItem('KSPROPERTY_AUDIO_DYNAMIC_RANGE', new Uint8Array(8), {
    offset: 0,
    size: 8,
    legal: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return view.getUint32(0, true) <= 100 && view.getUint32(4, true) <= 100;
    },
  });
}

/** The surround decoder: speakers of its output, and whether it decodes at all (PCLS-043). */
export function decoderTable(): PcAutomationTable {
  const speakers: Cell = { value: 0x107 };
  const enabled: Cell = { value: 0 };
  return {
    properties: [
      // Left, right, centre and back; left, right and back; or plain stereo.
      cellItem('KSPROPERTY_AUDIO_CHANNEL_CONFIG', speakers, { legal: (value) => [0x107, 0x103, 0x3].includes(value) }),
      switchItem('KSPROPERTY_TOPOLOGYNODE_ENABLE', enabled),
      resetItem(() => {
        [speakers.value, enabled.value] = [0x107, 0];
        return STATUS.STATUS_SUCCESS;
      }),
    ],
  };
}

/** KSPROPERTY_AUDIO_DEV_SPECIFIC: a word of the hardware that its control panel knows. */
export function specificTable(): PcAutomationTable {
  let word = longs(0x1234);
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_AUDIO_DEV_SPECIFIC'),
        ...verbs({
          instance: 16,
          size: 4,
          get: (request) => pcAnswer(request, word),
          set: ({ value }) => {
            word = longs(value.u32(0));
            return STATUS.STATUS_SUCCESS;
          },
        }),
      },
    ],
  };
}
