/** What races are made of where there is little to make them of, and that what is made can be performed. */
import { describe, expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import type { DeclaredModel } from '../../judge/declared-model.ts';
import type { DeviceObject } from '../../plan/device.ts';
import type { Fixture } from '../../plan/fixture.ts';
import type { Item } from '../../spec/model.ts';
import type { Action, Slot } from '../../traffic/actions.ts';
import type { Template } from '../generate/template.ts';
import { Random } from '../random.ts';
import { close, creates, removal } from './ends.ts';
import { events } from './events.ts';
import { fetch } from './fetches.ts';
import { model } from './models.ts';
import { RaceMaker, type Ground, type MakeRace } from './race.ts';
import { cancel, states, streams } from './streams.ts';
import { requests, values } from './values.ts';

const makers: Readonly<Record<string, MakeRace>> = { values, requests, states, streams, cancel, close, events, creates, removal, fetch, model };
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

const filter = { kind: 'filter', path: 'camera', declaration: {}, attributes: {} } as unknown as DeviceObject;
const pin = { kind: 'pin', path: 'camera/pin0', parent: filter, declaration: {}, attributes: { dataflow: 1 } } as unknown as DeviceObject;
const item = { kind: 'property', name: 'KSPROPERTY_X', id: 7, set: { name: 'KSPROPSETID_X' }, volatile: false } as unknown as Item;

function template(change: Partial<Template> = {}): Template {
  return {
    number: 0, title: '', object: filter, carrier: filter, item, offered: true, able: true, verb: 'get', code: IOCTL.IOCTL_KS_PROPERTY,
    input: new Uint8Array(24), structSize: 24, outputLength: 4, fixed: true, legal: [], illegal: [], learned: { value: undefined }, unknownId: 99, settable: true, ...change,
  };
}

/** A get and a set of the same thing. */
function getAndSet(change: Partial<Template> = {}): Template[] {
  const learned = { value: Uint8Array.of(9, 9, 9, 9) };
  return [template({ learned, ...change }), template({ verb: 'set', learned, legal: [Uint8Array.of(1, 0, 0, 0), Uint8Array.of(2, 0, 0, 0)], ...change })];
}

const opens: Action = { do: 'open', path: 'camera', access: 0, makes: 1 as Slot };
const seat = { object: filter, slot: 1 as Slot };
const pinSeat = { object: pin, slot: 2 as Slot };

function ground(seed: number, change: Partial<Ground> = {}): Ground {
  const fixture = { createRequest: () => ({ class: 'KSSTRING_Pin', parameters: new Uint8Array(8), access: 0 }) } as unknown as Fixture;
  return { subject: filter, setup: [], seats: [], templates: [], children: [], fixture, target: { arch: 'x64' }, random: new Random(seed), ...change };
}

/** The races that a maker makes of the ground, over many seeds. */
function races(name: string, change: Partial<Ground>) {
  return seeds.flatMap((seed) => makers[name]?.(new RaceMaker(ground(seed, change))) ?? []);
}

describe('nothing is made', () => {
  test.each(Object.keys(makers))('where nothing is open: %s', (name) => {
    expect(races(name, {})).toEqual([]);
  });

  test.each<[string, string, Partial<Ground>]>([
    ['values', 'that only can be read', { seats: [seat], templates: [template()] }],
    ['values', 'that only can be set', { seats: [seat], templates: [template({ verb: 'set', legal: [Uint8Array.of(1)] })] }],
    ['values', 'of which none is legal', { seats: [seat], templates: getAndSet({ legal: [] }) }],
    ['requests', 'that the device is not able to do', { seats: [seat], templates: [template({ able: false })] }],
    ['requests', 'that only enable events', { seats: [seat], templates: [template({ verb: 'enable' })] }],
    ['close', 'to ask meanwhile', { seats: [seat] }],
    ['removal', 'that can be removed', { seats: [seat], templates: [template()] }],
    ['events', 'that can be enabled', { seats: [seat], templates: [template({ verb: 'enable', able: false })] }],
    ['creates', 'to create below it', { seats: [seat] }],
    ['creates', 'that is open to create below', { seats: [pinSeat], children: [pin] }],
    ['states', 'that holds a state', { seats: [seat], templates: getAndSet() }],
    ['model', 'that a model says', { seats: [seat], model: { sequential: { initial: {}, apply: () => [{}] }, calls: [], says: () => false, model: { id: 'm' } } as unknown as DeclaredModel }],
    ['model', 'that the model says here', { seats: [seat], model: { sequential: { initial: {}, apply: () => [{}] }, calls: [{ changes: true }], says: () => false, model: { id: 'm' } } as unknown as DeclaredModel }],
  ])('of %s where there is nothing %s', (name, _what, change) => {
    expect(races(name, change)).toEqual([]);
  });
});

describe('what is made', () => {
  const [get, set] = getAndSet();
  const whole: Partial<Ground> = {
    setup: [opens], seats: [seat, pinSeat], children: [pin], templates: [get!, set!, template({ verb: 'enable', code: IOCTL.IOCTL_KS_ENABLE_EVENT, legal: [new Uint8Array(32)] }), template({ verb: 'call', code: IOCTL.IOCTL_KS_METHOD, input: new Uint8Array(0), outputLength: 0 })],
    target: { arch: 'x64', plugAndPlay: {} as never },
  };

  test.each(['values', 'requests', 'streams', 'cancel', 'close', 'events', 'creates', 'removal', 'fetch'])('of %s runs in lists, and names no slot that is not made', (name) => {
    const made = races(name, whole);
    expect(made.length).toBeGreaterThan(0);
    for (const { prepared, lanes, after } of made) {
      expect(lanes.length).toBeGreaterThan(1);
      expect(lanes.every((lane) => lane.length > 0)).toBe(true);
      const known = new Set<number>([1, 2]);
      for (const action of [...prepared, ...lanes.flat(), ...after]) {
        if ('handle' in action) expect(known).toContain(action.handle);
        if ('request' in action) expect(known).toContain(action.request);
        if ('makes' in action) known.add(action.makes);
      }
    }
  });

  test('of requests without buffers has none', () => {
    const bare = template({ verb: 'call', input: new Uint8Array(0), outputLength: 0 });
    const asked = races('close', { seats: [seat], templates: [bare] }).flatMap(({ lanes }) => lanes.flat()).filter((action) => action.do === 'ioctl');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ input, output }) => input === null && output === null)).toBe(true);
  });

  test('of a handle that was not opened as such has no second one', () => {
    const maker = new RaceMaker(ground(1, { setup: [opens, { do: 'create-signal', kind: 'auto-reset', limit: 1, makes: 3 as Slot }] }));
    expect([maker.another(3 as Slot), maker.another(7 as Slot), maker.prepared]).toEqual([3, 7, []]);
    expect([maker.another(1 as Slot), maker.prepared]).toEqual([4, [{ ...opens, makes: 4 }]]);
  });

  test('removes or puts to sleep, and wakes what sleeps', () => {
    const made = races('removal', whole);
    expect(new Set(made.map(({ changes }) => changes[0]))).toEqual(new Set(['sleep', 'removal']));
    for (const { changes, after, lanes } of made) {
      const [power] = after;
      expect(power?.do === 'power').toBe(changes[0] === 'sleep');
      expect(lanes.at(-1)).toEqual([changes[0] === 'sleep' ? { do: 'power', state: 'D3' } : { do: 'unplug' }]);
    }
  });

  test.each([['x64', 8], ['x86', 4]] as const)('has pointers of its caller (%s)', (arch, size) => {
    const maker = new RaceMaker(ground(1, { target: { arch } }));
    expect([maker.pointerSize, maker.sizeOf('no struct'), maker.offsetIn('no struct', 'x')]).toEqual([size, 0, 0]);
    const memory = maker.memory(new Uint8Array(0));
    expect(maker.prepared).toEqual([{ do: 'allocate', length: 0, kind: 'normal', misalign: 0, makes: memory }]);
  });
});
