/** What the named functions give at their limits, and what they say of arguments that they do not take. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../abi/codec.ts';
import { guidByName } from '../../abi/names.ts';
import { ArgumentError, type Host } from './function.ts';
import { specFunctions } from './index.ts';

const host: Host = { arch: 'x64', types: { OWN: [{ field: 'A', type: 'ULONG' }] }, guid: guidByName };

function call(name: string, ...args: Value[]): Value {
  const found = specFunctions.find((each) => each.name === name);
  if (!found) throw new Error(`there is no function ${name}`);
  return found.apply(args, host);
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const pin = (NodePin: number): Value => ({ Node: 0xffff_ffff, NodePin });
const wire = (FromNode: number, FromNodePin: number, ToNode: number, ToNodePin: number): Value => ({ FromNode, FromNodePin, ToNode, ToNodePin });
const filter = 0xffff_ffff;
/** Pin 0 → node 0 → node 1 → pin 1; pin 2 → node 2 → pin 3, whose data the driver brings back as pin 3 → node 3 → pin 4. */
const graph: Value = [
  wire(filter, 0, 0, 1),
  wire(0, 0, 1, 1),
  wire(1, 0, filter, 1),
  wire(filter, 2, 2, 1),
  wire(2, 0, filter, 3),
  wire(filter, 3, 3, 1),
  wire(3, 0, filter, 4),
];
const points = (...values: [number, number][]): Value => values.map(([t, v]) => ({ t, v }));

describe('give', () => {
  it.each<[string, Value[], Value]>([
    ['abs', [-5n], 5n],
    ['abs', [5n], 5n],
    ['abs', [0n], 0n],
    ['abs', [-1.5], 1.5],
    ['min', [[3, 1n, 2]], 1n],
    ['min', [4], 4],
    ['min', [1, 1n], 1],
    ['max', [1, 3, 2], 3],
    ['max', [1, 1n], 1],
    ['max', [[-4, -3]], -3],
    ['align8', [64], 64],
    ['align8', [57], 64],
    ['align8', [0], 0],
    ['bits', [5, 7], false],
    ['bits', [2, 0], true],
    ['anyBits', [8, 12], true],
    ['anyBits', [8, 0], false],
    ['bitOr', [[1, 2, 8]], 11],
    ['bitOr', [6], 6],
    ['bitOr', [[]], 0],
    ['bitOr', [1, 3], 3],
    ['bitAnd', [12, 10], 8],
    ['bitXor', [12, 10], 6],
    ['shiftLeft', [1, 63], -(2n ** 63n)],
    ['shiftLeft', [3, 0], 3],
    ['shiftLeft', [1, 40], 2 ** 40],
    ['shiftRight', [-1, 63], -1],
    ['shiftRight', [256, 4], 16],
    ['us', [1.26], 13],
    ['ms', [2], 20_000],
    ['seconds', [1n], 10_000_000],
    ['inMs', [15_000n], 1.5],
    ['range', [0], []],
    ['range', [2n], [0, 1]],
    ['sum', [[]], 0],
    ['sum', [[1, 2n]], 3],
    ['sum', [[2n ** 62n, 2n ** 62n]], 2n ** 63n],
    ['sum', [[1, 0.5, 0.25]], 1.75],
    ['distinct', [[1, 1n, 'a', 'a', null, null, true]], [1, 'a', null, true]],
    ['distinct', [[[1], [2], [1], { a: 1 }, { a: 1 }]], [[1], [2], { a: 1 }]],
    ['distinct', [[2n ** 60n, 2n ** 60n]], [2n ** 60n]],
    ['sorted', [['b', 'a', 'c']], ['a', 'b', 'c']],
    ['sorted', [[10, 9n, 11]], [9n, 10, 11]],
    ['sorted', [[2, 2, 1]], [1, 2, 2]],
    ['sorted', [[]], []],
    ['linearFit', [points([0, 0], [1, 3], [2, 0])], { slope: 0, intercept: 1, maxResidual: 2, sigma: Math.sqrt(2) }],
    ['linearFit', [points([1, 5], [3, 9])], { slope: 2, intercept: 3, maxResidual: 0, sigma: 0 }],
    ['linearFit', [[{ v: 1 }, { t: 2, v: 1 }]], { slope: 0, intercept: 1, maxResidual: 0, sigma: 0 }],
    ['sizeof', ['OWN'], 4],
    ['minSizeof', ['OWN'], 4],
    ['encode', ['OWN', { A: 258 }], bytes(2, 1, 0, 0)],
    ['encode', ['OWN', {}], bytes(0, 0, 0, 0)],
    ['decode', ['OWN', bytes(2, 1, 0, 0)], { A: 258 }],
    ['guid', ['KSPROPSETID_Clock'], '{DF12A4C0-AC17-11CF-A5D6-28DB04C10000}'],
    ['bytes', [0], bytes()],
    ['bytes', [2], bytes(0, 0)],
    ['fill', [2, 255], bytes(255, 255)],
    ['concat', [bytes(1), bytes(), bytes(2, 3)], bytes(1, 2, 3)],
    ['concat', [[bytes(1), bytes(2)]], bytes(1, 2)],
    ['concat', [bytes(1)], bytes(1)],
    ['slice', [bytes(1, 2, 3), 1, 9], bytes(2, 3)],
    ['slice', [bytes(1, 2, 3), 0, 1], bytes(1)],
    ['byteAt', [bytes(7, 8), 0], 7],
    ['byteAt', [bytes(7, 8), 1n], 8],
    ['connectedPins', [graph, 0], [1]],
    ['connectedPins', [graph, 1], [0]],
    ['connectedPins', [graph, 3], [2, 4]],
    ['connectedPins', [graph, 2], [3]],
    ['connectedPins', [[wire(filter, 5, 0, 0), wire(0, 1, filter, 10), wire(0, 2, filter, 9)], 5], [9, 10]],
    ['connectedPins', [[], 0], []],
    ['reachable', [graph, pin(0), pin(1)], true],
    ['reachable', [graph, pin(1), pin(0)], false],
    ['reachable', [graph, pin(2), pin(4)], false],
    ['reachable', [graph, pin(0), { Node: 1 }], true],
    ['reachable', [graph, { Node: 1 }, { Node: 0 }], false],
    ['reachable', [graph, { Node: 0 }, { Node: 0 }], false],
    ['reachable', [[wire(0, 0, 1, 0), wire(1, 1, 0, 1)], { Node: 0 }, { Node: 0 }], true],
  ])('%s %o: %o', (name, args, expected) => {
    expect(call(name, ...args)).toStrictEqual(expected);
  });
});

