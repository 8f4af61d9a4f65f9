/** Whether an answer tells what it must not: bytes that nobody wrote, and where kernel objects lie. */
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

/**
 * Holds answers to the same get against each other between which nothing happened: a byte that differs is left over from
 * whoever had the memory before. The simulated pool fills each block with another byte for that.
 * @param moves tells of bytes that may differ: counters, times
 */
export function leftoverBreach(first: Uint8Array, second: Uint8Array, moves?: (offset: number) => boolean): Breach | null {
  const length = Math.min(first.length, second.length);
  for (let i = 0; i < length; i++) {
    if (first[i] === second[i] || moves?.(i) === true) continue;
    return breach(
      'O4',
      `byte ${i} of the answer is 0x${hex(second[i])} and was 0x${hex(first[i])}, though nothing happened in between`,
      'every byte within Information is defined',
      'IOC-026',
    );
  }
  return null;
}

/**
 * Looks for a word that is an address of the kernel half of x64, as of a pool block or a driver: upper half from
 * FFFF8000 to FFFFFEFF. Small negative numbers are not taken for one. Meant for answers that have a structure: in long
 * random data one word of 130,000 looks like an address.
 * @param number tells of words (by their offset) that are declared to be numbers
 */
export function addressBreach(bytes: Uint8Array, number?: (offset: number) => boolean): Breach | null {
  // The upper half first: it is what nearly no word has.
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    if (bytes[at + 3] !== 0xff || bytes[at + 2] !== 0xff) continue;
    const third = bytes[at + 1] as number;
    if (third < 0x80 || third === 0xff || isZero(bytes, at - 4) || number?.(at - 4) === true) continue;
    const word = Array.from(bytes.subarray(at - 4, at + 4)).reverse().map(hex).join('');
    return breach('O4', `bytes ${at - 4} to ${at + 3} of the answer are the kernel address 0x${word}`, 'no address of a kernel object in an answer');
  }
  return null;
}

const isZero = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 0;
const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0');
