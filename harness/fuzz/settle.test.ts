import { describe, expect, it, test, vi } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { Campaign } from './campaign.ts';
import { fuzzFault } from './fault.ts';
import type { Found } from './finding.ts';
import { prove } from './proof.ts';
import { settle, targetTrial } from './settle.ts';
import { book, hunt } from './testing/campaigns.ts';
import { shorterPath, Walks } from './walks.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('what was found', () => {
  it('is seen again, small, and only where the bug is', () => {
    const fault = 'property.unknown-set-status';
    const [first] = hunt('testcap', { fault, requests: 60_000, untilFound: true }).found;
    const ill = createSimulator('testcap', { faults: [fault] });
    const settled = settle(first!.found, first!.actions, targetTrial(ill, book));
    expect(settled.again).toBe(true);
    expect(settled.story.length).toBeLessThanOrEqual(4);
    const actions = settled.story.map(({ action }) => action);
    expect(prove(first!.found.proof, createSimulator('testcap', { faults: [fault] }), actions).breach).not.toBeNull();
    expect(prove(first!.found.proof, createSimulator('testcap'), actions).breach).toBeNull();
  });
  it('is told apart from what a fresh device does not show', () => {
    const [first] = hunt('testcap', { fault: 'property.unknown-set-status', requests: 60_000, untilFound: true }).found;
    const { again, story } = settle(first!.found, first!.actions, targetTrial(createSimulator('testcap'), book));
    expect(again).toBe(false);
    expect(story.length).toBeGreaterThan(0);
  });
  it('along a model is left with the commands that it needs', () => {
    const fault = 'state.stop-reported-as-acquire';
    const walked = hunt('testcap', { fault, focus: ['KSPROPSETID_Connection'], races: false, requests: 6000 }).found.find(({ found }) => found.proof.kind === 'walk');
    if (walked?.found.proof.kind !== 'walk') throw new Error('no model was broken');
    const ill = createSimulator('testcap', { faults: [fault] });
    const { again, story } = settle(walked.found, walked.actions, targetTrial(ill, book));
    expect(again).toBe(true);
    expect(story.length).toBeLessThan(walked.actions.length);
    const well = new Walks(book, createSimulator('testcap'));
    expect(well.again(walked.found.proof, walked.found.proof.path)).toBeUndefined();
  });
});

test.each([
  ['kind.foreign-code-succeeds', 'O17', 6000],
  ['power.settings-lost', 'O18', 6000],
  ['event.disable-does-nothing', 'O15', 60_000],
] as const)('what %s breaks (%s) is seen again', (fault, oracle, requests) => {
  const one = hunt('testcap', { fault, races: false, requests }).found.find(({ found }) => found.breach.oracle === oracle);
  if (!one) throw new Error('nothing was found');
  const { again, story } = settle(one.found, one.actions, targetTrial(createSimulator('testcap', { faults: [fault] }), book));
  expect(again).toBe(true);
  const actions = story.map(({ action }) => action);
  expect(prove(one.found.proof, createSimulator('testcap'), actions).breach).toBeNull();
});

test('commands are left out while it holds', () => {
  expect(shorterPath(['a', 'b', 'c', 'd', 'e'], (path) => path.includes('b') && path.includes('e'))).toEqual(['b', 'e']);
  expect(shorterPath([], () => false)).toEqual([]);
});

test('a device that dies of being looked at is a finding', () => {
  const fault = 'property.support-asks-hardware';
  const found: Found[] = [];
  const target = createSimulator('testcap', { faults: [fault] });
  expect(() => new Campaign(book, target, { seed: 1, focus: [], destructive: true, onFinding: (one) => found.push(one) })).toThrow('died');
  expect(found).toMatchObject([{ verdict: 'crash', verb: 'discovery' }]);
  expect(fuzzFault(book, fault, { seed: 1, devices: ['testcap'], requests: 100 })?.found.verdict).toBe('crash');
});
