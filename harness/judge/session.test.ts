/** How a case ends, and what is kept of it. */
import { expect, test } from 'vitest';
import type { Target } from '../target/target.ts';
import { TargetDied } from '../target/target.ts';
import { behaviours, claimsOf } from '../plan/testing/claims.ts';
import { said, trying } from './testing/trying.ts';
import { makePlan } from '../plan/plan.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { createSession } from './session.ts';

const claims = `${behaviours({
  pass: '{ get: LEVEL }',
  warn: 'cites: [TEST-002], | { get: LEVEL, expect: { value: 7 } }, { get: MODE }',
  many: '{ repeat: 25, steps: [{ get: CHANGES }] }, { check: 1 == 2 }',
  values: 'any: { n: { oneOf: [1, 2, 3] }, s: { in: "[\'x\']" } }, | { get: LEVEL }, { check: n < 2 }',
  once: 'any: { n: { oneOf: [1, 2, 3] } }, | { get: LEVEL, as: c }, { set: LEVEL, value: 5 }, { let: { level: c.value } }, { check: level > 0 }',
  fewer: 'any: { n: { oneOf: [1, 2, 3] } }, | { check: n < 4 }',
  lets: 'any: { n: { oneOf: [1, 2] } }, let: { m: n * 2 }, | { check: m < 4 }',
  measured: '{ measure: "[1, 2]", title: Times, values: { most: 3 } }',
  skip: 'any: { n: { oneOf: [1, 2] } }, | { require: n > 5, reason: too small }',
  left: '{ open: filter, as: f }',
})}laws:
  - { law: test.size, title: size, cites: [TEST-001], for: { kind: property, access: get, item: LEVEL }, send: { output: size }, expect: { information: size } }
  - { law: test.size-asked, title: size, cites: [TEST-001], for: { kind: property, access: get, item: TABLE }, send: { output: size }, expect: { information: 9 } }
  - { law: test.size-denied, title: size, cites: [TEST-001], for: { kind: property, access: any, item: LISTED, offered: either }, send: { output: size }, expect: { information: 9 } }
`;
const listed = `  PROPSETID_MORE:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA90000F}"
    ids: { LISTED: 0 }
    properties: { LISTED: { get: optional, set: optional, value: "ULONG[]" } }
`;
const judge = trying(claims, listed);

test('what holds has no finding, and says what it took', () => {
  const { milliseconds, times, ...rest } = judge('pass');
  expect(rest).toEqual({ id: 'own:test.pass@testcap', verdict: 'pass', notes: [], requests: 2, runs: 1, asked: { 'GET exact - LEVEL': 2 } });
  expect(milliseconds).toBeGreaterThan(0);
  expect(times?.['GET LEVEL']?.[0]).toBe(2);
});

test('what is recommended and does not hold is a warning, shown as it was then', () => {
  const { verdict, finding, askedLast } = judge('warn');
  expect(verdict).toBe('warn');
  expect(finding).toMatchObject({
    verdict: 'warn', message: 'get LEVEL: the value is 0', expected: 'value 7', oracle: 'O6', values: {},
    rule: { id: 'TEST-002', text: 'Observed', sources: '' },
  });
  // Its value over both patterns, and nothing of what was asked afterwards.
  expect(finding?.exchanges.map(({ title }) => title)).toEqual(['get LEVEL', 'get LEVEL']);
  expect(finding?.claimAt).toMatch(/^own\.yaml:\d+:\d+$/);
  expect(askedLast).toBeUndefined();
});

test('of many exchanges the last ones are shown', () => {
  const { finding, requests, askedLast } = judge('many');
  expect([requests, finding?.exchanges.length, askedLast]).toEqual([25, 20, 'GET exact - CHANGES']);
  expect(finding).toMatchObject({ verdict: 'fail', oracle: 'O6', rule: { id: 'TEST-001', tag: 'D', text: 'Documented', sources: 'docs:must' } });
});

test('the values of a counterexample are texts, and its exchanges those of one try', () => {
  const { finding, runs, notes } = judge('values');
  expect(finding?.values).toEqual({ n: '2', s: 'x' });
  expect(finding?.exchanges).toHaveLength(2);
  expect([runs, notes]).toEqual([2, []]);
});

test('what fails once only is said to', () => {
  // Each try begins on a new handle, but what was set stays with the device.
  expect(said(judge('once'))).toBe('fail does not hold with level = 0; level > 0 (the counterexample did not fail again when it was repeated)');
});

test('what the claim lets is bound in each try', () => {
  expect(judge('lets').finding).toMatchObject({ message: 'does not hold with m = 4', values: { n: '2' } });
});

test('what was measured is kept', () => {
  expect(judge('measured').measurements).toEqual([{ kind: 'values', title: 'Times', values: [1, 2], limits: { most: 3 } }]);
});

test('what cannot be judged with any value is skipped for the first reason', () => {
  expect(judge('skip')).toMatchObject({ verdict: 'skip', skip: { reason: 'precondition', detail: 'too small' }, runs: 2 });
});

