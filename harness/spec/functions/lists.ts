/** Lists and what can be computed from series of numbers. */
import type { Value } from '../../abi/codec.ts';
import { narrow, sameValue } from '../values.ts';
import { ArgumentError, count, isMap, list, numberIn, type SpecFunction } from './function.ts';
import { fitLine, type Point } from './line.ts';

const mostElements = 65_536;

/** Elements without repetition, in order of first appearance. */
function distinct(values: readonly Value[]): Value[] {
  // Scalars, the common case, are told apart by a set; what cannot be hashed is compared with each.
  const seen = new Set<Value>();
  const kept: Value[] = [];
  for (const value of values) {
    const scalar = typeof value !== 'object' || value === null;
    const key = typeof value === 'bigint' ? narrow(value) : value;
    if (scalar ? seen.has(key) : kept.some((other) => sameValue(value, other))) continue;
    seen.add(key);
    kept.push(value);
  }
  return kept;
}

function pointsOf(points: readonly Value[]): Point[] {
  return points.map((point) => {
    if (!isMap(point)) throw new ArgumentError("the list must hold maps {'t': …, 'v': …}");
    return { t: numberIn(point, 't'), v: numberIn(point, 'v') };
  });
}

export const lists: readonly SpecFunction[] = [
  {
    name: 'range',
    parameters: ['n'],
    returns: 'list',
    about: 'The integers from 0 to n − 1',
    example: ['range(3)', '[0, 1, 2]'],
    apply: (args) => Array.from({ length: count(args, 0, mostElements) }, (_, i) => i),
  },
  {
    name: 'sum',
    parameters: ['list'],
    returns: 'dyn',
    about: 'The sum of the numbers of a list; 0 if it is empty',
    example: ['sum([1, 2, 3])', '6'],
    apply: (args) => {
      let whole = 0n;
      let rest = 0;
      let exact = true;
      for (const value of list(args, 0)) {
        if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) whole += BigInt(value);
        else if (typeof value === 'number') {
          rest += value;
          exact = false;
        } else throw new ArgumentError('the list must hold numbers');
      }
      return exact ? narrow(whole) : Number(whole) + rest;
    },
  },
  {
    name: 'distinct',
    parameters: ['list'],
    returns: 'list',
    about: 'The elements without repetition, in order of first appearance',
    example: ['distinct([2, 1, 2])', '[2, 1]'],
    apply: (args) => distinct(list(args, 0)),
  },
  {
    name: 'sorted',
    parameters: ['list'],
    returns: 'list',
    about: 'The numbers or strings of a list in ascending order',
    example: ['sorted([3, 1, 2])', '[1, 2, 3]'],
    apply: (args) => {
      const values = list(args, 0);
      const numbers = values.every((value) => typeof value === 'number' || typeof value === 'bigint');
      if (!numbers && !values.every((value) => typeof value === 'string')) {
        throw new ArgumentError('the list must hold numbers only, or strings only');
      }
      return [...values].sort((a, b) => Number((a ?? 0) > (b ?? 0)) - Number((a ?? 0) < (b ?? 0)));
    },
  },
  {
    name: 'linearFit',
    parameters: ['points'],
    returns: 'map',
    doubles: true,
    about:
      "Least-squares line through points {'t': time, 'v': value}: a map of slope, intercept, maxResidual and sigma (standard deviation of the residuals)",
    example: ["linearFit([{'t': 0, 'v': 1}, {'t': 2, 'v': 5}]).slope", '2.0'],
    apply: (args) => ({ ...fitLine(pointsOf(list(args, 0))) }),
  },
];
