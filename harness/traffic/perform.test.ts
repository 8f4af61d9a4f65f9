import { describe, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS } from '../abi/ntstatus.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { GET, header, SET, u32, ulongs } from '../simulator/testing/client.ts';
import type { Target } from '../target/target.ts';
import type { Action } from './actions.ts';
import { perform, Performer } from './perform.ts';
import { content, disable, enable, EVENT, openFilter, property, PROPERTY, slot, TESTCAP_EVENTS } from './testing/testcap.ts';

const { LEVEL, SLOW, WIDE } = PROPERTY;

/** Performs on the reference device, and holds that everything was given back. */
function performed(actions: (target: Target) => readonly Action[], target = createSimulator('testcap')) {
  const before = target.census();
  const result = perform(target, actions(target));
  expect(target.census()).toEqual(before);
  return result;
}

test('requests give status, Information and the bytes of their output', () => {
  const { answers, died } = performed((target) => [openFilter(target, 0), property(0, LEVEL, SET, ulongs(15)), property(0, LEVEL, GET, 8)]);
  expect(died).toBeUndefined();
  expect(answers).toEqual([
    { status: 0, opened: true },
    { status: 0, information: 0, output: ulongs(15) },
    { status: 0, information: 4, output: ulongs(15, 0) },
  ]);
});

test('handles and addresses are put into bytes anew, so that an event reaches its signal', () => {
  const take = { do: 'take-signals', signal: slot(1), limit: 0n } as const;
  const { answers } = performed((target) => [
    openFilter(target, 0),
    ...enable(0, EVENT.CHANGED, 1, 2),
    take,
    property(0, LEVEL, SET, ulongs(20)),
    take,
    disable(0, 2),
    disable(0, 2),
  ]);
  expect(answers.slice(4)).toMatchObject([
    { status: 0 },
    { signals: 0 },
    { status: 0 },
    { signals: 1 },
    { status: 0 },
    { status: STATUS.STATUS_UNSUCCESSFUL },
  ]);
});

test('what is submitted can be waited for and cancelled; what is left open is given back', () => {
  const { handle, code, input, output } = property(0, SLOW, GET, 4);
  const submit: Action = { do: 'submit', handle, code, input, output, makes: slot(5) };
  const { answers, stuck } = performed((target) => [
    openFilter(target, 0),
    submit,
    { do: 'wait', request: slot(5), limit: 0n },
    { do: 'wait', request: slot(5), limit: 20_000n },
    { do: 'wait', request: slot(5), limit: 0n },
    { ...submit, makes: slot(6) },
    { do: 'cancel', request: slot(6) },
    { do: 'wait', request: slot(6), limit: 0n },
    { ...submit, makes: slot(7) },
  ]);
  expect(stuck).toBeUndefined();
  expect(answers.slice(2, 5)).toMatchObject([{ pending: true }, { status: 0, information: 4 }, { skipped: 'the request of slot 5 was answered' }]);
  expect(answers[7]).toMatchObject({ status: STATUS.STATUS_CANCELLED, information: 0 });
});

describe('what an action needs and is not there makes it skipped', () => {
  test.each<[string, Action[], string]>([
    ['a handle that could not be opened', [{ do: 'open', path: '\\\\?\\nowhere', access: 0, makes: slot(0) }, property(0, LEVEL, GET, 4)], 'slot 0 holds no handle'],
    ['a slot of another kind', [{ do: 'create-signal', kind: 'semaphore', limit: 3, makes: slot(0) }, property(0, LEVEL, GET, 4)], 'slot 0 holds a signal, not a handle'],
    [
      'memory that was released',
      [
        { do: 'allocate', length: 4, kind: 'normal', misalign: 0, makes: slot(2) },
        { do: 'release', region: slot(2) },
        { do: 'release', region: slot(2) },
      ],
      'the region of slot 2 was released',
    ],
    ['a request that was never sent', [{ do: 'wait', request: slot(9), limit: 0n }], 'slot 9 holds no request'],
    ['a device that is plugged in', [{ do: 'plug' }], 'the device is plugged in'],
    ['memory that the caller cannot write', [
      { do: 'allocate', length: 4, kind: 'no-access', misalign: 0, makes: slot(2) },
      { do: 'write', region: slot(2), offset: 0, content: { bytes: ulongs(1), links: [] } },
    ], 'the caller cannot write there in slot 2'],
  ])('%s', (_, actions, reason) => {
    expect(performed(() => actions).answers.at(-1)).toEqual({ skipped: reason });
  });

  test('memory that a request in flight names is not released', () => {
    const { handle, code, input } = property(0, SLOW, GET, 4);
    const { answers } = performed((target) => [
      openFilter(target, 0),
      { do: 'allocate', length: 4, kind: 'normal', misalign: 0, makes: slot(1) },
      { do: 'submit', handle, code, input, output: { region: slot(1), offset: 0, length: 4 }, makes: slot(2) },
      { do: 'release', region: slot(1) },
      { do: 'wait', request: slot(2), limit: 20_000n },
      { do: 'release', region: slot(1) },
    ]);
    expect(answers.slice(3)).toMatchObject([{ skipped: 'the region of slot 1 is named by a request in flight' }, { status: 0 }, {}]);
    expect(answers[4]?.output).toHaveLength(4);
  });
});