test('the size of an item is that of its type, or what the device tells, or nobody knows', () => {
  expect(said(judge('size'))).toBe('pass');
  expect(said(judge('size-asked'))).toBe('fail GET TABLE: Information is 20; Information 9');
  expect(said(judge('size-denied'))).toBe('skip precondition: its size cannot be asked: STATUS_PROPSET_NOT_FOUND');
});

test('what a planner skipped is not judged, nor is a case of a dead device', () => {
  const skip = { reason: 'destructive', detail: 'no' } as const;
  const skipped = judge('pass', { change: (planned) => ({ ...planned, skip }) });
  expect({ ...skipped, milliseconds: 0 }).toEqual({ milliseconds: 0, id: 'own:test.pass@testcap', verdict: 'skip', skip, notes: [], requests: 0, runs: 0 });
});

test('a case without a claim is a mistake', () => {
  expect(() => judge('pass', { change: (planned) => ({ ...planned, behaviour: undefined }) as never })).toThrow('case own:test.pass@testcap has no claim');
});

test('own oracles are asked about each answer, until one finds something', () => {
  const seen: unknown[] = [];
  const oracles = [
    (answer: object) => void seen.push(answer),
    ({ status }: { status: number }) => (status === 0 ? { message: 'it answers', expected: 'silence' } : undefined),
  ];
  expect(said(judge('pass', { session: { oracles } }))).toBe('fail it answers; silence');
  expect(seen).toMatchObject([{ case: 'own:test.pass@testcap', item: 'LEVEL', outputLength: 4, status: 0, information: 4, output: new Uint8Array(4) }]);
});

test('who watches is told of tries, of warnings, and of the end', () => {
  const heard: string[] = [];
  const watch = { attempt: () => heard.push('attempt'), warned: () => heard.push('warned'), judged: (failed: boolean) => heard.push(`judged ${failed}`) };
  judge('warn', { session: { watch } });
  expect(heard.splice(0)).toEqual(['attempt', 'warned', 'judged false']);
  judge('values', { session: { watch } });
  expect(heard).toEqual(['attempt', 'attempt', 'attempt', 'judged true']);
});

test('fewer runs may be wanted than the law asks for', () => {
  const { runs } = judge('fewer', { session: { runs: 2 } });
  expect([runs, judge('fewer').runs]).toEqual([2, 3]);
});

/** A target that does something else when it is asked. */
const broken = (instead: () => never) => (target: Target): Target => {
  target.ioctl = instead;
  return target;
};
const died = (how?: 'crash' | 'hang') => broken(() => { throw new TargetDied('signal 11', how); });

test('the death of a target is a crash or a hang, and what kscts does wrong is its own', () => {
  expect(judge('pass', { around: died() })).toMatchObject({ verdict: 'crash', finding: { message: 'the target died: signal 11', expected: 'the target stays alive', oracle: 'O1' }, askedLast: 'GET exact - LEVEL' });
  expect(judge('pass', { around: died('hang') })).toMatchObject({ verdict: 'hang', finding: { oracle: 'O11' } });
  expect(said(judge('pass', { around: broken(() => { throw new Error('oops'); }) }))).toMatch(/^inconclusive kscts went wrong: Error: oops\n/);
  expect(said(judge('pass', { around: broken(() => { throw 'a text'; }) }))).toBe('inconclusive a text; a claim that can be judged');
});

test('what closing does wrong counts where nothing went wrong before', () => {
  const leaking = { simulator: { faults: ['event.leaked-on-close'] } };
  const dying = (target: Target): Target => {
    target.close = () => { throw new TargetDied('on close'); };
    return target;
  };
  expect(said(judge('pass', leaking))).toBe('pass');
  expect(judge('pass', { around: dying })).toMatchObject({ verdict: 'crash', finding: { message: 'the target died: on close' } });
  expect(judge('many', { around: dying }).verdict).toBe('crash');
});

test('a dead target is brought back before the next case, where it can be', () => {
  const book = claimsOf(claims, listed);
  const target = createSimulator('testcap');
  const plan = makePlan(book, target, { query: ['own:test.pass', 'own:test.measured'], destructive: false, profiles: [] });
  const [pass, measured] = plan.cases;
  if (!pass || !measured) throw new Error('no cases');
  const { ioctl } = target;
  const calls: string[] = [];
  const session = createSession(book, plan, target, { seed: 1 });
  const die = () => {
    target.ioctl = () => { throw new TargetDied('gone'); };
    const { verdict } = session.run(pass);
    target.ioctl = ioctl;
    return verdict;
  };
  const reset = target.reset.bind(target);
  target.reset = () => {
    calls.push('reset');
    reset();
  };
  expect([die(), session.run(measured).verdict, calls]).toEqual(['crash', 'pass', ['reset']]);
  target.probe = () => ({ alive: false, detail: 'still gone' });
  expect([die(), session.recover(), session.run(measured)]).toMatchObject(['crash', false, { verdict: 'skip', skip: { reason: 'device-dead', detail: 'the target died: gone' } }]);
  expect([session.titleOf(pass), session.titleOf({ ...pass, behaviour: undefined, skip: { reason: 'not-offered', detail: 'no' } } as never)]).toEqual(['pass', 'no']);
});
