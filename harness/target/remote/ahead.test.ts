/** Running ahead: whatever is foretold, the device is asked what it would have been asked, and what comes is what would have come. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TargetDied } from '../target.ts';
import { Ahead } from './ahead.ts';
import type { AheadOwner } from './ahead.ts';
import { ByteWriter } from './bytes.ts';
import { ConnectionDied } from './conversation.ts';
import type { Sight } from './foresight.ts';
import { writeEffect } from './protocol.ts';
import type { Call, Effect } from './protocol.ts';

/** Each answer depends on all that was asked before. */
class Device {
  readonly asked: number[] = [];
  #state = 7;

  take(limit: number): number {
    this.asked.push(limit);
    this.#state = (this.#state * 31 + limit) % 1009;
    return this.#state % 3;
  }
}

const callOf = (limit: number): Call => ({ call: 'takeSignals', signal: 4 as never, limit: BigInt(limit) });
const effectOf = (count: number): Effect => ({ result: { count }, now: null, memory: [] });

/** An agent with a device; `dies` is the number of a call that takes the connection down. */
class Agent implements AheadOwner {
  readonly device = new Device();
  journeys = 0;
  rewinds = 0;
  readonly #dies: number;
  #doing = 0;

  constructor(dies = Infinity) {
    this.#dies = dies;
  }

  rewind(): void {
    this.rewinds++;
  }

  doing(): number {
    return this.#doing;
  }

  errorOf(): Error {
    return new Error('never');
  }

  send(list: Parameters<AheadOwner['send']>[0]): ReturnType<AheadOwner['send']> {
    this.journeys++;
    for (const [index, { call, expected }] of list.entries()) {
      this.#doing = index;
      if (this.device.asked.length >= this.#dies) throw new ConnectionDied('cut off');
      const effect = effectOf(this.device.take(Number((call as { limit: bigint }).limit)));
      const to = new ByteWriter();
      writeEffect(to, call.call, effect);
      if (!expected || Buffer.compare(to.take(), expected) !== 0) return { kept: index, took: list.map(() => 1), then: { how: 'done', effect } };
    }
    return { kept: list.length, took: list.map(() => 1) };
  }
}

/** Asks depending on what came; gives all that came. */
function asking(program: readonly number[], take: (limit: number) => number): number[] {
  const came: number[] = [];
  for (const limit of program) {
    const count = take(limit);
    came.push(count);
    for (let i = 0; i < count; i++) came.push(take(limit + i + 1));
  }
  return came;
}

/** Guesses in turn, `null` where it knows nothing. */
function guessing(guesses: readonly (number | null)[]) {
  let next = 0;
  const foretell = (): Sight => {
    const guess = guesses.length === 0 ? null : (guesses[next++ % guesses.length] ?? null);
    return { effect: guess === null ? null : effectOf(guess), keys: [], before: null };
  };
  return { foretell, passed: () => {}, learn: () => {} };
}

const countOf = (fate: ReturnType<Ahead['call']>): number => {
  if (!fate.effect) throw fate.error;
  return (fate.effect.result as { count: number }).count;
};

const programs = fc.array(fc.nat(20), { minLength: 1, maxLength: 25 });
const guesses = fc.array(fc.option(fc.nat(2), { nil: null }), { maxLength: 9 });

test('the device is asked the same, and the same comes, whatever is foretold', () => {
  let rewinds = 0;
  fc.assert(fc.property(programs, guesses, (program, told) => {
    const plain = new Device();
    const expected = asking(program, (limit) => plain.take(limit));
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing(told));
    expect(ahead.run(() => asking(program, (limit) => countOf(ahead.call(callOf(limit), 0n))))).toEqual(expected);
    expect(agent.device.asked).toEqual(plain.asked);
    expect(agent.journeys).toBeLessThanOrEqual(plain.asked.length);
    rewinds += agent.rewinds;
  }), { numRuns: 300 });
  expect(rewinds).toBeGreaterThan(0);
});

