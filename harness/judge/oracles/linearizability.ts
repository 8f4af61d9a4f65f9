/**
 * Whether what overlapped had the effect of some order of it. The search is that of Wing and Gong: take any operation
 * that none had returned before, let the model do it, and go on with the rest; with the memory of Lowe, which gives up
 * where the same operations led to the same state before.
 */
import { breach, type Breach } from './oracle.ts';

/** One operation: `call` is what was asked and `answer` what came. Times are positions in the history. */
export interface Operation<C, A> {
  readonly call: C;
  readonly answer: A;
  readonly invoked: number;
  /** Infinity if it never returned: then it may have had its effect or not, and `answer` is not looked at. */
  readonly returned: number;
}

/** What operations do when they come one after the other. */
export interface Sequential<S, C, A> {
  readonly initial: S;
  /** Tells states apart. */
  readonly key: (state: S) => string;
  /** The states in which the call may leave the object if it gives that answer; none if it cannot give it. `undefined`: any answer. */
  readonly apply: (state: S, call: C, answer: A | undefined) => readonly S[];
}

/** Most operations of a history: the search is exponential, and a set of them is kept in the bits of a number. */
export const mostOperations = 24;

/** An order of the operations (their indices) that explains the history; `undefined` if there is none. */
export function linearize<S, C, A>(history: readonly Operation<C, A>[], model: Sequential<S, C, A>): readonly number[] | undefined {
  if (history.length > mostOperations) throw new RangeError(`a history of ${history.length} operations is too long, at most ${mostOperations}`);
  const all = history.reduce((set, { returned }, i) => (returned === Infinity ? set : set | (1 << i)), 0);
  const tried = new Set<string>();
  const search = (state: S, done: number, order: readonly number[]): readonly number[] | undefined => {
    if ((done & all) === all) return order;
    const key = `${done} ${model.key(state)}`;
    if (tried.has(key)) return undefined;
    tried.add(key);
    // What was invoked after another had returned comes after it.
    const firstReturn = history.reduce((least, { returned }, i) => ((done & (1 << i)) === 0 ? Math.min(least, returned) : least), Infinity);
    for (const [i, { call, answer, invoked, returned }] of history.entries()) {
      if ((done & (1 << i)) !== 0 || invoked > firstReturn) continue;
      for (const next of model.apply(state, call, returned === Infinity ? undefined : answer)) {
        const found = search(next, done | (1 << i), [...order, i]);
        if (found) return found;
      }
    }
    return undefined;
  };
  return search(model.initial, 0, []);
}

/** @param show an operation for people: `set RUN: STATUS_SUCCESS` */
export function linearizabilityBreach<S, C, A>(
  history: readonly Operation<C, A>[],
  model: Sequential<S, C, A>,
  show: (operation: Operation<C, A>) => string,
): Breach | null {
  if (linearize(history, model)) return null;
  return breach('O9', `no order explains ${history.map(show).join('; ')}`, 'the effect of some order of what overlapped');
}

/**
 * The same without a model, where what overlapped can be done again one after the other: what was answered, and what is the
 * case afterwards, must be what one of the orders gave.
 * @param seen one text for each operation, and for each look at what came of them
 * @param orders the same texts, at the same places, for every order
 * @param names what the texts are about: `GET KSPROPERTY_CLOCK_TIME`
 */
export function orderBreach(seen: readonly string[], orders: readonly (readonly string[])[], names: () => readonly string[]): Breach | null {
  if (orders.some((order) => order.every((text, i) => text === seen[i]))) return null;
  const alone = seen.findIndex((text, i) => !orders.some((order) => order[i] === text));
  // Each answer for itself may come in some order: then it is all of them that do not.
  const message = alone >= 0 ? `${names()[alone] ?? ''} gave ${seen[alone] ?? ''}, as in no order` : 'the answers together are those of no order';
  return breach('O9', message, 'the effect of some order of what overlapped');
}
