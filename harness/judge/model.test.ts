/** Models: what is taken apart of them for requests at the same time, what they explain then, and how they are walked. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import type { CompiledModel } from '../spec/model.ts';
import { declaredModel, type DeclaredModel } from './declared-model.ts';
import { partsOf } from './model-calls.ts';
import { claimsOf } from '../plan/testing/claims.ts';
import { said, trying } from './testing/trying.ts';

const model = (id: string, state: string, ...commands: string[]): string =>
  `  - { model: test.${id}, title: ${id}, on: filter, cites: [TEST-001], state: { ${state} }, commands: [${commands.map((text) => `{ command: ${text} }`).join(', ')}] }\n`;
const go = 'go, any: { to: { oneOf: [0, 5, 10] } }, steps: [{ set: LEVEL, value: to }], next: { now: to }';
const look = 'look, steps: [{ get: LEVEL, as: q, expect: { value: now } }]';
const read = '{ get: LEVEL, as: q }';
const models = {
  level: model('level', 'now: 0', go, look),
  wrong: model('wrong', 'now: 0', go, 'look, when: now == 10, steps: [{ get: LEVEL, expect: { value: 5 } }]'),
  only: model('only', 'now: 0', 'up, when: now < 10, steps: [{ set: LEVEL, value: 10 }], next: { now: "10" }', 'top, when: now == 10, steps: [{ get: LEVEL, expect: { value: 10 } }]'),
  two: model('two', 'now: 0', 'both, steps: [{ set: LEVEL, value: 5 }, { set: MODE, value: 2 }], next: { now: "5" }'),
  known: model('known', 'now: 0', go, 'both, steps: [{ set: LEVEL, value: 5 }, { set: LEVEL, value: 10 }], next: { now: "10" }'),
  looks: model('looks', 'now: 0', look),
  relative: model('relative', 'now: 0', 'up, steps: [{ set: LEVEL, value: now + 5 }], next: { now: now + 5 }'),
  opens: model('opens', 'now: 0', go, 'other, steps: [{ open: filter, as: o }]'),
  opening: model('opening', 'now: 0', 'other, steps: [{ open: filter, as: o }], next: { now: "5" }'),
  read: model('read', 'now: 0', `go, steps: [{ set: LEVEL, value: 5 }, ${read}, { check: q.value == 5 }], next: { now: "5" }`),
  result: model('result', 'now: 0', `go, steps: [{ set: LEVEL, value: 5 }, ${read}], next: { now: q.value }`),
  checked: model('checked', 'now: 0', go, `look, steps: [${read}, { let: { doubled: q.value * 2 } }, { sleep: 1 }, { check: doubled == now * 2 }, { get: MODE, as: m }, { check: m.value == q.value }]`),
  sent: model('sent', 'now: 0', 'go, steps: [{ send: { item: LEVEL, value: 5 } }], next: { now: "5" }'),
  called: model('called', 'now: 0', 'go, steps: [{ call: READ, value: 5 }], next: { now: "5" }'),
  cancels: model('cancels', 'now: 0', go, 'nothing, steps: [{ set: MODE, value: 1 }, { set: MODE, value: 2 }]', 'one, steps: [{ set: MODE, value: 1 }]'),
  flies: model('flies', 'now: 0', go, 'slow, steps: [{ submit: { item: SLOW, output: 4 }, as: r }, { wait: r }]'),
  asked: model('asked', 'now: 0', 'ask, steps: [{ get: LEVEL, as: q }], next: { now: "5" }'),
};
const yaml = `models:\n${Object.values(models).join('')}`;
const book = claimsOf(yaml);
const found = (id: string): CompiledModel => {
  const one = book.models.find((each) => each.id === `test.${id}`);
  if (!one) throw new Error(`no model ${id}`);
  return one;
};

describe('the requests of a model', () => {
  const parts = (id: keyof typeof models) => {
    const taken = partsOf(found(id));
    return 'refused' in taken ? taken.refused : taken.parts.map(({ command, ask, steps, changes }) => `${command.name}${changes ? '!' : ''} ${ask.kind} ${steps.map(({ kind }) => kind).join(' ')}`);
  };

  test.each([
    ['level', ['go! set set', 'look get get']],
    ['only', ['up! set set', 'top get get']],
    ['known', ['go! set set']],
    ['opens', ['go! set set']],
    ['read', ['go! set set']],
    // The check of two answers is about both: neither is held to it alone.
    ['checked', ['go! set set', 'look get get let check', 'look get get']],
    ['sent', ['go! send send']],
    ['called', ['go! call call']],
    // Several that cancel each other out are no look, and what changes nothing is.
    ['cancels', ['go! set set', 'one set set']],
    ['flies', ['go! set set', 'slow submit submit wait']],
    ['asked', ['ask! get get']],
    ['two', 'what "both" does is more than one request, or depends on the state'],
    ['looks', 'none of its requests changes the state'],
    ['relative', 'what "up" does is more than one request, or depends on the state'],
    ['result', 'what "go" does is more than one request, or depends on the state'],
    ['opening', 'none of its requests changes the state'],
  ] as const)('%s', (id, wanted) => {
    expect(parts(id)).toEqual(wanted);
  });
});

const plan = makePlan(book, createSimulator('testcap'), { query: [], destructive: true, profiles: [] });
function declared(id: keyof typeof models): DeclaredModel {
  const planned = plan.cases.find(({ claim }) => claim === `test.${id}`);
  if (!planned) throw new Error(`no case of ${id}`);
  const made = declaredModel(book, 'x64', planned, plan.device);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

describe('a model beside requests at the same time', () => {
  const level = declared('level');
  const call = (label: string, of = level) => {
    const one = of.calls.find((each) => each.label === label);
    if (!one) throw new Error(`no call ${label} of ${of.calls.map((each) => each.label).join(', ')}`);
    return one;
  };
  const answer = (status: number, ...output: number[]) => ({ status, information: output.length, output: Uint8Array.from(output) }) as never;
  const long = (n: number) => answer(STATUS.STATUS_SUCCESS, n, 0, 0, 0);
  const apply = (now: number | undefined, label: string, what: ReturnType<typeof answer> | undefined, of = level) =>
    of.sequential.apply(now === undefined ? undefined : { now }, call(label, of), what);

  test('has one call for each request', () => {
    expect(level.calls.map(({ label, changes, bySteps, streams, carrier }) => [label, changes, bySteps, streams, carrier.path])).toEqual([
      ['go(0)', true, false, false, 'testcap'],
      ['go(5)', true, false, false, 'testcap'],
      ['go(10 (0xa))', true, false, false, 'testcap'],
      ['look: get LEVEL', false, false, false, 'testcap'],
    ]);
    const { request } = call('go(5)');
    expect([...request.output]).toEqual([5, 0, 0, 0]);
    expect(level.callOf(request)?.label).toBe('go(5)');
    expect(level.callOf({ ...request, output: Uint8Array.of(6, 0, 0, 0) })).toBeUndefined();
    expect(level.callOf({ ...request, code: request.code + 4 })).toBeUndefined();
  });

  test('says where requests lead, and takes no answer that they do not have', () => {
    const { initial, key } = level.sequential;
    expect([initial, key(initial), key({ now: 5 }), key(undefined)]).toEqual([{ now: 0 }, 'now=0', 'now=5', '?']);
    expect(apply(0, 'go(5)', answer(STATUS.STATUS_SUCCESS))).toEqual([{ now: 5 }]);
    expect(apply(0, 'go(5)', undefined)).toEqual([{ now: 5 }]);
    expect(apply(0, 'go(5)', answer(STATUS.STATUS_UNSUCCESSFUL))).toEqual([undefined]);
    expect(apply(5, 'look: get LEVEL', long(5))).toEqual([{ now: 5 }]);
    expect(apply(5, 'look: get LEVEL', long(6))).toEqual([]);
    expect(apply(5, 'look: get LEVEL', long(6))).toEqual([]);
    expect(apply(undefined, 'look: get LEVEL', long(6))).toEqual([undefined]);
    // It is not known what it answered: the state is what it was.
    expect(apply(5, 'look: get LEVEL', undefined)).toEqual([{ now: 5 }]);
  });

  test('says nothing of a command in a state where it is not', () => {
    const only = declared('only');
    expect([only.says({ now: 0 }, call('up', only)), only.says({ now: 10 }, call('up', only)), only.says(undefined, call('up', only))]).toEqual([true, false, false]);
    expect(apply(10, 'up', answer(STATUS.STATUS_SUCCESS), only)).toEqual([undefined]);
    expect(apply(0, 'top: get LEVEL', long(3), only)).toEqual([{ now: 0 }]);
    expect(apply(10, 'top: get LEVEL', long(3), only)).toEqual([]);
  });

  test('leaves out what would have memory of its own each time', () => {
    expect(declared('flies').calls.map(({ label }) => label)).toEqual(['go(0)', 'go(5)', 'go(10 (0xa))']);
  });

  test('is none where it cannot be taken apart', () => {
    expect(() => declared('two')).toThrow('more than one request');
    const planned = plan.cases[0];
    if (!planned) throw new Error('no case');
    expect(declaredModel(book, 'x64', { ...planned, model: undefined } as never, plan.device)).toBe('it is no model');
  });
});

describe('the walk of a model', () => {
  const judge = trying(yaml);

  test('that holds visits all of it', () => {
    const { verdict, model: walked, runs } = judge('level');
    expect(verdict).toBe('pass');
    expect(walked?.states).toEqual(['now=0', 'now=5', 'now=10 (0xa)']);
    expect(walked?.transitions).toHaveLength(12);
    expect(walked?.untried).toEqual([]);
    expect(runs).toBe(12);
  });

  test('that does not hold says by which way, and what it did not come to', () => {
    const result = judge('wrong');
    expect(said(result)).toBe('fail get LEVEL: the value is 10 (0xa); value 5');
    expect(result.finding?.values['path']).toMatch(/go\(10 \(0xa\)\) look$/);
    expect(result.finding?.oracle).toBe('O5');
    expect(result.model?.untried).toContain('now=10 (0xa) --look-->');
  });
});
