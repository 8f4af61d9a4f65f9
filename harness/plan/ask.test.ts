/** The plain requests: how values are asked for, what support says, and how objects are opened and named. */
import { describe, expect, test } from 'vitest';
import { byteLength } from '../abi/byte-length.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS } from '../abi/ntstatus.ts';
import { createSimulator } from '../simulator/simulator.ts';
import type { Item } from '../spec/model.ts';
import { Access, type Answer, type Target } from '../target/target.ts';
import { askSupport, getValue, placeOf, verbs } from './ask.ts';
import { carrier, declarationScope, isOffered, itemKey, lineage, nearest, type DeviceObject } from './device.ts';
import { discover } from './discover.ts';
import { evaluateAll, Fixture, OpenFailed } from './fixture.ts';
import { handleFieldsOf } from './handle-fields.ts';
import { itemsOn, lawsAbout } from './index.ts';
import { mayLose } from './loses.ts';
import { writeHeader } from './request-layout.ts';
import { claimsOf } from './testing/claims.ts';

const { STATUS_SUCCESS, STATUS_BUFFER_TOO_SMALL, STATUS_NOT_FOUND, STATUS_MORE_ENTRIES } = STATUS;
const book = claimsOf(`laws:
  - { law: test.a, title: a, cites: [TEST-001], for: { kind: property, on: [filter] }, send: {} }
  - { law: test.b, title: b, cites: [TEST-001], for: { kind: property }, send: {} }
  - { law: test.c, title: c, cites: [TEST-001], for: { kind: event }, steps: [{ support: item }] }
`, `  PROPSETID_MORE:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA90000F}"
    ids: { HANDLE: 0, NESTED: 1 }
    properties:
      HANDLE: { get: optional, set: optional, value: HANDLE }
      NESTED: { get: optional, set: optional, value: KSPIN_CONNECT }
`);
const target = createSimulator('testcap');
const device = discover(target, book);
const object = (path: string): DeviceObject => {
  const one = device.find((each) => each.path === path);
  if (!one) throw new Error(`no ${path}`);
  return one;
};
const item = (name: string): Item => {
  const [one] = book.itemsByName.get(name) ?? [];
  if (!one) throw new Error(`no ${name}`);
  return one;
};
const [filter, pin, node] = [object('testcap'), object('testcap/pin0'), object('testcap/node0')];

/** What is asked of a device that answers so, one after the other: the lengths of Out, and what is given in the end. */
function got(name: string, ...answers: readonly (readonly [status: keyof typeof STATUS, information: number])[]) {
  const asked: (number | null)[] = [];
  const fake = { ...fakeTarget(), ioctl: (_handle: unknown, _code: number, _input: unknown, output: Uint8Array | null): Answer => {
    const [status, information] = answers[asked.length] ?? ['STATUS_NOT_FOUND', 0];
    asked.push(output && output.length);
    output?.fill(7);
    return { status: STATUS[status], information: byteLength(information) };
  } };
  const { status, bytes } = getValue(new Fixture(fake as unknown as Target, book), book, item(name), filter, { arch: 'x64' });
  return { asked, status, length: bytes.length };
}
const fakeTarget = () => ({ arch: 'x64', open: () => ({ status: STATUS_SUCCESS, handle: 4 }), close: () => STATUS_SUCCESS });

describe('a value is asked for', () => {
  test('in its size where the type tells it', () => {
    expect(got('LEVEL', ['STATUS_SUCCESS', 4])).toEqual({ asked: [4], status: STATUS_SUCCESS, length: 4 });
    expect(got('LEVEL', ['STATUS_SUCCESS', 2])).toEqual({ asked: [4], status: STATUS_SUCCESS, length: 2 });
    expect(got('LEVEL', ['STATUS_SUCCESS', 9])).toEqual({ asked: [4], status: STATUS_SUCCESS, length: 4 });
    expect(got('LEVEL', ['STATUS_BUFFER_TOO_SMALL', 0])).toEqual({ asked: [4], status: STATUS_BUFFER_TOO_SMALL, length: 0 });
  });

  test('in the size that the device tells', () => {
    expect(got('TABLE', ['STATUS_BUFFER_OVERFLOW', 24], ['STATUS_SUCCESS', 24])).toEqual({ asked: [null, 24], status: STATUS_SUCCESS, length: 24 });
    expect(got('TABLE', ['STATUS_NOT_FOUND', 24])).toEqual({ asked: [null], status: STATUS_NOT_FOUND, length: 0 });
    expect(got('TABLE', ['STATUS_SUCCESS', 24])).toEqual({ asked: [null], status: STATUS_SUCCESS, length: 0 });
  });

  test('in a large buffer where the device does not tell, or tells too little', () => {
    expect(got('TABLE', ['STATUS_BUFFER_TOO_SMALL', 0], ['STATUS_SUCCESS', 24])).toEqual({ asked: [null, 65_536], status: STATUS_SUCCESS, length: 24 });
    expect(got('TABLE', ['STATUS_NO_MORE_ENTRIES', 8], ['STATUS_SUCCESS', 8])).toEqual({ asked: [null, 65_536], status: STATUS_SUCCESS, length: 8 });
    expect(got('TABLE', ['STATUS_BUFFER_OVERFLOW', 8], ['STATUS_BUFFER_TOO_SMALL', 0], ['STATUS_SUCCESS', 24])).toEqual({ asked: [null, 8, 65_536], status: STATUS_SUCCESS, length: 24 });
    expect(got('TABLE', ['STATUS_BUFFER_TOO_SMALL', 0], ['STATUS_BUFFER_TOO_SMALL', 0])).toEqual({ asked: [null, 65_536], status: STATUS_BUFFER_TOO_SMALL, length: 0 });
  });
});

