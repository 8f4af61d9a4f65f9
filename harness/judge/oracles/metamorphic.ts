/** Two ways of asking the same thing end the same. Which ways are equivalent is declared as a relation. */
import { isError, statusName } from '../../abi/ntstatus.ts';
import { breach, type Breach } from './oracle.ts';
import { changeText, firstChange, sameAnswer, text, type Snapshot } from './snapshot.ts';

/** What one way of asking ended with. */
export interface Outcome {
  readonly status: number;
  readonly information: number;
  /** The bytes of the answer, or of what was transferred. */
  readonly bytes?: Uint8Array;
  /** What the device looked like after it. */
  readonly after?: Snapshot;
}

/** What must be equal. Where the two differ in form, only some of it can be. */
export interface Relation {
  /** As messages tell it: `direct and in a serialized set`. */
  readonly name: string;
  /** `equal`: the same status; `fate`: both errors or neither. */
  readonly status: 'equal' | 'fate';
  readonly information: boolean;
  readonly bytes: boolean;
}

/** The relations that hold for every KS driver. */
export const relations = {
  /** A record of SERIALIZESET or UNSERIALIZESET and the request that it holds. */
  serialized: { name: 'direct and in a serialized set', status: 'fate', information: false, bytes: false },
  /** One stream request of several headers, and several of one. */
  headers: { name: 'in one request and in several', status: 'equal', information: false, bytes: true },
  /** Bits that the request does not use, or that only the driver writes. */
  neutralFlags: { name: 'without and with flags that mean nothing', status: 'equal', information: true, bytes: true },
  /** A 64-bit and a 32-bit caller, where the layouts are the same. */
  thunked: { name: 'of a 64-bit and of a 32-bit caller', status: 'equal', information: true, bytes: true },
  /** A stream that runs the first time, and one that was stopped and runs again. */
  restarted: { name: 'started and started again', status: 'equal', information: true, bytes: false },
} as const satisfies Readonly<Record<string, Relation>>;

/** Holds two outcomes against each other. What only one of them tells is not compared. */
export function equivalenceBreach(what: string, relation: Relation, one: Outcome, other: Outcome): Breach | null {
  const differ = (first: string, second: string): Breach =>
    breach('O7', `${what} ${relation.name}: ${first}, and ${second}`, 'the same both times');
  const same = relation.status === 'equal' ? one.status === other.status : isError(one.status) === isError(other.status);
  if (!same) return differ(`status ${statusName(one.status)}`, statusName(other.status));
  if (relation.information && one.information !== other.information) return differ(`Information ${one.information}`, String(other.information));
  if (relation.bytes && one.bytes && other.bytes && !sameAnswer(one.bytes, other.bytes)) return differ(text(one.bytes), text(other.bytes));
  const changed = one.after && other.after && firstChange(one.after, other.after);
  return changed !== undefined && one.after && other.after
    ? breach('O7', `${what} ${relation.name}: ${changeText(changed, one.after, other.after)}`, 'the same effect both times')
    : null;
}
