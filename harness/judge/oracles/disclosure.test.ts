import { expect, test } from 'vitest';
import { addressBreach, leftoverBreach, unwrittenBreach } from './disclosure.ts';

const word = (value: bigint) => new Uint8Array(BigUint64Array.of(value).buffer);

test('a byte that keeps both fills was never written', () => {
  expect(unwrittenBreach(Uint8Array.of(1, 0xa5), Uint8Array.of(1, 0xa5), 0xa5, 0x5a)).toBeNull();
  expect(unwrittenBreach(Uint8Array.of(1, 0xa5), Uint8Array.of(1, 0x5a), 0xa5, 0x5a)).toMatchObject({ oracle: 'O4', rule: 'IOC-026' });
});

test('a byte that changes by itself is left over, unless it may move', () => {
  const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 9, 3)];
  expect(leftoverBreach(first, first.slice())).toBeNull();
  expect(leftoverBreach(first, second)?.message).toContain('byte 1 of the answer is 0x09 and was 0x02');
  expect(leftoverBreach(first, second, (offset) => offset === 1)).toBeNull();
});

test('words of the kernel half are found at every fourth byte', () => {
  const pool = word(0xffff_ab8f_1234_5670n);
  expect(addressBreach(pool)?.message).toBe('bytes 0 to 7 of the answer are the kernel address 0xffffab8f12345670');
  expect(addressBreach(Uint8Array.of(1, 2, 3, 4, ...pool))?.message).toContain('bytes 4 to 11');
  expect(addressBreach(word(0xffff_f807_6540_0000n))?.oracle).toBe('O4');
  expect(addressBreach(pool, (offset) => offset === 0)).toBeNull();
});

test('numbers are no addresses', () => {
  for (const value of [0n, 1n, 0x7fff_ffff_ffffn, 0x1d0_0000_0000n, 0xffff_ffff_ffff_ffffn, BigInt.asUintN(64, -100n), 0xffff_8000_0000_0000n]) {
    expect(addressBreach(word(value))).toBeNull();
  }
  expect(addressBreach(new Uint8Array(3))).toBeNull();
  // −96 dB in steps of 1/65536 beside a step.
  expect(addressBreach(word(0xffa0_0000_0000_8000n))).toBeNull();
});
