import type { Place } from './source-text.ts';

/** Something odd in the descriptors that the in-box driver lives with, and so do we. */
export interface Remark {
  readonly place: Place;
  readonly text: string;
}

/** A USB device with a video function, as its descriptors tell. */
export interface UsbDevice {
  /** Name of the text it comes from. */
  readonly file: string;
  readonly vendorId: number;
  readonly productId: number;
  /** bcdDevice, e.g. 0x7818 for 78.18. */
  readonly release: number;
  readonly manufacturer: string | undefined;
  readonly product: string | undefined;
  /** Number of configurations in the text; a host uses one of them. */
  readonly configurationCount: number;
  /** The video functions of the configuration that the host uses: the first one that has any. At least one. */
  readonly videoFunctions: readonly VideoFunction[];
  readonly remarks: readonly Remark[];
}

/** One VideoControl interface with its VideoStreaming interfaces: one KS filter. */
export interface VideoFunction {
  readonly place: Place;
  /** Number of the VideoControl interface. */
  readonly interfaceNumber: number;
  /** From the function's or the interface's string; `undefined` where the device gives none. */
  readonly name: string | undefined;
  /** bcdUVC, e.g. 0x0150. */
  readonly version: number;
  /** Terminals and units in the order of their descriptors. Ids may repeat, sources may not exist. */
  readonly entities: readonly Entity[];
  /** Whether the VideoControl interface has an interrupt endpoint for status: buttons and changes of controls. */
  readonly hasStatusEndpoint: boolean;
  /** Streaming interfaces from the device to the host, in the order of the header. At least one. */
  readonly streams: readonly VideoStream[];
}

interface EntityBase {
  /** bTerminalID or bUnitID. */
  readonly id: number;
  readonly place: Place;
  /** Ids of the entities that feed the inputs, in the order of the input pins. */
  readonly sources: readonly number[];
}

/** A terminal, e.g. the camera sensor (0x0201) or the USB stream (0x0101). */
export interface InputTerminal extends EntityBase {
  readonly kind: 'input-terminal';
  readonly terminalType: number;
  /** Only of a camera terminal. */
  readonly camera?: CameraTerminal;
}

export interface CameraTerminal {
  readonly objectiveFocalLengthMin: number;
  readonly objectiveFocalLengthMax: number;
  readonly ocularFocalLength: number;
  /** bmControls. */
  readonly controls: number;
}

export interface OutputTerminal extends EntityBase {
  readonly kind: 'output-terminal';
  readonly terminalType: number;
}

export interface SelectorUnit extends EntityBase {
  readonly kind: 'selector-unit';
}

export interface ProcessingUnit extends EntityBase {
  readonly kind: 'processing-unit';
  /** Digital multiplier, times 100; 0 without one. */
  readonly maxMultiplier: number;
  /** bmControls. */
  readonly controls: number;
}

export interface ExtensionUnit extends EntityBase {
  readonly kind: 'extension-unit';
  /** guidExtensionCode, canonical. */
  readonly guid: string;
  /** bNumControls: what the descriptor claims, which may differ from the bits in `controls`. */
  readonly controlCount: number;
  /** bmControls, byte by byte; bit 0 of byte 0 is control selector 1. */
  readonly controls: readonly number[];
}

export interface EncodingUnit extends EntityBase {
  readonly kind: 'encoding-unit';
  /** bmControls. */
  readonly controls: number;
}

export type Entity = InputTerminal | OutputTerminal | SelectorUnit | ProcessingUnit | ExtensionUnit | EncodingUnit;

/** Terminal types of the USB Video Class that this project tells apart. */
export const TerminalType = {
  usbStreaming: 0x0101,
  camera: 0x0201,
  mediaTransportIn: 0x0202,
  mediaTransportOut: 0x0302,
} as const;

/** A VideoStreaming interface with an input header: video that comes from the device. */
export interface VideoStream {
  readonly place: Place;
  readonly interfaceNumber: number;
  /** bTerminalLink: id of the output terminal that this interface streams. */
  readonly terminalLink: number;
  /** bStillCaptureMethod: 0 none, 1 from the video stream, 2 on the same pipe, 3 on a pipe of its own. */
  readonly stillMethod: number;
  /** The device has a button for still pictures. */
  readonly hasTrigger: boolean;
  /** bTriggerUsage: 0 the button starts a still capture, 1 it is for general use. */
  readonly triggerUsage: number;
  /** Formats with frames, in the order of their descriptors. At least one. */
  readonly formats: readonly StreamFormat[];
}

/** One format of a stream with its frame sizes. */
export interface StreamFormat {
  readonly kind: 'uncompressed' | 'mjpeg' | 'frame-based' | 'h264';
  readonly place: Place;
  /** bFormatIndex. */
  readonly index: number;
  /** guidFormat; `undefined` for MJPEG and H.264, whose descriptors carry none. */
  readonly guid: string | undefined;
  /** bBitsPerPixel; 0 where the descriptor has none. */
  readonly bitsPerPixel: number;
  readonly defaultFrameIndex: number;
  /** Picture aspect ratio of an interlaced stream, 0 where not given. */
  readonly aspectRatio: readonly [x: number, y: number];
  /** bmInterlaceFlags. */
  readonly interlaceFlags: number;
  /** Whether frames differ in size: bVariableSize, or the lack of the fixed-size flag of MJPEG. */
  readonly variableSize: boolean;
  /** At least one. */
  readonly frames: readonly StreamFrame[];
  /** Sizes of still pictures (methods 2 and 3). */
  readonly stillSizes: readonly (readonly [width: number, height: number])[];
  readonly colour: ColourMatching | undefined;
  /** Only of an H.264 format. */
  readonly h264?: H264Format;
}

/** One frame size of a format. Rates in bits per second, intervals in 100 ns. */
export interface StreamFrame {
  readonly place: Place;
  /** bFrameIndex. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly minBitRate: number;
  readonly maxBitRate: number;
  /** dwMaxVideoFrameBufferSize; 0 where the descriptor has none. */
  readonly maxFrameSize: number;
  readonly defaultInterval: number;
  readonly intervals: FrameIntervals;
  /** Only of a frame of an H.264 format. */
  readonly h264?: H264Frame;
}

/** The frame intervals that a size offers, in 100 ns. `min` ≤ `max`; a discrete list is never empty. */
export type FrameIntervals =
  | { readonly kind: 'discrete'; readonly values: readonly number[] }
  | { readonly kind: 'continuous'; readonly min: number; readonly max: number; readonly step: number };

/** Codes of the colour matching descriptor. */
export interface ColourMatching {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
}

/** Fields of an H.264 format descriptor, by their names in the specification. */
export type H264Format = Readonly<Record<string, number>>;
/** Fields of an H.264 frame descriptor, by their names in the specification. */
export type H264Frame = Readonly<Record<string, number>>;

/** The shortest and the longest interval of a frame size. */
export function intervalBounds(intervals: FrameIntervals): { readonly min: number; readonly max: number } {
  if (intervals.kind === 'continuous') return { min: intervals.min, max: intervals.max };
  return { min: Math.min(...intervals.values), max: Math.max(...intervals.values) };
}
