/**
 * What every answer must show, whatever was asked: invariants of the I/O manager, checked on each request. Their rules
 * are tagged inferred, yet a driver that breaks them corrupts its caller's memory, so a breach is always a failure.
 */
import { isError, statusName } from '../../abi/ntstatus.ts';
import type { SpecBook } from '../../spec/model.ts';
import type { Answer } from '../../target/target.ts';
import { Broken } from '../outcome.ts';

/** Bytes behind every output buffer that no driver may touch. */
export const canaryLength = 32;

/** What an output buffer holds before the driver writes to it: two patterns tell written bytes from untouched ones. */
export const fills = [0xa5, 0x5a] as const;

/**
 * Checks one answer against the buffer it was given.
 * @param output the buffer as long as the driver was told
 * @param memory the same buffer with its canary behind it; `null` where the harness does not own the memory
 * @param before what the buffer held: a fill byte, or the bytes of a value that was sent
 */
export function checkAnswer(
  answer: Answer,
  output: Uint8Array | null,
  memory: Uint8Array | null,
  before: number | Uint8Array,
  fill: number,
  book: SpecBook,
): void {
  const length = output?.length ?? 0;
  const failed = isError(answer.status);
  if (!failed && length > 0 && answer.information > length) {
    throw new Broken(
      `Information is ${answer.information} though the output buffer has ${length} bytes`,
      `at most ${length}: the I/O manager copies that many bytes`,
      book.rules.get('IOC-025'),
    );
  }
  if (memory) {
    const touched = firstOther(memory, length, memory.length, fill);
    if (touched >= 0) {
      throw new Broken(
        `byte ${touched - length} behind the output buffer was overwritten`,
        'no byte outside the output buffer changes',
        book.rules.get('IOC-025'),
      );
    }
  }
  if (!output) return;
  const from = failed ? 0 : Math.min(answer.information, length);
  const changed = typeof before === 'number' ? firstOther(output, from, length, before) : firstDifference(output, before, from);
  if (changed >= 0) {
    throw new Broken(
      failed
        ? `output byte ${changed} changed though the request failed with ${statusName(answer.status)}`
        : `output byte ${changed} changed though Information is ${answer.information}`,
      failed ? 'a failed request leaves the output buffer as it was' : 'bytes past Information are unchanged',
      book.rules.get(failed ? 'IOC-020' : 'IOC-026'),
    );
  }
}

/** Index of the first byte in [from, to) that is not `value`, or -1. */
export function firstOther(bytes: Uint8Array, from: number, to: number, value: number): number {
  for (let i = from; i < to; i++) if (bytes[i] !== value) return i;
  return -1;
}

function firstDifference(bytes: Uint8Array, before: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== before[i]) return i;
  return -1;
}
