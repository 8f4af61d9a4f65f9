/**
 * Sends the same requests to two devices: the cases of a plan are judged on one of them, and what was asked there is done
 * on the other. Every answer that differs is told, once for each kind of difference with as few actions as show it.
 */
import { handleFieldsOf } from '../../plan/handle-fields.ts';
import type { Target } from '../../target/target.ts';
import type { Action } from '../../traffic/actions.ts';
import type { Done } from '../../traffic/answered.ts';
import { minimise } from '../../traffic/minimise.ts';
import { perform, type Performed } from '../../traffic/perform.ts';
import { RecordingTarget } from '../../traffic/recording-target.ts';
import { storyOf } from '../../traffic/story.ts';
import type { RunOptions } from '../options.ts';
import { planRun, type OpenedRun } from '../prepare.ts';
import { differenceOf, type Difference } from './differences.ts';
import type { Ignores } from './ignores.ts';

/** Differences that are one and the same: of one kind, in one request, with the same answers. */
export interface DifferenceGroup {
  /** The first of them. */
  readonly first: Difference;
  /** Cases in which it was seen. */
  readonly cases: readonly string[];
  readonly count: number;
  /** As few actions as show it, with what the target gave; the last one is that which differs. */
  readonly story: readonly Done[];
}

export interface Compared {
  readonly cases: number;
  readonly actions: number;
  readonly groups: readonly DifferenceGroup[];
  readonly ignored: number;
}

/** Tries for making what shows a difference smaller. */
const tries = 300;

/**
 * Compares. `progress` is told of each case before it is judged.
 * @throws UserError for a query that fits no case
 */
export function compare(opened: OpenedRun, reference: Target, options: RunOptions, ignores: Ignores, progress: (id: string) => void = () => {}): Compared {
  const recording = new RecordingTarget(opened.target, { handleFields: handleFieldsOf(opened.book, opened.target.arch) });
  const run = planRun({ ...opened, target: recording }, options);
  const pair = new Pair(opened.target, reference);
  // One of them was looked at: both begin anew, at the same time of their clocks.
  pair.reset();
  const groups = new Map<string, { first: Difference; cases: Set<string>; count: number; story: readonly Done[] }>();
  const counts = { cases: 0, actions: 0, ignored: 0 };
  for (const c of run.cases) {
    if (c.skip) continue;
    progress(c.id);
    recording.take();
    run.judge(c);
    const recorded = recording.take();
    // Where lists run at the same time, memory may change a call earlier or later: there answers are compared alone.
    const memory = recorded.every(({ call }) => call.do !== 'scheduled');
    const story = storyOf(recorded, { memory });
    const other = pair.onReference(story.map(({ action }) => action), memory);
    counts.cases++;
    counts.actions += story.length;
    let fresh = false;
    for (const [index, { action, answered }] of story.entries()) {
      const answer = other.answers[index];
      const difference = answer && differenceOf(c.id, index, action, answered, answer, opened.target.arch);
      if (!difference) continue;
      if (ignores.takes(difference)) {
        counts.ignored++;
        continue;
      }
      const key = [difference.part, difference.title, difference.target, difference.reference].join('\n');
      const known = groups.get(key);
      if (known) {
        known.count++;
        known.cases.add(c.id);
        continue;
      }
      fresh = true;
      groups.set(key, { first: difference, cases: new Set([c.id]), count: 1, story: pair.smallest(story.slice(0, index + 1), difference) });
    }
    // What was tried, or killed one of them, left them in different states.
    if (fresh || other.died !== undefined || story.some(({ answered }) => answered.died !== undefined)) pair.reset();
  }
  return { ...counts, groups: [...groups.values()].map((group) => ({ ...group, cases: [...group.cases] })) };
}

/** The two devices. */
class Pair {
  readonly #target: Target;
  readonly #reference: Target;
  /** Paths of the target's filters to those of the reference: by name, else by position. */
  readonly #paths = new Map<string, string>();
  readonly #resets: boolean;

  constructor(target: Target, reference: Target) {
    this.#target = target;
    this.#reference = reference;
    this.#resets = target.capabilities.has('reset') && reference.capabilities.has('reset');
    const others = reference.discover();
    for (const [i, filter] of target.discover().entries()) {
      const other = others.find(({ name }) => name === filter.name) ?? others[i];
      if (other) this.#paths.set(filter.path, other.path);
    }
  }

  reset(): void {
    for (const target of [this.#target, this.#reference]) if (target.capabilities.has('reset')) target.reset();
  }

  onReference(actions: readonly Action[], memory: boolean): Performed {
    const translated = actions.map((action): Action => (action.do === 'open' ? { ...action, path: this.#paths.get(action.path) ?? action.path } : action));
    return perform(this.#reference, translated, undefined, { memory });
  }

  /** As few actions as show the difference that the last one shows. Only where both can be started anew for each try. */
  smallest(story: readonly Done[], { part }: Difference): readonly Done[] {
    const actions = story.map(({ action }) => action);
    if (!this.#resets || !this.#differs(actions, part)) return story;
    const last = actions.at(-1);
    const { actions: few } = minimise(actions, (fewer) => fewer.at(-1) === last && this.#differs(fewer, part), { tries, keep: (action) => action === last, bytes: false });
    this.#target.reset();
    const { answers } = perform(this.#target, few);
    return few.flatMap((action, i) => (answers[i] ? [{ action, answered: answers[i] }] : []));
  }

  #differs(actions: readonly Action[], part: Difference['part']): boolean {
    this.reset();
    const memory = part === 'memory';
    const a = perform(this.#target, actions, undefined, { memory }).answers;
    const b = this.onReference(actions, memory).answers;
    const last = actions.length - 1;
    const [x, y, action] = [a[last], b[last], actions[last]];
    return x !== undefined && y !== undefined && action !== undefined && differenceOf('', last, action, x, y, this.#target.arch)?.part === part;
  }
}
