import { expect, test } from 'vitest';
import { loadSpecs } from '../spec/loader.ts';
import type { Claim, Expression } from '../spec/model.ts';
import { oracleOfClaim, oracleOfCondition } from './attribution.ts';

const condition = (source: string): Expression => ({ source }) as Expression;
const claim = (kind: 'law' | 'behaviour', ...kinds: string[]): Claim => ({ kind, steps: kinds.map((step) => ({ kind: step })) }) as unknown as Claim;

test('what a claim declares goes before what it does', () => {
  expect(oracleOfClaim({ ...claim('law', 'power'), oracle: 'O7' } as Claim)).toBe('O7');
  expect(oracleOfClaim(claim('behaviour', 'open', 'power'))).toBe('O18');
  expect(oracleOfClaim(claim('behaviour', 'interleave'))).toBe('O9');
  expect(oracleOfClaim(claim('behaviour', 'duplicate', 'get', 'exit'))).toBe('O20');
  expect(oracleOfClaim({ kind: 'model' } as Claim)).toBe('O5');
  expect(oracleOfClaim({ kind: 'requirement' } as Claim)).toBeUndefined();
  expect(oracleOfClaim(claim('law', 'send'))).toBeUndefined();
});

test('steps within steps count', () => {
  const nested = { kind: 'behaviour', steps: [{ kind: 'if', steps: [], else: [{ kind: 'repeat', steps: [{ kind: 'unplug' }] }] }] } as unknown as Claim;
  expect(oracleOfClaim(nested)).toBe('O18');
});

test('conditions are known by what they compute, else by what the claim does', () => {
  expect(oracleOfCondition(condition('covers(range, format)'), undefined)).toBe('O14');
  expect(oracleOfCondition(condition('connectedPins(all, 1) == [0]'), undefined)).toBe('O13');
  expect(oracleOfCondition(condition('linearFit(points).slope < 1.0'), undefined)).toBe('O12');
  expect(oracleOfCondition(condition('a == b'), claim('behaviour', 'enable', 'signals'))).toBe('O15');
  expect(oracleOfCondition(condition('a == b'), claim('behaviour', 'submit'))).toBe('O16');
  expect(oracleOfCondition(condition('a == b'), claim('behaviour', 'get', 'sleep'))).toBe('O12');
  expect(oracleOfCondition(condition('a == b'), claim('behaviour', 'get'))).toBe('O6');
});

test('the shipped claims use every oracle that a claim can be', () => {
  const { laws, behaviours, models } = loadSpecs();
  const used = new Set([...laws, ...behaviours, ...models].map(oracleOfClaim));
  for (const oracle of ['O5', 'O7', 'O9', 'O14', 'O17', 'O18', 'O20'] as const) expect(used, oracle).toContain(oracle);
});
