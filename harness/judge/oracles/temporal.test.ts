import { describe, expect, test } from 'vitest';
import { leadBreach, monotoneBreach, packetBreach, phaseBreach, placeBreach, rateBreach, restBreach } from './temporal.ts';

const ms = 10_000;
const law = { rate: 1000, tolerance: 0.01, jitter: 4 * ms, deviation: ms };
const readings = (position: (at: number) => number, step = 100 * ms, count = 50) =>
  Array.from({ length: count }, (_, i) => ({ at: 7 + i * step, position: position(i * step) }));

describe('rate', () => {
  test('a position on the line of its rate', () => {
    expect(rateBreach('position', readings((at) => at / ms), law)).toBeNull();
    expect(rateBreach('position', readings((at) => Math.floor(at / ms)), law)).toBeNull();
  });
  test('one that is too fast, one that jumps, one that trembles', () => {
    expect(rateBreach('position', readings((at) => (1.02 * at) / ms), law)).toMatchObject({ oracle: 'O12', message: 'position advances by 1020 a second', expected: '1000, within 1 %' });
    expect(rateBreach('position', readings((at) => at / ms + (at === 2_500 * ms ? 8 : 0)), law)?.message).toContain('off the line');
    expect(rateBreach('position', readings((at) => at / ms + ((at / ms) % 200 === 0 ? 1.5 : -1.5)), law)?.message).toContain('deviates by 1.499 ms');
  });
  test('too few readings say nothing', () => {
    expect(rateBreach('position', readings(() => 5, 100, 1), law)).toBeNull();
    expect(rateBreach('position', readings((at) => at, 0, 2), law)).toBeNull();
  });
  test('what is just within the limits is in order, and of what is beyond them the limit is told', () => {
    const off = (rate: number, tolerance: number) => rateBreach('position', readings((at) => (rate * at) / ms / 1000), { ...law, tolerance });
    expect([off(1010, 0.0101), off(990, 0.0101)]).toEqual([null, null]);
    expect(off(990, 0.005)).toMatchObject({ message: 'position advances by 990 a second', expected: '1000, within 0.5 %' });
    const trembling = readings((at) => at / ms + ((at / ms) % 200 === 0 ? 1.5 : -1.5));
    expect(rateBreach('position', trembling, { ...law, deviation: 1.5 * ms })).toBeNull();
    expect(rateBreach('position', trembling, { rate: 1000, tolerance: 0.01, jitter: 4 * ms })).toBeNull();
    expect(rateBreach('position', trembling, { ...law, jitter: ms })).toMatchObject({ message: expect.stringMatching(/^position is 1\.5\d* ms off the line of its rate$/), expected: 'at most 1 ms' });
    expect(rateBreach('position', trembling, law)).toMatchObject({ expected: 'at most 1 ms' });
  });
});

test('what never runs backwards', () => {
  expect(monotoneBreach('time', [1, 1, 2n])).toBeNull();
  expect(monotoneBreach('time', [1, 3, 2])).toMatchObject({ oracle: 'O12', message: 'time goes from 3 to 2', expected: 'it never goes back' });
  expect([monotoneBreach('time', []), monotoneBreach('time', [5]), monotoneBreach('time', [1, 2], true)]).toEqual([null, null, null]);
  expect(monotoneBreach('time', [1, 1], true)?.expected).toBe('a greater value each time');
});

test('places in a buffer', () => {
  expect(placeBreach('play offset', 12, { size: 12, frame: 6 })).toBeNull();
  expect(placeBreach('play offset', 0, { size: 12, frame: 6 })).toBeNull();
  expect(placeBreach('play offset', -6, { size: 12, frame: 6 })?.message).toBe('play offset is -6');
  expect(placeBreach('play offset', 18, { size: 12, frame: 6 })?.expected).toBe('from 0 to 12');
  expect(placeBreach('play offset', 7, { size: 12, frame: 6 })?.expected).toBe('a multiple of 6');
  expect(leadBreach('position', 10, 2, 12, 1, 6)).toBeNull();
  expect(leadBreach('position', 2, 10, 12, 1, 6)).toMatchObject({ message: 'position: the write offset is 8 bytes ahead of the play offset', expected: '1 to 6' });
  expect([1, 3, 4, 6, 7].map((write) => leadBreach('position', 0, write, 12, 3, 6) === null)).toEqual([false, true, true, true, false]);
});

test('what stands', () => {
  expect(restBreach('position', [])).toBeNull();
  expect(restBreach('position', [5, 5])).toBeNull();
  expect(restBreach('position', [5n], true)?.message).toBe('position is 5 in STOP');
  expect(restBreach('position', [0n], true)).toBeNull();
  expect(restBreach('position', [5, 6])?.expected).toBe('it stands');
});

test('notifications keep their phase', () => {
  const phase = { first: 100, period: 50, late: 10 };
  expect(phaseBreach('mark', [100, 155, 200], phase, 200)).toBeNull();
  expect(phaseBreach('mark', [99], phase, 100)?.message).toContain('early');
  expect(phaseBreach('mark', [100, 170], phase, 170)?.message).toContain('mark 2 comes 0.002 ms late');
  expect(phaseBreach('mark', [100], phase, 160)?.message).toBe('mark came 1 times');
  expect(phaseBreach('mark', [], phase, 105)).toBeNull();
  expect(phaseBreach('mark', [], phase, 110)).toMatchObject({ message: 'mark came 0 times', expected: '1 times' });
  expect([phaseBreach('mark', [100, 150], phase, 160), phaseBreach('mark', [110, 160], phase, 160)]).toEqual([null, null]);
  expect(phaseBreach('mark', [100, 149], phase, 160)).toMatchObject({ message: 'mark 2 comes 0.0001 ms early', expected: 'not before its time' });
  expect(phaseBreach('mark', [111], phase, 111)).toMatchObject({ message: 'mark 1 comes 0.0011 ms late', expected: 'at most 0.001 ms late' });
  expect(phaseBreach('mark', [100], phase, 210)).toMatchObject({ message: 'mark came 1 times', expected: '3 times' });
});

test('packets go up by one, also over the end of 32 bits', () => {
  expect(packetBreach('packets', [])).toBeNull();
  expect(packetBreach('packets', [0xffff_ffff, 0, 1])).toBeNull();
  expect(packetBreach('packets', [1, 2, 2])?.message).toBe('packets go from number 2 to 2');
  expect(packetBreach('packets', [1], 0)).toMatchObject({ message: 'packets begin with number 1', expected: 'number 0' });
  expect([packetBreach('packets', [0], 0), packetBreach('packets', [7])]).toEqual([null, null]);
  expect(packetBreach('packets', [1, 3])).toMatchObject({ message: 'packets go from number 1 to 3', expected: 'up by one' });
});