describe('support', () => {
  const asked: { code: number; flags: number; output: number | null }[] = [];
  function supported(names: readonly string[], access: number, status: keyof typeof STATUS = 'STATUS_SUCCESS', information = 4) {
    asked.length = 0;
    const fake = { ...fakeTarget(), ioctl: (_handle: unknown, code: number, input: Uint8Array, output: Uint8Array | null) => {
      asked.push({ code, flags: new DataView(input.buffer).getUint32(20, true), output: output && output.length });
      if (output) new DataView(output.buffer).setUint32(0, access, true);
      return { status: STATUS[status], information };
    } };
    return askSupport(new Fixture(fake as unknown as Target, book), book, names.map(item), filter, { arch: 'x64' });
  }

  test('is asked of each kind in its own way', () => {
    expect(supported(['LEVEL', 'READ', 'CHANGED'], 3)).toEqual([
      { offered: true, get: true, set: true, access: 3, status: STATUS_SUCCESS },
      { offered: true, get: false, set: false, access: 3, status: STATUS_SUCCESS },
      { offered: true, get: false, set: false, access: 0, status: STATUS_SUCCESS },
    ]);
    expect(asked).toEqual([
      { code: IOCTL.IOCTL_KS_PROPERTY, flags: verbs.propertySupport, output: 4 },
      { code: IOCTL.IOCTL_KS_METHOD, flags: verbs.methodSupport, output: 4 },
      { code: IOCTL.IOCTL_KS_ENABLE_EVENT, flags: verbs.eventSupport, output: null },
    ]);
  });

  test('tells the verbs only where it succeeds and says them', () => {
    const of = (...more: [number, (keyof typeof STATUS)?, number?]) => supported(['LEVEL'], ...more)[0];
    expect([of(1), of(2), of(0x200)]).toMatchObject([{ get: true, set: false }, { get: false, set: true }, { get: false, set: false, offered: true }]);
    expect(of(3, 'STATUS_NOT_FOUND')).toEqual({ offered: false, get: false, set: false, access: 0, status: STATUS_NOT_FOUND });
    expect(of(3, 'STATUS_SUCCESS', 3)).toEqual({ offered: true, get: false, set: false, access: 0, status: STATUS_SUCCESS });
    expect(of(3, 'STATUS_MORE_ENTRIES')).toMatchObject({ offered: true, status: STATUS_MORE_ENTRIES });
  });
});

describe('objects', () => {
  test('are named to the handle that takes their requests', () => {
    expect(placeOf(filter, 'x64')).toEqual({ kind: 'filter', fields: {}, flags: 0 });
    expect(placeOf(object('testcap/pinFactory2'), 'x64')).toEqual({ kind: 'pinFactory', fields: { PinId: 2 }, flags: 0 });
    expect(placeOf(node, 'x64')).toEqual({ kind: 'node', fields: { NodeId: 0 }, flags: 0x1000_0000 });
    expect(placeOf(pin, 'x64').fields).toEqual({});
    expect(placeOf(node, 'x64')).toBe(placeOf(node, 'x64'));
  });

  test('have ancestors, one of which may carry their requests', () => {
    const factory = object('testcap/pinFactory0');
    expect([...lineage(pin)].map(({ kind }) => kind)).toEqual(['pin', 'pinFactory', 'filter']);
    expect([nearest(pin, ['filter']), nearest(pin, ['pin', 'filter']), nearest(pin, ['clock'])]).toEqual([filter, pin, undefined]);
    expect([carrier(pin), carrier(factory), carrier(node)]).toEqual([pin, filter, filter]);
    expect(declarationScope(factory, 'x86')).toMatchObject({ arch: 'x86', pinId: 0, pinCount: 7 });
    expect(itemKey(item('LEVEL'))).toBe('{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}.LEVEL');
    const use = (...names: string[]) => ({ name: 'it', own: false, candidates: names.map(item) });
    expect([isOffered(filter, use('ABSENT', 'LEVEL')), isOffered(filter, use('ABSENT')), isOffered(pin, use('LEVEL')), isOffered(filter, use())]).toEqual([true, false, false, false]);
  });

  test('are found in the order of the device, each under its parent', () => {
    expect(device.filter(({ kind }) => kind === 'pinFactory').map(({ path }) => path)).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `testcap/pinFactory${n}`));
    expect(device.filter(({ kind }) => kind === 'clock' || kind === 'allocator').map(({ path, absent }) => (absent === undefined ? path : `${path}?`))).toContain('testcap/pin0/clock');
    expect(object('testcap/pin4').absent).toMatch(/^not where communication in \[KSPIN_COMMUNICATION_SINK/);
    expect(pin.attributes).toMatchObject({ pinId: 0, dataflow: 2, communication: 1, possible: 1, inMemory: true });
  });
});