describe('power and plugging', () => {
  test('the device is left awake and plugged in', () => {
    const target = createSimulator('testcap');
    const { answers } = perform(target, [openFilter(target, 0), { do: 'power', state: 'D3' }, { do: 'unplug' }, { do: 'unplug' }, { do: 'power', state: 'D0' }]);
    expect(answers.slice(3)).toEqual([{ skipped: 'the device is unplugged' }, { skipped: 'the device is unplugged' }]);
    expect(perform(target, [openFilter(target, 0), property(0, LEVEL, GET, 4)]).answers[1]).toMatchObject({ status: 0 });
  });
});

describe('death is recorded, not thrown', () => {
  const deadly = (target: Target): readonly Action[] => {
    const short: Action = { ...property(0, LEVEL, GET, 8), code: IOCTL.IOCTL_KS_ENABLE_EVENT, input: content(header(TESTCAP_EVENTS, EVENT.CHANGED, 1)) };
    return [openFilter(target, 0), short, property(0, WIDE, GET, 8)];
  };

  test('the list ends there', () => {
    const target = createSimulator('testcap', { faults: ['event.short-data-crashes'] });
    const { answers, died } = perform(target, deadly(target));
    expect(answers).toEqual([{ status: 0, opened: true }, { died }]);
    expect(died).toMatch(/./);
    expect(target.probe().alive).toBe(false);
    target.reset();
    expect(perform(target, deadly(target)).died).toBe(died);
  });

  test('nothing can be performed after it', () => {
    const target = createSimulator('testcap', { faults: ['event.short-data-crashes'] });
    const performer = new Performer(target);
    for (const action of deadly(target).slice(0, 2)) performer.do(action);
    expect(() => performer.do(property(0, WIDE, GET, 8))).toThrow('dead target');
    performer.end();
  });

  test('inside of another request, too', () => {
    const target = createSimulator('testcap', { faults: ['event.short-data-crashes'] });
    const [open, kill] = deadly(target) as [Action, Action];
    const { answers, died } = perform(target, [open, { do: 'together', lanes: [[property(0, WIDE, GET, 8)], [kill]], switches: [1] }, open]);
    expect(died).toMatch(/./);
    expect(answers).toHaveLength(2);
    expect(answers[1]).toMatchObject({ died, lanes: [expect.anything(), [{ died }]] });
  });
});

test('the caller can end a list', () => {
  const target = createSimulator('testcap');
  const actions = [openFilter(target, 0), property(0, LEVEL, GET, 4), property(0, LEVEL, GET, 4)];
  expect(perform(target, actions, (_, index) => index < 1).answers).toHaveLength(2);
});

describe('lists at the same time', () => {
  const lanes = [
    [property(0, LEVEL, SET, ulongs(5)), property(0, LEVEL, GET, 4)],
    [property(1, LEVEL, SET, ulongs(10)), property(1, LEVEL, GET, 4)],
  ];
  const levels = (switches: readonly number[], change: (target: Target) => Target = (t) => t) => {
    const { answers } = performed(
      (target) => [openFilter(target, 0), openFilter(target, 1), { do: 'together', lanes, switches }],
      change(createSimulator('testcap')),
    );
    return answers[2]?.lanes?.map((lane) => u32(lane[1]?.output as Uint8Array));
  };

  test('run one after the other unless they are switched', () => {
    expect(levels([])).toEqual([5, 10]);
  });

  test('are switched between actions and inside them, the same way each time', () => {
    const all = Array.from({ length: 30 }, (_, at) => levels([at]));
    expect(all).toContainEqual([10, 10]);
    expect(all).toContainEqual([5, 10]);
    expect(Array.from({ length: 30 }, (_, at) => levels([at]))).toEqual(all);
    // Back again: the second list reads what the first one, which it had interrupted, writes after it.
    expect(Array.from({ length: 30 }, (_, at) => levels([1, at + 2]))).toContainEqual([5, 5]);
  });

  test('are switched between two actions only on a target that cannot schedule', () => {
    const plain = (target: Target): Target =>
      new Proxy(target, {
        get: (object, name) => {
          const value = name === 'scheduling' ? undefined : (Reflect.get(object, name, object) as unknown);
          return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(object) : value;
        },
      });
    const all = Array.from({ length: 10 }, (_, at) => levels([at], plain));
    expect(all).toContainEqual([10, 10]);
    expect(all.filter((each) => each?.[0] !== 10)).toContainEqual([5, 10]);
    expect(all.every((each) => each?.[1] === 10)).toBe(true);
  });

  test('a request that is pending holds up its own list only, and time passes when there is nothing else to do', () => {
    const { answers } = performed((target) => [
      openFilter(target, 0),
      { do: 'together', lanes: [[property(0, SLOW, GET, 4)], [property(0, LEVEL, SET, ulongs(5)), { do: 'sleep', duration: 5n }]], switches: [] },
      { do: 'together', lanes: [[{ ...property(0, SLOW, GET, 4), limit: 10n }], []], switches: [] },
    ]);
    expect(answers[1]?.lanes).toMatchObject([[{ status: 0, information: 4 }], [{ status: 0 }, {}]]);
    expect(answers[2]?.lanes?.[0]?.[0]).toMatchObject({ status: STATUS.STATUS_CANCELLED, timedOut: true });
  });
});

