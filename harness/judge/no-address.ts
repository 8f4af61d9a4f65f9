/** Values that must not hold addresses of the kernel, and where in them numbers stand that may look like one. */
import { codecOf, layoutOfType, type TypeTable } from '../abi/codec.ts';
import type { Arch } from '../target/target.ts';
import type { CaseContext } from './context.ts';
import { addressBreach } from './oracles/disclosure.ts';
import { must } from './outcome.ts';

/** Bytes of the longest scalar: what is longer is a GUID, a text or a list. */
const longestScalar = 8;
/** By type and ABI: the offsets of numbers; null for types that are not of one fixed layout. */
const cache = new WeakMap<TypeTable, Record<Arch, Map<string, ReadonlySet<number> | null>>>();

/** Looks at a value of a struct for what is no declared number and looks like an address. @throws Broken */
export function checkNoAddress(ctx: CaseContext, type: string, bytes: Uint8Array): void {
  const numbers = numbersIn(type, ctx.scope.arch, ctx.book.types);
  if (numbers) must(addressBreach(bytes, (offset) => overlaps(numbers, offset)), ctx.book.rules);
}

/** Whether a word of 8 bytes has a number in it. */
function overlaps(numbers: ReadonlySet<number>, offset: number): boolean {
  return numbers.has(offset) || numbers.has(offset + 4);
}

function numbersIn(type: string, arch: Arch, types: TypeTable): ReadonlySet<number> | null {
  let known = cache.get(types);
  if (!known) cache.set(types, (known = { x64: new Map(), x86: new Map() }));
  let numbers = known[arch].get(type);
  if (numbers === undefined) known[arch].set(type, (numbers = find(type, 0, arch, types)));
  return numbers;
}

function find(type: string, base: number, arch: Arch, types: TypeTable): ReadonlySet<number> | null {
  const layout = layoutOfType(type, arch, types);
  if (!layout || codecOf(type, arch, types).size === null) return null;
  const numbers = new Set<number>();
  for (const field of layout.fields) {
    // Members that the header names inline are listed one by one. The parts of a GUID are no numbers.
    if (field.type === 'struct' || field.type === 'union' || field.type === 'GUID') continue;
    const offset = base + field.offset;
    for (const number of find(field.type, offset, arch, types) ?? []) numbers.add(number);
    if ((codecOf(field.type, arch, types).size ?? Infinity) <= longestScalar) numbers.add(offset - (offset % 4));
  }
  return numbers;
}
