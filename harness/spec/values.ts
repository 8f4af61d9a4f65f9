/**
 * The two worlds of values and the bridge between them: codecs give integers as `number` or `bigint` by their width,
 * CEL wants every integer as `bigint` and every double as `number`.
 */
import type { Value } from '../abi/codec.ts';

/** Converted objects and lists. Values in a scope are never changed once an expression has seen them. */
const converted = new WeakMap<object, unknown>();

/** A codec value as CEL sees it: integers become `bigint`, `undefined` becomes `null`; deep. */
export function toCel(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? BigInt(value) : value;
    case 'undefined':
      return null;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null || value instanceof Uint8Array) return value;
  const known = converted.get(value);
  if (known !== undefined) return known;
  const result = Array.isArray(value) ? value.map(toCel) : mapToCel(value);
  converted.set(value, result);
  return result;
}

function mapToCel(value: object): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) result[key] = toCel(member);
  return result;
}

/** A CEL result as a codec value: integers become `number` where they are safe integers, else stay `bigint`; deep. */
export function fromCel(value: unknown): Value {
  switch (typeof value) {
    case 'bigint':
      return narrow(value);
    case 'number':
    case 'string':
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      throw new TypeError(`a ${typeof value} is no value`);
  }
  if (value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(fromCel);
  // An unsigned literal (`10u`) is a wrapped bigint.
  const plain: unknown = value.valueOf();
  if (typeof plain === 'bigint') return narrow(plain);
  if (value.constructor !== Object) {
    throw new TypeError(`a ${value.constructor.name} is no value`);
  }
  const result: Record<string, Value> = {};
  for (const [key, member] of Object.entries(value)) result[key] = fromCel(member);
  return result;
}

/** The same integer as a `number` if that is exact. */
export function narrow(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/**
 * Whether two values are the same: numbers by worth, whether `number` or `bigint`; bytes, lists and maps by content.
 * A map that lacks a member differs from one that has it.
 */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    // The only place where `==` is meant: 1n == 1.
    return typeof a !== 'string' && typeof b !== 'string' && typeof a !== 'boolean' && typeof b !== 'boolean' && a == b;
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    return typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b);
  }
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && sameElements(a, b);
  }
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameElements(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const [x, y] = [a[key], b[key]];
    return x !== undefined && y !== undefined && sameValue(x, y);
  });
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function sameElements(a: ArrayLike<Value>, b: ArrayLike<Value>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined || !sameValue(x, y)) return false;
  }
  return true;
}
