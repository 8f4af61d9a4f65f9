/** Focus, exposure, white balance and what belongs to them: the controls that take time, and so are asynchronous. */
import { ASYNCHRONOUS, bitsOf, CANCELLABLE, ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { noFlags, oneMode } from '../../classdrivers/avstream/video/extended-flags.ts';
import { focusControls } from '../../classdrivers/avstream/video/extended-focus.ts';
import { modeControl, processedControl, switchControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { i32At, processing, PROCESSING_MODES, profiles } from '../../classdrivers/avstream/video/extended-payloads.ts';
import { member, structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PIN } from './pins.ts';

/** What cannot be cancelled must not take longer than 5 ms (CAMX-005). */
const SHORT = 20_000;
/** How long the lens and the exposure need to converge. */
const CONVERGENCE = 300_000;

const AUTO = bitsOf('VIDEOPROCFLAG_AUTO');
const FOCUS = bitsOf(
  'FOCUS_CONTINUOUS',
  'FOCUS_RANGE_MACRO',
  'FOCUS_RANGE_NORMAL',
  'FOCUS_RANGE_FULLRANGE',
  'FOCUS_RANGE_INFINITY',
  'FOCUS_RANGE_HYPERFOCAL',
);
const ISO_AUTO = bitsOf('ISO_AUTO');
const ISO_MANUAL = bitsOf('ISO_MANUAL');
const ISO_NUMBERS = bitsOf('ISO_100', 'ISO_200', 'ISO_400', 'ISO_800');
const SCENES = bitsOf('SCENEMODE_MACRO', 'SCENEMODE_PORTRAIT', 'SCENEMODE_SPORT', 'SCENEMODE_NIGHT', 'SCENEMODE_LANDSCAPE');
/** KSCAMERAPROFILE_*. */
const PROFILES = ['Legacy', 'VideoRecording', 'VideoConferencing'] as const;

const EV = 'KSCAMERA_EXTENDEDPROP_EVCOMPENSATION';
/** Least and greatest compensation, in EV. */
const COMPENSATION = { min: -2, max: 2 } as const;
const THIRD = bitsOf('EVCOMP_THIRDSTEP');
const HALF = bitsOf('EVCOMP_HALFSTEP');
/** Value counts steps, of which so many make one EV. */
const stepsOf = (flags: bigint): number => (flags === THIRD ? 3 : 2);
const compensation = (steps: number): Uint8Array => structBytes(EV, { Min: COMPENSATION.min, Max: COMPENSATION.max, Value: steps });

/** The controls of one boot. */
export function exposureControls(): ExtendedControl[] {
  return [
    ...focusControls({
      capability: CANCELLABLE | PROCESSING_MODES | FOCUS,
      range: { min: 0, max: 500, step: 10, default: 250 },
      convergence: CONVERGENCE,
    }),
    switchControl('FOCUSPRIORITY', bitsOf('FOCUSPRIORITY_ON')),
    processedControl(
      'EXPOSUREMODE',
      // 100 ns: 1 to 30 ms.
      { min: 10_000, max: 300_000, step: 10_000, default: 100_000 },
      { capability: CANCELLABLE | PROCESSING_MODES, flags: AUTO, duration: CONVERGENCE },
    ),
    processedControl(
      'WHITEBALANCEMODE',
      // Kelvin.
      { min: 2000, max: 8000, step: 100, default: 5000 },
      { capability: ASYNCHRONOUS | PROCESSING_MODES, flags: AUTO, duration: SHORT },
      Number(bitsOf('WHITEBALANCE_TEMPERATURE')),
    ),
    modeControl('ISO', ISO_AUTO | ISO_NUMBERS, {
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | ISO_AUTO | ISO_NUMBERS,
      flags: ISO_AUTO,
      accepts: oneMode(ISO_AUTO | ISO_NUMBERS, false),
      duration: SHORT,
    }),
    new ExtendedControl({
      property: 'ISO_ADVANCED',
      pinId: PIN.STILL,
      capability: ASYNCHRONOUS | ISO_AUTO | ISO_MANUAL,
      flags: ISO_AUTO,
      accepts: oneMode(ISO_AUTO | ISO_MANUAL, false),
      payload: processing({ range: { min: 100, max: 800, step: 50, default: 200 }, used: (flags) => flags === ISO_MANUAL }),
      duration: SHORT,
    }),
    new ExtendedControl({
      property: 'EVCOMPENSATION',
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
      duration: SHORT,
    }),
    modeControl('SCENEMODE', SCENES, { capability: ASYNCHRONOUS | SCENES, duration: SHORT }),
    new ExtendedControl({
      property: 'PROFILE',
      capability: ASYNCHRONOUS,
      accepts: noFlags,
      payload: profiles(...PROFILES),
      duration: SHORT,
    }),
  ];
}
