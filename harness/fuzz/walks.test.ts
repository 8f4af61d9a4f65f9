/** Models that are gone to again: by paths that can be gone, on devices that let themselves be asked. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { TargetDied, type Handle, type Target } from '../target/target.ts';
import type { Action } from '../traffic/actions.ts';
import type { Found } from './finding.ts';
import { settle, type Trial } from './settle.ts';
import { book, hunt } from './testing/campaigns.ts';
import { Walks, withoutNumbers, type WalkProof } from './walks.ts';

vi.setConfig({ testTimeout: 120_000 });

const fault = 'state.stop-reported-as-acquire';
let found: Found;
let actions: readonly Action[];
let proof: WalkProof;
beforeAll(() => {
  const walked = hunt('testcap', { fault, focus: ['KSPROPSETID_Connection'], races: false, requests: 6000 }).found.find((one) => one.found.proof.kind === 'walk');
  if (walked?.found.proof.kind !== 'walk') throw new Error('no model was broken');
  ({ found, actions } = walked);
  proof = walked.found.proof;
});

describe('a walk', () => {
  const ill = (change: Partial<Target> = {}) => Object.assign(createSimulator('testcap', { faults: [fault] }), change);
  /** Looked at first, so that the plan is that of the device as it is. */
  function walksOn(change: Partial<Target>): Walks {
    const target = ill();
    const walks = new Walks(book, target);
    expect(walks.modelOf(proof)).toBeTypeOf('object');
    Object.assign(target, change);
    return walks;
  }

  test('breaks where it broke, and is told by what was done', () => {
    const done = new Walks(book, ill()).again(proof, proof.path);
    expect(done?.length).toBeGreaterThan(0);
    expect(new Walks(book, ill()).again({ ...proof, message: 'something else' }, proof.path)).toBeUndefined();
  });

  test.each<[string, Partial<WalkProof>, readonly string[]]>([
    ['of no model', { claim: 'connection.none' }, []],
    ['of no object', { object: 'testcap/pin99' }, []],
    ['by a command that there is not', {}, ['fly']],
    ['that ends before it breaks', { message: 'what does not break' }, []],
  ])('%s does not', (_what, change, path) => {
    expect(new Walks(book, createSimulator('testcap')).again({ ...proof, ...change }, path)).toBeUndefined();
  });

  test.each<[string, Partial<Target>]>([
    ['lets nothing be opened', { openChild: () => ({ status: STATUS.STATUS_INSUFFICIENT_RESOURCES, handle: 0 as Handle }) }],
    ['dies of it', { openChild: () => { throw new TargetDied('PAGE_FAULT', 'crash'); } }],
  ])('is not gone on a device that %s', (_what, change) => {
    expect(walksOn(change).again(proof, proof.path)).toBeUndefined();
  });

  test('in which kscts makes a mistake is not taken for one of the device', () => {
    const broken = { openChild: () => { throw new RangeError('off by one'); } };
    expect(() => walksOn(broken).again(proof, proof.path)).toThrow('off by one');
  });
});

test('a model is known by its claim and object', () => {
  const walks = new Walks(book, createSimulator('testcap'));
  expect(walks.modelOf(proof)?.model.id).toBe(proof.claim);
  expect(walks.modelOf({ claim: 'connection.none', object: proof.object })).toBeUndefined();
  // A claim that is no model.
  expect(walks.modelOf({ claim: 'event.disable.twice', object: proof.object })).toBeUndefined();
});

test('messages are compared without their numbers', () => {
  expect(withoutNumbers('status 0xC0000001 of pin 12')).toBe('status # of pin #');
});

describe('a finding along a model', () => {
  const trial = (walk: Trial['walk']): Trial => ({ tries: 3, holds: () => true, perform: (_proof, some) => some.slice(1).map(() => ({ status: STATUS.STATUS_SUCCESS })), walk });

  test('that is not seen again is cut to its last actions', () => {
    const { again, story } = settle(found, actions, trial(() => undefined));
    expect(again).toBe(false);
    expect(story.map(({ action }) => action)).toEqual(actions.slice(-64));
  });

  test('is looked for as often as may be, and answers that are not there are none', () => {
    let asked = 0;
    const some = actions.slice(0, 3);
    const { again, story } = settle(found, actions, trial(() => { asked++; return some; }));
    expect(asked).toBeLessThanOrEqual(4);
    expect([again, story]).toEqual([true, some.map((action, i) => ({ action, answered: i < 2 ? { status: STATUS.STATUS_SUCCESS } : {} }))]);
  });
});
