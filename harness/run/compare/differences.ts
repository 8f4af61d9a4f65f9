/** In what the answers of two devices to one action differ, as plain data. */
import { statusName } from '../../abi/ntstatus.ts';
import { titleOf } from '../../traffic/about.ts';
import type { Action } from '../../traffic/actions.ts';
import { differingBytes, differingPart, type Answered, type Change } from '../../traffic/answered.ts';
import { hexText } from '../../traffic/hex-text.ts';
import type { Arch } from '../../target/target.ts';

export const differenceParts = ['status', 'information', 'bytes', 'memory', 'events', 'time', 'death'] as const;
export type DifferencePart = (typeof differenceParts)[number];

/** A range of bytes that differ. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface Difference {
  readonly case: string;
  /** Index of the action in what was done in the case. */
  readonly index: number;
  readonly action: Action;
  /** What was asked: `GET KSPROPERTY_CLOCK_TIME`. */
  readonly title: string;
  readonly part: DifferencePart;
  /** What the target and what the reference gave, in words. */
  readonly target: string;
  readonly reference: string;
  /** For `bytes`: where they differ. */
  readonly ranges: readonly ByteRange[];
}

/** The first part in which two answers differ. */
export function differenceOf(id: string, index: number, action: Action, a: Answered, b: Answered, arch: Arch): Difference | undefined {
  const part = partOf(a, b);
  if (part === undefined) return undefined;
  const ranges = part === 'bytes' ? rangesOf(differingBytes(a, b, Math.max(a.output?.length ?? 0, b.output?.length ?? 0))) : [];
  const say = (answered: Answered) => sayPart(part, answered, ranges);
  return { case: id, index, action, title: titleOf(action, arch), part, target: say(a), reference: say(b), ranges };
}

function partOf(a: Answered, b: Answered): DifferencePart | undefined {
  switch (differingPart(a, b)) {
    case undefined:
      return sameMemory(a.memory ?? [], b.memory ?? []) ? undefined : 'memory';
    case 'died':
      return 'death';
    case 'signals':
      return 'events';
    case 'information':
      return 'information';
    case 'output':
      return 'bytes';
    case 'timedOut':
    case 'pending':
      return 'time';
    case 'lanes':
      return 'status';
    default:
      return 'status';
  }
}

function sameMemory(a: readonly Change[], b: readonly Change[]): boolean {
  return a.length === b.length && a.every((x, i) => {
    const y = b[i];
    return y !== undefined && x.region === y.region && x.offset === y.offset && Buffer.compare(x.bytes, y.bytes) === 0;
  });
}

function rangesOf(offsets: Iterable<number>): ByteRange[] {
  const ranges: { offset: number; length: number }[] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last && last.offset + last.length === offset) last.length++;
    else ranges.push({ offset, length: 1 });
  }
  return ranges;
}

/** Most characters of bytes that are shown. */
const mostShown = 120;

function sayPart(part: DifferencePart, answered: Answered, ranges: readonly ByteRange[]): string {
  const { status, information, signals, died, skipped, timedOut, pending, output, memory, lanes } = answered;
  if (died !== undefined) return `it died: ${died}`;
  if (skipped !== undefined) return `not done: ${skipped}`;
  if (lanes) return lanes.map((lane) => lane.map((each) => sayPart('status', each, [])).join(', ')).join(' | ');
  switch (part) {
    case 'bytes':
      return output ? ranges.slice(0, 4).map(({ offset, length }) => `${offset}: ${cut(hexText(output.subarray(offset, offset + length)))}`).join(', ') : 'no output';
    case 'memory':
      return memory ? memory.slice(0, 4).map(({ offset, bytes }) => `${offset}: ${cut(hexText(bytes))}`).join(', ') : 'nothing changed';
    case 'events':
      return `signalled ${signals ?? 0} times`;
    case 'time':
      return timedOut ? 'it did not complete in time' : pending ? 'pending' : `completed with ${statusName(status ?? 0)}`;
    default: {
      const name = status === undefined ? 'no status' : statusName(status);
      return information === undefined ? name : `${name}, Information ${information}`;
    }
  }
}

function cut(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown)} …` : text;
}
