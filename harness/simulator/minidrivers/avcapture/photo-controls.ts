/** Extended controls of photographs: modes, rates, flash, and what comes with the pictures. */
import { ASYNCHRONOUS, bitsOf, ExtendedControl, noFlags, oneMode } from '../../classdrivers/avstream/video/extended-control.ts';
import { constant, u32At, value, valueBytes } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { SHORT } from './exposure-controls.ts';
import { isUp, PHOTO_SIZES, PIN, runs } from './pins.ts';

const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
const PHOTOMODE = 'KSCAMERA_EXTENDEDPROP_PHOTOMODE';
const HISTORY_FRAMES = 10;
const FPS = 'KSCAMERA_MAXVIDEOFPS_FORPHOTORES';
const METADATA = 'KSCAMERA_EXTENDEDPROP_METADATAINFO';
/** Bytes of metadata with each frame of the preview, and of the histogram among them. */
const METADATA_SIZE = { plain: 1024, histogram: 4096 } as const;

/** A frame rate as KSCAMERA_EXTENDEDPROP_VALUE has it: numerator above denominator. */
const ratio = (numerator: number, denominator: number): bigint => (BigInt(numerator) << 32n) | BigInt(denominator);
const FASTEST = ratio(30, 1);
/** A rate that is not faster than the camera's. */
const isRate = (rate: bigint): boolean => {
  const [numerator, denominator] = [rate >> 32n, rate & 0xffff_ffffn];
  return numerator > 0n && denominator > 0n && numerator <= 30n * denominator;
};

function photoMode(history: number): Uint8Array {
  return structBytes(PHOTOMODE, { RequestedHistoryFrames: history, MaxHistoryFrames: HISTORY_FRAMES });
}

/** Frames a second of preview and capture beside photographs of a size: fewer beside the largest. */
function videoRate([width, height]: readonly [number, number]): Uint8Array {
  const rate = width === PHOTO_SIZES[0]?.[0] ? 15 : 30;
  return structBytes(FPS, {
    PhotoResWidth: width,
    PhotoResHeight: height,
    PreviewFPSNum: rate,
    PreviewFPSDenom: 1,
    CaptureFPSNum: rate,
    CaptureFPSDenom: 1,
  });
}

function metadata(histogram: boolean): Uint8Array {
  return structBytes(METADATA, {
    // Of 16 bytes.
    BufferAlignment: Number(bitsOf('MetadataAlignment_16')),
    MaxMetadataBufferSize: METADATA_SIZE.plain + (histogram ? METADATA_SIZE.histogram : 0),
  });
}

/** Rates of a sequence of photographs: what is asked for is what is then done. */
function sequenceRates(): ExtendedControl[] {
  const rate = new ExtendedControl({ property: `${NAME}PHOTOFRAMERATE`, pinId: PIN.STILL, payload: constant(valueBytes(FASTEST)) });
  const limit = new ExtendedControl({
    property: `${NAME}PHOTOMAXFRAMERATE`,
    pinId: PIN.STILL,
    capability: ASYNCHRONOUS,
    accepts: noFlags,
    payload: {
      first: valueBytes(FASTEST),
      store: (sent) => {
        const wanted = new DataView(sent.buffer, sent.byteOffset).getBigUint64(0, true);
        // 0 clears the limit.
        if (wanted === 0n) return valueBytes(FASTEST);
        return isRate(wanted) ? valueBytes(wanted) : undefined;
      },
    },
    duration: () => SHORT,
    changed: () => {
      rate.payload = limit.payload;
    },
  });
  return [rate, limit];
}

/** The histogram of the preview, and the metadata that it is a part of. */
function previewMetadata(): ExtendedControl[] {
  const info = new ExtendedControl({
    property: `${NAME}METADATA`,
    pinId: PIN.PREVIEW,
    flags: bitsOf('METADATA_SYSTEMMEMORY', 'METADATA_ALIGNMENTREQUIRED'),
    payload: constant(metadata(false)),
  });
  const on = bitsOf('HISTOGRAM_ON');
  const histogram = new ExtendedControl({
    property: `${NAME}HISTOGRAM`,
    pinId: PIN.PREVIEW,
    accepts: oneMode(on),
    refused: (filter) => isUp(filter, PIN.PREVIEW),
    payload: value(),
    changed: () => {
      info.payload = metadata(histogram.flags === on);
    },
  });
  return [info, histogram];
}

const FLASH_MODES = bitsOf('FLASH_ON', 'FLASH_ON_ADJUSTABLEPOWER', 'FLASH_AUTO', 'FLASH_AUTO_ADJUSTABLEPOWER');
const FLASH_FEATURES = bitsOf('FLASH_REDEYEREDUCTION', 'FLASH_SINGLEFLASH', 'FLASH_MULTIFLASHSUPPORTED');
const FLASH_ASSISTANT = bitsOf('FLASH_ASSISTANT_ON', 'FLASH_ASSISTANT_AUTO');
const FLASH_POWER = bitsOf('FLASH_ON_ADJUSTABLEPOWER', 'FLASH_AUTO_ADJUSTABLEPOWER');
const TORCH = bitsOf('VIDEOTORCH_ON', 'VIDEOTORCH_ON_ADJUSTABLEPOWER');
const TORCH_POWER = bitsOf('VIDEOTORCH_ON_ADJUSTABLEPOWER');
const isPercentage = (power: bigint): boolean => power <= 100n;

