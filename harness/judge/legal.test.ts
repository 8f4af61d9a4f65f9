import { expect, it } from 'vitest';
import type { Expression, Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { violation } from './legal.ts';

const constant = (value: number): Expression => ({ source: String(value), evaluate: () => value }) as unknown as Expression;
const ordered = {
  source: 'value.Min <= value.Max',
  test: ({ value }: { value: { Min: number; Max: number } }) => value.Min <= value.Max,
};
const item = { kind: 'property', valueField: 'Flags', oneOf: [constant(1)], where: [ordered] } as unknown as Item;
const context = () => ({ scope: {}, limits: new Map() }) as unknown as CaseContext;

it('conditions are about the whole value: a setting alone cannot break them', () => {
  expect(violation(context(), item, 1)).toBeUndefined();
  expect(violation(context(), item, 2)).toBe('one of 1');
  expect(violation(context(), item, { Flags: 1, Min: 0, Max: 1 })).toBeUndefined();
  expect(violation(context(), item, { Flags: 1, Min: 2, Max: 1 })).toBe('value.Min <= value.Max');
});
