/** Measuring: how often a second something can be done, as a median, so that a busy moment does not count. */

/** Does something so many times. */
export type Repeat = (times: number) => void;

export interface Effort {
  /** Milliseconds of one sample. */
  readonly sample: number;
  readonly samples: number;
}

const usual: Effort = { sample: 200, samples: 9 };

/** Times a second: the median of samples after a warm-up. */
export function rate(repeat: Repeat, { sample, samples }: Effort = usual): number {
  const times = calibrate(repeat, sample);
  repeat(times);
  return times / (median(Array.from({ length: samples }, () => elapsed(() => { repeat(times); }))) / 1000);
}

/** How many times take about so many milliseconds. */
function calibrate(repeat: Repeat, sample: number): number {
  for (let times = 16; ; times *= 2) {
    const took = elapsed(() => { repeat(times); });
    if (took > sample / 4) return Math.max(1, Math.round((times * sample) / took));
  }
}

/** Milliseconds that something takes. */
export function elapsed(body: () => void): number {
  const began = performance.now();
  body();
  return performance.now() - began;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}
