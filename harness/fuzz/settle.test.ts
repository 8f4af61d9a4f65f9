import { describe, expect, it, vi } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { prove } from './proof.ts';
import { settle, targetTrial } from './settle.ts';
import { hunt } from './testing/campaigns.ts';

vi.setConfig({ testTimeout: 120_000 });

describe('what was found', () => {
  it('is seen again, small, and only where the bug is', () => {
    const fault = 'property.unknown-set-status';
    const [first] = hunt('testcap', { fault, requests: 60_000, untilFound: true }).found;
    const ill = createSimulator('testcap', { faults: [fault] });
    const settled = settle(first!.found, first!.actions, targetTrial(ill));
    expect(settled.again).toBe(true);
    expect(settled.story.length).toBeLessThanOrEqual(4);
    const actions = settled.story.map(({ action }) => action);
    expect(prove(first!.found.proof, createSimulator('testcap', { faults: [fault] }), actions).breach).not.toBeNull();
    expect(prove(first!.found.proof, createSimulator('testcap'), actions).breach).toBeNull();
  });
  it('is told apart from what a fresh device does not show', () => {
    const [first] = hunt('testcap', { fault: 'property.unknown-set-status', requests: 60_000, untilFound: true }).found;
    const { again, story } = settle(first!.found, first!.actions, targetTrial(createSimulator('testcap')));
    expect(again).toBe(false);
    expect(story.length).toBeGreaterThan(0);
  });
});
