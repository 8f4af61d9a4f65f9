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
  });
});

test('what never runs backwards', () => {
  expect(monotoneBreach('time', [1, 1, 2n])).toBeNull();
  expect(monotoneBreach('time', [1, 3, 2])?.message).toBe('time goes from 3 to 2');
  expect(monotoneBreach('time', [1, 1], true)?.expected).toBe('a greater value each time');
});

test('places in a buffer', () => {
  expect(placeBreach('play offset', 12, { size: 12, frame: 6 })).toBeNull();
  expect(placeBreach('play offset', 18, { size: 12, frame: 6 })?.expected).toBe('from 0 to 12');
  expect(placeBreach('play offset', 7, { size: 12, frame: 6 })?.expected).toBe('a multiple of 6');
  expect(leadBreach('position', 10, 2, 12, 1, 6)).toBeNull();
  expect(leadBreach('position', 2, 10, 12, 1, 6)?.message).toContain('8 bytes ahead');
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
});

test('packets go up by one, also over the end of 32 bits', () => {
  expect(packetBreach('packets', [])).toBeNull();
  expect(packetBreach('packets', [0xffff_ffff, 0, 1])).toBeNull();
  expect(packetBreach('packets', [1, 2, 2])?.message).toBe('packets go from number 2 to 2');
  expect(packetBreach('packets', [1], 0)?.expected).toBe('number 0');
});
