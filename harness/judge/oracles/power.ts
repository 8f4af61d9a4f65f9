/** Sleep, removal and return of the device change nothing that a client can see, but a gap. */
import { isError, statusName } from '../../abi/ntstatus.ts';
import { breach, type Breach } from './oracle.ts';
import { changeText, firstChange, type Snapshot } from './snapshot.ts';

/** What a device is after it slept, or went through power states in another order. @param may names of what may have gone on: counters, times */
export function resumeBreach(what: string, before: Snapshot, after: Snapshot, may?: ReadonlySet<string>): Breach | null {
  const changed = firstChange(before, after, may);
  return changed === undefined ? null : breach('O18', `after ${what}, ${changeText(changed, before, after)}`, 'what it was before', 'PWR-003');
}

/** While the device sleeps nothing is delivered. @param delivered frames or notifications that came, by the word for them */
export function asleepBreach(delivered: number, of: string): Breach | null {
  return delivered === 0 ? null : breach('O18', `${delivered} ${of} came while the device slept`, `no ${of}`, 'PWR-001');
}

/** Streams that ran before go on. @param delivered what came since it woke up, within the time that it had */
export function flowBreach(what: string, delivered: number, of: string): Breach | null {
  return delivered > 0 ? null : breach('O18', `no ${of} came after ${what}`, `${of}, as before`, 'PWR-005');
}

/** What is asked of a device that was taken away is refused. */
export function goneBreach(what: string, status: number): Breach | null {
  if (isError(status)) return null;
  return breach('O18', `${what} ends with ${statusName(status)} after the device was taken away`, 'an error', 'PNP-002');
}

/** The device that came back shows what the one before showed when it was new. */
export function returnBreach(first: Snapshot, again: Snapshot): Breach | null {
  const changed = firstChange(first, again);
  return changed === undefined ? null : breach('O18', `back again, ${changeText(changed, first, again)}`, 'a device as it was when it was new', 'PNP-005');
}
