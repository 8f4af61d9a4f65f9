/** Focus, exposure, white balance and what belongs to them: the controls that take time, and so are asynchronous. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ASYNCHRONOUS, bitsOf, CANCELLABLE, ExtendedControl, noFlags, oneMode } from '../../classdrivers/avstream/video/extended-control.ts';
import {
  i32At,
  isManual,
  isProcessingMode,
  processing,
  PROCESSING_MODES,
  value,
} from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PIN } from './pins.ts';
import { roiCaps, roiSettings } from './regions.ts';

const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
/** What cannot be cancelled must not take longer than 5 ms (CAMX-005). */
export const SHORT = 20_000;
/** How long the lens and the exposure need to converge. */
const CONVERGENCE = 300_000;

const AUTO = bitsOf('VIDEOPROCFLAG_AUTO');
const LOCK = bitsOf('VIDEOPROCFLAG_LOCK');
const CONTINUOUS = bitsOf('FOCUS_CONTINUOUS');
const RANGES = bitsOf(
  'FOCUS_RANGE_MACRO',
  'FOCUS_RANGE_NORMAL',
  'FOCUS_RANGE_FULLRANGE',
  'FOCUS_RANGE_INFINITY',
  'FOCUS_RANGE_HYPERFOCAL',
);
const STATE = {
  SEARCHING: bitsOf('FOCUSSTATE_SEARCHING'),
  FOCUSED: bitsOf('FOCUSSTATE_FOCUSED'),
  FAILED: bitsOf('FOCUSSTATE_FAILED'),
} as const;
const ISO_NUMBERS = bitsOf('ISO_100', 'ISO_200', 'ISO_400', 'ISO_800');
const ISO_AUTO = bitsOf('ISO_AUTO');
const ISO_MANUAL = bitsOf('ISO_MANUAL');
const SCENES = bitsOf('SCENEMODE_MACRO', 'SCENEMODE_PORTRAIT', 'SCENEMODE_SPORT', 'SCENEMODE_NIGHT', 'SCENEMODE_LANDSCAPE');

/** A range flag goes with AUTO and CONTINUOUS only, and CONTINUOUS with none of AUTO, LOCK and MANUAL (CAMX-007). */
function isFocusMode(flags: bigint): boolean {
  const [mode, range] = [flags & ~RANGES, flags & RANGES];
  if (!oneMode(RANGES)(range)) return false;
  if (mode === CONTINUOUS) return true;
  return isProcessingMode(mode) && (range === 0n || (mode & AUTO) !== 0n);
}

const EV = 'KSCAMERA_EXTENDEDPROP_EVCOMPENSATION';
/** Least and greatest compensation, in EV. */
const COMPENSATION = { min: -2, max: 2 } as const;
const THIRD = bitsOf('EVCOMP_THIRDSTEP');
const HALF = bitsOf('EVCOMP_HALFSTEP');
/** Value counts steps, of which so many make one EV. */
const stepsOf = (flags: bigint): number => (flags === THIRD ? 3 : 2);

function compensation(steps: number): Uint8Array {
  return structBytes(EV, { Min: COMPENSATION.min, Max: COMPENSATION.max, Value: steps });
}

/** The controls, with those of focus tied together. */
export function exposureControls(): { readonly all: readonly ExtendedControl[]; readonly regions: ExtendedControl } {
  const focusState = new ExtendedControl({ property: `${NAME}FOCUSSTATE`, payload: value() });
  const focus = new ExtendedControl({
    property: `${NAME}FOCUSMODE`,
    capability: CANCELLABLE | PROCESSING_MODES | CONTINUOUS | RANGES,
    flags: AUTO | bitsOf('FOCUS_RANGE_FULLRANGE'),
    accepts: isFocusMode,
    // Millimetres.
    payload: processing({ range: { min: 0, max: 500, step: 10, default: 250 }, used: isManual }),
    // Continuous focus has no point to converge to; LOCK alone keeps what there is.
    duration: (flags) => ((flags & CONTINUOUS) !== 0n || flags === LOCK ? 0 : CONVERGENCE),
    changed: () => {
      focusState.flags = STATE.SEARCHING;
    },
    ended: (status) => {
      focusState.flags = status === STATUS.STATUS_SUCCESS ? STATE.FOCUSED : STATE.FAILED;
    },
  });
  const regions = new ExtendedControl({
    property: `${NAME}ROI_ISPCONTROL`,
    capability: CANCELLABLE,
    accepts: noFlags,
    payload: roiSettings,
    varies: true,
    duration: () => CONVERGENCE,
  });
  const all = [
    focus,
    focusState,
    regions,
    new ExtendedControl({ property: `${NAME}ROI_CONFIGCAPS`, payload: roiCaps }),
    new ExtendedControl({
      property: `${NAME}FOCUSPRIORITY`,
      accepts: oneMode(bitsOf('FOCUSPRIORITY_ON')),
      payload: value(),
    }),
    new ExtendedControl({
      property: `${NAME}EXPOSUREMODE`,
      capability: CANCELLABLE | PROCESSING_MODES,
      flags: AUTO,
      accepts: isProcessingMode,
      // 100 ns: 1 to 30 ms.
      payload: processing({ range: { min: 10_000, max: 300_000, step: 10_000, default: 100_000 }, used: isManual }),
      duration: () => CONVERGENCE,
    }),
    new ExtendedControl({
      property: `${NAME}WHITEBALANCEMODE`,
      capability: ASYNCHRONOUS | PROCESSING_MODES,
      flags: AUTO,
      accepts: isProcessingMode,
      // Kelvin.
      payload: processing({
        range: { min: 2000, max: 8000, step: 100, default: 5000 },
        mode: Number(bitsOf('WHITEBALANCE_TEMPERATURE')),
        used: isManual,
      }),
      duration: () => SHORT,
    }),
    new ExtendedControl({
      property: `${NAME}ISO`,
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | ISO_AUTO | ISO_NUMBERS,
      flags: ISO_AUTO,
      accepts: oneMode(ISO_AUTO | ISO_NUMBERS, false),
      payload: value(),
      duration: () => SHORT,
    }),
    new ExtendedControl({
      property: `${NAME}ISO_ADVANCED`,
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | ISO_AUTO | ISO_MANUAL,
      flags: ISO_AUTO,
      accepts: oneMode(ISO_AUTO | ISO_MANUAL, false),
      payload: processing({ range: { min: 100, max: 800, step: 50, default: 200 }, used: (flags) => flags === ISO_MANUAL }),
      duration: () => SHORT,
    }),
    new ExtendedControl({
      property: `${NAME}EVCOMPENSATION`,
      capability: ASYNCHRONOUS | THIRD | HALF,
      flags: THIRD,
      accepts: oneMode(THIRD | HALF, false),
      payload: {
        first: compensation(0),
        store: (sent, flags) => {
          const steps = i32At(sent, member(EV, 'Value').offset);
          const legal = steps >= COMPENSATION.min * stepsOf(flags) && steps <= COMPENSATION.max * stepsOf(flags);
          return legal ? compensation(steps) : undefined;
        },
      },
      duration: () => SHORT,
    }),
    new ExtendedControl({
      property: `${NAME}SCENEMODE`,
      capability: ASYNCHRONOUS | SCENES,
      accepts: oneMode(SCENES),
      payload: value(),
      duration: () => SHORT,
    }),
  ];
  return { all, regions };
}
