import { describe, expect, test } from 'vitest';
import { EVENT, PROPERTY, TESTCAP_EVENTS, TESTCAP_PROPERTIES } from '../simulator/minidrivers/testcap/sets.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { Client, GET, SET, ulongs } from '../simulator/testing/client.ts';
import { MustWait, TargetDied, type Handle, type Target } from '../target/target.ts';
import type { Recorded } from './recorded.ts';
import { RecordingTarget } from './recording-target.ts';
import { ReplayedTarget } from './replayed.ts';
import { event, stream } from './testing/recordings.ts';
import { headOf } from './traffic-head.ts';
import { callsOfText, trafficText } from './traffic-text.ts';

/** Records a story, writes it as text, and has another told from there; what the second one threw, and what differed. */
function retell(story: (client: Client) => void, other = story, inner: Target = createSimulator('testcap')) {
  const recording = new RecordingTarget(inner);
  try {
    story(new Client(recording));
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
  }
  return play(inner, recording.take(), other);
}

function play(inner: Target, calls: readonly Recorded[], story: (client: Client) => void) {
  const replayed = new ReplayedTarget(headOf(inner));
  return replayed.play(callsOfText(trafficText(calls)), () => {
    try {
      story(new Client(replayed.target));
      return undefined;
    } catch (error) {
      return error;
    }
  });
}

const level = (client: Client, filter: Handle, value: number) => client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(value));

describe('the same story is told without the device', () => {
  test.each([
    ['an event', event],
    ['frames, into memory that was named by address', stream],
    [
      'questions, power, unplugging',
      ({ target }: Client) => {
        expect(target.census()).toMatchObject({ handles: 0 });
        expect(target.probe()).toEqual({ alive: true });
        expect(target.now()).toBeTypeOf('bigint');
        const region = target.allocate(4);
        region.bytes.set([1, 2, 3, 4]);
        expect(target.peek?.(region.address, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
        target.release(region);
        expect(target.peek?.(region.address, 4)).toBeNull();
        target.plugAndPlay?.setPower('D3');
        target.plugAndPlay?.setPower('D0');
        target.plugAndPlay?.unplug();
        expect(target.discover()).toEqual([]);
        target.plugAndPlay?.plug();
        target.sleep(10n);
        target.reset();
      },
    ],
    [
      'memory of every kind',
      ({ target }: Client) => {
        for (const kind of ['normal', 'read-only', 'no-access', 'freed', 'kernel'] as const) {
          const region = target.allocate(20, kind, 3);
          expect([region.kind, region.length, region.bytes.length]).toEqual([kind, 20, kind === 'normal' || kind === 'read-only' ? 20 : 0]);
          target.release(region);
          expect(region.bytes).toHaveLength(0);
        }
      },
    ],
    [
      'requests inside of a request, one of which must wait',
      (client: Client) => {
        const [filter, other] = [client.openFilter(), client.openFilter()];
        const seen: unknown[] = [];
        client.target.scheduling?.setSwitcher((at) => {
          seen.push(at);
          if (seen.length === 1) seen.push(level(client, other, 10).status);
          if (seen.length > 6 && at === 'probe') expect(() => level(client, filter, 20)).toThrow(MustWait);
        });
        level(client, filter, 5);
        client.target.scheduling?.setSwitcher(null);
        expect(seen[0]).toBe('dispatch');
        expect(seen.length).toBeGreaterThan(5);
      },
    ],
  ])('%s', (_, story) => {
    expect(retell(story)).toEqual({ result: undefined, difference: undefined });
  });

  test('what is seen from inside of the machine', () => {
    const seen = {
      observations: { active: false, handlerModes: ['user'], fetches: [{ of: 'input', offset: 0, length: 24, count: 1 }] },
      verifier: { rules: ['A'], take: () => [{ rule: 'A', detail: 'did B' }] },
    };
    const inner = new Proxy(createSimulator('testcap'), { get: (target, name) => (name in seen ? seen[name as 'verifier'] : (Reflect.get(target, name, target) as unknown)) });
    const told = retell(({ target: { observations, verifier } }) => {
      if (observations) observations.active = true;
      expect(observations).toEqual({ ...seen.observations, active: true });
      expect([verifier?.rules, verifier?.take()]).toEqual([['A'], [{ rule: 'A', detail: 'did B' }]]);
    }, undefined, inner);
    expect(told).toEqual({ result: undefined, difference: undefined });
  });

  test('a death is a death again', () => {
    const dying = (client: Client) => client.enable(client.openFilter(), TESTCAP_EVENTS, EVENT.CHANGED, 1, client.target.allocate(8));
    const { result, difference } = retell(dying, dying, createSimulator('testcap', { faults: ['event.short-data-crashes'] }));
    expect(result).toBeInstanceOf(TargetDied);
    expect(difference).toBeUndefined();
  });
});

describe('another story is found out at the first call that differs', () => {
  const story = (value: number, more: (client: Client, filter: Handle) => void = () => {}) => (client: Client) => {
    const filter = client.openFilter();
    level(client, filter, value);
    more(client, filter);
  };
  const get = (client: Client, filter: Handle) => { client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4); };
  const set = '"SET property 0 of {B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}"';

  test.each([
    ['other bytes', story(5), story(10), `call 3 is ${set}, where ${set} was recorded with another output`],
    ['another call', story(5), (client: Client) => { client.target.sleep(1n); }, 'call 1 is "sleep", where "discover" was recorded'],
    ['more', story(5), story(5, get), expect.stringMatching(/^call 4 is "GET property 0 .*, where nothing more was recorded$/)],
    ['less', story(5, get), story(5), expect.stringMatching(/^after 3 calls nothing more was asked, where "GET property 0 .* was recorded$/)],
    [
      'memory that holds something else',
      (client: Client) => { client.eventData(1, 4); client.target.now(); },
      (client: Client) => { client.eventData(1, 8); client.target.now(); },
      'call 2 is "write", where "write" was recorded with another content',
    ],
    [
      'another time',
      (client: Client) => { client.target.sleep(1n); },
      (client: Client) => { client.target.sleep(2n); },
      'call 1 is "sleep", where "sleep" was recorded with another duration',
    ],
  ])('%s', (_, first, second, difference) => {
    expect(retell(first, second).difference).toEqual(difference);
  });

  test('and nothing is answered after it', () => {
    const { result } = retell(story(5, get), (client) => {
      const filter = client.openFilter();
      expect(() => level(client, filter, 10)).toThrow('with another output');
      level(client, filter, 5);
    });
    expect(result).toMatchObject({ name: 'TrafficDiffers' });
  });
});

test.each([
  ['[1]', 'a call is no object'],
  ['{}', 'calls are no list'],
  ['[{"c":{}}]', 'a call does not say what it is'],
  ['[{"c":{"do":"now"},"g":5}]', 'what a call gave is no number'],
  ['[{"c":{"do":"now"},"m":[{"region":1}]}]', 'a change of memory that is none'],
  ['[{"c":{"do":"close"},"a":{"status":"x"}}]', 'the status of an answer is no number'],
  ['[{"c":{"do":"close"},"f":{}}]', 'a failure has no message'],
])('%s is no recording', (text, message) => {
  expect(() => callsOfText(text)).toThrow(message);
});
