/**
 * A recording as a list of actions that can be performed, with what each gave then. What ran at the same time becomes
 * `together`: the calls at the bottom are one list, those that interrupted them another, those that interrupted these a
 * third; the switches are counted as `Together` counts them, so that the same order comes about again.
 */
import type { Action } from './actions.ts';
import type { Answered, Done } from './answered.ts';
import { PointerRegions } from './memory-watch.ts';
import { isAction, type Recorded } from './recorded.ts';

export interface StoryOptions {
  /** Whether answers tell what the target changed in the caller's memory; see `Answered.memory`. */
  readonly memory?: boolean;
}

/** What was done, in order. Questions are left out, and calls that had to wait: nothing had happened yet. */
export function storyOf(recorded: readonly Recorded[], { memory = false }: StoryOptions = {}): Done[] {
  const story: Done[] = [];
  const pointers = new PointerRegions();
  const done = (entry: Happened): Done => {
    pointers.see(entry.call);
    const changes = memory ? pointers.without(entry.changes) : [];
    return { action: entry.call, answered: changes.length > 0 ? { ...entry.answered, memory: changes } : entry.answered };
  };
  let meanwhile: Recorded[] | undefined;
  for (const entry of recorded) {
    if (entry.call.do === 'scheduled') meanwhile = [];
    else if (entry.call.do === 'unscheduled') {
      if (meanwhile) story.push(...together(meanwhile, done));
      meanwhile = undefined;
    } else if (meanwhile) meanwhile.push(entry);
    else if (happened(entry)) story.push(done(entry));
  }
  if (meanwhile) story.push(...together(meanwhile, done));
  return story;
}

interface Happened extends Recorded {
  readonly call: Action;
}

function happened(entry: Recorded): entry is Happened {
  return isAction(entry.call) && (entry.failure === undefined || entry.failure.kind === 'died');
}

function together(recorded: readonly Recorded[], done: (entry: Happened) => Done): Done[] {
  const bottom = recorded.filter(happened);
  const left = countByDepth(bottom);
  if (left.length < 2) return bottom.map(done);
  const lanes: Action[][] = left.map(() => []);
  const answers: Answered[][] = left.map(() => []);
  const switches: number[] = [];
  let point = 0;
  const walk = ({ call, answered, points = [] }: Happened, depth: number): void => {
    lanes[depth]?.push(call);
    answers[depth]?.push(answered);
    left[depth] = (left[depth] ?? 0) - 1;
    for (const { calls } of points) {
      const here = point++;
      const inside = calls.filter(happened);
      if (inside.length > 0) switches.push(here);
      for (const [index, inner] of inside.entries()) {
        walk(inner, depth + 1);
        // A list that is at its end goes back without being asked whether to switch.
        if (left[depth + 1] === 0) continue;
        const after = point++;
        if (index === inside.length - 1) switches.push(after);
      }
    }
  };
  for (const entry of bottom) {
    point++;
    walk(entry, 0);
  }
  const died = answers.flat().find((answered) => answered.died !== undefined)?.died;
  return [{ action: { do: 'together', lanes, switches }, answered: { lanes: answers, ...(died !== undefined && { died }) } }];
}

/** How many calls there are at the bottom, inside these, inside those. */
function countByDepth(bottom: readonly Happened[]): number[] {
  const counts: number[] = [];
  const count = (entries: readonly Happened[], depth: number): void => {
    for (const { points = [] } of entries) {
      counts[depth] = (counts[depth] ?? 0) + 1;
      for (const { calls } of points) count(calls.filter(happened), depth + 1);
    }
  };
  count(bottom, 0);
  return counts;
}
