/** Data comes whole: nothing is written outside of its frame, and what goes in comes out, once and in order. */
import { breach, type Breach } from './oracle.ts';
import { firstOther } from './stateless.ts';

/** A frame does not hold more than fits. */
export function extentBreach(what: string, dataUsed: number, frameExtent: number): Breach | null {
  if (dataUsed <= frameExtent) return null;
  return breach('O16', `${what}: DataUsed is ${dataUsed}, and FrameExtent ${frameExtent}`, 'DataUsed ≤ FrameExtent');
}

/** Memory with canaries around a part that may be written. @param from and @param to the part */
export function canaryBreach(what: string, memory: Uint8Array, from: number, to: number, fill: number): Breach | null {
  const before = firstOther(memory, 0, from, fill);
  const after = before < 0 ? firstOther(memory, to, memory.length, fill) : -1;
  if (before < 0 && after < 0) return null;
  const where = before >= 0 ? `byte ${from - before} before` : `byte ${after - to} behind`;
  return breach('O16', `${what}: ${where} the frame was overwritten`, 'no byte outside of the frame changes', 'IOC-025');
}

/** What each frame of a stream is stamped with, at both ends: its number, so that parts of two in one show. */
export const stampLength = 4;

/** Numbers a frame, if it is long enough. */
export function stamp(frame: Uint8Array, number: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  view.setUint32(0, number, true);
  view.setUint32(frame.length - stampLength, number, true);
}

/** Frames that came are whole, each once, in order. @param from number of the first that must come, where it is known */
export function orderBreach(what: string, frames: readonly Uint8Array[], from?: number): Breach | null {
  let due = from;
  for (const [i, frame] of frames.entries()) {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    const [first, last] = [view.getUint32(0, true), view.getUint32(frame.length - stampLength, true)];
    if (first !== last) return breach('O16', `${what}: frame ${i} begins as number ${first} and ends as number ${last}`, 'whole frames');
    if (due !== undefined && first !== due) return breach('O16', `${what}: frame ${i} is number ${first}`, `number ${due}`);
    due = (first + 1) >>> 0;
  }
  return null;
}

/** What became of the bytes, or requests, of a stream. */
export interface Balance {
  readonly given: number;
  readonly done: number;
  readonly pending: number;
}

/** Nothing is lost and nothing comes twice. @param unit `bytes`, `requests` */
export function conservationBreach(what: string, unit: string, { given, done, pending }: Balance): Breach | null {
  if (given === done + pending) return null;
  return breach('O16', `${what}: of ${given} ${unit}, ${done} are done and ${pending} pending`, `${given} together`);
}
