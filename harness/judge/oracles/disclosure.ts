/** Whether an answer tells what it must not: bytes that nobody wrote. */
import { breach, type Breach } from './oracle.ts';

/**
 * Holds two answers to the same get against each other that were given over buffers filled with different patterns: a
 * byte that kept its fill both times was never written, which discloses what the kernel buffer held before.
 */
export function unwrittenBreach(first: Uint8Array, second: Uint8Array, firstFill: number, secondFill: number): Breach | null {
  for (let i = 0; i < first.length; i++) {
    if (first[i] !== firstFill || second[i] !== secondFill) continue;
    return breach(
      'O4',
      `byte ${i} of the answer was never written, though Information is ${first.length}`,
      'every byte within Information is defined',
      'IOC-026',
    );
  }
  return null;
}
