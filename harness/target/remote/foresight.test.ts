/** What is foretold of calls: from what was set, from the values of others, from how a request was answered. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import { ntStatus } from '../../abi/ntstatus.ts';
import type { Handle } from '../target.ts';
import { Foresight } from './foresight.ts';
import type { Call, Effect, Given } from './protocol.ts';

const [get, set] = [1, 2];
const pin = 8 as Handle;
const taken = { status: ntStatus(0), information: 4, timedOut: false };
const refused = { status: ntStatus(0xc000000d), information: 0, timedOut: false, output: [] };

function property(verb: number, value: readonly number[], handle = pin): Extract<Call, { call: 'ioctl' }> {
  const input = new Uint8Array(24).fill(7, 0, 16);
  new DataView(input.buffer).setUint32(20, verb, true);
  return { call: 'ioctl', handle, code: IOCTL.IOCTL_KS_PROPERTY, input: { bytes: input }, output: { bytes: Uint8Array.from(value) }, limit: null };
}

/** A property of a device that takes values up to 200, and what is foretold of it. */
class Told {
  readonly #foresight = new Foresight(() => undefined);
  #value: readonly number[] = [0, 0, 0, 0];

  /** Asks; gives what was foretold. */
  ask(call: Extract<Call, { call: 'ioctl' }>): Given<'ioctl'> | undefined {
    const sight = this.#foresight.foretell(call);
    const effect: Effect = { result: this.#answer(call), now: null, memory: [] };
    this.#foresight.learn(call, sight, effect, isDeepStrictEqual(sight.effect, effect));
    this.#foresight.passed(call, effect, sight);
    return sight.effect?.result as Given<'ioctl'> | undefined;
  }

  set(...value: readonly number[]) {
    return this.ask(property(set, value));
  }

  get() {
    return this.ask(property(get, [0xa5, 0xa5, 0xa5, 0xa5]));
  }

  #answer({ input, output }: Extract<Call, { call: 'ioctl' }>): Given<'ioctl'> {
    if (!input || !('bytes' in input) || !output || !('bytes' in output)) throw new Error('no bytes');
    if (input.bytes[20] === get) return { ...taken, output: [{ offset: 0, bytes: Uint8Array.from(this.#value) }] };
    if (output.bytes.some((byte, at) => byte > (at === 0 ? 200 : 0))) return refused;
    this.#value = [...output.bytes];
    return { ...taken, output: [] };
  }
}

function gives(answer: Given<'ioctl'> | undefined): readonly number[] | undefined {
  return answer && [...(answer.output[0]?.bytes ?? [])];
}

describe('a property that is set and got', () => {
  test('a get gives what was set, also a value that was never seen', () => {
    const told = new Told();
    for (const value of [1, 2, 3]) {
      told.set(value, 0, 0, 0);
      told.get();
    }
    told.set(99, 0, 0, 0);
    expect(gives(told.get())).toEqual([99, 0, 0, 0]);
  });

  test('is foretold to keep its value where a set is refused', () => {
    const told = new Told();
    for (const value of [1, 2, 3]) {
      told.set(value, 0, 0, 0);
      told.get();
      told.set(value, 0, 0, 9);
      told.get();
    }
    told.set(55, 0, 0, 0);
    expect(told.set(77, 0, 0, 12)?.status).toBe(refused.status);
    expect(gives(told.get())).toEqual([55, 0, 0, 0]);
  });

  test('a set is foretold to leave the bytes of the caller as they are', () => {
    const told = new Told();
    told.set(1, 0, 0, 0);
    told.set(2, 0, 0, 0);
    expect(told.set(3, 0, 0, 0)).toEqual({ ...taken, output: [] });
  });
});

describe('a number that goes on with the time', () => {
  /** What is foretold of the time of a device, `rate` units of which pass with each of the clock here. */
  function told(rate: bigint, start: bigint): readonly (bigint | undefined)[] {
    const foresight = new Foresight(() => undefined);
    const call = property(get, new Array<number>(8).fill(0xa5));
    return [100_000n, 100_700n, 100_900n, 107_000n].map((now) => {
      foresight.begin(now);
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, start + rate * now, true);
      const effect: Effect = { result: { ...taken, information: 8, output: [{ offset: 0, bytes }] }, now, memory: [] };
      const sight = foresight.foretell(call);
      foresight.learn(call, sight, effect, isDeepStrictEqual(sight.effect, effect));
      foresight.passed(call, effect, sight);
      const change = (sight.effect?.result as Given<'ioctl'> | undefined)?.output[0];
      return change && new DataView(change.bytes.buffer, change.bytes.byteOffset).getBigUint64(0, true);
    });
  }

  test('is foretold at once where it is the time', () => {
    expect(told(1n, 0n)).toEqual([undefined, 100_700n, 100_900n, 107_000n]);
  });

  test('is foretold where it went on as the time did', () => {
    expect(told(1n, -99_000n).at(-1)).toBe(8000n);
  });

  test('is not taken for one that stands', () => {
    expect(told(0n, 5n)).toEqual([undefined, 5n, 5n, 5n]);
  });
});

test('what was observed of a request is foretold of a request like it', () => {
  const foresight = new Foresight(() => undefined);
  const observed: Effect = { result: { fetches: [{ of: 'input', offset: 0, length: 24, count: 1 }], handlerModes: ['user'] }, now: null, memory: [] };
  const look = (value: number, code: number = IOCTL.IOCTL_KS_PROPERTY) => {
    const call = { ...property(set, [value, 0, 0, 0]), code };
    foresight.passed(call, { result: { ...taken, output: [] }, now: null, memory: [] }, foresight.foretell(call));
    const asks: Call = { call: 'observed' };
    const sight = foresight.foretell(asks);
    foresight.learn(asks, sight, observed, isDeepStrictEqual(sight.effect, observed));
    foresight.passed(asks, observed, sight);
    return sight.effect?.result;
  };
  expect(look(1)).toBeUndefined();
  expect(look(2)).toEqual(observed.result);
  expect(look(3, 0x2f0fff)).toEqual(observed.result);
});
