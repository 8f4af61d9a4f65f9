/** What a set does, and what it and everything else must not do. */
import { isError, isSuccess, STATUS, statusName } from '../../abi/ntstatus.ts';
import { breach, type Breach } from './oracle.ts';
import { changeText, firstChange, sameAnswer, text, type Snapshot } from './snapshot.ts';

/** A get answers what was set right before it. @param accepts tells of other values that the declaration allows, e.g. rounded ones */
export function roundTripBreach(name: string, set: Uint8Array, got: Uint8Array, accepts?: (got: Uint8Array) => boolean): Breach | null {
  if (sameAnswer(set, got) || accepts?.(got) === true) return null;
  return breach('O6', `${name} answers ${text(got)} after ${text(set)} was set`, 'the value that was set');
}

/** A request that ends in an error changed nothing. */
export function atomicityBreach(what: string, status: number, before: Snapshot, after: Snapshot): Breach | null {
  if (!isError(status)) return null;
  const changed = firstChange(before, after);
  if (changed === undefined) return null;
  return breach('O6', `${what} failed with ${statusName(status)}, and ${changeText(changed, before, after)}`, 'what fails changes nothing');
}

/** A request changed what it names and nothing else. @param may names of what it may change; empty for one that only reads */
export function frameBreach(what: string, before: Snapshot, after: Snapshot, may: ReadonlySet<string>): Breach | null {
  const changed = firstChange(before, after, may);
  if (changed === undefined) return null;
  return breach('O6', `after ${what}, ${changeText(changed, before, after)}`, may.size > 0 ? `only ${[...may].join(', ')} changes` : 'nothing changes');
}

/** Doing a thing again changes nothing more. */
export function idempotenceBreach(what: string, once: Snapshot, twice: Snapshot): Breach | null {
  const changed = firstChange(once, twice);
  if (changed === undefined) return null;
  return breach('O6', `after ${what} a second time, ${changeText(changed, once, twice)}`, 'what it was after the first time');
}

/** A verb and what its support says of it. */
export interface Supported {
  readonly verb: 'get' | 'set';
  /** What BASICSUPPORT says. */
  readonly told: boolean;
  /** What the verb itself ended with. */
  readonly status: number;
}

/** What is said to be supported is there, and what is not said is not. */
export function supportBreach(name: string, { verb, told, status }: Supported): Breach | null {
  const there = !absences.has(status);
  if (there === told || (told && !isError(status))) return null;
  if (told) return breach('O6', `${name}: ${verb} is said to be supported, and ends with ${statusName(status)}`, `a ${verb} that is there`, 'PROP-016');
  // What is refused for another reason may be absent all the same.
  if (!isSuccess(status)) return null;
  return breach('O6', `${name}: ${verb} is said not to be supported, and succeeds`, `no ${verb}`, 'PROP-016');
}

const absences: ReadonlySet<number> = new Set([
  STATUS.STATUS_NOT_FOUND,
  STATUS.STATUS_NOT_SUPPORTED,
  STATUS.STATUS_NOT_IMPLEMENTED,
  STATUS.STATUS_INVALID_DEVICE_REQUEST,
  STATUS.STATUS_PROPSET_NOT_FOUND,
]);

/** A control as its answers describe it. Members that it does not tell are left out. */
export interface ControlRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly current?: number;
  readonly byDefault?: number;
}

/** A range is one, and the value and the default lie in it. */
export function rangeBreach(name: string, range: ControlRange): Breach | null {
  const { min, max, step, current, byDefault } = range;
  if (min > max) return breach('O6', `${name}: the least value ${min} is above the greatest, ${max}`, 'min ≤ max');
  if (min < max && step <= 0) return breach('O6', `${name}: the step is ${step} from ${min} to ${max}`, 'a step above 0');
  for (const [word, value] of [['value', current], ['default', byDefault]] as const) {
    if (value === undefined || (value >= min && value <= max)) continue;
    return breach('O6', `${name}: the ${word} is ${value}`, `a ${word} from ${min} to ${max}`);
  }
  return null;
}
