import { expect, test } from 'vitest';
import { fetchBreach } from './fetches.ts';

const once = { of: 'input', offset: 0, length: 24, count: 1 } as const;
const twice = { of: 'input', offset: 20, length: 4, count: 2 } as const;

test('one fetch is in order, two are not, unless they may be', () => {
  expect(fetchBreach('get', [])).toBeNull();
  expect(fetchBreach('get', [once])).toBeNull();
  expect(fetchBreach('get', [once, twice])).toMatchObject({ oracle: 'O9', message: 'get: bytes 20 to 23 of In are fetched 2 times' });
  expect(fetchBreach('get', [twice], ({ offset }) => offset === 20)).toBeNull();
});
