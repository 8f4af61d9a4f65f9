/** What a case has at hand: whom its requests go to, how breaches are taken, and that all is given back. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { makePlan } from '../plan/plan.ts';
import { claimsOf } from '../plan/testing/claims.ts';
import { createSimulator } from '../simulator/simulator.ts';
import type { ItemUse, Strength } from '../spec/model.ts';
import { CaseContext } from './context.ts';
import { Broken } from './outcome.ts';

const book = claimsOf(`laws:
  - { law: test.item, title: item, cites: [TEST-001], for: { kind: property, item: LEVEL }, send: { output: 4 } }
behaviours:
  - { behaviour: test.filter, title: filter, cites: [TEST-001], on: filter, steps: [] }
  - { behaviour: test.pin, title: pin, cites: [TEST-001], on: pin, steps: [] }
  - { behaviour: test.clock, title: clock, cites: [TEST-001], on: clock, steps: [] }
  - { behaviour: test.node, title: node, cites: [TEST-001], on: node, steps: [] }
models:
  - { model: test.walk, title: walk, cites: [TEST-001], on: filter, state: { a: 1 }, commands: [{ command: c, steps: [] }] }
`);
const plan = makePlan(book, createSimulator('testcap'), { query: [], profiles: [], destructive: true });
function context(id: string, change: Partial<PlannedCase> = {}): CaseContext {
  const planned = plan.cases.find((each) => each.id.endsWith(`:test.${id}`));
  if (!planned) throw new Error(`no case ${id}`);
  return new CaseContext(book, createSimulator('testcap'), { ...planned, ...change }, plan.device);
}
const use = (name: string): ItemUse => ({ name, own: false, candidates: book.itemsByName.get(name) ?? [] });
const own: ItemUse = { name: 'item', own: true, candidates: [] };

describe('a request about an item goes to', () => {
  const asked = (ctx: CaseContext, wanted: ItemUse, to?: string) => {
    const { item, object, place, carrier } = ctx.address(wanted, to);
    return [item.name, object?.path, place.kind, carrier?.path];
  };

  test('the subject, for the item of the law', () => {
    const ctx = context('item@testcap');
    expect(asked(ctx, own)).toEqual(['LEVEL', 'testcap', 'filter', 'testcap']);
    expect(asked(ctx, own, 'filter')).toEqual(['LEVEL', 'testcap', 'filter', undefined]);
  });

  test('the nearest object that has it', () => {
    const ctx = context('clock@testcap/pin0/clock');
    expect(asked(ctx, use('KSPROPERTY_CLOCK_TIME'))).toEqual(['KSPROPERTY_CLOCK_TIME', 'testcap/pin0/clock', 'clock', 'testcap/pin0/clock']);
    expect(asked(ctx, use('KSPROPERTY_CONNECTION_STATE'))).toEqual(['KSPROPERTY_CONNECTION_STATE', 'testcap/pin0', 'pin', 'testcap/pin0']);
    expect(asked(ctx, use('KSPROPERTY_PIN_CINSTANCES'))).toEqual(['KSPROPERTY_PIN_CINSTANCES', 'testcap/pinFactory0', 'pinFactory', 'testcap/pinFactory0']);
    expect(asked(ctx, use('LEVEL'))).toEqual(['LEVEL', 'testcap', 'filter', 'testcap']);
  });

  test('whoever carries what lies below the subject', () => {
    const [name, object, kind, carrier] = asked(context('filter@testcap'), use('KSPROPERTY_PIN_CINSTANCES'));
    expect([name, object, kind, carrier]).toEqual(['KSPROPERTY_PIN_CINSTANCES', undefined, 'pinFactory', 'testcap']);
    expect(context('filter@testcap').address(use('KSPROPERTY_PIN_CINSTANCES'), undefined).place).toEqual({ kind: 'pinFactory', fields: {}, flags: 0 });
  });

  test('nobody, where nothing has it', () => {
    const ctx = context('filter@testcap');
    expect(() => ctx.address(use('KSPROPERTY_CLOCK_TIME'), undefined)).toThrow('KSPROPERTY_CLOCK_TIME lives on nothing that testcap is part of');
    expect(() => ctx.address(use('NOTHING'), 'filter')).toThrow('no item is called NOTHING');
    expect(() => ctx.address(use('LEVEL'), 'other')).toThrow('no handle is called "other" here');
  });

  test('a handle by its name, as who it is', () => {
    const ctx = context('filter@testcap');
    const { handle } = ctx.subject();
    ctx.bound.set('child', { handle, kind: 'child' });
    expect(asked(ctx, use('LEVEL'), 'child')).toEqual(['LEVEL', 'testcap', 'filter', undefined]);
    expect(asked(ctx, use('KSPROPERTY_CLOCK_TIME'), 'child')).toEqual(['KSPROPERTY_CLOCK_TIME', undefined, 'clock', undefined]);
    expect(ctx.resolve('child')).toEqual({ handle, kind: 'child' });
    expect(ctx.resolve('filter')).toMatchObject({ kind: 'filter', handle });
    expect(() => ctx.resolve('pin')).toThrow('no handle is called "pin" here');
  });
});

test('the first child of a kind that can be opened is meant, else the first', () => {
  const ctx = context('filter@testcap');
  const [filter] = plan.device;
  if (!filter) throw new Error('no filter');
  expect(ctx.childOf(filter, 'pin')?.path).toBe('testcap/pin0');
  const [first, second] = plan.device.filter(({ kind }) => kind === 'pin');
  if (!first || !second) throw new Error('no pins');
  const gone = { ...first, absent: 'gone' };
  const other = (...device: (typeof first)[]) => new CaseContext(book, createSimulator('testcap'), ctx.case, device).childOf(filter, 'pin')?.path;
  expect([other(gone, second), other(gone, { ...second, absent: 'gone' }), other()]).toEqual([second.path, first.path, undefined]);
  expect(ctx.childOf(second, 'clock')?.path.startsWith(second.path) ?? true).toBe(true);
});

test('an object that is refused leaves nothing to judge', () => {
  const ctx = context('pin@testcap/pin0');
  ctx.target.openChild = () => ({ status: STATUS.STATUS_ACCESS_DENIED, handle: 0 }) as never;
  expect(() => ctx.subject()).toThrow(expect.objectContaining({ reason: 'no-instance', message: 'opening testcap/pin0 answered STATUS_ACCESS_DENIED (STATUS_ACCESS_DENIED)' }));
});

describe('a breach', () => {
  const rule = book.rules.get('TEST-001');
  if (!rule) throw new Error('no rule');
  const breach = (strength: Strength, ctx = context('filter@testcap'), rules = [rule]) => {
    ctx.breach('found', 'wanted', rules, strength, 'O3');
    return ctx;
  };

  test('of what must be ends the case', () => {
    expect(() => breach('must')).toThrow(expect.objectContaining({ message: 'found', expected: 'wanted', rule, oracle: 'O3' }));
    expect(() => breach('must')).toThrow(Broken);
  });

  test('of what should be is kept, the first one, with what led to it', () => {
    const ctx = context('filter@testcap');
    const heard: string[] = [];
    ctx.watch = { warned: () => heard.push('warned') };
    ctx.values = { n: 1 };
    breach('should', ctx);
    ctx.values = { n: 2 };
    ctx.breach('later', 'wanted', [rule], 'should');
    expect(ctx.warning).toEqual({ message: 'found', expected: 'wanted', rule, oracle: 'O3', values: { n: 1 }, trace: [] });
    expect(heard).toEqual(['warned']);
  });

  test('of what may be is a note', () => {
    expect([...breach('may').notes]).toEqual(['TEST-001: found; expected wanted']);
    expect([...breach('may', undefined, []).notes]).toEqual(['found; expected wanted']);
    expect(breach('may').warning).toBeUndefined();
  });

  test('about an item that nobody is sure of is no failure', () => {
    const about = { ...book.itemsByName.get('LEVEL')?.[0], unsure: 'nobody says' };
    expect(breach('must', context('item@testcap', { about } as never)).warning?.message).toBe('found');
  });

  test('is known as its claim is, where that says so', () => {
    expect(() => breach('must', context('walk@testcap'))).toThrow(expect.objectContaining({ oracle: 'O5' }));
    const none = breach('should', context('filter@testcap', { behaviour: undefined } as never));
    expect(none.warning?.oracle).toBeUndefined();
  });
});

test('what is bound for a while is there for a while', () => {
  const ctx = context('filter@testcap');
  ctx.scope['n'] = 1;
  expect(ctx.with({ n: 2, m: 3 }, () => [ctx.scope['n'], ctx.scope['m']])).toEqual([2, 3]);
  expect([ctx.scope['n'], 'm' in ctx.scope]).toEqual([1, false]);
  expect(() => ctx.with({ n: 5 }, () => { throw new Error('oops'); })).toThrow('oops');
  expect(ctx.scope['n']).toBe(1);
});

test('a case sees its object, and its item', () => {
  expect(context('filter@testcap').scope).toMatchObject({ arch: 'x64', object: { path: 'testcap' } });
  expect(context('filter@testcap').scope).not.toHaveProperty('item');
  expect(context('item@testcap').scope).toMatchObject({ item: { name: 'LEVEL', offered: true, type: 'LONG' } });
});

test('all that was made is given back', () => {
  const ctx = context('pin@testcap/pin0');
  const before = ctx.target.census();
  ctx.subject();
  const region = ctx.allocate(16);
  const signal = ctx.createSignal('semaphore');
  ctx.buffers.set('b', region);
  ctx.notifications.set('n', signal);
  ctx.bound.set('x', ctx.subject());
  ctx.enables.set('e', { region } as never);
  expect([ctx.buffer('b'), ctx.buffer('e')]).toEqual([region, region]);
  expect(ctx.target.census()).not.toEqual(before);
  ctx.target.plugAndPlay?.setPower('D3');
  ctx.power = 'D3';
  ctx.tearDown();
  expect(ctx.target.census()).toEqual(before);
  expect([ctx.power, ctx.bound.size, ctx.buffers.size, ctx.notifications.size, ctx.enables.size]).toEqual(['D0', 0, 0, 0, 0]);
  expect(() => ctx.buffer('b')).toThrow('no buffer is called "b" here');
  // Twice is once.
  ctx.tearDown();
  ctx.target.plugAndPlay?.unplug();
  ctx.plugged = false;
  ctx.tearDown();
  expect([ctx.plugged, ctx.subject().kind]).toEqual([true, 'pin']);
});

test('what is in flight is cancelled and waited for', () => {
  const ctx = context('filter@testcap');
  const calls: string[] = [];
  ctx.target.cancel = (request) => void calls.push(`cancel ${request}`);
  ctx.target.wait = (request, limit) => {
    calls.push(`wait ${request} ${limit}`);
    return null;
  };
  ctx.pending.set('a', { request: 1 } as never);
  ctx.pending.set('b', { request: 2, answer: {} } as never);
  ctx.tearDown();
  expect([calls, ctx.pending.size]).toEqual([['cancel 1', 'wait 1 10000000'], 0]);
});
