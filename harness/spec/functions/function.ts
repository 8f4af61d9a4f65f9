/** What the named functions of the language are made of. */
import type { TypeTable, Value } from '../../abi/codec.ts';
import type { Arch } from '../../target/target.ts';

/** What functions may depend on besides their arguments. */
export interface Host {
  /** ABI of the caller: decides sizes and layouts with pointers. */
  readonly arch: Arch;
  /** Structs that spec files declare. */
  readonly types: TypeTable | undefined;
  /** GUID of that name, canonical text. */
  guid(name: string): string | undefined;
}

/** A function that expressions can call. Pure: the same arguments and host give the same value. */
export interface SpecFunction {
  readonly name: string;
  /** Names of the parameters, for the reference. A last one that ends in `…` may be repeated. */
  readonly parameters: readonly string[];
  /** CEL type of the result. */
  readonly returns: 'int' | 'double' | 'bool' | 'string' | 'bytes' | 'list' | 'map' | 'dyn';
  /** One sentence for the reference. */
  readonly about: string;
  /** Numbers of the result are doubles even where they are whole. */
  readonly doubles?: true;
  /** An example and its value, both CEL; checked by a test. */
  readonly example: readonly [expression: string, value: string];
  /** @throws ArgumentError if an argument is not what the function takes */
  apply(args: readonly Value[], host: Host): Value;
}

/** An argument is not what the function takes. */
export class ArgumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArgumentError';
  }
}

type MapValue = Readonly<Record<string, Value>>;

/** Argument `index` as an integer of any width. */
export function integer(args: readonly Value[], index: number): bigint {
  const value = args[index];
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw wanted('an integer', index, value);
}

/** Argument `index` as an integer from 0 to `most`, e.g. a length. */
export function count(args: readonly Value[], index: number, most: number): number {
  const value = integer(args, index);
  if (value < 0n || value > BigInt(most)) throw new ArgumentError(`argument ${index + 1} is ${value}, not in 0 … ${most}`);
  return Number(value);
}

/** Argument `index` as a number, integer or not. */
export function number(args: readonly Value[], index: number): number {
  const value = args[index];
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw wanted('a number', index, value);
}

export function text(args: readonly Value[], index: number): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw wanted('a string', index, value);
}

export function bytesOf(args: readonly Value[], index: number): Uint8Array {
  const value = args[index];
  if (value instanceof Uint8Array) return value;
  throw wanted('bytes', index, value);
}

export function list(args: readonly Value[], index: number): readonly Value[] {
  const value = args[index];
  if (isList(value)) return value;
  throw wanted('a list', index, value);
}

export function map(args: readonly Value[], index: number): MapValue {
  const value = args[index];
  if (isMap(value)) return value;
  throw wanted('a map', index, value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** Member `name` of a map as a number; 0 if it is not there. */
export function numberIn(value: MapValue, name: string): number {
  const member = value[name];
  if (member === undefined) return 0;
  if (typeof member === 'number' || typeof member === 'bigint') return Number(member);
  throw new ArgumentError(`member ${name} is no number`);
}

function wanted(what: string, index: number, value: Value | undefined): ArgumentError {
  return new ArgumentError(`argument ${index + 1} must be ${what}, not ${kindOf(value)}`);
}

function kindOf(value: Value | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return 'bytes';
  if (isList(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `the ${typeof value} ${String(value)}`;
}
