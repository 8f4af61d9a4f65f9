/** What may lose something is only done where the user wants it. */
import { beforeAll, expect, test } from 'vitest';
import type { SpecBook } from '../spec/model.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { Capability, Target } from '../target/target.ts';
import { mayLose } from './loses.ts';
import { makePlan } from './plan.ts';

let book: SpecBook;
beforeAll(() => { book = loadSpecs(); });

/** A device as a real one: nothing of it is simulated. */
function real(device = 'testcap'): Target {
  const target = createSimulator(device);
  const simulated: Capability[] = ['virtual-time', 'scheduling'];
  Object.defineProperty(target, 'capabilities', { value: new Set([...target.capabilities].filter((ability) => !simulated.includes(ability))) });
  return target;
}

const plan = (target: Target, destructive: boolean) => makePlan(book, target, { query: [], profiles: [], destructive });
const judged = (target: Target, destructive: boolean) =>
  plan(target, destructive).cases.filter(({ skip, behaviour, model }) => !skip && [behaviour, model].some((claim) => claim && mayLose(claim))).length;

test('a real device is neither suspended nor unplugged, unless the user wants it', () => {
  expect(judged(createSimulator('testcap'), false)).toBeGreaterThan(5);
  expect(judged(real(), false)).toBe(0);
  expect(judged(real(), true)).toBe(judged(createSimulator('testcap'), true));
});

test('a law that sets is not judged on a property whose set may lose something', () => {
  const losing = (destructive: boolean) =>
    ['camcorder', 'encoder', 'audiodsp'].flatMap((device) =>
      plan(real(device), destructive).cases.filter(({ law, about, skip }) =>
        !skip && law && about?.kind === 'property' && about.destructive && ['set', 'both'].includes(law.selector.kind === 'property' ? law.selector.access : ''),
      ),
    );
  expect(losing(true).length).toBeGreaterThan(0);
  expect(losing(false)).toEqual([]);
});

test('a claim that sets such a property is known to be one', () => {
  const transport = [...book.behaviours, ...book.models].filter(({ id }) => id === 'transport.state.set' || id === 'transport.walk');
  expect(transport.map(mayLose)).toEqual([true, true]);
  const judgedOn = (target: Target) => plan(target, false).cases.filter(({ claim, skip }) => claim === 'transport.walk' && !skip).length;
  expect([judgedOn(createSimulator('camcorder')), judgedOn(real('camcorder'))]).toEqual([1, 0]);
});
