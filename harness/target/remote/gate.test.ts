import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

test('every failure doubles the wait of its address, and of nobody else; a success ends it', () => {
  let now = 0;
  const gate = new Gate(() => now);
  const waits: number[] = [];
  for (let n = 0; n < 9; n++) {
    gate.failed('10.0.0.1');
    waits.push(gate.delay('10.0.0.1'));
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect(gate.delay('10.0.0.2')).toBe(0);
  now += 59_999;
  expect(gate.delay('10.0.0.1')).toBe(1);
  now += 1;
  expect(gate.delay('10.0.0.1')).toBe(0);
  gate.succeeded('10.0.0.1');
  gate.failed('10.0.0.1');
  expect(gate.delay('10.0.0.1')).toBe(1000);
});

test('addresses of one IPv6 network are one', () => {
  const gate = new Gate(() => 0);
  gate.failed('2001:db8:1:2:3::1');
  expect(gate.delay('2001:db8:1:2:9:9:9:9')).toBe(1000);
  expect(gate.delay('2001:db8:1:3::1')).toBe(0);
});

test('with very many addresses, new ones share what they did', () => {
  const gate = new Gate(() => 0);
  for (let n = 0; n < 1002; n++) gate.failed(`10.0.${n >> 8}.${n & 255}`);
  expect(gate.delay('99.0.0.1')).toBe(2000);
});

test('failures are forgotten after a while, so that an address may begin anew', () => {
  let now = 0;
  const gate = new Gate(() => now);
  for (let n = 0; n < 4; n++) gate.failed('10.0.0.1');
  now += 24 * 60 * 60 * 1000;
  gate.failed('10.0.0.2');
  gate.failed('10.0.0.1');
  expect(gate.delay('10.0.0.1')).toBe(1000);
});
