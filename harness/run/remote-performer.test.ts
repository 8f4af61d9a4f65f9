import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { TargetDied, TargetMisuse, type Handle, type Target } from '../target/target.ts';
import { ByteReader, ByteWriter, ProtocolError } from '../target/remote/bytes.ts';
import { changesOf, applyChanges } from '../target/remote/changes.ts';
import { request as identifierOf } from '../target/native/testing/client.ts';
import { Performer } from '../target/remote/performer.ts';
import { endings, givesOf, readCall, readEffect, writeCall, writeEffect } from '../target/remote/protocol.ts';
import type { Call, CallName, Effect } from '../target/remote/protocol.ts';

let dispose = () => {};
afterEach(() => { dispose(); });

function performer(): Performer {
  const target = createSimulator('splitter');
  dispose = () => { target.dispose(); };
  return new Performer(target);
}

function listOf(calls: readonly Call[], sequence = 7, expected: readonly (Uint8Array | null)[] = []): Uint8Array {
  const to = new ByteWriter();
  to.u32(sequence);
  for (const [i, call] of calls.entries()) writeCall(to, call, expected[i] ?? null);
  return to.take();
}

/** Endings and results of an answer. */
function outcomes(answer: Uint8Array, calls: readonly { readonly call: CallName }[]) {
  const from = new ByteReader(answer);
  from.u32();
  const found: unknown[] = [];
  for (const { call } of calls) {
    const how = endings[from.u8()];
    if (how === undefined) break;
    found.push(how === 'done' ? givesOf(call).read(from) : [how, from.text()]);
  }
  return found;
}

const noHandle = 4711 as Handle;
const countOfPins = new Uint8Array(identifierOf('KSPROPSETID_Pin', 1, 1));

test('what a call makes can be named by a later one of the same list', () => {
  const subject = performer();
  const perform = (...calls: Call[]) => outcomes(subject.perform(listOf(calls)), calls);
  const [found] = perform({ call: 'discover' });
  const [opened] = perform({ call: 'open', path: (found as { filters: { path: string }[] }).filters[0]?.path ?? '', access: 0xc000_0000 });
  const { handle } = opened as { handle: Handle };
  const request = { handle, code: 0x2f0003, input: { region: 2, offset: 0, length: 24 }, output: { bytes: new Uint8Array(4) } };
  const done = perform(
    { call: 'allocate', makes: 2, length: 24, kind: 'normal', misalign: 0 },
    { call: 'write', region: 2, offset: 0, bytes: countOfPins },
    { call: 'submit', makes: 3, ...request },
    { call: 'wait', request: 3, limit: 0n },
    { call: 'wait', request: 3, limit: 0n },
    { call: 'release', region: 2 },
    { call: 'ioctl', ...request, limit: null },
    { call: 'probe' },
  );
  const pins = { offset: 0, bytes: Uint8Array.of(2) };
  expect(done).toEqual([
    { address: expect.any(BigInt) as bigint }, {}, {},
    { answer: { status: 0, information: 4, timedOut: false, output: [pins] } },
    ['nothing-there', 'request 3 is not in flight'], {}, ['nothing-there', 'region 2 is not there'],
    { alive: true, detail: '' },
  ]);
});

test.each<[string, Call, string, string]>([
  ['a write behind a region', { call: 'write', region: 2, offset: 20, bytes: new Uint8Array(5) }, 'misused', 'a write behind the 24 bytes of a region'],
  ['more memory than there is for a connection', { call: 'allocate', makes: 9, length: 0xffff_ffff, kind: 'normal', misalign: 0 }, 'misused', 'more than 536870912 bytes of memory'],
  ['a request that is not in flight', { call: 'wait', request: 77, limit: 0n }, 'nothing-there', 'request 77 is not in flight'],
])('%s is refused', (_name, call, how, detail) => {
  const calls: Call[] = [
    { call: 'createSignal', kind: 'auto-reset', limit: 1 },
    { call: 'allocate', makes: 2, length: 24, kind: 'normal', misalign: 0 },
    call,
    { call: 'probe' },
  ];
  const done = outcomes(performer().perform(listOf(calls)), calls);
  expect(done[2]).toEqual([how, detail]);
  // What was misused ends the list; what is not there costs only its call.
  expect(done).toHaveLength(how === 'misused' ? 3 : 4);
});

