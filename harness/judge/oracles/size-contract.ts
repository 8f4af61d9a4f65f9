/** What Information and sizes inside of answers promise is kept. */
import { isError, isSuccess, STATUS, statusName } from '../../abi/ntstatus.ts';
import type { Answer } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

/**
 * A get without an output buffer promises a size, and the same get with a buffer of that size keeps it.
 * @param query what the get without a buffer gave; one that promises nothing is not judged
 * @param answer what the get with `query.information` bytes gave, asked right after it
 */
export function promiseBreach(query: Answer, answer: Answer): Breach | null {
  if (query.status !== STATUS.STATUS_BUFFER_OVERFLOW) return null;
  const promised = query.information;
  if (isSuccess(answer.status) && answer.information === promised) return null;
  const came = isSuccess(answer.status) ? `${answer.information} bytes came` : `a buffer of that size ends with ${statusName(answer.status)}`;
  return breach('O3', `${promised} bytes were promised, and ${came}`, `success, Information ${promised}`, 'PROP-021');
}

/**
 * A get with fewer bytes than it needs tells nothing or a part, and never that all is there.
 * @param length of the output buffer, more than 0
 */
export function shortBreach(answer: Answer, length: number, needed: number): Breach | null {
  if (length >= needed || length === 0) return null;
  if (isSuccess(answer.status)) {
    return breach('O3', `a buffer of ${length} bytes is enough for a value of ${needed}`, 'STATUS_BUFFER_TOO_SMALL');
  }
  return null;
}

/** Entries of a list: all of one size, or each beginning with its own size and aligned to 8 bytes. */
export type EntrySize = number | 'told';

/** Walks a KSMULTIPLE_ITEM list: its Size is that of the answer, and its Count entries fill it. */
export function listBreach(bytes: Uint8Array, entries: EntrySize): Breach | null {
  if (bytes.length < listHeader) return breach('O3', `a list of ${bytes.length} bytes has no header`, `at least ${listHeader} bytes`);
  const size = u32(bytes, 0);
  const count = u32(bytes, 4);
  if (size !== bytes.length) return breach('O3', `the list tells a Size of ${size}, and Information is ${bytes.length}`, 'one size');
  const end = entries === 'told' ? walk(bytes, count) : listHeader + count * entries;
  if (end < 0) return breach('O3', `entry ${-end - 1} of ${count} does not fit the ${size} bytes of the list`, 'entries that fit');
  // The last entry need not be padded.
  if (end === size || (entries === 'told' && size <= end && end - size < alignment)) return null;
  return breach('O3', `${count} entries end at byte ${end} of a list of ${size}`, 'entries that fill it');
}

/** Offset behind the last entry; −1 − n if entry n does not fit. */
function walk(bytes: Uint8Array, count: number): number {
  let at = listHeader;
  for (let i = 0; i < count; i++) {
    const own = at + 4 <= bytes.length ? u32(bytes, at) : 0;
    if (own < 4 || at + own > bytes.length) return -1 - i;
    at = (at + own + alignment - 1) & ~(alignment - 1);
  }
  return at;
}

/** Information of an error is nobody's: user mode sees none (IOC-020…023). */
export function staleBreach(answer: Answer): Breach | null {
  if (!isError(answer.status) || answer.information === 0) return null;
  return breach('O3', `Information is ${answer.information} though the request failed with ${statusName(answer.status)}`, 'Information 0', 'IOC-023');
}

/** The same request with nothing in between has the same status and Information. */
export function steadyBreach(first: Answer, second: Answer): Breach | null {
  if (first.status === second.status && first.information === second.information) return null;
  return breach(
    'O3',
    `asked again the answer is ${told(second)}, and was ${told(first)}`,
    'the same status and Information, as nothing happened in between',
  );
}

const told = ({ status, information }: Answer) => `${statusName(status)} with ${information} bytes`;
const listHeader = 8;
const alignment = 8;
const u32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0;
