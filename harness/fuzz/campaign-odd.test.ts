/** Campaigns on targets that are not like the simulator, and what each of their ways to look at answers finds. */
import { expect, test, vi } from 'vitest';
import { isSuccess, STATUS } from '../abi/ntstatus.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { GET, SET } from '../simulator/testing/client.ts';
import { TargetDied, type Capability, type Target } from '../target/target.ts';
import type { Action } from '../traffic/actions.ts';
import { Campaign } from './campaign.ts';
import type { Found } from './finding.ts';
import { book, hunt } from './testing/campaigns.ts';

vi.setConfig({ testTimeout: 120_000 });

test.each([
  ['property.size-query-drift', 'testcap', 'promise', 'O3'],
  ['property.get-hangs', 'testcap', 'hang', 'O11'],
  ['concurrency.request-fetched-twice', 'testcap', 'fetches', 'O9'],
  ['property.completed-then-pending', 'testcap', 'verifier', 'O19'],
  ['power.settings-lost', 'testcap', 'resumed', 'O18'],
])('%s on %s is found as %s', (fault, device, kind, oracle) => {
  const { found } = hunt(device, { fault, requests: 6000 });
  expect(found.map(({ found: { proof, breach } }) => `${proof.kind} ${breach.oracle}`)).toContain(`${kind} ${oracle}`);
});

/** Says of a request which set, item and verb it has. */
function about(input: unknown): { readonly id: number; readonly flags: number } {
  if (!(input instanceof Uint8Array) || input.length < 24) return { id: -1, flags: 0 };
  const view = new DataView(input.buffer, input.byteOffset);
  return { id: view.getUint32(16, true), flags: view.getUint32(20, true) };
}

/** A campaign on the simulated device with some parts of the target changed. */
function campaignOn(device: string, change: (target: Target) => object, options: { fault?: string; races?: boolean; focus?: readonly string[] } = {}) {
  const target = createSimulator(device, options.fault === undefined ? {} : { faults: [options.fault] });
  Object.defineProperties(target, Object.fromEntries(Object.entries(change(target)).map(([name, value]) => [name, { value: value as unknown }])));
  const found: { readonly found: Found; readonly actions: readonly Action[] }[] = [];
  const { focus = [], races = false } = options;
  const begin = () => new Campaign(book, target, { seed: 1, focus, destructive: true, races, onFinding: (one, actions) => found.push({ found: one, actions }) });
  const rounds = (campaign: Campaign, count: number) => { for (let i = 0; i < count; i++) campaign.round(300); };
  return { target, found, begin, rounds };
}

const without = (...names: Capability[]) => ({ capabilities }: Target) => ({ capabilities: new Set([...capabilities].filter((each) => !names.includes(each))) });

test('handlers that are told that the kernel asks are found', () => {
  const observations = { active: false, fetches: [], handlerModes: ['kernel'] };
  const { found, begin, rounds } = campaignOn('testcap', () => ({ observations }), { focus: ['KSPROPSETID_Pin'] });
  rounds(begin(), 2);
  expect(found.map(({ found: { proof, breach } }) => `${proof.kind} ${breach.oracle}`)).toContain('modes O8');
  expect(observations.active).toBe(false);
});

test('bytes that Information counts and nobody wrote are found', () => {
  const { found, begin, rounds } = campaignOn('testcap', (target) => {
    const ioctl = target.ioctl.bind(target);
    return {
      ioctl: (...words: Parameters<Target['ioctl']>) => {
        const [, code, input, output] = words;
        const before = output instanceof Uint8Array ? output.slice() : undefined;
        const answer = ioctl(...words);
        const last = answer.information - 1;
        if (before && output instanceof Uint8Array && code === IOCTL.IOCTL_KS_PROPERTY && about(input).flags === GET && isSuccess(answer.status) && last in before) output.set(before.subarray(last, last + 1), last);
        return answer;
      },
    };
  }, { focus: ['KSPROPSETID_Pin'] });
  rounds(begin(), 6);
  expect(found.map(({ found: { proof, breach } }) => `${proof.kind} ${breach.oracle}`)).toContain('unwritten O4');
});

test('a target that cannot be started anew is dead when it died, and the campaign is over', () => {
  const { found, begin, rounds } = campaignOn('testcap', without('reset', 'census'), { fault: 'property.short-input-crashes' });
  const campaign = begin();
  expect(() => { rounds(campaign, 40); }).toThrow(TargetDied);
  expect(found.map(({ found: { breach, verdict } }) => [breach.oracle, verdict])).toEqual([['O1', 'crash']]);
});

