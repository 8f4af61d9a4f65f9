import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { orderBreach } from '../../judge/oracles/linearizability.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { GET, SET, ulongs } from '../../simulator/testing/client.ts';
import type { Action } from '../../traffic/actions.ts';
import { openFilter, property, PROPERTY, slot } from '../../traffic/testing/testcap.ts';
import { itemIn, mostRaced, ordersBreach, ordersOf, proveOrders, racedIn, textsOf } from './orders.ts';

const target = createSimulator('testcap');
const set = (level: number): Action => property(0, PROPERTY.LEVEL, SET, ulongs(level));
const get = (): Action => property(0, PROPERTY.LEVEL, GET, 4);
const ok = STATUS.STATUS_SUCCESS;
const steady = { unsteady: new Set<string>(), states: new Set<string>() };

test('orders keep each list as it is', () => {
  const list = (length: number): Action[] => Array.from({ length }, get);
  expect(ordersOf([list(2), list(1)])).toEqual([[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
  expect(ordersOf([list(1), list(1), list(1)])).toHaveLength(6);
});

test('a list with too many actions at the same time is none that can be looked at', () => {
  expect(racedIn([{ do: 'together', lanes: [Array.from({ length: mostRaced + 1 }, get)], switches: [] }])).toBeUndefined();
  expect(racedIn([get()])).toBeUndefined();
});

test('a healthy device gives what some order gives, wherever it is switched', () => {
  for (let at = 0; at < 12; at++) {
    const actions: Action[] = [openFilter(target, 0), { do: 'together', lanes: [[set(5)], [set(6), get()]], switches: [at] }, get()];
    expect(proveOrders(target, actions, steady).breach).toBeNull();
  }
});

test('a value that two sets at the same time left is one of the two', () => {
  const told = (...last: string[]) => orderBreach(last, [['ok', '5'], ['ok', '6']], () => ['SET', 'GET']);
  expect(told('ok', '5')).toBeNull();
  expect(told('ok', '7')?.message).toBe('GET gave 7, as in no order');
  expect(orderBreach(['1', '2'], [['1', '1'], ['2', '2']], () => ['GET', 'GET'])?.message).toBe('the answers together are those of no order');
});

test.each([[1, ['ended, or kept', 'ended, or kept', 'ended, or kept']], [0, ['ended, or kept', 'ended, or kept', 'pending']]] as const)('what is sent while a state changes to %i ends, one way or another, or is kept where anything is', (state, texts) => {
  const change = set(state);
  const states = new Set(change.do === 'ioctl' && change.input && 'bytes' in change.input ? [itemIn(change.input.bytes)] : []);
  const actions: Action[] = [{ do: 'together', lanes: [[change], [get()]], switches: [] }, { do: 'wait', request: slot(4), limit: 0n }];
  const waited = (answered: Parameters<typeof textsOf>[1][number]) => textsOf(racedIn(actions)!, [{}, {}, answered], { ...steady, states }).at(-1);
  expect([waited({ status: ok }), waited({ status: STATUS.STATUS_CANCELLED }), waited({ pending: true })]).toEqual(texts);
});

test('what is another each time is not compared', () => {
  const lanes = (does: Action[][], after: Action[] = []): Action[] => [{ do: 'together', lanes: does, switches: [] }, ...after];
  const texts = (actions: Action[], ...answers: Parameters<typeof textsOf>[1]) => textsOf(racedIn(actions)!, answers, steady);
  const written: Action[] = [{ do: 'write', region: slot(1), offset: 0, content: { bytes: ulongs(1), links: [] } }];
  const into: Action = { do: 'ioctl', handle: slot(0), code: 3, input: null, output: { region: slot(1), offset: 0, length: 4 } };
  expect(texts(lanes([[into], written]), { status: ok, output: ulongs(1) }, {})).toEqual(['STATUS_SUCCESS', '']);
  // Handles and addresses.
  const linked = { status: ok, output: ulongs(1, 2), outputLinks: [{ at: 0, size: 4 as const, to: slot(1) }] };
  expect(texts(lanes([[get()], [get()]]), linked, { status: ok })).toEqual(['STATUS_SUCCESS, 0x0000000002000000', 'STATUS_SUCCESS']);
  // Signals that came while time passed; what comes after they were taken is compared.
  const take: Action = { do: 'take-signals', signal: slot(3), limit: 0n };
  expect(texts(lanes([[{ do: 'sleep', duration: 1n }], [get()]], [take, take]), {}, { status: ok }, { signals: 2 }, { signals: 2 }).slice(2)).toEqual(['some signals', 'signalled 2 times']);
  // A request that was let in before its handle was closed may find everything gone, or not be let in at all.
  const closed: Action[] = [{ do: 'close', handle: slot(0) }];
  expect(texts(lanes([[get()], closed]), { status: STATUS.STATUS_UNSUCCESSFUL }, { status: ok })).toEqual(texts(lanes([[get()], closed]), { skipped: 'closed' }, { status: ok }));
  // One in flight is served, cancelled, or was never sent.
  const sent: Action = { do: 'submit', handle: slot(0), code: 3, input: null, output: null, makes: slot(5) };
  const wait: Action = { do: 'wait', request: slot(5), limit: 0n };
  const ended = (...answers: Parameters<typeof textsOf>[1]) => texts(lanes([[sent], closed], [wait]), ...answers);
  expect(ended({}, { status: ok }, { status: STATUS.STATUS_CANCELLED })).toEqual(ended({ skipped: 'closed' }, { status: ok }, { skipped: 'never sent' }));
  expect(ended({}, { status: ok }, { status: ok })).not.toEqual(ended({ skipped: 'closed' }, { status: ok }, { skipped: 'never sent' }));
});

test('each part of an answer is told; what was never answered is nothing', () => {
  const lane = (action: Action): Action[] => [{ do: 'together', lanes: [[action], [get()]], switches: [] }];
  const text = (answered: Parameters<typeof textsOf>[1][number]) => textsOf(racedIn(lane(get()))!, [answered, {}], steady)[0];
  expect([
    text(undefined),
    text({ opened: true, status: ok }),
    text({ opened: false }),
    text({ timedOut: true, status: STATUS.STATUS_CANCELLED }),
    text({ died: 'PAGE_FAULT' }),
    text({ status: ok, information: 4, output: ulongs(1) }),
  ]).toEqual(['nothing', 'STATUS_SUCCESS, opened', 'not opened', 'STATUS_CANCELLED, in no time', 'died', 'STATUS_SUCCESS, Information 4, 0x01000000']);
  // A request without a buffer sets no state.
  const states = new Set([itemIn(new Uint8Array(20))]);
  const wait: Action = { do: 'wait', request: slot(4), limit: 0n };
  const change: Action = { do: 'ioctl', handle: slot(0), code: 3, input: { bytes: new Uint8Array(24), links: [] }, output: null };
  expect(textsOf(racedIn([...lane(change), wait])!, [{}, {}, { pending: true }], { ...steady, states }).at(-1)).toBe('ended, or kept');
});

test('answers that took too long say nothing; long ones are cut in what is told', () => {
  const raced = racedIn([{ do: 'together', lanes: [[get()], [get()]], switches: [] }])!;
  const told = (seen: readonly string[], ...orders: (readonly string[])[]) => ordersBreach(raced, seen, orders, 'x64');
  expect(told(['a', 'b'], ['b', 'STATUS_CANCELLED, in no time'])).toBeNull();
  expect(told(['a', 'not done: though nothing is interrupted'], ['a', 'b'])).toBeNull();
  const long = `0x${'ab'.repeat(33)}`;
  const wrong = told([long, 'b'], ['a', 'b']);
  expect(wrong).toMatchObject({ rule: 'CONC-002', message: expect.stringContaining(`gave 0x${'ab'.repeat(32)}…, as in no order: `) as string });
});

test('what cannot be compared shows nothing: no lists, a target without orders, one that dies, one that is another each time', () => {
  const lists: Action[] = [openFilter(target, 0), { do: 'together', lanes: [[set(5)], [get()]], switches: [0] }];
  expect(proveOrders(target, [openFilter(target, 0), get()], steady)).toMatchObject({ breach: null, answers: [{ opened: true }, { status: ok }] });
  const plain = Object.defineProperties(createSimulator('testcap'), { scheduling: { value: undefined }, capabilities: { value: new Set() } });
  expect(proveOrders(plain, [openFilter(target, 0), get()], steady).breach).toBeNull();
  const ill = createSimulator('testcap', { faults: ['property.short-input-crashes'] });
  const short: Action = { ...property(0, PROPERTY.LEVEL, GET, 4), input: { bytes: new Uint8Array(8), links: [] } };
  const died = proveOrders(ill, [openFilter(ill, 0), { do: 'together', lanes: [[short], [get()]], switches: [0] }], steady);
  expect(died.breach).toBeNull();
  // It counts: no answer is the one of before.
  const counting = createSimulator('testcap');
  const ioctl = counting.ioctl.bind(counting);
  let count = 0;
  counting.ioctl = (...words) => {
    const answer = ioctl(...words);
    return { ...answer, information: ++count };
  };
  expect(proveOrders(counting, lists, steady).breach).toBeNull();
});
