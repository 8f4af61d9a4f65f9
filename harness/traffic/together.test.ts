/** Lists that run at the same time on a target of which every answer is said: pending requests, mistakes, deaths, waits that are in vain. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { MustWait, type Target } from '../target/target.ts';
import type { Action, Slot } from './actions.ts';
import type { Answered } from './answered.ts';
import { Together } from './together.ts';

type Single = Exclude<Action, { do: 'together' }>;

const close = (handle: number): Single => ({ do: 'close', handle: handle as Slot });
const ioctl = (handle: number, limit?: bigint): Single => ({ do: 'ioctl', handle: handle as Slot, code: 3, input: null, output: null, ...(limit !== undefined && { limit }) });
const done: Answered = { status: STATUS.STATUS_SUCCESS };

/** Runs the lists; `answer` says what comes of each action, and may let another list go on inside by `at`. */
function run(lanes: readonly (readonly Action[])[], switches: readonly number[], answer: (action: Single, at: () => void) => Answered, schedules = true) {
  const asked: string[] = [];
  let inside: ((at: 'probe') => void) | null = null;
  const scheduling = { setSwitcher: (switcher: typeof inside) => { inside = switcher; } };
  const target = (schedules ? { scheduling } : {}) as unknown as Target;
  const perform = (action: Single): Answered => {
    const slot = 'handle' in action ? action.handle : 'request' in action ? action.request : '';
    asked.push(`${action.do} ${slot}${action.do === 'wait' ? ` ${action.limit}` : ''}`);
    return answer(action, () => { inside?.('probe'); });
  };
  const together = new Together(target, perform as never, { do: 'together', lanes, switches });
  const result = () => together.run();
  return { asked, together, result, switched: () => inside };
}

test('one list after the other, unless it is switched', () => {
  const lists = [[close(1), close(2)], [close(3)]];
  expect(run(lists, [], () => done).result()).toMatchObject({ lanes: [[done, done], [done]], order: ['list 2 goes on'] });
  const switched = run(lists, [1], () => done);
  expect(switched.result().order).toEqual(['list 2 goes on', 'list 1 goes on']);
  expect(switched.asked).toEqual(['close 1', 'close 3', 'close 2']);
  expect(switched.switched()).toBeNull();
});

describe('inside of a request', () => {
  test('another list goes on until it ends, and the point behind it is told', () => {
    const { asked, result, together } = run([[close(1), close(2)], [close(3)]], [1], (action, at) => {
      if (action.do === 'close' && Number(action.handle) === 1) at();
      return done;
    });
    expect(result().order).toEqual(['list 2 goes on inside list 1, at its probe']);
    expect(asked).toEqual(['close 1', 'close 3', 'close 2']);
    expect([together.returns.length, together.points]).toEqual([1, expect.any(Number)]);
  });

  test('nothing goes on where every other list is at its end', () => {
    const { result } = run([[close(1)], []], [1], (_action, at) => { at(); return done; });
    expect(result()).toMatchObject({ lanes: [[done], []] });
  });

  test('what must wait goes on later; a mistake of kscts is thrown, but not through the target', () => {
    let waits = true;
    const waiting = run([[close(1)], [close(2)]], [1], (action, at) => {
      if (action.do === 'close' && Number(action.handle) === 1) at();
      else if (waits) {
        waits = false;
        throw new MustWait('a lock');
      }
      return done;
    });
    expect(waiting.result().lanes).toEqual([[done], [done]]);
    let through = false;
    const failing = run([[close(1)], [close(2)]], [1], (action, at) => {
      if (action.do === 'close' && Number(action.handle) === 2) throw new RangeError('off by one');
      at();
      through = true;
      return done;
    });
    expect(failing.result).toThrow('off by one');
    expect([through, failing.switched()]).toEqual([true, null]);
  });

  test('a death ends all lists', () => {
    const { asked, result } = run([[close(1), close(2)], [close(3), close(4)]], [1], (action, at) => {
      if (action.do === 'close' && Number(action.handle) === 3) return { died: 'PAGE_FAULT' };
      at();
      return done;
    });
    expect(result()).toMatchObject({ died: 'PAGE_FAULT', lanes: [[done], [{ died: 'PAGE_FAULT' }]] });
    expect(asked).toEqual(['close 1', 'close 3']);
  });
});

describe('at the bottom', () => {
  test('who must wait though nothing is interrupted is passed over; a mistake is thrown', () => {
    const answer = (action: Single): Answered => {
      if (action.do === 'close' && Number(action.handle) === 1) throw new MustWait('a lock');
      return done;
    };
    expect(run([[close(1)], [close(2)]], [], answer).result().lanes).toEqual([[{ skipped: 'must wait for a lock, though nothing is interrupted that it could wait for' }], [done]]);
    expect(run([[close(1)]], [], () => { throw new RangeError('off by one'); }).result).toThrow('off by one');
  });

  test('lists inside of lists are passed over', () => {
    const { result, asked } = run([[{ do: 'together', lanes: [[close(1)]], switches: [] }, close(2)]], [], () => done, false);
    expect(result().lanes).toEqual([[{ skipped: 'lists do not run inside of lists' }, done]]);
    expect(asked).toEqual(['close 2']);
  });
});

describe('a request', () => {
  /** Pending for so many looks. */
  const pendingFor = (looks: number) => {
    let left = looks;
    return (action: Single): Answered => {
      if (action.do === 'submit') return {};
      if (action.do !== 'wait') return done;
      return left-- > 0 ? { pending: true } : done;
    };
  };

  test('that cannot be sent is answered with that', () => {
    for (const answered of [{ skipped: 'the handle of slot 1 is closed' }, { died: 'PAGE_FAULT' }]) {
      expect(run([[ioctl(1)]], [], () => answered).result().lanes).toEqual([[answered]]);
    }
  });

  test('that is pending holds up its own list only', () => {
    const { asked, result } = run([[ioctl(1), close(2)], [close(3)]], [], pendingFor(2));
    expect(result().lanes).toEqual([[done, done], [done]]);
    expect(asked.filter((each) => each.startsWith('close'))).toEqual(['close 3', 'close 2']);
  });

  test.each([[undefined, 50_000_000n], [7n, 7n]])('that nothing ends is waited for (limit %s), and cancelled', (limit, waited) => {
    const { asked, result } = run([[ioctl(1, limit)]], [], (action) => (action.do === 'wait' && action.limit <= waited ? { pending: true } : action.do === 'submit' ? {} : { status: STATUS.STATUS_CANCELLED }));
    const [[answered] = []] = result().lanes ?? [];
    expect(answered?.timedOut).toBe(true);
    expect(asked).toContain(`wait -1 ${waited}`);
    expect(asked.slice(-2)[0]).toBe('cancel -1');
  });

  test('whose cancelling kills the device has no answer', () => {
    const { result } = run([[ioctl(1)]], [], (action) => (action.do === 'submit' ? {} : action.do === 'cancel' ? { died: 'PAGE_FAULT' } : { pending: true }));
    expect(result()).toMatchObject({ died: 'PAGE_FAULT', lanes: [[]] });
  });

  test('that is waited for by a list of its own is looked at, and lets the others go on', () => {
    const wait: Single = { do: 'wait', request: 9 as Slot, limit: 100n };
    const { asked, result } = run([[wait, close(1)], [close(2)]], [], pendingFor(2));
    expect(result().lanes).toEqual([[done, done], [done]]);
    expect(asked.filter((each) => each.startsWith('close'))).toEqual(['close 2', 'close 1']);
    expect(asked).toContain('wait 9 0');
  });
});
