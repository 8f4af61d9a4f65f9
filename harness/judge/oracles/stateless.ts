/**
 * What every answer must show, whatever was asked: invariants of the I/O manager, checked on each request. Their rules
 * are tagged inferred, yet a driver that breaks them corrupts its caller's memory, so a breach is always a failure.
 */
import { isError, STATUS, statusName } from '../../abi/ntstatus.ts';
import type { Answer } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';
import { finalBreach } from './status-contract.ts';

/** Bytes behind every output buffer that no driver may touch. */
export const canaryLength = 32;

/** What an output buffer holds before the driver writes to it: two patterns tell written bytes from untouched ones. */
export const fills = [0xa5, 0x5a] as const;

/**
 * Looks at one answer and the buffer it was given; `null` if nothing is wrong. Asked after every request, it allocates
 * nothing then.
 * @param output the buffer as long as the driver was told
 * @param whole the same buffer with its canary behind it
 * @param before the value that was sent in it, if one was; the fill pattern otherwise
 */
export function answerBreach(
  answer: Answer,
  output: Uint8Array,
  whole: Uint8Array,
  before: Uint8Array | undefined,
  fill: number,
): Breach | null {
  if (answer.status === STATUS.STATUS_PENDING && answer.timedOut !== true) return finalBreach(answer.status);
  const { length } = output;
  const failed = isError(answer.status);
  if (!failed && answer.information > length) return beyondBuffer(answer.information, length);
  const touched = firstOther(whole, length, whole.length, fill);
  if (touched >= 0) {
    return breach(
      'O16',
      `byte ${touched - length} behind the output buffer was overwritten`,
      'no byte outside the output buffer changes',
      'IOC-025',
    );
  }
  const from = failed ? 0 : answer.information;
  const changed = before ? firstDifference(output, before, from, fill) : firstOther(output, from, length, fill);
  if (changed < 0) return null;
  return failed
    ? breach(
        'O6',
        `output byte ${changed} changed though the request failed with ${statusName(answer.status)}`,
        'a failed request leaves the output buffer as it was',
        'IOC-020',
      )
    : breach(
        'O16',
        `output byte ${changed} changed though Information is ${answer.information}`,
        'bytes past Information are unchanged',
        'IOC-026',
      );
}

function beyondBuffer(information: number, length: number): Breach {
  return breach(
    'O3',
    `Information is ${information} though the output buffer has ${length} bytes`,
    `at most ${length}: the I/O manager copies that many bytes`,
    'IOC-025',
  );
}

/** From this many bytes on comparing memory at once is faster than looking at each. */
const atOnce = 48;
const patterns = new Map<number, Uint8Array>();

/** Index of the first byte in [from, to) that is not `value`, or -1. */
export function firstOther(bytes: Uint8Array, from: number, to: number, value: number): number {
  if (to - from >= atOnce && allAre(bytes, from, to, value)) return -1;
  for (let i = from; i < to; i++) if (bytes[i] !== value) return i;
  return -1;
}

function allAre(bytes: Uint8Array, from: number, to: number, value: number): boolean {
  let pattern = patterns.get(value);
  if (!pattern || pattern.length < to - from) patterns.set(value, (pattern = new Uint8Array(2 * (to - from)).fill(value)));
  return Buffer.compare(bytes.subarray(from, to), pattern.subarray(0, to - from)) === 0;
}

/** The value that was sent may be shorter than the buffer: the pattern follows it. */
function firstDifference(bytes: Uint8Array, before: Uint8Array, from: number, fill: number): number {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== (i < before.length ? before[i] : fill)) return i;
  return -1;
}