describe('what was opened', () => {
  const accessName = (access: number) => Object.entries(Access).find(([, value]) => value === access)?.[0];
  const opened = () => {
    const log: string[] = [];
    let last = 0;
    const fake = {
      arch: 'x64',
      open: (path: string, access: number) => (log.push(`open ${path.length > 0} ${accessName(access)}`), { status: STATUS_SUCCESS, handle: ++last }),
      openChild: (parent: number, name: Uint8Array, access: number) => (log.push(`child of ${parent} ${name.length > 40} ${accessName(access)}`), { status: last > 8 ? STATUS_NOT_FOUND : STATUS_SUCCESS, handle: ++last }),
      close: (handle: number) => (log.push(`close ${handle}`), STATUS_SUCCESS),
    };
    return { log, fixture: new Fixture(fake as unknown as Target, book), fill: () => { last = 9; } };
  };

  test('is opened once with what is above it, and closed the other way round', () => {
    const { log, fixture } = opened();
    expect([fixture.handleOf(pin), fixture.handleOf(pin), fixture.handleOf(node), fixture.handleOf(filter)]).toEqual([2, 2, 1, 1]);
    fixture.closeAll();
    fixture.closeAll();
    expect(log).toEqual(['open true readWrite', 'child of 1 true read', 'close 2', 'close 1']);
    // Afresh.
    expect(fixture.handleOf(filter)).toBe(3);
  });

  test('may be opened again, otherwise, and closed before its time', () => {
    const { log, fixture } = opened();
    fixture.handleOf(filter);
    const another = fixture.openAnother(filter, { access: 'write' }).handle;
    expect(fixture.openAnother(pin, { access: 'none', parameters: new Uint8Array(50) }, another).handle).toBe(3);
    fixture.close(another);
    fixture.close(fixture.handleOf(filter));
    fixture.handleOf(filter);
    fixture.closeAll();
    expect(log).toEqual(['open true readWrite', 'open true write', 'child of 2 true none', 'close 2', 'close 1', 'open true readWrite', 'close 4', 'close 3']);
  });

  test('a refusal is told, and nothing of it is closed', () => {
    const { log, fixture, fill } = opened();
    fixture.handleOf(filter);
    fill();
    expect(() => fixture.handleOf(pin)).toThrow(OpenFailed);
    expect(() => fixture.handleOf(pin)).toThrow('opening testcap/pin0 answered STATUS_NOT_FOUND');
    fixture.closeAll();
    expect(log.filter((line) => line.startsWith('close'))).toEqual(['close 1']);
    expect(() => fixture.createRequest(filter)).toThrow('objects of kind filter are not opened');
  });

  test('is made as declared, but for what is told otherwise', () => {
    const { fixture } = opened();
    const { class: name, parameters, access } = fixture.createRequest(pin);
    expect([name, access, fixture.createRequest(pin) === fixture.createRequest(pin)]).toEqual(['{146F1A80-4791-11D0-A5D6-28DB04C10000}', Access.read, true]);
    const other = fixture.createRequest(pin, { class: 'other', fields: { PinId: 9 }, append: Uint8Array.of(1, 2), access: 'readWrite' });
    expect([other.class, other.access, [...other.parameters.subarray(-2)]]).toEqual(['other', Access.readWrite, [1, 2]]);
    const connect = other.parameters.length - 2;
    expect(parameters.length - connect).toBe((pin.attributes['format'] as Uint8Array).length);
    const at = [...parameters.subarray(0, connect)].flatMap((byte, i) => (byte === other.parameters[i] ? [] : [other.parameters[i]]));
    expect(at).toEqual([9]);
    expect([...fixture.createRequest(pin, { parameters: Uint8Array.of(5) }).parameters]).toEqual([5]);
  });
});

