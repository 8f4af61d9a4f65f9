import { expect, test } from 'vitest';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { createSession } from './session.ts';
import type { CaseResult } from './verdict.ts';

const book = loadSpecs();

function judge(id: string, fault?: string): CaseResult {
  const target = createSimulator('testcap', fault === undefined ? {} : { faults: [fault] });
  try {
    const plan = makePlan(book, target, { query: [id], destructive: false, profiles: [] });
    const [planned] = plan.cases;
    if (!planned) throw new Error(`no case is ${id}`);
    return createSession(book, plan, target, { seed: 1 }).run(planned);
  } finally {
    target.dispose();
  }
}

test('requests are counted by verb, by how their buffers compare, and by state', () => {
  const { asked = {}, times = {} } = judge('core/clock:clock.rate@testcap/pin0/clock');
  expect(asked).toEqual({ 'SET exact STOP KSPROPERTY_CONNECTION_STATE@testcap/pin0': 1, 'GET exact RUN KSPROPERTY_CLOCK_TIME': 30 });
  expect(Object.entries(times).map(([kind, [count]]) => [kind, count])).toEqual([
    ['SET KSPROPERTY_CONNECTION_STATE', 1],
    ['GET KSPROPERTY_CLOCK_TIME', 30],
  ]);
  for (const [, total, most] of Object.values(times)) expect(total).toBeGreaterThanOrEqual(most);
});

test('buffers that are too short, and inputs that are cut, have classes of their own', () => {
  const item = 'core/clock/KSPROPERTY_CLOCK_TIME';
  const short = judge(`${item}:property.get.short-output@testcap/pin0/clock`);
  expect(short.asked).toMatchObject({ 'GET exact STOP': expect.any(Number), 'GET short STOP': expect.any(Number) });
  const classes = Object.keys(judge(`${item}:property.request.truncated@testcap/pin0/clock`).asked ?? {}).map((cell) => cell.split(' ')[1]);
  expect(new Set(classes)).toEqual(new Set(['cut']));
});

test('what is asked is the same for the same seed, whatever the time', () => {
  const id = 'core/clock:clock.walk@testcap/pin0/clock';
  const { asked } = judge(id);
  expect(Object.keys(asked ?? {}).length).toBeGreaterThan(3);
  expect(judge(id).asked).toEqual(asked);
});

test('a case that fails names what it asked last', () => {
  const failed = judge('**:event.disable.twice@testcap/pin0/clock', 'event.disable-unknown-succeeds');
  expect(failed).toMatchObject({ verdict: 'fail', askedLast: 'DISABLE none STOP' });
  expect(failed.asked).toMatchObject({ 'DISABLE none STOP': 2 });
  expect(judge('core/clock:clock.rate@testcap/pin0/clock').askedLast).toBeUndefined();
});
