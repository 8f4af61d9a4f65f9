/** An object of one kind does what its kind does, and no handle passes for one of another kind. */
import { ioctlName } from '../../abi/ioctl.ts';
import { isError, statusName } from '../../abi/ntstatus.ts';
import { breach, type Breach } from './oracle.ts';

/** By kind of object: the control codes that it takes. Codes that are in none are foreign to all. */
export type KindMatrix = Readonly<Record<string, ReadonlySet<number>>>;

/** Off the diagonal nothing succeeds. What an object of the kind takes is judged by others. */
export function kindBreach(matrix: KindMatrix, kind: string, code: number, status: number): Breach | null {
  const own = matrix[kind];
  if (!own) throw new RangeError(`no kind of object is called ${kind}`);
  if (own.has(code) || isError(status)) return null;
  const of = Object.keys(matrix).filter((other) => matrix[other]?.has(code)).join(' or ');
  return breach('O17', `a ${kind} answers ${ioctlName(code)} with ${statusName(status)}`, `an error: ${of === '' ? 'no object takes it' : `it is for a ${of}`}`, 'IOC-036');
}

/** A set of items that is foreign to a kind of object is not found on it. @param of the kinds that have it */
export function setBreach(kind: string, set: string, of: readonly string[], status: number): Breach | null {
  if (of.includes(kind) || isError(status)) return null;
  return breach('O17', `a ${kind} answers a request of ${set} with ${statusName(status)}`, `an error: the set is one of a ${of.join(' or ')}`, 'PROP-010');
}

/** A handle that is given as a parameter is of the kind that is wanted. @param given `undefined` for one that is closed or never was */
export function parameterBreach(what: string, wanted: string, given: string | undefined, status: number): Breach | null {
  if (given === wanted || isError(status)) return null;
  return breach('O17', `${what}: a handle of ${given === undefined ? 'nothing' : `a ${given}`} is taken for a ${wanted}`, 'an error');
}