test('without a census nothing is said of what is left', () => {
  const { found, begin, rounds } = campaignOn('testcap', without('census'), { fault: 'connect.leak-on-failure' });
  rounds(begin(), 20);
  expect(found.map(({ found: { proof } }) => proof.kind)).not.toContain('census');
});

test('a mistake of kscts is no finding', () => {
  let broken = false;
  const { found, begin, rounds } = campaignOn('testcap', (target) => {
    const ioctl = target.ioctl.bind(target);
    return { ioctl: (...words: Parameters<Target['ioctl']>) => { if (broken) throw new RangeError('off by one'); return ioctl(...words); } };
  });
  const campaign = begin();
  broken = true;
  expect(() => { rounds(campaign, 10); }).toThrow('off by one');
  expect(found).toEqual([]);
});

test('a target that dies of being looked at was found to', () => {
  const { found, begin } = campaignOn('testcap', () => ({ discover: () => { throw new TargetDied('PAGE_FAULT', 'crash'); } }));
  expect(begin).toThrow(TargetDied);
  expect(found.map(({ found: { verb, breach } }) => [verb, breach.oracle, breach.message])).toEqual([['discovery', 'O1', 'PAGE_FAULT']]);
});

test('a step of a model that never completes is a hang of that model', () => {
  let hangs = false;
  const { found, begin, rounds } = campaignOn('testcap', (target) => {
    const ioctl = target.ioctl.bind(target);
    return {
      ioctl: (...words: Parameters<Target['ioctl']>) => {
        const { id, flags } = about(words[2]);
        if (hangs && words[1] === IOCTL.IOCTL_KS_PROPERTY && id === 0 && flags === SET) return { status: STATUS.STATUS_PENDING, information: 0, timedOut: true };
        return ioctl(...words);
      },
    };
  }, { focus: ['KSPROPSETID_Connection'] });
  const campaign = begin();
  hangs = true;
  rounds(campaign, 4);
  const [walk] = found.filter(({ found: { proof } }) => proof.kind === 'walk');
  expect(walk?.found).toMatchObject({ verdict: 'hang', verb: 'walk', item: 'connection.state', breach: { oracle: 'O11', expected: 'every request completes' } });
});

test('a model that the device does not let be entered is refused, and said to be', () => {
  let refuses = false;
  const { begin, rounds } = campaignOn('testcap', (target) => {
    const openChild = target.openChild.bind(target);
    return { openChild: (...words: Parameters<Target['openChild']>) => (refuses ? { status: STATUS.STATUS_INSUFFICIENT_RESOURCES, handle: 0 } : openChild(...words)) };
  }, { focus: ['KSPROPSETID_Connection'] });
  const campaign = begin();
  refuses = true;
  rounds(campaign, 12);
  expect(campaign.coverage.refused.length).toBeGreaterThan(0);
  expect(campaign.coverage.refused.join()).toContain('connection.state@testcap/pin');
  expect(campaign.coverage.states).toEqual([]);
});

test('a callers’ ABI of 32 bits is asked as that of 64', () => {
  const target = createSimulator('testcap', { arch: 'x86' });
  const found: Found[] = [];
  const campaign = new Campaign(book, target, { seed: 2, focus: [], destructive: true, onFinding: (one) => found.push(one) });
  while (campaign.requests < 12_000) campaign.round(1000);
  expect(found).toEqual([]);
  expect(campaign.races?.orders).toBeGreaterThan(0);
});

test('gets may fail as they like: that is no bug by itself', () => {
  let left = 0;
  const { found, begin, rounds } = campaignOn('testcap', (target) => {
    const ioctl = target.ioctl.bind(target);
    return {
      ioctl: (...words: Parameters<Target['ioctl']>) => {
        const answer = ioctl(...words);
        const { flags } = about(words[2]);
        return words[1] === IOCTL.IOCTL_KS_PROPERTY && flags === GET && left > 0 && left-- % 7 === 0 && isSuccess(answer.status) ? { status: STATUS.STATUS_INSUFFICIENT_RESOURCES, information: 0 } : answer;
      },
    };
  }, { focus: ['KSPROPSETID_Pin'] });
  const campaign = begin();
  left = 2000;
  rounds(campaign, 4);
  expect(found.filter(({ found: { proof } }) => proof.kind === 'promise' || proof.kind === 'unwritten')).toEqual([]);
});
