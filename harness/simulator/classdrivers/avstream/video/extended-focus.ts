/** FOCUSMODE, and FOCUSSTATE, which tells how far the lens is. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { bitsOf, ExtendedControl } from './extended-control.ts';
import { exclusive, flagsOf, onlyWith } from './extended-flags.ts';
import { isManual, isProcessingMode, processing, value } from './extended-payloads.ts';
import type { ControlRange } from './control-ranges.ts';

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

/** How a lens focuses. */
export interface Focus {
  /** Capability: VIDEOPROCFLAG_*, FOCUS_* and whether it can be cancelled. */
  readonly capability: bigint;
  /** Distances by hand, in millimetres. */
  readonly range: ControlRange;
  /** How long it needs to find its point, in 100 ns. */
  readonly convergence: number;
}

/** A range goes with AUTO and CONTINUOUS only, and CONTINUOUS with none of AUTO, LOCK and MANUAL (CAMX-007). */
const isFocusMode = (capability: bigint): ((flags: bigint) => boolean) =>
  flagsOf(capability, exclusive(RANGES), onlyWith(RANGES, AUTO | CONTINUOUS), (flags) => {
    const mode = flags & ~RANGES;
    return mode === CONTINUOUS || isProcessingMode(mode);
  });

/** Both controls, with the lens left to itself over its full range (CAMX-006). */
export function focusControls({ capability, range, convergence }: Focus): readonly [focus: ExtendedControl, state: ExtendedControl] {
  const state = new ExtendedControl({ property: 'FOCUSSTATE', payload: value() });
  const focus = new ExtendedControl({
    property: 'FOCUSMODE',
    capability,
    flags: AUTO | bitsOf('FOCUS_RANGE_FULLRANGE'),
    accepts: isFocusMode(capability),
    payload: processing({ range, used: isManual }),
    // Continuous focus has no point to converge to; LOCK alone keeps what there is.
    duration: (flags) => ((flags & CONTINUOUS) !== 0n || flags === LOCK ? 0 : convergence),
    changed: () => {
      state.flags = STATE.SEARCHING;
    },
    ended: (status) => {
      state.flags = status === STATUS.STATUS_SUCCESS ? STATE.FOCUSED : STATE.FAILED;
    },
  });
  return [focus, state];
}
