/** Which cases a plan has, and why some of them are not judged: each from claims of its own on the reference device. */
import { describe, expect, test } from 'vitest';
import { ExitCode, UserError } from '../base/errors.ts';
import { createSimulator } from '../simulator/simulator.ts';
import type { Capability, Target } from '../target/target.ts';
import { itemFacts, objectFacts } from './facts.ts';
import { makePlan, type PlanOptions } from './plan.ts';
import { claimsOf } from './testing/claims.ts';

const law = (id: string, selector: string, more = 'send: { output: 4 }') =>
  `  - { law: test.${id}, title: ${id}, cites: [TEST-001], for: { kind: property, set: [PROPSETID_TESTCAP, PROPSETID_MORE, PROPSETID_NONE], ${selector} }, ${more} }\n`;
const behaviour = (id: string, more: string) => `  - { behaviour: test.${id}, title: ${id}, cites: [TEST-001], on: filter, steps: [], ${more} }\n`;
const model = (id: string, more: string) =>
  `  - { model: test.${id}, title: ${id}, cites: [TEST-001], on: filter, state: { a: 1 }, commands: [{ command: c, steps: [] }], ${more} }\n`;
const claims = `laws:
${law('get', 'access: get')}${law('set', 'access: set')}${law('both', 'access: both')}${law('none', 'access: none')}${law('any', 'access: any')}${
  law('fixed', 'access: any, size: fixed, item: [LEVEL, TABLE]')}${law('where', 'access: any, item: [LEVEL, MODE], where: item.id == 2')}${
  law('absent', 'access: any, offered: false')}${law('either', 'access: any, offered: either, item: [LEVEL, ABSENT, NOTHING]')}${
  law('risky', 'access: any, item: MODE', 'destructive: true, send: { output: 4 }')}${law('loses', 'access: any, item: MODE', 'steps: [{ power: D3 }]')}
  - { law: test.object, title: object, cites: [TEST-001], for: { kind: object, on: filter }, steps: [{ check: 1 == 1 }] }
  - { law: test.object-not, title: object, cites: [TEST-001], for: { kind: object, on: filter, where: object.pinCount == 99 }, steps: [{ check: 1 == 1 }] }
  - { law: test.object-risky, title: object, cites: [TEST-001], for: { kind: object, on: filter }, destructive: true, steps: [{ check: 1 == 1 }] }
  - { law: test.object-loses, title: object, cites: [TEST-001], for: { kind: object, on: filter }, steps: [{ unplug: surprise }] }
  - { law: test.method, title: method, cites: [TEST-001], for: { kind: method, set: [METHODSETID_TESTCAP], item: READ }, send: { output: 4 } }
behaviours:
${behaviour('story', '')}${behaviour('needs', 'needs: [LEVEL]')}${behaviour('story-lacks', 'needs: [LEVEL, ABSENT]')}${behaviour('story-where', 'where: object.pinCount == 99')}${
  behaviour('story-risky', 'destructive: true')}${behaviour('story-loses', '').replace('steps: []', 'steps: [{ set: GONE, value: 1 }]')}models:
${model('walk', '')}${model('walk-lacks', 'needs: [ABSENT]')}${model('walk-where', 'where: object.pinCount == 99')}${model('walk-loses', 'setup: [{ set: GONE, value: 1 }]')}`;
const sets = `  PROPSETID_MORE:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}"
    ids: { KERNEL: 50, GONE: 1 }
    properties:
      KERNEL: { get: optional, set: optional, value: ULONG, kernelOnly: true }
      GONE: { get: optional, set: optional, value: ULONG, destructive: true }
  PROPSETID_NONE:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA90000F}"
    ids: { NOTHING: 0, NOBODY: 1 }
    properties:
      NOTHING: { get: optional, set: optional, value: ULONG }
      NOBODY: { get: optional, set: optional, value: ULONG }
`;
const book = claimsOf(claims, sets);

/** A device that may lose something. */
function real(): Target {
  const target = createSimulator('testcap');
  const simulated: Capability[] = ['virtual-time', 'scheduling'];
  Object.defineProperty(target, 'capabilities', { value: new Set([...target.capabilities].filter((ability) => !simulated.includes(ability))) });
  return target;
}
const planOf = (target: Target, options: Partial<PlanOptions> = {}) => makePlan(book, target, { query: [], profiles: [], destructive: false, ...options });
const plan = planOf(createSimulator('testcap'));
const ofFilter = (made = plan) => made.cases.filter(({ object, claim }) => object === 'testcap' && (claim.startsWith('test.') || claim === '*'));
/** What of a claim is judged and what is not: the items, or `it` for the object, each with its reason. */
function cases(claim: string, made = plan): string[] {
  return ofFilter(made).filter((each) => each.claim === `test.${claim}`).map(({ item = 'it', skip }) => (skip ? `${item} ${skip.reason}: ${skip.detail}` : item));
}

