import { describe, expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { TESTCAP_EVENTS, TESTCAP_PROPERTIES, EVENT, PROPERTY } from '../simulator/minidrivers/testcap/sets.ts';
import { PIN } from '../simulator/minidrivers/testcap/testcap.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { Client, GET, SET, ulongs } from '../simulator/testing/client.ts';
import { MustWait, TargetMisuse, type Arch, type Handle, type Target } from '../target/target.ts';
import { differingPart, type Done } from './answered.ts';
import { perform } from './perform.ts';
import type { Recorded } from './recorded.ts';
import { RecordingTarget } from './recording-target.ts';
import { storyOf } from './story.ts';
import { event, record, stream } from './testing/recordings.ts';

/** Performs a recording on a fresh machine whose handles and addresses are others; what it gives must be the same. */
function expectTheSameAgain(recorded: readonly Recorded[], arch: Arch = 'x64'): void {
  const target = createSimulator('testcap', { arch });
  target.allocate(100_000);
  for (let i = 0; i < 5; i++) target.createSignal('semaphore');
  const story = storyOf(recorded);
  const { answers } = perform(target, story.map(({ action }) => action));
  expect(answers.map((answered, i) => differingPart(answered, story[i]!.answered))).toEqual(story.map(() => undefined));
}

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  test('what was recorded can be performed elsewhere, with signals and event data', () => {
    expectTheSameAgain(record(event, arch), arch);
  });

  test('with frames, which the headers name by address', () => {
    const recorded = record(stream, arch);
    expectTheSameAgain(recorded, arch);
    const links = recorded.flatMap(({ call }) => (call.do === 'write' ? call.content.links : []));
    expect(links.map(({ size, offset }) => [size, offset])).toEqual(Array(2).fill([arch === 'x64' ? 8 : 4, 0]));
    const changes = recorded.flatMap(({ changes: list }) => list);
    expect(changes.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(1000);
  });
});

test('a master clock, whose handle is the value of a property, is found where it is said that handles stand', () => {
  const target = new RecordingTarget(createSimulator('testcap'), {
    handleFields: (code, input) => (code === IOCTL.IOCTL_KS_PROPERTY && input?.length === 24 ? { input: [], output: [0] } : undefined),
  });
  const client = new Client(target);
  const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, BigInt(client.openClock(pin)), true);
  expect(client.property(pin, 'KSPROPSETID_Stream', 3, SET, value).status).not.toBe('STATUS_NOT_FOUND');
  const { call } = target.recorded.at(-1) as Recorded;
  expect(call).toMatchObject({ output: { links: [{ at: 0, size: 8 }] } });
  expectTheSameAgain(target.recorded);
});

test('questions are recorded, and are no part of the story', () => {
  const recorded = record(({ target }) => {
    target.now();
    target.census();
    target.probe();
    target.discover();
  });
  expect(recorded.map(({ call }) => call.do)).toEqual(['now', 'census', 'probe', 'discover']);
  expect(recorded[0]?.gave).toBeTypeOf('bigint');
  expect(recorded[2]?.told).toEqual({ alive: true });
  expect(storyOf(recorded)).toEqual([]);
});

test('each recording has slots of its own', () => {
  const target = new RecordingTarget(createSimulator('testcap'));
  const client = new Client(target);
  event(client);
  const first = storyOf(target.take());
  event(client, 40);
  expect(target.recorded.length).toBeGreaterThan(0);
  const made = (story: readonly Done[]) => story.map(({ action }) => ('makes' in action ? action.makes : undefined));
  expect(made(storyOf(target.take()))).toEqual(made(first));
  expect(target.recorded).toEqual([]);
});

