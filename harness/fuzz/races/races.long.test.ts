import { describe, expect, it, vi } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { perform } from '../../traffic/perform.ts';
import { Campaign } from '../campaign.ts';
import { settle, targetTrial } from '../settle.ts';
import { book, hunt } from '../testing/campaigns.ts';
import { raceKinds } from './race.ts';

vi.setConfig({ testTimeout: 240_000 });

const focus = ['KSPROPSETID_Connection'];

/** What a campaign finds first, or nothing, in so many requests. */
const first = (fault: string, races: boolean, requests: number) => hunt('testcap', { fault: `concurrency.${fault}`, focus, races, requests, untilFound: true }).found[0]?.found;

describe('faults that show only when requests overlap', () => {
  it.each(['cancel-completes-again', 'closed-under-request', 'torn-get', 'stream-header-fetched-twice'])('concurrency.%s is found by a race, and by nothing else', (fault) => {
    const found = first(fault, true, 120_000);
    expect(found?.verb).toMatch(/^race /);
    expect(['O1', 'O9']).toContain(found?.breach.oracle);
    expect(first(fault, false, 20_000)).toBeUndefined();
  });
});

it('a state that other threads see late is found by a model, which the finding names, and shows again', () => {
  const fault = 'concurrency.state-seen-late';
  const { found } = hunt('testcap', { fault, focus, requests: 400_000, untilFound: true });
  const [one] = found;
  if (!one) throw new Error('nothing was found');
  expect(one.found).toMatchObject({ verb: 'race model', item: 'connection.state', breach: { oracle: 'O9', rule: 'CONN-004' }, proof: { kind: 'model', claim: 'connection.state' } });
  const { again, story } = settle(one.found, one.actions, targetTrial(createSimulator('testcap', { faults: [fault] }), book));
  expect(again).toBe(true);
  expect(story.length).toBeLessThan(one.actions.length);
});

it('a round ends that comes to a place where no race is found', () => {
  // A model of the decoder that says too little there for any order of what could be asked.
  const campaign = new Campaign(book, createSimulator('dvddecoder'), { seed: 5, focus: [], destructive: true, firstRound: 11 });
  campaign.round(2000);
  expect(campaign.requests).toBe(0);
  campaign.round(2000);
  expect(campaign.requests).toBeGreaterThan(0);
});

describe('a healthy device', () => {
  it.each([1, 2])('shows nothing with seed %i, whatever kind of race', (seed) => {
    const { campaign, found } = hunt('testcap', { seed, requests: 24_000 });
    expect(found.map(({ found: one }) => one)).toEqual([]);
    expect(Object.keys(campaign.races?.races ?? {}).sort()).toEqual([...raceKinds].sort());
  });
});

describe('a finding', () => {
  it('is made small, with its lists and the switch that it needs, and shows again', () => {
    const { found } = hunt('testcap', { fault: 'concurrency.torn-get', focus, requests: 60_000, untilFound: true });
    const [one] = found;
    if (!one) throw new Error('nothing was found');
    const fault = { faults: ['concurrency.torn-get'] };
    const { again, story } = settle(one.found, one.actions, targetTrial(createSimulator('testcap', fault), book));
    expect(again).toBe(true);
    const lists = story.find(({ action }) => action.do === 'together');
    expect(lists?.answered.order?.join()).toMatch(/goes on inside list/);
    expect(lists?.action).toMatchObject({ switches: [expect.any(Number)] });
    expect(story.length).toBeLessThan(8);
    const actions = story.map(({ action }) => action);
    const then = perform(createSimulator('testcap', fault), actions).answers.at(-1);
    expect(then).toEqual(story.at(-1)?.answered);
  });
  it('comes the same with the same seed', () => {
    const run = () => hunt('testcap', { fault: 'concurrency.closed-under-request', focus, requests: 60_000, untilFound: true }).found.map(({ found, requests }) => ({ found, requests }));
    expect(run()).toEqual(run());
  });
});

it('a target that cannot schedule has none', () => {
  expect(hunt('testcap', { requests: 100, races: false }).campaign.races).toBeUndefined();
});
