/** Makes of something found what a person can work with: seen again on a fresh target, and as small as that allows. */
import type { Action } from '../traffic/actions.ts';
import type { Done } from '../traffic/answered.ts';
import { minimise } from '../traffic/minimise.ts';
import { perform } from '../traffic/perform.ts';
import type { Target } from '../target/target.ts';
import type { Found } from './finding.ts';
import { prove, tailOf } from './proof.ts';

export interface Settled {
  /** Whether the actions showed it again. */
  readonly again: boolean;
  /** What was done, with what it gave when it was done last. */
  readonly story: readonly Done[];
}

/** Times that a list is performed to make it smaller. */
const mostTries = 400;
/** A story that is not seen again is cut to its last actions. */
const mostShown = 64;

/**
 * Sees a finding again and makes its actions few and small.
 * @param trial a target for nothing else, that can be reset
 */
export function settle(found: Found, actions: readonly Action[], trial: Target): Settled {
  const holds = (some: readonly Action[]): boolean => {
    trial.reset();
    return prove(found.proof, trial, some) !== null;
  };
  if (!holds(actions)) return { again: false, story: actions.slice(-mostShown).map((action) => ({ action, answered: {} })) };
  const tail = new Set(actions.slice(actions.length - tailOf[found.proof.kind]));
  // What is said of the last answers is said of just these requests.
  const keep = found.proof.kind === 'answer' ? undefined : (action: Action) => tail.has(action);
  const few = withoutEarlier(actions, tail.size, holds);
  const smallest = minimise(few, holds, { tries: mostTries, ...(keep && { keep }) }).actions;
  trial.reset();
  const { answers } = perform(trial, smallest);
  return { again: true, story: smallest.map((action, i) => ({ action, answered: answers[i] ?? {} })) };
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