describe('refuse', () => {
  it.each<[string, Value[], string]>([
    ['abs', ['x'], 'argument 1 must be a number, not the string x'],
    ['abs', [], 'argument 1 must be a number, not null'],
    ['min', [], 'there is nothing to choose from'],
    ['max', [[]], 'there is nothing to choose from'],
    ['max', [1, 'a'], 'value 2 is no number'],
    ['align8', [1.5], 'argument 1 must be an integer, not the number 1.5'],
    ['align8', [true], 'argument 1 must be an integer, not the boolean true'],
    ['bits', [1, null], 'argument 2 must be an integer, not null'],
    ['bitOr', [1, bytes(1)], 'argument 2 must be an integer, not bytes'],
    ['bitXor', [1, [1]], 'argument 2 must be an integer, not a list'],
    ['bitAnd', [{}, 1], 'argument 1 must be an integer, not a map'],
    ['shiftLeft', [1, 64], 'argument 2 is 64, not in 0 … 63'],
    ['shiftRight', [1, -1], 'argument 2 is -1, not in 0 … 63'],
    ['inMs', ['x'], 'argument 1 must be a number, not the string x'],
    ['range', [65_537], 'argument 1 is 65537, not in 0 … 65536'],
    ['sum', [['a']], 'the list must hold numbers'],
    ['sum', [1], 'argument 1 must be a list, not the number 1'],
    ['distinct', ['a'], 'argument 1 must be a list, not the string a'],
    ['sorted', [[1, 'a']], 'the list must hold numbers only, or strings only'],
    ['sorted', [['a', 1]], 'the list must hold numbers only, or strings only'],
    ['sorted', [[true]], 'the list must hold numbers only, or strings only'],
    ['linearFit', [[1]], "the list must hold maps {'t': …, 'v': …}"],
    ['linearFit', [[{ t: 'x' }]], 'member t is no number'],
    ['linearFit', [points([1, 1])], 'a line needs at least two points at different times'],
    ['linearFit', [points([1, 1], [1, 2])], 'a line needs at least two points at different times'],
    ['linearFit', [[]], 'a line needs at least two points at different times'],
    ['sizeof', ['UCHAR[]'], 'UCHAR[] has no fixed size'],
    ['sizeof', [1], 'argument 1 must be a string, not the number 1'],
    ['decode', ['OWN', 'x'], 'argument 2 must be bytes, not the string x'],
    ['guid', ['nobody'], '"nobody" is no GUID and no name of one'],
    ['bytes', [16 * 1024 * 1024 + 1], 'argument 1 is 16777217, not in 0 … 16777216'],
    ['fill', [1, 256], 'argument 2 is 256, not in 0 … 255'],
    ['concat', [bytes(1), 2], 'argument 2 must be bytes, not the number 2'],
    ['concat', [new Uint8Array(16 * 1024 * 1024), bytes(1)], 'the result would have 16777217 bytes'],
    ['slice', [bytes(1), -1, 2], 'argument 2 is -1, not in 0 … 16777216'],
    ['byteAt', [bytes(1, 2), 2], 'there is no byte 2 in 2'],
    ['byteAt', [bytes(1), -1], 'there is no byte -1 in 1'],
    ['connectedPins', [[1], 0], 'connection 0 is no KSTOPOLOGY_CONNECTION'],
    ['reachable', [graph, 1, pin(0)], 'argument 2 must be a map, not the number 1'],
    ['reachable', [graph, pin(0), { Node: 'x' }], 'member Node is no number'],
  ])('%s %o: %s', (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(new ArgumentError(message));
  });
});
