/** The operators of the fast path: each gives a value, or `undefined` where only CEL knows. */
import { narrow } from './values.ts';

const leastInt = -(2n ** 63n);
const greatestInt = 2n ** 63n - 1n;

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** `a op b` on integers, exact; CEL reports what leaves 64 bits. */
function arithmetic(
  a: unknown,
  b: unknown,
  small: (a: number, b: number) => number,
  big: (a: bigint, b: bigint) => bigint,
): number | bigint | undefined {
  if (!isInteger(a) || !isInteger(b)) return undefined;
  if (typeof a === 'number' && typeof b === 'number') {
    const result = small(a, b);
    // Adding 0 turns −0 into 0.
    if (Number.isSafeInteger(result)) return result + 0;
  }
  const result = big(BigInt(a), BigInt(b));
  return result >= leastInt && result <= greatestInt ? narrow(result) : undefined;
}

export const add = (a: unknown, b: unknown): unknown =>
  arithmetic(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
export const subtract = (a: unknown, b: unknown): unknown =>
  arithmetic(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
export const multiply = (a: unknown, b: unknown): unknown =>
  arithmetic(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );

/** Towards zero, as CEL and C have it. By zero there is no value. */
export const divide = (a: unknown, b: unknown): unknown =>
  b == 0 ? undefined : arithmetic(
    a,
    b,
    (x, y) => (x - (x % y)) / y,
    (x, y) => x / y,
  );
export const remainder = (a: unknown, b: unknown): unknown =>
  b == 0 ? undefined : arithmetic(
    a,
    b,
    (x, y) => x % y,
    (x, y) => x % y,
  );

export function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function same(a: unknown, b: unknown): boolean | undefined {
  if (isNumber(a) && isNumber(b)) return a == b; // 1n == 1 is meant
  if (typeof a === typeof b && (typeof a === 'string' || typeof a === 'boolean')) return a === b;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return sameBytes(a, b);
  return typeof a === 'object' && typeof b === 'object' && a && b ? sameParts(a, b) : undefined;
}

/** Two lists or two structs, whose parts must be of the same kinds: what CEL says of others is its own business. */
function sameParts(a: object, b: object): boolean | undefined {
  if (Array.isArray(a) !== Array.isArray(b) || a instanceof Uint8Array || b instanceof Uint8Array) return undefined;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length === 0 || names.length !== others.length) return undefined;
  let equal = true;
  for (const name of names) {
    if (!Object.hasOwn(b, name)) return undefined;
    const [x, y] = [(a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]];
    const alike = (x === null && y === null) || (isNumber(x) && Number.isInteger(x) !== Number.isInteger(y) ? undefined : same(x, y));
    if (alike === undefined) return undefined;
    equal &&= alike;
  }
  return equal;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `needle in list`, of a list of texts. */
export function isElement(needle: unknown, options: unknown): boolean | undefined {
  if (typeof needle !== 'string' || !Array.isArray(options)) return undefined;
  return options.every((option) => typeof option === 'string') ? options.includes(needle) : undefined;
}
