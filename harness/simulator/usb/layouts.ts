/**
 * How class-specific video descriptors are laid out after their first three bytes (bLength, bDescriptorType,
 * bDescriptorSubtype). Used where the tool printed bytes because it did not know the descriptor.
 */

/** One piece of a layout, in the order of the bytes. */
export type Piece =
  /** A little-endian number of `size` bytes, or the 16 bytes of a GUID. `optional`: absent in an older form. */
  | { readonly name: string; readonly size: 1 | 2 | 3 | 4 | 16; readonly optional?: true }
  /** A bit map whose length is the value of an earlier field. `bytes`: one field for each byte, not one number. */
  | { readonly name: string; readonly sizeFrom: string; readonly bytes?: true }
  /** Pieces repeated as often as an earlier field says. */
  | { readonly countFrom: string; readonly pieces: readonly Piece[] }
  /** Pieces chosen by the value of an earlier field; no case fits: none. */
  | {
      readonly choose: string;
      readonly cases: Readonly<Record<number, readonly Piece[]>>;
      readonly other?: readonly Piece[];
    };

const u8 = (name: string): Piece => ({ name, size: 1 });
const u16 = (name: string): Piece => ({ name, size: 2 });
const u32 = (name: string): Piece => ({ name, size: 4 });
const guid = (name: string): Piece => ({ name, size: 16 });
const bits = (name: string): Piece => ({ name, sizeFrom: 'bControlSize' });
const sources: Piece = { countFrom: 'bNrInPins', pieces: [u8('baSourceID')] };

/** Subtypes of descriptors of a VideoControl interface. */
export const VcSubtype = {
  header: 1,
  inputTerminal: 2,
  outputTerminal: 3,
  selectorUnit: 4,
  processingUnit: 5,
  extensionUnit: 6,
  encodingUnit: 7,
} as const;

/** Subtypes of descriptors of a VideoStreaming interface. */
export const VsSubtype = {
  inputHeader: 1,
  outputHeader: 2,
  stillImageFrame: 3,
  formatUncompressed: 4,
  frameUncompressed: 5,
  formatMjpeg: 6,
  frameMjpeg: 7,
  colorFormat: 13,
  formatFrameBased: 16,
  frameFrameBased: 17,
  formatH264: 19,
  frameH264: 20,
} as const;

const cameraTerminal = [
  u16('wObjectiveFocalLengthMin'),
  u16('wObjectiveFocalLengthMax'),
  u16('wOcularFocalLength'),
  u8('bControlSize'),
  bits('bmControls'),
];

const videoControl: Readonly<Record<number, readonly Piece[]>> = {
  [VcSubtype.header]: [
    u16('bcdUVC'),
    u16('wTotalLength'),
    u32('dwClockFrequency'),
    u8('bInCollection'),
    { countFrom: 'bInCollection', pieces: [u8('baInterfaceNr')] },
  ],
  [VcSubtype.inputTerminal]: [
    u8('bTerminalID'),
    u16('wTerminalType'),
    u8('bAssocTerminal'),
    u8('iTerminal'),
    { choose: 'wTerminalType', cases: { 0x0201: cameraTerminal } },
  ],
  [VcSubtype.outputTerminal]: [
    u8('bTerminalID'),
    u16('wTerminalType'),
    u8('bAssocTerminal'),
    u8('bSourceID'),
    u8('iTerminal'),
  ],
  [VcSubtype.selectorUnit]: [u8('bUnitID'), u8('bNrInPins'), sources, u8('iSelector')],
  [VcSubtype.processingUnit]: [
    u8('bUnitID'),
    u8('bSourceID'),
    u16('wMaxMultiplier'),
    u8('bControlSize'),
    bits('bmControls'),
    u8('iProcessing'),
    { name: 'bmVideoStandards', size: 1, optional: true },
  ],
  [VcSubtype.extensionUnit]: [
    u8('bUnitID'),
    guid('guidExtensionCode'),
    u8('bNumControls'),
    u8('bNrInPins'),
    sources,
    u8('bControlSize'),
    { name: 'bmControls', sizeFrom: 'bControlSize', bytes: true },
    u8('iExtension'),
  ],
  [VcSubtype.encodingUnit]: [
    u8('bUnitID'),
    u8('bSourceID'),
    u8('iEncoding'),
    u8('bControlSize'),
    bits('bmControls'),
    bits('bmControlsRuntime'),
  ],
};