test('whatever comes is performed or refused; nothing else happens', () => {
  const word = fc.nat(20);
  const anyHandle = word.map((value) => (4 * value) as Handle);
  const kinds: fc.Arbitrary<Call>[] = [
    fc.record({ call: fc.constant('open' as const), path: fc.string(), access: word }),
    fc.record({ call: fc.constant('allocate' as const), makes: word, length: fc.nat(5000), kind: fc.constantFrom('normal', 'read-only', 'no-access', 'kernel'), misalign: fc.nat(8) }),
    fc.record({ call: fc.constant('write' as const), region: word, offset: word, bytes: fc.uint8Array() }),
    fc.record({ call: fc.constant('release' as const), region: word }),
    fc.record({ call: fc.constant('createSignal' as const), kind: fc.constantFrom('auto-reset', 'semaphore'), limit: fc.nat(3) }),
    fc.record({ call: fc.constant('close' as const), handle: anyHandle }),
    fc.record({ call: fc.constant('cancel' as const), request: word }),
    fc.constantFrom<Call>({ call: 'discover' }, { call: 'observed' }, { call: 'violations' }, { call: 'startProcess' }, { call: 'census' }),
    fc.record({ call: fc.constant('observe' as const), active: fc.boolean() }),
    fc.record({ call: fc.constant('enterProcess' as const), process: fc.option<number, null>(fc.nat(3), { nil: null }) }),
    fc.record({ call: fc.constant('duplicate' as const), handle: anyHandle, into: fc.nat(3) }),
    fc.record({ call: fc.constant('endProcess' as const), process: fc.nat(3) }),
  ];
  const calls = fc.array(fc.oneof(...kinds), { maxLength: 8 });
  const foretold = fc.array(fc.option(fc.uint8Array({ maxLength: 40 })), { minLength: 8, maxLength: 8 });
  const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 });
  let refused = 0;
  fc.assert(fc.property(calls, foretold, damage, fc.nat(300), (list, expected, changes, cut) => {
    const bytes = listOf(list, 7, expected);
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    const subject = performer();
    try {
      subject.perform(bytes.subarray(0, Math.max(4, bytes.length - (cut % 40))));
    } catch (error) {
      refused++;
      expect(error).toBeInstanceOf(ProtocolError);
    } finally {
      dispose();
      dispose = () => {};
    }
  }), { numRuns: 300 });
  expect(refused).toBeGreaterThan(0);
});

test('a call that goes as foretold says no more, and the first that goes otherwise is the last', () => {
  const subject = performer();
  const seen: Call[] = [{ call: 'observe', active: true }, { call: 'observed' }, { call: 'violations' }, { call: 'startProcess' }];
  const effects: Effect[] = [{}, { fetches: [], handlerModes: [] }, { violations: [] }, { process: 77 }].map((result) => ({ result: result as never, now: 100_000_000n, memory: [] }));
  const expected = seen.map(({ call }, i) => {
    const to = new ByteWriter();
    writeEffect(to, call, effects[i]!);
    return to.take();
  });
  const from = new ByteReader(subject.perform(listOf([...seen, { call: 'probe' }], 7, expected)));
  from.u32();
  expect([0, 1, 2, 3].map(() => endings[from.u8()])).toEqual(['as-foretold', 'as-foretold', 'as-foretold', 'otherwise']);
  const { result } = readEffect(from, 'startProcess');
  expect(result).not.toEqual({ process: 77 });
  expect(from.u8()).toBe(0xff);
});

test('a list that was foretold is announced call by call; one that was not is not', () => {
  const announced: number[] = [];
  const target = createSimulator('splitter');
  dispose = () => { target.dispose(); };
  const subject = new Performer(target, (index) => announced.push(index));
  const calls: Call[] = [{ call: 'open', path: 'x', access: 0 }, { call: 'probe' }, { call: 'open', path: 'y', access: 0 }];
  subject.perform(listOf(calls));
  expect(announced).toEqual([]);
  const to = new ByteWriter();
  writeEffect(to, 'open', { result: { status: 0xc000_0034, handle: 0 as never }, now: target.now(), memory: [] });
  const probed = new ByteWriter();
  writeEffect(probed, 'probe', { result: { alive: true, detail: '' }, now: target.now(), memory: [] });
  subject.perform(listOf(calls, 8, [to.take(), probed.take()]));
  expect(announced).toEqual([0, 2]);
});

