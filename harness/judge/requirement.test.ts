import { expect, it } from 'vitest';
import type { PlannedCase } from '../plan/plan.ts';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import type { CompiledRequirement } from '../spec/model.ts';
import { createSession } from './session.ts';

const book = loadSpecs();
const target = createSimulator('testcap');
const plan = makePlan(book, target, { query: ['profiles'], destructive: false, profiles: [] });

/** The result of a requirement of the shipped specs after a change to it. */
function judged(claim: string, change: Partial<CompiledRequirement> = {}) {
  const planned = plan.cases.find((each) => each.claim === claim);
  if (!planned?.requirement) throw new Error(`no case for ${claim}`);
  const changed: PlannedCase = { ...planned, requirement: { ...planned.requirement, ...change } };
  return createSession(book, plan, target, { seed: 1 }).run(changed);
}

const counted = 'video-capture.pins';
const use = (name: string) => ({ name, own: false, candidates: book.itemsByName.get(name) ?? [] });

it('holds on a device that offers what it must', () => {
  expect(judged(counted)).toMatchObject({ verdict: 'pass', requests: 0 });
  expect(judged(counted, { least: 2, most: 2 }).verdict).toBe('pass');
});

it('is broken by too few or too many objects', () => {
  expect(judged(counted, { least: 3 }).finding?.message).toMatch(/^there are 2 of pinFactory where/);
  expect(judged(counted, { most: 1 }).finding).toMatchObject({ verdict: 'fail', expected: 'at most 1' });
});

it('is broken by an item that is lacking', () => {
  const item = use('KSPROPERTY_TUNER_CAPS');
  expect(judged('avstream-capture.categories', { items: [item] }).finding?.message).toBe('testcap does not offer KSPROPERTY_TUNER_CAPS');
  expect(judged('avstream-capture.categories', { oneOf: [item] }).finding?.message).toBe('testcap offers none of KSPROPERTY_TUNER_CAPS');
  expect(judged('avstream-capture.categories', { oneOf: [item, use('KSPROPERTY_TOPOLOGY_NODES')] }).verdict).toBe('pass');
});

it('is skipped, not passed, where there is nothing that it is about', () => {
  expect(judged('video-capture.video-port')).toMatchObject({ verdict: 'skip', skip: { reason: 'precondition' } });
  expect(judged('video-capture.video-port', { least: 1 }).verdict).toBe('fail');
});