const frameIntervals = (afterType: readonly Piece[] = []): readonly Piece[] => [
  u32('dwDefaultFrameInterval'),
  u8('bFrameIntervalType'),
  ...afterType,
  {
    choose: 'bFrameIntervalType',
    cases: { 0: [u32('dwMinFrameInterval'), u32('dwMaxFrameInterval'), u32('dwFrameIntervalStep')] },
    other: [{ countFrom: 'bFrameIntervalType', pieces: [u32('dwFrameInterval')] }],
  },
];
const frameStart = [
  u8('bFrameIndex'),
  u8('bmCapabilities'),
  u16('wWidth'),
  u16('wHeight'),
  u32('dwMinBitRate'),
  u32('dwMaxBitRate'),
];
const frame = [...frameStart, u32('dwMaxVideoFrameBufferSize'), ...frameIntervals()];
const interlace = [
  u8('bDefaultFrameIndex'),
  u8('bAspectRatioX'),
  u8('bAspectRatioY'),
  u8('bmInterlaceFlags'),
  u8('bCopyProtect'),
];
const guidFormat = [
  u8('bFormatIndex'),
  u8('bNumFrameDescriptors'),
  guid('guidFormat'),
  u8('bBitsPerPixel'),
  ...interlace,
];

/** The macroblock rates of an H.264 format, in the order of the descriptor and of KS_H264VIDEOINFO. */
export const H264_RATES: readonly string[] = [
  'NoScalability',
  'TemporalScalability',
  'TemporalQualityScalability',
  'TemporalSpatialScalability',
  'FullScalability',
].flatMap((kind) => ['One', 'Two', 'Three', 'Four'].map((n) => `wMaxMBperSec${n}Resolution${kind}`));

const videoStreaming: Readonly<Record<number, readonly Piece[]>> = {
  [VsSubtype.inputHeader]: [
    u8('bNumFormats'),
    u16('wTotalLength'),
    u8('bEndpointAddress'),
    u8('bmInfo'),
    u8('bTerminalLink'),
    u8('bStillCaptureMethod'),
    u8('bTriggerSupport'),
    u8('bTriggerUsage'),
    u8('bControlSize'),
  ],
  [VsSubtype.outputHeader]: [u8('bNumFormats'), u16('wTotalLength'), u8('bEndpointAddress'), u8('bTerminalLink')],
  [VsSubtype.stillImageFrame]: [
    u8('bEndpointAddress'),
    u8('bNumImageSizePatterns'),
    { countFrom: 'bNumImageSizePatterns', pieces: [u16('wWidth'), u16('wHeight')] },
    u8('bNumCompressionPatterns'),
    { countFrom: 'bNumCompressionPatterns', pieces: [u8('bCompression')] },
  ],
  [VsSubtype.formatUncompressed]: guidFormat,
  [VsSubtype.frameUncompressed]: frame,
  [VsSubtype.formatMjpeg]: [u8('bFormatIndex'), u8('bNumFrameDescriptors'), u8('bFlags'), ...interlace],
  [VsSubtype.frameMjpeg]: frame,
  [VsSubtype.colorFormat]: [u8('bColorPrimaries'), u8('bTransferCharacteristics'), u8('bMatrixCoefficients')],
  [VsSubtype.formatFrameBased]: [...guidFormat, u8('bVariableSize')],
  [VsSubtype.frameFrameBased]: [...frameStart, ...frameIntervals([u32('dwBytesPerLine')])],
  [VsSubtype.formatH264]: [
    u8('bFormatIndex'),
    u8('bNumFrameDescriptors'),
    u8('bDefaultFrameIndex'),
    u8('bMaxCodecConfigDelay'),
    u8('bmSupportedSliceModes'),
    u8('bmSupportedSyncFrameTypes'),
    u8('bResolutionScaling'),
    u8('Reserved1'),
    u8('bmSupportedRateControlModes'),
    ...H264_RATES.map(u16),
  ],
  [VsSubtype.frameH264]: [
    u8('bFrameIndex'),
    u16('wWidth'),
    u16('wHeight'),
    u16('wSARwidth'),
    u16('wSARheight'),
    u16('wProfile'),
    u8('bLevelIDC'),
    u16('wConstrainedToolset'),
    u32('bmSupportedUsages'),
    u16('bmCapabilities'),
    u32('bmSVCCapabilities'),
    u32('bmMVCCapabilities'),
    u32('dwMinBitRate'),
    u32('dwMaxBitRate'),
    u32('dwDefaultFrameInterval'),
    u8('bNumFrameIntervals'),
    { countFrom: 'bNumFrameIntervals', pieces: [u32('dwFrameInterval')] },
  ],
};

/** The layouts by subtype, for the two kinds of video interface. */
export const LAYOUTS = { VideoControl: videoControl, VideoStreaming: videoStreaming } as const;