describe('a law is about items', () => {
  const offered = ['LEVEL', 'ENABLE', 'MODE', 'CHANGES', 'RESET', 'TABLE', 'SLOW', 'WIDE'];
  const cannot = (item: string, verbs: string) => `${item} not-offered: ${item} cannot be ${verbs}`;

  test('that can be read, written, both or not both', () => {
    expect(cases('get').slice(0, 8)).toEqual(offered.map((item) => (item === 'RESET' ? cannot(item, 'read') : item)));
    expect(cases('set').slice(0, 8)).toEqual(offered.map((item) => (['CHANGES', 'SLOW'].includes(item) ? cannot(item, 'written') : item)));
    expect(cases('both').slice(0, 8)).toEqual(offered.map((item) => (['CHANGES', 'SLOW', 'RESET'].includes(item) ? cannot(item, 'read and written') : item)));
    expect(cases('none').slice(0, 3)).toEqual(['CHANGES', 'RESET', 'SLOW']);
    expect(cases('any').slice(0, 8)).toEqual(offered);
  });

  test('of a size, of a name, that meet a condition', () => {
    expect(cases('fixed')).toEqual(['LEVEL']);
    expect(cases('where')).toEqual(['MODE']);
    expect(cases('method')).toEqual(['READ']);
  });

  test('that the device lacks, where it says so', () => {
    expect(cases('absent')).toEqual(['ABSENT', 'KERNEL', 'NOTHING', 'NOBODY']);
    expect(cases('either')).toEqual(['LEVEL', 'ABSENT', 'NOTHING']);
  });

  test('and otherwise one case stands for all that are not judged of an item or a set', () => {
    const stood = ofFilter().filter(({ claim }) => claim === '*').map(({ id, skip }) => `${id} ${skip?.reason}: ${skip?.detail}`);
    // get, set, both, none and any speak of each of them.
    expect(stood).toEqual(expect.arrayContaining([
      'own/ABSENT:*@testcap not-offered: ABSENT is not offered (5 claims)',
      'own/KERNEL:*@testcap kernel-only: KERNEL is not offered (5 claims)',
      'own/PROPSETID_NONE:*@testcap not-offered: PROPSETID_NONE is not offered (10 claims)',
    ]));
    expect(stood.filter((id) => id.startsWith('own/'))).toHaveLength(3);
  });
});

describe('a claim about an object', () => {
  test('is judged where it is about such an object', () => {
    expect(cases('object')).toEqual(['it']);
    expect(cases('object-not')).toEqual([]);
    expect([cases('story'), cases('story-where'), cases('walk-where')]).toEqual([['it'], [], []]);
    expect(cases('walk')).toEqual(['it']);
  });

  test('is not judged without what it needs', () => {
    expect(cases('needs')).toEqual(['it']);
    expect(cases('story-lacks')).toEqual(['it not-offered: ABSENT is not offered']);
    expect(cases('walk-lacks')).toEqual(['it not-offered: ABSENT is not offered']);
  });
});

describe('what may lose something', () => {
  const may = 'may lose settings or data';
  test('by what it says of itself is judged where the user wants it only', () => {
    const wanted = planOf(createSimulator('testcap'), { destructive: true });
    expect([cases('risky'), cases('risky', wanted)]).toEqual([[`MODE destructive: test.risky ${may}`], ['MODE']]);
    expect([cases('story-risky'), cases('story-risky', wanted)]).toEqual([[`it destructive: test.story-risky ${may}`], ['it']]);
    expect([cases('object-risky'), cases('object-risky', wanted)]).toEqual([[`it destructive: test.object-risky ${may}`], ['it']]);
  });

  test('by what it does is judged on a simulated device too', () => {
    const losing = `${may} of a real device, or the device`;
    const [tame, wild] = [planOf(real()), planOf(real(), { destructive: true })];
    for (const [id, about] of [['loses', 'MODE'], ['story-loses', 'it'], ['walk-loses', 'it'], ['object-loses', 'it']] as const) {
      expect([cases(id), cases(id, wild), cases(id, tame)]).toEqual([[about], [about], [`${about} destructive: test.${id} ${losing}`]]);
    }
    expect([cases('story', tame), cases('walk', tame)]).toEqual([['it'], ['it']]);
  });

  test('by what an item is, is read but not written', () => {
    const tame = planOf(real());
    const ofGone = (claim: string, made = tame) => cases(claim, made).find((each) => each.startsWith('GONE'));
    const written = (claim: string) => `GONE destructive: test.${claim} sets GONE, which may lose settings or data`;
    expect(['get', 'any', 'set', 'both'].map((claim) => ofGone(claim))).toEqual(['GONE', 'GONE', written('set'), written('both')]);
    expect([ofGone('set', plan), ofGone('set', planOf(real(), { destructive: true }))]).toEqual(['GONE', 'GONE']);
  });
});

