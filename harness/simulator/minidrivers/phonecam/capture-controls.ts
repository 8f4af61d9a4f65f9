/** Extended controls of lens and video, and what can be said of each frame of a photo sequence. */
import { ASYNCHRONOUS, bitsOf, CANCELLABLE, ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import type { ControlRange } from '../../classdrivers/avstream/video/control-ranges.ts';
import { noFlags, oneMode } from '../../classdrivers/avstream/video/extended-flags.ts';
import { focusControls } from '../../classdrivers/avstream/video/extended-focus.ts';
import { factControl, modeControl, processedControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { PROCESSING_MODES } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { PER_FRAME, type PerFrameCapability } from '../../classdrivers/avstream/video/per-frame-settings.ts';
import { isUp, runs } from '../../classdrivers/avstream/video/pin-states.ts';
import { regionCaps, regionSettings, type RegionProcessor } from '../../classdrivers/avstream/video/regions-of-interest.ts';
import { structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PIN, SHORT } from './pins.ts';

/** How long the lens, the exposure and a region need to converge. */
const CONVERGENCE = 300_000;
const AUTO = bitsOf('VIDEOPROCFLAG_AUTO');
const FOCUS = bitsOf('FOCUS_CONTINUOUS', 'FOCUS_RANGE_MACRO', 'FOCUS_RANGE_FULLRANGE', 'FOCUS_RANGE_INFINITY');
/** Millimetres, and units of 100 ns: 1 to 30 ms. */
const DISTANCE = { min: 0, max: 500, step: 10, default: 250 } as const;
const EXPOSURE = { min: 10_000, max: 300_000, step: 10_000, default: 100_000 } as const;
const STABILIZATION = bitsOf('VIDEOSTABILIZATION_ON', 'VIDEOSTABILIZATION_AUTO');

const REGIONS: readonly RegionProcessor[] = [
  { control: 'FOCUSMODE', most: 1, capability: bitsOf('VIDEOPROCFLAG_AUTO', 'VIDEOPROCFLAG_LOCK') },
  { control: 'EXPOSUREMODE', most: 2, capability: bitsOf('VIDEOPROCFLAG_AUTO', 'VIDEOPROCFLAG_LOCK') },
];

/** The controls of one boot. */
export function captureControls(): ExtendedControl[] {
  return [
    ...focusControls({ capability: CANCELLABLE | PROCESSING_MODES | FOCUS, range: DISTANCE, convergence: CONVERGENCE }),
    processedControl('EXPOSUREMODE', EXPOSURE, {
      capability: CANCELLABLE | PROCESSING_MODES,
      flags: AUTO,
      duration: CONVERGENCE,
    }),
    factControl('ROI_CONFIGCAPS', regionCaps(REGIONS)),
    new ExtendedControl({
      property: 'ROI_ISPCONTROL',
      capability: CANCELLABLE,
      accepts: noFlags,
      payload: regionSettings(REGIONS),
      varies: true,
      duration: CONVERGENCE,
    }),
    new ExtendedControl({
      property: 'WARMSTART',
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | bitsOf('WARMSTART_MODE_ENABLED'),
      accepts: oneMode(bitsOf('WARMSTART_MODE_ENABLED')),
      duration: SHORT,
    }),
    modeControl('VIDEOSTABILIZATION', STABILIZATION, { pinId: PIN.CAPTURE, refused: isUp(PIN.CAPTURE) }),
    modeControl('OIS', bitsOf('OIS_ON', 'OIS_AUTO'), { flags: bitsOf('OIS_AUTO'), refused: runs(PIN.CAPTURE, PIN.STILL) }),
  ];
}

const stepping = (type: 'LONG' | 'LONGLONG', { min, max, step }: Omit<ControlRange, 'default'>): Uint8Array =>
  structBytes(`KSPROPERTY_STEPPING_${type}`, { SteppingDelta: step, Bounds: { SignedMinimum: min, SignedMaximum: max } });

/** What can be said of each frame. */
export const FRAME_SETTINGS: readonly PerFrameCapability[] = [
  { item: 'EXPOSURE_TIME', flags: PER_FRAME.AUTO | PER_FRAME.MANUAL, range: stepping('LONGLONG', EXPOSURE) },
  { item: 'FLASH', flags: bitsOf('FLASH_ON', 'FLASH_AUTO', 'FLASH_REDEYEREDUCTION') },
  {
    item: 'EXPOSURE_COMPENSATION',
    flags: PER_FRAME.AUTO | bitsOf('EVCOMP_THIRDSTEP'),
    range: stepping('LONG', { min: -2, max: 2, step: 1 }),
  },
  { item: 'ISO', flags: bitsOf('ISO_AUTO', 'ISO_MANUAL'), range: stepping('LONG', { min: 100, max: 800, step: 50 }) },
  { item: 'FOCUS', flags: PER_FRAME.MANUAL, range: stepping('LONG', DISTANCE) },
  { item: 'PHOTOCONFIRMATION', flags: 0n },
];