test('bindings see those before them, unless they are given', () => {
  const bind = (variables: string[], evaluate: (scope: Record<string, number>) => number) => ({ variables, evaluate }) as never;
  const chain = new Map([['a', bind([], () => 2)], ['b', bind(['a'], ({ a = 0 }) => a + 1)], ['c', bind(['b', 'x'], ({ b = 0, x = 0 }) => b + x)]]);
  expect(evaluateAll(chain, { arch: 'x64', a: 50, x: 10 } as never)).toEqual({ a: 2, b: 3, c: 13 });
  expect(evaluateAll(chain, { arch: 'x64', a: 50, x: 10 } as never, { a: 0 })).toEqual({ b: 51, c: 61 });
  const apart = new Map([['a', bind(['b'], ({ b = 0 }) => b)], ['b', bind(['x'], ({ x = 0 }) => x)]]);
  expect(evaluateAll(apart, { arch: 'x64', b: 4, x: 5 } as never)).toEqual({ a: 4, b: 5 });
  expect(evaluateAll(apart, { arch: 'x64', b: 4, x: 5 } as never, { b: 1 })).toEqual({ a: 4 });
  expect(evaluateAll(new Map(), { arch: 'x64' })).toEqual({});
});

test('items and laws are found by what they are about', () => {
  const names = itemsOn(book, 'filter').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['LEVEL', 'READ', 'CHANGED']));
  expect(itemsOn(book, 'clock').map(({ name }) => name)).not.toContain('LEVEL');
  const laws = (kind: 'property' | 'event' | 'object', on: 'filter' | 'pin') => lawsAbout(book, kind, on).map(({ id }) => id);
  expect([laws('property', 'filter'), laws('property', 'pin'), laws('event', 'pin'), laws('object', 'filter')]).toEqual([['test.a', 'test.b'], ['test.b'], ['test.c'], []]);
});

test('a claim may lose something by its steps, however deep, unless they only ask', () => {
  const losing = { kind: 'property', destructive: true };
  const use = { name: 'GONE', own: false, candidates: [losing] };
  const claim = (...steps: object[]) => mayLose({ steps } as never);
  expect(claim({ kind: 'set', set: use })).toBe(true);
  expect(claim({ kind: 'set', set: { ...use, candidates: [{ ...losing, destructive: false }] } })).toBe(false);
  expect(claim({ kind: 'set', set: { ...use, candidates: [{ kind: 'method', destructive: true }] } })).toBe(false);
  expect(claim({ kind: 'set', set: { ...use, own: true } })).toBe(false);
  expect([claim({ kind: 'get', get: use }), claim({ kind: 'support', support: use }), claim({ kind: 'send', send: { item: use } })]).toEqual([false, false, true]);
  expect(claim({ kind: 'if', steps: [], else: [{ kind: 'each', steps: [{ kind: 'power', power: 'D3' }] }] })).toBe(true);
  expect([claim({ kind: 'unplug' }), claim({ kind: 'plug' }), claim({ kind: 'sleep' }), claim()]).toEqual([true, true, false, false]);
  expect(mayLose({ setup: [{ kind: 'unplug' }] } as never)).toBe(true);
  expect(mayLose({ commands: [{ steps: [{ kind: 'set', set: use, with: new Map([['a', { evaluate: 1, kind: 'power' }]]) }] }] } as never)).toBe(true);
  expect(mayLose({ steps: [{ kind: 'let', let: new Map([['a', { candidates: [losing] }]]) }] } as never)).toBe(true);
  expect(mayLose({ steps: [{ kind: 'let', let: new Map([['a', { evaluate: 1, candidates: [losing] }]]) }] } as never)).toBe(false);
});

test('handles in buffers are found by set, id and type', () => {
  const fields = handleFieldsOf(book, 'x64');
  const header = (id: number, set = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA90000F}') => {
    const bytes = new Uint8Array(24);
    writeHeader(bytes, { set, id, flags: 1 });
    return bytes;
  };
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, header(0))).toEqual({ input: [], output: [0] });
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, header(1))?.output).toHaveLength(1);
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, header(2))).toBeUndefined();
  expect(fields(IOCTL.IOCTL_KS_METHOD, header(0))).toBeUndefined();
  expect(fields(IOCTL.IOCTL_KS_READ_STREAM, header(0))).toBeUndefined();
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, header(0).subarray(0, 23))).toBeUndefined();
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, null)).toBeUndefined();
  expect(fields(IOCTL.IOCTL_KS_PROPERTY, header(0, '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}'))).toBeUndefined();
});
