/** What the capture filter as a whole can be asked: decoder, encoder, picture controls, compression, timecode, protection. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import { ksItem } from '../../classdrivers/ks/identifiers.ts';
import { steppedLong, type SteppingLong } from '../../classdrivers/ks/values.ts';
import type { MiniProperty, MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { integer, structProperty, type StructProperty } from '../../classdrivers/stream/struct-property.ts';
import { inputs, type Card } from './card.ts';
import { frameTime } from './formats.ts';
import { STANDARD } from './sets.ts';

const standards = STANDARD.NTSC_M | STANDARD.PAL_B;
/** Streams of the capture filter that these properties name. */
const STREAM = { CAPTURE: 0, VBI: 2 } as const;
const manual = 2;

/** Sets of which each item is a property `NAME` of the structure `STRUCT`. */
function table(arch: Arch, items: Readonly<Record<string, readonly [struct: string, what: StructProperty]>>): MiniPropertySet {
  const [first = ''] = Object.keys(items);
  return {
    set: ksItem(first).set,
    items: Object.entries(items).map(([name, [struct, what]]) => structProperty(arch, ksItem(name).id, struct, what)),
  };
}

/** A value that is kept as it is set. */
function cell(value: number, legal: (next: number) => boolean = () => true): StructProperty {
  return {
    get: () => ({ Value: value }),
    set: (members) => {
      const next = integer(members, 'Value');
      if (!legal(next)) return STATUS.STATUS_INVALID_PARAMETER;
      value = next;
      return STATUS.STATUS_SUCCESS;
    },
  };
}

function decoder(arch: Arch, card: Card): MiniPropertySet {
  const value = 'KSPROPERTY_VIDEODECODER_S';
  return table(arch, {
    KSPROPERTY_VIDEODECODER_CAPS: [
      'KSPROPERTY_VIDEODECODER_CAPS_S',
      // ITU-656: six horizontal pulses; the locked flag is the one that the card has.
      { get: () => ({ StandardsSupported: standards, Capabilities: 4, SettlingTime: 40, HSyncPerVSync: 6 }) },
    ],
    KSPROPERTY_VIDEODECODER_STANDARD: [
      value,
      {
        get: () => ({ Value: card.decoderStandard }),
        set: (members) => card.setDecoderStandard(integer(members, 'Value')),
      },
    ],
    KSPROPERTY_VIDEODECODER_STATUS: [
      'KSPROPERTY_VIDEODECODER_STATUS_S',
      { get: () => ({ NumberOfLines: card.lines, SignalLocked: card.locked ? 1 : 0 }) },
    ],
    KSPROPERTY_VIDEODECODER_STATUS2: [
      'KSPROPERTY_VIDEODECODER_STATUS2_S',
      { get: () => ({ NumberOfLines: card.lines, SignalLocked: card.locked ? 1 : 0, ChromaLock: card.locked ? 1 : 0 }) },
    ],
    KSPROPERTY_VIDEODECODER_OUTPUT_ENABLE: [value, cell(1)],
    KSPROPERTY_VIDEODECODER_VCR_TIMING: [value, cell(0)],
  });
}

