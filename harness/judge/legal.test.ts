import { describe, expect, it } from 'vitest';
import type { Value } from '../abi/codec.ts';
import type { Expression, Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { constrainedPart, limitsOf, violation } from './legal.ts';

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

describe('legal values', () => {
  const property = (more: object): Item => ({ kind: 'property', where: [], deviceRange: false, ...more }) as unknown as Item;
  const of = (more: object, value: Value) => violation(context(), property(more), value);
  const range = { min: constant(-4), max: constant(8) };

  it('of a range lie between its ends, both of them among them, and on its steps', () => {
    const told = 'a value from -4 to 8';
    expect([-5, -4, 8, 9, 3n, 9n, 'x', null].map((value) => of({ range }, value))).toEqual([told, undefined, undefined, told, undefined, told, told, told]);
    const stepped = { range: { ...range, step: constant(4) } };
    expect([-4, 0, 2, 8].map((value) => of(stepped, value))).toEqual([undefined, undefined, `${told} in steps of 4`, undefined]);
  });

  it('of a list are its own', () => {
    const oneOf = [constant(2), constant(3)];
    expect([1, 2, 3n].map((value) => of({ oneOf }, value))).toEqual(['one of 2, 3', undefined, undefined]);
  });

  it('of flags have no others', () => {
    const flags = [constant(1), constant(16)];
    const told = 'only the flags 17 (0x11)';
    expect([0, 1, 17, 2, 33n, 'x'].map((value) => of({ flags }, value))).toEqual([undefined, undefined, undefined, told, told, told]);
  });

  it('of anything but a property are all', () => {
    expect(violation(context(), { kind: 'method', range } as unknown as Item, 99)).toBeUndefined();
    expect(limitsOf(context(), { kind: 'event', range } as unknown as Item)).toEqual({});
  });

  it('are worked out once', () => {
    const ctx = context();
    const item = property({ range });
    expect(limitsOf(ctx, item)).toBe(limitsOf(ctx, item));
    expect(limitsOf(ctx, item)).toEqual({ range: { min: -4n, max: 8n, step: 1n } });
  });

  it('are about a field of a struct, however deep', () => {
    const inner = property({ valueField: 'A.B' });
    expect(constrainedPart(inner, { A: { B: 5 } })).toBe(5);
    expect(constrainedPart(inner, { A: {} })).toBeNull();
    expect(constrainedPart(inner, { A: 7 })).toBe(7);
    expect(constrainedPart(inner, 7)).toBe(7);
    expect(constrainedPart(property({}), { A: 1 })).toEqual({ A: 1 });
    expect(constrainedPart({ kind: 'method', valueField: 'A' } as unknown as Item, { A: 1 })).toEqual({ A: 1 });
  });
});
