/**
 * Laws of things that go on by themselves: positions, clocks, notifications, packets. Rates, tolerances and periods are
 * declared; times are in units of 100 ns on the clock of the caller.
 */
import { fitLine } from '../../spec/functions/line.ts';
import { breach, type Breach } from './oracle.ts';

/** A position that was read at a time. */
export interface Reading {
  readonly at: number;
  readonly position: number;
}

/** What a position that advances must show. */
export interface RateLaw {
  /** Units of the position in a second. */
  readonly rate: number;
  /** How far the rate may be off, as a part of it: 0.01 is 1 %. */
  readonly tolerance: number;
  /** How far a reading may be off the line, in units of 100 ns; and the standard deviation of that. */
  readonly jitter: number;
  readonly deviation?: number;
}

/** Readings of a position that advances without wrapping lie on the line of its rate. */
export function rateBreach(what: string, readings: readonly Reading[], law: RateLaw): Breach | null {
  // Readings at one time tell nothing of a rate.
  if (readings.every(({ at }) => at === readings[0]?.at)) return null;
  const line = fitLine(readings.map(({ at, position }) => ({ t: at, v: position })));
  const rate = line.slope * second;
  const off = Math.abs(rate - law.rate) / law.rate;
  if (!(off <= law.tolerance)) return breach('O12', `${what} advances by ${round(rate)} a second`, `${law.rate}, within ${law.tolerance * 100} %`);
  const perUnit = second / law.rate;
  const jitter = line.maxResidual * perUnit;
  if (jitter > law.jitter) return breach('O12', `${what} is ${round(jitter / 10_000)} ms off the line of its rate`, `at most ${law.jitter / 10_000} ms`);
  const deviation = line.sigma * perUnit;
  if (law.deviation === undefined || deviation <= law.deviation) return null;
  return breach('O12', `${what} deviates by ${round(deviation / 10_000)} ms from the line of its rate`, `at most ${law.deviation / 10_000} ms`);
}

/** What never runs backwards. @param strictly it never stands still either */
export function monotoneBreach(what: string, values: readonly (number | bigint)[], strictly = false): Breach | null {
  for (let i = 1; i < values.length; i++) {
    const [before, now] = [values[i - 1] as number | bigint, values[i] as number | bigint];
    if (now > before || (!strictly && now === before)) continue;
    return breach('O12', `${what} goes from ${before} to ${now}`, strictly ? 'a greater value each time' : 'it never goes back');
  }
  return null;
}

/** A position inside a buffer. */
export interface Place {
  readonly size: number;
  /** Bytes of a frame: a position lies between frames. */
  readonly frame: number;
}

/** A position lies in its buffer and between two frames. */
export function placeBreach(what: string, position: number, { size, frame }: Place): Breach | null {
  if (position < 0 || position > size) return breach('O12', `${what} is ${position}`, `from 0 to ${size}`);
  return position % frame === 0 ? null : breach('O12', `${what} is ${position}`, `a multiple of ${frame}`);
}

/** Where the device plays lies behind where it may be written, in a circle. @param least and @param most bytes between the two */
export function leadBreach(what: string, play: number, write: number, size: number, least: number, most: number): Breach | null {
  const lead = (((write - play) % size) + size) % size;
  return lead >= least && lead <= most ? null : breach('O12', `${what}: the write offset is ${lead} bytes ahead of the play offset`, `${least} to ${most}`);
}

/** A thing that stands while its stream does. @param zero it is also reset, as in STOP */
export function restBreach(what: string, values: readonly (number | bigint)[], zero = false): Breach | null {
  const [first] = values;
  if (first === undefined) return null;
  if (zero && BigInt(first) !== 0n) return breach('O12', `${what} is ${first} in STOP`, '0');
  const moved = values.find((value) => value !== first);
  return moved === undefined ? null : breach('O12', `${what} goes from ${first} to ${moved} though the stream does not run`, 'it stands');
}

/** When notifications are due. */
export interface PhaseLaw {
  readonly first: number;
  readonly period: number;
  /** How late one may be. None may be early. */
  readonly late: number;
}

/** Notifications came at their times, each once. @param until how long was waited */
export function phaseBreach(what: string, came: readonly number[], { first, period, late }: PhaseLaw, until: number): Breach | null {
  for (const [i, at] of came.entries()) {
    const due = first + i * period;
    if (at < due) return breach('O12', `${what} ${i + 1} comes ${(due - at) / 10_000} ms early`, 'not before its time');
    if (at > due + late) return breach('O12', `${what} ${i + 1} comes ${(at - due) / 10_000} ms late`, `at most ${late / 10_000} ms late`);
  }
  const due = until < first + late ? 0 : Math.floor((until - late - first) / period) + 1;
  return came.length >= due ? null : breach('O12', `${what} came ${came.length} times`, `${due} times`);
}

/** Packets have successive numbers. @param from the first one's, where it is known */
export function packetBreach(what: string, numbers: readonly number[], from?: number): Breach | null {
  const [first] = numbers;
  if (first === undefined) return null;
  if (from !== undefined && first !== from) return breach('O12', `${what} begin with number ${first}`, `number ${from}`);
  const wrong = numbers.findIndex((number, i) => i > 0 && number !== (((numbers[i - 1] as number) + 1) >>> 0));
  return wrong < 0 ? null : breach('O12', `${what} go from number ${numbers[wrong - 1] ?? 0} to ${numbers[wrong] ?? 0}`, 'up by one');
}

const second = 10_000_000;
const round = (value: number): number => Math.round(value * 1000) / 1000;
