import { describe, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { GET, header, SET, ulongs } from '../simulator/testing/client.ts';
import type { Action } from './actions.ts';
import { without } from './dependants.ts';
import { minimise, performFresh } from './minimise.ts';
import { content, disable, enable, EVENT, openFilter, property, PROPERTY, slot, TESTCAP_EVENTS } from './testing/testcap.ts';

const { LEVEL, WIDE } = PROPERTY;

/** Much that has nothing to do with it, on filters of its own. */
function noise(target: ReturnType<typeof createSimulator>, first: number): Action[] {
  return [
    openFilter(target, first),
    ...enable(first, EVENT.CHANGED, first + 1, first + 2),
    property(first, LEVEL, SET, ulongs(10 + first)),
    property(first, WIDE, GET, 8),
    disable(first, first + 2),
    { do: 'close', handle: slot(first) },
  ];
}

describe('what kills a simulated driver', () => {
  const target = createSimulator('testcap', { faults: ['event.short-data-crashes'] });
  const dies = (actions: readonly Action[]) => performFresh(target, actions).died !== undefined;
  const kill: Action = {
    ...property(50, LEVEL, GET, 8),
    code: IOCTL.IOCTL_KS_ENABLE_EVENT,
    input: content(new Uint8Array([...header(TESTCAP_EVENTS, EVENT.CHANGED, 1), 1, 2, 3, 4])),
  };
  const actions = [...noise(target, 0), openFilter(target, 50), ...noise(target, 10), { do: 'sleep', duration: 5n } as const, kill, ...noise(target, 20)];

  test('becomes two actions, with no byte too many', () => {
    expect(dies(actions)).toBe(true);
    const result = minimise(actions, dies);
    expect(result.complete).toBe(true);
    expect(result.actions.map((action) => action.do)).toEqual(['open', 'ioctl']);
    // It takes the length of a header, the set and the flag that enables: none of the fields behind them, and no output.
    const { input, output } = result.actions[1] as unknown as Record<'input' | 'output', { bytes: Uint8Array }>;
    expect([input.bytes.length, input.bytes.filter((byte) => byte !== 0).length, output.bytes.length]).toEqual([24, header(TESTCAP_EVENTS, EVENT.CHANGED, 1).filter((byte) => byte !== 0).length, 0]);
    expect(dies(result.actions)).toBe(true);
  });

  test('the same way each time, and in no more tries than are allowed', () => {
    const first = minimise(actions, dies);
    expect(minimise(actions, dies)).toEqual(first);
    expect(first.tries).toBeLessThan(400);
    const few = minimise(actions, dies, { tries: 7 });
    expect(few).toMatchObject({ tries: 7, complete: false });
    expect(dies(few.actions)).toBe(true);
    expect(few.actions.length).toBeLessThan(actions.length);
  });

  test('what is to be kept is kept', () => {
    const kept = actions[4] as Action;
    const result = minimise(actions, dies, { keep: (action) => action === kept });
    expect(result.actions).toContain(kept);
    expect(dies(result.actions)).toBe(true);
  });
});

test('a race is left with the lists and the switch that it needs', () => {
  const target = createSimulator('testcap');
  const lanes = [
    [property(0, WIDE, GET, 8), property(0, LEVEL, SET, ulongs(5)), property(0, WIDE, GET, 8), property(0, LEVEL, GET, 4)],
    [property(1, WIDE, GET, 8), property(1, LEVEL, SET, ulongs(10))],
  ];
  const overwritten = (actions: readonly Action[]): boolean => {
    const { answers } = performFresh(target, actions);
    const together = actions.findIndex((action) => action.do === 'together');
    return answers[together]?.lanes?.[0]?.some(({ output }) => output?.length === 4 && output[0] === 10) ?? false;
  };
  const list = (switches: readonly number[]): Action[] => [openFilter(target, 0), openFilter(target, 1), { do: 'together', lanes, switches }];
  const found = Array.from({ length: 60 }, (_, at) => list([at, at + 40])).find(overwritten);
  expect(found).toBeDefined();
  const { actions } = minimise(found ?? [], overwritten);
  const together = actions.at(-1) as Extract<Action, { do: 'together' }>;
  expect(together.lanes.flat().length).toBeLessThan(lanes.flat().length);
  expect(together.switches.length).toBeLessThanOrEqual(1);
  expect(overwritten(actions)).toBe(true);
});

test('what needs a dropped action is dropped with it', () => {
  const target = createSimulator('testcap');
  const actions = noise(target, 0);
  const dropped = (index: number) => without(actions, new Set([actions[index] as Action])).map((action) => actions.indexOf(action));
  // The filter: everything but the signal, the event data and what is written into it.
  expect(dropped(0)).toEqual([1, 2, 3]);
  // The signal: its handle stands in the event data.
  expect(dropped(1)).toEqual([0, 2, 4, 5, 6, 7, 8]);
  expect(dropped(2)).toEqual([0, 1, 5, 6, 8]);
  expect(dropped(6)).toEqual([0, 1, 2, 3, 4, 5, 7, 8]);
});