test('a plan says what it was made of', () => {
  const { items, laws, behaviours, models, objects, device, profiles } = plan;
  expect([items, laws, behaviours, models, profiles]).toEqual([book.items.length, 16, 6, 4, []]);
  expect(objects).toEqual(device.map(({ path }) => path));
  expect(objects.slice(0, 3)).toEqual(['testcap', 'testcap/pinFactory0', 'testcap/pin0']);
  const [first] = plan.cases.filter(({ claim }) => claim === 'test.get');
  expect(first).toMatchObject({ id: 'own/LEVEL:test.get@testcap', kind: 'law', claim: 'test.get', object: 'testcap', item: 'LEVEL' });
  expect([first?.law?.id, first?.about?.name, first?.subject.path]).toEqual(['test.get', 'LEVEL', 'testcap']);
  const story = plan.cases.find(({ claim }) => claim === 'test.story');
  expect(story).toMatchObject({ id: 'own:test.story@testcap', kind: 'behaviour' });
  expect([story?.behaviour?.id, story && 'skip' in story, story && 'about' in story]).toEqual(['test.story', false, false]);
});

test('a query chooses cases, and one that matches none says what is near', () => {
  const ids = (...query: string[]) => planOf(createSimulator('testcap'), { query }).cases.map(({ id }) => id);
  expect(ids('own:test.story')).toEqual(['own:test.story@testcap']);
  expect(ids('own:test.story@testcap', 'own/LEVEL:test.get')).toEqual(['own/LEVEL:test.get@testcap', 'own:test.story@testcap']);
  const mistake = (...query: string[]): UserError => {
    try {
      ids(...query);
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error('no mistake');
  };
  const near = mistake('own:test.stori@testcap');
  expect(near.exitCode).toBe(ExitCode.nothingRan);
  expect(near.problems).toMatchObject([{ code: 'KS101', message: `no case matches "own:test.stori@testcap" (of ${plan.cases.length})`, hint: 'did you mean "own:test.story@testcap"?' }]);
  expect(mistake('x', 'y').problems).toMatchObject([{ message: `no case matches "x" "y" (of ${plan.cases.length})`, hint: 'kscts list shows the case ids' }]);
});

test('an object that cannot be had has one case that stands for all about it', () => {
  const absent = plan.cases.filter(({ skip }) => skip?.reason === 'no-instance');
  expect(absent.length).toBeGreaterThan(0);
  for (const { id, object, claim, kind, skip } of absent) {
    expect([id, claim, kind]).toEqual([`${object}:*@${object}`, '*', 'law']);
    expect(skip?.detail).toMatch(/ \(\d+ claims\)$/);
  }
});

test('facts are those of specs and device, and the same object each time', () => {
  const [filter] = plan.device;
  const item = (name: string) => {
    const [one] = book.itemsByName.get(name) ?? [];
    if (!one || !filter) throw new Error(name);
    return itemFacts(one, filter.offers.get(`${one.set.guid}.${name}`), 'filter');
  };
  expect(item('LEVEL')).toEqual({
    name: 'LEVEL', id: 0, setGuid: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}', setName: 'PROPSETID_TESTCAP', setPresence: 'optional', kind: 'property',
    type: 'LONG', request: 'KSPROPERTY', sized: 'fixed', kernelOnly: false, unsure: false, requiredOn: [], offered: true, gettable: true, settable: true, access: expect.any(Number) as number,
    get: 'required', set: 'required', volatile: false, clamps: false, constrained: true, raises: [], states: [],
  });
  expect(item('READ')).toMatchObject({ kind: 'method', presence: 'required', flags: 1, offered: true, gettable: false, settable: false });
  expect(item('CHANGED')).toMatchObject({ kind: 'event', presence: 'required', oneShot: true, offered: true, access: 0 });
  expect(item('ABSENT')).toMatchObject({ offered: false, gettable: false, settable: false, access: 0, constrained: false });
  expect([item('MODE')['constrained'], item('WIDE')['constrained'], item('CHANGES')['constrained']]).toEqual([true, true, false]);
  expect(item('LEVEL')).toBe(item('LEVEL'));
  if (!filter) throw new Error('no filter');
  expect(objectFacts(filter)).toMatchObject({ path: 'testcap', kind: 'filter', pinCount: 7, nodeCount: 3, filterName: 'testcap', classDriver: 'avstream' });
  expect(objectFacts(filter)).toBe(objectFacts(filter));
});
