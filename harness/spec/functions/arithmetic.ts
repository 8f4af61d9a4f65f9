/** Numbers, bits and time. */
import { narrow } from '../values.ts';
import { ArgumentError, count, integer, isList, number, type SpecFunction } from './function.ts';
import type { Value } from '../../abi/codec.ts';

/** The arguments, or the elements of the only one if it is a list. */
function operands(args: readonly Value[]): readonly Value[] {
  const [first] = args;
  const all = args.length === 1 && isList(first) ? first : args;
  if (all.length === 0) throw new ArgumentError('there is nothing to choose from');
  return all;
}

function best(args: readonly Value[], better: (a: number | bigint, b: number | bigint) => boolean): Value {
  let result: number | bigint | undefined;
  operands(args).forEach((value, index) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') throw new ArgumentError(`value ${index + 1} is no number`);
    if (result === undefined || better(value, result)) result = value;
  });
  return result ?? 0;
}

/** A duration in units of 100 ns. */
const duration = (name: string, unit: string, hns: number): SpecFunction => ({
  name,
  parameters: ['n'],
  returns: 'int',
  about: `${unit} in units of 100 ns, rounded`,
  example: [`${name}(5)`, String(5 * hns)],
  apply: (args) => Math.round(number(args, 0) * hns),
});

export const arithmetic: readonly SpecFunction[] = [
  {
    name: 'abs',
    parameters: ['n'],
    returns: 'dyn',
    about: 'Without its sign',
    example: ['abs(3 - 5)', '2'],
    apply: ([n]) => {
      if (typeof n === 'bigint') return n < 0n ? -n : n;
      return Math.abs(number([n ?? null], 0));
    },
  },
  {
    name: 'min',
    parameters: ['a', 'b…'],
    returns: 'dyn',
    about: 'The least of the numbers, or of one list',
    example: ['min(3, 1, 2)', '1'],
    apply: (args) => best(args, (a, b) => a < b),
  },
  {
    name: 'max',
    parameters: ['a', 'b…'],
    returns: 'dyn',
    about: 'The greatest of the numbers, or of one list',
    example: ['max([3, 1, 2])', '3'],
    apply: (args) => best(args, (a, b) => a > b),
  },
  {
    name: 'align8',
    parameters: ['n'],
    returns: 'int',
    about: 'Rounded up to a multiple of 8',
    example: ['align8(65)', '72'],
    apply: (args) => narrow((integer(args, 0) + 7n) & ~7n),
  },
  {
    name: 'bits',
    parameters: ['n', 'mask'],
    returns: 'bool',
    about: 'Whether all bits of the mask are set in n',
    example: ['bits(7, 5)', 'true'],
    apply: (args) => (integer(args, 0) & integer(args, 1)) === integer(args, 1),
  },
  {
    name: 'anyBits',
    parameters: ['n', 'mask'],
    returns: 'bool',
    about: 'Whether a bit of the mask is set in n',
    example: ['anyBits(8, 7)', 'false'],
    apply: (args) => (integer(args, 0) & integer(args, 1)) !== 0n,
  },
  {
    name: 'bitAnd',
    parameters: ['a', 'b'],
    returns: 'int',
    about: 'The bits set in both',
    example: ['bitAnd(6, 3)', '2'],
    apply: (args) => narrow(integer(args, 0) & integer(args, 1)),
  },
  {
    name: 'bitOr',
    parameters: ['a', 'b…'],
    returns: 'int',
    about: 'The bits set in any, or in any of one list',
    example: ['bitOr(1, 2, 8)', '11'],
    apply: (args) => {
      const all = args.length === 1 && isList(args[0]) ? args[0] : args;
      return narrow(all.reduce<bigint>((sum, _, index) => sum | integer(all, index), 0n));
    },
  },
  {
    name: 'bitXor',
    parameters: ['a', 'b'],
    returns: 'int',
    about: 'The bits that differ',
    example: ['bitXor(6, 3)', '5'],
    apply: (args) => narrow(integer(args, 0) ^ integer(args, 1)),
  },
  {
    name: 'shiftLeft',
    parameters: ['n', 'bits'],
    returns: 'int',
    about: 'n times two to the power of `bits` (0 to 63)',
    example: ['shiftLeft(1, 4)', '16'],
    apply: (args) => narrow(BigInt.asIntN(64, integer(args, 0) << BigInt(count(args, 1, 63)))),
  },
  {
    name: 'shiftRight',
    parameters: ['n', 'bits'],
    returns: 'int',
    about: 'n divided by two to the power of `bits` (0 to 63), rounded down',
    example: ['shiftRight(0x1234, 8)', '0x12'],
    apply: (args) => narrow(integer(args, 0) >> BigInt(count(args, 1, 63))),
  },
  duration('us', 'Microseconds', 10),
  duration('ms', 'Milliseconds', 10_000),
  duration('seconds', 'Seconds', 10_000_000),
  {
    name: 'inMs',
    parameters: ['hns'],
    returns: 'double',
    doubles: true,
    about: 'A time in units of 100 ns as milliseconds',
    example: ['inMs(25000)', '2.5'],
    apply: (args) => number(args, 0) / 10_000,
  },
];
