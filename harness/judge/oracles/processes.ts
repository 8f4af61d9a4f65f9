/** A handle in another process than that which opened it, and processes that end. */
import { isError, statusName } from '../../abi/ntstatus.ts';
import type { Census } from '../../target/target.ts';
import { censusBreach } from './census.ts';
import type { Outcome } from './metamorphic.ts';
import { breach, type Breach } from './oracle.ts';
import { changeText, firstChange, sameAnswer, text } from './snapshot.ts';

/**
 * What is asked through a duplicate in another process ends as it does through the handle itself, or is refused and has no
 * effect.
 * @param unaffected what the device looks like if nothing was done, where that is known
 */
export function duplicateBreach(what: string, own: Outcome, duplicate: Outcome, unaffected?: Outcome['after']): Breach | null {
  if (isError(duplicate.status) && !isError(own.status)) {
    const changed = unaffected && duplicate.after && firstChange(unaffected, duplicate.after);
    if (changed === undefined || !unaffected || !duplicate.after) return null;
    return breach('O20', `${what} is refused in another process, and ${changeText(changed, unaffected, duplicate.after)}`, 'what is refused has no effect');
  }
  const differ = (first: string, second: string): Breach => breach('O20', `${what}: ${first}, and in another process ${second}`, 'the same in both, or an error');
  if (isError(own.status) !== isError(duplicate.status)) return differ(statusName(own.status), statusName(duplicate.status));
  if (own.information !== duplicate.information) return differ(`Information ${own.information}`, String(duplicate.information));
  if (own.bytes && duplicate.bytes && !sameAnswer(own.bytes, duplicate.bytes)) return differ(text(own.bytes), text(duplicate.bytes));
  const changed = own.after && duplicate.after && firstChange(own.after, duplicate.after);
  return changed !== undefined && own.after && duplicate.after
    ? breach('O20', `${what} in another process: ${changeText(changed, own.after, duplicate.after)}`, 'the same effect in both')
    : null;
}

/** What a process has goes on as it was when another one ends that had duplicates of its handles. */
export function survivorBreach(what: string, before: Outcome, after: Outcome): Breach | null {
  if (before.status !== after.status) {
    return breach('O20', `${what} is ${statusName(after.status)} after another process ended, and was ${statusName(before.status)}`, 'nothing changes for who is left');
  }
  const changed = before.after && after.after && firstChange(before.after, after.after);
  return changed !== undefined && before.after && after.after
    ? breach('O20', `${what}: after another process ended, ${changeText(changed, before.after, after.after)}`, 'nothing changes for who is left')
    : null;
}

/** A process that ended leaves nothing behind. */
export function exitBreach(before: Census, after: Census): Breach | null {
  const left = censusBreach(before, after);
  return left && breach('O20', left.message.replace('everything was closed', 'a process ended'), 'nothing of a process that is gone');
}
