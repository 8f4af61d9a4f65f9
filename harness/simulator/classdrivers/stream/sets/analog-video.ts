/** What analog capture filters can be asked: decoder, encoder, picture controls, timecode, input, protection. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import { steppedLong, type SteppingLong } from '../../ks/values.ts';
import type { MiniPropertySet } from '../minidriver.ts';
import { integer, structCell, structSet, type StructProperty } from '../struct-property.ts';

const manual = 2;

/** A video decoder, as far as clients see it. */
export interface VideoDecoder {
  /** KS_AnalogVideoStandard: the one that is set. */
  readonly decoderStandard: number;
  setDecoderStandard(standard: number): number;
  /** Of the signal. */
  readonly lines: number;
  readonly locked: boolean;
}

/** PROPSETID_VIDCAP_VIDEODECODER of a decoder that knows some standards. */
export function videoDecoderSet(arch: Arch, standards: number, decoder: VideoDecoder): MiniPropertySet {
  const value = 'KSPROPERTY_VIDEODECODER_S';
  return structSet(arch, {
    KSPROPERTY_VIDEODECODER_CAPS: [
      'KSPROPERTY_VIDEODECODER_CAPS_S',
      // ITU-656: six horizontal pulses; the locked flag is the one that the card has.
      { get: () => ({ StandardsSupported: standards, Capabilities: 4, SettlingTime: 40, HSyncPerVSync: 6 }) },
    ],
    KSPROPERTY_VIDEODECODER_STANDARD: [
      value,
      {
        get: () => ({ Value: decoder.decoderStandard }),
        set: (members) => decoder.setDecoderStandard(integer(members, 'Value')),
      },
    ],
    KSPROPERTY_VIDEODECODER_STATUS: [
      'KSPROPERTY_VIDEODECODER_STATUS_S',
      { get: () => ({ NumberOfLines: decoder.lines, SignalLocked: decoder.locked ? 1 : 0 }) },
    ],
    KSPROPERTY_VIDEODECODER_STATUS2: [
      'KSPROPERTY_VIDEODECODER_STATUS2_S',
      { get: () => ({ NumberOfLines: decoder.lines, SignalLocked: decoder.locked ? 1 : 0, ChromaLock: decoder.locked ? 1 : 0 }) },
    ],
    KSPROPERTY_VIDEODECODER_OUTPUT_ENABLE: [value, structCell(1)],
    KSPROPERTY_VIDEODECODER_VCR_TIMING: [value, structCell(0)],
  });
}

/** PROPSETID_VIDCAP_VIDEOENCODER of an encoder that makes one of some standards, NTSC unless told. */
export function videoEncoderSet(arch: Arch, standards: readonly number[]): MiniPropertySet {
  const value = 'KSPROPERTY_VIDEOENCODER_S';
  const all = standards.reduce((sum, standard) => sum | standard, 0);
  return structSet(arch, {
    KSPROPERTY_VIDEOENCODER_CAPS: [value, { get: () => ({ Value: all, Capabilities: all }) }],
    KSPROPERTY_VIDEOENCODER_STANDARD: [value, structCell(standards[0] ?? 0, (next) => standards.includes(next))],
    KSPROPERTY_VIDEOENCODER_COPYPROTECTION: [value, structCell(0, (next) => next <= 3)],
    KSPROPERTY_VIDEOENCODER_CC_ENABLE: [value, structCell(0, (next) => next <= 1)],
  });
}

/** A picture control with its range and default. */
function control(name: string, range: SteppingLong, preset: number): [string, readonly [string, StructProperty]] {
  let value = preset;
  const what: StructProperty = {
    values: steppedLong(range, preset),
    get: () => ({ Value: value, Flags: manual, Capabilities: manual }),
    set: (members) => {
      const next = integer(members, 'Value');
      const legal = next >= range.min && next <= range.max && (next - range.min) % range.step === 0;
      if (!legal || integer(members, 'Flags') !== manual) return STATUS.STATUS_INVALID_PARAMETER;
      value = next;
      return STATUS.STATUS_SUCCESS;
    },
  };
  return [`KSPROPERTY_VIDEOPROCAMP_${name}`, ['KSPROPERTY_VIDEOPROCAMP_S', what]];
}

/** PROPSETID_VIDCAP_VIDEOPROCAMP: controls by their names, each with its range and its default. */
export const procampSet = (arch: Arch, controls: Readonly<Record<string, SteppingLong & { readonly preset: number }>>): MiniPropertySet =>
  structSet(arch, Object.fromEntries(Object.entries(controls).map(([name, { preset, ...range }]) => control(name, range, preset))));

/** PROPSETID_TIMECODE_READER: a reader of the timecode in the blanking interval, which runs with the frames. */
export function timecodeSet(arch: Arch, now: () => number, frameTime: number): MiniPropertySet {
  const sample = () => {
    const frames = Math.floor(now() / frameTime);
    return { TimecodeSamp: { qwTick: BigInt(now()), timecode: { wFrameRate: 3, wFrameFract: 0, dwFrames: frames } } };
  };
  const item = ['KSPROPERTY_TIMECODE_S', { get: sample }] as const;
  return structSet(arch, { KSPROPERTY_TIMECODE_READER: item, KSPROPERTY_RTC_READER: item });
}

/** Inputs of which one is selected, counted from 0. */
export interface SelectedInput {
  readonly count: number;
  readonly selected: () => number;
  readonly select: (input: number) => number;
}

/** PROPSETID_VIDCAP_SELECTOR: the inputs as the sources of a selector unit, counted from 1. */
export function selectorSet(arch: Arch, { count, selected, select }: SelectedInput): MiniPropertySet {
  const struct = 'KSPROPERTY_SELECTOR_S';
  return structSet(arch, {
    KSPROPERTY_SELECTOR_SOURCE_NODE_ID: [
      struct,
      {
        values: steppedLong({ min: 1, max: count, step: 1 }, 1),
        get: () => ({ Value: selected() + 1 }),
        set: (members) => {
          const source = integer(members, 'Value');
          return source >= 1 && source <= count ? select(source - 1) : STATUS.STATUS_INVALID_PARAMETER;
        },
      },
    ],
    KSPROPERTY_SELECTOR_NUM_SOURCES: [struct, { get: () => ({ Value: count }) }],
  });
}

/** KSPROPSETID_VBICAP_PROPERTIES of a stream that is looked at for Macrovision, and has none. */
export const vbiProtectionSet = (arch: Arch, stream: number): MiniPropertySet =>
  structSet(arch, {
    KSPROPERTY_VBICAP_PROPERTIES_PROTECTION: [
      'VBICAP_PROPERTIES_PROTECTION_S',
      { get: (asked) => (integer(asked, 'StreamIndex') === stream ? { Status: 2 } : STATUS.STATUS_NOT_SUPPORTED) },
    ],
  });
