import { expect, test } from 'vitest';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { Target } from '../target/target.ts';
import { createSession } from './session.ts';
import { switchDomain, switchesAt } from './switches.ts';
import type { CaseResult } from './verdict.ts';

const book = loadSpecs();

function judge(query: string, target: Target): CaseResult {
  const plan = makePlan(book, target, { query: [query], destructive: false, profiles: [] });
  const [planned] = plan.cases;
  if (!planned) throw new Error(`no case is ${query}`);
  const result = createSession(book, plan, target, { seed: 1 }).run(planned);
  return { ...result, milliseconds: 0, times: {} };
}

const faulty = (fault: string): Target => createSimulator('testcap', { faults: [fault] });
const stop = 'core/concurrency:concurrency.stop.read@testcap/pin0';
const write = 'core/concurrency:concurrency.write.one-fetch@testcap/pin3';

test('a race is found, made as small as one switch, and found again in the same way', () => {
  const result = judge(write, faulty('concurrency.stream-header-fetched-twice'));
  expect(result.verdict).toBe('fail');
  expect(result.finding?.values[switchesAt]).toMatch(/^\[\d+\]$/);
  expect(result.finding?.exchanges.map(({ title }) => title)).toContainEqual(expect.stringMatching(/list 2 goes on inside list 1, at its probe/));
  expect(judge(write, faulty('concurrency.stream-header-fetched-twice'))).toEqual(result);
});

test('what is left behind by a race hangs', () => {
  expect(judge(stop, faulty('concurrency.queued-after-stop')).verdict).toBe('hang');
  expect(judge(stop, createSimulator('testcap')).verdict).toBe('pass');
});

test('a target that cannot schedule is switched between steps only', () => {
  const target = faulty('concurrency.queued-after-stop');
  const plain = new Proxy(target, {
    get: (object, name) => {
      const value = name === 'scheduling' ? undefined : (Reflect.get(object, name, object) as unknown);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(object) : value;
    },
  });
  const result = judge(stop, plain);
  expect(result.verdict).toBe('pass');
  expect(result.runs).toBeGreaterThan(2);
});

test('single switches come first, then pairs', () => {
  expect(switchDomain(3).all).toEqual([[0], [1], [2], [0, 1], [0, 2], [1, 2]]);
  expect(switchDomain(100).all).toBeUndefined();
});
