/** Ranges of the values of controls. */

/** A range of LONGs. */
export interface ControlRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
}

/** A range, in the units of the KS property pages. */
export const range = (min: number, max: number, step: number, byDefault: number): ControlRange => ({
  min,
  max,
  step,
  default: byDefault,
});

/** The nearest legal value that is not above `value`, which lies inside the range. */
export function onStep({ min, step }: ControlRange, value: number): number {
  return min + Math.floor((value - min) / step) * step;
}
