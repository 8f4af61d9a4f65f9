import type { ColourMatching, Remark, StreamFormat, StreamFrame, VideoStream } from './descriptors.ts';
import { readFrame } from './frames.ts';
import { H264_RATES, VsSubtype } from './layouts.ts';
import type { Reader } from './reader.ts';
import { UsbProblem } from './source-text.ts';

interface FormatKind {
  readonly kind: StreamFormat['kind'];
  /** Subtype of its frame descriptors. */
  readonly frame: number;
}

const FORMATS: Readonly<Record<number, FormatKind>> = {
  [VsSubtype.formatUncompressed]: { kind: 'uncompressed', frame: VsSubtype.frameUncompressed },
  [VsSubtype.formatMjpeg]: { kind: 'mjpeg', frame: VsSubtype.frameMjpeg },
  [VsSubtype.formatFrameBased]: { kind: 'frame-based', frame: VsSubtype.frameFrameBased },
  [VsSubtype.formatH264]: { kind: 'h264', frame: VsSubtype.frameH264 },
};
const FRAME_SUBTYPES: ReadonlySet<number> = new Set(Object.values(FORMATS).map(({ frame }) => frame));

/** A format while its frames, still sizes and colours are still being read. */
interface OpenFormat {
  readonly reader: Reader;
  readonly frameSubtype: number;
  readonly base: Omit<StreamFormat, 'frames' | 'stillSizes' | 'colour'>;
  readonly frames: StreamFrame[];
  stillSizes: readonly (readonly [number, number])[];
  colour: ColourMatching | undefined;
}

/**
 * Decodes the class-specific descriptors of a VideoStreaming interface, in order.
 * @param owner the interface descriptor, for errors about what is missing.
 * @returns `undefined` for an interface that carries video *to* the device.
 */
export function readVideoStreaming(
  owner: Reader,
  descriptors: readonly Reader[],
  remarks: Remark[],
): VideoStream | undefined {
  let header: Reader | undefined;
  const formats: OpenFormat[] = [];
  for (const reader of descriptors) {
    const subtype = reader.number('bDescriptorSubtype');
    const last = formats.at(-1);
    if (subtype === VsSubtype.outputHeader) {
      remarks.push({ place: reader.place(), text: 'video output interface left out' });
      return undefined;
    }
    if (subtype === VsSubtype.inputHeader) header ??= reader;
    else if (FORMATS[subtype] !== undefined) formats.push(openFormat(reader, FORMATS[subtype]));
    else if (FRAME_SUBTYPES.has(subtype)) {
      if (last?.frameSubtype !== subtype) {
        throw reader.error(UsbProblem.misplaced, 'a frame descriptor must follow a format descriptor of its own kind');
      }
      last.frames.push(readFrame(reader, last.base.kind === 'h264' ? 'h264' : 'plain', remarks));
    } else if (subtype === VsSubtype.stillImageFrame && last) last.stillSizes = readStillSizes(reader);
    else if (subtype === VsSubtype.colorFormat && last) last.colour = readColour(reader);
    else remarks.push({ place: reader.place(), text: `VideoStreaming descriptor of subtype ${subtype} left out` });
  }
  if (header === undefined) {
    throw owner.error(UsbProblem.incompleteVideo, 'the VideoStreaming interface has no INPUT_HEADER descriptor');
  }
  return {
    place: owner.place(),
    interfaceNumber: owner.number('bInterfaceNumber'),
    terminalLink: header.number('bTerminalLink'),
    stillMethod: header.numberOr('bStillCaptureMethod', 0),
    hasTrigger: header.numberOr('bTriggerSupport', 0) !== 0,
    triggerUsage: header.numberOr('bTriggerUsage', 0),
    formats: closeFormats(header, formats, remarks),
  };
}

/** The widest pixel: four components of 16 bits. */
const MAX_BITS_PER_PIXEL = 64;
const H264_FORMAT_FIELDS = [
  'bMaxCodecConfigDelay',
  'bmSupportedSliceModes',
  'bmSupportedSyncFrameTypes',
  'bResolutionScaling',
  'bmSupportedRateControlModes',
  ...H264_RATES,
];

function openFormat(reader: Reader, { kind, frame }: FormatKind): OpenFormat {
  const bitsPerPixel = reader.numberOr('bBitsPerPixel', 0);
  if (bitsPerPixel > MAX_BITS_PER_PIXEL) {
    throw reader.error(UsbProblem.impossibleValue, `no pixel has ${bitsPerPixel} bits`, 'bBitsPerPixel');
  }
  const variableSize =
    kind === 'mjpeg' ? (reader.numberOr('bFlags', 0) & 1) === 0 : reader.numberOr('bVariableSize', 0) !== 0;
  return {
    reader,
    frameSubtype: frame,
    frames: [],
    stillSizes: [],
    colour: undefined,
    base: {
      kind,
      place: reader.place(),
      index: reader.number('bFormatIndex'),
      guid: kind === 'uncompressed' || kind === 'frame-based' ? reader.guid('guidFormat') : undefined,
      bitsPerPixel,
      defaultFrameIndex: reader.numberOr('bDefaultFrameIndex', 0),
      aspectRatio: [reader.numberOr('bAspectRatioX', 0), reader.numberOr('bAspectRatioY', 0)],
      interlaceFlags: reader.numberOr('bmInterlaceFlags', 0),
      variableSize,
      ...(kind === 'h264'
        ? { h264: Object.fromEntries(H264_FORMAT_FIELDS.map((name) => [name, reader.numberOr(name, 0)])) }
        : {}),
    },
  };
}

function closeFormats(header: Reader, formats: readonly OpenFormat[], remarks: Remark[]): StreamFormat[] {
  const declared = header.number('bNumFormats');
  if (declared !== formats.length) {
    remarks.push({
      place: header.place('bNumFormats'),
      text: `${declared} formats declared, ${formats.length} present`,
    });
  }
  const closed: StreamFormat[] = [];
  for (const { base, reader, frames, stillSizes, colour } of formats) {
    const frameCount = reader.number('bNumFrameDescriptors');
    if (frameCount !== frames.length) {
      remarks.push({
        place: reader.place('bNumFrameDescriptors'),
        text: `${frameCount} frames declared, ${frames.length} present`,
      });
    }
    if (frames.length > 0) closed.push({ ...base, frames, stillSizes, colour });
  }
  if (closed.length === 0) {
    throw header.error(UsbProblem.incompleteVideo, 'the VideoStreaming interface has no format with frames');
  }
  return closed;
}

function readStillSizes(reader: Reader): (readonly [number, number])[] {
  const heights = reader.numbers('wHeight');
  return reader.numbers('wWidth').flatMap((width, i) => {
    const height = heights[i];
    return height === undefined || width === 0 || height === 0 ? [] : [[width, height] as const];
  });
}

function readColour(reader: Reader): ColourMatching {
  return {
    primaries: reader.numberOr('bColorPrimaries', 0),
    transfer: reader.numberOr('bTransferCharacteristics', 0),
    matrix: reader.numberOr('bMatrixCoefficients', 0),
  };
}