test('a death is that of the call that was performed, and what was asked before has come', () => {
  fc.assert(fc.property(programs, guesses, fc.nat(30), (program, told, dies) => {
    const plain = new Device();
    const before: number[] = [];
    const dying = () => asking(program, (limit) => {
      if (plain.asked.length >= dies) throw new TargetDied('cut off');
      const count = plain.take(limit);
      before.push(count);
      return count;
    });
    const expected = outcomeOf(dying);
    const agent = new Agent(dies);
    const ahead = new Ahead(agent, guessing(told));
    let came: number[] = [];
    const result = outcomeOf(() => ahead.run(() => {
      came = [];
      return asking(program, (limit) => {
        const count = countOf(ahead.call(callOf(limit), 0n));
        came.push(count);
        return count;
      });
    }));
    expect(result).toEqual(expected);
    expect(came).toEqual(before);
    expect(agent.device.asked).toEqual(plain.asked);
  }), { numRuns: 300 });
});

function outcomeOf(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error instanceof TargetDied ? 'died' : error;
  }
}

describe('a body', () => {
  test('that is foretold rightly costs one journey', () => {
    const plain = new Device();
    const right = [5, 5, 5, 5].map((limit) => plain.take(limit));
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing(right));
    expect(ahead.run(() => [5, 5, 5, 5].map((limit) => countOf(ahead.call(callOf(limit), 0n))))).toEqual(right);
    expect(agent).toMatchObject({ journeys: 1, rewinds: 0 });
  });

  test('that hides that it was left is left all the same', () => {
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing([2]));
    const seen: number[] = [];
    ahead.run(() => {
      seen.length = 0;
      for (const limit of [1, 2, 3]) {
        try {
          seen.push(countOf(ahead.call(callOf(limit), 0n)));
        } catch {
          seen.push(-1);
        }
      }
    });
    const plain = new Device();
    expect(seen).toEqual([1, 2, 3].map((limit) => plain.take(limit)));
  });

  test('does alone what asks no agent, once', () => {
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing([0, 1, 2]));
    let clock = 0;
    const times = ahead.run(() => [1, 2, 3].map((limit) => {
      ahead.call(callOf(limit), 0n);
      return ahead.alone(() => ++clock);
    }));
    expect(times).toEqual([1, 2, 3]);
    expect(clock).toBe(3);
  });

  test('that asks something else when it is repeated is a mistake', () => {
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing([2]));
    let runs = 0;
    expect(() => ahead.run(() => {
      if (runs++ > 0) ahead.alone(() => 0);
      for (const limit of [1, 2, 3]) ahead.call(callOf(limit), 0n);
    })).toThrow('asked again, it was nothing where takeSignals was before');
  });

  test('within another one is a part of it', () => {
    const agent = new Agent();
    const ahead = new Ahead(agent, guessing([]));
    expect(ahead.active).toBe(false);
    expect(ahead.run(() => [ahead.active, ahead.run(() => countOf(ahead.call(callOf(5), 0n)))])).toEqual([true, new Device().take(5)]);
    expect(ahead.active).toBe(false);
  });

  test('that throws has done so if all it was told was true, and begins anew if not', () => {
    const right = new Device().take(5);
    const throwing = (guess: number) => {
      const agent = new Agent();
      const ahead = new Ahead(agent, guessing([guess]));
      const seen: number[] = [];
      const run = () => ahead.run(() => {
        seen.push(countOf(ahead.call(callOf(5), 0n)));
        throw new RangeError('of its own');
      });
      return { run, seen, agent };
    };
    const told = throwing(right);
    expect(told.run).toThrow('of its own');
    expect(told.seen).toEqual([right]);
    const misled = throwing((right + 1) % 3);
    expect(misled.run).toThrow('of its own');
    expect([misled.seen, misled.agent.rewinds]).toEqual([[(right + 1) % 3, right], 1]);
  });

  test('that fails as it is sent fails with that', () => {
    const agent = new Agent();
    agent.send = () => { throw new RangeError('off by one'); };
    const ahead = new Ahead(agent, guessing([1]));
    expect(() => ahead.run(() => countOf(ahead.call(callOf(5), 0n)))).toThrow('off by one');
    expect(() => ahead.run(() => { ahead.call(callOf(5), 0n); throw new Error('of its own'); })).toThrow('off by one');
  });

  test.each([
    ['a call that was not done', { kept: 0, took: [1], then: { how: 'failed' as const, detail: 'x', aftermath: { now: null, memory: [] } } }, 'never'],
    ['a call of which nothing came', { kept: 1, took: [] }, 'takeSignals was not performed'],
  ])('is told of %s', (_what, course, message) => {
    const agent = new Agent();
    agent.send = () => course;
    const ahead = new Ahead(agent, guessing([]));
    expect(() => ahead.run(() => countOf(ahead.call(callOf(5), 0n)))).toThrow(message);
  });
});