function encoder(arch: Arch): MiniPropertySet {
  const value = 'KSPROPERTY_VIDEOENCODER_S';
  const oneStandard = (next: number): boolean => next === STANDARD.NTSC_M || next === STANDARD.PAL_B;
  return table(arch, {
    KSPROPERTY_VIDEOENCODER_CAPS: [value, { get: () => ({ Value: standards, Capabilities: standards }) }],
    KSPROPERTY_VIDEOENCODER_STANDARD: [value, cell(STANDARD.NTSC_M, oneStandard)],
    KSPROPERTY_VIDEOENCODER_COPYPROTECTION: [value, cell(0, (next) => next <= 3)],
    KSPROPERTY_VIDEOENCODER_CC_ENABLE: [value, cell(0, (next) => next <= 1)],
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

const procamp = (arch: Arch): MiniPropertySet =>
  table(
    arch,
    Object.fromEntries([
      control('BRIGHTNESS', { min: -10_000, max: 10_000, step: 100 }, 800),
      control('CONTRAST', { min: 0, max: 10_000, step: 100 }, 100),
      control('HUE', { min: -18_000, max: 18_000, step: 100 }, 0),
      control('SATURATION', { min: 0, max: 10_000, step: 100 }, 100),
    ]),
  );

/** Defaults and state of the compressor behind the capture stream. */
const preset = { keyFrameRate: 15, pFrames: 2, quality: 7500, window: 15 } as const;

/** Only the capture stream is compressed. */
const ofCapture = (what: StructProperty): StructProperty => ({
  ...what,
  ...(what.get !== undefined && {
    get: (asked, stream) =>
      integer(asked, 'StreamIndex') === STREAM.CAPTURE ? (what.get?.(asked, stream) ?? {}) : STATUS.STATUS_NOT_SUPPORTED,
  }),
  ...(what.set !== undefined && {
    set: (members, stream) =>
      integer(members, 'StreamIndex') === STREAM.CAPTURE
        ? (what.set?.(members, stream) ?? STATUS.STATUS_SUCCESS)
        : STATUS.STATUS_NOT_SUPPORTED,
  }),
});

function compression(arch: Arch): MiniPropertySet {
  const struct = 'KSPROPERTY_VIDEOCOMPRESSION_S';
  let pFrames: number = preset.pFrames;
  return table(arch, {
    KSPROPERTY_VIDEOCOMPRESSION_GETINFO: [
      'KSPROPERTY_VIDEOCOMPRESSION_GETINFO_S',
      ofCapture({
        get: () => ({
          DefaultKeyFrameRate: preset.keyFrameRate,
          DefaultPFrameRate: preset.pFrames,
          DefaultQuality: preset.quality,
          NumberOfQualitySettings: 101,
          // Quality, key frames, P-frames, window.
          Capabilities: 0x1 | 0x4 | 0x8 | 0x10,
        }),
      }),
    ],
    KSPROPERTY_VIDEOCOMPRESSION_KEYFRAME_RATE: [struct, ofCapture(cell(preset.keyFrameRate, (next) => next > 0))],
    KSPROPERTY_VIDEOCOMPRESSION_PFRAMES_PER_KEYFRAME: [
      struct,
      ofCapture({
        get: () => ({ Value: pFrames }),
        set: (members) => {
          const next = integer(members, 'Value');
          pFrames = next < 0 ? preset.pFrames : next;
          return STATUS.STATUS_SUCCESS;
        },
      }),
    ],
    KSPROPERTY_VIDEOCOMPRESSION_QUALITY: [struct, ofCapture(cell(preset.quality, (next) => next >= 0 && next <= 10_000))],
    KSPROPERTY_VIDEOCOMPRESSION_WINDOWSIZE: [struct, ofCapture(cell(preset.window, (next) => next >= 0))],
  });
}

/** The reader of the timecode in the blanking interval: it runs with the field clock. */
function timecode(arch: Arch, now: () => number): MiniPropertySet {
  const sample = () => {
    const frames = Math.floor(now() / frameTime);
    return { TimecodeSamp: { qwTick: BigInt(now()), timecode: { wFrameRate: 3, wFrameFract: 0, dwFrames: frames } } };
  };
  const item = ['KSPROPERTY_TIMECODE_S', { get: sample }] as const;
  return table(arch, { KSPROPERTY_TIMECODE_READER: item, KSPROPERTY_RTC_READER: item });
}

/** The video inputs as the sources of a selector unit, counted from 1. */
function selector(arch: Arch, card: Card): MiniPropertySet {
  const sources = inputs.filter(({ video }) => video).length;
  const struct = 'KSPROPERTY_SELECTOR_S';
  return table(arch, {
    KSPROPERTY_SELECTOR_SOURCE_NODE_ID: [
      struct,
      {
        values: steppedLong({ min: 1, max: sources, step: 1 }, 1),
        get: () => ({ Value: (card.routes[0] ?? 0) + 1 }),
        set: (members) => {
          const source = integer(members, 'Value');
          return source >= 1 && source <= sources ? card.route(source - 1, 0) : STATUS.STATUS_INVALID_PARAMETER;
        },
      },
    ],
    KSPROPERTY_SELECTOR_NUM_SOURCES: [struct, { get: () => ({ Value: sources }) }],
  });
}

function protection(arch: Arch): MiniProperty {
  const { id } = ksItem('KSPROPERTY_VBICAP_PROPERTIES_PROTECTION');
  return structProperty(arch, id, 'VBICAP_PROPERTIES_PROTECTION_S', {
    // The hardware looks for Macrovision, and the test pictures have none.
    get: (asked) => (integer(asked, 'StreamIndex') === STREAM.VBI ? { Status: 2 } : STATUS.STATUS_NOT_SUPPORTED),
  });
}

/** The device properties of the capture filter. */
export function captureControls(arch: Arch, card: Card, now: () => number): MiniPropertySet[] {
  return [
    decoder(arch, card),
    encoder(arch),
    procamp(arch),
    compression(arch),
    timecode(arch, now),
    selector(arch, card),
    { set: ksItem('KSPROPERTY_VBICAP_PROPERTIES_PROTECTION').set, items: [protection(arch)] },
  ];
}
