/** Makes of something found what a person can work with: seen again on a fresh target, and as small as that allows. */
import type { Action } from '../traffic/actions.ts';
import type { Answered, Done } from '../traffic/answered.ts';
import { minimise } from '../traffic/minimise.ts';
import type { SpecBook } from '../spec/model.ts';
import type { Target } from '../target/target.ts';
import type { Found } from './finding.ts';
import { prove, tailOf, type Proof } from './proof.ts';
import { Walks, shorterPath, type WalkProof } from './walks.ts';

export interface Settled {
  /** Whether the actions showed it again. */
  readonly again: boolean;
  /** What was done, with what it gave when it was done last. */
  readonly story: readonly Done[];
}

/** Performs actions on a target that is made new each time. */
export interface Trial {
  /** How often it may be asked to make one finding smaller. */
  readonly tries: number;
  holds(proof: Proof, actions: readonly Action[]): boolean;
  perform(proof: Proof, actions: readonly Action[]): readonly Answered[];
  /** The actions that lead to what broke in a model, by a path; `undefined` if it does not break there. */
  walk(proof: WalkProof, path: readonly string[]): readonly Action[] | undefined;
}

/** Trials on a target for nothing else, that can be reset. */
export function targetTrial(target: Target, book: SpecBook): Trial {
  const walks = new Walks(book, target);
  const ask = (proof: Proof, actions: readonly Action[]) => {
    target.reset();
    return prove(proof, target, actions, walks);
  };
  return {
    tries: 400,
    holds: (proof, actions) => ask(proof, actions).breach !== null,
    perform: (proof, actions) => ask(proof, actions).answers,
    walk: (proof, path) => walks.again(proof, path),
  };
}

/** A story that is not seen again is cut to its last actions. */
const mostShown = 64;

/** Sees a finding again and makes its actions few and small. */
export function settle({ proof }: Found, actions: readonly Action[], trial: Trial): Settled {
  if (proof.kind === 'walk') return settleWalk(proof, actions, trial);
  const holds = (some: readonly Action[]): boolean => trial.holds(proof, some);
  if (!holds(actions)) return unsettled(actions);
  const tail = new Set(actions.slice(actions.length - tailOf(proof)));
  // What is said of the last answers is said of just these requests.
  const keep = proof.kind === 'answer' ? undefined : (action: Action) => tail.has(action);
  const few = withoutEarlier(actions, tail.size, holds);
  const smallest = minimise(few, holds, { tries: trial.tries, ...(keep && { keep }) }).actions;
  const answers = trial.perform(proof, smallest);
  return { again: true, story: smallest.map((action, i) => ({ action, answered: answers[i] ?? {} })) };
}

const unsettled = (actions: readonly Action[]): Settled => ({ again: false, story: actions.slice(-mostShown).map((action) => ({ action, answered: {} })) });

/** Commands of a model are left out, not actions: it is the model that says what each must show. */
function settleWalk(proof: WalkProof, actions: readonly Action[], trial: Trial): Settled {
  let left = trial.tries;
  let found = trial.walk(proof, proof.path);
  if (!found) return unsettled(actions);
  shorterPath(proof.path, (path) => {
    const shown = left-- > 0 ? trial.walk(proof, path) : undefined;
    found = shown ?? found;
    return shown !== undefined;
  });
  const answers = trial.perform(proof, found);
  return { again: true, story: found.map((action, i) => ({ action, answered: answers[i] ?? {} })) };
}

/** Drops plain requests from the front, half of them at a time: most of what was done before has nothing to do with it. */
function withoutEarlier(actions: readonly Action[], tail: number, holds: (some: readonly Action[]) => boolean): readonly Action[] {
  const isRequest = (action: Action): boolean => action.do === 'ioctl';
  const body = actions.slice(0, actions.length - tail);
  const end = actions.slice(actions.length - tail);
  const needed = [...body.filter((action) => !isRequest(action)), ...end];
  if (holds(needed)) return needed;
  let best = actions;
  for (let dropped = Math.floor(body.length / 2); dropped >= 1; dropped = Math.floor(dropped / 2)) {
    const rest = best.slice(0, best.length - tail);
    const smaller = [...rest.slice(0, dropped).filter((action) => !isRequest(action)), ...rest.slice(dropped), ...end];
    if (smaller.length < best.length && holds(smaller)) best = smaller;
  }
  return best;
}
