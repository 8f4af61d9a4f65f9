/** A line through points. */
import { ArgumentError } from './function.ts';

export interface Point {
  readonly t: number;
  readonly v: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly maxResidual: number;
  /** Standard deviation of the residuals. */
  readonly sigma: number;
}

/** The least-squares line through points. @throws ArgumentError unless two of them have different times */
export function fitLine(points: readonly Point[]): Line {
  const n = points.length;
  const meanT = points.reduce((sum, s) => sum + s.t, 0) / n;
  const meanV = points.reduce((sum, s) => sum + s.v, 0) / n;
  let stt = 0;
  let stv = 0;
  for (const { t, v } of points) {
    stt += (t - meanT) ** 2;
    stv += (t - meanT) * (v - meanV);
  }
  if (!(stt > 0)) throw new ArgumentError('a line needs at least two points at different times');
  const slope = stv / stt;
  const intercept = meanV - slope * meanT;
  // Around the means: exact where times are large and differences small.
  const residuals = points.map(({ t, v }) => Math.abs(v - meanV - slope * (t - meanT)));
  const sigma = Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / n);
  return { slope, intercept, maxResidual: Math.max(...residuals), sigma };
}
