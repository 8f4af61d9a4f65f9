/** What a call did, in a form in which it can be told again of a call like it. */
import type { Change } from './changes.ts';
import { registerOf } from './registers.ts';
import type { Call, CallName, Effect, Given, Slot, WireBuffer } from './protocol.ts';

/** An effect without what is another one each time. */
export interface Gist {
  readonly result: Given<CallName>;
  /** What stands at the beginning of the output, whatever stood there before; absent where it is other than that. */
  readonly written?: Uint8Array;
  /** What was written to memory that the call names. */
  readonly memory: readonly { readonly of: 'input' | 'output'; readonly changes: readonly Change[] }[];
  readonly passes: bigint;
  /** The time after it, if it is known; and where in what was written numbers stand that go on as that does. */
  readonly now: bigint | null;
  readonly moving: readonly number[];
  /** Cannot be told again: other memory changed. */
  readonly odd: boolean;
  readonly lengths: Lengths;
}

/** Of a call: lengths of input and output. */
export type Lengths = readonly [number, number];

/** Longer outputs are no clocks. */
const mostNumbers = 4;
const noBytes = new Uint8Array(0);

/** @param before the time before the call, if it is known */
export function gistOf(call: Call, { result, now, memory }: Effect, before: bigint | null): Gist {
  const passes = now === null || before === null ? 0n : now - before;
  const named = memory.flatMap(({ region, changes }) => {
    const of = (['output', 'input'] as const).find((side) => regionOf(call, side) === region);
    return of ? [{ of, changes: changes.map((change) => ({ offset: change.offset, bytes: change.bytes.slice() })) }] : [];
  });
  const gist = { passes, now, moving: [], memory: named, odd: named.length < memory.length, lengths: lengthsOf(call) };
  if (call.call !== 'ioctl' || !call.output || !('bytes' in call.output)) return { ...gist, result };
  const { output, ...answer } = result as Given<'ioctl'>;
  // What is set stays as it is, whatever it is.
  if (output.length === 0 && registerOf(call, bytesOf(call.input), noBytes)?.sets) return { ...gist, result: { ...answer, output: [] }, written: noBytes };
  const after = call.output.bytes.slice();
  for (const { offset, bytes } of output) after.set(bytes, offset);
  const end = Math.min(answer.information, after.length);
  const beyond = output.some(({ offset, bytes }) => offset + bytes.length > end);
  if (beyond) return { ...gist, result: { ...answer, output: [] }, odd: true };
  const written = answer.status >>> 30 === 3 ? noBytes : after.slice(0, end);
  return { ...gist, result: { ...answer, output: [] }, written, ...(now !== null && holdsNumbers(written) && { moving: numbersOf(written).filter((at) => numberAt(written, at) === now) }) };
}

/** Learns from two that share a name which numbers go on with the time. */
export function compared(gist: Gist, before: Gist | undefined): Gist {
  const { written, now } = gist;
  if (!written || !before || !holdsNumbers(written)) return gist;
  const old = before.written;
  if (now === null || before.now === null || old?.length !== written.length) return gist;
  const passed = now - before.now;
  const goes = (at: number) => (passed === 0n ? before.moving.includes(at) : numberAt(written, at) - numberAt(old, at) === passed);
  return { ...gist, moving: numbersOf(written).filter((at) => gist.moving.includes(at) || goes(at)) };
}

/** What is written where the time is another one. */
export function writtenAt({ written, now, moving }: Gist, then: bigint | null): Uint8Array | undefined {
  if (!written || now === null || then === null || now === then || moving.length === 0) return written;
  const later = written.slice();
  const view = new DataView(later.buffer);
  for (const at of moving) view.setBigUint64(at, BigInt.asUintN(64, numberAt(written, at) + then - now), true);
  return later;
}

/** Whether numbers of 8 bytes can stand there that may be a time. */
function holdsNumbers(written: Uint8Array): boolean {
  return written.length >= 8 && written.length <= mostNumbers * 8;
}

/** Where those numbers stand. */
function numbersOf(written: Uint8Array): number[] {
  return Array.from({ length: written.length >>> 3 }, (_, i) => 8 * i);
}

function numberAt(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);
}

function bytesOf(buffer: WireBuffer): Uint8Array {
  return buffer && 'bytes' in buffer ? buffer.bytes : noBytes;
}

/** The one of a call that was most like this one. */
export function nearest(gists: readonly Gist[], [input, output]: Lengths): Gist | undefined {
  let best: Gist | undefined;
  let least = Infinity;
  for (const gist of gists) {
    const distance = Math.abs(gist.lengths[0] - input) + Math.abs(gist.lengths[1] - output);
    if (distance > least) continue;
    least = distance;
    best = gist;
  }
  return best;
}

/** Whether one tells the same as the other. */
export function isSame(a: Gist | undefined, b: Gist): boolean {
  return a !== undefined && a.passes === b.passes && a.odd === b.odd && Buffer.compare(writtenAt(a, b.now) ?? noBytes, b.written ?? noBytes) === 0 && resultText(a) === resultText(b);
}

function resultText({ result, memory }: Gist): string {
  return JSON.stringify([result, memory], (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

export function lengthsOf(call: Call): Lengths {
  if (call.call === 'openChild') return [call.name.length, 0];
  if (call.call !== 'ioctl' && call.call !== 'submit') return [0, 0];
  return [lengthOf(call.input), lengthOf(call.output)];
}

function lengthOf(buffer: WireBuffer): number {
  return buffer === null ? 0 : 'bytes' in buffer ? buffer.bytes.length : buffer.length;
}

/** The region that a request names on one side, if it does. */
export function regionOf(call: Call, side: 'input' | 'output'): Slot | undefined {
  const buffer = call.call === 'ioctl' || call.call === 'submit' ? call[side] : null;
  return buffer && 'region' in buffer ? buffer.region : undefined;
}
