import { expect, test } from 'vitest';
import { censusBreach } from './census.ts';

const before = { handles: 1, pendingRequests: 0, eventEnables: 2, allocations: 3, references: 4 };

test('equal counts are in order', () => {
  expect(censusBreach(before, { ...before })).toBeNull();
});

test('what is left, and what was given back too often, is told', () => {
  expect(censusBreach(before, { ...before, eventEnables: 5 })).toMatchObject({ oracle: 'O10', message: '3 event enables are left after everything was closed' });
  expect(censusBreach(before, { ...before, references: 3 })?.message).toBe('1 object references too many were given back');
});