test('failures are recorded and passed on', () => {
  const target = new RecordingTarget(createSimulator('testcap', { faults: ['event.short-data-crashes'] }));
  const client = new Client(target);
  const filter = client.openFilter();
  target.close(filter);
  expect(() => client.property(filter, TESTCAP_PROPERTIES, 0, GET, 4)).toThrow(TargetMisuse);
  expect(target.recorded.at(-1)?.failure).toEqual({ kind: 'misuse', message: `handle ${filter} is not open` });
  const small = target.allocate(8);
  expect(() => client.enable(client.openFilter(), TESTCAP_EVENTS, EVENT.CHANGED, 1, small)).toThrow('the target died');
  const died = target.recorded.at(-1);
  expect(died).toMatchObject({ failure: { kind: 'died' }, answered: { died: died?.failure?.message } });
  expect(storyOf(target.recorded).at(-1)?.answered).toEqual(died?.answered);
});

describe('what ran at the same time', () => {
  /** Does things at the points of a request, by number. */
  function interleaved(bodies: Readonly<Record<number, (client: Client, other: Handle, own: Handle) => void>>): RecordingTarget {
    const target = new RecordingTarget(createSimulator('testcap'));
    const client = new Client(target);
    const [filter, other] = [client.openFilter(), client.openFilter()];
    thirdFilter = client.openFilter();
    let point = 0;
    target.scheduling?.setSwitcher(() => {
      bodies[point++]?.(client, other, filter);
    });
    client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(5));
    client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4);
    target.scheduling?.setSwitcher(null);
    client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4);
    return target;
  }
  const set = (level: number) => (client: Client, other: Handle) => {
    client.property(other, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(level));
  };
  let thirdFilter: Handle;
  const third = (level: number) => (client: Client) => set(level)(client, thirdFilter);
  const twice = (first: number, second: number) => (client: Client, other: Handle) => {
    set(first)(client, other);
    set(second)(client, other);
  };

  test.each([
    ['inside of one request', { 1: set(10) }, 2],
    ['twice in one place', { 0: twice(10, 20) }, 2],
    ['in two places', { 0: set(10), 9: set(20) }, 2],
    ['inside of what is inside', { 0: set(10), 1: third(15) }, 3],
    ['and comes back', { 0: twice(10, 20), 1: third(15), 19: set(25) }, 3],
  ])('%s', (_, bodies, depth) => {
    const { recorded } = interleaved(bodies);
    const action = storyOf(recorded).find((done) => done.action.do === 'together')?.action;
    expect(action).toMatchObject({ lanes: Array(depth).fill(expect.anything()) });
    expectTheSameAgain(recorded);
  });

  test('a list that was never interrupted is no such thing', () => {
    expect(storyOf(interleaved({}).recorded).map(({ action }) => action.do)).toEqual(['open', 'open', 'open', 'ioctl', 'ioctl', 'ioctl']);
  });

  test('what had to wait did not happen', () => {
    let waited = false;
    const { recorded } = interleaved({
      2: (client, _, own) => {
        try {
          set(10)(client, own);
        } catch (error) {
          waited = error instanceof MustWait;
        }
      },
    });
    expect(waited).toBe(true);
    expectTheSameAgain(recorded);
  });
});

test('every part of the boundary is passed on, but other processes', () => {
  // A new one must be recorded, too: this list fails to compile until it is added here.
  const parts: Record<keyof Target, true> = {
    name: true, arch: true, capabilities: true, identity: true, scheduling: true, plugAndPlay: true, discover: true, open: true,
    openChild: true, close: true, ioctl: true, submit: true, wait: true, cancel: true, allocate: true, release: true,
    createSignal: true, takeSignals: true, now: true, sleep: true, probe: true, reset: true, census: true, dispose: true,
    observations: true, verifier: true, pipeline: true, processes: true, peek: true,
  };
  const inner = createSimulator('testcap');
  const target = new RecordingTarget(inner);
  for (const part of Object.keys(parts) as (keyof Target)[]) {
    expect(target[part] === undefined, part).toBe(part === 'processes' || inner[part] === undefined);
  }
  expect([target.name, target.arch, target.identity]).toEqual([inner.name, inner.arch, inner.identity]);
  expect([...target.capabilities]).toEqual([...inner.capabilities].filter((capability) => capability !== 'processes'));
});
