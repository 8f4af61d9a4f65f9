/** Extended controls of photographs: modes, rates, flash, and what comes with the pictures. */
import { ASYNCHRONOUS, bitsOf, ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { exclusive, flagsOf, noFlags, oneMode, onlyWith } from '../../classdrivers/avstream/video/extended-flags.ts';
import { factControl, modeControl, switchControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { u32At, value, valueBytes } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { runs } from '../../classdrivers/avstream/video/pin-states.ts';
import { member, structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PHOTO_SIZES, PIN, SHORT } from './pins.ts';

const PHOTOMODE = 'KSCAMERA_EXTENDEDPROP_PHOTOMODE';
const HISTORY_FRAMES = 10;
const FPS = 'KSCAMERA_MAXVIDEOFPS_FORPHOTORES';

/** A frame rate as KSCAMERA_EXTENDEDPROP_VALUE has it: numerator above denominator. */
const ratio = (numerator: number, denominator: number): bigint => (BigInt(numerator) << 32n) | BigInt(denominator);
const FASTEST = ratio(30, 1);
/** A rate that is not faster than the camera's. */
const isRate = (rate: bigint): boolean => {
  const [numerator, denominator] = [rate >> 32n, rate & 0xffff_ffffn];
  return numerator > 0n && denominator > 0n && numerator <= 30n * denominator;
};

const photoMode = (history: number): Uint8Array =>
  structBytes(PHOTOMODE, { RequestedHistoryFrames: history, MaxHistoryFrames: HISTORY_FRAMES });

/** Frames a second of preview and capture beside photographs of a size: fewer beside the largest. */
function videoRate([width, height]: readonly [number, number]): Uint8Array {
  const rate = width === PHOTO_SIZES[0][0] ? 15 : 30;
  return structBytes(FPS, {
    PhotoResWidth: width,
    PhotoResHeight: height,
    PreviewFPSNum: rate,
    PreviewFPSDenom: 1,
    CaptureFPSNum: rate,
    CaptureFPSDenom: 1,
  });
}

/** Rates of a sequence of photographs: what is asked for is what is then done. */
function sequenceRates(): ExtendedControl[] {
  const rate = factControl('PHOTOFRAMERATE', valueBytes(FASTEST), { pinId: PIN.STILL });
  const limit = new ExtendedControl({
    property: 'PHOTOMAXFRAMERATE',
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
    duration: SHORT,
    changed: () => {
      rate.payload = limit.payload;
    },
  });
  return [rate, limit];
}

const FLASH_MODES = bitsOf('FLASH_ON', 'FLASH_ON_ADJUSTABLEPOWER', 'FLASH_AUTO', 'FLASH_AUTO_ADJUSTABLEPOWER');
const FLASH_FEATURES = bitsOf('FLASH_REDEYEREDUCTION', 'FLASH_SINGLEFLASH', 'FLASH_MULTIFLASHSUPPORTED');
const ASSISTANT = bitsOf('FLASH_ASSISTANT_ON', 'FLASH_ASSISTANT_AUTO');
const FLASH = FLASH_MODES | FLASH_FEATURES | ASSISTANT;
const FLASH_POWER = bitsOf('FLASH_ON_ADJUSTABLEPOWER', 'FLASH_AUTO_ADJUSTABLEPOWER');
const TORCH_POWER = bitsOf('VIDEOTORCH_ON_ADJUSTABLEPOWER');
/** In percent. */
const power = (adjustable: bigint) => value(50n, (flags) => (flags & adjustable) !== 0n, (percent) => percent <= 100n);

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
      property: 'PHOTOMODE',
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
      duration: SHORT,
    }),
    ...sequenceRates(),
    switchControl('PHOTOTRIGGERTIME', TRIGGER_TIME, {
      pinId: PIN.STILL,
      payload: value(0n, (flags) => flags === TRIGGER_TIME, undefined, 0n),
    }),
    new ExtendedControl({
      property: 'MAXVIDFPS_PHOTORES',
      pinId: PIN.STILL,
      accepts: noFlags,
      payload: {
        first: videoRate(PHOTO_SIZES[0]),
        store: (sent) => {
          const size = PHOTO_SIZES.find(([width, height]) => width === u32At(sent, 0) && height === u32At(sent, 4));
          return size && videoRate(size);
        },
      },
    }),
    switchControl('PHOTOCONFIRMATION', bitsOf('PHOTOCONFIRMATION_ON'), { flags: bitsOf('PHOTOCONFIRMATION_ON') }),
    modeControl('ADVANCEDPHOTO', ADVANCED | ADVANCED_AUTO, {
      pinId: PIN.STILL,
      // AUTO goes alone or with one of the others.
      accepts: flagsOf(ADVANCED | ADVANCED_AUTO, exclusive(ADVANCED)),
      refused: runs(PIN.STILL),
    }),
    modeControl('FLASHMODE', FLASH, {
      accepts: flagsOf(FLASH, exclusive(FLASH_MODES), onlyWith(FLASH_FEATURES, FLASH_MODES), exclusive(ASSISTANT)),
      payload: power(FLASH_POWER),
    }),
    modeControl('TORCHMODE', bitsOf('VIDEOTORCH_ON') | TORCH_POWER, { payload: power(TORCH_POWER) }),
    modeControl('OPTIMIZATIONHINT', USE | TRADE, {
      flags: bitsOf('OPTIMIZATION_PHOTO'),
      accepts: flagsOf(USE | TRADE, exclusive(USE)),
      settles: hints,
    }),
  ];
}