describe('what is not there is not asked for', () => {
  const signal: Action = { do: 'create-signal', kind: 'auto-reset', limit: 1, makes: slot(1) };
  const region: Action = { do: 'allocate', length: 8, kind: 'normal', misalign: 0, makes: slot(2) };
  const { handle, code, input, output } = property(0, SLOW, GET, 4);
  const submit: Action = { do: 'submit', handle, code, input, output, makes: slot(3) };
  const span = (offset: number, length: number): Action => ({ ...property(0, LEVEL, GET, 4), output: { region: slot(2), offset, length } });

  test.each<[string, Action, string]>([
    ['a handle of an empty slot', { do: 'close', handle: slot(9) }, 'slot 9 holds no handle'],
    ['a handle where memory is', { do: 'close', handle: slot(2) }, 'slot 2 holds no handle'],
    ['a signal where a filter is', { do: 'take-signals', signal: slot(0), limit: 0n }, 'slot 0 holds a handle, not a signal'],
    ['a filter where a signal is', { ...property(1, LEVEL, GET, 4) }, 'slot 1 holds a signal, not a handle'],
    ['memory where a handle is', { do: 'release', region: slot(0) }, 'slot 0 holds no region'],
    ['memory beyond its end', span(4, 8), 'slot 2 is a region of 8 bytes only'],
    ['memory before its beginning', span(-1, 4), 'slot 2 is a region of 8 bytes only'],
    ['a request where memory is', { do: 'wait', request: slot(2), limit: 0n }, 'slot 2 holds no request'],
  ])('%s', (_what, action, skipped) => {
    const { answers } = performed((target) => [openFilter(target, 0), signal, region, action]);
    expect(answers.at(-1)?.skipped ?? '').toContain(skipped);
  });

  test('what was given back, closed or answered', () => {
    const { answers } = performed((target) => [
      openFilter(target, 0), region, submit,
      { do: 'wait', request: slot(3), limit: 50_000_000n }, { do: 'wait', request: slot(3), limit: 0n },
      { do: 'release', region: slot(2) }, span(0, 4), { do: 'close', handle: slot(0) }, { do: 'close', handle: slot(0) },
    ]);
    expect([4, 6, 8].map((i) => answers[i]?.skipped)).toEqual(['the request of slot 3 was answered', 'the region of slot 2 was released', 'the handle of slot 0 is closed']);
  });

  test('plug and play of a target that has none', () => {
    const target = Object.defineProperty(createSimulator('testcap'), 'plugAndPlay', { value: undefined });
    expect(performed(() => [{ do: 'unplug' }, { do: 'power', state: 'D3' }], target).answers.map(({ skipped }) => skipped)).toEqual(Array.from({ length: 2 }, () => 'the target has no plug and play'));
  });

  test('a link that lies beyond the bytes, or leads to nothing that is there, is left as it stands', () => {
    const linked: Action = { do: 'write', region: slot(2), offset: 0, content: content(new Uint8Array(8).fill(7), [{ at: 4, size: 8, to: slot(1) }, { at: 0, size: 4, to: slot(9) }]) };
    const target = createSimulator('testcap');
    const release = target.release.bind(target);
    const seen: number[][] = [];
    target.release = (given) => {
      seen.push([...given.bytes]);
      release(given);
    };
    performed(() => [openFilter(target, 0), signal, region, linked], target);
    expect(seen).toEqual([new Array<number>(8).fill(7)]);
  });
});