/** One mode at most, features of a flash that is on, one kind of assistant light. */
function isFlash(flags: bigint): boolean {
  const [mode, features] = [flags & FLASH_MODES, flags & FLASH_FEATURES];
  return (
    (flags & ~(FLASH_MODES | FLASH_FEATURES | FLASH_ASSISTANT)) === 0n &&
    oneMode(FLASH_MODES)(mode) &&
    (mode !== 0n || features === 0n) &&
    oneMode(FLASH_ASSISTANT)(flags & FLASH_ASSISTANT)
  );
}

function lights(): ExtendedControl[] {
  return [
    new ExtendedControl({
      property: `${NAME}FLASHMODE`,
      capability: FLASH_MODES | FLASH_FEATURES | FLASH_ASSISTANT,
      accepts: isFlash,
      payload: value(50n, (flags) => (flags & FLASH_POWER) !== 0n, isPercentage),
    }),
    new ExtendedControl({
      property: `${NAME}TORCHMODE`,
      capability: TORCH,
      accepts: oneMode(TORCH),
      payload: value(50n, (flags) => (flags & TORCH_POWER) !== 0n, isPercentage),
    }),
  ];
}

const USE = bitsOf('OPTIMIZATION_PHOTO', 'OPTIMIZATION_VIDEO');
const TRADE = bitsOf('OPTIMIZATION_QUALITY', 'OPTIMIZATION_LATENCY', 'OPTIMIZATION_POWER');

/** Hints of use and of trade-off are told apart: one does not overwrite the other. 0 forgets both. */
function hints(flags: bigint, before: bigint): bigint {
  if (flags === 0n) return bitsOf('OPTIMIZATION_PHOTO');
  const kept = (mask: bigint): bigint => ((flags & mask) === 0n ? before : flags) & mask;
  return kept(USE) | kept(TRADE);
}

const ADVANCED = bitsOf('ADVANCEDPHOTO_HDR', 'ADVANCEDPHOTO_FNF', 'ADVANCEDPHOTO_ULTRALOWLIGHT');
const ADVANCED_AUTO = bitsOf('ADVANCEDPHOTO_AUTO');
const TRIGGER_TIME = 1n;

/** The controls of one boot. */
export function photoControls(): ExtendedControl[] {
  return [
    new ExtendedControl({
      property: `${NAME}PHOTOMODE`,
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS,
      accepts: oneMode(bitsOf('PHOTOMODE_SEQUENCE')),
      payload: {
        first: photoMode(0),
        store: (sent) => {
          const history = u32At(sent, member(PHOTOMODE, 'RequestedHistoryFrames').offset);
          return history <= HISTORY_FRAMES ? photoMode(history) : undefined;
        },
      },
      duration: () => SHORT,
    }),
    ...sequenceRates(),
    new ExtendedControl({
      property: `${NAME}PHOTOTRIGGERTIME`,
      pinId: PIN.STILL,
      accepts: oneMode(TRIGGER_TIME),
      payload: value(0n, (flags) => flags === TRIGGER_TIME, undefined, 0n),
    }),
    new ExtendedControl({
      property: `${NAME}WARMSTART`,
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | bitsOf('WARMSTART_MODE_ENABLED'),
      accepts: oneMode(bitsOf('WARMSTART_MODE_ENABLED')),
      duration: () => SHORT,
    }),
    new ExtendedControl({
      property: `${NAME}MAXVIDFPS_PHOTORES`,
      pinId: PIN.STILL,
      accepts: noFlags,
      payload: {
        first: videoRate(PHOTO_SIZES[0] ?? [0, 0]),
        store: (sent) => {
          const size = PHOTO_SIZES.find(([width, height]) => width === u32At(sent, 0) && height === u32At(sent, 4));
          return size && videoRate(size);
        },
      },
    }),
    new ExtendedControl({
      property: `${NAME}PHOTOCONFIRMATION`,
      flags: bitsOf('PHOTOCONFIRMATION_ON'),
      accepts: oneMode(bitsOf('PHOTOCONFIRMATION_ON')),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}ADVANCEDPHOTO`,
      pinId: PIN.STILL,
      capability: ADVANCED | ADVANCED_AUTO,
      // AUTO goes alone or with one of the others.
      accepts: (flags) => (flags & ~(ADVANCED | ADVANCED_AUTO)) === 0n && oneMode(ADVANCED)(flags & ADVANCED),
      refused: (filter) => runs(filter, PIN.STILL),
      payload: value(),
    }),
    ...lights(),
    new ExtendedControl({
      property: `${NAME}OPTIMIZATIONHINT`,
      capability: USE | TRADE,
      flags: bitsOf('OPTIMIZATION_PHOTO'),
      accepts: (flags) => (flags & ~(USE | TRADE)) === 0n && oneMode(USE)(flags & USE),
      settles: hints,
      payload: value(),
    }),
    ...previewMetadata(),
  ];
}
