/** Which actions need which: an action that names a slot is of no use without the one that makes it. */
import type { Action, Content, Memory, Slot } from './actions.ts';

/** The slot that an action makes. */
export function madeBy(action: Action): Slot | undefined {
  return 'makes' in action ? action.makes : undefined;
}

/** Slots without which an action cannot be done, or would send other bytes. */
export function usedBy(action: Action): readonly Slot[] {
  switch (action.do) {
    case 'open-child':
      return [action.parent, ...linked(action.name)];
    case 'close':
      return [action.handle];
    case 'ioctl':
    case 'submit':
      return [action.handle, ...inMemory(action.input), ...inMemory(action.output)];
    case 'wait':
    case 'cancel':
      return [action.request];
    case 'write':
      return [action.region, ...linked(action.content)];
    case 'release':
      return [action.region];
    case 'take-signals':
      return [action.signal];
    case 'together':
      return action.lanes.flat().flatMap(usedBy);
    default:
      return [];
  }
}

/** All slots that an action makes, those within lists included. */
export function allMadeBy(action: Action): readonly Slot[] {
  if (action.do === 'together') return action.lanes.flat().flatMap(allMadeBy);
  const made = madeBy(action);
  return made === undefined ? [] : [made];
}

/** The actions without those to be dropped, and without those that need one of them. */
export function without(actions: readonly Action[], dropped: ReadonlySet<Action>): Action[] {
  const gone = new Set<Slot>();
  const kept: Action[] = [];
  for (const action of actions) {
    if (dropped.has(action)) {
      for (const slot of allMadeBy(action)) gone.add(slot);
      continue;
    }
    const left = action.do === 'together' ? lanesWithout(action, dropped, gone) : action;
    if (usedBy(left).some((slot) => gone.has(slot))) for (const slot of allMadeBy(left)) gone.add(slot);
    else kept.push(left);
  }
  return kept;
}

function lanesWithout(action: Extract<Action, { do: 'together' }>, dropped: ReadonlySet<Action>, gone: Set<Slot>): Action {
  const lanes = action.lanes.map((lane) =>
    lane.filter((each) => {
      const drop = dropped.has(each) || usedBy(each).some((slot) => gone.has(slot));
      if (drop) for (const slot of allMadeBy(each)) gone.add(slot);
      return !drop;
    }),
  );
  const changed = lanes.some((lane, i) => lane.length !== action.lanes[i]?.length);
  return changed ? { ...action, lanes } : action;
}

function linked({ links }: Content): Slot[] {
  return links.map(({ to }) => to);
}

function inMemory(memory: Memory): Slot[] {
  if (memory === null || 'address' in memory) return [];
  return 'region' in memory ? [memory.region] : linked(memory);
}