test('a process beside that of the harness is entered and left', () => {
  const subject = performer();
  const perform = (...calls: Call[]) => outcomes(subject.perform(listOf(calls)), calls);
  const [started, made] = perform({ call: 'startProcess' }, { call: 'createSignal', kind: 'auto-reset', limit: 1 });
  const { process } = started as { process: number };
  const { handle } = made as { handle: Handle };
  const [duplicate] = perform({ call: 'duplicate', handle, into: process });
  const done = perform(
    { call: 'enterProcess', process },
    { call: 'takeSignals', signal: (duplicate as { handle: Handle }).handle, limit: 0n },
    { call: 'takeSignals', signal: handle, limit: 0n },
  );
  expect(done[1]).toEqual({ count: 0 });
  // The signal of the first process has another handle here.
  expect(done[2]).toEqual(['misused', expect.any(String)]);
});

test('a device is suspended, unplugged and plugged in; time passes', () => {
  const subject = performer();
  const perform = (...calls: Call[]) => outcomes(subject.perform(listOf(calls)), calls);
  expect(perform({ call: 'setPower', state: 'D3' }, { call: 'setPower', state: 'D0' }, { call: 'unplug' }, { call: 'discover' }, { call: 'plug' }, { call: 'sleep', duration: 10n })).toEqual([{}, {}, {}, { filters: [] }, {}, {}]);
  const [found] = perform({ call: 'discover' });
  expect((found as { filters: unknown[] }).filters).toHaveLength(1);
});

describe('what a target does is told, whatever it is', () => {
  const thrown = (error: unknown) => {
    const target: Partial<Target> = { capabilities: new Set(), now: () => 0n, discover: () => { throw error; } };
    return outcomes(new Performer(target as Target).perform(listOf([{ call: 'discover' }])), [{ call: 'discover' }]);
  };

  test.each<[string, unknown, [string, string]]>([
    ['it dies', new TargetDied('PAGE_FAULT'), ['died', 'PAGE_FAULT']],
    ['it is misused', new TargetMisuse('handle 4 is closed'), ['misused', 'handle 4 is closed']],
    ['it goes wrong', new Error('no such filter'), ['failed', 'no such filter']],
    ['it throws what is no error', 'text', ['failed', 'text']],
  ])('%s', (_what, error, told) => {
    expect(thrown(error)).toEqual([told]);
  });

  test.each<[Call, string]>([
    [{ call: 'plug' }, 'plug and play'],
    [{ call: 'observe', active: true }, 'observations'],
    [{ call: 'violations' }, 'verifier'],
    [{ call: 'startProcess' }, 'processes'],
    [{ call: 'peek', address: 0x1000n, length: 4 }, 'mapped memory'],
  ])('%o is misuse of a target without it', (call, what) => {
    const target: Partial<Target> = { capabilities: new Set(), now: () => 0n };
    expect(outcomes(new Performer(target as Target).perform(listOf([call])), [call])).toEqual([['misused', `the target has no ${what}`]]);
  });

  test('it is dead, and where the machine is mapped', () => {
    const target: Partial<Target> = { capabilities: new Set(), now: () => 0n, probe: () => ({ alive: false, detail: 'gone' }), peek: (_address, length) => (length > 4 ? null : new Uint8Array(length)) };
    const calls: Call[] = [{ call: 'probe' }, { call: 'peek', address: 0x1000n, length: 4 }, { call: 'peek', address: 0x1000n, length: 8 }];
    expect(outcomes(new Performer(target as Target).perform(listOf(calls)), calls)).toEqual([{ alive: false, detail: 'gone' }, { bytes: new Uint8Array(4) }, { bytes: null }]);
  });
});

test('calls read back are those written', () => {
  const call: Call = { call: 'submit', makes: 3, handle: noHandle, code: 0x2f4003, input: { address: 0xffff_8000_0000_0000n, length: 8 }, output: { region: 2, offset: 8, length: 16 } };
  const to = new ByteWriter();
  writeCall(to, call);
  expect(readCall(new ByteReader(to.take()))).toEqual({ call, expected: null });
});

test('changes turn what was before into what is after', () => {
  const pair = fc.nat(300).chain((length) => fc.tuple(fc.uint8Array({ minLength: length, maxLength: length }), fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 10 })));
  fc.assert(fc.property(pair, ([before, pokes]) => {
    const after = before.slice();
    for (const [at, value] of pokes) if (at < after.length) after[at] = value;
    const changes = changesOf(before, after);
    const made = before.slice();
    applyChanges(made, changes);
    expect(made).toEqual(after);
    if (Buffer.compare(before, after) === 0) expect(changes).toEqual([]);
  }));
  expect(() => { applyChanges(new Uint8Array(4), [{ offset: 3, bytes: Uint8Array.of(1, 2) }]); }).toThrow(ProtocolError);
});
